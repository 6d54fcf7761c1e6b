"""年终清算: what annual layers of a year still owe each person, or overpaid, after its last visit; paid once. Money is fen.

found = owed(desk, year, pack_id)                    # Owed, a row a person and layer; totals(found, "payer")
open_visits(desk, row, year)                         # the visits that a row rests on
made = clear(desk, request_id, year, pack_id, document_number, digest_of(found), approver)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.engine import advance, empty_year, less_entitled
from app.errors import UserError
from app.money.fen import format_fen
from app.policy import Pack
from app.policy.model import Layer
from app.records.people import Credentials
from app.records.progress import Step, silent, stepped
from app.records.result import YearState
from app.records.year_end import OpenVisit, Payee, Share
from app.services.desk import Desk, today
from app.services.later import again
from app.services.rights import check
from app.services.stored_case import StoredPacks, stored_case
from app.services.year_end.runs import Made, Wanted, payee, post
from app.store import people, standing
from app.store import year_end as store
from app.store.canonical import canonical, sha256
from app.store.standing import Standing
from app.store.work import Work

KIND = "carried"
_STRIDE = 20
"""Persons between two steps: each is a year worked out again."""
_BY = {"payer": "付款方", "township": "苏木乡镇"}


@dataclass(frozen=True, slots=True)
class Owed:
    """What one annual layer leaves open with one person. ``carried`` as the visits left it (negative: overpaid); ``earlier``
    (never above 0) what it falls by since earlier layers are cleared first and what the person bears bounds it; ``cleared`` by
    runs that stand; ``due`` what the next run pays, never below 0. ``flagged``: differences of the year are to be posted first,
    nothing is due before."""

    payee: Payee
    layer: str
    layer_name: str
    payer: str
    carried: int
    earlier: int
    cleared: int
    due: int
    visits: int
    flagged: bool = False

    @property
    def why(self) -> str:
        """In words."""
        if self.flagged:
            return "本年度有单据要重新核算：先出具差额单，再清算"
        if self.carried < 0:
            return "已付多于年度应付：列出，不向个人追回"
        parts = [f"年度应付比已付多 {_yuan(self.carried)}"]
        if self.earlier:
            parts.append(f"前面的层先清算，减 {_yuan(-self.earlier)}")
        if self.cleared:
            parts.append(f"已清算 {_yuan(self.cleared)}")
        return "，".join(parts)


@dataclass(frozen=True, slots=True)
class Total:
    """A sum over rows that share a payer or a township; ``by`` says which in words."""

    by: str
    name: str
    persons: int
    owed: int
    overpaid: int
    due: int


def _yuan(fen: int) -> str:
    return format_fen(fen, thousands=True)


def owed(desk: Desk, year: int, pack_id: str, step: Step = silent) -> tuple[Owed, ...]:
    """Every person and annual layer that a year leaves open under a pack, in the order of the persons' first such document.
    Their ``carried`` together are the sum of what the year's last visits carried. ``step`` is told persons."""
    check(desk, "year_end.read")
    with desk.database.reading() as work:
        return _owed(desk, work, year, pack_id, step)


def _owed(desk: Desk, work: Work, year: int, pack_id: str, step: Step) -> tuple[Owed, ...]:
    packs = StoredPacks(work, desk.packs)
    paid = store.cleared(work, KIND, year, pack_id)
    found: list[Owed] = []
    ids = dict.fromkeys(people.resolve(work, one) for one in store.open_people(work, year, pack_id))
    touched = {people.resolve(work, one.person_id) for one in standing.touched(work) if one.year == year}
    for person_id in stepped(ids, len(ids), step, _STRIDE):
        rows = _of_person(work, packs, person_id, (year, pack_id), paid)
        if rows and person_id in touched and any(one.later.flagged for one in again(work, person_id, year, packs)):
            rows = [replace(one, due=0, flagged=True) for one in rows]
        found += rows
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Year:
    """A person's year as its documents made it: the visits with the state before each, and the state after the last."""

    visits: tuple[tuple[Standing, YearState], ...]
    after: YearState

    @property
    def rows(self) -> tuple[int, ...]:
        return tuple(row for one, _ in self.visits for row in one.rows)

    def last(self, layer: str) -> Standing:
        """The last visit whose pack has a layer."""
        return next(one for one, _ in reversed(self.visits) if layer in one.added.layers)


def _year(work: Work, person_id: str, year: int) -> _Year:
    state, visits = empty_year(year), []
    for one in standing.standing(work, person_id, year):
        visits.append((one, state))
        state = advance(state, one.added)
    return _Year(tuple(visits), state)


def _of_person(
    work: Work,
    packs: StoredPacks,
    person_id: str,
    of: tuple[int, str],
    paid: dict[tuple[str, str], int],
) -> list[Owed]:
    lived = _year(work, person_id, of[0])
    still = [name for name, carried in lived.after.carried.items() if carried]
    still = [name for name in still if store.pack_of(work, lived.last(name).rows[0]) == of[1]]
    if not still:
        return []
    pack = stored_case(work, lived.last(still[-1]).id, packs).case.pack
    family, who = people.family(work, person_id), payee(work, person_id)
    bears, taken = store.borne(work, lived.rows), 0
    found = []
    for layer in pack.layers:
        if layer.id not in still:
            continue
        carried = lived.after.carried[layer.id]
        whole = _whole(work, packs, lived, layer, (carried, taken, bears))
        cleared = sum(paid.get((one, layer.id), 0) for one in family)
        row = Owed(
            *(who, layer.id, layer.name, layer.payer, carried, whole - max(0, carried), cleared),
            due=max(0, whole - cleared),
            visits=sum(layer.id in one.added.layers for one, _ in lived.visits),
        )
        found.append(row)
        taken += max(whole, cleared)
    return found


def _whole(work: Work, packs: StoredPacks, lived: _Year, layer: Layer, figures: tuple[int, int, int]) -> int:
    """What a layer is due of all clearings together: ``figures`` are what it carried, what earlier layers took, what the person
    bears."""
    carried, taken, bears = figures
    if carried <= 0:
        return 0
    less = _less(work, packs, lived, layer, taken) if taken else 0
    return max(0, min(carried - less, bears - taken))


def _less(work: Work, packs: StoredPacks, lived: _Year, layer: Layer, taken: int) -> int:
    row = store.last_applied(work, lived.rows, layer.id)
    found = next(((one, state) for one, state in lived.visits if row in one.rows), None)
    if found is None:
        return 0
    case = stored_case(work, found[0].id, packs).case
    return less_entitled(case.pack, case.values, case.identities, case.visit, found[1], layer.id, taken)


def totals(found: Iterable[Owed], by: str) -> tuple[Total, ...]:
    """Sums by ``payer`` or ``township``, in the order of the names."""
    grouped: dict[str, list[Owed]] = {}
    for one in found:
        grouped.setdefault(one.payer if by == "payer" else one.payee.township, []).append(one)
    return tuple(
        Total(
            _BY[by],
            name,
            len({one.payee.id for one in rows}),
            sum(one.carried for one in rows if one.carried > 0),
            sum(-one.carried for one in rows if one.carried < 0),
            sum(one.due for one in rows),
        )
        for name, rows in sorted(grouped.items())
    )


def open_visits(desk: Desk, row: Owed, year: int) -> tuple[OpenVisit, ...]:
    """The documents of a person's year that say something of the row's layer, in the order of the year."""
    check(desk, "year_end.read")
    with desk.database.reading() as work:
        return store.visits_of(work, _year(work, row.payee.id, year).rows, row.layer)


def digest_of(found: Sequence[Owed]) -> str:
    """SHA-256 of what a run would pay: the same as long as it would pay the same."""
    return sha256(canonical([[one.payee.id, one.layer, one.due] for one in found if one.due]))


def may_clear(desk: Desk, year: int) -> str:
    """Why a year can't be cleared yet, a sentence; "" where it can."""
    if today(desk) > date(year, 12, 31):
        return ""
    return f"{year} 年还没有结束：年内还会有单据改变结转，请到 {year + 1} 年 1 月 1 日以后再办清算。"


def clear(
    desk: Desk,
    request_id: str,
    year: int,
    pack_id: str,
    document_number: str,
    seen: str,
    approver: Credentials | None,
    step: Step = silent,
) -> Made:
    """Pay what is due to everybody, once. ``seen`` the digest of what was shown.

    UserError: NOT_YET, CHANGED (what is owed changed since), those of ``runs.post``."""
    check(desk, "year_end.run")
    may_not = may_clear(desk, year)
    if may_not:
        raise UserError("NOT_YET", "", may_not)

    def shares(work: Work) -> list[Share]:
        found = _owed(desk, work, year, pack_id, step)
        if digest_of(found) != seen:
            raise UserError(
                "CHANGED", "", "看过以后又有单据变动，应清算的不同了：没有办理。请重新打开清单，核对后再办。"
            )
        return [
            Share(0, one.payee, one.layer, one.layer_name, one.payer, one.carried, one.due) for one in found if one.due
        ]

    return post(desk, Wanted(request_id, KIND, year, pack_id, document_number, seen, {}), shares, approver)


def pack_title(desk: Desk, pack_id: str) -> str:
    """A pack's title, or its id where it isn't at hand."""
    pack: Pack | None = desk.packs.by_id(pack_id)
    return pack.title if pack is not None else pack_id
