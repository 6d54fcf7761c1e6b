"""The rows of a list filtered and sorted: none is lost or doubled, sums are those of what is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.errors import UserError
from app.money.fen import format_fen
from app.services.spelling import Spelling
from app.ui.models import arranged
from app.ui.models.arranged import ArrangedModel, Sort
from app.ui.models.snapshot import Snapshot
from app.ui.models.table import Column
from app.ui.models.table_filter import NOTHING, Filter, read_filter
from app.ui.models.typed import count, day, money, rate


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the test's list."""

    name: str
    fen: int | None
    on: date | None
    times: int = 1
    part: int = 650_000


COLUMNS: tuple[Column[Any], ...] = (
    Column("name", "姓名", lambda row: row.name),
    money("total", "总费用", lambda row: row.fen),
    day("on", "出院日期", lambda row: row.on),
    count("times", "次数", lambda row: row.times, total=True),
    rate("part", "报销比例", lambda row: row.part),
)
LINES = (
    Line("王秀兰", 100_000, date(2019, 3, 1)),
    Line("单国强", 99_999, date(2019, 2, 28), times=3),
    Line("黎明", None, None),
    Line("李建国", 123_456_789, date(2018, 12, 31), part=625_000),
    Line("第10组", -5_000, date(2019, 4, 1), times=0),
    Line("第9组", 0, date(2020, 1, 1)),
)


def read(text: str) -> Filter:
    """The filter over the test's columns."""
    return read_filter(text, COLUMNS, Spelling())


def names(text: str, by: Sort | None = None) -> list[str]:
    """Who is shown."""
    model = ArrangedModel(COLUMNS, LINES)
    model.arrange(read(text), by)
    return [row.name for row in model.shown()]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("王", ["王秀兰"]),
        ("wxl", ["王秀兰"]),
        ("sgq", ["单国强"]),
        ("dgq", ["单国强"]),
        ("国 强", ["单国强"]),
        ("姓名:国", ["单国强", "李建国"]),
        ("姓名：国", ["单国强", "李建国"]),
        ("1234567.89", ["李建国"]),
        ("1,234,567.89", ["李建国"]),
        ("总费用>1000", ["李建国"]),
        ("总费用>=1000", ["王秀兰", "李建国"]),
        ("总费用≥1,000.00", ["王秀兰", "李建国"]),
        ("总费用<0", ["第10组"]),
        ("总费用<=-50", ["第10组"]),
        ("总费用=999.99", ["单国强"]),
        ("费用＝999.99", ["单国强"]),
        ("总费用=空", ["黎明"]),
        ("总费用!=空 总费用<=0", ["第10组", "第9组"]),
        ("日期>=2019-03-01", ["王秀兰", "第10组", "第9组"]),
        ("日期>2019-03-01", ["第10组", "第9组"]),
        ("日期<2019-03-01", ["单国强", "李建国"]),
        ("日期=2019", ["王秀兰", "单国强", "第10组"]),
        ("日期=2019-02", ["单国强"]),
        ("日期=20190228", ["单国强"]),
        ("日期>2018", ["王秀兰", "单国强", "第10组", "第9组"]),
        ("日期<=2018-12", ["李建国"]),
        ("次数>=2", ["单国强"]),
        ("报销比例<65%", ["李建国"]),
        ("报销比例=62.5%", ["李建国"]),
        ("报销比例=0.625", ["李建国"]),
        ("姓名=黎明", ["黎明"]),
        ("姓名!=黎明 总费用=空", []),
        ("12:30", []),
        ("没有这个人", []),
    ],
)
def test_what_a_filter_finds(qapp: object, text: str, found: list[str]) -> None:
    assert names(text) == found


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("总费用>很多", "金额"),
        ("总费用>1.234", "金额"),
        ("总费用>", "接着写金额"),
        ("日期>昨天", "2019-03-01"),
        ("日期=2019-02-30", "看不懂"),
        ("日期=2019-13", "看不懂"),
        ("次数>1.5", "数目"),
        ("报销比例>多", "比例"),
        ("姓名>王", "是文字"),
        ("年龄>3", "没有“年龄”这一列"),
        (">1000", "前写列名"),
        ("姓名:", "接着写"),
        ("数=1 例", "次数"),
    ],
)
def test_what_is_not_understood_is_said(text: str, word: str) -> None:
    if text == "数=1 例":
        assert read(text).said == "次数等于 1，含“例”"
        return
    with pytest.raises(UserError) as told:
        read(text)
    assert word in told.value.message


def test_a_name_that_fits_two_columns_is_asked_for_in_full() -> None:
    columns = (*COLUMNS, money("own", "自费费用", lambda row: row.fen))
    with pytest.raises(UserError) as told:
        read_filter("费用>1", columns, Spelling())
    assert "不止一列：总费用、自费费用" in told.value.message


def test_a_filter_is_said_in_words() -> None:
    assert read("机 总费用>1000 日期>=2019-03").said == "含“机”，总费用大于 1,000.00，出院日期不早于 2019-03"


def test_sorting_knows_amounts_days_pinyin_and_figures_in_texts(qapp: object) -> None:
    assert names("", Sort("name")) == ["第9组", "第10组", "李建国", "黎明", "单国强", "王秀兰"]
    by_amount = ["第10组", "第9组", "单国强", "王秀兰", "李建国"]
    assert names("", Sort("total")) == [*by_amount, "黎明"]
    assert names("", Sort("total", descending=True)) == [*reversed(by_amount), "黎明"]  # what is empty stays last
    assert names("", Sort("on"))[:2] == ["李建国", "单国强"]
    assert names("", Sort("times"))[1:] == ["王秀兰", "黎明", "李建国", "第9组", "单国强"]  # equal ones as they came


LINE = st.builds(
    Line,
    st.text("王李单曾abc 0123456789·=张㛃䶮", max_size=6),
    st.none() | st.integers(-(10**9), 10**9),
    st.none() | st.dates(date(2018, 1, 1), date(2020, 12, 31)),
    st.integers(0, 5),
)
FILTERS = st.sampled_from(["", "王", "w", "wl", "总费用>1000", "总费用<0 李", "日期>=2019", "次数=3", "0"])
SORTS = st.none() | st.builds(Sort, st.sampled_from([one.key for one in COLUMNS]), st.booleans())


def settle(qapp: Any, model: ArrangedModel[Any]) -> None:
    """Until a long list is arranged."""
    for _ in range(10_000):
        if not model.busy:
            return
        qapp.processEvents()
    raise AssertionError("the list is never arranged")


@given(st.lists(LINE, max_size=40), FILTERS, SORTS, st.sampled_from([4_000, 0]))
def test_no_row_is_lost_or_doubled(qapp: Any, lines: list[Line], text: str, by: Sort | None, at_once: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(arranged, "AT_ONCE", at_once)
        patch.setattr(arranged, "_SLICE", 7)
        model = ArrangedModel(COLUMNS, lines)
        model.arrange(read(text), by)
        settle(qapp, model)
    places = [model.place_of(at) for at in range(model.rowCount())]
    assert len({*places}) == len(places)
    assert [model.rows()[place] for place in places] == list(model.shown())
    assert [model.shown_at(place) for place in places] == list(range(len(places)))
    wanted = read(text)
    fits = {at for at, line in enumerate(lines) if _fits(line, text)}
    assert {*places} == fits, wanted.said
    assert model.totals()["total"] == sum(line.fen or 0 for line in model.shown())
    assert model.totals()["times"] == sum(line.times for line in model.shown())
    if by is None:
        assert places == sorted(places)
    model.arrange(NOTHING, None)
    settle(qapp, model)
    assert list(model.shown()) == lines


def _fits(line: Line, text: str) -> bool:
    """The same asked plainly, word for word."""
    shown = [column.text(line) for column in COLUMNS]
    shown += [format_fen(line.fen)] if line.fen is not None else []
    heard = Spelling()
    for word in text.split():
        match word:
            case "总费用>1000":
                holds = line.fen is not None and line.fen > 100_000
            case "总费用<0":
                holds = line.fen is not None and line.fen < 0
            case "日期>=2019":
                holds = line.on is not None and line.on >= date(2019, 1, 1)
            case "次数=3":
                holds = line.times == 3
            case _:
                holds = any(word in cell for cell in shown) or (
                    len(word) > 1 and any(heard.heard(cell, word) for cell in shown)
                )
        if not holds:
            return False
    return True


def test_the_facts_of_what_is_shown(qapp: object) -> None:
    model = ArrangedModel(COLUMNS, LINES)
    model.arrange(read("总费用>=0"), Sort("total"))
    table = Snapshot("名单", COLUMNS[1::-1], model.shown(), model.whole, model.filter.said, "").table()
    assert [column.title for column in table.columns] == ["总费用", "姓名"]
    assert table.rows == ((0, "第9组"), (99_999, "单国强"), (100_000, "王秀兰"), (123_456_789, "李建国"))
    assert table.totals == (123_656_788, None)
    assert table.whole == 6


def test_qt_is_content_with_the_model(qtmodeltester: ModelTester, qtbot: QtBot) -> None:
    model = ArrangedModel(COLUMNS, LINES)
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]  # pytest-qt's
    model.arrange(read("国"), Sort("name", descending=True))
    model.add_rows((Line("国庆", 1, None),))
    model.set_rows((*LINES, Line("国庆", 1, None)))
    model.sort(1, Qt.SortOrder.DescendingOrder)
    assert [row.name for row in model.shown()] == ["李建国", "单国强", "国庆"]
    assert model.headerData(1, Qt.Orientation.Horizontal) == "总费用 ▼降"
    assert model.headerData(0, Qt.Orientation.Horizontal) == "姓名"
    model.arrange(NOTHING, None)
    model.set_rows(LINES[:2])


def test_a_day_after_a_year_is_no_part_of_it() -> None:
    ends = [date(2019, 12, 31), date(2020, 1, 1)]
    test = read("日期=2019").tests[0]
    assert [test(Line("", 0, one)) for one in ends] == [True, False]
    december = read("日期=2019-12").tests[0]
    assert [december(Line("", 0, one)) for one in (*ends, ends[0] - timedelta(days=31))] == [True, False, False]
