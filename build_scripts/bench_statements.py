"""Benchmark of the statements: a month of 60,000 settlements inside a large data file, read, ready for the screen, as workbook and paper."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from app import bootstrap
from app.exchange.lists import workbook_of
from app.papers.table_sheet import draw_table
from app.records.statements import Statement, Wanted
from app.records.table import Table
from app.services.desk import Desk
from app.services.periods import Period, read_period
from app.services.statements import behind, fees, institutions, payers, townships
from app.store.database import connect
from build_scripts.bench_core import Row
from build_scripts.bench_data import KEY, Files, say
from build_scripts.bench_desk import desk_on, measured, told

SETTLEMENTS, GOAL = 60_000, 5_000.0
MONTH = read_period("2018-03")
_FIRST = 500
"""Rows from here on are copies."""


def statement_rows(files: Files, *, times: int = 3) -> list[Row]:
    """Every statement of the month; the summary by payer as a file and on paper; and the 60,000 slips behind a figure."""
    folder = files.work()
    with desk_on(folder):
        pass  # an older file is brought up to date
    count = _one_month(folder / bootstrap.DEMONSTRATION_FILE, SETTLEMENTS)
    with desk_on(folder) as desk:
        summary = _payers(desk, MONTH)
        payer = str(summary.rows[0][0])
        calls: dict[str, Callable[[], object]] = {
            "by payer": partial(_payers, desk, MONTH),
            "one payer by institution and identity": partial(_parts, desk, payer),
            "by institution": partial(_institutions, desk),
            "by township": partial(_townships, desk),
            "clinic fees": partial(fees.hospitals, desk, MONTH),
            "critical illness by institution": partial(institutions.critical, desk, MONTH),
            "slips behind a payer": partial(behind.slips, desk, MONTH, Wanted(payer=payer)),
            "summary as workbook": lambda: workbook_of(_payers(desk, MONTH), _quiet),
            "summary on paper": lambda: draw_table(_payers(desk, MONTH)),
        }
        named = f"{count:,} documents of the month, {files.size.settlements:,} in the file"
        return [told(f"statement {what}: {named}", measured([call] * times), GOAL) for what, call in calls.items()]


def _quiet(_done: int, _total: int) -> None:
    """Nobody looks."""


def _one_month(path: Path, wanted: int) -> int:
    """Bring so many neighbouring copies into one month, as a busy county's would lie; how many the month has then."""
    connection = connect(path, KEY)
    try:
        triggers = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'documents'"
        ).fetchall()
        connection.execute("BEGIN")
        for name, _sql in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        last = connection.execute("SELECT max(row) FROM documents").fetchone()[0]
        first = max(_FIRST, (last - wanted) // 2)
        connection.execute(
            "UPDATE documents SET business_date = date(?, '+' || ((row - ?) * 31 / ?) || ' days') WHERE row >= ? AND row < ?",
            (MONTH.first.isoformat(), first, wanted, first, first + wanted),
        )
        for _name, sql in triggers:
            connection.execute(sql)
        connection.execute("COMMIT")
        span = (MONTH.first.isoformat(), MONTH.last.isoformat())
        count = connection.execute("SELECT count(*) FROM documents WHERE business_date BETWEEN ? AND ?", span)
        return int(count.fetchone()[0])
    finally:
        connection.close()
        say("the month is made")


def _table(found: Statement[Any], columns: tuple[Any, ...]) -> Table:
    """The rows as the screen shows them."""
    from app.ui.models.snapshot import Snapshot

    shown = tuple(one for one in columns if one.shown)
    return Snapshot("月结", shown, found.lines, len(found.lines), "", "", found.notes, seal=True).table()


def _payers(desk: Desk, period: Period) -> Table:
    from app.ui.screens import statement_columns as columns

    return _table(payers.payers(desk, period), columns.PAYERS)


def _parts(desk: Desk, payer: str) -> Table:
    from app.ui.screens import statement_columns as columns

    return _table(payers.parts(desk, MONTH, payer), columns.PARTS)


def _institutions(desk: Desk) -> Table:
    from app.ui.screens import statement_columns as columns

    found = institutions.institutions(desk, MONTH)
    return _table(found, columns.institution_columns(found.payers))


def _townships(desk: Desk) -> Table:
    from app.ui.screens import statement_columns as columns

    found = townships.townships(desk, MONTH)
    return _table(found, columns.place_columns(found.payers, villages=False))
