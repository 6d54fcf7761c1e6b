"""Spoiled sheets (作废纸张): how many of a paper's went wrong and why. Pre-numbered paper is accounted for by them.

spoil(desk, paper_id, {"sheets": "1", "reason": "jam", "note": ""})
"""

from __future__ import annotations

from collections.abc import Mapping

from app.errors import UserError, require
from app.records.fields import Field
from app.records.paper import SPOILS, ArchivedPaper
from app.services.desk import Desk, row_stamp, today
from app.services.entries import read_fields
from app.services.rights import check
from app.services.trail import note
from app.store import archive
from app.store.images import Image

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
        paper = archive.one(work, paper_id)
        if paper is None:
            raise UserError("NO_PAPER", "", "打印存档里没有这一张：请重新打开列表再选。")
        archive.spoil(work, spoil_id, paper_id, sheets, (reason, words), row_stamp(desk))
        after = {"title": paper.title, "sheets": sheets, "reason": SPOILS[reason], "note": words}
        # A slip's own life shows it: the subject is the slip.
        note(desk, work, "paper.spoil", paper.subject or paper_id, after, image=Image("paper_spoils", spoil_id))
        stands = archive.one(work, paper_id)
    require(stands is not None, "a paper of the archive stays there")
    return stands or paper
