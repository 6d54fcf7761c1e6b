"""Files of tables as they come from outside, made in memory."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence

import openpyxl
import xlwt

from app.exchange.tables import RawRow, Table, WantedColumn, read_table

ROSTER = (
    WantedColumn("name", "姓名", ("人员姓名",)),
    WantedColumn("number", "身份证号", ("身份证号码", "证件号码", "公民身份号码"), kind="code"),
    WantedColumn("since", "起始日期", ("认定日期",), required=False, kind="day"),
)
NUMBER = "150525197001010014"
TITLES = ("姓名", "身份证号码", "认定日期")
ZHANG = ("张三", NUMBER, "2019-03-01")

Rows = Iterable[Sequence[object]]


def xlsx(rows: Rows, **more: Rows) -> bytes:
    """A workbook: ``rows`` on the first sheet, the others by their names."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "名单"
    _fill(sheet, rows)
    for name, other in more.items():
        _fill(book.create_sheet(name), other)
    return saved(book)


def _fill(sheet: object, rows: Rows) -> None:
    for row in rows:
        sheet.append(list(row))  # type: ignore[attr-defined]  # a worksheet; openpyxl's own type is a union


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xls(rows: Rows) -> bytes:
    """An Excel 97 workbook."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("名单")
    for at, row in enumerate(rows):
        for place, value in enumerate(row):
            sheet.write(at, place, value)
    return xls_saved(book)


def xls_saved(book: xlwt.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv_file(rows: Rows, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def ods(rows: Sequence[str]) -> bytes:
    """An OpenDocument sheet of table-row elements."""
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x">'
        f'<office:body><office:spreadsheet><table:table table:name="名单">{"".join(rows)}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def ods_row(*texts: str) -> str:
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>' for text in texts
    )
    return f"<table:table-row>{cells}</table:table-row>"


def with_part(data: bytes, part: str, change: Mapping[bytes, bytes]) -> bytes:
    """A workbook one of whose parts is changed, as no library would write it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            body = old.read(name)
            for before, after in change.items() if name == part else ():
                assert before in body
                body = body.replace(before, after)
            new.writestr(name, body)
    return out.getvalue()


def sheet_xml(rows: str, texts: Sequence[str] = ()) -> bytes:
    """A workbook whose sheet holds just this XML, and its shared texts, as Excel keeps them (openpyxl doesn't)."""
    parts = {
        "xl/workbook.xml": '<workbook xmlns:r="r"><sheets><sheet name="名单" r:id="a"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": (
            '<Relationships><Relationship Id="a" Type="o/worksheet" Target="worksheets/sheet1.xml"/>'
            '<Relationship Id="b" Type="o/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
        ),
        "xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{rows}</sheetData></worksheet>",
        "xl/sharedStrings.xml": f"<sst>{''.join(f'<si>{text}</si>' for text in texts)}</sst>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name, body in parts.items():
            new.writestr(name, body)
    return out.getvalue()


def table(data: bytes, remembered: Mapping[str, str] | None = None) -> Table:
    return read_table(data, "名单.xlsx", ROSTER, remembered)


def rows(data: bytes) -> list[RawRow]:
    return list(table(data).rows())


def cells(data: bytes) -> list[tuple[str, ...]]:
    return [row.cells for row in rows(data)]
