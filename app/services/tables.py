"""A list that leaves the window: as a workbook, as csv, on paper. Who took what of it is written into the audit.

The caller hands the rows as they were shown (``records.table.Table``); here they get who, when and where. What leaves the
encrypted file as a file of its own (``export``) needs more of a right than a print: a village room holds the people of the
whole county, and needs no spreadsheet of them. Looking at a list on its paper is no print; handing that out is.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from app.errors import UserError, require
from app.exchange.lists import csv_of, workbook_of
from app.exchange.new_file import new_file
from app.records.paper import Handed
from app.records.progress import Step, silent
from app.records.table import RATE, Table
from app.services.archive.facts import to_json
from app.services.archive.leaving import Act, Prepared, hand_over
from app.services.desk import Desk, now
from app.services.rights import check
from app.services.trail import note

CSV, XLSX = ".csv", ".xlsx"
ENDINGS = (XLSX, CSV)
"""Endings of the files that a list can be exported to."""
PRINTED_MOST = 2_000
"""Rows that a paper takes: some sixty pages."""


def signed(desk: Desk, table: Table) -> Table:
    """The list with who takes it, when and where. InvariantError where a sum is not that of its rows."""
    for place, (column, total) in enumerate(zip(table.columns, table.totals, strict=True)):
        if total is not None and column.kind != RATE:
            cells = (row[place] for row in table.rows)
            require(
                total == sum(cell for cell in cells if isinstance(cell, int)), "a list's sum is not that of its rows"
            )
    station = desk.station
    return replace(
        table,
        area=station.area_name,
        station=station.name,
        made_by=desk.operator.name,
        made_at=f"{now(desk):%Y-%m-%d %H:%M}",
        demonstration=station.demonstration,
    )


def export(desk: Desk, table: Table, path: Path, step: Step = silent) -> Path:
    """The list as a new file of the kind that the ending of ``path`` says, and an audit row: both or neither. Where it was saved.
    UserError NOT_ALLOWED, FILE_KIND, TOO_MANY_ROWS; KnownError SAVE."""
    check(desk, "list.export")
    made = signed(desk, table)
    ending = path.suffix.lower()
    match ending:
        case ".xlsx":
            data = workbook_of(made, step)
        case ".csv":
            data = csv_of(made, step)
        case _:
            raise UserError("FILE_KIND", "path", "文件名要以 .xlsx 或 .csv 结尾。")
    with new_file(path) as file:
        file.out.write(data)
        with desk.database.unit_of_work() as work:
            note(desk, work, "list.export", "", _said(made, ending.lstrip(".")))
            target = file.keep()
    return target


def preview(desk: Desk, table: Table) -> tuple[Table, bytes]:
    """The list on its paper, and the facts that are on it. UserError NOT_ALLOWED, TOO_MANY_ROWS; KnownError FONT_MISSING."""
    check(desk, "list.print")
    if len(table.rows) > PRINTED_MOST:
        message = (
            f"{len(table.rows)} 行太多，一次最多打印 {PRINTED_MOST} 行：请先筛选（Ctrl+F），或导出成表格（Ctrl+X）。"
        )
        raise UserError("TOO_MANY_ROWS", "", message)
    from app.papers.table_sheet import draw_table

    made = signed(desk, table)
    return made, draw_table(made)


def printed(desk: Desk, made: Table, pdf: bytes) -> Handed:
    """The paper that ``preview`` drew, now handed out: kept in the archive, and the same bytes. UserError NOT_ALLOWED."""
    from app.papers.table_sheet import TEMPLATE

    act = Act("list.print", "", _said(made, "pdf"))
    return hand_over(desk, Prepared(pdf, "list", made.title, TEMPLATE, to_json(made), "list.print", act=act))


def _said(made: Table, form: str) -> dict[str, object]:
    return {
        "list": made.title,
        "count": len(made.rows),
        "whole": made.whole,
        "filter": made.filter,
        "columns": "、".join(column.title for column in made.columns),
        "form": form,
    }
