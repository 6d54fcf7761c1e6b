"""What an item of a hospital's bill may mean: by code, by name, by what names share; on a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.records.people import CatalogueItem
from app.services.catalogue.nearest import ALIKE_MAX, SAME_CODE, SAME_NAME, SAME_PLAIN, nearest
from app.services.desk import Desk
from app.store.catalogue import entries
from app.store.catalogue.names import plain
from tests.helpers.service_desk import STAMP

DAY = date(2019, 11, 22)
OMEPRAZOLE = CatalogueItem("XA02BC01", "奥美拉唑肠溶胶囊", "盒", "B", "09", "0.10", "25.00", "")
INJECTION = CatalogueItem("XA02BC02", "注射用奥美拉唑钠", "支", "B", "09", "0.10", "12.90", "")
GLUCOSE = CatalogueItem("XB05BA01", "5%葡萄糖注射液", "瓶", "A", "09", "", "3.00", "")
STRONGER = CatalogueItem("XB05BA02", "10%葡萄糖注射液", "瓶", "A", "09", "", "3.20", "")
BED = CatalogueItem("F11010001", "床位费（三人间）", "日", "A", "01", "", "18.00", "")
ENDED = replace(OMEPRAZOLE, code="XA02BC00", until=DAY - timedelta(days=1))


@pytest.fixture
def stocked(desk: Desk) -> Desk:
    """A desk with some items of this file's own."""
    with desk.database.unit_of_work() as work:
        entries.save_items(work, [OMEPRAZOLE, INJECTION, GLUCOSE, STRONGER, BED, ENDED], **STAMP)
    return desk


def codes(desk: Desk, name: str, code: str = "", on: date = DAY, limit: int = 5) -> list[tuple[str, int]]:
    """Codes with their scores."""
    return [(item.code, score) for item, score in nearest(desk, name, code, on, limit)]


def test_the_code_goes_before_every_name(stocked: Desk) -> None:
    assert codes(stocked, "床位费（三人间）", GLUCOSE.code)[:2] == [(GLUCOSE.code, SAME_CODE), (BED.code, SAME_NAME)]
    assert codes(stocked, "", GLUCOSE.code) == [(GLUCOSE.code, SAME_CODE)]
    assert codes(stocked, "", "none") == []
    assert codes(stocked, "", "") == []


@pytest.mark.parametrize(
    ("name", "item", "score"),
    [
        ("床位费（三人间）", BED, SAME_NAME),
        ("床位费(三人间)", BED, SAME_PLAIN),
        ("床 位 费 三人间", BED, SAME_PLAIN),
        ("奥美拉唑肠溶胶囊 20mg*14粒/盒", OMEPRAZOLE, SAME_PLAIN),
        ("奥美拉唑肠溶胶囊（２０ｍｇ×１４粒）", OMEPRAZOLE, SAME_PLAIN),
        ("5%葡萄糖注射液250ml", GLUCOSE, SAME_PLAIN),
        ("10%葡萄糖注射液", STRONGER, SAME_NAME),
    ],
)
def test_a_name_written_otherwise(stocked: Desk, name: str, item: CatalogueItem, score: int) -> None:
    assert codes(stocked, name)[0] == (item.code, score)


def test_a_name_that_only_resembles(stocked: Desk) -> None:
    found = codes(stocked, "奥美拉唑胶囊(国产)")
    assert [code for code, _ in found] == [OMEPRAZOLE.code, INJECTION.code, ENDED.code]
    assert ALIKE_MAX > found[0][1] > found[1][1] > 0
    assert codes(stocked, "奥美拉唑胶囊(国产)", limit=1) == found[:1]
    assert codes(stocked, "甲乙丙丁") == []


def test_an_entry_that_ended_stands_last(stocked: Desk) -> None:
    assert codes(stocked, OMEPRAZOLE.name)[-1] == (ENDED.code, SAME_NAME)
    before = codes(stocked, OMEPRAZOLE.name, on=DAY - timedelta(days=1))
    assert before[:2] == [(ENDED.code, SAME_NAME), (OMEPRAZOLE.code, SAME_NAME)]


def test_of_one_name_the_specification_decides(stocked: Desk) -> None:
    packs = [
        replace(BED, code=f"P{at}", name="头孢拉定胶囊", spec=spec)
        for at, spec in enumerate(("0.5g*12粒", "0.25g*24粒"))
    ]
    with stocked.database.unit_of_work() as work:
        entries.save_items(work, packs, **STAMP)
    assert codes(stocked, "头孢拉定胶囊 0.25g×24粒")[:2] == [("P1", SAME_PLAIN), ("P0", SAME_PLAIN)]
    assert codes(stocked, "头孢拉定胶囊")[:2] == [("P0", SAME_NAME), ("P1", SAME_NAME)]
    more = [replace(BED, code=f"Q{at}", name="头孢拉定胶囊") for at in range(5)]
    with stocked.database.unit_of_work() as work:
        entries.save_items(work, more, **STAMP)
    assert [code for code, _ in codes(stocked, "头孢拉定颗粒")] == ["P0", "P1"]


def test_hostile_texts(stocked: Desk) -> None:
    for text in ("％%_'\"\\", "\x00", "长" * 10_000, "𠮷", "（）", "a"):
        codes(stocked, text, text)


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("头孢拉定胶囊0.25g*24片", "头孢拉定胶囊"),
        ("维生素B12片", "维生素b12片"),
        ("氯化钠注射液100ml:0.9g", "氯化钠注射液"),
        ("0.9%氯化钠注射液 500ML", "09%氯化钠注射液"),
        ("ＣＴ平扫", "ct平扫"),
        ("5ml", "5ml"),
        ("·", "·"),
        ("注射器_一次性", "注射器一次性"),
    ],
)
def test_plain(name: str, bare: str) -> None:
    assert plain(name) in {bare, bare.replace("·", "")}
