"""测算: every figure of the summary is what ``settle`` says of the cases, summed up by hand."""

from __future__ import annotations

import itertools
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.errors import UserError
from app.money.fen import format_fen
from app.policy import Registry, read_pack
from app.services import simulate as module
from app.services.contract import settle_case
from app.services.simulate import simulate

Json = dict[str, Any]

TOP = Path(__file__).resolve().parents[3]
PACKS = ("guangxi-2019", "liaoning-2018", "naiman-2019", "shenyang-2020", "yiyuan-2020")


@pytest.fixture(scope="module")
def registry() -> Registry:
    files = [TOP / "resources" / "policies" / f"{name}.toml" for name in PACKS]
    return Registry(tuple(read_pack(file.read_bytes(), file.name) for file in files))


def cases(*names: str) -> list[Json]:
    return [
        one["case"]
        for name in names or PACKS
        for one in json.loads((TOP / "tests" / "data" / "cases" / f"{name}.json").read_text(encoding="utf-8"))
    ]


def lines(found: Iterable[Json]) -> list[bytes]:
    return [json.dumps(case, ensure_ascii=False).encode() + b"\n" for case in found]


def fen(text: str) -> int:
    return int(text.replace(".", ""))


def pair(a: int, b: int) -> Json:
    return {"a": format_fen(a), "b": format_fen(b), "difference": format_fen(b - a)}


def answers(registry: Registry, found: Iterable[Json], name: str) -> list[Json]:
    return [settle_case(registry, {**case, "pack": name}) for case in found]


def person(answer: Json) -> int:
    return sum(fen(visit["person_pays"]) for visit in answer["visits"])


# ---- the sums --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("a", "b"), list(itertools.combinations(PACKS, 2)))
def test_the_summary_is_what_settle_says_summed_up(registry: Registry, a: str, b: str) -> None:
    found = cases(a, b)
    summary = simulate(registry, a, b, lines(found))
    settled = list(zip(answers(registry, found, a), answers(registry, found, b), strict=True))
    both = [(one, other) for one, other in settled if "error" not in one and "error" not in other]
    assert summary["complete"] is True
    assert (summary["cases"], summary["compared"]) == (len(found), len(both))
    assert summary["refused"] == len(found) - len(both)
    for side, at in (("a", 0), ("b", 1)):
        told: Any = summary[side]
        assert told["errors"] == Counter(pair[at]["error"]["code"] for pair in settled if "error" in pair[at])
    paid = [(person(one), person(other)) for one, other in both]
    assert summary["person_pays"] == pair(sum(one for one, _ in paid), sum(other for _, other in paid))
    less = [one - other for one, other in paid if other < one]
    more = [other - one for one, other in paid if other > one]
    assert summary["winners"] == {"cases": len(less), "pay_less": format_fen(sum(less))}
    assert summary["losers"] == {"cases": len(more), "pay_more": format_fen(sum(more))}
    assert summary["unchanged"] == sum(one == other for one, other in paid)
    for what in ("institution_pays", "fund_total"):
        sums = [sum(fen(visit[what]) for pair in both for visit in pair[at]["visits"]) for at in (0, 1)]
        assert summary[what] == pair(*sums)
    if both:  # two packs of different years have no case in common
        assert summary["by_layer"] == by_layer(both, "id", ("id", "name"))
        assert summary["by_payer"] == by_layer(both, "payer", ("payer",))


def by_layer(both: list[tuple[Json, Json]], key: str, told: tuple[str, ...]) -> list[Json]:
    sums: dict[str, list[int]] = {}
    heads: dict[str, Json] = {}
    for at in (0, 1):
        for answer in (one[at] for one in both):
            for layer in (layer for visit in answer["visits"] for layer in visit["layers"]):
                sums.setdefault(layer[key], [0, 0])[at] += fen(layer["pay"])
                heads.setdefault(layer[key], {name: layer[name] for name in told})
    return [{**heads[name], **pair(*paid)} for name, paid in sums.items()]


def test_by_identity_level_and_type(registry: Registry) -> None:
    a, b = "shenyang-2020", "yiyuan-2020"
    found = cases(a, b)
    summary = simulate(registry, a, b, lines(found))
    groups: dict[tuple[str, str | None], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for case, one, other in zip(found, answers(registry, found, a), answers(registry, found, b), strict=True):
        if "error" in one or "error" in other:
            continue
        for visit, before, after in zip(case["visits"], one["visits"], other["visits"], strict=True):
            held: set[str | None] = set(identities_on(case, visit["discharged"]))
            places: list[tuple[str, str | None]] = [("level", visit.get("level")), ("type", visit["type"])]
            places += [("identity", code) for code in held or {None}]
            for place in places:
                sums = groups[place]
                sums[0] += 1
                sums[1] += fen(before["total"])
                sums[2] += fen(before["person_pays"])
                sums[3] += fen(after["person_pays"])
    told = {
        (name, group[name]): [
            group["visits"],
            fen(group["total"]),
            fen(group["person_pays"]["a"]),
            fen(group["person_pays"]["b"]),
        ]
        for name in ("level", "type", "identity")
        for group in _list(summary[f"by_{name}"])
    }
    assert told == groups
    for group in _list(summary["by_level"]):
        assert group["visits"] == group["winners"]["visits"] + group["losers"]["visits"] + group["unchanged"]


def _list(value: object) -> list[Json]:
    assert isinstance(value, list)
    return value


def identities_on(case: Json, day: str) -> Iterator[str]:
    for one in case["person"]["identities"]:
        held = one if isinstance(one, dict) else {"code": one}
        if (held.get("from") or "") <= day <= (held.get("to") or "9999"):
            yield held["code"]


# ---- each case -------------------------------------------------------------------------------------------------------


def test_each_row_is_what_settle_says(registry: Registry) -> None:
    a, b = "shenyang-2020", "yiyuan-2020"
    found = cases()
    rows: list[Json] = []
    simulate(registry, a, b, lines(found), row=rows.append)
    assert [row["id"] for row in rows] == [case.get("id") for case in found]
    for row, one, other in zip(rows, answers(registry, found, a), answers(registry, found, b), strict=True):
        for side, answer in (("a", one), ("b", other)):
            if "error" in answer:
                assert row[side] == {"error": answer["error"]}
            else:
                assert row[side]["person_pays"] == format_fen(person(answer))
                for at, (layer, pay) in enumerate(row[side]["layers"].items()):
                    assert fen(pay) == sum(fen(visit["layers"][at]["pay"]) for visit in answer["visits"])
                    assert layer == answer["visits"][0]["layers"][at]["id"]
        if "error" not in one and "error" not in other:
            assert row["difference"] == format_fen(person(other) - person(one))
        else:
            assert row["difference"] is None


def test_small_chunks_come_to_the_same(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    found = lines(cases())
    whole = simulate(registry, "shenyang-2020", "yiyuan-2020", found)
    monkeypatch.setattr(module, "CHUNK", 3)
    told: list[int] = []
    assert simulate(registry, "shenyang-2020", "yiyuan-2020", found, progress=told.append) == whole
    assert told == [*range(3, len(found), 3), len(found)]


def test_long_cases_make_small_chunks(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    found = lines([GOOD] * 7)
    monkeypatch.setattr(module, "CHUNK_BYTES", len(found[0]) + 1)
    told: list[int] = []
    simulate(registry, "shenyang-2020", "yiyuan-2020", found, progress=told.append)
    assert told == [2, 4, 6, 7]


def test_a_very_long_year_is_settled_one_by_one(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    found = cases("shenyang-2020")
    whole = simulate(registry, "shenyang-2020", "yiyuan-2020", lines(found))
    monkeypatch.setattr(module, "MANY_VISITS", 1)
    assert simulate(registry, "shenyang-2020", "yiyuan-2020", lines(found)) == whole


# ---- what can't be settled -------------------------------------------------------------------------------------------

GOOD: Json = {
    "id": "x",
    "pack": "anything",
    "person": {"identities": []},
    "visits": [
        {
            "type": "inpatient",
            "level": "secondary",
            "region": "in_county",
            "discharged": "2020-05-01",
            "amounts": {"total": "1000.00", "in_scope": "900.00"},
        }
    ],
}


def test_the_pack_that_a_case_names_has_no_bearing(registry: Registry) -> None:
    summary = simulate(registry, "shenyang-2020", "yiyuan-2020", lines([GOOD]))
    assert (summary["compared"], summary["refused"]) == (1, 0)


@pytest.mark.parametrize(
    ("case", "a", "b"),
    [
        (b"{", {"BAD_JSON": 1}, {"BAD_JSON": 1}),
        ({**GOOD, "pack": 7}, {"BAD_VALUE": 1}, {"BAD_VALUE": 1}),
        ({**GOOD, "visits": []}, {"MISSING": 1}, {"MISSING": 1}),
        ({**GOOD, "parameters": {"assistance.low_rate": "0.90"}}, {"UNKNOWN_PARAMETER": 1}, {}),
        ({**GOOD, "visits": [{**GOOD["visits"][0], "discharged": "2021-01-01"}]}, {"NOT_IN_FORCE": 1}, {"NOT_IN_FORCE": 1}),
        ({**GOOD, "visits": [{**GOOD["visits"][0], "paid": {"commercial": "1.00"}}]}, {"UNKNOWN_LAYER": 1}, {}),
        ({**GOOD, "visits": [{**GOOD["visits"][0], "paid": {"basic": "1000.01"}}]}, {"PAID_TOO_LARGE": 1}, {"PAID_TOO_LARGE": 1}),
    ],
)  # fmt: skip
def test_refused_cases_are_counted_and_stand_in_no_sum(registry: Registry, case: Any, a: Json, b: Json) -> None:
    line = case if isinstance(case, bytes) else lines([case])[0]
    summary: Json = simulate(registry, "shenyang-2020", "yiyuan-2020", [line, *lines([GOOD])])
    assert (summary["cases"], summary["compared"], summary["refused"]) == (2, 1, 1)
    assert (summary["a"]["errors"], summary["b"]["errors"]) == (a, b)
    assert summary["total"] == "1000.00"


def test_an_unknown_pack_is_refused(registry: Registry) -> None:
    with pytest.raises(UserError) as wrong:
        simulate(registry, "shenyang-2020", "shenyang-2021", [])
    assert (wrong.value.code, wrong.value.path) == ("UNKNOWN_PACK", "pack")


def test_a_pack_that_is_still_written_asks_for_a_word(registry: Registry) -> None:
    text = (TOP / "resources" / "policies" / "yiyuan-2020.toml").read_text(encoding="utf-8")
    text = text.replace('id = "yiyuan-2020"', 'id = "next"').replace('status = "in_force"', 'status = "draft"')
    with_draft = Registry((*registry.packs, read_pack(text.encode(), "next.toml")))
    with pytest.raises(UserError, match="编制中"):
        simulate(with_draft, "yiyuan-2020", "next", [])
    summary: Json = simulate(with_draft, "yiyuan-2020", "next", lines(cases("yiyuan-2020")), draft_ok=True)
    assert summary["b"]["status"] == "draft"
    assert summary["person_pays"]["difference"] == "0.00"


def test_cancelled_says_what_was_done_so_far(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CHUNK", 5)
    found = lines([GOOD] * 20)
    done: list[int] = []
    summary = simulate(
        registry, "shenyang-2020", "yiyuan-2020", found, progress=done.append, cancelled=lambda: len(done) == 2
    )
    assert (summary["complete"], summary["cases"]) == (False, 10)


def test_nothing_comes_to_nothing(registry: Registry) -> None:
    summary = simulate(registry, "shenyang-2020", "yiyuan-2020", [])
    assert (summary["cases"], summary["by_level"], summary["total"]) == (0, [], "0.00")
