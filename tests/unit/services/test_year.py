"""The year so far, shown as bars by the rules of whichever pack is in force."""

from __future__ import annotations

from datetime import date

import pytest

from app.engine import advance, empty_year, evaluate
from app.policy import Pack, values_for
from app.records.case import Amounts, IdentityPeriod, Visit
from app.records.ledger import YearBar
from app.services.year import year_bars, year_state
from tests.helpers.service_desk import packs

POOR = (IdentityPeriod("registered_poor"),)
_PACKS = [pack for pack in packs().packs if not pack.draft]


def _day(pack: Pack) -> date:
    return pack.ends or date(pack.starts.year, 12, 31)


@pytest.mark.parametrize("pack", _PACKS, ids=lambda pack: str(pack.id))
@pytest.mark.parametrize("identities", [(), POOR], ids=["ordinary", "poor"])
def test_every_pack_has_its_bars(pack: Pack, identities: tuple[IdentityPeriod, ...]) -> None:
    day = _day(pack)
    bars = year_bars(pack, values_for(pack), identities, day, empty_year(day.year))
    assert all(bar.used == 0 for bar in bars)
    assert all(bar.limit is None or bar.limit > 0 for bar in bars)
    assert {bar.layer for bar in bars} <= {layer.id for layer in pack.layers}
    assert year_bars(pack, values_for(pack), identities, date(2001, 1, 1), empty_year(2001)) == ()


def test_used_never_passes_a_deductible_or_a_ceiling() -> None:
    pack = next(one for one in _PACKS if one.id == "naiman-2019")
    values, state = values_for(pack), empty_year(2019)
    bars: dict[str, YearBar] = {}
    for month in range(1, 10):
        visit = Visit(
            type="inpatient",
            level="tertiary",
            region="in_city",
            referral="filed",
            discharged=date(2019, month, 20),
            amounts=Amounts(4_000_000, 4_000_000),
        )
        state = advance(state, evaluate(pack, values, POOR, visit, state).added)
        bars = {bar.what: bar for bar in year_bars(pack, values, POOR, visit.discharged, state)}
        for bar in bars.values():
            assert bar.limit is not None
            assert 0 <= bar.used <= bar.limit
    assert bars["大病保险起付"].used == bars["大病保险起付"].limit == 700_000
    assert bars["个人自付封顶"].limit == 400_000


def test_the_state_is_the_fold_of_what_was_added() -> None:
    pack = next(one for one in _PACKS if one.id == "naiman-2019")
    visit = Visit(
        type="inpatient",
        level="secondary",
        region="in_county",
        discharged=date(2019, 5, 1),
        amounts=Amounts(100_000, 100_000),
    )
    added = evaluate(pack, values_for(pack), POOR, visit, empty_year(2019)).added
    assert year_state(2019, ()) == empty_year(2019)
    assert year_state(2019, (added, added)) == advance(advance(empty_year(2019), added), added)
