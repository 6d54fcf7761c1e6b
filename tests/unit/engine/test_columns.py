"""Columns say what the scalar engine says, to the fen: random cases of every pack, and every threshold ±1 fen."""

from __future__ import annotations

import random  # noqa: TID251 - seeded: the same cases on every run
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from app.engine import advance, empty_year
from app.engine.columns import ERRORS, Results, evaluate_columns, from_cases
from app.engine.columns.record import SUM_MAX
from app.errors import InvariantError
from app.money.fen import FEN_MAX, at_rate, at_rate_down
from app.policy import Pack, Values, read_pack, values_for
from app.policy.model import Annual, Table
from app.records.case import Amounts, IdentityPeriod, Item, Visit
from app.records.result import VisitResult, YearState
from tests.helpers.random_visits import Answer, Case, random_case, random_values, settle

POLICIES = Path(__file__).resolve().parents[3] / "resources" / "policies"
PACKS = sorted(path.stem for path in POLICIES.glob("*.toml") if not path.name.endswith(".cases.toml"))
GROUP = 50
"""Cases that share one draw of the figures."""


@cache
def pack_of(name: str) -> Pack:
    return read_pack((POLICIES / f"{name}.toml").read_bytes(), f"{name}.toml")


# ---- comparing -------------------------------------------------------------------------------------------------------


def scalar(pack: Pack, values: Values, cases: Iterable[Case]) -> Iterator[Answer]:
    """Each visit's answer; a refused visit adds nothing to its year, as in columns."""
    for identities, visits in cases:
        years: dict[int, YearState] = {}
        for visit in visits:
            answer = settle(pack, values, identities, visit, years)
            if isinstance(answer, VisitResult):
                year = answer.added.year
                years[year] = advance(years.get(year, empty_year(year)), answer.added)
            yield answer


def differences(results: Results, row: int, wanted: Answer) -> Iterator[str]:
    code = ERRORS[results.error[row]]
    if isinstance(wanted, str) or code:
        if code != wanted:
            yield f"error: scalar {wanted if isinstance(wanted, str) else 'settles'}, columns {code or 'settles'}"
        return
    estimates = {one.id: one.pay for one in wanted.estimates}
    figures = [(layer.id, layer.pay, results.pay[layer.id][row]) for layer in wanted.layers]
    figures += [
        (f"{layer.id}.carried", layer.carried, results.carried[layer.id][row] if layer.id in results.carried else 0)
        for layer in wanted.layers
    ]
    figures += [(f"estimate {name}", estimates.get(name, -1), found[row]) for name, found in results.estimates.items()]
    figures.append(("institution_pays", wanted.institution_pays, results.institution_pays[row]))
    figures.append(("person_pays", wanted.person_pays, results.person_pays[row]))
    for name, should, did in figures:
        if should != did:
            yield f"{name}: scalar {should}, columns {did}"


def compare(pack: Pack, values: Values, cases: Sequence[Case], answers: Sequence[Answer] = ()) -> Counter[str]:
    """What the visits met; fails at the first that differs. ``answers``: the scalar engine's, where they are known."""
    results = evaluate_columns(pack, values, from_cases(cases))
    visits = [(identities, visit) for identities, visits in cases for visit in visits]
    met: Counter[str] = Counter()
    for row, wanted in enumerate(answers or scalar(pack, values, cases)):
        found = list(differences(results, row, wanted))
        if found:
            pytest.fail(f"{pack.id}, row {row}: {'; '.join(found)}\n{visits[row]}")
        if isinstance(wanted, str):
            met[f"error {wanted}"] += 1
            continue
        for layer in wanted.layers:
            how = "given" if layer.given else (layer.rule if layer.applied else "does not apply")
            met[f"{layer.id} {how} {'pays' if layer.pay else 'pays nothing'}"] += 1
            met[f"{layer.id} carried"] += layer.carried != 0
        met.update(f"estimate {one.id}" for one in wanted.estimates)
    assert len(visits) == len(results.error)
    return met


def compare_random(name: str, first: int, groups: int, size: int = GROUP) -> Counter[str]:
    pack, met = pack_of(name), Counter[str]()
    for group in range(first, first + groups):
        rng = random.Random(f"{name} {group}")
        values = random_values(rng, pack)
        drawn = [random_case(rng, pack, values) for _ in range(size)]
        answers = [answer for _, of_case in drawn for answer in of_case]
        met += compare(pack, values, [case for case, _ in drawn], answers)
    return met


# ---- random cases ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PACKS)
def test_random_cases_come_to_the_same(name: str) -> None:
    met = compare_random(name, 0, 4)  # 200 cases, some 750 visits
    for layer in pack_of(name).layers:
        assert met[f"{layer.id} given pays"]
        for rule in layer.rules:
            assert layer.hand_only or met[f"{layer.id} {rule.id} pays"], f"{layer.id} {rule.id} never paid"
    assert met["error PAID_TOO_LARGE"]


@pytest.mark.long
@pytest.mark.parametrize("name", PACKS)
@pytest.mark.parametrize("part", range(40))
def test_a_hundred_thousand_random_cases_of_each_pack(name: str, part: int) -> None:
    met = compare_random(name, 1_000 + part * 10, 10, size=250)
    for rule in (rule for layer in pack_of(name).layers if not layer.hand_only for rule in layer.rules):
        assert any(f" {rule.id} pays" in what for what in met)


# ---- thresholds ------------------------------------------------------------------------------------------------------

CODES = ["registered_poor", "min_living", "min_living_marginal", "illness_poor", "temporary_relief", "disabled_child"]


def _day(pack: Pack) -> date:
    return date(pack.starts.year + (pack.ends is None), 12, 1)


def _visit(pack: Pack, kind: str, level: str, in_scope: int, **fields: object) -> Visit:
    in_scope = min(max(0, in_scope), FEN_MAX // 4)
    visit = Visit(
        type=kind,
        level=level,
        region="in_county",
        discharged=_day(pack),
        treatment_designated=True,
        referral="filed",
        tags=frozenset({"critical", "major_disease", "listed_drug"}),
        prescription_level="secondary",
        amounts=Amounts(in_scope + 1234, in_scope, out_of_catalogue=1234, drug_in_scope=in_scope // 3),
    )
    return replace(visit, **fields)  # type: ignore[arg-type]  # fields of a visit, by name


def _people() -> Iterator[tuple[IdentityPeriod, ...]]:
    yield ()
    for code in CODES:
        yield (IdentityPeriod(code),)
    yield tuple(IdentityPeriod(code) for code in CODES)


def _on_thresholds(pack: Pack, values: Values, *, everybody: bool = False) -> Iterator[Case]:
    """For every amount of money in the pack, and a fen beside it: as one bill, as a year's base in two visits, as what a
    layer was given before in the year. Each with two of the people in turn, or with everybody."""
    people = list(_people())
    annual = [layer.id for layer in pack.layers if layer.annual]
    before = {layer.id: 0 for layer in pack.layers}  # all left to the person: the year's base is what is in scope
    amounts = [(one + more) for one in _money(pack, values) for more in (-1, 0, 1)]
    for at, amount in enumerate(amounts):
        for person in people if everybody else (people[at % len(people)], people[1]):
            yield (
                person,
                (_visit(pack, "inpatient", "tertiary", amount), _visit(pack, "outpatient", "township", amount)),
            )
            first = _visit(pack, "inpatient", "secondary", amount // 2, paid=before)
            rest = _visit(pack, "inpatient", "secondary", amount - amount // 2, paid={"basic": 0})
            yield person, (first, rest, _visit(pack, "inpatient", "tertiary", 1_500_000))
        for layer in pack.layers:
            given = _visit(pack, "inpatient", "secondary", amount + 5_000_000, paid={layer.id: max(0, amount)})
            late = _visit(pack, "inpatient", "secondary", 20_000_000, paid=dict.fromkeys(annual[:1], 0))
            yield people[1 + at % 2], (given, late)


def _money(pack: Pack, values: Values) -> list[int]:
    """Every amount of money among the figures, bands' starts too, and half of it (a poor person's deductible)."""
    found: set[int] = set()
    for name, value in values.figures.items():
        if isinstance(value, tuple):
            found |= {band.start for band in value}
        elif isinstance(value, int) and pack.parameters[name].kind == "money":
            found |= {value, at_rate(value, 500_000)}
    return sorted(found)


@pytest.mark.parametrize("name", PACKS)
def test_every_threshold_and_a_fen_beside_it(name: str) -> None:
    pack = pack_of(name)
    values = values_for(pack)
    cases = list(_on_thresholds(pack, values))
    if name == "liaoning-2018":
        figures = {**values.figures, "supplementary.annual_cap": 3_000_00}
        values = Values(figures, frozenset())
        cases += list(_on_thresholds(pack, values))
    compare(pack, values, cases)


@pytest.mark.long
@pytest.mark.parametrize("name", PACKS)
def test_every_threshold_for_everybody(name: str) -> None:
    pack = pack_of(name)
    values = values_for(pack)
    compare(pack, values, list(_on_thresholds(pack, values, everybody=True)))


@pytest.mark.parametrize("name", PACKS)
def test_every_threshold_lowered_so_that_caps_bind(name: str) -> None:
    pack = pack_of(name)
    figures = {
        key: value // 40
        if isinstance(value, int) and value > 1_000_000 and pack.parameters[key].kind == "money"
        else value
        for key, value in values_for(pack).figures.items()
    }
    values = Values(figures, frozenset())
    compare(pack, values, list(_on_thresholds(pack, values)))


@pytest.mark.parametrize("name", PACKS)
def test_shares_of_the_total_and_a_fen_beside_them(name: str) -> None:
    """A catalogue limit, a ceiling and a target are met by shares of the total."""
    pack = pack_of(name)
    values = values_for(pack)
    rates = sorted({v for k, v in values.figures.items() if isinstance(v, int) and pack.parameters[k].kind == "rate"})
    cases: list[Case] = []
    for rate in rates:
        for total in (10_001, 5_000_000):
            for more in (-1, 0, 1):
                part = min(total, max(0, at_rate_down(total, rate) + more))
                limit = Amounts(total, total - part, out_of_catalogue=part)
                covered = {"basic": part}
                whole = Amounts(total, total)
                for level in ("village", "secondary", "tertiary"):
                    for kind in ("inpatient", "outpatient_special"):
                        for designated in (True, False):
                            visit = _visit(pack, kind, level, 0, amounts=limit, designated=designated)
                            given = replace(visit, amounts=whole, paid=covered, tags=frozenset({"disease_23"}))
                            cases.append(((IdentityPeriod("registered_poor"),), (visit, given)))
    compare(pack, values, cases)


# ---- columns of their own --------------------------------------------------------------------------------------------


def test_one_large_round_is_divided_by_kind_and_by_slices() -> None:
    pack = pack_of("naiman-2019")
    rng = random.Random(5)
    values = values_for(pack)
    cases = [random_case(rng, pack, values)[0] for _ in range(120)]
    many = cases * 60  # 7,200 people: rounds long enough to be divided
    results = evaluate_columns(pack, values, from_cases(many))
    once = evaluate_columns(pack, values, from_cases(cases))
    for layer, pay in once.pay.items():
        assert results.pay[layer].tolist() == pay.tolist() * 60
    for layer, carried in once.carried.items():
        assert results.carried[layer].tolist() == carried.tolist() * 60
    assert results.person_pays.tolist() == once.person_pays.tolist() * 60
    assert results.error.tolist() == once.error.tolist() * 60


def test_rows_of_one_year_need_not_stand_together() -> None:
    pack = pack_of("naiman-2019")
    rng = random.Random(6)
    values = values_for(pack)
    columns = from_cases([random_case(rng, pack, values)[0] for _ in range(100)])
    results = evaluate_columns(pack, values, columns)
    # all first visits, then all second ones …
    seen: Counter[int] = Counter()
    turns = []
    for year in columns.year.tolist():
        turns.append(seen[year])
        seen[year] += 1
    order = sorted(range(len(columns)), key=lambda row: turns[row])
    moved = {
        name: getattr(columns, name)[order]
        for name in columns.__dataclass_fields__
        if name not in ("years", "given", "held")
    }
    given = {layer: amounts[order] for layer, amounts in columns.given.items()}
    held = {code: days[order] for code, days in columns.held.items()}
    again = evaluate_columns(pack, values, replace(columns, given=given, held=held, **moved))
    assert again.person_pays.tolist() == results.person_pays[order].tolist()
    assert again.error.tolist() == results.error[order].tolist()


def test_no_rows_come_to_nothing() -> None:
    pack = pack_of("naiman-2019")
    assert len(evaluate_columns(pack, values_for(pack), from_cases([])).person_pays) == 0


def test_items_are_summed_before_and_their_faults_are_codes() -> None:
    pack = pack_of("naiman-2019")
    line = Item("药", "09", "B", 1_000_000, 1_000_000, 10_000, prepay_rate=100_000)
    visit = _visit(pack, "inpatient", "secondary", 0, amounts=None, items=(line,))
    without_rate = replace(visit, items=(replace(line, prepay_rate=None),))
    too_large = replace(visit, items=(replace(line, amount=FEN_MAX), line))
    columns = from_cases([((), (visit, without_rate, too_large))])
    assert columns.in_scope.tolist()[0] == 9_000
    assert columns.drug_in_scope.tolist()[0] == 9_000
    results = evaluate_columns(pack, values_for(pack), columns)
    assert [ERRORS[code] for code in results.error] == ["", "MISSING", "BAD_MONEY"]


def test_a_year_beyond_int64_is_refused() -> None:
    pack = pack_of("naiman-2019")
    visit = _visit(pack, "inpatient", "secondary", 0, amounts=Amounts(FEN_MAX, FEN_MAX))
    with pytest.raises(InvariantError, match="more visits"):
        evaluate_columns(pack, values_for(pack), from_cases([((), (visit,) * (SUM_MAX // FEN_MAX + 1))]))


def test_the_largest_year_is_still_whole() -> None:
    pack = pack_of("naiman-2019")
    visit = _visit(pack, "inpatient", "secondary", 0, amounts=Amounts(FEN_MAX, FEN_MAX))
    compare(pack, values_for(pack), [((IdentityPeriod("registered_poor"),), (visit,) * 60)])


def test_negative_amounts_are_no_columns_of_visits() -> None:
    pack = pack_of("naiman-2019")
    visit = _visit(pack, "inpatient", "secondary", 100)
    columns = from_cases([((), (visit,))])
    with pytest.raises(InvariantError, match="total"):
        evaluate_columns(pack, values_for(pack), replace(columns, total=-columns.total))


def _with_table(name: str, table: Table, missing: str) -> tuple[Pack, Values]:
    """A pack in which a family of figures lies otherwise; ``missing`` is a figure that it then doesn't have."""
    pack = pack_of(name)
    figures = {key: value for key, value in values_for(pack).figures.items() if key != missing}
    return replace(pack, tables={**pack.tables, table.name: table}), Values(figures, frozenset())


@pytest.mark.parametrize(
    ("name", "table", "missing"),
    [
        # the cap of a year by the highest tier, a tier that has another's figure
        ("naiman-2019", Table("fund.self_pay_cap", "tier", {"tertiary": "secondary"}), "fund.self_pay_cap.tertiary"),
        # the deductible of the hospital transferred from, where the figures go by level
        ("shenyang-2020", Table("basic.inpatient.deductible", "level", {"village": "township"}), ""),
        ("shenyang-2020", Table("basic.inpatient.deductible", "level", {"village": "primary", "township": "primary"}),
         "basic.inpatient.deductible.township"),
    ],
)  # fmt: skip
def test_a_family_where_one_key_has_the_figure_of_another(name: str, table: Table, missing: str) -> None:
    pack, values = _with_table(name, table, missing)
    rng = random.Random(7)
    drawn = [random_case(rng, pack, values) for _ in range(60)]
    compare(pack, values, [case for case, _ in drawn], [answer for _, answers in drawn for answer in answers])


def test_every_annual_layer_says_what_is_carried() -> None:
    for name in PACKS:
        pack = pack_of(name)
        results = evaluate_columns(pack, values_for(pack), from_cases([]))
        rules = [(layer.id, rule) for layer in pack.layers for rule in layer.rules]
        assert set(results.carried) == {layer for layer, rule in rules if isinstance(rule.spec, Annual)}
