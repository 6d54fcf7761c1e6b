"""What left the desk: the papers of a period, those about one thing."""

from __future__ import annotations

from collections.abc import Sequence

from app.records.paper import ArchivedPaper
from app.services.desk import Desk
from app.services.periods import Period
from app.services.rights import check
from app.store import archive


def papers(desk: Desk, period: Period) -> tuple[ArchivedPaper, ...]:
    """The papers of a period, the newest first. UserError NOT_ALLOWED."""
    check(desk, "paper.read")
    with desk.database.reading() as work:
        return archive.between(work, period.first, period.last)


def papers_about(desk: Desk, subject: str) -> tuple[ArchivedPaper, ...]:
    """The papers about one slip, the newest first. UserError NOT_ALLOWED."""
    check(desk, "paper.read")
    with desk.database.reading() as work:
        return archive.about(work, subject)


def copy_word(paper: ArchivedPaper) -> str:
    """原件, or which 补打 it is."""
    return "原件" if paper.copy == 1 else f"补打第 {paper.copy - 1} 次"


def way_word(paper: ArchivedPaper) -> str:
    """Where it went: to a printer, or into a file."""
    if paper.printed:
        return f"打印 {paper.printed} 份" + ("，存为文件" if paper.saved else "")
    return "没有打成" if paper.failed and not paper.saved else "存为文件"


def sums(rows: Sequence[ArchivedPaper]) -> str:
    """The sentence over a list of papers."""
    if not rows:
        return ""
    again = sum(one.copy > 1 for one in rows)
    spoiled = sum(one.spoiled for one in rows)
    used = sum(one.pages * one.printed for one in rows)
    return f"离开窗口的单据 {len(rows)} 份，其中补打 {again} 份；送打 {used} 张，作废 {spoiled} 张。"
