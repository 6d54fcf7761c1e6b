"""What holds of every case, whatever the pack."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app import engine
from app.errors import InvariantError
from app.money.fen import ONE, half_up
from app.policy import Pack, values_for
from app.policy.model import Annual, Value
from app.records.case import Amounts, IdentityPeriod, Visit
from app.records.result import VisitResult, YearState
from tests.helpers.contract_cases import pack, registry
from tests.helpers.engine_years import POOR, a_visit, items, layer, pays, persons, settle_year, visits

SOME = settings(max_examples=settings().max_examples * 3 // 10)
"""Years are drawn slowly; a search (HYPOTHESIS_PROFILE) looks at more."""
NAIMAN = pack()
PACKS = registry().packs
Year = tuple[Pack, tuple[IdentityPeriod, ...], list[Visit]]


@st.composite
def years(draw: st.DrawFn, among: tuple[Pack, ...] = PACKS) -> Year:
    chosen = draw(st.sampled_from(among))
    return chosen, draw(persons()), draw(st.lists(visits(chosen), min_size=1, max_size=5))


def settled(year: Year) -> list[VisitResult]:
    chosen, identities, of_year = year
    return settle_year(chosen, of_year, identities)


@given(years())
def test_it_adds_up_and_nothing_is_negative(year: Year) -> None:
    for result, visit in zip(settled(year), year[2], strict=True):
        assert visit.amounts is not None
        assert result.amounts == visit.amounts
        assert sum(pays(result).values()) == result.fund_total
        assert result.fund_total + result.institution_pays + result.person_pays == visit.amounts.total
        assert min(*pays(result).values(), result.institution_pays, result.person_pays) >= 0
        assert result.person_pays >= visit.amounts.patient_own
        assert result.institution_pays >= visit.amounts.institution_own
        for one in result.layers:
            assert one.deductible >= 0
            assert 0 <= one.base <= visit.amounts.total
            assert one.given == (one.id in visit.paid)


@SOME
@given(years(), st.integers(0, 5))
def test_the_first_visits_alone_give_the_same(year: Year, first: int) -> None:
    chosen, identities, of_year = year
    assert settle_year(chosen, of_year[:first], identities) == settled(year)[:first]


@SOME
@given(years())
def test_the_same_input_gives_the_same_output(year: Year) -> None:
    assert settled(year) == settled(year)


@SOME
@given(years())
def test_the_order_of_tags_and_identities_does_not_matter(year: Year) -> None:
    chosen, identities, of_year = year
    assert settle_year(chosen, of_year, tuple(reversed(identities))) == settled(year)


@SOME
@given(years())
def test_another_year_has_its_own_accumulators(year: Year) -> None:
    """A year's results don't hang on the visits of other years in between."""
    chosen, identities, of_year = year
    both = settled(year)
    for calendar_year in {visit.discharged.year for visit in of_year}:
        alone = [visit for visit in of_year if visit.discharged.year == calendar_year]
        mine = [result for result, visit in zip(both, of_year, strict=True) if visit in alone]
        assert settle_year(chosen, alone, identities) == mine


@SOME
@given(st.lists(items(), min_size=1, max_size=8), st.randoms(use_true_random=False), st.sampled_from(PACKS), persons())
def test_the_order_of_lines_does_not_matter(lines: list, chance: object, chosen: Pack, who: tuple) -> None:  # type: ignore[type-arg]  # drawn
    mixed = list(range(len(lines)))
    chance.shuffle(mixed)  # type: ignore[attr-defined]  # a Random of hypothesis
    visit = replace(a_visit(), amounts=None, discharged=chosen.starts)
    [one] = settle_year(chosen, [replace(visit, items=tuple(lines))], who)
    [other] = settle_year(chosen, [replace(visit, items=tuple(lines[at] for at in mixed))], who)
    assert other.amounts == one.amounts
    assert other.layers == one.layers
    assert other.person_pays == one.person_pays
    assert other.lines == tuple(one.lines[at] for at in mixed)


@SOME
@given(st.lists(items(), min_size=1, max_size=8), st.sampled_from(PACKS), persons())
def test_lines_and_their_sums_are_the_same_bill(lines: list, chosen: Pack, who: tuple) -> None:  # type: ignore[type-arg]  # drawn
    visit = replace(a_visit(), amounts=None, items=tuple(lines), discharged=chosen.starts)
    [by_lines] = settle_year(chosen, [visit], who)
    [by_sums] = settle_year(chosen, [replace(visit, items=(), amounts=by_lines.amounts)], who)
    assert by_sums.layers == by_lines.layers
    assert by_sums.person_pays == by_lines.person_pays
    assert sum(item.amount for item in lines) == by_lines.amounts.total
    for split, item in zip(by_lines.lines, lines, strict=True):
        places = (split.in_scope, split.out_of_catalogue, split.over_limit, split.prepay, split.special_drug)
        assert sum(places) + split.patient_own + split.institution_own == item.amount
        assert min(places) >= 0


# ---- the year


def cap_of(chosen: Pack, layer_id: str) -> int | None:
    found = next(one for one in chosen.layers if one.id == layer_id)
    figures = values_for(chosen).figures
    cap = figures[found.annual_cap] if found.annual_cap else None
    return cap if isinstance(cap, int) else None


@SOME
@given(years())
def test_what_is_carried_is_never_above_what_the_cap_leaves(year: Year) -> None:
    chosen, _, of_year = year
    states: dict[int, YearState] = {}
    for result, visit in zip(settled(year), of_year, strict=True):
        number = visit.discharged.year
        states[number] = engine.advance(states.get(number, engine.empty_year(number)), result.added)
        for one in result.layers:
            cap = cap_of(chosen, one.id)
            if cap is not None:
                assert one.carried <= max(0, cap - states[number].paid[one.id])
            if one.base_year is None:
                assert one.carried == 0


@SOME
@given(years())
def test_a_layers_year_is_the_sum_of_its_visits(year: Year) -> None:
    chosen, _, of_year = year
    base: dict[tuple[int, str], int] = {}
    annual = {one.id for one in chosen.layers if one.annual}
    for result, visit in zip(settled(year), of_year, strict=True):
        for one in result.layers:
            assert (one.base_year is not None) == (one.id in annual)
            if one.base_year is not None:
                key = (visit.discharged.year, one.id)
                base[key] = base.get(key, 0) + result.added.layers[one.id].base
                assert one.base_year == base[key]


def entitlement(base: int, deductible: int, bands: list[tuple[int, int]]) -> int:
    """By the definition: each fen of the base at the rate of the band that it lies in, above the deductible."""
    ends = [*(start for start, _ in bands[1:]), None]
    parts = 0
    for (start, rate), end in zip(bands, ends, strict=True):
        top = base if end is None else min(base, end)
        parts += max(0, top - max(start, deductible)) * rate
    return half_up(parts, ONE)


@SOME
@given(st.lists(st.integers(0, 6_000_000), min_size=1, max_size=8), st.booleans())
def test_while_the_terms_hold_a_year_pays_its_entitlement(scopes: list[int], poor: bool) -> None:
    """Σ of the visits' payments is what the whole year's base entitles to, however the year is cut into visits."""
    given_rest = {"assistance": 0, "poverty_fund": 0, "basic": 0}
    of_year = [replace(a_visit(), amounts=Amounts(scope, scope), paid=given_rest) for scope in scopes]
    results = settle_year(NAIMAN, of_year, POOR if poor else ())
    bands = [(0, 500_000), (5_000_000, 600_000), (10_000_000, 700_000)]
    if poor:
        bands = [(start, rate + 50_000) for start, rate in bands]
    paid = 0
    for at, result in enumerate(results, start=1):
        due = entitlement(sum(scopes[:at]), 700_000 if poor else 1_400_000, bands)
        paid += layer(result, "critical_illness").pay
        assert paid + layer(result, "critical_illness").carried == due
        assert layer(result, "critical_illness").carried >= 0
        assert layer(result, "critical_illness").pay <= scopes[at - 1]


@SOME
@given(st.lists(st.integers(0, 2_000_000), min_size=1, max_size=6), st.integers(0, 5))
def test_what_was_given_too_little_or_too_much_is_made_up_for(scopes: list[int], at: int) -> None:
    assume(at < len(scopes))
    given_rest = {"assistance": 0, "poverty_fund": 0, "basic": 0}
    of_year = [replace(a_visit(), amounts=Amounts(scope, scope), paid=given_rest) for scope in scopes]
    of_year[at] = replace(of_year[at], paid={**given_rest, "critical_illness": scopes[at] // 2})
    results = settle_year(NAIMAN, of_year)
    bands = [(0, 550_000), (5_000_000, 650_000), (10_000_000, 750_000)]
    paid = sum(layer(result, "critical_illness").pay for result in results)
    last = layer(results[-1], "critical_illness")
    assert paid + last.carried == entitlement(sum(scopes), 700_000, bands)


@SOME
@given(st.lists(st.sampled_from([0, 1, 250_000, 300_001, 999_999]), min_size=1, max_size=6))
def test_the_fund_of_a_year_is_its_share_above_the_ceiling(scopes: list[int]) -> None:
    """One hospital all year, nothing paid elsewhere but basic 0: the fund has paid 90 % of what lies above 3000.00."""
    given_rest = {"basic": 0, "critical_illness": 0, "assistance": 0}
    of_year = [replace(a_visit(), amounts=Amounts(scope, scope), paid=given_rest) for scope in scopes]
    first = settle_year(NAIMAN, of_year)[0].deductible
    assert first == min(50_000, scopes[0])
    paid = sum(layer(result, "poverty_fund").pay for result in settle_year(NAIMAN, of_year))
    borne = sum(scopes) - first
    assert paid == half_up(max(0, borne - 300_000) * 900_000, ONE)


@SOME
@given(years())
def test_a_layer_in_scope_never_pays_more_than_is_left_in_scope(year: Year) -> None:
    chosen, _, of_year = year
    for result, visit in zip(settled(year), of_year, strict=True):
        assert visit.amounts is not None
        if visit.paid:
            continue
        left = visit.amounts.in_scope
        for one, shape in zip(result.layers, chosen.layers, strict=True):
            specs = [rule.spec for rule in shape.rules]
            bases = {getattr(spec, "base", "unpaid") for spec in specs if not hasattr(spec, "less_deductible")}
            if bases and bases <= {"in_scope", "left"}:
                assert one.pay <= left
                left -= one.pay


# ---- what is told


@SOME
@given(years())
def test_every_layer_tells_its_steps_or_its_reason(year: Year) -> None:
    for result in settled(year):
        assert [one.id for one in result.layers] == [one.id for one in year[0].layers]
        for one in result.layers:
            assert one.applied is (one.reason is None)
            assert one.clauses
            assert all(clause.startswith(year[0].document) or "〔" in clause for clause in one.clauses)
            texts = [step.text for step in one.steps]
            assert texts
            for text in texts:
                assert text.endswith("。")
                assert any("\u4e00" <= sign <= "\u9fff" for sign in text)
            if one.pay:
                shown = f"{one.pay // 100:,}.{one.pay % 100:02d}"
                assert any(shown in text for text in texts), (shown, texts)
            if one.reason is not None:
                assert any(one.reason in text for text in texts)
                assert "Among" not in one.reason
                assert "None" not in one.reason


def changed(value: Value | None) -> Value | None:
    """Another value of the same kind."""
    if isinstance(value, tuple):
        return tuple(replace(band, rate=band.rate // 2) for band in value)
    if isinstance(value, date):
        return value.replace(month=9, day=13)
    if isinstance(value, str):
        return {"yes": "no", "no": "yes", "whole": "excess", "excess": "whole"}[value]
    return None if value is None else value // 3 + 7


@SOME
@given(years(), st.data())
def test_what_is_not_named_unconfirmed_was_not_read(year: Year, data: st.DataObject) -> None:
    """试算 exactly where it must be: changing a local figure that a visit doesn't name changes nothing of it."""
    chosen, identities, of_year = year
    local = sorted(name for name, one in chosen.parameters.items() if one.source == "local")
    assume(local)
    name = data.draw(st.sampled_from(local))
    values = values_for(chosen)
    others = replace(values, figures={**values.figures, name: changed(values.figures[name])})
    state = engine.empty_year(of_year[0].discharged.year)
    before = engine.evaluate(chosen, values, identities, of_year[0], state)
    assert set(before.unconfirmed) <= set(local)
    if name not in before.unconfirmed:
        assert engine.evaluate(chosen, others, identities, of_year[0], state) == before
    confirmed = replace(values, unconfirmed=values.unconfirmed - {name})
    after = engine.evaluate(chosen, confirmed, identities, of_year[0], state)
    assert set(after.unconfirmed) == set(before.unconfirmed) - {name}
    assert after.layers == before.layers


def test_annual_rules_are_the_only_ones_with_a_year() -> None:
    for one in PACKS:
        for shape in one.layers:
            assert shape.annual == any(isinstance(rule.spec, Annual) for rule in shape.rules)


def test_a_state_of_another_year_is_a_fault_of_the_program() -> None:
    with pytest.raises(InvariantError):
        engine.evaluate(NAIMAN, values_for(NAIMAN), POOR, a_visit(), engine.empty_year(2020))
    result = engine.evaluate(NAIMAN, values_for(NAIMAN), POOR, a_visit(), engine.empty_year(2019))
    with pytest.raises(InvariantError):
        engine.advance(engine.empty_year(2020), result.added)
