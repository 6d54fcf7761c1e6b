"""The packs that the program brings: they check, with their own cases and with the hand-checked ones."""

from __future__ import annotations

import json
import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.policy import read_pack
from app.policy.model import Parameter
from app.services.contract import check_pack, check_together, compare
from tests.helpers.contract_cases import pack_files, registry, settle

CASES = Path(__file__).resolve().parents[2] / "data" / "cases"
PACKS = pack_files()


def visible_cases() -> list[Any]:
    found = []
    for file in sorted(CASES.glob("*.json")):
        if registry().by_id(file.stem) is not None:
            found += [pytest.param(one, id=one["name"]) for one in json.loads(file.read_text(encoding="utf-8"))]
    return found


@pytest.mark.parametrize("file", PACKS, ids=lambda file: file.stem)
def test_a_pack_checks_with_the_cases_beside_it(file: Path) -> None:
    beside = file.with_suffix(".cases.toml")
    assert check_pack(file.name, file.read_bytes(), beside.read_bytes()) == ()


@pytest.mark.parametrize("file", PACKS, ids=lambda file: file.stem)
def test_its_cases_name_every_layer_and_where_they_come_from(file: Path) -> None:
    pack = read_pack(file.read_bytes(), file.name)
    cases = tomllib.loads(file.with_suffix(".cases.toml").read_text(encoding="utf-8"))["case"]
    layers = {layer.id for layer in pack.layers}
    for case in cases:
        assert case["source"].strip()
        for visit in case["expect"].get("visits", []):
            assert set(visit["layers"]) == layers, case["name"]
            assert {"institution_pays", "person_pays"} <= set(visit), case["name"]


@pytest.mark.parametrize("file", PACKS, ids=lambda file: file.stem)
def test_its_cases_meet_every_rule(file: Path) -> None:
    """Each rule of each layer has a case in which its layer applies, each notice one in which it is shown."""
    pack = read_pack(file.read_bytes(), file.name)
    cases = tomllib.loads(file.with_suffix(".cases.toml").read_text(encoding="utf-8"))["case"]
    applied, notices = set(), set()
    for case in cases:
        answer = settle({**case["case"], "pack": pack.id})
        for visit in answer.get("visits", []):
            applied |= {layer["id"] for layer in visit["layers"] if layer["applied"]}
            notices |= {notice["code"] for notice in visit["notices"]}
    assert applied == {layer.id for layer in pack.layers}
    assert {notice.code for notice in pack.notices} <= notices


@pytest.mark.parametrize("case", visible_cases())
def test_a_hand_checked_case(case: Any) -> None:
    assert list(compare(settle(case["case"]), case["expect"])) == []


def test_the_packs_agree_with_each_other() -> None:
    assert check_together([(file.name, file.read_bytes()) for file in PACKS]) == ()


def test_no_figure_is_without_its_source() -> None:
    for pack in registry().packs:
        for parameter in pack.parameters.values():
            assert parameter.source in ("seed", "local")
            assert parameter.article in pack.clauses
            assert parameter.value is not None or parameter.optional


def test_every_clause_is_a_sentence() -> None:
    for pack in registry().packs:
        for clause in pack.clauses.values():
            assert len(clause.sentence) >= 8
            assert clause.document


def test_every_day_from_2018_to_2026_has_one_pack_of_an_area_at_most() -> None:
    areas = {pack.area for pack in registry().packs}
    for area in areas:
        day = date(2018, 1, 1)
        while day <= date(2026, 12, 31):
            found = registry().in_force(area, day)
            there = [pack for pack in registry().of_area(area) if pack.in_force(day)]
            assert there == ([found] if found else [])
            day += timedelta(days=1)


def test_naiman_holds_in_2019_and_says_so() -> None:
    found = registry().in_force("奈曼旗", date(2019, 1, 1))
    assert found is not None
    assert found.id == "naiman-2019"
    assert registry().in_force("奈曼旗", date(2019, 12, 31)) is found
    assert registry().in_force("奈曼旗", date(2018, 12, 31)) is None
    assert registry().in_force("奈曼旗", date(2020, 1, 1)) is None
    assert registry().in_force("某旗", date(2019, 6, 1)) is None


def of(pack_id: str, name: str) -> Parameter:
    pack = registry().by_id(pack_id)
    assert pack is not None
    return pack.parameters[name]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("critical_illness.poor_deductible_factor", 500_000),
        ("critical_illness.poor_rate_bonus", 50_000),
        ("basic.outpatient.township_bonus", 100_000),
        ("basic.outpatient.floor_rate", 700_000),
        ("fund.target_rate", 900_000),
        ("fund.chronic_target_rate", 800_000),
        ("fund.excess_rate", 900_000),
        ("fund.self_pay_cap.township", 100_000),
        ("fund.self_pay_cap.primary", 200_000),
        ("fund.self_pay_cap.secondary", 300_000),
        ("fund.self_pay_cap.tertiary", 400_000),
        ("fund.self_pay_cap.out_of_city", 500_000),
        ("institution.catalogue_limit.secondary", 50_000),
        ("institution.catalogue_limit.tertiary", 100_000),
    ],
)
def test_figures_that_the_document_of_naiman_fixes(name: str, value: int) -> None:
    parameter = of("naiman-2019", name)
    assert (parameter.source, parameter.value) == ("seed", value)


@pytest.mark.parametrize(
    "name",
    [
        "basic.inpatient.deductible.township",
        "basic.inpatient.rate.out_of_city",
        "basic.outpatient.rate",
        "basic.annual_cap",
        "basic.preference_from",
        "critical_illness.deductible",
        "critical_illness.bands",
        "assistance.rate",
        "assistance.annual_cap",
    ],
)
def test_figures_that_the_document_of_naiman_leaves_open(name: str) -> None:
    assert of("naiman-2019", name).source == "local"


def test_the_23_diseases_of_naiman() -> None:
    pack = registry().by_id("naiman-2019")
    assert pack is not None
    assert len(pack.disease_tags) == 23
    assert {tag.tag for tag in pack.disease_tags} == {"disease_23"}
    children = [tag.name for tag in pack.disease_tags if tag.child_age]
    assert len(children) == 5
    assert all("儿童" in name for name in children)
    assert [tag.name for tag in pack.disease_tags if tag.confirm] == ["神经母细胞瘤", "骨肉瘤"]
