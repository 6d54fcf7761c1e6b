"""Years of visits as a desk settles them, drawn by chance: many layers, shared caps, what is carried on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from app.money.fen import format_fen
from app.policy import Registry
from app.records.form import CaseForm
from app.records.people import Filing
from app.records.result import Added, YearState
from app.services.chance import Chance
from app.services.desk import Desk
from app.services.parameters import confirm_all
from app.services.quote import basis, quote, worked_out
from app.services.resettle import resettle
from app.services.settle import Settled, settle
from app.services.year import year_state
from app.store import ledger, people
from tests.helpers.forms import paid, quoted, settled, stay, totals
from tests.helpers.service_desk import MANAGER, STAMP, STATION, desk_on, everybody

SHENYANG = replace(STATION, area_name="沈阳市")


def random_form(chance: Chance, at: int, year: int = 2019, who: tuple[str, ...] = ("p1", "p1", "p7")) -> CaseForm:
    """The ``at``-th visit of somebody's year, up to 40,000.00; every fourth with a layer from an outside slip."""
    kind = chance.pick(("inpatient", "inpatient", "inpatient", "emergency_rescue", "outpatient", "outpatient_chronic"))
    admitted = date(year, 1, 3) + timedelta(days=20 * at)
    total = chance.within(1, 4_000_000)
    in_scope = total - chance.below(total // 5 + 1)
    form = stay(
        chance.pick(who),
        institution_id=chance.pick(("h1", "h1", "h2", "h3", "h4", "h5")),
        type=kind,
        admitted=admitted.isoformat(),
        discharged=(admitted + timedelta(days=chance.within(0, 12))).isoformat(),
        referral=chance.pick(("none", "filed", "emergency_reported")),
        tags=chance.pick(((), ("disease_23",), ("critical",))),
        way=chance.pick(("direct", "reimbursement")),
        invoice_number=f"F{at}",
    )
    form = totals(form, total=format_fen(total), in_scope=format_fen(in_scope))
    if chance.percent(25):
        form = replace(form, visit=replace(form.visit, way="top_up"))
        return paid(form, basic=format_fen(in_scope // 2))
    return form


def chronic_filed(desk: Desk, *who: str) -> None:
    """These persons have 门诊慢病 all their life: any kind of visit of ``random_form`` can be settled."""
    with desk.database.unit_of_work() as work:
        for person_id in who:
            people.add_filing(work, person_id, Filing(f"f-{person_id}", "chronic", date(2018, 1, 1), None), **STAMP)


def make_shenyang(path: Path, registry: Registry) -> None:
    """Make a copy of the confirmed small file ready for the area of shenyang-2020: everybody is there once more, insured in
    that year (p1-2020 and so on), and that pack's values are confirmed."""
    with shenyang_desk(path, registry, prefix="0180") as desk, desk.database.unit_of_work() as work:
        insured = (replace(one, id=f"{one.id}-2020", filings=(), insured_years=(2020,)) for one in everybody())
        people.add_people(work, insured, **STAMP)
        pack = registry.by_id("shenyang-2020")
        assert pack is not None
        confirm_all(replace(desk, operator=MANAGER), pack, "演示", work)


@contextmanager
def shenyang_desk(path: Path, registry: Registry, *, prefix: str = "0199") -> Iterator[Desk]:
    """A desk of 2020 in the area of shenyang-2020, on a file that ``make_shenyang`` made."""
    with desk_on(path, registry, prefix=prefix) as desk:
        yield replace(desk, station=SHENYANG, business_date=date(2020, 12, 20))


def settle_again(desk: Desk, document_id: str) -> Settled:
    """A reversed settlement settled again in its place, as it was typed."""
    draft = resettle(desk, document_id)
    result, _ = worked_out(quote(desk, basis(desk, draft.form.person_id, draft.form, draft.replaces), draft.form))
    return settle(desk, draft, draft.form, result.person_pays)


def settle_year(desk: Desk, seed: str, visits: int, year: int, who: str) -> list[CaseForm]:
    """Settle ``visits`` random visits of one person; returns the forms that could be settled, in their order."""
    chance = Chance(seed)
    chronic_filed(desk, who)
    done: list[CaseForm] = []
    for at in range(visits):
        form = random_form(chance, at, year, (who,))
        if quoted(desk, form).ready:
            settled(desk, form)
            done.append(form)
    return done


def state_of(desk: Desk, person_id: str, year: int) -> YearState:
    """The person's year as the engine is told it, without what is 0: an adjustment leaves a 0 where nothing was."""
    with desk.database.reading() as work:
        return without_zeros(year_state(year, ledger.added_of(work, person_id, year)))


def without_zeros(state: YearState) -> YearState:
    """A year of which only what is not 0 is named."""

    def kept(part: Mapping[str, int]) -> dict[str, int]:
        return {name: value for name, value in part.items() if value}

    return YearState(
        state.year, kept(state.bases), kept(state.paid), kept(state.carried), kept(state.tallies), state.visits
    )


def added_of(desk: Desk, person_id: str, year: int) -> tuple[Added, ...]:
    """What each visit of the year adds, without what is 0."""
    with desk.database.reading() as work:
        found = ledger.added_of(work, person_id, year)
    return tuple(
        Added(
            year,
            {key: one for key, one in visit.layers.items() if any((one.base, one.pay, one.carried))},
            {key: value for key, value in visit.tallies.items() if value},
        )
        for visit in found
    )
