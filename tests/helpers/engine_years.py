"""Visits and whole years for tests of the engine: made by hand, or drawn by hypothesis. Money in fen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st

from app import engine
from app.money.fen import parse_money
from app.policy import Pack, Values, read_pack, values_for
from app.records import words
from app.records.case import Amounts, IdentityPeriod, Item, Visit
from app.records.result import LayerResult, VisitResult, YearState

POOR = (IdentityPeriod("registered_poor"),)
NOBODY: tuple[IdentityPeriod, ...] = ()


def bill(total: str, in_scope: str | None = None, **places: str) -> Amounts:
    """Amounts from yuan text; what isn't placed is out of the catalogue."""
    fen = {key: parse_money(text) for key, text in places.items()}
    whole, scope = parse_money(total), parse_money(in_scope or total)
    placed = scope + sum(amount for key, amount in fen.items() if key != "drug_in_scope")
    fen.setdefault("out_of_catalogue", whole - placed)
    return Amounts(total=whole, in_scope=scope, **fen)


def a_visit(total: str = "6000.00", in_scope: str | None = None, **more: object) -> Visit:
    """An inpatient visit to a secondary hospital of the county; ``paid`` in yuan text."""
    paid = more.pop("paid", {})
    assert isinstance(paid, dict)
    amounts = more.pop("amounts", None)
    visit = Visit("inpatient", "secondary", "in_county", date(2019, 6, 10))
    assert amounts is None or isinstance(amounts, Amounts)
    given = {layer: parse_money(text) for layer, text in paid.items()}
    return replace(visit, amounts=amounts or bill(total, in_scope), paid=given, **more)  # type: ignore[arg-type]  # fields of Visit


def settle_year(
    pack: Pack,
    visits: Iterable[Visit],
    identities: Sequence[IdentityPeriod] = POOR,
    values: Values | None = None,
    **overrides: object,
) -> list[VisitResult]:
    """The visits' results in order, from empty years. ``overrides`` name parameters with "__" for "."."""
    named = {name.replace("__", "."): raw for name, raw in overrides.items()}
    figures = values or values_for(pack, named)
    years: dict[int, YearState] = {}
    results = []
    for visit in visits:
        state = years.get(visit.discharged.year, engine.empty_year(visit.discharged.year))
        result = engine.evaluate(pack, figures, identities, visit, state)
        years[state.year] = engine.advance(state, result.added)
        results.append(result)
    return results


def settle_one(
    pack: Pack, visit: Visit, identities: Sequence[IdentityPeriod] = POOR, **overrides: object
) -> VisitResult:
    """One visit's result in an empty year."""
    return settle_year(pack, [visit], identities, None, **overrides)[0]


def layer(result: VisitResult, layer_id: str) -> LayerResult:
    """One layer of a result."""
    return next(one for one in result.layers if one.id == layer_id)


def pays(result: VisitResult) -> dict[str, int]:
    """Layer id → fen."""
    return {one.id: one.pay for one in result.layers}


# ---- a pack of a few lines, to look at one kind at a time


HEAD = """
format = 1
id = "small-pack"
title = "小小的政策"
area = "某县"
document = "某政发〔2019〕1号"
status = "in_force"
from = 2019-01-01
clause = [{ article = "一", sentence = "为试验而写的一条。" }, { article = "二", sentence = "为试验而写的又一条。" }]

[tiers]
order = ["township", "primary", "secondary", "tertiary"]
same_as = { village = "township" }

[institution]
own_article = "一"
"""


def small_pack(rules: str, **figures: object) -> Pack:
    """A pack of ``rules`` (TOML) with a local parameter for each of ``figures``: money "12.00", rate "0.50", bands a list, a
    date, "whole|excess" for a choice; a dict is a table by tier."""
    text = HEAD + rules
    for name, value in figures.items():
        text += f'\n[[parameter]]\nname = "{name}"\ntitle = "{name}"\nsource = "local"\narticle = "一"\n'
        text += _written(value)
    return read_pack(text.encode(), "small-pack.toml")


def _written(value: object) -> str:
    if isinstance(value, Mapping):
        kind = "money" if all(_is_money(str(one)) for one in value.values()) else "rate"
        rows = ", ".join(f'{key} = "{one}"' for key, one in value.items())
        return f'kind = "{kind}"\nby = "tier"\nvalues = {{ {rows} }}\n'
    if isinstance(value, list):
        bands = ", ".join(f'["{start}", "{rate}"]' for start, rate in value)
        return f'kind = "bands"\nvalue = [{bands}]\n'
    if isinstance(value, date):
        return f'kind = "date"\nvalue = "{value}"\n'
    text = str(value)
    if "|" in text:
        choices = text.split("|")
        return f'kind = "choice"\nchoices = ["{choices[0]}", "{choices[1]}"]\nvalue = "{choices[0]}"\n'
    return f'kind = "{"money" if _is_money(text) else "rate"}"\nvalue = "{text}"\n'


def _is_money(text: str) -> bool:
    return not text.startswith("0.") and len(text.partition(".")[2]) == 2


def one_layer(rule: str, head: str = "", layer_id: str = "basic") -> str:
    """A layer with one rule; ``head`` are further keys of the layer."""
    return f"""
[[layer]]
id = "{layer_id}"
name = "一层"
payer = "付款人"
{head}

[[layer.rule]]
id = "rule"
title = "一条"
articles = ["一"]
{rule}
"""


# ---- drawn at random


FEN = st.one_of(st.integers(0, 300), st.integers(0, 5_000_000), st.sampled_from([0, 1, 50_000, 700_000, 1_400_000]))


@st.composite
def amounts(draw: st.DrawFn) -> Amounts:
    """A bill by places, mostly in scope; small and large, on thresholds and beside them."""
    places = {key: draw(FEN) if draw(st.integers(0, 3)) == 0 else 0 for key in words.AMOUNTS if key != "in_scope"}
    in_scope = draw(FEN)
    drugs = draw(st.none() | st.integers(0, in_scope))
    return Amounts(total=in_scope + sum(places.values()), in_scope=in_scope, drug_in_scope=drugs, **places)


@st.composite
def items(draw: st.DrawFn) -> Item:
    """A line of a bill."""
    return Item(
        name="项目",
        category=draw(st.sampled_from(sorted(words.CATEGORIES))),
        item_class=draw(st.sampled_from("ABC")),
        quantity=draw(st.integers(0, 50_000_000)),
        unit_price=draw(st.integers(0, 300_000_000)),
        amount=draw(FEN),
        prepay_rate=draw(st.integers(0, 1_000_000)),
        price_limit=draw(st.none() | st.integers(0, 300_000_000)),
        special_drug=draw(st.integers(0, 9)) == 0,
        fault=draw(st.sampled_from([None, None, None, None, "patient", "institution"])),
    )


@st.composite
def visits(draw: st.DrawFn, pack: Pack) -> Visit:
    """A visit that the pack can settle; now and then an amount given that fits (basic, at most what is in scope)."""
    last = min(pack.ends or date.max, pack.starts + timedelta(days=500))
    bill_of = draw(amounts())
    paid: dict[str, int] = {}
    if draw(st.integers(0, 3)) == 0:
        paid["basic"] = draw(st.integers(0, bill_of.in_scope))
    return Visit(
        type=draw(st.sampled_from(sorted(words.VISIT_TYPES))),
        level=draw(st.sampled_from(sorted(words.LEVELS))),
        region=draw(st.sampled_from(sorted(words.REGIONS))),
        discharged=draw(st.dates(pack.starts, last)),
        amounts=bill_of,
        designated=draw(st.integers(0, 4)) > 0,
        treatment_designated=draw(st.booleans()),
        referral=draw(st.sampled_from(sorted(words.REFERRALS))),
        prescription_level=draw(st.none() | st.sampled_from(sorted(words.LEVELS))),
        tags=draw(st.frozensets(st.sampled_from(sorted(words.TAGS)), max_size=3)),
        paid=paid,
        approval=draw(st.none() | st.just("special_case")),
    )


def persons() -> st.SearchStrategy[tuple[IdentityPeriod, ...]]:
    """Identities, some with dates."""
    day = st.none() | st.dates(date(2018, 1, 1), date(2021, 12, 31))
    codes = st.sampled_from(["registered_poor", "registered_poor", *words.IDENTITIES])
    return st.lists(st.builds(IdentityPeriod, codes, day, day), max_size=3).map(tuple)
