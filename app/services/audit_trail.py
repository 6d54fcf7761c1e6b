"""The audit for whoever reads it: a check of the whole chain against the file, and the list of what was done."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime

from app.errors import InvariantError, KnownError, UserError
from app.records.audit import AuditFilter, AuditLine, Verified
from app.records.identity_number import masked
from app.records.progress import Step, part, silent
from app.services.audit_words import ACTIONS
from app.services.desk import Desk
from app.services.people import find_people
from app.services.rights import check
from app.services.sign_in import FILE
from app.services.slip_search import find_slips
from app.services.trail import note
from app.store import audit, backup, images, meta, proof
from app.store.audit import AuditHead, BrokenRow, Wanted
from app.store.work import Work

_HEAD = re.compile(r"([0-9]{1,15}):([0-9a-f]{16,64})")
_NUMBERS = frozenset({"certificate_number", "card_number", "phone"})
"""Fields of a person that the list shows masked."""
_SUBJECTS = 10


def verify_audit(desk: Desk, expected_head: str = "", step: Step = silent) -> Verified:
    """Check the chain from its first row and against the newest backup, then every audited row against the chain, and the
    file's structure; itself an audit row.

    ``expected_head`` ("SEQUENCE:HASH" as printed on a day close, the hash may be cut to 16 digits) finds a tail that was
    cut off. ``step`` is told how far it is (the chain is the first half of the way); what it raises ends the check. UserError NOT_ALLOWED, BAD_VALUE."""
    check(desk, "audit.read")
    expected = _head(expected_head)
    with desk.database.reading() as work:
        broken = audit.verify(work, expected=expected, step=part(step, 0, 2))
        broken = broken or _behind_backup(desk, work)
        findings = (*proof.compare(work, step=part(step, 1, 2)), *proof.structure(work))
        rows, head = audit.count(work), audit.written_head(work)
    said = "" if broken is None else _said(broken)
    verified = Verified(rows, head, said, tuple(one.message for one in findings))
    _note(desk, verified)
    return verified


def _behind_backup(desk: Desk, work: Work) -> BrokenRow | None:
    """A chain that holds but no longer the end that the newest backup keeps: its tail was cut off or written anew."""
    copies = () if desk.backups is None else backup.found(desk.backups)
    file_id, restores = meta.get(work, FILE), audit.restores(work)
    for copy in copies:
        if copy.problem or copy.file_id != file_id or any(one.left(copy.sequence, copy.made) for one in restores):
            continue
        return audit.against(work, AuditHead(copy.sequence, copy.hash), f"备份 {copy.path.name} ")
    return None


def entries(desk: Desk, wanted: AuditFilter, limit: int = 200, before: int | None = None) -> tuple[AuditLine, ...]:
    """Audit rows, the newest first; ``before`` a sequence goes on where a list ended."""
    check(desk, "audit.read")
    with desk.database.reading() as work:
        rows = audit.listed(work, _wanted(wanted), limit, before)
    return tuple(
        AuditLine(
            sequence=row.sequence,
            at=datetime.fromisoformat(row.at),
            who=row.who,
            station=row.station,
            action=row.action,
            what=ACTIONS.get(row.action, row.action),
            about=row.about,
            before=_shown(row.before),
            after=_shown(row.after),
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class AuditSubject:
    """A slip or a person whose audit rows a list may be of: ``words`` its number or name, ``detail`` what tells it from
    others of that name; ``id`` that of the document or the person."""

    id: str
    is_person: bool
    words: str
    detail: str


def subjects(desk: Desk, text: str) -> tuple[AuditSubject, ...]:
    """Slips by number or day and persons for what was typed, a few of each. Not audited, as ``people.find_people``."""
    check(desk, "audit.read")
    if not text.strip():
        return ()
    slips = find_slips(desk, text)
    found = () if slips.of_persons else slips.rows[:_SUBJECTS]
    return (
        *(AuditSubject(one.id, False, one.number, one.person_name) for one in found),
        *(
            AuditSubject(hit.id, True, hit.name, f"{hit.masked_number} {hit.village}".strip())
            for hit in find_people(desk, text, _SUBJECTS)
        ),
    )


def _wanted(one: AuditFilter) -> Wanted:
    day = one.day.isoformat() if one.day else ""
    return Wanted(one.person_id, one.document_id, one.operator_id, day, one.action)


def _shown(text: str | None) -> str:
    """Before or after without digests, which nobody reads, and with numbers masked."""
    values = json.loads(text or "{}")
    kept = {name: value for name, value in values.items() if name not in {images.ROWS, images.STANDING}}
    for name in _NUMBERS & kept.keys():
        kept[name] = masked(str(kept[name]))
    return json.dumps(kept, ensure_ascii=False) if kept else ""


def _head(text: str) -> AuditHead | None:
    if not text.strip():
        return None
    found = _HEAD.fullmatch(text.strip().lower())
    if found is None:
        raise UserError("BAD_VALUE", "head", "链尾应当写成“行号:校验码”，校验码至少 16 位：请照日结单上的填写。")
    return AuditHead(int(found[1]), found[2])


def _said(broken: BrokenRow) -> str:
    if not broken.at:
        return broken.message
    what = ACTIONS.get(broken.action, broken.action)
    return f"{broken.message}（记录上写的是：{broken.at}，{broken.operator}，{what}）"


def _note(desk: Desk, verified: Verified) -> None:
    """The check in the audit. Nothing is appended to a chain whose end was made unreadable: what was found is said all
    the same."""
    after: dict[str, object] = {
        "checked": verified.rows,
        "head": verified.head,
        "broken": verified.broken,
        "findings": len(verified.findings),
    }
    try:
        with desk.database.unit_of_work() as work:
            note(desk, work, "audit.verify", "", after)
    except (InvariantError, KnownError):
        if not verified.broken:
            raise
