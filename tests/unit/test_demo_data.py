"""The demonstration area's files: complete, well-formed, with the codes that the program knows."""

import csv
import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from app.records import words

DEMO = Path(__file__).parents[2] / "resources" / "demo"
MONEY = re.compile(r"(0|[1-9][0-9]{0,7})\.[0-9]{2,4}")
RATE = re.compile(r"0\.[0-9]{2}")
DIAGNOSIS = re.compile(r"[A-Z][0-9]{2}\.[0-9x][0-9x][0-9](x[0-9]{3})?")
DISEASES_23 = """C15 C16 C18 C20 N18.5 C91.0 C92.4 Q21.1 Q21.0 C34 C50 C53 J60 J61 J62 J63 J64 J65 C22 I21 H25 H26 Q12.0
    C74 C47 C81 C82 C83 C84 C85 C40 C41 D66 D67 D56 Q35 Q36 Q37 Q54""".split()


def _rows(name: str, columns: str) -> list[dict[str, str]]:
    with (DEMO / name).open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        rows = list(reader)
        assert reader.fieldnames == columns.split()
    for row in rows:
        assert None not in row
        assert all(isinstance(value, str) and value == value.strip() for value in row.values())
    return rows


def _unique(rows: list[dict[str, str]], column: str) -> bool:
    return max(Counter(row[column] for row in rows).values()) == 1


@pytest.fixture(scope="module")
def institutions() -> list[dict[str, str]]:
    columns = "id name level region designated treatment_designated treat_first kind township address"
    return _rows("institutions.csv", columns)


@pytest.fixture(scope="module")
def catalogue() -> list[dict[str, str]]:
    return _rows("catalogue.csv", "code name unit class category prepay_rate unit_price price_limit")


@pytest.fixture(scope="module")
def diagnoses() -> list[dict[str, str]]:
    return _rows("diagnoses.csv", "code name tag")


@pytest.mark.parametrize(
    "name", ["institutions.csv", "catalogue.csv", "diagnoses.csv", "names.toml", "entries.toml", "README.md"]
)
def test_files_are_utf8_without_a_mark_and_with_plain_line_ends(name: str) -> None:
    raw = (DEMO / name).read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    raw.decode("utf-8")


def test_the_files_say_that_they_are_invented() -> None:
    assert "虚构" in (DEMO / "README.md").read_text(encoding="utf-8")
    assert "虚构" in (DEMO / "names.toml").read_text(encoding="utf-8")
    assert "虚构" in (DEMO / "entries.toml").read_text(encoding="utf-8")


def test_forty_institutions_with_known_codes(institutions: list[dict[str, str]]) -> None:
    assert len(institutions) == 40
    assert _unique(institutions, "id")
    assert _unique(institutions, "name")
    for row in institutions:
        assert re.fullmatch(r"[HP][0-9]{11}", row["id"])
        assert row["level"] in words.LEVELS
        assert row["region"] in words.REGIONS
        assert row["kind"] in {"hospital", "pharmacy", "clinic"}
        assert (row["kind"] == "clinic") == (row["level"] == "village")
        assert {row["designated"], row["treatment_designated"], row["treat_first"]} <= {"0", "1"}
        assert row["address"]
        assert bool(row["township"]) == (row["region"] == "in_county")


def test_every_level_and_region_is_there(institutions: list[dict[str, str]]) -> None:
    assert {row["level"] for row in institutions} == set(words.LEVELS)
    assert {row["region"] for row in institutions} == set(words.REGIONS)
    assert not any(row["level"] == "tertiary" and row["region"] == "in_county" for row in institutions)
    assert Counter(row["kind"] for row in institutions)["pharmacy"] == 2
    assert any(row["designated"] == "0" for row in institutions)


def test_two_hospitals_are_designated_for_treatment(institutions: list[dict[str, str]]) -> None:
    named = {row["name"] for row in institutions if row["treatment_designated"] == "1"}
    assert named == {"奈曼旗人民医院", "奈曼旗蒙医医院"}


def test_townships_are_those_of_the_names(institutions: list[dict[str, str]]) -> None:
    with (DEMO / "names.toml").open("rb") as file:
        known = {entry["name"]: entry["villages"] for entry in tomllib.load(file)["township"]}
    for row in institutions:
        assert row["township"] in {"", *known}
        if row["kind"] == "clinic":
            assert row["name"].removeprefix(row["township"]).removesuffix("卫生室") in known[row["township"]]


def test_catalogue_items_are_unique_and_well_formed(catalogue: list[dict[str, str]]) -> None:
    assert 300 <= len(catalogue) <= 400
    assert _unique(catalogue, "code")
    assert _unique(catalogue, "name")
    for row in catalogue:
        assert row["unit"]
        assert row["class"] in words.ITEM_CLASSES
        assert row["category"] in words.CATEGORIES
        assert MONEY.fullmatch(row["unit_price"]), row
        assert row["price_limit"] == "" or MONEY.fullmatch(row["price_limit"]), row
        if row["class"] == "B":
            assert RATE.fullmatch(row["prepay_rate"]), row
        else:
            assert row["prepay_rate"] == "", row


def test_catalogue_has_every_class_and_category_and_some_limits(catalogue: list[dict[str, str]]) -> None:
    assert {row["class"] for row in catalogue} == set(words.ITEM_CLASSES)
    assert {row["category"] for row in catalogue} == set(words.CATEGORIES)
    assert sum(row["price_limit"] != "" for row in catalogue) >= 20
    assert {len(row["unit_price"].partition(".")[2]) for row in catalogue} >= {2, 4}


def test_diagnoses_are_unique_and_carry_no_tag(diagnoses: list[dict[str, str]]) -> None:
    assert len(diagnoses) >= 250
    assert _unique(diagnoses, "code")
    assert _unique(diagnoses, "name")
    for row in diagnoses:
        assert DIAGNOSIS.fullmatch(row["code"]), row
        assert row["name"]
        assert row["tag"] == ""


@pytest.mark.parametrize("prefix", [*DISEASES_23, "I10", "I15", "E10", "E14", "Z49.1", "Z49.2", "F20", "I20.0"])
def test_the_diseases_that_policies_name_are_there(diagnoses: list[dict[str, str]], prefix: str) -> None:
    assert any(row["code"].startswith(prefix) for row in diagnoses)


def test_names_are_many_and_long_enough() -> None:
    with (DEMO / "names.toml").open("rb") as file:
        table = tomllib.load(file)
    mongolian = {*table["mongolian_female"], *table["mongolian_male"]}
    assert len(mongolian) == len(table["mongolian_female"]) + len(table["mongolian_male"])
    assert len(mongolian) >= 150
    assert sum(len(name) >= 8 for name in mongolian) >= 5
    assert all("·" in name for name in table["dotted"])
    assert all(len(name) >= 20 for name in table["very_long"])
    assert {"单", "曾", "仇", "解", "查", "区", "朴", "盖", "尉", "缪", "万俟", "尉迟"} <= set(table["surnames"])
    assert {"㛃", "䶮", "𠮷", "𬭎", "𫍯", "堃", "喆", "翀"} <= set(table["given_rare"])
    assert sum(len(entry["villages"]) for entry in table["township"]) >= 30
