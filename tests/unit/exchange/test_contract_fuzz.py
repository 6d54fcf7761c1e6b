"""Whatever is written, the answer is a settlement or one error of the contract, at a place that is there (or is missing there)."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from pathlib import Path
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.errors import UserError
from app.exchange.contract import parse_json
from app.money.fen import parse_money
from app.services.contract import settle_text
from tests.helpers.contract_cases import Json, good_case, registry, settle

CASES = Path(__file__).resolve().parents[2] / "data" / "cases"

CODES = frozenset(
    "BAD_JSON MISSING UNKNOWN_KEY BAD_VALUE BAD_MONEY BAD_NUMBER BAD_RATE BAD_DATE SUM UNKNOWN_PACK NOT_IN_FORCE "
    "UNKNOWN_LAYER PAID_TOO_LARGE UNKNOWN_PARAMETER PARAMETER_MISSING BELOW_FLOOR NOT_UPWARD".split()
)

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**18), 10**18),
    st.floats(),
    st.text(max_size=12),
    st.sampled_from(["1.00", "0.00", "9999999.99", "10000000.00", "0.5", "2019-06-10", "2020-06-10", "inpatient"]),
    st.sampled_from(["registered_poor", "township", "naiman-2019", "yiyuan-2020", "B", "patient", "basic"]),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def check_answer(answer: Json) -> str | None:
    """The error's code, if there is one."""
    if "error" in answer:
        error = answer["error"]
        assert error["code"] in CODES
        assert isinstance(error["path"], str)
        assert error["message"].endswith("。")
        assert len(error["message"]) < 1000
        return str(error["code"])
    for visit in answer["visits"]:
        paid = [parse_money(layer["pay"]) for layer in visit["layers"]]
        fund, institution = parse_money(visit["fund_total"]), parse_money(visit["institution_pays"])
        assert sum(paid) == fund
        assert fund + institution + parse_money(visit["person_pays"]) == parse_money(visit["total"])
    return None


@given(VALUES)
@example([])
@example({"pack": "naiman-2019", "person": {"identities": []}, "visits": [{}]})
def test_any_json(value: object) -> None:
    check_answer(settle_text(registry(), json.dumps(value)))


@given(st.dictionaries(st.sampled_from(["id", "pack", "parameters", "person", "visits"]), VALUES))
def test_any_json_under_the_right_keys(value: Json) -> None:
    check_answer(settle_text(registry(), json.dumps(value)))


@given(st.binary(max_size=40) | st.text(max_size=40))
def test_any_text(text: bytes | str) -> None:
    """A text is a JSON object or BAD_JSON; nothing else is raised."""
    try:
        found = parse_json(text)
    except UserError as wrong:
        found = {"refused": wrong.code}
    assert isinstance(found, dict)
    assert found.get("refused", "BAD_JSON") == "BAD_JSON"


# ---- good cases, spoilt in one place


def read_cases() -> list[Json]:
    cases = [good_case()]
    for file in sorted(CASES.glob("*.json")):
        cases += [one["case"] for one in json.loads(file.read_text(encoding="utf-8")) if "visits" in one["expect"]]
    return cases


GOOD = read_cases()
Place = tuple[str | int, ...]


def places(value: Any, here: Place = ()) -> list[Place]:
    """Every place in a case, containers and values."""
    found = [here] if here else []
    if isinstance(value, dict):
        for key in value:
            found += places(value[key], (*here, key))
    elif isinstance(value, list):
        for at, one in enumerate(value):
            found += places(one, (*here, at))
    return found


def written(place: Place) -> str:
    """A place as the contract writes it."""
    text = ""
    for part in place:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def at(case: Json, place: Place) -> Any:
    value: Any = case
    for part in place:
        value = value[part]
    return value


def spoil(data: st.DataObject, case: Json) -> Place:
    """Drop, replace or add something; where."""
    place = data.draw(st.sampled_from(places(case)), label="place")
    around, last = at(case, place[:-1]), place[-1]
    how = data.draw(st.sampled_from(["drop", "replace", "null", "number", "add", "other"]), label="how")
    if how == "drop":
        del around[last]
    elif how == "replace":
        around[last] = data.draw(VALUES, label="value")
    elif how == "null":
        around[last] = None
    elif how == "number":
        around[last] = data.draw(
            st.floats(allow_nan=False, allow_infinity=False) | st.integers(-9, 10**9), label="number"
        )
    elif how == "add" and isinstance(around, dict):
        added = data.draw(st.sampled_from(["extra", "Total", "paid", "items", "amounts", "tags", "to", "fault"]))
        around[added] = data.draw(VALUES, label="value")
        return (*place[:-1], added)
    else:
        around[last] = deepcopy(at(case, data.draw(st.sampled_from(places(case)), label="from")))
    return place


@settings(max_examples=300)
@given(st.data())
def test_a_good_case_spoilt_in_one_place(data: st.DataObject) -> None:
    case = deepcopy(data.draw(st.sampled_from(GOOD), label="case"))
    where = spoil(data, case)
    answer = settle_text(registry(), json.dumps(case))
    if check_answer(answer) is None:
        return
    error = answer["error"]
    assert isinstance(error, dict)
    if error["code"] == "BAD_JSON":
        assert error["path"] == ""
        return
    there = {written(place): place for place in places(case)}
    path = str(error["path"])
    around = next((there[path[:end]] for end in range(len(path) - 1, 0, -1) if path[:end] in there), ())
    missing = path not in there and isinstance(at(case, around), dict)
    assert path in there or missing, "the place is in the case, or it is a key that is not there"
    if error["code"] == "MISSING" and not missing:
        assert at(case, there[path]) == [], "an empty list counts as missing"
    if where[0] == "visits" and len(where) > 1 and path != "visits":
        visit = re.match(r"visits\[(\d+)\]", path)
        assert visit, f"spoilt at {written(where)}, told at {path}"
        assert int(visit[1]) >= int(where[1]), "what stands before it was good"


@given(st.sampled_from(GOOD), st.randoms(use_true_random=False))
def test_the_order_of_keys_does_not_matter_in_a_good_case(case: Json, chance: Any) -> None:
    def mixed(value: Any) -> Any:
        if isinstance(value, dict):
            keys = list(value)
            chance.shuffle(keys)
            return {key: mixed(value[key]) for key in keys}
        return [mixed(one) for one in value] if isinstance(value, list) else value

    assert settle(mixed(case)) == settle(case)


@given(st.sampled_from(GOOD))
def test_settling_changes_nothing_in_the_case(case: Json) -> None:
    before = deepcopy(case)
    settle(case)
    assert case == before
