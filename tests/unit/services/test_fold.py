"""The desk folds over what the ledger's rows say they added; settling the same year from zero gives the same figures."""

from __future__ import annotations

import pytest

from app.engine import advance, empty_year, evaluate
from app.services.chance import Chance
from app.services.desk import Desk
from app.services.drafts import open_draft
from app.services.quote import worked_out
from app.services.settle import settle
from app.services.slips import posted_of
from tests.helpers.forms import quoted
from tests.helpers.random_years import chronic_filed, random_form


@pytest.mark.parametrize("seed", range(6))
def test_a_year_at_the_desk_is_the_year_from_zero(desk: Desk, seed: int) -> None:
    chance = Chance(f"fold:{seed}")
    chronic_filed(desk, "p1", "p7")
    states = {"p1": empty_year(2019), "p7": empty_year(2019)}
    for at in range(14):
        form = random_form(chance, at)
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
