"""A paper of the archive drawn again as it was, its bytes compared with those that left."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from app.errors import InvariantError, KnownError, UserError
from app.records.paper import ArchivedPaper
from app.services.archive import templates
from app.services.desk import Desk
from app.services.rights import check
from app.store import archive

_SAME = "与当时打印的一致"
_OTHER = "与当时打印的不一致：内容按存档画出，字体或制版组件和当时不同，版面可能有细小出入。内容有没有被改动，请管理员在“审计记录”里核查。"


@dataclass(frozen=True, slots=True)
class DrawnAgain:
    """``same``: these are the bytes that left the desk; ``told`` says so, or what differs."""

    pdf: bytes
    paper: ArchivedPaper
    same: bool
    told: str


def drawn_again(desk: Desk, paper_id: str) -> DrawnAgain:
    """A paper as it was. UserError NOT_ALLOWED, NO_PAPER, NEWER_TEMPLATE; KnownError FONT_MISSING, DAMAGED_PAPER where its stored
    facts can't be read."""
    check(desk, "paper.read")
    with desk.database.reading() as work:
        stored, shown = archive.stored(work, paper_id), archive.one(work, paper_id)
        if stored is None or shown is None:
            raise UserError("NO_PAPER", "", "打印存档里没有这一张：请重新打开列表再选。")
        try:
            draw = templates.read(work, stored)
            pdf = draw()
        except InvariantError as wrong:
            message = "这一张存档的内容读不出来，可能被改动过：请管理员在“审计记录”里核查，并核对备份。"
            raise KnownError("DAMAGED_PAPER", message) from wrong
    same = sha256(pdf).hexdigest() == stored.pdf_sha256
    return DrawnAgain(pdf, shown, same, f"{_SAME}。" if same else _OTHER)
