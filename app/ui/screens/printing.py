"""The lists of printing: kinds of paper with their printers, printers to choose from, print jobs."""

from __future__ import annotations

from app.records.paper import SHEETS
from app.records.printing import JOB_STATES, Printer, PrintJob
from app.services.printing.offsets import words_of
from app.services.printing.setting_up import Row, Target, words_of_kind
from app.ui.models.table import Column, Mark
from app.ui.models.typed import count, moment

NO_PRINTER = "还没有选"


def printer_state(one: Printer | None) -> str:
    """How a printer stands, in a few words."""
    if one is None:
        return "系统里没有"
    if one.trouble:
        return one.trouble
    if one.state == "stopped":
        return "队列停了"
    if not one.accepts:
        return "不接收任务"
    return "正在打印" if one.state == "printing" else "可以打印"


def _well(one: Printer | None) -> bool:
    return one is not None and not one.trouble and one.state != "stopped" and one.accepts


def _row_state(row: Row) -> str:
    return printer_state(row.known) if row.choice.printer else "第一次打印时会问"


def _row_mark(row: Row) -> Mark | None:
    if not row.choice.printer:
        return Mark.QUIET
    return None if _well(row.known) else Mark.WARN


KINDS_COLUMNS: tuple[Column[Row], ...] = (
    Column("kind", "单据", lambda row: words_of_kind(row.kind)),
    Column(
        "printer",
        "打印机",
        lambda row: row.choice.printer or NO_PRINTER,
        mark=lambda row: None if row.choice.printer else Mark.QUIET,
    ),
    Column("sheet", "纸张", lambda row: SHEETS[row.choice.sheet].title),
    count("copies", "份数", lambda row: row.choice.copies),
    Column("offset", "校准", lambda row: words_of(row.offset)),
    Column("state", "打印机状态", _row_state, mark=_row_mark),
)


def whole_row(row: Row) -> str:
    """The sentence below the list."""
    if not row.choice.printer:
        return f"{words_of_kind(row.kind)}：第一次打印时会问打印到哪里；也可以按 Enter 先选好。"
    return f"{row.choice.printer}：{printer_state(row.known)}。"


TARGETS: tuple[Column[Target], ...] = (
    Column("printer", "打印机", lambda row: row.printer.name),
    Column("title", "说明", lambda row: row.printer.title + ("（系统默认）" if row.printer.default else "")),
    Column("sheet", "纸张", lambda row: row.sheet.title),
    Column(
        "state",
        "状态",
        lambda row: printer_state(row.printer),
        mark=lambda row: None if _well(row.printer) else Mark.WARN,
    ),
)

_MARKS = {"failed": Mark.STOP, "unknown": Mark.WARN, "cancelled": Mark.QUIET}


def _job_mark(row: PrintJob) -> Mark | None:
    return _MARKS.get(row.state, Mark.WARN if row.message else None)


JOBS: tuple[Column[PrintJob], ...] = (
    moment("at", "时间", lambda row: row.at, form="%m-%d %H:%M"),
    Column("title", "单据", lambda row: row.title),
    Column("printer", "打印机", lambda row: row.printer),
    Column("sheet", "纸张", lambda row: SHEETS[row.sheet].title),
    count("copies", "份数", lambda row: row.copies),
    Column("state", "状态", lambda row: JOB_STATES[row.state], mark=_job_mark),
    Column("message", "说明", lambda row: row.message),
)


def whole_job(row: PrintJob) -> str:
    """The sentence below the list."""
    return row.message or f"{row.title}：{JOB_STATES[row.state]}（{row.printer}，{row.copies} 份）。"
