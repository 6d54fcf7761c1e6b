"""Rows of remainders that wait at the hall (回厅待结): registered once, their state is that of their latest step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.errors import UserError
from app.store import driver
from app.store.stamp import day, moment
from app.store.work import Work

_LATEST = "(SELECT max(row) FROM hall_wait_events AS e WHERE e.wait = hall_wait_events.wait)"


@dataclass(frozen=True, slots=True)
class Wait:
    """One remainder. ``state`` "" (registered), opened, settled, reopened, dropped; ``draft`` of its open case; ``document`` the
    number of the slip that settled it."""

    id: str
    person_id: str
    person_name: str
    institution_id: str
    institution_name: str
    discharged: date
    upstream_number: str
    since: date
    note: str
    state: str = ""
    draft: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a remainder."""

    id: str
    wait: str
    state: str
    draft: str
    document: str | None
    reason: str


def add(work: Work, one: Wait, at: datetime, station_id: str, operator_id: str) -> None:
    """Register a remainder."""
    work.execute(
        "INSERT INTO hall_waits (id, person_id, institution_id, discharged, upstream_number, since, note, station_id,"
        " operator_id, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(
                one.id,
                one.person_id,
                one.institution_id,
                day(one.discharged),
                one.upstream_number,
                day(one.since),
                one.note,
            ),
            *(station_id, operator_id, moment(at)),
        ),
    )


def add_step(work: Work, step: Step, at: datetime, station_id: str, operator_id: str) -> None:
    """Store the next step."""
    work.execute(
        "INSERT INTO hall_wait_events (id, wait, state, draft, document, reason, station_id, operator_id, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (step.id, step.wait, step.state, step.draft, step.document, step.reason, station_id, operator_id, moment(at)),
    )


def waiting(work: Work) -> tuple[Wait, ...]:
    """Every remainder that is neither settled nor dropped, the oldest first."""
    return tuple(one for one in _read(work, "") if one.state not in {"settled", "dropped"})


def get(work: Work, wait_id: str) -> Wait:
    """One remainder; UserError NO_WAIT."""
    found = _read(work, wait_id)
    if not found:
        raise UserError("NO_WAIT", "", "没有找到这一条：请重新打开列表再选。")
    return found[0]


def of_draft(work: Work, draft_id: str) -> str | None:
    """The remainder whose open case is this draft, or None."""
    sql = f"SELECT wait FROM hall_wait_events WHERE row = {_LATEST} AND state = 'opened' AND draft = ?"  # noqa: S608 - own names
    return _id(work, sql, draft_id)


def settled_by(work: Work, document_id: str) -> str | None:
    """The remainder that this slip settled last, or None."""
    return _id(work, "SELECT wait FROM hall_wait_events WHERE document = ? ORDER BY row DESC LIMIT 1", document_id)


@dataclass(frozen=True, slots=True)
class WaitingDraft:
    """A draft of 补差 that is not settled: its form and the moment it was opened."""

    id: str
    form_json: str
    opened_at: datetime


def top_up_drafts(work: Work) -> tuple[WaitingDraft, ...]:
    """Open drafts of 补差, the oldest first."""
    sql = "SELECT id, form, at FROM drafts WHERE state = 'open' AND json_extract(form, '$.visit.way') = 'top_up' ORDER BY at, id"
    return tuple(WaitingDraft(row["id"], row["form"], datetime.fromisoformat(row["at"])) for row in work.rows(sql))


def _id(work: Work, sql: str, parameter: str) -> str | None:
    found = work.value(sql, (parameter,))
    return None if found is None else str(found)


def _read(work: Work, wait_id: str) -> tuple[Wait, ...]:
    sql = (
        "SELECT hall_waits.*, persons.name AS person_name, institutions.name AS institution_name, s.state AS state,"  # noqa: S608 - own names
        " s.draft AS draft, documents.number AS number FROM hall_waits JOIN persons ON persons.id = hall_waits.person_id"
        " JOIN institutions ON institutions.id = hall_waits.institution_id"
        f" LEFT JOIN (SELECT * FROM hall_wait_events WHERE row = {_LATEST}) AS s ON s.wait = hall_waits.id"
        " LEFT JOIN documents ON documents.id = s.document WHERE ? IN ('', hall_waits.id) ORDER BY hall_waits.row"
    )
    return tuple(_wait(row) for row in work.rows(sql, (wait_id,)))


def _wait(row: driver.Row) -> Wait:
    return Wait(
        id=row["id"],
        person_id=row["person_id"],
        person_name=row["person_name"],
        institution_id=row["institution_id"],
        institution_name=row["institution_name"],
        discharged=date.fromisoformat(row["discharged"]),
        upstream_number=row["upstream_number"],
        since=date.fromisoformat(row["since"]),
        note=row["note"],
        state=row["state"] or "",
        draft=row["draft"] or "",
        document=row["number"] or "",
    )
