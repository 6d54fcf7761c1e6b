"""Refused rows as a file that the sender can mend and send again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from app.exchange.tables.model import RawRow, RowFault, Table
from app.exchange.tables.safe import safe

NUMBER_TITLE = "原表行号"
REASON_TITLE = "未导入原因"


def write_faults(faults: Iterable[tuple[RawRow, Iterable[RowFault]]], table: Table) -> bytes:
    """Each refused row with its own cells, and behind them its number and its reasons: csv, UTF-8 with BOM.

    ``read_table`` reads it back. Cells a spreadsheet would run get a leading ', long numbers a leading tab (see the
    package).
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([safe(header) for header in table.headers] + [NUMBER_TITLE, REASON_TITLE])
    for row, reasons in faults:
        why = "；".join(_why(one) for one in reasons)
        writer.writerow([*map(safe, row.cells), str(row.number), safe(why)])
    return out.getvalue().encode("utf-8-sig")


def _why(one: RowFault) -> str:
    return f"{one.title}「{one.words}」：{one.sentence}" if one.title or one.words else one.sentence
