"""Refused rows as a file that the sender can mend and send again."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

from app.exchange.tables.model import RawRow, RowFault, Table

NUMBER_TITLE = "原表行号"
REASON_TITLE = "未导入原因"
_FORMULA = "=+-@\t\r＝＋－＠"
_PLAIN_NUMBER = re.compile(r"[+-]?\d[\d,]*(\.\d+)?", re.ASCII)
_LONG_NUMBER = re.compile(r"(\d{12,}[Xx]?|0\d+)", re.ASCII)


def write_faults(faults: Iterable[tuple[RawRow, Iterable[RowFault]]], table: Table) -> bytes:
    """Each refused row with its own cells, and behind them its number and its reasons: csv, UTF-8 with BOM.

    ``read_table`` reads it back. Cells a spreadsheet would run get a leading ', long numbers a leading tab (see the
    package).
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_safe(header) for header in table.headers] + [NUMBER_TITLE, REASON_TITLE])
    for row, reasons in faults:
        why = "；".join(_why(one) for one in reasons)
        writer.writerow([*map(_safe, row.cells), str(row.number), _safe(why)])
    return out.getvalue().encode("utf-8-sig")


def _why(one: RowFault) -> str:
    return f"{one.title}「{one.words}」：{one.sentence}" if one.title or one.words else one.sentence


def _safe(text: str) -> str:
    if _LONG_NUMBER.fullmatch(text):
        return f"\t{text}"
    if text[:1] in _FORMULA and text and not _PLAIN_NUMBER.fullmatch(text):
        return f"'{text}"
    return text
