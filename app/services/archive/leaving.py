"""A paper leaves the desk: kept with its facts, template and hash, and an audit row, in one unit of work."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from app.errors import require
from app.records.paper import KINDS, SHEETS, Handed
from app.services.desk import Desk, row_stamp
from app.services.rights import check
from app.services.trail import note
from app.store import archive
from app.store.archive import StoredPaper
from app.store.images import Image
from app.store.work import Work

_PAGE = re.compile(rb"/Type /Page\b")
_TITLE_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Act:
    """What the audit says of it where the act has words of its own: the action, its subject, what is noted, and rows that it added
    beside the paper's."""

    action: str
    subject: str = ""
    after: Mapping[str, object] = field(default_factory=dict)
    images: tuple[Image, ...] = ()


@dataclass(frozen=True, slots=True)
class Prepared:
    """A paper that was drawn and is shown; nothing is recorded of it before it is handed over. ``right`` is asked again then;
    ``counted``: a second one about the same subject is a 补打."""

    pdf: bytes
    kind: str
    title: str
    template: str
    facts: str
    right: str
    subject: str = ""
    sheet: str = "a4"
    act: Act | None = None
    counted: bool = False


def hand_out(
    desk: Desk,
    work: Work,
    kind: str,
    title: str,
    subject: str,
    template: str,
    sheet: str,
    facts_json: str,
    pdf: bytes,
    *,
    paper_id: str = "",
    copy: int = 1,
    act: Act | None = None,
) -> Handed:
    """Keep a paper inside the unit of work that records the act; the audit row is written here.

    ``title`` goes to the printer's queue, which lies outside the encrypted file: it holds no person's name. ``subject`` is the id of
    what it is about ("" for none), ``facts_json`` what ``templates`` draws it from again, ``copy`` 1 for the
    first; ``paper_id`` where another row (``prints``) has it already. InvariantError for an unknown kind or sheet; UserError
    NOT_ALLOWED where the operator was stopped meanwhile. Rights are the caller's to check."""
    require(kind in KINDS, f"no such kind of paper: {kind}")
    require(sheet in SHEETS, f"no such sheet: {sheet}")
    paper = StoredPaper(
        id=paper_id or desk.new_id(),
        kind=kind,
        title=" ".join(title.split())[:_TITLE_LONGEST],
        subject=subject,
        template=template,
        sheet=sheet,
        pages=pages_of(pdf),
        copy=copy,
        facts=facts_json,
        pdf_sha256=sha256(pdf).hexdigest(),
    )
    archive.add(work, paper, row_stamp(desk))
    said = act or Act("paper.hand_out", subject, {"paper": KINDS[kind], "title": paper.title})
    after = {**said.after, "pdf": paper.pdf_sha256}
    note(desk, work, said.action, said.subject, after, image=(*said.images, Image("papers", paper.id)))
    return Handed(pdf, kind, paper.title, sheet, paper.id)


def hand_over(desk: Desk, paper: Prepared) -> Handed:
    """Hand out a paper of which nothing else is recorded. UserError NOT_ALLOWED; KnownError DISK_FULL."""
    check(desk, paper.right)
    with desk.database.unit_of_work() as work:
        copy = archive.next_copy(work, paper.kind, paper.subject) if paper.counted else 1
        drawn = (paper.kind, paper.title, paper.subject, paper.template, paper.sheet, paper.facts, paper.pdf)
        return hand_out(desk, work, *drawn, copy=copy, act=paper.act)


def note_saved(desk: Desk, paper: Handed) -> None:
    """A paper that had been sent to a printer was saved as a file after all: it is in somebody's hands, whatever became of the print.
    Nothing is noted of one that left as a file from the first."""
    desk.database.begun()
    with desk.database.unit_of_work() as work:
        held = archive.one(work, paper.id) if paper.id else None
        if held is not None and (held.printed or held.failed) and not held.saved:
            note(desk, work, "paper.save", paper.id, {"paper": KINDS[paper.kind], "title": paper.title})


def pages_of(pdf: bytes) -> int:
    """How many pages a paper of ours has: reportlab writes each page's dictionary as plain text."""
    count = len(_PAGE.findall(pdf))
    require(count > 0, "a paper has a page")
    return count
