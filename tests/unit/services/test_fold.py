"""The desk folds over what the ledger's rows say they added; settling the same year from zero gives the same figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.engine import advance, empty_year, evaluate
from app.money.fen import format_fen
from app.records.form import CaseForm
from app.services.chance import Chance
from app.services.desk import Desk
from app.services.drafts import open_draft
from app.services.quote import worked_out
from app.services.settle import settle
from app.services.slips import posted_of
from tests.helpers.forms import paid, quoted, stay, totals


def _random_form(chance: Chance, at: int) -> CaseForm:
    kind = chance.pick(("inpatient", "inpatient", "inpatient", "emergency_rescue", "outpatient", "outpatient_chronic"))
    admitted = date(2019, 1, 3) + timedelta(days=20 * at)
    total = chance.within(1, 4_000_000)
    in_scope = total - chance.below(total // 5 + 1)
    form = stay(
        chance.pick(("p1", "p1", "p7")),
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


@pytest.mark.parametrize("seed", range(6))
def test_a_year_at_the_desk_is_the_year_from_zero(desk: Desk, seed: int) -> None:
    chance = Chance(f"fold:{seed}")
    states = {"p1": empty_year(2019), "p7": empty_year(2019)}
    for at in range(14):
        form = _random_form(chance, at)
        result, case = worked_out(quoted(desk, form))
        assert case.state == states[form.person_id]
        again = evaluate(case.pack, case.values, case.identities, case.visit, states[form.person_id])
        assert again == result
        states[form.person_id] = advance(states[form.person_id], again.added)
        done = settle(desk, open_draft(desk, form), form, result.person_pays)
        assert done.posted.layers == {layer.id: layer.pay for layer in again.layers}
    for person_id, state in states.items():
        assert state.visits == len(posted_of(desk, person_id))
        for layer, fen in state.paid.items():
            assert fen == sum(one.layers[layer] for one in posted_of(desk, person_id))
