"""Day close (日结): the day as it stands with its faults, closing it, taking a close back, the hand-over sheet.

A close is one unit of work that reads and checks everything again: what the window showed is not believed. Its facts are
stored and the sheet is drawn from them. A closed day takes no document; a slip of a closed day is reversed today and
counts today, negative. Automatic copies after a close are the window's to ask for (``services.backups``).

Decisions
* 2026-11-22: the audit head in the facts, and so on the sheet, is the one before the close's own audit row: that row
  holds the digest of the facts. Whoever has the sheet finds a cut tail up to the close; the next sheet or backup covers
  the row of the close itself. Rejected: printing a head that is known only after the facts are sealed.
* 2026-11-22: a request's id is the close's id, so that F8 held down is one close. A close of an unlocked day is a new
  row; the first one stays with its unlock.
* 2026-11-22: days are closed in order. Rejected: leaving a gap and counting its documents with the next close, whose
  cash would then be that of two days.
* 2026-11-22: of payments, cash and deposits given back move the drawer. Rejected: counting a deposit as received on the
  day of settling: it was taken before and lies in the float.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from app.errors import UserError
from app.policy import Registry
from app.records.close import CashCount, CloseDraft, CloseFacts, CloseRequest
from app.records.paper import Handed
from app.records.people import Credentials, Operator
from app.records.words import REASONS
from app.services import day_facts
from app.services.approval import prove, second_person
from app.services.archive.facts import to_json
from app.services.archive.leaving import Act, hand_out
from app.services.archive.references import DayMarks, day_template, draw_day
from app.services.close_json import close_from_json, close_to_json
from app.services.day_changes import told
from app.services.day_checks import DayFault, DayRead, checked, read_day, yuan
from app.services.desk import Desk, now, today
from app.services.request_subjects import name_of, settled_otherwise, subject_of
from app.services.rights import check
from app.services.slip_facts import moment_text
from app.services.trail import note as note_row
from app.store import approvals, archive, audit, closes, images
from app.store import day as day_store
from app.store.changes import changes
from app.store.closes import StoredClose
from app.store.work import Work

UNLOCK = "day.unlock"
_SHORTEST_REASON = 4
_LONGEST_NOTE = 500
_NAMED_DAYS = 5
_PAST_DAYS = 60


@dataclass(frozen=True, slots=True)
class PastDay:
    """A close as lists show it; fen. ``unlocked_at`` empty while it stands, else who took it back with whom, and why."""

    close_id: str
    on: date
    closed_at: str
    operator_name: str
    count: int
    total: int
    person_pays: int
    difference: int
    unlocked_at: str = ""
    unlocked_by: str = ""
    approver: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DayView:
    """A day of this station as it stands now, closed or not. ``facts`` has no cash; ``closed`` is the close that stands;
    ``open_before`` are earlier days that must be closed first; ``opening`` the float of the close before (fen), to begin
    the count with; ``moved`` what the day's payments add to it."""

    on: date
    facts: CloseFacts
    faults: tuple[DayFault, ...]
    closed: PastDay | None
    open_before: tuple[date, ...]
    opening: int
    moved: int


@dataclass(frozen=True, slots=True)
class Closed:
    """A close; ``already``: this request had closed the day before, nothing new was stored."""

    close_id: str
    on: date
    facts: CloseFacts
    already: bool


def day(desk: Desk, on: date) -> DayView:
    """A day of this station, everything read and checked now. UserError NOT_ALLOWED."""
    check(desk, "day.read")
    with desk.database.reading() as work:
        facts, faults = _live(desk, work, on)
        stands = closes.close_of(work, desk.station.id, on)
        before = closes.close_before(work, desk.station.id, on)
        return DayView(
            on=on,
            facts=facts,
            faults=faults,
            closed=None if stands is None else _past(stands),
            open_before=closes.open_days(work, desk.station.id, on),
            opening=0 if before is None else close_from_json(before.facts_json).cash.opening,
            moved=day_facts.drawer(facts.payments),
        )


def close_day(desk: Desk, request_id: str, on: date, counted: CashCount, note: str) -> Closed:
    """Close a day of this station. ``request_id`` is a fresh id that is kept while the clerk tries: the same once more is
    one close. ``note`` says why the cash differs.

    UserError: NOT_ALLOWED; BAD_MONEY, BAD_COUNT (path: the field of the count); NOTE_TOO_LONG; DAY_AHEAD, DAY_CLOSED,
    EARLIER_OPEN (the days); DAY_FAULT (the first fault's sentence, path: its document's id); CASH_DIFFERS (path "note");
    REQUEST_CHANGED. Nothing is stored then."""
    check(desk, "day.close")
    text = _text(note, "note")
    with desk.database.unit_of_work() as work:
        before = closes.find(work, request_id)
        if before is not None:
            return _already(desk, before, on)
        _check_turn(desk, work, on)
        facts, faults = _live(desk, work, on)
        cash = day_facts.cash(counted, day_facts.drawer(facts.payments), text)
        if faults:
            raise UserError("DAY_FAULT", faults[0].document_id or "", faults[0].message)
        if cash.difference and not text:
            raise _differs(cash.counted, cash.expected)
        head = audit.head(work)
        closed_before = closes.count_of(work, desk.station.id, on)
        facts = replace(
            facts,
            cash=cash,
            closed_at=moment_text(now(desk)),
            close_number=closed_before + 1,
            audit_sequence=head.sequence,
            audit_hash=head.hash,
        )
        digest = closes.close(
            work,
            request_id,
            on,
            close_to_json(facts),
            head,
            at=now(desk),
            station_id=desk.station.id,
            operator_id=desk.operator.id,
        )
        _note_close(desk, work, request_id, facts, digest)
        return Closed(request_id, on, facts, already=False)


def unlock_day(desk: Desk, on: date, reason: str, approver: Credentials) -> PastDay:
    """Take the close of a day back, with a reason and a second person who may do it; the day takes documents again and
    is closed anew. UserError: NOT_ALLOWED, REASON_MISSING (path "reason"), NOT_CLOSED, and those of ``approval``."""
    check(desk, "day.close")
    text = unlock_reason(reason)
    proof = prove(desk, approver)
    with desk.database.unit_of_work() as work:
        second = second_person(desk, work, proof, UNLOCK)
        stands = closed_day(desk, work, on)
        return post_unlock(desk, work, stands.id, text, (desk.operator, second), failures=proof.failures)


def unlock_reason(typed: str) -> str:
    """The reason as it is kept. UserError REASON_MISSING, NOTE_TOO_LONG, both at "reason"."""
    text = _text(typed, "reason")
    if len(text) < _SHORTEST_REASON:
        raise UserError("REASON_MISSING", "reason", f"请写明解锁的原因，至少 {_SHORTEST_REASON} 个字。")
    return text


def closed_day(desk: Desk, work: Work, on: date) -> StoredClose:
    """The close of this station's day that stands. UserError NOT_CLOSED."""
    stands = closes.close_of(work, desk.station.id, on)
    if stands is None:
        raise UserError("NOT_CLOSED", "", f"{on.isoformat()} 没有日结，不需要解锁。")
    return stands


def post_unlock(
    desk: Desk, work: Work, close_id: str, reason: str, who: tuple[Operator, Operator], *, failures: int = 0
) -> PastDay:
    """Take a close back inside a unit of work that is open already; ``who`` asked, and the second person, who was
    verified."""
    initiator, second = who
    closes.unlock(
        work,
        close_id,
        reason,
        (second.id, second.name),
        at=now(desk),
        station_id=desk.station.id,
        operator_id=initiator.id,
    )
    undone = closes.get(work, close_id)
    after = {
        "day": undone.business_date.isoformat(),
        "reason": reason,
        "initiator": initiator.id,
        "approver": second.id,
        "approver_failures": failures,
    }
    note_row(desk, work, UNLOCK, close_id, after, image=images.Image("day_unlocks", close_id))
    return _past(undone)


def past_days(desk: Desk) -> tuple[PastDay, ...]:
    """This station's closes, those taken back as well, the latest day first. UserError NOT_ALLOWED."""
    check(desk, "day.read")
    with desk.database.reading() as work:
        return tuple(_past(one) for one in closes.closes_of(work, desk.station.id, _PAST_DAYS))


def sheet_preview(desk: Desk, close_id: str) -> bytes:
    """The hand-over sheet as its print will be; looking is no print. UserError NOT_ALLOWED, NO_CLOSE; KnownError
    FONT_MISSING."""
    check(desk, "day.read")
    with desk.database.reading() as work:
        stored = closes.get(work, close_id)
    return draw_day(close_from_json(stored.facts_json), stored.facts_digest)


def sheet_pdf(desk: Desk, close_id: str) -> Handed:
    """The hand-over sheet to be printed, drawn from the stored facts: every print is the same bytes. Each is kept in the
    archive. UserError NOT_ALLOWED, NO_CLOSE; KnownError FONT_MISSING, DISK_FULL."""
    pdf = sheet_preview(desk, close_id)
    with desk.database.unit_of_work() as work:
        stored = closes.get(work, close_id)
        on, template = stored.business_date, day_template(close_from_json(stored.facts_json))
        named = ("day_sheet", f"{on} 交接单", close_id, template, "a4", to_json(DayMarks(close_id)), pdf)
        act = Act("day.print", close_id, {"day": on.isoformat()})
        return hand_out(desk, work, *named, copy=archive.next_copy(work, "day_sheet", close_id), act=act)


def _live(desk: Desk, work: Work, on: date) -> tuple[CloseFacts, tuple[DayFault, ...]]:
    """The day as it stands in this transaction: what its close would say, without cash, and the faults."""
    station = desk.station
    read = read_day(work, station.id, on)
    checks, faults = checked(read)
    layers = day_facts.layers(read.documents)
    numbers = [one.number for one in read.documents]
    facts = CloseFacts(
        area_name=station.area_name,
        station_name=station.name,
        operator_name=desk.operator.name,
        business_date=on.isoformat(),
        demonstration=station.demonstration,
        sums=day_facts.sums(read.documents),
        groups=day_facts.groups(read.documents),
        layers=layers,
        payers=day_facts.payers(layers),
        payments=day_facts.payments(read.documents),
        first_number=numbers[0] if numbers else "",
        last_number=numbers[-1] if numbers else "",
        originals=read.prints.originals,
        reprints=read.prints.reprints,
        checks=checks,
    )
    return _with_lists(work, desk.packs, station.id, on, facts, read), faults


def _with_lists(work: Work, packs: Registry, station_id: str, on: date, facts: CloseFacts, read: DayRead) -> CloseFacts:
    return replace(
        facts,
        unprinted=day_facts.unprinted(read),
        reversals=day_facts.reversals(read, day_store.reasons(work, read.by_row)),
        drafts=tuple(
            CloseDraft(name, at[:16].replace("T", " ")) for name, at in day_store.open_drafts(work, station_id, on)
        ),
        requests=tuple(_requests(work, packs, station_id, on)),
        papers=day_facts.papers(archive.day_counts(work, station_id, on)),
        changes=told(changes(work, station_id, on, _close_before(work, station_id, on))),
    )


def _requests(work: Work, packs: Registry, station_id: str, on: date) -> Iterator[CloseRequest]:
    """What was asked for by the end of the day, and still waits."""
    for asked in approvals.open_requests(work):
        if asked.station_id == station_id and asked.at.date() <= on:
            subject = subject_of(work, asked)
            if not settled_otherwise(work, subject, packs):
                yield CloseRequest(
                    name_of(subject), REASONS.get(asked.reason, asked.note), asked.at.isoformat(" ")[:16]
                )


def _close_before(work: Work, station_id: str, on: date) -> tuple[date, int] | None:
    """The day of the last close before that stands, and the last audit row that it knew."""
    before = closes.close_before(work, station_id, on)
    return None if before is None else (before.business_date, before.audit.sequence)


def _already(desk: Desk, before: StoredClose, on: date) -> Closed:
    if before.business_date != on or before.station_id != desk.station.id:
        raise UserError("REQUEST_CHANGED", "", "这一次日结已经办好，是另一天的：没有重复日结。请重新打开日结。")
    if before.unlock is not None:
        raise UserError("REQUEST_CHANGED", "", "这一次日结已经办好，后来又解锁了：没有重复日结。请重新打开日结。")
    return Closed(before.id, on, close_from_json(before.facts_json), already=True)


def _check_turn(desk: Desk, work: Work, on: date) -> None:
    """The day may be closed now: it is no future one, still open, and none before it is open."""
    if on > today(desk):
        raise UserError("DAY_AHEAD", "", f"{on.isoformat()} 还没有到，不能日结。")
    if closes.closed(work, desk.station.id, on):
        raise UserError("DAY_CLOSED", "", f"{on.isoformat()} 已经日结。需要更正时，请由复核解锁后重新日结。")
    earlier = closes.open_days(work, desk.station.id, on)
    if earlier:
        named = "、".join(one.isoformat() for one in earlier[:_NAMED_DAYS])
        more = f" 等 {len(earlier)} 天" if len(earlier) > _NAMED_DAYS else ""
        raise UserError("EARLIER_OPEN", "", f"{named}{more}有单据还没有日结：请从最早的一天起，按日期先后日结。")


def _differs(counted: int, expected: int) -> UserError:
    what = "多" if counted > expected else "少"
    return UserError(
        "CASH_DIFFERS",
        "note",
        f"清点现金 {yuan(counted)}，应有 {yuan(expected)}，{what} {yuan(abs(counted - expected))}：请再点一遍；"
        "确实不符的，写明原因后再日结。",
    )


def _text(typed: str, path: str) -> str:
    text = " ".join(typed.split())
    if len(text) > _LONGEST_NOTE:
        raise UserError("NOTE_TOO_LONG", path, f"说明请写在 {_LONGEST_NOTE} 个字以内，现有 {len(text)} 个字。")
    return text


def _note_close(desk: Desk, work: Work, close_id: str, facts: CloseFacts, digest: str) -> None:
    after = {
        "day": facts.business_date,
        "count": facts.sums.count,
        "total": facts.sums.total,
        "fund_total": facts.sums.fund_total,
        "person_pays": facts.sums.person_pays,
        "counted": facts.cash.counted,
        "difference": facts.cash.difference,
        "facts": digest,
    }
    note_row(desk, work, "day.close", close_id, after, image=images.Image("day_closes", close_id))


def _past(stored: StoredClose) -> PastDay:
    facts = close_from_json(stored.facts_json)
    made = PastDay(
        close_id=stored.id,
        on=stored.business_date,
        closed_at=facts.closed_at,
        operator_name=facts.operator_name,
        count=facts.sums.count,
        total=facts.sums.total,
        person_pays=facts.sums.person_pays,
        difference=facts.cash.difference,
    )
    undone = stored.unlock
    if undone is None:
        return made
    return replace(
        made,
        unlocked_at=moment_text(undone.at),
        unlocked_by=undone.operator_name,
        approver=undone.approver_name,
        reason=undone.reason,
    )
