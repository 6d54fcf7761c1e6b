"""Posted documents of a span of business days as an export needs them, read in slices; the ledger's sums beside them. Fen.

What a reversal or an adjustment doesn't carry itself (the diagnosis) is read from the settlement that it belongs to.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TypeVar

from app.records.national import LedgerSums, NationalFee, NationalLayer, NationalSlip
from app.records.progress import Step, silent
from app.store import driver
from app.store.elsewhere import ELSEWHERE
from app.store.stamp import day, day_back
from app.store.work import Work

Part = TypeVar("Part")
_SLICE = 500
_AMONG = "IN (SELECT value FROM json_each(?))"
ROOT = "coalesce((SELECT adjusts FROM documents AS r WHERE r.row = d.reverses), d.reverses, d.adjusts, d.row)"
"""The settlement that a document ``d`` belongs to: of a reversed adjustment the settlement that was adjusted."""
_SLIP = (
    f"SELECT d.*, {ROOT} AS root, p.sex, p.born, p.certificate_type, p.certificate_number,"  # noqa: S608 - own SQL
    " (SELECT number FROM documents AS o WHERE o.row = coalesce(d.reverses, d.adjusts, d.replaces)) AS initial,"
    " (SELECT coalesce(sum(amount), 0) FROM payments AS m WHERE m.document = d.row AND m.kind = 'personal_account') AS account,"
    " (SELECT coalesce(sum(amount), 0) FROM payments AS m WHERE m.document = d.row) AS moved"
    f" FROM documents AS d JOIN persons AS p ON p.id = d.person_id WHERE d.row {_AMONG} ORDER BY d.row"
)


def slips(work: Work, first: date, last: date, *, fees: bool, step: Step = silent) -> Iterator[NationalSlip]:
    """The documents of all kinds in the order of posting, with their bills' lines where ``fees``, read in slices."""
    rows = [
        row[0]
        for row in work.rows(
            "SELECT row FROM documents WHERE business_date BETWEEN ? AND ? ORDER BY row", (day(first), day(last))
        )
    ]
    for start in range(0, len(rows), _SLICE):
        step(start, len(rows))
        yield from _slice(work, rows[start : start + _SLICE], fees=fees)
    step(len(rows), len(rows))


def _slice(work: Work, rows: Sequence[int], *, fees: bool) -> list[NationalSlip]:
    read = work.rows(_SLIP, (json.dumps(rows),))
    roots = json.dumps(sorted({row["root"] for row in read}))
    diagnoses = {
        row[0]: (row[1] or "", row[2] or "")
        for row in work.rows(
            "SELECT document, json_extract(case_json, '$.diagnosis[0]'), json_extract(case_json, '$.diagnosis[1]')"  # noqa: S608 - own SQL
            f" FROM document_facts WHERE document {_AMONG}",
            (roots,),
        )
    }
    visits = _visits(work, roots)
    layers = _by_document(
        work.rows(
            f"SELECT l.document, l.layer, l.name, l.payer, {ELSEWHERE}, l.base, l.pay, l.rate FROM document_layers AS l"  # noqa: S608 - own SQL
            f" JOIN documents AS d ON d.row = l.document WHERE l.document {_AMONG} ORDER BY l.document, l.position",
            (json.dumps(rows),),
        ),
        lambda row: NationalLayer(row[1], row[2], row[3], bool(row[4]), row[5], row[6], row[7]),
    )
    lines = _by_document(_fee_rows(work, rows) if fees else (), lambda row: NationalFee(*tuple(row)[1:]))
    return [
        _slip(
            row,
            visits[row["root"]],
            diagnoses.get(row["root"], ("", "")),
            layers.get(row["row"], ()),
            lines.get(row["row"], ()),
        )
        for row in read
    ]


def _visits(work: Work, roots: str) -> dict[int, str]:
    """Settlement → number of the first settlement of its visit: one that replaces a reversed one is the same visit."""
    rows = work.rows(
        "WITH RECURSIVE before (root, row) AS ("  # noqa: S608 - own SQL
        f"SELECT row, row FROM documents WHERE row {_AMONG}"
        " UNION ALL SELECT before.root, d.replaces FROM before JOIN documents AS d ON d.row = before.row"
        " WHERE d.replaces IS NOT NULL)"
        " SELECT before.root, d.number FROM before JOIN documents AS d ON d.row = before.row WHERE d.replaces IS NULL",
        (roots,),
    )
    return {row[0]: row[1] for row in rows}


def _fee_rows(work: Work, rows: Sequence[int]) -> list[driver.Row]:
    return work.rows(
        "SELECT l.document, l.line, l.code, l.name, l.unit, l.category, l.item_class, l.quantity, l.unit_price, l.price_limit,"  # noqa: S608 - own SQL
        " l.prepay_rate, l.amount, s.in_scope, s.out_of_catalogue, s.over_limit, s.prepay, s.special_drug, s.patient_own,"
        " s.institution_own FROM document_lines AS l JOIN document_line_splits AS s USING (document, line)"
        f" WHERE l.document {_AMONG} ORDER BY l.document, l.line",
        (json.dumps(rows),),
    )


def _by_document(rows: Iterable[driver.Row], made: Callable[[driver.Row], Part]) -> Mapping[int, tuple[Part, ...]]:
    found: dict[int, list[Part]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(made(row))
    return {document: tuple(parts) for document, parts in found.items()}


def _slip(
    row: driver.Row,
    visit: str,
    diagnosis: tuple[str, str],
    layers: tuple[NationalLayer, ...],
    fees: tuple[NationalFee, ...],
) -> NationalSlip:
    places = ("in_scope", "out_of_catalogue", "over_limit", "prepay", "special_drug", "patient_own", "institution_own")
    sums = ("total", "deductible", "fund_total", "institution_pays", "person_pays", "account", "moved", *places)
    return NationalSlip(
        id=row["id"],
        number=row["number"],
        kind=row["kind"],
        visit=visit,
        initial=row["initial"] or "",
        person_id=row["person_id"],
        name=row["person_name"],
        sex=row["sex"],
        born=date.fromisoformat(row["born"]),
        certificate_type=row["certificate_type"],
        certificate=row["certificate_number"],
        visit_type=row["visit_type"],
        admitted=day_back(row["admitted"]),
        discharged=date.fromisoformat(row["discharged"]),
        business_date=date.fromisoformat(row["business_date"]),
        posted_at=datetime.fromisoformat(row["at"]),
        institution_id=row["institution_id"],
        institution_name=row["institution_name"],
        invoice_number=row["invoice_number"],
        way=row["way"],
        diagnosis_code=diagnosis[0],
        diagnosis_name=diagnosis[1],
        **{name: row[name] for name in sums},
        layers=layers,
        fees=fees,
    )


def sums(work: Work, first: date, last: date) -> LedgerSums:
    """What the ledger's own columns add up to."""
    span = (day(first), day(last))
    columns = "total", "fund_total", "institution_pays", "person_pays"
    of = ", ".join(f"coalesce(sum({name}), 0) AS {name}" for name in columns)
    row = work.rows(f"SELECT count(*) AS count, {of} FROM documents WHERE business_date BETWEEN ? AND ?", span)[0]  # noqa: S608 - own SQL
    layers = work.rows(
        "SELECT l.layer, sum(l.pay) FROM documents AS d JOIN document_layers AS l ON l.document = d.row"
        " WHERE d.business_date BETWEEN ? AND ? GROUP BY l.layer",
        span,
    )
    return LedgerSums(**{name: row[name] for name in ("count", *columns)}, layers={one[0]: one[1] for one in layers})
