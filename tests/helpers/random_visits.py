"""Random cases of any pack as engine records, drawn so that amounts often lie on a threshold or a fen beside it.

`random_values` moves some of a pack's figures, `random_case` draws a person and visits in order; both draw from a seeded
random.Random and from nothing else. To meet the last fen of what is left, a deductible of the year or an annual cap,
the case is settled with the scalar engine while it is drawn.
"""

from __future__ import annotations

import random  # noqa: TID251 - the type only; whoever calls brings a seeded random.Random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from app.engine import advance, empty_year, evaluate
from app.errors import UserError
from app.money.fen import ONE
from app.policy import Pack, Values, values_for
from app.policy.model import Annual, Band, Parameter, Value
from app.records import words
from app.records.case import Amounts, IdentityPeriod, Item, Visit
from app.records.result import VisitResult, YearState

Case = tuple[tuple[IdentityPeriod, ...], tuple[Visit, ...]]
Answer = VisitResult | str
"""What a visit comes to, or the code that it is refused with."""

PLACES = tuple(words.AMOUNTS)
LEVELS = list(words.LEVELS)


# ---- figures ---------------------------------------------------------------------------------------------------------


def random_values(rng: random.Random, pack: Pack) -> Values:
    """The pack's figures, in half of the draws with some of them moved; rates with their bonuses stay within 1."""
    values = values_for(pack)
    if rng.random() < 0.5:
        return values
    figures = dict(values.figures)
    names = sorted(pack.parameters)
    for name in rng.sample(names, min(len(names), rng.choice([1, 2, 4, 8, 16]))):
        figures[name] = _value(rng, pack.parameters[name], figures[name])
    for layer in pack.layers:
        for rule in layer.rules:
            for term in rule.spec.terms if isinstance(rule.spec, Annual) else ():
                bonus = figures[term.bonus] if term.bonus else 0
                bands = figures[term.bands] if term.bands else ()
                if isinstance(bonus, int) and isinstance(bands, tuple) and any(b.rate + bonus > ONE for b in bands):
                    figures[term.bonus or ""] = 0
    return Values(figures, frozenset())


def _value(rng: random.Random, parameter: Parameter, now: Value | None) -> Value:
    match parameter.kind:
        case "money":
            if parameter.optional:
                return rng.choice([0, 5_000, rng.randrange(2_000_000)])
            top = now if isinstance(now, int) else 100_000
            return rng.choice([0, 1, top, rng.randrange(2 * top + 2), rng.randrange(top // 20 + 2), top * 3])
        case "rate":
            return rng.choice([0, ONE, rng.randrange(ONE + 1), rng.randrange(101) * 10_000])
        case "date":
            return date(2018, 1, 1) + timedelta(days=rng.randrange(1200))
        case "bands":
            starts = [0, *sorted(rng.sample(range(1, 20_000_000), rng.randint(0, 4)))]
            return tuple(Band(start, rng.randrange(ONE + 1)) for start in starts)
        case "choice":
            return rng.choice(parameter.choices)
        case _:
            return rng.randrange(30)


def thresholds(values: Values) -> list[int]:
    """Every amount of money among the figures, bands' starts included; once each."""
    found: set[int] = set()
    for value in values.figures.values():
        if isinstance(value, tuple):
            found |= {band.start for band in value}
        elif isinstance(value, int):
            found.add(value)
    return sorted(found)


# ---- a case ----------------------------------------------------------------------------------------------------------


def random_case(rng: random.Random, pack: Pack, values: Values) -> tuple[Case, list[Answer]]:
    """A person and one to eight visits, and what each comes to by the scalar engine; some can't be settled (a day outside,
    too much given, a sum that is wrong) and add nothing to their year."""
    identities = _identities(rng, pack.starts.year)
    years: dict[int, YearState] = {}
    visits, answers = [], []
    near = thresholds(values)
    for _ in range(rng.choice([1, 1, 2, 3, 4, 6, 8])):
        visit = random_visit(rng, pack, near)
        answer = settle(pack, values, identities, visit, years)
        if isinstance(answer, VisitResult) and rng.random() < 0.5:
            visit = _pay_elsewhere(rng, visit, answer, near)
            answer = settle(pack, values, identities, visit, years)
        if isinstance(answer, VisitResult):
            year = answer.added.year
            years[year] = advance(years.get(year, empty_year(year)), answer.added)
        visits.append(visit)
        answers.append(answer)
    return (identities, tuple(visits)), answers


def settle(
    pack: Pack, values: Values, identities: tuple[IdentityPeriod, ...], visit: Visit, years: Mapping[int, YearState]
) -> Answer:
    """The scalar engine's answer on the year so far."""
    year = visit.discharged.year
    try:
        return evaluate(pack, values, identities, visit, years.get(year, empty_year(year)))
    except UserError as wrong:
        return wrong.code


def _identities(rng: random.Random, year: int) -> tuple[IdentityPeriod, ...]:
    held = []
    if rng.random() < 0.65:
        held.append(_period(rng, "registered_poor", year))
    more = [rng.choice(list(words.IDENTITIES)) for _ in range(rng.choice([0, 0, 1, 1, 2, 3]))]
    return (*held, *(_period(rng, code, year) for code in more))


def _period(rng: random.Random, code: str, year: int) -> IdentityPeriod:
    if rng.random() < 0.75:
        return IdentityPeriod(code)
    first, last = sorted(date(year, 1, 1) + timedelta(days=rng.randrange(500)) for _ in range(2))
    return IdentityPeriod(code, rng.choice([None, first]), rng.choice([None, last]))


def random_visit(rng: random.Random, pack: Pack, near: list[int]) -> Visit:
    """A visit within the pack's days (seldom outside); nothing is given yet."""
    kind = rng.choices(list(words.VISIT_TYPES), [50, 9, 9, 14, 10, 8])[0]
    last = pack.ends or date(pack.starts.year + 1, 12, 31)
    day = pack.starts + timedelta(days=rng.randrange((last - pack.starts).days + 1))
    if rng.random() < 0.004:
        day = rng.choice([pack.starts - timedelta(days=1), (pack.ends or date(2030, 1, 1)) + timedelta(days=1)])
    level = None if kind == "pharmacy" and rng.random() < 0.5 else rng.choices(LEVELS, [8, 22, 16, 34, 20])[0]
    visit = Visit(
        type=kind,
        level=level,
        region=rng.choices(list(words.REGIONS), [62, 20, 18])[0],
        discharged=day,
        designated=rng.random() < 0.85,
        treatment_designated=rng.random() < 0.35,
        referral=rng.choice(list(words.REFERRALS)),
        transfer_from=_transfer(rng, level),
        prescription_level=rng.choice([None, *LEVELS]),
        tags=frozenset(tag for tag in words.TAGS if rng.random() < (0.7 if kind == "pharmacy" else 0.3)),
        approval=rng.choice([None, None, "special_case"]),
    )
    if rng.random() < 0.06:
        return replace(visit, items=tuple(_item(rng) for _ in range(rng.randint(1, 5))))
    return replace(visit, amounts=random_amounts(rng, near))


def _transfer(rng: random.Random, level: str | None) -> str | None:
    if level is None or rng.random() < 0.7:
        return None
    below = LEVELS[: LEVELS.index(level)]
    return rng.choice(below) if below and rng.random() < 0.97 else rng.choice(LEVELS)


def random_amounts(rng: random.Random, near: list[int]) -> Amounts:
    """A bill of any size; a fifth of them has an amount in scope on a threshold, or a fen beside it."""
    top = rng.choices([300, 60_000, 1_000_000, 5_000_000, 60_000_000], [6, 24, 45, 20, 5])[0]
    in_scope = rng.randrange(top)
    if rng.random() < 0.2:
        in_scope = min(300_000_000, max(0, rng.choice(near) + rng.choice([-1, 0, 1])))
    places = dict.fromkeys(PLACES, 0)
    places["in_scope"] = in_scope
    for place in PLACES[1:]:
        if rng.random() < 0.35:
            places[place] = rng.choice([0, rng.randrange(30_000), rng.randrange(in_scope // 4 + 100)])
    if rng.random() < 0.2:  # on the edge of 5% or 10% of the total, or a fen beside it
        others = sum(places.values()) - places["out_of_catalogue"]
        places["out_of_catalogue"] = max(0, others // rng.choice([19, 9]) + rng.choice([-1, 0, 1, 2]))
    total = sum(places.values())
    if rng.random() < 0.003:
        total += rng.choice([-1, 1]) if total else 1
    drugs = rng.choice([None, 0, in_scope, rng.randrange(in_scope + 1)])
    if rng.random() < 0.003:
        drugs = in_scope + 1
    return Amounts(total=total, drug_in_scope=drugs, **places)


def _item(rng: random.Random) -> Item:
    quantity, price = rng.randrange(1, 40) * ONE, rng.randrange(1, 900_000_000)
    return Item(
        name="项目",
        category=rng.choice(list(words.CATEGORIES)),
        item_class=rng.choice("AABBC"),
        quantity=quantity,
        unit_price=price,
        amount=(quantity * price + 5_000_000_000) // 10_000_000_000,
        prepay_rate=rng.choice([None, 100_000, 123_456]) if rng.random() < 0.05 else 100_000,
        price_limit=rng.choice([None, price, price // 2]),
        special_drug=rng.random() < 0.1,
        fault=rng.choice([None] * 8 + ["patient", "institution"]),
    )


# ---- what was settled elsewhere --------------------------------------------------------------------------------------


def _pay_elsewhere(rng: random.Random, visit: Visit, now: VisitResult, near: list[int]) -> Visit:
    """Gives amounts in `paid`, by chance or by aim; now and then a fen too much."""
    paid: dict[str, int] = {}
    amounts = now.amounts
    left = amounts.total - now.institution_pays - amounts.patient_own
    for layer in now.layers:
        if rng.random() < (0.5 if layer.pay or not layer.applied else 0.25):
            wish = rng.choice([0, layer.pay, layer.pay + rng.choice([-1, 1]), rng.randrange(left + 1), left])
            paid[layer.id] = max(0, min(wish, left))
            if rng.random() < 0.01:
                paid[layer.id] = left + rng.choice([1, 1, 100_000])
        left -= min(left, paid.get(layer.id, layer.pay))
    if rng.random() < 0.3:
        paid |= _aimed(rng, now, near)
    return replace(visit, paid=paid)


def _aimed(rng: random.Random, now: VisitResult, near: list[int]) -> Mapping[str, int]:
    """basic so that an annual base lands on a threshold, or a fen beside it."""
    base_years = [layer for layer in now.layers if layer.base_year is not None]
    if not base_years or now.layers[0].id != "basic":
        return {}
    layer = rng.choice(base_years)
    before = (layer.base_year or 0) - layer.base
    basic = now.amounts.in_scope - (rng.choice(near) + rng.choice([-1, 0, 1]) - before)
    return {"basic": basic} if 0 <= basic <= now.amounts.in_scope else {}
