"""Tables from outside: every kind of file, every kind of cell; what the clerk sees is what is read, or it is refused."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
import xlwt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from app.errors import UserError
from app.exchange.tables import RawRow, WantedColumn, read_day, read_table, write_faults
from app.exchange.tables.numbers import LOST_DIGITS
from tests.helpers.workbooks import (
    NUMBER,
    ROSTER,
    TITLES,
    ZHANG,
    cells,
    csv_file,
    ods,
    ods_row,
    rows,
    saved,
    sheet_xml,
    table,
    with_part,
    xls,
    xls_saved,
    xlsx,
)

FILES = {
    "xlsx": xlsx([TITLES, ZHANG]),
    "xls": xls([TITLES, ZHANG]),
    "ods": ods([ods_row(*TITLES), ods_row(*ZHANG)]),
    "utf-8": csv_file([TITLES, ZHANG]),
    "utf-8 with BOM": csv_file([TITLES, ZHANG], "utf-8-sig"),
    "utf-16": csv_file([TITLES, ZHANG], "utf-16"),
    "gb18030": csv_file([TITLES, ZHANG], "gb18030"),
    "tabs": csv_file([TITLES, ZHANG], "utf-16", "\t"),
    "semicolons": csv_file([TITLES, ZHANG], "gb18030", ";"),
}


@pytest.mark.parametrize("kind", FILES)
def test_every_kind_of_file_gives_the_same_row(kind: str) -> None:
    assert rows(FILES[kind]) == [RawRow(2, ZHANG)]


def test_a_file_on_disk_is_read_and_its_rows_can_be_read_again(tmp_path: Path) -> None:
    path = tmp_path / "名单.xlsx"
    path.write_bytes(FILES["xlsx"])
    found = read_table(path, path.name, ROSTER)
    assert list(found.rows()) == list(found.rows())
    assert (found.counts.rows, found.counts.permille) == (1, 1000)


# ---- cells

HALF_PAST_TEN = datetime(2019, 3, 1, 10, 30)  # noqa: DTZ001 - a cell has no time zone


def workbook_cell(value: object, shown: str = "General", title: str = "身份证号码") -> RawRow:
    """The row that a workbook gives with this cell beside 张三."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["姓名", title])
    sheet.append(["张三", value])
    sheet["B2"].number_format = shown
    (row,) = rows(saved(book))
    return row


@pytest.mark.parametrize(
    ("value", "shown", "text"),
    [
        (12, "General", "12"),
        (12.5, "General", "12.5"),
        (0.1 + 0.2, "General", "0.3"),
        (13800000000, "General", "13800000000"),
        (150525100201, "General", "150525100201"),
        (1234.5, "#,##0.00", "1234.50"),
        (0.6, "0%", "60%"),
        (0.605, "0.00%", "60.50%"),
        (15, "000000", "000015"),
        (-3, "General", "-3"),
        (True, "General", "TRUE"),
        ("0012", "@", "0012"),
        (date(2019, 3, 1), "yyyy/m/d", "2019-03-01"),
        (date(2019, 3, 1), '[$-804]yyyy"年"m"月"d"日"', "2019-03-01"),
        (HALF_PAST_TEN, "yyyy-mm-dd hh:mm", "2019-03-01 10:30:00"),
        (HALF_PAST_TEN, "yyyy-mm-dd", "2019-03-01"),
        (time(10, 30), "h:mm", "10:30:00"),
        (43525, "m/d/yy", "2019-03-01"),
        (43525, "General", "43525"),
        ("　张 三 ", "General", "张 三"),
    ],
)
def test_a_cell_is_read_as_it_is_seen(value: object, shown: str, text: str) -> None:
    row = workbook_cell(value, shown)
    assert (row.cells[1], row.faults) == (text, ())


@pytest.mark.parametrize(
    "value", [150525197001010014, 1.50525e17, 123456789012345, "1.50525E+17", "150525197001010014.0"]
)
def test_a_number_that_lost_digits_is_refused_never_repaired(value: object) -> None:
    (fault,) = workbook_cell(value).faults
    assert (fault.number, fault.title) == (2, "身份证号")
    assert "数字" in fault.sentence
    assert "文本" in fault.sentence
    assert fault.words


def test_a_number_in_scientific_notation_is_refused_in_csv_too() -> None:
    (row,) = rows(csv_file([TITLES, ("张三", "1.50525E+17", "2019-03-01")]))
    assert [(fault.words, fault.sentence) for fault in row.faults] == [("1.50525E+17", LOST_DIGITS)]


def test_only_wanted_columns_refuse_a_row() -> None:
    (row,) = rows(xlsx([(*TITLES, "备注"), (*ZHANG, "#REF!")]))
    assert row.faults == ()
    assert row.cells == (*ZHANG, "#REF!")


def test_errors_and_formulas_without_a_value_are_refused_a_stored_value_is_taken() -> None:
    (row,) = rows(xlsx([TITLES, ("#REF!", "=A1", "2019-03-01")]))
    assert [fault.words for fault in row.faults] == ["#REF!", ""]
    assert "公式出错" in row.faults[0].sentence
    assert "没有存下结果" in row.faults[1].sentence
    kept = with_part(
        xlsx([TITLES, ("张三", "=A9", "")]), "xl/worksheets/sheet1.xml", {b"<f>A9</f><v />": b"<f>A9</f><v>77</v>"}
    )
    assert cells(kept) == [("张三", "77", "")]


def test_errors_of_an_xls_are_refused_though_the_library_hides_them() -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("名单")
    for place, title in enumerate(TITLES):
        sheet.write(3, place, title)
    sheet.write(4, 0, "张三")
    sheet.row(4).set_cell_error(1, "#REF!")
    sheet.write(4, 2, date(2019, 3, 1), xlwt.easyxf(num_format_str="YYYY-MM-DD"))
    sheet.write(5, 0, "李四")
    sheet.write(5, 1, 150525197001010014.0)
    sheet.row(5).hidden = True
    sheet.write_merge(6, 7, 0, 0, "王五")
    sheet.write(6, 1, NUMBER)
    sheet.write(7, 1, NUMBER)
    sheet.col(2).hidden = True
    found = table(xls_saved(book))
    error, lost, first, second = found.rows()
    assert error.cells == ("张三", "#REF!", "2019-03-01")
    assert "公式出错" in error.faults[0].sentence
    assert lost.faults[0].sentence == LOST_DIGITS
    assert [row.faults[0].title for row in (first, second)] == ["姓名", "姓名"]
    assert (found.counts.hidden_rows, found.counts.refused) == (1, 4)
    assert found.notes == ("有 1 列在原表里是隐藏的（C），也读入了。",)


def test_days_since_1904_are_read_as_they_are_seen() -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.worksheets[0].append(TITLES)
    book.worksheets[0].append(["张三", NUMBER, date(2019, 3, 1)])
    assert cells(saved(book)) == [ZHANG]


def test_a_day_that_never_was_is_refused() -> None:
    assert "不是日期" in workbook_cell(60, "yyyy-mm-dd").faults[0].sentence
    assert "不是日期" in workbook_cell(-5, "yyyy-mm-dd").faults[0].sentence


def test_rich_text_is_joined_and_what_is_read_aloud_left_out() -> None:
    data = sheet_xml(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c><c r="B1" t="inlineStr"><is><t>身份证号</t></is></c></row>'
        '<row r="3"><c r="A3" t="inlineStr"><is><r><t>张</t></r><r><t>三</t></r><rPh sb="0" eb="1"><t>zhang</t></rPh></is></c>'
        '<c r="B3" t="s"><v>0</v></c></row>',
        ["<r><t>1505</t></r><r><t>25</t></r><rPh sb='0' eb='1'><t>x</t></rPh>"],
    )
    assert rows(data) == [RawRow(3, ("张三", "150525"))]


def test_hidden_rows_and_columns_are_read_and_told() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (TITLES, ZHANG, ZHANG):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True
    found = table(saved(book))
    assert [row.hidden for row in found.rows()] == [False, True]
    assert found.counts.hidden_rows == 1
    assert found.notes == ("有 1 列在原表里是隐藏的（B），也读入了。",)


def test_a_merged_block_among_the_data_is_refused_with_its_place() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for line in (TITLES, ZHANG, ZHANG, ZHANG):
        sheet.append(line)
    sheet.merge_cells("A3:A4")
    good, first, second = rows(saved(book))
    assert good.faults == ()
    assert second.cells[0] == ""
    for row in (first, second):
        assert "A3:A4" in row.faults[0].sentence


def test_an_ods_with_repeated_empty_and_hidden_rows_and_shown_numbers() -> None:
    number = '<table:table-cell office:value-type="float" office:value="%s"><text:p>%s</text:p></table:table-cell>'
    day = '<table:table-cell office:value-type="date" office:date-value="2019-03-01"><text:p>19年3月</text:p></table:table-cell>'
    text = '<table:table-cell office:value-type="string"><text:p>张三</text:p></table:table-cell>'
    data = ods(
        [
            ods_row(*TITLES),
            '<table:table-row table:number-rows-repeated="1000"><table:table-cell table:number-columns-repeated="1000"/></table:table-row>',
            f'<table:table-row table:visibility="collapse">{text}{number % ("12.5", "12.50")}{day}</table:table-row>',
            f"<table:table-row>{text}{number % ('1.50525197001010E17', '1.50525E+17')}</table:table-row>",
        ]
    )
    first, second = rows(data)
    assert first == RawRow(1002, ("张三", "12.50", "2019-03-01"), hidden=True)
    assert second.faults[0].sentence == LOST_DIGITS


# ---- csv


def test_quotes_line_breaks_and_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    data = '姓名,身份证号\r\n"张\n三",1\r\n\r\n"李,四",2\r\n"王""五",3\r\n'.encode()
    found = table(data)
    assert [(row.number, row.cells[0]) for row in found.rows()] == [(2, "张\n三"), (4, "李,四"), (5, '王"五')]
    assert found.counts.empty_rows == 1


@pytest.mark.parametrize(
    ("data", "code", "says"),
    [
        (b"", "EMPTY_FILE", "空的"),
        (b" \r\n ", "EMPTY_FILE", "空的"),
        ("姓名,身份证号\n".encode() + b"\xff\xfe\xff", "BAD_ENCODING", "编码"),
        (b"\xef\xbb\xbf" + "姓名".encode("gb18030"), "BAD_ENCODING", "UTF-8"),
        ("姓名,身份证号\n1,2\n".encode() + "王秀兰,3".encode("gb18030"), "BAD_ENCODING", "第 3 行却是另一种编码"),
        ("\ufeff姓名,身份证号\n".encode() + "王秀兰,3".encode("gb18030"), "BAD_ENCODING", "第 2 行却是另一种编码"),
        ("姓名,身份证号".encode("utf-16-le"), "NOT_A_TABLE", "空字节"),
        (b"%PDF-1.7", "NOT_A_TABLE", "PDF"),
        ("<html><table><tr><td>姓名".encode(), "NOT_A_TABLE", "网页"),
        ("电话,住址\n1,2\n".encode(), "NO_HEADER", "电话、住址"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(data: bytes, code: str, says: str) -> None:
    with pytest.raises(UserError) as refused:
        table(data)
    assert refused.value.code == code
    assert says in refused.value.message


def test_quotes_that_do_not_close_and_formulas_are_refused() -> None:
    with pytest.raises(UserError, match="引号"):
        rows('姓名,身份证号\n张三,"1\n李四,2\n'.encode())
    (row,) = rows('姓名,身份证号\n张三,"=""150525197001010014"""\n'.encode())
    assert "公式" in row.faults[0].sentence


def test_a_row_torn_by_a_comma_is_refused() -> None:
    (row,) = rows("姓名,身份证号\n张,三,150525197001010014\n".encode())
    assert "分隔符" in row.faults[0].sentence


# ---- days


@pytest.mark.parametrize(
    "text", ["2019-03-01", "2019/3/1", "2019.3.1", "20190301", "2019年3月1日", "2019年03月01日", " 2019-03-01 00:00:00"]
)
def test_a_day_in_five_notations(text: str) -> None:
    assert read_day(text) == date(2019, 3, 1)


@pytest.mark.parametrize(
    "text",
    ["3/1/2019", "01-03-19", "43525", "2019-02-30", "2019-13-01", "20191301", "2019-3/1", "2019年3月", "", "２０１９-03-01",
     "2019-03-01 10:30:00", "0019-03-01", "2019-03-01x"],
)  # fmt: skip
def test_any_other_day_is_refused_with_its_own_words(text: str) -> None:
    with pytest.raises(UserError) as refused:
        read_day(text)
    assert refused.value.code == "BAD_DATE"
    assert text in refused.value.message


# ---- refused rows go out again


def test_refused_rows_are_written_with_their_cells_and_reasons_and_can_be_read_back() -> None:
    found = table(
        xlsx([TITLES, ("=cmd|' /C calc'!A0", 1.5e17, "2019-03-01"), ("@SUM(A1)", NUMBER, "-5.00"), ("李四", "007", "")])
    )
    refused = [(row, (*row.faults, found.fault(row, "name", "查无此人"))) for row in found.rows()]
    data = write_faults(refused, found)
    assert data.startswith(b"\xef\xbb\xbf")
    written = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert written[0] == [*TITLES, "原表行号", "未导入原因"]
    assert written[1][0] == ""  # openpyxl takes it for a formula, which has no value
    assert written[2][:3] == ["'@SUM(A1)", f"\t{NUMBER}", "-5.00"]
    assert written[3][:2] == ["李四", "\t007"]
    assert "查无此人" in written[2][4]
    assert cells(data)[1][:2] == ("'@SUM(A1)", NUMBER)
    assert all(cell[:1] not in ("=", "@", "+") for line in written for cell in line)


@pytest.mark.parametrize("spoilt", ["张\0三", "张\ud800三"])
def test_a_refused_row_with_what_no_csv_can_hold_is_written_and_read_back(spoilt: str) -> None:
    found = table(xlsx([TITLES, ("张三", NUMBER, "2019-03-01")]))
    row = RawRow(2, (spoilt, NUMBER, "2019-03-01"))
    assert cells(write_faults([(row, (found.fault(row, "name", "残缺"),))], found))[0][:2] == ("张�三", NUMBER)


# ---- round trips

SEEN = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=30
).filter(lambda text: text == text.strip() and not text.startswith(("=", "#")) and "_x" not in text)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(SEEN, SEEN, SEEN), max_size=8))
def test_texts_come_back_as_they_were(texts: list[tuple[str, str, str]]) -> None:
    wanted = (WantedColumn("a", "甲列"), WantedColumn("b", "乙列"))
    lines = [("甲列", "乙列", "丙列"), *(("x" + a, b, c) for a, b, c in texts)]
    for data in (xlsx(lines), csv_file(lines), csv_file(lines, "utf-16", "\t"), csv_file(lines, "gb18030", ";")):
        assert [row.cells for row in read_table(data, "t", wanted).rows()] == lines[1:]
