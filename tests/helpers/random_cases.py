"""Random valid cases of naiman-2019, drawn so that every rule and both sides of every threshold are met often.

`random_case` draws a case from a seeded random.Random and from nothing else: the same seed gives the same case. To put
an amount exactly on a threshold or to the last fen of what is left, it asks the plain oracle (plain_naiman) where the
year stands. `coverage` names what a result met, so that a test can count.
"""

from __future__ import annotations

import random  # noqa: TID251 - the type only; whoever calls brings a seeded random.Random
from collections import Counter
from copy import deepcopy
from datetime import date, timedelta
from typing import Any

from tests.helpers import plain_naiman
from tests.helpers.plain_naiman import LAYERS, PARAMETERS, TIERS, fen, yuan

Json = dict[str, Any]

LEVELS = ["village", "township", "primary", "secondary", "tertiary"]
FIRST_DAY = date(2019, 1, 1)
TAGS = ["disease_23", "critical", "major_disease", "special_chronic", "long_term_chronic", "listed_drug"]
OTHER_CODES = [
    "min_living", "destitute", "min_living_marginal", "low_income", "illness_poor", "temporary_relief",
    "severely_disabled", "disabled_child",
]  # fmt: skip
BOOSTED = ["disabled_child", "severely_disabled", "min_living", "destitute"]


def random_case(rng: random.Random, pack: str = "naiman-2019") -> Json:
    """A case with 1–8 visits; valid but for a rare, intended error (one in each such case)."""
    case: Json = {"id": f"random-{rng.randrange(10**9)}", "pack": pack}
    days = sorted(_a_day(rng) for _ in range(rng.randint(1, 8)))
    theme = rng.choices(["mixed", "steady", "disabled"], [60, 28, 12])[0]
    if rng.random() < 0.5 or theme == "steady":
        case["parameters"] = _parameters(rng, days)
    if theme == "disabled" and rng.random() < 0.5:
        case["parameters"] = {**case.get("parameters", {}), "basic.disabled_needs_poverty": "yes"}
    case["person"] = {"identities": _identities(rng, days, theme)}
    if rng.random() < 0.3:
        rng.shuffle(days)  # late bills
    case["visits"] = []
    standing = Standing(case)
    for day in days:
        visit = _visit(rng, day, theme)
        _pay_elsewhere(rng, standing, visit)
        case["visits"].append(visit)
        standing.keep(visit)
    if rng.random() < 0.05:
        _spoil(rng, case)
    return case


class Standing:
    """Where the oracle stands after the visits drawn so far."""

    def __init__(self, case: Json) -> None:
        self.person = case["person"]
        self.values = plain_naiman.read_parameters(case.get("parameters", {}))
        self.years: dict[str, plain_naiman.Year] = {}

    def keep(self, visit: Json) -> Json:
        return plain_naiman.settle_visit(visit, "", self.person, self.values, self.years)

    def probe(self, visit: Json) -> Json:
        return plain_naiman.settle_visit(visit, "", self.person, self.values, deepcopy(self.years))

    def remains(self, visit: Json, layer: str) -> int:
        """What `layer` could take at most: total − institution_pays − patient_own − earlier layers."""
        if "items" in visit:
            patient_own = sum(fen(item["amount"]) for item in visit["items"] if item.get("fault") == "patient")
        else:
            patient_own = fen(visit["amounts"].get("patient_own", "0.00"))
        result = self.probe(visit)
        prior = sum(fen(one["pay"]) for one in result["layers"][: LAYERS.index(layer)])
        return fen(result["total"]) - fen(result["institution_pays"]) - patient_own - prior


# ---- the person and the values ---------------------------------------------------------------------------------------


def _day(number: int) -> str:
    return (FIRST_DAY + timedelta(days=number)).isoformat()


def _a_day(rng: random.Random) -> int:
    """A day of 2019 by number, often one on which something begins or ends."""
    return rng.choice([0, 1, 30, 31, 32, 160, 364]) if rng.random() < 0.12 else rng.randrange(365)


def _identities(rng: random.Random, days: list[int], theme: str) -> list[Any]:
    held: list[Any] = []
    if rng.random() < (0.35 if theme == "disabled" else 0.9):
        held.append(_maybe_dated(rng, days, "registered_poor", 0.2))
    if theme == "disabled":
        held.append(_maybe_dated(rng, days, rng.choice(["disabled_child", "severely_disabled"]), 0.2))
    for _ in range(rng.choice([0, 0, 0, 1, 1, 2])):
        code = rng.choice(BOOSTED) if rng.random() < 0.7 else rng.choice(OTHER_CODES)
        held.append(_maybe_dated(rng, days, code, 0.4))
    if held and rng.random() < 0.05:
        held.append(_maybe_dated(rng, days, "registered_poor", 0.9))
    rng.shuffle(held)
    return held


def _maybe_dated(rng: random.Random, days: list[int], code: str, chance: float) -> Any:
    """The code alone, or with dates, which often fall on the day of a discharge or beside it."""
    if rng.random() >= chance:
        return code
    near = [rng.choice(days) + rng.choice([-1, 0, 0, 1]) for _ in range(2)]
    far = [rng.randint(-200, 400), rng.randint(-200, 400)]
    first, last = sorted(rng.choice(pair) for pair in zip(near, far))
    start = None if rng.random() < 0.3 else _day(first)
    end = None if rng.random() < 0.3 else _day(last)
    return {"code": code, "from": start, "to": end}


def _rate(rng: random.Random, low: int = 0, high: int = 100) -> str:
    hundredths = rng.randint(low, high)
    if rng.random() < 0.2 and hundredths < high:
        return f"{hundredths // 100}.{hundredths % 100:02d}{rng.randrange(10_000):04d}"
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def _money(rng: random.Random, low: int, high: int) -> str:
    amount = rng.randint(low, high)
    return yuan(amount * 100 + (rng.randrange(100) if rng.random() < 0.4 else 0))


def _bands(rng: random.Random) -> list[list[str]]:
    starts = [0, *sorted(rng.sample(range(1, 300), rng.randint(0, 3)))]
    unit = rng.choice([1_000, 10_000, 100_000])  # fen
    rates = sorted(rng.randint(20, 70) for _ in starts)
    return [[yuan(start * unit), f"0.{rate:02d}"] for start, rate in zip(starts, rates)]


def _parameters(rng: random.Random, days: list[int]) -> Json:
    drawn: Json = {}
    for name in rng.sample(sorted(PARAMETERS), rng.choice([1, 2, 3, 5, 8])):
        drawn[name] = _value(rng, name)
    if rng.random() < 0.2:
        drawn["basic.preference_from"] = rng.choice(["2018-07-01", _day(rng.choice(days)), _day(400)])
    # What binds seldom with the pack's own values: small caps, a low deductible of 大病.
    if rng.random() < 0.3:
        drawn["basic.annual_cap"] = _money(rng, 0, 12_000)
    if rng.random() < 0.3:
        drawn["assistance.annual_cap"] = _money(rng, 0, 3_000)
    if rng.random() < 0.35:
        drawn["critical_illness.deductible"] = _money(rng, 0, 6_000)
    if rng.random() < 0.3:
        drawn["basic.outpatient.rate"] = _rate(rng, 58, 72)  # with the bonus around the floor
    if rng.random() < 0.4:
        drawn.update({f"fund.self_pay_cap.{tier}": _money(rng, 0, 900) for tier in TIERS})
    return drawn


def _value(rng: random.Random, name: str) -> Any:
    if name == "critical_illness.bands":
        return _bands(rng)
    if name == "basic.preference_from":
        return rng.choice(["2019-01-02", "2019-02-01", "2019-06-10", "2019-10-01"])
    if name == "basic.disabled_needs_poverty":
        return rng.choice(["yes", "yes", "no"])
    if name == "critical_illness.poor_rate_bonus":
        return _rate(rng, 0, 25)
    if name.startswith("basic.inpatient.deductible."):
        return rng.choice(["0.00", "0.01", _money(rng, 0, 3_000)])
    if name.startswith("fund.self_pay_cap."):
        return _money(rng, 0, 6_000)
    if fen(PARAMETERS[name]) > 10_000:  # the money values left: caps and the deductible of 大病
        return _money(rng, 100, 30_000)
    return _rate(rng)


# ---- a visit ---------------------------------------------------------------------------------------------------------


def _visit(rng: random.Random, day: int, theme: str) -> Json:
    kind = rng.choices(
        ["inpatient", "emergency_rescue", "outpatient", "outpatient_chronic", "outpatient_special", "pharmacy"],
        [80, 16, 1, 1, 1, 1] if theme == "steady" else [52, 13, 10, 10, 10, 5],
    )[0]
    visit: Json = {"type": kind, "region": rng.choices(["in_county", "in_city", "out_of_city"], [60, 20, 20])[0]}
    if kind != "pharmacy" or rng.random() < 0.5:
        visit["level"] = rng.choices(LEVELS, [8, 24, 16, 34, 18])[0]
    if rng.random() < 0.3:
        visit["designated"] = rng.random() < 0.4
    if rng.random() < 0.4:
        visit["treatment_designated"] = rng.random() < 0.85
    if rng.random() < 0.6:
        visit["admitted"] = _day(day - rng.choice([0, 1, 5, 9, 40]))
    visit["discharged"] = _day(day)
    if rng.random() < 0.75:
        visit["referral"] = rng.choices(["none", "filed", "emergency_reported"], [35, 40, 25])[0]
    if rng.random() < 0.1:
        visit["transfer_from"] = rng.choice([None, *LEVELS])  # in this pack it has no bearing
    if rng.random() < (0.2 if theme == "steady" else 0.75):
        visit["tags"] = [tag for tag, chance in zip(TAGS, [0.4, 0.5, 0.1, 0.1, 0.1, 0.1]) if rng.random() < chance]
    if rng.random() < 0.28:
        visit["items"] = [_item(rng) for _ in range(rng.randint(1, 12))]
    else:
        visit["amounts"] = _amounts(rng)
    return visit


def _amount(rng: random.Random) -> int:
    """Fen: sometimes around a deductible, otherwise of any size from a fen to a very large bill."""
    if rng.random() < 0.12:
        near = rng.choice([100, 200, 500, 1000, 1200, 7000, 14_000, 50_000, 57_000, 100_000])
        return near * 100 + rng.choice([-1, 0, 1])
    top = rng.choices([300, 60_000, 1_000_000, 4_000_000, 25_000_000], [6, 24, 45, 20, 5])[0]
    amount = rng.randrange(top)
    return amount if rng.random() < 0.6 else amount // 10_000 * 10_000


def _amounts(rng: random.Random) -> Json:
    places = {"in_scope": _amount(rng)}
    if rng.random() < 0.5:  # only total and in_scope, the rest is out_of_catalogue
        # On the edge of 5% (or 10%) of the total: rest = in_scope / 19 (or / 9), and a fen beside it.
        edge = places["in_scope"] // rng.choice([19, 9]) + rng.choice([-1, 0, 1, 2])
        rest = rng.choice([0, 0, max(0, edge), rng.randrange(places["in_scope"] // 4 + 100)])
        amounts = {"total": yuan(places["in_scope"] + rest), "in_scope": yuan(places["in_scope"])}
        if rng.random() < 0.2:
            amounts["drug_in_scope"] = yuan(places["in_scope"] // 2)
        return amounts
    for place in plain_naiman.PLACES[1:]:
        if rng.random() < 0.4:
            places[place] = rng.choice([0, rng.randrange(30_000), rng.randrange(places["in_scope"] // 5 + 100)])
    if set(places) == {"in_scope"}:
        places["prepay"] = rng.randrange(10_000)
    return {"total": yuan(sum(places.values())), **{place: yuan(amount) for place, amount in places.items()}}


def _decimal(rng: random.Random, top: int, places: int) -> str:
    whole = str(rng.randrange(top))
    return whole if places == 0 else f"{whole}.{rng.randrange(10**places):0{places}d}"


def _item(rng: random.Random) -> Json:
    quantity = _decimal(rng, 40, rng.choice([0, 0, 0, 1, 2, 3, 6]))
    price = _decimal(rng, rng.choice([5, 90, 900]), rng.choice([2, 2, 2, 0, 3, 4, 6]))
    exact = plain_naiman.millionths(quantity) * plain_naiman.millionths(price) * 100
    amount = plain_naiman.half_up(exact, 10**12)
    if rng.random() < 0.06:
        amount = max(0, amount + rng.choice([-1, 1, 500]))
    kind = rng.choices("ABC", [45, 40, 15])[0]
    category = f"{rng.choice([1, 2, 3, 4, 9, 9, 10, 11, 13, 14]):02d}"
    item: Json = {"name": "项目", "category": category, "class": kind, "quantity": quantity}
    item |= {"unit_price": price, "amount": yuan(amount)}
    if kind == "B" or rng.random() < 0.1:
        item["prepay_rate"] = rng.choice(["0.10", "0.05", "0.2", "0.00", "1", "0.123456"])
    if rng.random() < 0.3:
        item["price_limit"] = rng.choice([price, _decimal(rng, 60, 2), "0.00", "9.99", "12.3456"])
    if rng.random() < 0.08:
        item["special_drug"] = rng.random() < 0.8
    if rng.random() < 0.15:
        item["fault"] = rng.choice(["patient", "institution", None])
    return item


# ---- what was settled elsewhere --------------------------------------------------------------------------------------


def _pay_elsewhere(rng: random.Random, standing: Standing, visit: Json) -> None:
    """Gives the visit amounts in `paid`: by aim (a threshold of the year to the fen) or by chance."""
    aim = rng.random()
    if aim < 0.16:
        _aim_at_critical_illness(rng, standing, visit)
    elif aim < 0.26:
        _aim_at_self_pay_cap(rng, standing, visit)
    elif aim < 0.3:
        # (basic + critical_illness) / in_scope on 0.75, or a fen beside it
        in_scope = fen(standing.probe(visit)["in_scope"])
        basic = in_scope * 3 // 4 + rng.choice([-1, 0, 0, 1])
        visit["paid"] = {"basic": yuan(min(in_scope, max(0, basic))), "critical_illness": "0.00"}
    elif aim < 0.62:
        for layer in LAYERS:
            if rng.random() < 0.28:
                remains = standing.remains(visit, layer)
                paid = rng.choice([0, 0, rng.randint(0, 5_000), int(remains * rng.random()), remains])
                visit.setdefault("paid", {})[layer] = yuan(min(paid, remains))


def _aim_at_critical_illness(rng: random.Random, standing: Standing, visit: Json) -> None:
    """basic so that ∑yr left lands on a deductible or a band's start, or a fen beside it."""
    now = standing.probe(visit)
    layer = now["layers"][1]
    if not layer["applied"]:
        return
    ordinary = fen(standing.values["critical_illness.deductible"])
    factor = plain_naiman.millionths(standing.values["critical_illness.poor_deductible_factor"])
    poor = plain_naiman.share(ordinary, factor)
    starts = [fen(start) for start, _ in standing.values["critical_illness.bands"]]
    before = fen(layer["base_year"]) - fen(layer["base"])
    target = rng.choice([poor, poor, ordinary, *starts]) + rng.choice([-1, 0, 1])
    basic = fen(now["in_scope"]) - (target - before)
    if 0 <= basic <= fen(now["in_scope"]):
        visit["paid"] = {"basic": yuan(basic)}
        if rng.random() < 0.6 and "critical" not in visit.get("tags", []):
            visit["tags"] = [*visit.get("tags", []), "critical"]


def _aim_at_self_pay_cap(rng: random.Random, standing: Standing, visit: Json) -> None:
    """basic so that this visit's S is K or a fen beside it, were it the first under clause 3."""
    now = standing.probe(visit)
    if visit["type"] not in {"inpatient", "emergency_rescue"}:
        return
    level = "township" if visit["level"] == "village" else visit["level"]
    tier = "out_of_city" if visit["region"] == "out_of_city" else level
    cap = fen(standing.values[f"fund.self_pay_cap.{tier}"])
    s = rng.choice([cap, cap, cap // 2, cap * 2]) + rng.choice([-1, 0, 1])
    basic = fen(now["in_scope"]) - fen(now["layers"][0]["deductible"]) - s
    if 0 <= basic <= fen(now["in_scope"]):
        visit["paid"] = {"basic": yuan(basic), "critical_illness": "0.00", "assistance": "0.00"}
        if rng.random() < 0.6:
            visit["paid"]["poverty_fund"] = "0.00"  # the next visit's S is then less than what the year owes


# ---- what can't be settled -------------------------------------------------------------------------------------------


def _spoil(rng: random.Random, case: Json) -> None:
    """Puts one fault into the case."""
    number = rng.randrange(len(case["visits"]))
    visit = case["visits"][number]
    kind = rng.choice([0, 1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6])
    if kind == 0:
        visit.pop("admitted", None)
        visit["discharged"] = rng.choice(["2018-12-31", "2020-01-01", "2020-06-01"])
    elif kind == 1:
        layer = rng.choice(LAYERS)
        standing = Standing(case)
        for earlier in case["visits"][:number]:
            standing.keep(earlier)
        visit.setdefault("paid", {})[layer] = yuan(standing.remains(visit, layer) + rng.choice([1, 1, 100_000]))
    elif kind == 2 and "amounts" in visit and set(visit["amounts"]) - {"total", "in_scope", "drug_in_scope"}:
        visit["amounts"]["total"] = yuan(fen(visit["amounts"]["total"]) + 1)
    elif kind == 3:
        visit["paid"] = {rng.choice(["guarantee", "secondary", "special_drug", "no_such_layer"]): "0.00"}
    elif kind == 4:
        case["parameters"] = {**case.get("parameters", {}), rng.choice(["fund.target", "basic.rate", "x"]): "0.50"}
    elif kind == 5:
        case["parameters"] = {**case.get("parameters", {}), rng.choice(sorted(PARAMETERS)): None}
    else:
        name, value = rng.choice([("poor_rate_bonus", "0.81"), ("bands", [["0.00", "0.96"]])])
        case["parameters"] = {f"critical_illness.{name}": value}


# ---- what was met ----------------------------------------------------------------------------------------------------


def coverage(result: Json) -> Counter[str]:
    """What a result of plain_naiman.settle met: rules, limits, notices, errors."""
    met: Counter[str] = Counter()
    if "error" in result:
        met[f"error {result['error']['code']}"] += 1
    for visit in result.get("visits", []):
        met.update(f"notice {code}" for code in visit["notices"])
        for layer in visit["layers"]:
            name, paid = layer["id"], fen(layer["pay"]) > 0
            if layer["given"]:
                met[f"{name} given" if layer["applied"] else f"{name} given, not applied"] += 1
                met[f"{name} given {layer['rule']}"] += 1
            elif layer["applied"]:
                met[f"{name} {layer['rule']} {'pays' if paid else 'pays nothing'}"] += 1
                met[f"{name} limit {layer['limit']}"] += 1
            else:
                met[f"{name} does not apply"] += 1
            if layer["carried"] != "0.00":
                met[f"{name} carried {'overpaid' if layer['carried'].startswith('-') else 'owed'}"] += 1
    return met
