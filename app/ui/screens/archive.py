"""The columns of 打印存档: what left the desk, when, on which sheet, who handed it out."""

from __future__ import annotations

from app.records.paper import KINDS, SHEETS, ArchivedPaper
from app.services.archive.listing import copy_word, way_word
from app.ui.models.table import Column, Mark
from app.ui.models.typed import count, moment


def _sheet(row: ArchivedPaper) -> str:
    sheet = SHEETS.get(row.sheet)
    return sheet.title if sheet is not None else row.sheet


def _copy_mark(row: ArchivedPaper) -> Mark | None:
    return Mark.PENDING if row.copy > 1 else None


def _way_mark(row: ArchivedPaper) -> Mark | None:
    return Mark.WARN if row.failed and not row.printed else None


def _spoiled_mark(row: ArchivedPaper) -> Mark | None:
    return Mark.WARN if row.spoiled else None


PAPERS: tuple[Column[ArchivedPaper], ...] = (
    moment("at", "时间", lambda row: row.at),
    Column("kind", "种类", lambda row: KINDS.get(row.kind, row.kind)),
    Column("person", "参保人", lambda row: row.person_name),
    Column("title", "标题", lambda row: row.title, hint=lambda row: row.title),
    Column("copy", "份", copy_word, mark=_copy_mark),
    Column("way", "去向", way_word, mark=_way_mark),
    count("pages", "页数", lambda row: row.pages),
    count(
        "spoiled",
        "作废",
        lambda row: row.spoiled or None,
        total=True,
        text=lambda row: f"{row.spoiled} 张" if row.spoiled else "",
        mark=_spoiled_mark,
    ),
    Column("operator", "经手", lambda row: row.operator_name),
    Column("sheet", "纸张", _sheet),
)


def whole(row: ArchivedPaper) -> str:
    """What the cells of a paper may have no room for."""
    return " · ".join(
        filter(
            None, (row.title, row.person_name, copy_word(row), way_word(row), row.station_name, f"版式 {row.template}")
        )
    )
