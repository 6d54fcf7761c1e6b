"""Rows of acceptances: written once, their state is that of their latest step."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime

from app.errors import UserError, require
from app.records.acceptance import OPEN_STATES, Acceptance, AcceptanceEvent
from app.records.people import Station
from app.store import driver
from app.store.canonical import canonical
from app.store.stamp import day, day_back, moment
from app.store.work import Work

_LATEST = "acceptance_events.row = (SELECT max(row) FROM acceptance_events AS e WHERE e.acceptance = acceptances.id)"
_JOINED = f"acceptances JOIN acceptance_events ON acceptance_events.acceptance = acceptances.id AND {_LATEST}"
_MARKS = ", ".join("?" * len(OPEN_STATES))
MOST = 2_000
"""Acceptances of a list, the latest first."""


def next_number(work: Work, station: Station, year: int) -> tuple[int, str]:
    """The next sequence and number of a station and year: (1, "NM-01-2019-S000001"). Ask inside the unit of work that adds."""
    sql = "SELECT coalesce(max(sequence), 0) + 1 FROM acceptances WHERE station_id = ? AND accepted_year = ?"
    sequence = int(work.value(sql, (station.id, year)))
    return sequence, f"{station.area_code}-{station.code}-{year}-S{sequence:06d}"


def add(work: Work, one: Acceptance, sequence: int, at: datetime, station_id: str, operator_id: str) -> None:
    """Store a new acceptance; its first event and its invoices come by themselves."""
    content = canonical({"person": one.person_name, "institution": one.institution_name, "values": dict(one.values)})
    work.execute(
        "INSERT INTO acceptances (id, number, accepted_year, sequence, kind, person_id, institution_id, visit_type, admitted,"
        " discharged, accepted_on, content, station_id, operator_id, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(one.id, one.number, one.accepted_on.year, sequence, one.kind, one.person_id, one.institution_id),
            *(one.visit_type, day(one.admitted), day(one.discharged), day(one.accepted_on), content),
            *(station_id, operator_id, moment(at)),
        ),
    )


def add_invoice(
    work: Work, row_id: str, acceptance: Acceptance, invoice: str, at: datetime, station_id: str, operator_id: str
) -> None:
    """Take an invoice for an acceptance."""
    work.execute(
        "INSERT INTO acceptance_invoices (id, acceptance, institution_id, invoice_number, station_id, operator_id, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (row_id, acceptance.id, acceptance.institution_id, invoice, station_id, operator_id, moment(at)),
    )


def add_event(work: Work, acceptance_id: str, event: AcceptanceEvent, station_id: str, operator_id: str) -> None:
    """Store the next step."""
    work.execute(
        "INSERT INTO acceptance_events (id, acceptance, state, reason, papers, complete_on, due, bring_by, draft, document,"
        " facts, station_id, operator_id, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(event.id, acceptance_id, event.state, event.reason, canonical(dict(event.papers))),
            *(day(event.complete_on), day(event.due), day(event.bring_by), event.draft, event.document or None),
            *(event.facts, station_id, operator_id, moment(event.at)),
        ),
    )


def get(work: Work, acceptance_id: str) -> Acceptance:
    """One acceptance; UserError NO_ACCEPTANCE."""
    found = _read(work, "SELECT * FROM acceptances WHERE id = ?", (acceptance_id,))
    if not found:
        raise UserError("NO_ACCEPTANCE", "", "没有找到这份受理登记：请重新打开列表再选。")
    return found[0]


def latest(work: Work) -> tuple[Acceptance, ...]:
    """The latest acceptances, the newest first."""
    return _read(work, "SELECT * FROM acceptances ORDER BY row DESC LIMIT ?", (MOST,))


def of_draft(work: Work, draft_id: str) -> Acceptance | None:
    """The acceptance under review whose case is this draft, or None."""
    return _first(work, f"SELECT acceptances.* FROM {_JOINED} WHERE draft = ? AND state = 'reviewing'", (draft_id,))  # noqa: S608 - own names


def settled_by(work: Work, document_id: str) -> Acceptance | None:
    """The acceptance that this slip settled last, also where it was reopened since, or None."""
    return _first(
        work,
        "SELECT * FROM acceptances WHERE id = (SELECT acceptance FROM acceptance_events WHERE document = ? ORDER BY row DESC"
        " LIMIT 1)",
        (document_id,),
    )


def with_invoice(work: Work, institution_id: str, invoice: str) -> Acceptance | None:
    """The acceptance, not returned, that took this invoice of this institution, or None."""
    return _first(
        work,
        f"SELECT acceptances.* FROM {_JOINED} WHERE state <> 'returned' AND acceptances.id IN (SELECT acceptance FROM"  # noqa: S608 - own names
        " acceptance_invoices WHERE invoice_number = ? AND institution_id = ?)",
        (invoice, institution_id),
    )


def overlapping(work: Work, people: Sequence[str], admitted: date, discharged: date) -> Acceptance | None:
    """An open acceptance of a stay of these ids that shares time with these days, or None."""
    marks = ", ".join("?" * len(people))
    first, last = day(admitted), day(discharged)
    return _first(
        work,
        f"SELECT acceptances.* FROM {_JOINED} WHERE acceptances.person_id IN ({marks}) AND state IN ({_MARKS})"  # noqa: S608 - own names
        " AND visit_type = 'inpatient' AND ((admitted < ? AND ? < discharged) OR (admitted = ? AND discharged = ?))",
        (*people, *OPEN_STATES, last, first, first, last),
    )


def next_copy(work: Work, event_id: str) -> int:
    """The copy number that the next print of a receipt will have."""
    return int(work.value("SELECT count(*) + 1 FROM acceptance_prints WHERE event = ?", (event_id,)))


def receipt_facts(work: Work, event_id: str) -> str:
    """The stored facts of the receipt that a step gave. InvariantError where there is no such step."""
    found = work.value("SELECT facts FROM acceptance_events WHERE id = ?", (event_id,))
    require(isinstance(found, str), "a receipt belongs to a step of an acceptance")
    return str(found)


def record_print(
    work: Work,
    row_id: str,
    event_id: str,
    copy: int,
    paper: tuple[str, str],
    at: datetime,
    station_id: str,
    operator_id: str,
) -> None:
    """Record a print; ``paper`` template and hash of its bytes."""
    work.execute(
        "INSERT INTO acceptance_prints (id, event, copy, template, pdf_sha256, station_id, operator_id, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (row_id, event_id, copy, *paper, station_id, operator_id, moment(at)),
    )


def _first(work: Work, sql: str, parameters: Sequence[object]) -> Acceptance | None:
    found = _read(work, sql, parameters)
    return found[0] if found else None


def _read(work: Work, sql: str, parameters: Sequence[object]) -> tuple[Acceptance, ...]:
    found = work.rows(sql, tuple(parameters))
    ids = json.dumps([row["id"] for row in found])
    invoices: dict[str, list[str]] = {}
    taken = "SELECT * FROM acceptance_invoices WHERE acceptance IN (SELECT value FROM json_each(?)) ORDER BY row"
    for row in work.rows(taken, (ids,)):
        invoices.setdefault(row["acceptance"], []).append(row["invoice_number"])
    events: dict[str, list[AcceptanceEvent]] = {}
    steps = (
        "SELECT acceptance_events.*, documents.number AS document_number, operators.name AS operator_name"
        " FROM acceptance_events LEFT JOIN documents ON documents.id = document"
        " LEFT JOIN operators ON operators.id = acceptance_events.operator_id"
        " WHERE acceptance IN (SELECT value FROM json_each(?)) ORDER BY acceptance_events.row"
    )
    for row in work.rows(steps, (ids,)):
        events.setdefault(row["acceptance"], []).append(_event(row))
    return tuple(_acceptance(row, invoices.get(row["id"], []), events.get(row["id"], [])) for row in found)


def _acceptance(row: driver.Row, invoices: Sequence[str], events: Sequence[AcceptanceEvent]) -> Acceptance:
    content = json.loads(row["content"])
    return Acceptance(
        id=row["id"],
        number=row["number"],
        kind=row["kind"],
        person_id=row["person_id"],
        person_name=content["person"],
        institution_id=row["institution_id"],
        institution_name=content["institution"],
        visit_type=row["visit_type"],
        admitted=day_back(row["admitted"]),
        discharged=date.fromisoformat(row["discharged"]),
        invoices=tuple(invoices),
        values=content["values"],
        accepted_on=date.fromisoformat(row["accepted_on"]),
        events=tuple(events),
    )


def _event(row: driver.Row) -> AcceptanceEvent:
    return AcceptanceEvent(
        id=row["id"],
        state=row["state"],
        reason=row["reason"],
        papers=json.loads(row["papers"]),
        complete_on=day_back(row["complete_on"]),
        due=day_back(row["due"]),
        bring_by=day_back(row["bring_by"]),
        draft=row["draft"],
        document=row["document"] or "",
        document_number=row["document_number"] or "",
        facts=row["facts"],
        at=datetime.fromisoformat(row["at"]),
        operator_name=row["operator_name"] or "",
    )
