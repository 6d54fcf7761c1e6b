"""naiman-2019 worked out a second time, plainly: an oracle for the engine, written from the specification alone.

Nothing of app/ is imported, nothing is shared with the engine. Each block stands under the sentence of the
specification (packs.md, contract.md) that it computes, so that it can be read beside it. Money is whole fen, rates,
quantities and prices are whole millionths. `settle` takes a valid case and returns what the contract's result says in
figures, and beside them, per layer, `rule` (by which sentence) and `limit` (what bound it), for counting coverage.
A notice of which the specification leaves open whether it is due stands in `notices_open`, not in `notices`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

ONE = 1_000_000  # a rate of 1 in millionths
TIERS = ["township", "primary", "secondary", "tertiary", "out_of_city"]  # the order, lowest first
LAYERS = ["basic", "critical_illness", "assistance", "poverty_fund", "social_relief"]
PLACES = ["in_scope", "out_of_catalogue", "over_limit", "prepay", "special_drug", "patient_own", "institution_own"]

# (S: primary 0.05, secondary 0.05, tertiary 0.10; village and township as primary)
CATALOGUE_LIMIT = {"village": 50_000, "township": 50_000, "primary": 50_000, "secondary": 50_000, "tertiary": 100_000}

# A value for each tier, in the order of TIERS.
BY_TIER = {
    # L: `basic.inpatient.deductible.{township,primary,secondary,tertiary,out_of_city}` = 100, 200, 500, 1000, 1200;
    "basic.inpatient.deductible": ["100.00", "200.00", "500.00", "1000.00", "1200.00"],
    # `basic.inpatient.rate.{…}` = 0.90, 0.85, 0.75, 0.60, 0.55
    "basic.inpatient.rate": ["0.90", "0.85", "0.75", "0.60", "0.55"],
    # S: `fund.self_pay_cap.{…}` = 1000, 2000, 3000, 4000, 5000.
    "fund.self_pay_cap": ["1000.00", "2000.00", "3000.00", "4000.00", "5000.00"],
}
PARAMETERS: Json = {
    # L: `basic.outpatient.rate` = 0.50; `basic.annual_cap` = 150000.
    "basic.outpatient.rate": "0.50",
    "basic.annual_cap": "150000.00",
    # S: `basic.outpatient.township_bonus` = 0.10, `basic.outpatient.floor_rate` = 0.70.
    "basic.outpatient.township_bonus": "0.10",
    "basic.outpatient.floor_rate": "0.70",
    "basic.preference_from": "2019-01-01",
    "basic.disabled_needs_poverty": "no",
    # L: `critical_illness.deductible` = 14000; `critical_illness.bands`. S: factor 0.50, bonus 0.05.
    "critical_illness.deductible": "14000.00",
    "critical_illness.bands": [["0.00", "0.50"], ["50000.00", "0.60"], ["100000.00", "0.70"]],
    "critical_illness.poor_deductible_factor": "0.50",
    "critical_illness.poor_rate_bonus": "0.05",
    # L: 0.60, 30000.
    "assistance.rate": "0.60",
    "assistance.annual_cap": "30000.00",
    # S: `fund.target_rate` 0.90, `fund.chronic_target_rate` 0.80, `fund.excess_rate` 0.90
    "fund.target_rate": "0.90",
    "fund.chronic_target_rate": "0.80",
    "fund.excess_rate": "0.90",
    **{f"{name}.{tier}": value for name, values in BY_TIER.items() for tier, value in zip(TIERS, values)},
}


class Refused(Exception):
    """The case can't be settled; its arguments are the contract's code and path."""


# ---- numbers ---------------------------------------------------------------------------------------------------------


def fen(text: str) -> int:
    return int(text.replace(".", ""))


def millionths(text: str) -> int:
    whole, _, decimals = text.partition(".")
    return int(whole) * ONE + int(decimals.ljust(6, "0"))


def yuan(amount: int) -> str:
    return f"{'-' if amount < 0 else ''}{abs(amount) // 100}.{abs(amount) % 100:02d}"


def half_up(numerator: int, denominator: int) -> int:
    return (2 * numerator + denominator) // (2 * denominator)


def share(amount: int, rate: int) -> int:
    """amount × rate, "rounded half up to the fen"."""
    return half_up(amount * rate, ONE)


# ---- what is put in --------------------------------------------------------------------------------------------------


def read_parameters(over: Json) -> Json:
    """`parameters`: values for this case alone, over the pack's own."""
    for name, value in over.items():
        if name not in PARAMETERS:
            raise Refused("UNKNOWN_PARAMETER", f"parameters.{name}")
        # a null parameter `PARAMETER_MISSING`
        if value is None:
            raise Refused("PARAMETER_MISSING", f"parameters.{name}")
    values = {**PARAMETERS, **over}
    # a band whose rate with its bonus is above 1 `BAD_RATE`
    bonus = millionths(values["critical_illness.poor_rate_bonus"])
    if any(millionths(rate) + bonus > ONE for _, rate in values["critical_illness.bands"]):
        culprit = "bands" if "critical_illness.bands" in over else "poor_rate_bonus"
        raise Refused("BAD_RATE", f"parameters.critical_illness.{culprit}")
    return values


def read_amounts(amounts: Json, path: str) -> dict[str, int]:
    total = fen(amounts["total"])
    places = {place: fen(amounts.get(place, "0.00")) for place in PLACES}
    # Where only `total` and `in_scope` are given (with or without `drug_in_scope`), the rest is `out_of_catalogue`.
    if set(amounts) - {"drug_in_scope"} == {"total", "in_scope"}:
        places["out_of_catalogue"] = total - places["in_scope"]
    # `amounts`, which add up to `total`, missing ones 0. `SUM` (path: the total)
    if sum(places.values()) != total or places["out_of_catalogue"] < 0:
        raise Refused("SUM", f"{path}.amounts.total")
    return places


def read_items(items: list[Json], path: str, notices: set[str]) -> dict[str, int]:
    places = dict.fromkeys(PLACES, 0)
    for number, item in enumerate(items):
        amount = fen(item["amount"])
        quantity = millionths(item["quantity"])
        # `amount` counts, also where it is not quantity × unit_price half up to the fen (notice `LINE_AMOUNT`).
        if amount != half_up(quantity * millionths(item["unit_price"]) * 100, ONE * ONE):
            notices.add("LINE_AMOUNT")
        # class B without a rate `MISSING` (a class B line without a rate is an error)
        if item["class"] == "B" and "prepay_rate" not in item:
            raise Refused("MISSING", f"{path}.items[{number}].prepay_rate")
        # A whole line goes to one place in this order: its fault (patient_own, institution_own), special_drug,
        # class C (out_of_catalogue)
        over_limit = prepay = 0
        if item.get("fault"):
            place = item["fault"] + "_own"
        elif item.get("special_drug", False):
            place = "special_drug"
        elif item["class"] == "C":
            place = "out_of_catalogue"
        else:
            # what is left is split: over_limit = max(0, amount − quantity × price_limit rounded down);
            if "price_limit" in item:
                over_limit = max(0, amount - quantity * millionths(item["price_limit"]) * 100 // (ONE * ONE))
            # prepay = (amount − over_limit) × prepay_rate, half up, class B alone; the rest is in_scope
            if item["class"] == "B":
                prepay = share(amount - over_limit, millionths(item["prepay_rate"]))
            place = "in_scope"
        places["over_limit"] += over_limit
        places["prepay"] += prepay
        places[place] += amount - over_limit - prepay
    return places


def identities_on(person: Json, day: str) -> set[str]:
    """An identity counts for a visit when it holds on the day of discharge, both ends included."""
    held = set()
    for identity in person["identities"]:
        if isinstance(identity, str):
            held.add(identity)
        elif (identity.get("from") or "0000-00-00") <= day <= (identity.get("to") or "9999-99-99"):
            held.add(identity["code"])
    return held


# ---- what is kept ----------------------------------------------------------------------------------------------------


@dataclass
class Year:
    """accumulators are kept per calendar year of discharge and start at zero"""

    basic_paid: int = 0
    inpatient_tiers: list[str] = field(default_factory=list)  # of the inpatient visits settled so far
    hospital_tiers: list[str] = field(default_factory=list)  # of the inpatient and emergency visits so far
    b: int = 0  # ∑yr left, the base of critical_illness
    carried: int = 0  # of critical_illness
    assistance_paid: int = 0
    c: int = 0  # ∑yr S over visits settled under clause 3
    paid_under_3: int = 0


@dataclass
class Visit:
    """One visit while it is settled."""

    raw: Json
    path: str
    values: Json
    who: set[str]
    places: dict[str, int]
    notices: set[str]
    notices_open: set[str] = field(default_factory=set)
    institution_pays: int = 0
    excess_of_person: int = 0
    left: int = 0  # in_scope less what earlier layers paid on in_scope
    remains: int = 0  # what is left of total − institution_pays − patient_own after the layers before
    deductible: int = 0  # D
    layers: list[Json] = field(default_factory=list)

    def money(self, name: str) -> int:
        return fen(self.values[name])

    def rate(self, name: str) -> int:
        return millionths(self.values[name])

    @property
    def type(self) -> str:
        return str(self.raw["type"])

    @property
    def hospital(self) -> bool:
        return self.type in {"inpatient", "emergency_rescue"}

    @property
    def tier(self) -> str:
        # Tier = `out_of_city` where region is out_of_city, else the level (`village` pays as `township`).
        if self.raw["region"] == "out_of_city":
            return "out_of_city"
        return "township" if self.raw["level"] == "village" else str(self.raw["level"])

    @property
    def poor(self) -> bool:
        # "Poor" = registered_poor.
        return "registered_poor" in self.who

    @property
    def preference_kept(self) -> bool:
        # Preference is lost for an inpatient or emergency_rescue visit outside the county (`in_city`, `out_of_city`)
        # with referral `none` … `emergency_reported` keeps it. Outpatient kinds keep it.
        outside = self.raw["region"] in {"in_city", "out_of_city"}
        return not (self.hospital and outside and self.raw.get("referral", "none") == "none")

    @property
    def prior(self) -> int:
        # Prior = all earlier layers' pay on this visit.
        return sum(fen(layer["pay"]) for layer in self.layers)

    def pay(self, layer: str, computed: int, applied: bool, rule: str = "", limit: str = "", **more: str) -> int:
        """Writes down what the layer pays: `computed` (already within its limits), or the amount given in `paid`."""
        given = layer in self.raw.get("paid", {})
        amount = fen(self.raw["paid"][layer]) if given else computed
        # A layer in `paid` is refused where it exceeds what is left of total − institution_pays − patient_own after
        # the layers before it
        if given and amount > self.remains:
            raise Refused("PAID_TOO_LARGE", f"{self.path}.paid.{layer}")
        # An amount in `paid` is taken from in_scope first, then from the rest.
        self.left -= min(amount, self.left)
        self.remains -= amount
        facts = {"id": layer, "pay": yuan(amount), "carried": "0.00", "given": given, "applied": applied}
        self.layers.append({**facts, "rule": rule, "limit": limit, **more})
        return amount


# ---- the layers, in order --------------------------------------------------------------------------------------------


def institution(v: Visit) -> None:
    """**institution_pays**"""
    total = sum(v.places.values())
    v.institution_pays = v.places["institution_own"]
    # institution_own + max(0, out_of_catalogue − floor(limit × total)); limit by the hospital's actual level, poor
    # persons at designated hospitals only, every kind but pharmacy, also where preference is lost
    # A person who is not poor: institution_own only.
    if v.poor and v.type != "pharmacy":
        # Where a pack has no special_drug layer, the special_drug amount is out_of_catalogue (for limits too).
        out_of_catalogue = v.places["out_of_catalogue"] + v.places["special_drug"]
        excess = max(0, out_of_catalogue - CATALOGUE_LIMIT[v.raw["level"]] * total // ONE)
        if v.raw.get("designated", True):
            v.institution_pays += excess
            # notice `CATALOGUE_LIMIT`
            if excess > 0:
                v.notices.add("CATALOGUE_LIMIT")
        else:
            # At a hospital that is not designated the excess stays with the person and is taken out of G.
            v.excess_of_person = excess
            if excess > 0:
                v.notices_open.add("CATALOGUE_LIMIT")
    v.left = v.places["in_scope"]
    v.remains = total - v.institution_pays - v.places["patient_own"]


def waiver(v: Visit, year: Year) -> str:
    """Why D = 0, or "" where it isn't."""
    # The waivers of D, the bonus and the floor hold for discharges from `basic.preference_from` on
    if v.raw["discharged"] < v.values["basic.preference_from"]:
        return ""
    # D = 0 (preference kept) for a poor person's repeat admission: this visit inpatient, and an inpatient visit of
    # the year settled earlier at the same tier (any hospital, whatever its terms);
    if v.poor and v.preference_kept and v.type == "inpatient" and v.tier in year.inpatient_tiers:
        return "readmission"
    # and for disabled_child / severely_disabled, inpatient, in_county, designated, any level up to secondary
    # (switch `basic.disabled_needs_poverty` = "no")
    disabled = bool(v.who & {"disabled_child", "severely_disabled"})
    allowed = v.poor or v.values["basic.disabled_needs_poverty"] == "no"
    place = v.raw["region"] == "in_county" and v.raw.get("designated", True) and v.raw["level"] != "tertiary"
    if disabled and allowed and place and v.type == "inpatient":
        return "disabled"
    return ""


def outpatient_rate(v: Visit) -> tuple[int, str]:
    # rate = `basic.outpatient.rate`, + `basic.outpatient.township_bonus` for the poor at a township hospital (not
    # village), and not below `basic.outpatient.floor_rate` for the poor. No deductible.
    rate, rule = v.rate("basic.outpatient.rate"), "outpatient"
    if v.poor and v.raw["discharged"] >= v.values["basic.preference_from"]:
        if v.raw["level"] == "township":
            rate, rule = rate + v.rate("basic.outpatient.township_bonus"), "outpatient bonus"
        if rate < v.rate("basic.outpatient.floor_rate"):
            rate, rule = v.rate("basic.outpatient.floor_rate"), "outpatient floor"
    return rate, rule


def basic(v: Visit, year: Year) -> None:
    """**basic**"""
    in_scope = v.left
    if v.hospital:
        # pay = (in_scope − D) × rate[tier], D = min(deductible[tier], in_scope).
        rule = waiver(v, year)
        if not rule:
            v.deductible = min(v.money(f"basic.inpatient.deductible.{v.tier}"), in_scope)
        computed = share(in_scope - v.deductible, v.rate(f"basic.inpatient.rate.{v.tier}"))
    elif v.type == "pharmacy":
        # pharmacy: nothing.
        rule, computed = "pharmacy", 0
    else:
        # outpatient, outpatient_chronic, outpatient_special: pay = in_scope × rate
        rate, rule = outpatient_rate(v)
        computed = share(in_scope, rate)
    computed = min(computed, v.left)  # Layers on in_scope never pay more than `left`
    # ∑yr basic ≤ `basic.annual_cap`: paid now = min(computed, cap − paid in the year); nothing is carried.
    cap_left = max(0, v.money("basic.annual_cap") - year.basic_paid)
    limit = "cap" if computed > cap_left else ""
    applied = v.type != "pharmacy"
    figures = {"base": yuan(in_scope), "deductible": yuan(v.deductible)}
    year.basic_paid += v.pay("basic", min(computed, cap_left), applied, rule, limit, **figures)


def poor_deductible(v: Visit) -> int:
    # Poor: deductible × `critical_illness.poor_deductible_factor`; the deductible after the factor is rounded half up
    return share(v.money("critical_illness.deductible"), v.rate("critical_illness.poor_deductible_factor"))


def entitlement(v: Visit, base: int, deductible: int, bonus: int) -> int:
    # entitlement = Σ over bands (part of B inside the band and above the deductible) × rate
    bands = v.values["critical_illness.bands"]
    ends = [min(fen(start), base) for start, _ in bands[1:]] + [base]
    exact = 0
    for (start, rate), end in zip(bands, ends):
        exact += max(0, end - max(fen(start), deductible)) * (millionths(rate) + bonus)
    # E the entitlement (rounded half up …)
    return half_up(exact, ONE)


def critical_illness(v: Visit, year: Year) -> None:
    """**critical_illness** (inpatient, emergency_rescue, outpatient_special) annual on B = ∑yr left."""
    if not (v.hospital or v.type == "outpatient_special"):
        # where it does not apply, `carried` stays as it was
        v.pay("critical_illness", 0, applied=False)
        v.layers[-1]["carried"] = yuan(year.carried)
        return
    # Everyone insured has this layer; the poor, preference kept, the better terms. … each rate +
    # `critical_illness.poor_rate_bonus`.
    if v.poor and v.preference_kept:
        deductible, bonus, rule = poor_deductible(v), v.rate("critical_illness.poor_rate_bonus"), "poor terms"
    else:
        deductible, bonus, rule = v.money("critical_illness.deductible"), 0, "ordinary terms"
    # due = E(base of the year with this visit) − E(base of the year before it) … under the terms that hold for this
    # visit, + what was carried.
    before = year.b
    year.b += v.left
    due = entitlement(v, year.b, deductible, bonus) - entitlement(v, before, deductible, bonus) + year.carried
    # Paid now = min(max(0, due), …, what is left of this visit); `carried` = due − paid now. Where the layer is given,
    # `carried` = due − given
    computed = min(max(0, due), v.left)
    limit = "left" if computed < due else ""
    figures = {"base": yuan(v.left), "base_year": yuan(year.b)}
    year.carried = due - v.pay("critical_illness", computed, True, rule, limit, **figures)
    v.layers[-1]["carried"] = yuan(year.carried)


def assistance(v: Visit, year: Year) -> None:
    """**assistance** (poor, min_living, destitute; inpatient, emergency_rescue)"""
    applied = v.hospital and bool(v.who & {"registered_poor", "min_living", "destitute"})
    # per visit: left × `assistance.rate`, ∑yr ≤ `assistance.annual_cap`.
    base = v.left if applied else 0
    computed = share(base, v.rate("assistance.rate"))
    cap_left = max(0, v.money("assistance.annual_cap") - year.assistance_paid)
    limit = "cap" if computed > cap_left else ""
    year.assistance_paid += v.pay("assistance", min(computed, cap_left), applied, "", limit, base=yuan(base))


def under_3(v: Visit, year: Year, s: int) -> int:
    # K = cap[highest tier of the year's inpatient/emergency visits so far, this one included]
    highest = max([*year.hospital_tiers, v.tier], key=TIERS.index)
    k = v.money(f"fund.self_pay_cap.{highest}")
    # C = ∑yr S over visits settled under 3; its own annual rule: max(0, C − K) × 0.90 less what was paid under 3 in the
    # year, never below 0, never claimed back, never more than this visit's S
    due = share(max(0, year.c + s - k), v.rate("fund.excess_rate")) - year.paid_under_3
    return min(max(0, due), s)


def poverty_fund(v: Visit, year: Year) -> None:
    """**poverty_fund** (poor, preference kept)."""
    fitting = {"inpatient", "emergency_rescue", "outpatient_chronic", "outpatient_special"}
    if not (v.poor and v.preference_kept and v.type in fitting):
        v.pay("poverty_fund", 0, applied=False)
        return
    # Basis G = total − institution_pays − patient_own (over_limit and prepay are inside). At a hospital that is not
    # designated the excess … is taken out of G.
    g = sum(v.places.values()) - v.institution_pays - v.places["patient_own"] - v.excess_of_person
    tags = v.raw.get("tags", [])
    target_rate = v.rate("fund.target_rate")
    # S = left − D (D the deductible actually borne; not below 0)
    s = max(0, v.left - v.deductible)
    limit = ""
    if v.type == "inpatient" and "disease_23" in tags and v.raw.get("treatment_designated", False):
        # 1. 集中救治 (tag disease_23 and treatment_designated; inpatient): target = G × 0.90; pay = max(0, target − prior).
        rule, computed = "clause 1", max(0, share(g, target_rate) - v.prior)
    elif v.hospital and "critical" in tags and year.b >= poor_deductible(v):
        # 2. 重特大 (tag critical; inpatient, emergency_rescue; ∑yr left after basic ≥ the poor's 大病 deductible):
        # target = (G − D) × 0.90, D the deductible actually borne.
        rule, computed = "clause 2", max(0, share(g - v.deductible, target_rate) - v.prior)
        # Where 2 leaves the person with more than 3 would, notice `OTHER_CLAUSE_LOWER` (both figures), pay by 2.
        if computed < under_3(v, year, s):
            given = "poverty_fund" in v.raw.get("paid", {})
            (v.notices_open if given else v.notices).add("OTHER_CLAUSE_LOWER")
    elif v.hospital:
        # 3. other inpatient, emergency_rescue
        rule, computed = "clause 3", under_3(v, year, s)
        limit = "S" if 0 < computed == s else ""
        year.c += s
        # Notice `POLICY_RATIO_BELOW_75` where (basic + critical_illness) / in_scope < 0.75 (inpatient, poor, clause 3,
        # in_scope > 0).
        policy = fen(v.layers[0]["pay"]) + fen(v.layers[1]["pay"])
        if v.type == "inpatient" and v.places["in_scope"] > 0 and policy * 4 < v.places["in_scope"] * 3:
            v.notices.add("POLICY_RATIO_BELOW_75")
    else:
        # 4. outpatient_chronic, outpatient_special (慢性病、特殊慢性病): target = G × 0.80.
        rule, computed = "clause 4", max(0, share(g, v.rate("fund.chronic_target_rate")) - v.prior)
    # A layer never pays more than what is left … after the layers before it.
    amount = v.pay("poverty_fund", min(computed, v.remains), True, rule, limit)
    if rule == "clause 3":
        year.paid_under_3 += amount  # also where the fund's amount is given


def referral_notices(v: Visit) -> None:
    # Notice `NO_REFERRAL` where a poor person's preference is lost; `UPSTREAM_NOT_GIVEN` where the poor's inpatient or
    # emergency visit is not in_county, day of discharge ≥ 2019-02-01 and `paid` has no basic.
    if v.poor and not v.preference_kept:
        v.notices.add("NO_REFERRAL")
    outside = v.hospital and v.raw["region"] != "in_county" and v.raw["discharged"] >= "2019-02-01"
    if v.poor and outside and "basic" not in v.raw.get("paid", {}):
        v.notices.add("UPSTREAM_NOT_GIVEN")


def settle_visit(raw: Json, path: str, person: Json, values: Json, years: dict[str, Year]) -> Json:
    # Order of the checks on a visit: amounts add up → pack in force on the day of discharge → layers in order
    notices: set[str] = set()
    itemised = "items" in raw
    places = read_items(raw["items"], path, notices) if itemised else read_amounts(raw["amounts"], path)
    # `NOT_IN_FORCE` (path: discharged); 2019-01-01 to 2019-12-31
    if not "2019-01-01" <= raw["discharged"] <= "2019-12-31":
        raise Refused("NOT_IN_FORCE", f"{path}.discharged")
    # a layer id that the pack lacks is an error
    for unknown in [name for name in raw.get("paid", {}) if name not in LAYERS]:
        raise Refused("UNKNOWN_LAYER", f"{path}.paid.{unknown}")
    year = years.setdefault(raw["discharged"][:4], Year())
    v = Visit(raw, path, values, identities_on(person, raw["discharged"]), places, notices)
    institution(v)
    for layer in (basic, critical_illness, assistance, poverty_fund):
        layer(v, year)
    # **social_relief**: amounts entered by hand only; apply to anyone
    v.pay("social_relief", 0, applied=True)
    referral_notices(v)
    if v.hospital:
        year.hospital_tiers.append(v.tier)
    if v.type == "inpatient":
        year.inpatient_tiers.append(v.tier)
    total = sum(places.values())  # what the patient pays is the remainder by subtraction
    return {
        "total": yuan(total),
        "in_scope": yuan(places["in_scope"]),
        "layers": v.layers,
        "institution_pays": yuan(v.institution_pays),
        "fund_total": yuan(v.prior),
        "person_pays": yuan(total - v.prior - v.institution_pays),
        "notices": v.notices,
        "notices_open": v.notices_open,
    }


def settle(case: Json) -> Json:
    """The figures of one valid case, or {"error": {"code", "path"}} where it can't be settled."""
    try:
        values = read_parameters(case.get("parameters", {}))
        years: dict[str, Year] = {}
        numbered = enumerate(case["visits"])
        return {"visits": [settle_visit(raw, f"visits[{at}]", case["person"], values, years) for at, raw in numbered]}
    except Refused as refused:
        return {"error": dict(zip(["code", "path"], refused.args))}
