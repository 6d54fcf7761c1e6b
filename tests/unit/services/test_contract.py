"""Every error of the settlement contract with its code and path, one mistake each; what a good case answers."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest

from app.services.contract import settle_text
from tests.helpers.contract_cases import DROP, Json, good_case, good_item, registry, settle, spoilt

# (where, what stands there, code); the error's path is where the mistake is, unless a fourth names another
MISTAKES: list[tuple[Any, ...]] = [
    # ---- missing
    ("pack", DROP, "MISSING"),
    ("person", DROP, "MISSING"),
    ("visits", DROP, "MISSING"),
    ("visits", [], "MISSING"),
    ("person.identities", DROP, "MISSING"),
    ("person.identities[1].code", DROP, "MISSING"),
    ("visits[0].type", DROP, "MISSING"),
    ("visits[0].region", DROP, "MISSING"),
    ("visits[0].discharged", DROP, "MISSING"),
    ("visits[0].level", DROP, "MISSING"),
    ("visits[0].amounts", DROP, "MISSING"),
    ("visits[0].amounts.total", DROP, "MISSING"),
    ("visits[1].items", DROP, "MISSING", "visits[1].amounts"),
    ("visits[1].items", [], "MISSING"),
    *((f"visits[1].items[0].{key}", DROP, "MISSING") for key in ("name", "category", "class", "quantity")),
    *((f"visits[1].items[0].{key}", DROP, "MISSING") for key in ("unit_price", "amount", "prepay_rate")),
    # ---- a key that nobody knows
    ("colour", "red", "UNKNOWN_KEY"),
    ("person.name", "乌云其其格", "UNKNOWN_KEY"),
    ("person.identities[1].until", "2019-12-31", "UNKNOWN_KEY"),
    ("visits[0].Type", "inpatient", "UNKNOWN_KEY"),
    ("visits[0].amounts.tax", "0.00", "UNKNOWN_KEY"),
    ("visits[1].items[0].price", "1.00", "UNKNOWN_KEY"),
    # ---- a value that isn't one of those allowed, or of another shape
    ("id", 7, "BAD_VALUE"),
    ("pack", 7, "BAD_VALUE"),
    ("person", [], "BAD_VALUE"),
    ("person.identities", "registered_poor", "BAD_VALUE"),
    ("person.identities[0]", "poor", "BAD_VALUE"),
    ("person.identities[0]", 1, "BAD_VALUE"),
    ("person.identities[1].code", "poor", "BAD_VALUE"),
    ("parameters", [], "BAD_VALUE"),
    ("visits", {}, "BAD_VALUE"),
    ("visits[0]", "inpatient", "BAD_VALUE"),
    ("visits[0].type", "surgery", "BAD_VALUE"),
    ("visits[0].type", ["inpatient"], "BAD_VALUE"),
    ("visits[0].level", "二级", "BAD_VALUE"),
    ("visits[0].region", "abroad", "BAD_VALUE"),
    ("visits[0].designated", "true", "BAD_VALUE"),
    ("visits[0].designated", 1, "BAD_VALUE"),
    ("visits[0].treatment_designated", 0, "BAD_VALUE"),
    ("visits[0].referral", "yes", "BAD_VALUE"),
    ("visits[0].transfer_from", "hospital", "BAD_VALUE"),
    ("visits[0].prescription_level", "hospital", "BAD_VALUE"),
    ("visits[0].tags", "disease_23", "BAD_VALUE"),
    ("visits[0].tags[0]", "cancer", "BAD_VALUE"),
    ("visits[0].approval", "yes", "BAD_VALUE"),
    ("visits[0].amounts", [], "BAD_VALUE"),
    ("visits[0].amounts.drug_in_scope", "9000.01", "BAD_VALUE"),
    ("visits[0].items", [good_item()], "BAD_VALUE", "visits[0].amounts"),
    ("visits[0].paid", [], "BAD_VALUE"),
    ("visits[1].items", {}, "BAD_VALUE"),
    ("visits[1].items[0]", "阿莫西林", "BAD_VALUE"),
    ("visits[1].items[0].name", 1, "BAD_VALUE"),
    ("visits[1].items[0].category", "15", "BAD_VALUE"),
    ("visits[1].items[0].category", 9, "BAD_VALUE"),
    ("visits[1].items[0].class", "D", "BAD_VALUE"),
    ("visits[1].items[0].special_drug", "no", "BAD_VALUE"),
    ("visits[1].items[0].fault", "nobody", "BAD_VALUE"),
    # ---- money
    ("visits[0].amounts.total", 10000, "BAD_MONEY"),
    ("visits[0].amounts.total", 10000.0, "BAD_MONEY"),
    ("visits[0].amounts.total", "10000", "BAD_MONEY"),
    ("visits[0].amounts.in_scope", "9,000.00", "BAD_MONEY"),
    ("visits[0].amounts.out_of_catalogue", "-500.00", "BAD_MONEY"),
    ("visits[0].amounts.over_limit", "0300.00", "BAD_MONEY"),
    ("visits[0].amounts.prepay", "1e2", "BAD_MONEY"),
    ("visits[0].amounts.drug_in_scope", True, "BAD_MONEY"),
    ("visits[0].amounts.total", "10000000.00", "BAD_MONEY"),
    ("visits[0].paid.basic", "6900", "BAD_MONEY"),
    ("visits[1].items[0].amount", "129.0", "BAD_MONEY"),
    ("parameters.basic.annual_cap", "150000", "BAD_MONEY"),
    ("parameters.critical_illness.bands", [["0", "0.50"]], "BAD_MONEY"),
    # ---- numbers and rates
    ("visits[1].items[0].quantity", 10, "BAD_NUMBER"),
    ("visits[1].items[0].quantity", "100000000", "BAD_NUMBER"),
    ("visits[1].items[0].unit_price", "12.1234567", "BAD_NUMBER"),
    ("visits[1].items[0].price_limit", "012", "BAD_NUMBER"),
    ("visits[1].items[0].prepay_rate", "1.1", "BAD_RATE"),
    ("visits[1].items[0].prepay_rate", 0.1, "BAD_RATE"),
    ("parameters.basic.outpatient.rate", "0.5000001", "BAD_RATE"),
    ("parameters.critical_illness.bands", [["0.00", "1.01"]], "BAD_RATE"),
    ("parameters.critical_illness.bands", [["0.00", "0.95"], ["50000.00", "0.950001"]], "BAD_RATE"),
    ("parameters.critical_illness.poor_rate_bonus", "0.500001", "BAD_RATE", "parameters.critical_illness.bands"),
    # ---- dates
    ("visits[0].discharged", "2019-3-10", "BAD_DATE"),
    ("visits[0].discharged", "2019-02-29", "BAD_DATE"),
    ("visits[0].discharged", "20190310", "BAD_DATE"),
    ("visits[0].discharged", "2019-W10-7", "BAD_DATE"),
    ("visits[0].discharged", "2019-03-10T00:00", "BAD_DATE"),
    ("visits[0].discharged", "２０１９-03-10", "BAD_DATE"),
    ("visits[0].discharged", 20190310, "BAD_DATE"),
    ("visits[0].admitted", "", "BAD_DATE"),
    ("visits[0].admitted", "2019-03-11", "BAD_DATE"),
    ("person.identities[1].from", "2019-06-31", "BAD_DATE"),
    ("person.identities[1].to", "2019-05-31", "BAD_DATE"),
    ("parameters.basic.preference_from", "2019-13-01", "BAD_DATE"),
    # ---- null where null isn't named
    *((path, None, "BAD_VALUE") for path in ("id", "pack", "person", "visits", "person.identities", "parameters")),
    *((f"visits[0].{key}", None, "BAD_VALUE") for key in ("type", "level", "region", "designated", "referral")),
    *((f"visits[0].{key}", None, "BAD_VALUE") for key in ("admitted", "discharged", "tags", "amounts", "paid")),
    *((f"visits[0].amounts.{key}", None, "BAD_VALUE") for key in ("total", "in_scope", "drug_in_scope")),
    *((f"visits[1].items[0].{key}", None, "BAD_VALUE") for key in ("amount", "prepay_rate", "price_limit", "quantity")),
    ("visits[0].paid.basic", None, "BAD_VALUE"),
    ("person.identities[0]", None, "BAD_VALUE"),
    ("parameters.basic.annual_cap", None, "PARAMETER_MISSING"),
    # ---- the pack
    ("pack", "naiman-2020", "UNKNOWN_PACK"),
    ("pack", "", "UNKNOWN_PACK"),
    ("parameters.basic.inpatient.deductible", "1000.00", "UNKNOWN_PARAMETER"),
    ("parameters.basic.inpatient.deductible.village", "1000.00", "UNKNOWN_PARAMETER"),
    ("parameters.", "1000.00", "UNKNOWN_PARAMETER"),
    ("parameters.basic.disabled_needs_poverty", "maybe", "BAD_VALUE"),
    ("parameters.critical_illness.bands", [], "BAD_VALUE"),
    ("parameters.critical_illness.bands", "0.50", "BAD_VALUE"),
    ("parameters.critical_illness.bands", [["1.00", "0.50"]], "BAD_VALUE"),
    ("parameters.critical_illness.bands", [["0.00", "0.50"], ["0.00", "0.60"]], "BAD_VALUE"),
    ("parameters.critical_illness.bands", [["0.00", "0.50"], ["9.00", "0.60"], ["8.00", "0.70"]], "BAD_VALUE"),
    ("visits[0].paid.guarantee", "1.00", "UNKNOWN_LAYER"),
    ("visits[0].discharged", "2020-03-10", "NOT_IN_FORCE"),
    ("visits[0].discharged", "2018-12-31", "BAD_DATE", "visits[0].admitted"),
    # ---- sums
    ("visits[0].amounts.total", "10000.01", "SUM"),
    ("visits[0].amounts.prepay", "99.99", "SUM", "visits[0].amounts.total"),
    ("visits[0].amounts.patient_own", DROP, "SUM", "visits[0].amounts.total"),
    ("visits[0].amounts", {"total": "100.00", "in_scope": "100.01"}, "SUM", "visits[0].amounts.total"),
    ("visits[0].amounts", {"total": "100.00"}, "SUM", "visits[0].amounts.total"),
    ("visits[1].items[0].amount", "9999999.99", "BAD_MONEY", "visits[1].items"),
    # ---- more than there is
    ("visits[0].paid.basic", "9900.01", "PAID_TOO_LARGE"),
    ("visits[0].paid.critical_illness", "3000.01", "PAID_TOO_LARGE"),
]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: f"{mistake[0]} {mistake[2]} {str(mistake[1])[:16]}")
def test_a_mistake_has_its_code_and_its_place(mistake: tuple[Any, ...]) -> None:
    where, value, code = mistake[:3]
    answer = settle(spoilt(where, value))
    error = answer["error"]
    assert (error["code"], error["path"]) == (code, mistake[3] if len(mistake) > 3 else where)
    assert answer["id"] == (None if where == "id" else "一例")
    assert set(answer) == {"id", "error"}
    assert set(error) == {"code", "path", "message"}


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: f"{mistake[0]} {mistake[2]} {str(mistake[1])[:16]}")
def test_its_sentence_is_calm_and_chinese(mistake: tuple[Any, ...]) -> None:
    message = settle(spoilt(mistake[0], mistake[1]))["error"]["message"]
    assert message.endswith("。")
    assert "！" not in message
    assert "错误" not in message
    assert mistake[2] not in message, "no bare code"
    assert sum("\u4e00" <= sign <= "\u9fff" for sign in message) >= 4
    assert len(message) < 400


def test_a_seed_floor_may_be_raised_and_not_lowered() -> None:
    case = {
        "pack": "yiyuan-2020",
        "parameters": {"assistance.low_rate": "0.80"},
        "person": {"identities": ["min_living"]},
        "visits": [
            {
                "type": "inpatient",
                "level": "secondary",
                "region": "in_county",
                "discharged": "2020-05-01",
                "amounts": {"total": "1000.00", "in_scope": "1000.00"},
            }
        ],
    }
    assert "error" not in settle(case)
    case["parameters"] = {"assistance.low_rate": "0.799999"}
    error = settle(case)["error"]
    assert (error["code"], error["path"]) == ("BELOW_FLOOR", "parameters.assistance.low_rate")


def test_a_transfer_goes_upward() -> None:
    case = {
        "pack": "shenyang-2020",
        "person": {"identities": []},
        "visits": [
            {
                "type": "inpatient",
                "level": "secondary",
                "region": "in_city",
                "discharged": "2020-05-01",
                "transfer_from": "secondary",
                "amounts": {"total": "1000.00", "in_scope": "1000.00"},
            }
        ],
    }
    error = settle(case)["error"]
    assert (error["code"], error["path"]) == ("NOT_UPWARD", "visits[0].transfer_from")


# ---- the first fault in reading order


def first(case: Json) -> tuple[str, str]:
    error = settle(case)["error"]
    return error["code"], error["path"]


def test_an_unknown_pack_comes_before_what_is_written_below_it() -> None:
    case = spoilt("pack", "naiman-2020")
    case["person"]["identities"] = ["poor"]
    case["parameters"] = {"no.such": "1.00"}
    assert first(case) == ("UNKNOWN_PACK", "pack")


def test_a_parameter_comes_before_the_person_written_below_it() -> None:
    case = spoilt("parameters.no.such", "1.00")
    case["person"]["identities"] = ["poor"]
    assert first(case) == ("UNKNOWN_PARAMETER", "parameters.no.such")


def test_the_first_of_two_parameters_counts() -> None:
    case = good_case()
    case["parameters"] = {"basic.outpatient.rate": "2", "no.such": "1.00"}
    assert first(case) == ("BAD_RATE", "parameters.basic.outpatient.rate")


def test_parameters_written_above_the_pack_are_checked_all_the_same() -> None:
    case = spoilt("parameters.no.such", "1.00")
    turned = {key: case[key] for key in ("parameters", "visits", "person", "pack")}
    assert first(turned) == ("UNKNOWN_PARAMETER", "parameters.no.such")
    turned["pack"] = "naiman-2020"
    assert first(turned) == ("UNKNOWN_PACK", "pack")


def test_a_visit_is_settled_before_the_next_one_is_read() -> None:
    case = spoilt("visits[0].amounts.total", "10000.01")
    case["visits"][1]["type"] = "surgery"
    assert first(case) == ("SUM", "visits[0].amounts.total")


def test_amounts_then_the_pack_then_its_layers() -> None:
    case = spoilt("visits[0].amounts.total", "10000.01")
    case["visits"][0] |= {"discharged": "2020-03-10", "paid": {"guarantee": "1.00", "basic": "99999.00"}}
    assert first(case) == ("SUM", "visits[0].amounts.total")
    case["visits"][0]["amounts"]["total"] = "10000.00"
    assert first(case) == ("NOT_IN_FORCE", "visits[0].discharged")
    case["visits"][0]["discharged"] = "2019-03-10"
    assert first(case) == ("UNKNOWN_LAYER", "visits[0].paid.guarantee")
    del case["visits"][0]["paid"]["guarantee"]
    assert first(case) == ("PAID_TOO_LARGE", "visits[0].paid.basic")


# ---- texts


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "null",
        "[]",
        '"a case"',
        "{",
        "{} {}",
        "{'id': 1}",
        '{"id": "x",}',
        '{"id": NaN}',
        '{"id": Infinity}',
        '{"id": "x", "id": "y"}',
        '{"pack": "naiman-2019", "person": {"identities": [], "identities": []}}',
        '{"id": "line\nbreak"}',
        '{"id": ' + "9" * 5000 + "}",
        "[" * 100_000,
        '{"a":' * 100_000,
        b"\xff\xfe{\x00}\x00",
        '{"id": "旗"}'.encode("gbk"),
        b'\xef\xbb\xbf{"id": "x"}',
        b"\x00",
    ],
    ids=lambda text: repr(text)[:24],
)
def test_what_is_no_json_object(text: str | bytes) -> None:
    answer = settle_text(registry(), text)
    assert answer["id"] is None
    error = answer["error"]
    assert isinstance(error, dict)
    assert (error["code"], error["path"]) == ("BAD_JSON", "")
    assert len(error["message"]) < 100


def test_a_bom_is_named() -> None:
    error = settle_text(registry(), b"\xef\xbb\xbf{}")["error"]
    assert isinstance(error, dict)
    assert "BOM" in error["message"]


# ---- a good case


def test_a_good_case_answers_as_the_contract_says() -> None:
    answer = settle(good_case())
    assert list(answer) == ["id", "pack", "pack_digest", "visits"]
    assert (answer["id"], answer["pack"]) == ("一例", "naiman-2019")
    assert len(answer["pack_digest"]) == 64
    visit, by_items = answer["visits"]
    keys = ["total", "in_scope", "layers", "institution_pays", "fund_total", "person_pays", "estimates", "notices"]
    assert list(visit) == list(by_items) == keys
    ids = ["basic", "critical_illness", "assistance", "poverty_fund", "social_relief"]
    assert [layer["id"] for layer in visit["layers"]] == ids
    for layer in (*visit["layers"], *by_items["layers"]):
        keys = ["id", "name", "payer", "given", "base", "deductible", "pay", "carried", "clauses", "steps", "applied"]
        assert list(layer)[:12] == [*keys, "reason"]
        assert ("base_year" in layer) == (layer["id"] == "critical_illness")
        assert layer["applied"] is (layer["reason"] is None)
        assert layer["steps"]
        assert layer["clauses"]
    assert json.loads(json.dumps(answer)) == answer


def test_who_came_in_before_the_pack_began_is_settled_by_the_day_of_discharge() -> None:
    assert "error" not in settle(spoilt("visits[0].admitted", "2018-12-01"))


def test_everything_with_a_default_may_be_left_out() -> None:
    case = {
        "pack": "naiman-2019",
        "person": {"identities": []},
        "visits": [
            {
                "type": "pharmacy",
                "region": "in_county",
                "discharged": "2019-06-10",
                "amounts": {"total": "0.00"},
            }
        ],
    }
    answer = settle(case)
    assert answer["id"] is None
    assert answer["visits"][0]["person_pays"] == "0.00"


@pytest.mark.parametrize(
    ("key", "default", "other"),
    [
        ("designated", True, False),
        ("treatment_designated", False, True),
        ("referral", "none", "filed"),
        ("transfer_from", None, None),
        ("prescription_level", None, None),
        ("tags", [], ["critical"]),
        ("paid", {}, {"basic": "1.00"}),
        ("approval", None, None),
    ],
)
def test_the_defaults_are_those_of_the_contract(key: str, default: object, other: object) -> None:
    visit = {
        "type": "inpatient",
        "level": "secondary",
        "region": "in_city",
        "discharged": "2019-06-10",
        "amounts": {"total": "50000.00", "in_scope": "40000.00"},
    }
    tagged = visit | ({"tags": ["disease_23"], "referral": "filed"} if key == "treatment_designated" else {})
    tagged |= {"referral": "filed"} if key == "tags" else {}

    def settled(**more: object) -> object:
        return settle({"pack": "naiman-2019", "person": {"identities": ["registered_poor"]}, "visits": [tagged | more]})

    assert settled(**{key: default}) == settled()
    assert other is None or settled(**{key: other}) != settled()


def test_two_amounts_alone_leave_the_rest_out_of_catalogue() -> None:
    case = good_case()
    full = deepcopy(case)
    case["visits"][0]["amounts"] = {"total": "10000.00", "in_scope": "9000.00", "drug_in_scope": "1.00"}
    full["visits"][0]["amounts"] = {"total": "10000.00", "in_scope": "9000.00", "out_of_catalogue": "1000.00"}
    assert settle(case)["visits"][0] == settle(full)["visits"][0]


def test_the_year_of_discharge_is_the_year_of_the_accumulators() -> None:
    """A pack without an end: what was paid in one year is no part of the next, whatever the order of settling."""
    visit = {
        "type": "inpatient",
        "level": "secondary",
        "region": "in_county",
        "amounts": {"total": "1000.00", "in_scope": "1000.00"},
    }
    case = {
        "pack": "liaoning-2018",
        "parameters": {"supplementary.annual_cap": "700.00"},
        "person": {"identities": ["registered_poor"]},
        "visits": [
            {**visit, "discharged": day, "tags": ["major_disease"], "paid": {"basic": "200.00"}}
            for day in ("2019-12-30", "2020-01-02", "2019-12-31", "2020-01-03")
        ],
    }
    pays = [
        next(layer["pay"] for layer in answer["layers"] if layer["id"] == "supplementary_1")
        for answer in settle(case)["visits"]
    ]
    assert pays == ["640.00", "640.00", "60.00", "60.00"]
