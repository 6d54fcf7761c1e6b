"""The engine and the plain oracle of naiman-2019 say the same, figure by figure.

tests/helpers/plain_naiman.py was written from the specification without a look at the engine; a difference is a mistake
in one of the two, and the specification says in which.
"""

from __future__ import annotations

import json
import random  # noqa: TID251 - seeded: the same cases on every run
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.policy import Registry, read_pack
from app.services.contract import settle_case
from tests.helpers import plain_naiman
from tests.helpers.random_cases import coverage, random_case

Json = dict[str, Any]

TOP = Path(__file__).resolve().parents[3]
CASES: list[Json] = json.loads((TOP / "tests" / "data" / "cases" / "naiman-2019.json").read_text(encoding="utf-8"))
GATE, BATCHES, BATCH = 2, 8, 250
"""750 cases in the gate, 2,000 with ``-m long``; in batches, so that every core has its share."""

# Every notice of which the specification says when it is due; the engine may have others.
NOTICES = {
    "CATALOGUE_LIMIT",
    "LINE_AMOUNT",
    "NO_REFERRAL",
    "OTHER_CLAUSE_LOWER",
    "POLICY_RATIO_BELOW_75",
    "UPSTREAM_NOT_GIVEN",
}

# What 2,000 cases must meet, and in how many visits at least.
MUST_MEET = {
    "poverty_fund clause 1 pays": 100,
    "poverty_fund clause 2 pays": 100,
    "poverty_fund clause 3 pays": 200,
    "poverty_fund clause 3 pays nothing": 200,
    "poverty_fund clause 4 pays": 200,
    "poverty_fund limit S": 20,
    "poverty_fund does not apply": 200,
    "poverty_fund given clause 2": 20,
    "poverty_fund given clause 3": 100,
    "basic readmission pays": 200,
    "basic disabled pays": 100,
    "basic limit cap": 200,
    "basic outpatient bonus pays": 20,
    "basic outpatient floor pays": 200,
    "basic given readmission": 50,
    "basic given, not applied": 10,
    "critical_illness poor terms pays": 200,
    "critical_illness ordinary terms pays": 200,
    "critical_illness carried owed": 100,
    "critical_illness carried overpaid": 100,
    "critical_illness limit left": 50,
    "critical_illness given, not applied": 50,
    "assistance limit cap": 100,
    "assistance given, not applied": 50,
    "social_relief given": 200,
    **{f"notice {code}": 40 for code in NOTICES},
    **{f"error {code}": 5 for code in ("BAD_RATE", "NOT_IN_FORCE", "PAID_TOO_LARGE", "PARAMETER_MISSING", "SUM")},
    **{f"error {code}": 5 for code in ("UNKNOWN_LAYER", "UNKNOWN_PARAMETER")},
}


@pytest.fixture(scope="module")
def registry() -> Registry:
    path = TOP / "resources" / "policies" / "naiman-2019.toml"
    return Registry((read_pack(path.read_bytes(), path.name),))


def engine_says(registry: Registry, case: Json) -> Json:
    """The only place of this test that knows how the engine is called."""
    return settle_case(registry, case)


# ---- comparing -------------------------------------------------------------------------------------------------------


def differences(plain: Json, engine: Json) -> Iterator[str]:
    if "error" in plain or "error" in engine:
        wanted, got = (one.get("error", {}) for one in (plain, engine))
        if (wanted.get("code"), wanted.get("path")) != (got.get("code"), got.get("path")):
            yield f"error: plain {wanted or 'settles'}, engine {got or 'settles'}"
        return
    if len(plain["visits"]) != len(engine["visits"]):
        yield f"visits: plain {len(plain['visits'])}, engine {len(engine['visits'])}"
    for number, (wanted, got) in enumerate(zip(plain["visits"], engine["visits"])):
        for what, should, did in visit_figures(wanted, got):
            if should != did:
                yield f"visits[{number}].{what}: plain {should}, engine {did}"


def visit_figures(wanted: Json, got: Json) -> Iterator[tuple[str, object, object]]:
    for key in ("total", "in_scope", "institution_pays", "fund_total", "person_pays"):
        yield key, wanted[key], got[key]
    yield "layers", [layer["id"] for layer in wanted["layers"]], [layer["id"] for layer in got["layers"]]
    for layer, other in zip(wanted["layers"], got["layers"]):
        keys = ["pay", "carried", "given", "applied"]
        if layer["applied"]:  # what is shown of a layer that doesn't apply is not specified
            keys += [key for key in ("base", "base_year", "deductible") if key in layer]
        for key in keys:
            yield f"{layer['id']}.{key}", layer[key], other.get(key)
    settled = NOTICES - wanted["notices_open"]
    yield "notices", sorted(wanted["notices"]), sorted({notice["code"] for notice in got["notices"]} & settled)


def expected_differences(expect: Json, result: Json) -> Iterator[str]:
    """Only what a case names is compared."""
    if "error" in expect or "error" in result:
        if expect.get("error") != result.get("error"):
            yield f"error: expected {expect.get('error')}, plain {result.get('error')}"
        return
    for number, (wanted, got) in enumerate(zip(expect["visits"], result["visits"], strict=True)):
        layers = {layer["id"]: layer for layer in got["layers"]}
        figures = [(key, wanted[key], got[key]) for key in ("institution_pays", "person_pays") if key in wanted]
        figures += [(f"{name}.pay", pay, layers[name]["pay"]) for name, pay in wanted.get("layers", {}).items()]
        figures += [
            (f"{name}.carried", sum_, layers[name]["carried"]) for name, sum_ in wanted.get("carried", {}).items()
        ]
        figures += [(code, True, code in got["notices"]) for code in wanted.get("notices", [])]
        for what, should, did in figures:
            if should != did:
                yield f"visits[{number}].{what}: expected {should}, plain {did}"


# ---- the tests -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_the_oracle_agrees_with_the_hand_checked_cases(case: Json) -> None:
    assert list(expected_differences(case["expect"], plain_naiman.settle(case["case"]))) == []


@pytest.mark.parametrize("batches", [GATE, pytest.param(BATCHES, marks=pytest.mark.long)])
def test_the_random_cases_meet_every_rule(batches: int) -> None:
    met: Counter[str] = Counter()
    for seed in range(batches * BATCH):
        met.update(coverage(plain_naiman.settle(random_case(random.Random(seed)))))
    assert {what: met[what] for what, least in MUST_MEET.items() if met[what] * BATCHES < least * batches} == {}


def test_the_same_seed_gives_the_same_case() -> None:
    assert random_case(random.Random(7)) == random_case(random.Random(7))


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_the_engine_agrees_on_the_hand_checked_cases(registry: Registry, case: Json) -> None:
    assert list(differences(plain_naiman.settle(case["case"]), engine_says(registry, case["case"]))) == []


@pytest.mark.parametrize(
    "batch", [*range(GATE), *(pytest.param(at, marks=pytest.mark.long) for at in range(GATE, BATCHES))]
)
def test_the_engine_agrees_on_random_cases(registry: Registry, batch: int) -> None:
    wrong = []
    for seed in range(batch * BATCH, (batch + 1) * BATCH):
        case = random_case(random.Random(seed))
        found = list(differences(plain_naiman.settle(case), engine_says(registry, case)))
        if found:
            wrong.append((len(case["visits"]), seed, case, found))
    if wrong:
        _, seed, case, found = min(wrong, key=lambda one: one[:2])  # the shortest case is the easiest to read
        shown = json.dumps(case, ensure_ascii=False, indent=1)
        seeds = [one[1] for one in wrong]
        pytest.fail(f"{len(wrong)} cases differ, seeds {seeds}; seed {seed}:\n" + "\n".join(found) + f"\n{shown}")
