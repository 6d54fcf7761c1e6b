"""The end of a year: whose visits left something open, and the runs that paid it. Runs are only ever added; so is what ends them.

Nothing is settled before it was discharged: a year's documents are looked for from its first business day on, which has an index.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime

from app.records.year_end import BankAccount, OpenVisit, Payee, Run, Share
from app.store import driver
from app.store.canonical import canonical
from app.store.stamp import moment, whole
from app.store.work import Work

_RUN = (
    "SELECT r.*, o.name AS operator_name, (SELECT count(*) FROM year_shares AS s WHERE s.run = r.row) AS count,"
    " (SELECT coalesce(sum(amount), 0) FROM year_shares AS s WHERE s.run = r.row) AS total,"
    " e.reason, e.document_number AS end_number FROM year_runs AS r LEFT JOIN operators AS o ON o.id = r.operator_id"
    " LEFT JOIN year_run_ends AS e ON e.run = r.id"
)
_SHARE = (
    "SELECT s.*, r.id AS run_id, p.state, p.day, p.voucher, e.run AS ended FROM year_shares AS s"
    " JOIN year_runs AS r ON r.row = s.run LEFT JOIN year_run_ends AS e ON e.run = r.id LEFT JOIN year_payments AS p ON p.row ="
    " (SELECT max(row) FROM year_payments WHERE run = r.id AND position = s.position)"
)


def open_people(work: Work, year: int, pack_id: str) -> tuple[str, ...]:
    """Ids of those of whom a document of a year under a pack left an annual layer open, in the order of posting."""
    rows = work.rows(
        "SELECT d.person_id FROM documents AS d JOIN document_added AS a ON a.document = d.row JOIN packs ON digest = d.pack"
        " WHERE d.business_date >= ? AND d.year = ? AND pack_id = ? AND a.carried <> 0 GROUP BY d.person_id ORDER BY min(d.row)",
        (f"{year}-01-01", year, pack_id),
    )
    return tuple(row[0] for row in rows)


def expecting_people(work: Work, year: int, pack_id: str, estimate: str) -> tuple[str, ...]:
    """Ids of those of whom a document of a year under a pack has an estimate, in the order of posting."""
    rows = work.rows(
        "SELECT d.person_id FROM documents AS d JOIN document_estimates AS e ON e.document = d.row"
        " JOIN packs ON digest = d.pack WHERE d.business_date >= ? AND d.year = ? AND pack_id = ? AND e.estimate = ?"
        " GROUP BY d.person_id ORDER BY min(d.row)",
        (f"{year}-01-01", year, pack_id, estimate),
    )
    return tuple(row[0] for row in rows)


def pack_of(work: Work, row: int) -> str:
    """The id of the pack that a document was worked out by."""
    found: str = work.value("SELECT pack_id FROM documents JOIN packs ON digest = pack WHERE row = ?", (row,))
    return found


def account_of(work: Work, person_ids: Sequence[str]) -> BankAccount:
    """The account that a person (all ids of the family) was last paid into."""
    row = work.row(
        "SELECT account_holder, account_number, account_bank FROM payments JOIN documents ON documents.row = document"
        " WHERE person_id IN (SELECT value FROM json_each(?)) AND account_number <> '' ORDER BY document DESC LIMIT 1",
        (json.dumps(list(person_ids)),),
    )
    return BankAccount() if row is None else BankAccount(*tuple(row))


def add_run(work: Work, run: Run, shares: Sequence[Share], *, station_id: str) -> None:
    """Store a run with its shares."""
    row = int(work.value("SELECT coalesce(max(row), 0) + 1 FROM year_runs"))
    work.execute(
        "INSERT INTO year_runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(row, run.id, run.kind, run.year, run.pack, run.document_number, run.content_digest),
            *(canonical(dict(run.data)), run.approver_id, run.approver_name),
            *(station_id, run.operator_id, moment(run.at)),
        ),
    )
    work.execute_many(
        "INSERT INTO year_shares VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                *(row, one.position, one.payee.id, one.payee.name, one.payee.household, one.payee.township),
                *(one.payee.village, one.layer, one.layer_name, one.payer, whole(one.base), whole(one.amount)),
                *(one.payee.account.holder, one.payee.account.number, one.payee.account.bank),
            )
            for one in shares
        ],
    )


def end_run(
    work: Work,
    run_id: str,
    reason: str,
    document_number: str,
    approver: tuple[str, str],
    stamp: tuple[str, str, datetime],
) -> None:
    """Take a run back. ``approver`` id and name, ``stamp`` station, operator and moment."""
    work.execute(
        "INSERT INTO year_run_ends VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (run_id, reason, document_number, *approver, stamp[0], stamp[1], moment(stamp[2])),
    )


def add_payments(
    work: Work,
    run_id: str,
    paid: Sequence[tuple[str, int]],
    what: tuple[str, date, str],
    stamp: tuple[str, str, datetime],
) -> None:
    """Say of shares (id of the entry, position) how they stand now: state, day, voucher."""
    state, day, voucher = what
    work.execute_many(
        "INSERT INTO year_payments (id, run, position, state, day, voucher, station_id, operator_id, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (entry_id, run_id, position, state, day.isoformat(), voucher, stamp[0], stamp[1], moment(stamp[2]))
            for entry_id, position in paid
        ],
    )


def payment_states(work: Work, entry_id: str) -> tuple[str, str] | None:
    """(run, state) of an entry about payments that was stored, or None."""
    row = work.row("SELECT run, state FROM year_payments WHERE id = ?", (entry_id,))
    return None if row is None else (row[0], row[1])


def run(work: Work, run_id: str) -> Run | None:
    """One run, or None."""
    row = work.row(f"{_RUN} WHERE r.id = ?", (run_id,))
    return None if row is None else _run(row)


def runs(work: Work, kind: str = "", year: int | None = None) -> tuple[Run, ...]:
    """Runs of a kind and year, those taken back too, the newest first."""
    rows = work.rows(
        f"{_RUN} WHERE (? = '' OR r.kind = ?) AND (? IS NULL OR r.year = ?) ORDER BY r.row DESC",
        (kind, kind, year, year),
    )
    return tuple(map(_run, rows))


def shares(work: Work, run_id: str) -> tuple[Share, ...]:
    """The shares of a run, as they stand."""
    return tuple(_share(row) for row in work.rows(f"{_SHARE} WHERE r.id = ? ORDER BY s.position", (run_id,)))


def cleared(work: Work, kind: str, year: int, pack_id: str) -> dict[tuple[str, str], int]:
    """(person, layer) → what standing runs of a kind, year and pack paid already."""
    rows = work.rows(
        "SELECT s.person, s.layer, sum(s.amount) FROM year_shares AS s JOIN year_runs AS r ON r.row = s.run"
        " WHERE r.kind = ? AND r.year = ? AND r.pack = ? AND NOT EXISTS (SELECT 1 FROM year_run_ends WHERE run = r.id)"
        " GROUP BY s.person, s.layer",
        (kind, year, pack_id),
    )
    return {(row[0], row[1]): row[2] for row in rows}


def _run(row: driver.Row) -> Run:
    ended = f"{row['end_number']} {row['reason']}" if row["reason"] is not None else ""
    return Run(
        *(row["id"], row["kind"], row["year"], row["pack"], row["document_number"], row["content_digest"]),
        *(json.loads(row["data"]), row["operator_id"], row["operator_name"] or row["operator_id"]),
        *(row["approver_id"], row["approver_name"], datetime.fromisoformat(row["at"])),
        *(row["count"], row["total"], ended),
    )


def _share(row: driver.Row) -> Share:
    account = BankAccount(row["account_holder"], row["account_number"], row["account_bank"])
    payee = Payee(row["person"], row["person_name"], row["household"], row["township"], row["village"], account)
    state = "ended" if row["ended"] else row["state"] or "due"
    day = date.fromisoformat(row["day"]) if row["day"] else None
    named = (row["layer"], row["layer_name"], row["payer"], row["base"], row["amount"])
    return Share(row["position"], payee, *named, state, day, row["voucher"] or "")


def last_applied(work: Work, rows: Sequence[int], layer: str) -> int | None:
    """Of documents, the last settlement in their order to which a layer applied; its local row."""
    found: int | None = work.value(
        "SELECT d.row FROM documents AS d JOIN document_layers AS l ON l.document = d.row"
        " WHERE d.row IN (SELECT value FROM json_each(?)) AND d.kind = 'settlement' AND l.layer = ? AND l.applied = 1"
        " ORDER BY d.order_key DESC, d.row DESC LIMIT 1",
        (json.dumps(list(rows)), layer),
    )
    return found


def borne(work: Work, rows: Sequence[int]) -> int:
    """What documents leave to the person, all together."""
    found: int = work.value(
        "SELECT coalesce(sum(person_pays), 0) FROM documents WHERE row IN (SELECT value FROM json_each(?))",
        (json.dumps(list(rows)),),
    )
    return found


def visits_of(work: Work, rows: Sequence[int], layer: str) -> tuple[OpenVisit, ...]:
    """What documents say of a layer, in the order of the year."""
    found = work.rows(
        "SELECT d.id, d.number, d.kind, d.discharged, d.institution_name, l.base, l.base_year, l.pay, a.carried, l.applied,"
        " coalesce(l.reason, '') AS reason, (SELECT group_concat(s.text, '') FROM (SELECT text FROM document_steps AS s"
        " WHERE s.document = d.row AND s.owner = l.layer ORDER BY s.position) AS s) AS steps FROM documents AS d"
        " JOIN document_layers AS l ON l.document = d.row AND l.layer = ?"
        " LEFT JOIN document_added AS a ON a.document = d.row AND a.layer = l.layer"
        " WHERE d.row IN (SELECT value FROM json_each(?)) ORDER BY d.order_key, d.row",
        (layer, json.dumps(list(rows))),
    )
    return tuple(
        OpenVisit(
            *(row["id"], row["number"], row["kind"], date.fromisoformat(row["discharged"]), row["institution_name"]),
            *(row["base"], row["base_year"], row["pay"], row["carried"] or 0, bool(row["applied"])),
            row["steps"] or row["reason"],
        )
        for row in found
    )
