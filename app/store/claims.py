"""医院应退, read out of the posted documents: what each settlement, its adjustments and their reversals leave owed."""

from __future__ import annotations

import json
from datetime import date, datetime

from app.records.claims import Claim, Receipt
from app.store import driver
from app.store.canonical import canonical
from app.store.stamp import day, moment, whole
from app.store.work import Work

# A counter-document carries its target's amount negative, so all that hangs on one settlement adds up to what is owed.
_OWED = """
SELECT root.id AS id, root.row AS place, root.number AS number, root.person_name AS person_name,
    root.institution_id AS institution_id, root.institution_name AS institution_name, root.business_date AS settled_on,
    root.institution_refund + coalesce((SELECT sum(one.institution_refund) FROM documents AS one WHERE one.adjusts = root.row), 0)
    + coalesce((SELECT sum(counter.institution_refund) FROM documents AS counter WHERE counter.reverses = root.row), 0)
    + coalesce((SELECT sum(counter.institution_refund) FROM documents AS counter JOIN documents AS made
        ON made.row = counter.reverses WHERE made.adjusts = root.row), 0) AS owed,
    (SELECT counter.number FROM documents AS counter WHERE counter.reverses = root.row) AS reversed_by
FROM documents AS root WHERE root.kind = 'settlement' AND (root.institution_refund <> 0
    OR EXISTS (SELECT 1 FROM documents AS one WHERE one.adjusts = root.row AND one.institution_refund <> 0))
ORDER BY root.institution_name, root.row
"""


def claims(work: Work) -> tuple[Claim, ...]:
    """Every claim, by institution and in the order of settling."""
    paid: dict[str, tuple[int, str]] = {}
    for row in work.rows("SELECT document, amount, received_on FROM claim_receipts ORDER BY row"):
        before = paid.get(row["document"], (0, ""))[0]
        paid[row["document"]] = (before + row["amount"], row["received_on"])
    named: dict[str, tuple[int, str, str]] = {}
    for row in work.rows("SELECT letter_number, sent_on, claims FROM claim_letters ORDER BY row"):
        for document, amount in json.loads(row["claims"]).items():
            named[document] = (amount, row["letter_number"], row["sent_on"])
    return tuple(_claim(row, paid.get(row["id"]), named.get(row["id"])) for row in work.rows(_OWED))


def receipts_of(work: Work, document_id: str) -> tuple[Receipt, ...]:
    """The payments for one slip, in the order in which they were entered."""
    rows = work.rows("SELECT * FROM claim_receipts WHERE document = ? ORDER BY row", (document_id,))
    return tuple(
        Receipt(row["id"], row["document"], row["amount"], date.fromisoformat(row["received_on"]), row["note"])
        for row in rows
    )


def add_receipt(work: Work, one: Receipt, at: datetime, station_id: str, operator_id: str) -> None:
    """Store a payment."""
    work.execute(
        "INSERT INTO claim_receipts (id, document, amount, received_on, note, station_id, operator_id, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(one.id, one.document_id, whole(one.amount), day(one.received_on), one.note),
            *(station_id, operator_id, moment(at)),
        ),
    )


def add_letter(
    work: Work,
    row_id: str,
    institution_id: str,
    letter: tuple[str, date],
    amounts: dict[str, int],
    at: datetime,
    station_id: str,
    operator_id: str,
) -> None:
    """Store a letter: its number and day, and document → fen of what it claims."""
    work.execute(
        "INSERT INTO claim_letters (id, institution_id, letter_number, sent_on, claims, total, station_id, operator_id, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(row_id, institution_id, letter[0], day(letter[1]), canonical(amounts), whole(sum(amounts.values()))),
            *(station_id, operator_id, moment(at)),
        ),
    )


def last_letter(work: Work, institution_id: str) -> tuple[str, str, date, dict[str, int]] | None:
    """Id, number, day and claims (document → fen) of the last letter to an institution, or None."""
    row = work.row("SELECT * FROM claim_letters WHERE institution_id = ? ORDER BY row DESC LIMIT 1", (institution_id,))
    return (
        None
        if row is None
        else (row["id"], row["letter_number"], date.fromisoformat(row["sent_on"]), json.loads(row["claims"]))
    )


def _claim(row: driver.Row, paid: tuple[int, str] | None, named: tuple[int, str, str] | None) -> Claim:
    return Claim(
        document_id=row["id"],
        number=row["number"],
        person_name=row["person_name"],
        institution_id=row["institution_id"],
        institution_name=row["institution_name"],
        settled_on=date.fromisoformat(row["settled_on"]),
        owed=row["owed"],
        received=paid[0] if paid else 0,
        reversed_by=row["reversed_by"] or "",
        claimed=named[0] if named else 0,
        letter_number=named[1] if named else "",
        claimed_on=date.fromisoformat(named[2]) if named else None,
        received_on=date.fromisoformat(paid[1]) if paid else None,
    )
