"""Rows of catalogues: what is sound, and why another is refused, both sides of every limit."""

from __future__ import annotations

import pytest

from app.exchange.catalogue import COLUMNS, DIAGNOSES, ITEMS, LISTS, EntryReader
from app.exchange.catalogue.words import CATEGORY_CALLED, CLASS_CALLED
from app.exchange.tables import read_table
from app.records.entries import EntryRow
from app.records.roster import RefusedRow
from app.records.words import CATEGORIES
from tests.helpers.catalogues import HERB, PILLS, TEA, table
from tests.helpers.workbooks import csv_file, xlsx

WIDE = ("code", "name", "pinyin", "spec", "unit", "item_class", "category", "prepay_rate", "price_limit", "unit_price")


def read(row: dict[str, str], kind: str = "drugs", rate: str = "先行自付比例") -> EntryRow | RefusedRow:
    """One row of a list."""
    keys = WIDE if LISTS[kind].part == ITEMS else ("code", "name", "pinyin")
    made = table([row], keys, LISTS[kind].part, {"prepay_rate": rate})
    return EntryReader(made, kind).read(next(made.rows()))


def fields(row: dict[str, str], kind: str = "drugs", rate: str = "先行自付比例") -> dict[str, str]:
    found = read(row, kind, rate)
    assert isinstance(found, EntryRow), found
    return dict(found.fields)


def why(row: dict[str, str], kind: str = "drugs", rate: str = "先行自付比例") -> str:
    found = read(row, kind, rate)
    assert isinstance(found, RefusedRow)
    return "；".join(found.reasons)


def test_a_sound_row() -> None:
    row = {**PILLS, "pinyin": "amlzcrjn", "spec": "20mg*14粒", "unit": "盒", "price_limit": "30", "unit_price": "25.5"}
    assert fields(row) == {
        "name": "奥美拉唑肠溶胶囊",
        "spec": "20mg*14粒",
        "unit": "盒",
        "pinyin": "amlzcrjn",
        "item_class": "B",
        "category": "09",
        "prepay_rate": "0.10",
        "price_limit": "30.00",
        "unit_price": "25.50",
    }


@pytest.mark.parametrize(
    ("rate", "title", "expected"),
    [
        ("10%", "先行自付比例", "0.10"),
        ("10％", "先行自付比例", "0.10"),
        ("0.1", "先行自付比例", "0.10"),
        ("0", "先行自付比例", "0.00"),
        ("0%", "先行自付比例", "0.00"),
        ("100%", "先行自付比例", "1.00"),
        ("12.5%", "先行自付比例", "0.125"),
        ("10", "先行自付比例（%）", "0.10"),
        ("10%", "先行自付比例（%）", "0.10"),
        ("1", "自付百分比", "0.01"),
        ("100", "自付%", "1.00"),
        ("0", "自付%", "0.00"),
    ],
)
def test_a_rate_is_read_by_its_title_and_sign(rate: str, title: str, expected: str) -> None:
    assert fields({**PILLS, "prepay_rate": rate}, rate=title)["prepay_rate"] == expected


@pytest.mark.parametrize(
    ("rate", "title", "sentence"),
    [
        ("10", "先行自付比例", "看不出 10 是不是 10%"),
        ("1", "先行自付比例", "看不出是 1% 还是全自付"),
        ("1.0", "先行自付比例", "看不出是 1% 还是全自付"),
        ("1.01", "先行自付比例", "看不出"),
        ("0.1", "先行自付比例%", "看不出 0.1 是 0.1% 还是比例 0.1"),
        ("101%", "先行自付比例", "大于 100%"),
        ("101", "先行自付比例%", "大于 100%"),
        ("一成", "先行自付比例", "不是比例"),
        ("-10%", "先行自付比例", "不是比例"),
        ("1e-1", "先行自付比例", "不是比例"),
        ("0.00001%", "先行自付比例", "小数太长"),
        ("", "先行自付比例", "乙类要有先行自付比例"),
        ("/", "先行自付比例", "乙类要有先行自付比例"),
    ],
)
def test_a_rate_that_leaves_a_doubt_is_refused(rate: str, title: str, sentence: str) -> None:
    assert sentence in why({**PILLS, "prepay_rate": rate}, rate=title)


@pytest.mark.parametrize(
    ("item_class", "rate", "told"),
    [
        ("甲", "0", ""),
        ("甲", "0.1", "甲类没有先行自付"),
        ("丙", "100%", ""),
        ("丙", "1", ""),
        ("丙", "", ""),
        ("丙", "50%", "丙类全自费"),
    ],
)
def test_only_class_b_has_a_rate(item_class: str, rate: str, told: str) -> None:
    row = {**PILLS, "item_class": item_class, "prepay_rate": rate}
    if told:
        assert told in why(row)
    else:
        assert fields(row)["prepay_rate"] == ""


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"code": ""}, "编码是空的"),
        ({"code": "Ａ1"}, "编码只能是字母和数字"),
        ({"code": "A"}, "2 到 40 位"),
        ({"code": "A" * 41}, "2 到 40 位"),
        ({"name": ""}, "名称是空的"),
        ({"name": "长" * 201}, "太长"),
        ({"name": "胶\x00囊"}, "控制字符"),
        ({"item_class": ""}, "哪一类"),
        ({"item_class": "丁"}, "不认识，只能是：甲、乙、丙"),
        ({"category": ""}, "请写明这一行是哪一类"),
        ({"category": "糖"}, "不认识"),
        ({"category": "床位费"}, "不该在药品目录"),
        ({"price_limit": "约三十"}, "不是金额"),
        ({"price_limit": "1,000.00"}, "不是金额"),
        ({"price_limit": "0"}, "写的是 0"),
        ({"unit_price": "-1"}, "不是金额"),
        ({"pinyin": "奥"}, "只能是字母"),
    ],
)
def test_what_is_wrong_is_told_in_the_rows_own_words(change: dict[str, str], sentence: str) -> None:
    assert sentence in why({**PILLS, **change})


def test_limits_that_just_hold() -> None:
    assert fields({**PILLS, "code": "A" * 40, "name": "长" * 200})
    assert fields({**PILLS, "code": "A1", "price_limit": "99999999.999999"})["price_limit"] == "99999999.999999"
    for nothing in ("", "-", "—", "/", "无"):
        assert fields({**PILLS, "price_limit": nothing})["price_limit"] == ""


def test_every_fault_of_a_row_is_told() -> None:
    assert len(why({**PILLS, "code": "", "name": "", "item_class": "丁"}).split("；")) == 3


def test_a_category_comes_from_the_kind_of_list() -> None:
    assert fields({**PILLS, "category": ""}, "western_drugs")["category"] == "09"
    assert fields({**HERB, "category": ""}, "herbs")["category"] == "10"
    assert fields({**TEA, "category": ""}, "patent_drugs")["category"] == "11"
    assert fields({**TEA, "category": ""}, "consumables")["category"] == "08"
    assert "不该在西药目录里" in why({**HERB, "category": "饮片"}, "western_drugs")


def test_kinds_cover_the_national_fourteen_without_overlap() -> None:
    parts = [LISTS[kind].categories for kind in ("western_drugs", "patent_drugs", "herbs", "treatments", "consumables")]
    assert sum(map(len, parts)) == len(frozenset().union(*parts)) == len(CATEGORIES)
    assert set(CATEGORY_CALLED.values()) == set(CATEGORIES)
    assert set(CLASS_CALLED.values()) == {"A", "B", "C"}


def test_a_repeated_code() -> None:
    made = table([PILLS, PILLS, {**PILLS, "name": "别的"}])
    reader = EntryReader(made, "drugs")
    first, same, other = (reader.read(raw) for raw in made.rows())
    assert isinstance(first, EntryRow)
    assert isinstance(same, RefusedRow)
    assert "完全相同" in same.reasons[0]
    assert isinstance(other, RefusedRow)
    assert "内容不同" in other.reasons[0]
    assert reader.conflicts == {2: 4}


@pytest.mark.parametrize("code", ["C34.900", "I10.x00", "N18.500x001", "A17.000x001†", "G01*"])
def test_codes_of_diagnoses(code: str) -> None:
    assert fields({"code": code, "name": "病"}, "icd10") == {"name": "病", "pinyin": ""}


@pytest.mark.parametrize("code", ["c34.9", "A00-B99", "第一章", "C3", "Ⅰ"])
def test_what_is_no_code_of_a_diagnosis(code: str) -> None:
    assert "不像诊断编码" in why({"code": code, "name": "病"}, "icd10")


def test_a_file_with_its_own_titles_and_a_lost_code() -> None:
    rows = (
        ("2019年药品目录", "", "", ""),
        ("医保药品编码", "药品通用名", "甲乙类", "个人先行自付比例"),
        ("XA02BC01", "奥美拉唑", "乙类", "10%"),
        (1.2e17, "丢了", "甲类", ""),
    )
    made = read_table(xlsx(rows), "目录.xlsx", COLUMNS[ITEMS])
    assert made.header_row == 2
    reader = EntryReader(made, "western_drugs")
    sound, lost = (reader.read(raw) for raw in made.rows())
    assert isinstance(sound, EntryRow)
    assert (sound.code, sound.fields["prepay_rate"], sound.fields["category"]) == ("XA02BC01", "0.10", "09")
    assert "unit_price" not in sound.fields
    assert isinstance(lost, RefusedRow)
    assert "丢失" in lost.reasons[0]


def test_a_gb18030_list_of_diagnoses() -> None:
    made = read_table(
        csv_file((("疾病编码", "疾病名称"), ("I10.x00", "高血压")), "gb18030"), "d.csv", COLUMNS[DIAGNOSES]
    )
    (raw,) = made.rows()
    assert isinstance(EntryReader(made, "icd10").read(raw), EntryRow)
