"""Entries on a day: by code, name, initials and spelling, ended ones last; the index of names has what is used, no more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.errors import UserError
from app.records.people import CatalogueItem, Diagnosis
from app.store.catalogue import entries, names, near
from app.store.catalogue.parts import DIAGNOSES, ITEMS
from app.store.database import Database
from app.store.sounds import Sounds
from app.store.work import Work
from tests.unit.store import samples

DAY = date(2019, 10, 1)
PILLS = CatalogueItem("XA02", "注射用奥美拉唑钠", "支", "B", "09", "0.10", "12.90", "")
BED = CatalogueItem("F001", "重症监护床位费", "日", "A", "01", "", "35.00", "")
CT = CatalogueItem("F002", "螺旋CT平扫（64排）", "次", "B", "03", "0.10", "280.00", "")
OWN = CatalogueItem("F010", "没有读音的Ω", "次", "C", "14", "", "", "", pinyin="mydyd")
VERSION = (
    "INSERT INTO catalogue_versions (code, name, unit, item_class, category, prepay_rate, unit_price, price_limit, pinyin,"
    " spec, since, until, document, station_id, operator_id, at)"
    " VALUES ('XA02', '注射用奥美', '支', 'A', '09', '', '10.00', '', '', '', NULL, '2019-09-30', '旧', 's1', 'o1', 'x')"
)


@pytest.fixture
def work(database: Database) -> Iterator[Work]:
    """A transaction with some entries; one of them has an earlier version."""
    with database.unit_of_work() as opened:
        entries.save_items(opened, [replace(PILLS, since=DAY, document="新"), BED, CT], **samples.STAMP)
        opened.execute(VERSION)
        names.add(opened, ITEMS, [("注射用奥美", "")], Sounds())
        yield opened


def found(work: Work, text: str, on: date | None = None) -> list[str]:
    return [one.code for one in entries.find_items(work, text, 12, on)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("xa", "XA02"),
        ("奥美拉唑", "XA02"),
        ("zsyaml", "XA02"),
        ("zsyamlzn", "XA02"),
        ("amlzn", "XA02"),
        ("aomei", "XA02"),
        ("aomeilazuona", "XA02"),
        ("zhusheyongaomeilazuona", "XA02"),
        ("zzjh", "F001"),  # 重 as zhong
        ("czjh", "F001"),  # 重 as chong
        ("chongzheng", "F001"),
        ("zhongzheng", "F001"),
        ("jianhuchuangweifei", "F001"),
        ("ＣＴ平扫", "F002"),
        ("ct", "F002"),
        ("64排", "F002"),
        ("lxctps", "F002"),
    ],
)
def test_every_way_of_typing_finds(work: Work, text: str, code: str) -> None:
    assert found(work, text) == [code]


@pytest.mark.parametrize(
    "text",
    ["", " ", "zsyamlzx", "aomeilazuonax", "奥美拉唑片", "xa03", "重症监护床位费用多少钱一天才算是贵到没有人住得起"],
)
def test_what_is_not_there_is_not_found(work: Work, text: str) -> None:
    assert found(work, text) == []


def test_names_that_begin_so_come_first(work: Work) -> None:
    """As written (CT…), then by their initials (葱头), then those that have it further on (人工穿透, …CT…)."""
    more = (("A1", "人工穿透"), ("A2", "葱头"), ("A3", "CT头颅平扫"), ("A4", "CT胸部平扫"))
    entries.save_items(work, [replace(BED, code=code, name=name) for code, name in more], **samples.STAMP)
    assert found(work, "ct") == ["A3", "A4", "A2", "A1", "F002"]


def test_the_version_of_the_day(work: Work) -> None:
    before, after = entries.item(work, "XA02", DAY - timedelta(days=1)), entries.item(work, "XA02", DAY)
    assert (before.name, before.item_class, before.until, before.ended) == ("注射用奥美", "A", date(2019, 9, 30), False)
    assert (after.name, after.item_class, after.until) == ("注射用奥美拉唑钠", "B", None)
    assert entries.item(work, "XA02") == after
    assert [one.name for one in entries.versions(work, "XA02")] == ["注射用奥美拉唑钠", "注射用奥美"]
    assert [one.name for one in entries.find_items(work, "奥美", 12, date(2019, 1, 1))] == ["注射用奥美"]


def test_an_ended_entry_stands_last(work: Work) -> None:
    ended = replace(PILLS, code="XA01", until=DAY - timedelta(days=1))
    entries.save_items(work, [ended], **samples.STAMP)
    assert found(work, "奥美拉唑", DAY) == ["XA02", "XA01"]
    assert found(work, "XA", DAY) == ["XA02", "XA01"]
    assert entries.find_items(work, "XA", 12, DAY)[1].ended
    assert not entries.find_items(work, "XA", 12, DAY - timedelta(days=1))[0].ended


def test_what_begins_later(work: Work) -> None:
    entries.save_items(work, [replace(BED, code="F009", name="新床位费", since=DAY)], **samples.STAMP)
    assert found(work, "新床位", DAY - timedelta(days=1)) == []
    with pytest.raises(UserError, match="从 2019-10-01 起才在目录里"):
        entries.item(work, "F009", DAY - timedelta(days=1))


def test_a_renamed_entry_leaves_no_name_behind(work: Work) -> None:
    before = dump(work)
    entries.save_items(work, [replace(BED, code="F009", name="㛃𠮷"), OWN], **samples.STAMP)
    assert found(work, "㛃") == ["F009"]
    entries.save_items(
        work, [replace(BED, code="F009", name=BED.name), replace(OWN, name=BED.name, pinyin="")], **samples.STAMP
    )
    assert dump(work) == before


def test_the_lists_own_pinyin(work: Work) -> None:
    entries.save_items(work, [OWN], **samples.STAMP)
    assert found(work, "mydyd") == ["F010"]


def dump(work: Work) -> list[tuple[object, ...]]:
    return [
        tuple(row)
        for table in ("entry_names", "entry_heads", "terms")
        for row in work.rows(f"SELECT * FROM {table} ORDER BY 1, 2, 3")
    ]


def test_a_name_that_nothing_uses_is_passed_over_and_tidied(work: Work) -> None:
    before = dump(work)
    names.add(work, ITEMS, [("床位费没有用过的", ""), (BED.name, "")], Sounds())
    assert found(work, "床位") == ["F001"]
    assert found(work, "cwf") == ["F001"]
    assert names.unused(work, ITEMS, 5) == (("床位费没有用过的", ""),)
    names.drop(work, ITEMS, names.unused(work, ITEMS, 5))
    assert names.unused(work, ITEMS, 5) == ()
    assert dump(work) == before


def test_names_of_items_and_diagnoses_stand_apart(work: Work) -> None:
    entries.save_diagnoses(work, [Diagnosis("J18", "重症监护床位费")], **samples.STAMP)
    assert found(work, "重症") == ["F001"]
    assert [one.code for one in entries.find_diagnoses(work, "zzjh")] == ["J18"]
    assert near.equal(work, DIAGNOSES, "重症监护床位费") == ("重症监护床位费",)
    assert list(near.sharing(work, ITEMS, "床位")) == ["重症监护床位费"]
    assert entries.first_codes(work, ITEMS, 2) == ("F001", "F002")
