"""Spoiled sheets (作废纸张): how many of a paper's went wrong and why. Pre-numbered paper is accounted for by them.

spoil(desk, paper_id, {"sheets": "1", "reason": "jam", "note": ""})
take_back(desk, paper_id, last_spoil(desk, paper_id).id, {"why": "是另一份"})

A note is taken back on the day on which it was made, before that day is closed: later the day's sheet has counted it.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.errors import UserError
from app.records.fields import WHY, Field
from app.records.paper import SPOILS, UNDONE, ArchivedPaper, Spoil
from app.services.desk import Desk, row_stamp, today
from app.services.entries import read_fields
from app.services.rights import check
from app.services.trail import note
from app.store import archive, closes
from app.store.images import Image
from app.store.work import Work

MOST = 500
"""Sheets that one entry takes: a box that got wet is more than one entry."""
SPOIL_FIELDS = (
    Field("sheets", "作废几张", "count", most=MOST),
    Field("reason", "原因", "choice", choices=SPOILS),
    Field("note", "说明", required=False, hint="选“其他”的，写明是什么", when=True),
)


def spoil(desk: Desk, paper_id: str, texts: Mapping[str, str]) -> ArchivedPaper:
    """Note spoiled sheets of a paper; as it stands then. UserError as ``read_fields``, NOT_ALLOWED, NO_PAPER, BAD_COUNT at
    sheets, MISSING at note."""
    check(desk, "paper.spoil")
    read = read_fields(SPOIL_FIELDS, texts, today(desk))
    sheets, reason, words = read["sheets"], str(read["reason"]), str(read["note"] or "")
    if not isinstance(sheets, int) or sheets < 1:
        raise UserError("BAD_COUNT", "sheets", f"作废张数请写 1 到 {MOST} 的整数，例如 1。")
    if reason == "other" and not words:
        raise UserError("MISSING", "note", "原因选了“其他”，请在说明里写明是什么。")
    spoil_id = desk.new_id()
    with desk.database.unit_of_work() as work:
        paper = _paper(work, paper_id)
        archive.spoil(work, spoil_id, paper_id, sheets, (reason, words), row_stamp(desk))
        after = {"title": paper.title, "sheets": sheets, "reason": SPOILS[reason], "note": words}
        # A slip's own life shows it: the subject is the slip.
        note(desk, work, "paper.spoil", paper.subject or paper_id, after, image=Image("paper_spoils", spoil_id))
        return _paper(work, paper_id)


def last_spoil(desk: Desk, paper_id: str) -> Spoil:
    """The note that would be taken back. UserError NOT_ALLOWED, NOTHING_SPOILED, DAY_OVER, CLOSED."""
    check(desk, "paper.spoil")
    with desk.database.reading() as work:
        return _last(desk, work, paper_id)


def take_back(desk: Desk, paper_id: str, spoil_id: str, texts: Mapping[str, str]) -> ArchivedPaper:
    """Take the last note of a paper's spoiled sheets back; the paper as it stands then. UserError as ``last_spoil``, those of
    ``read_fields`` at why, CHANGED where another one is the last by now."""
    check(desk, "paper.spoil")
    why = str(read_fields((WHY,), texts, today(desk))["why"])
    undo_id = desk.new_id()
    with desk.database.unit_of_work() as work:
        last = _last(desk, work, paper_id)
        if last.id != spoil_id:
            raise UserError("CHANGED", "", "这一份的作废登记刚刚又有变动：请返回，看过再撤销。")
        archive.spoil(work, undo_id, paper_id, last.sheets, (UNDONE, why), row_stamp(desk))
        paper = _paper(work, paper_id)
        before = {"title": paper.title, "sheets": last.sheets, "reason": SPOILS[last.reason], "note": last.note}
        after = {"title": paper.title, "sheets": paper.spoiled, "note": why}
        subject = paper.subject or paper_id
        note(desk, work, "paper.undo_spoil", subject, after, before=before, image=Image("paper_spoils", undo_id))
        return paper


def _paper(work: Work, paper_id: str) -> ArchivedPaper:
    found = archive.one(work, paper_id)
    if found is None:
        raise UserError("NO_PAPER", "", "打印存档里没有这一张：请重新打开列表再选。")
    return found


def _last(desk: Desk, work: Work, paper_id: str) -> Spoil:
    last = archive.last_spoil(work, paper_id)
    if last is None:
        raise UserError("NOTHING_SPOILED", "", "这一份没有作废登记，没有要撤销的。")
    if last.at.date() != today(desk):
        raise UserError(
            "DAY_OVER",
            "",
            f"{last.at:%Y-%m-%d} 登记的作废，那天的日结单已经数过：当天才能撤销。记错了的，请在那天的日结单上手写注明、签名。",
        )
    if closes.closed(work, desk.station.id, today(desk)):
        raise UserError("CLOSED", "", "今天已经日结，日结单数过这次作废：请先由复核解锁，撤销以后再日结。")
    return last
