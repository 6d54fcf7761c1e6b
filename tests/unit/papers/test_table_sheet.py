"""Lists on paper: upright or across by their width, the header on every page, nothing cut in silence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pypdfium2

from app.papers.table_sheet import draw_table
from app.records.table import COUNT, DAY, MONEY, Cell, Table, TableColumn
from tests.helpers.pdf_text import page_texts, squeezed
from tests.helpers.small_desk import LONG_NAME

NARROW = Table(
    title="慢病送药名单",
    columns=(TableColumn("姓名"), TableColumn("出院日期", DAY), TableColumn("总费用", MONEY, totalled=True)),
    rows=(("王秀兰", date(2019, 3, 1), 123_456), ("张㛃䶮", None, -100)),
    totals=(None, None, 123_356),
    whole=2,
    area="奈曼旗",
    station="社保大厅 3 号窗",
    made_by="王秀英",
    made_at="2019-11-22 10:32",
)


def size(pdf: bytes) -> tuple[int, int]:
    """Width and height of the first page in points."""
    document = pypdfium2.PdfDocument(pdf)
    wide, high = document[0].get_size()
    document.close()
    return round(wide), round(high)


def with_columns(count: int, cell: str, rows: int = 1) -> Table:
    """A list of so many texts beside each other."""
    columns = tuple(TableColumn(f"第 {at} 列的标题") for at in range(count))
    row: tuple[Cell, ...] = (cell,) * count
    return replace(NARROW, columns=columns, rows=(row,) * rows, totals=(None,) * count, whole=rows)


def test_a_narrow_list_stands_upright_and_says_everything() -> None:
    pdf = draw_table(NARROW)
    assert size(pdf) == (595, 842)
    (text,) = page_texts(pdf)
    words = (
        "慢病送药名单",
        "奈曼旗 社保大厅 3 号窗",
        "王秀英",
        "2019-11-22 10:32",
        "共 2 行",
        "张㛃䶮",
        "1,234.56",
        "-1.00",
    )
    for word in (*words, "2019-03-01", "合计", "1,233.56", "第 1 页 共 1 页"):
        assert word in text
    assert "演示" not in text
    assert "盖章" not in text


def test_a_wide_list_lies_across() -> None:
    assert size(draw_table(with_columns(7, "内蒙古自治区通辽市"))) == (842, 595)


def test_long_cells_are_wrapped_and_whole() -> None:
    pdf = draw_table(with_columns(6, LONG_NAME))
    assert size(pdf) == (842, 595)
    assert squeezed("".join(page_texts(pdf))).count(LONG_NAME[-3:]) == 6


def test_more_columns_than_a_page_has_room_for_stay_on_it() -> None:
    texts = page_texts(draw_table(with_columns(24, "通辽市医院")))
    assert len(texts) == 1
    assert squeezed(texts[0]).count("院") == 24


def test_the_header_and_the_number_stand_on_every_page() -> None:
    rows = tuple((f"第{at}人", date(2019, 3, 1), at) for at in range(1, 121))
    table = replace(
        NARROW, rows=rows, totals=(None, None, sum(row[2] for row in rows)), whole=300, filter="总费用大于 0.00"
    )
    texts = page_texts(draw_table(table))
    assert len(texts) == 3
    for number, text in enumerate(texts, start=1):
        assert "出院日期" in text
        assert f"第 {number} 页 共 3 页" in text
    together = "".join(texts)
    assert all(f"第{at}人" in together for at in range(1, 121))
    assert "共 300 行，这里是 120 行" in texts[0]
    assert "筛选：总费用大于 0.00" in texts[0]
    assert "这 120 行合计" in texts[2]
    assert "第120人" in texts[2]  # the last row stays with the sums


def test_seal_demonstration_and_an_empty_list() -> None:
    (text,) = page_texts(draw_table(replace(NARROW, seal=True, demonstration=True)))
    assert "盖章" in text
    assert "演示数据" in text
    (empty,) = page_texts(draw_table(replace(NARROW, rows=(), totals=(None, None, 0), whole=0)))
    assert "没有这样的行" in empty


def test_a_sum_in_the_first_column_and_counts() -> None:
    columns = (TableColumn("人数", COUNT, totalled=True), TableColumn("乡镇"))
    table = replace(NARROW, columns=columns, rows=((1_200, "大沁他拉镇"),), totals=(1_200, None), whole=1)
    (text,) = page_texts(draw_table(table))
    assert text.count("1,200") == 2


def test_the_same_facts_give_the_same_bytes() -> None:
    assert draw_table(NARROW) == draw_table(NARROW)


def test_each_office_has_a_seals_place_of_its_own() -> None:
    offices = ("村卫生室", "苏木乡镇卫生院", "医保经办机构")
    (text,) = page_texts(draw_table(replace(NARROW, seal=True, offices=offices)))
    assert [text.count(f"（{one}盖章）") for one in offices] == [1, 1, 1]
    assert text.count("经手人") == 3
    assert "（经办机构盖章）" not in text
    many = tuple((f"第{at}人", None, at) for at in range(46))
    last = page_texts(
        draw_table(replace(NARROW, rows=many, totals=(None, None, sum(range(46))), seal=True, offices=offices))
    )[-1]
    assert last.count("盖章") == 3, "never cut by the end of a page"
