"""How a document is written: its parts first, itself last (see ``schema``). Called by ``ledger.post`` only."""

from __future__ import annotations

from collections.abc import Sequence

from app.records.ledger import NewDocument, Reason
from app.records.result import LayerResult, LineSplit, Step
from app.store.canonical import canonical
from app.store.stamp import day, moment, whole, whole_or_none
from app.store.work import Work

PLACES = ("in_scope", "out_of_catalogue", "over_limit", "prepay", "special_drug", "patient_own", "institution_own")
"""The places that a bill's total is made of, in the order of the columns."""
_RESULT = ("fund_total", "institution_pays", "person_pays", "deductible")
_DESK = ("collect", "pay_out", "institution_refund")
INSTITUTION = "institution"
"""Owner of the steps that explain the institution's share; a layer's steps are owned by its id."""


def estimate_owner(position: int) -> str:
    """Owner of an estimate's steps."""
    return f"estimate:{position}"


IDENTITY = (
    "(SELECT json_extract(one.value, '$[1]') FROM json_each({0}, '$.person') AS one"
    " WHERE json_extract(one.value, '$[0]') = '身份')"
)
"""SQL: what a stored slip calls the person's identity."""
_GROUP_OF_TARGET = (
    "INSERT INTO document_groups SELECT ?, township, village, identity FROM document_groups WHERE document = ?"
)
_GROUP_OF_PERSON = (
    "INSERT INTO document_groups SELECT ?1, township, village,"  # noqa: S608 - own expression
    f" coalesce(CASE WHEN json_valid(?2) THEN {IDENTITY.format('?2')} END, '') FROM persons WHERE id = ?3"
)


def _write_group(work: Work, row: int, document: NewDocument, facts_json: str, target: int | None) -> None:
    """A correction stands where what it corrects stands: a month's negative amounts meet the positive ones."""
    if target is None:
        work.execute(_GROUP_OF_PERSON, (row, facts_json, document.person_id))
    else:
        work.execute(_GROUP_OF_TARGET, (row, target))


def write_parts(work: Work, row: int, document: NewDocument, facts_json: str, target: int | None) -> None:
    """All parts of the document that will have ``row``; ``target`` is the row of what it reverses or adjusts."""
    result = document.result
    _write_group(work, row, document, facts_json, target)
    _many(work, "document_facts", 3, [(row, facts_json, document.case_json)])
    _many(work, "document_lines", 15, _lines(row, document))
    _many(work, "document_line_splits", 9, [(row, at, *_places(split)) for at, split in enumerate(result.lines)])
    _many(work, "document_layers", 16, [_layer(row, at, layer) for at, layer in enumerate(result.layers)])
    added = document.added
    parts = [(row, name, whole(one.base), whole(one.pay), whole(one.carried)) for name, one in added.layers.items()]
    _many(work, "document_added", 5, parts)
    _many(work, "document_tallies", 3, [(row, name, whole(value)) for name, value in added.tallies.items()])
    _many(work, "document_steps", 5, _steps(row, document))
    estimates = [(row, at, one.id, one.name, one.payer, whole(one.pay)) for at, one in enumerate(result.estimates)]
    _many(work, "document_estimates", 6, estimates)
    _many(work, "document_notices", 4, [(row, at, one.code, one.message) for at, one in enumerate(result.notices)])
    payments = [
        (row, at, one.kind, whole(one.amount), one.account_holder, one.account_number, one.account_bank)
        for at, one in enumerate(document.payments)
    ]
    _many(work, "payments", 7, payments)
    if document.form_json:
        _many(work, "document_forms", 2, [(row, document.form_json)])
    if document.reason is not None:
        _many(work, "document_reasons", 7, [(row, *_reason(document.reason))])


def _reason(reason: Reason) -> tuple[str, ...]:
    approver = reason.approver
    approved = (approver.id, approver.name) if approver else ("", "")
    return (reason.code, reason.note, reason.initiator.id, reason.initiator.name, *approved)


def _many(work: Work, table: str, columns: int, rows: Sequence[tuple[object, ...]]) -> None:
    if rows:
        marks = ", ".join("?" * columns)
        work.execute_many(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 - own table names


def _lines(row: int, document: NewDocument) -> list[tuple[object, ...]]:
    made: list[tuple[object, ...]] = []
    for at, line in enumerate(document.lines):
        item = line.item
        numbers = (whole(item.quantity), whole(item.unit_price), whole(item.amount))
        limits = (whole_or_none(item.prepay_rate), whole_or_none(item.price_limit))
        texts = (line.code, item.name, line.unit, item.category, item.item_class)
        made.append((row, at, *texts, *numbers, *limits, int(item.special_drug), item.fault, line.decided_by))
    return made


def _places(split: LineSplit) -> tuple[int, ...]:
    return tuple(whole(getattr(split, name)) for name in PLACES)


def _layer(row: int, position: int, layer: LayerResult) -> tuple[object, ...]:
    return (
        *(row, position, layer.id, layer.name, layer.payer, int(layer.applied), int(layer.given)),
        *(whole(layer.base), whole_or_none(layer.base_year), whole(layer.deductible), whole(layer.pay)),
        *(whole(layer.carried), whole_or_none(layer.rate), layer.rule, layer.reason, canonical(layer.clauses)),
    )


def _steps(row: int, document: NewDocument) -> list[tuple[object, ...]]:
    result = document.result
    owners: list[tuple[str, tuple[Step, ...]]] = [(layer.id, layer.steps) for layer in result.layers]
    owners.append((INSTITUTION, result.institution_steps))
    owners.extend((estimate_owner(at), one.steps) for at, one in enumerate(result.estimates))
    return [(row, owner, at, step.text, step.clause) for owner, steps in owners for at, step in enumerate(steps)]


def write_document(
    work: Work,
    row: int,
    document: NewDocument,
    *,
    content: str,
    numbered: tuple[int, int, str],
    names: tuple[str, str, str],
    links: tuple[int | None, int | None, int | None],
    facts_digest: str,
    qr_payload: str,
    stamp: tuple[str, str],
) -> None:
    """The document's own row. ``numbered`` year of settling, sequence, number; ``names`` person, institution,
    operator; ``links`` the rows that it replaces, reverses, adjusts; ``stamp`` station and operator."""
    result = document.result
    values: dict[str, object] = {
        "row": row,
        "id": document.id,
        "request_id": document.request_id,
        "content_digest": content,
        "kind": document.kind,
        "station_id": stamp[0],
        "operator_id": stamp[1],
        "at": moment(document.posted_at),
        "settling_year": numbered[0],
        "sequence": whole(numbered[1]),
        "number": numbered[2],
        "person_id": document.person_id,
        "person_name": names[0],
        "institution_id": document.institution_id,
        "institution_name": names[1],
        "operator_name": names[2],
        "invoice_number": document.invoice_number,
        "visit_type": document.visit_type,
        "admitted": day(document.admitted),
        "discharged": day(document.discharged),
        "business_date": day(document.business_date),
        "way": document.way,
        "year": whole(document.added.year),
        "order_key": document.order_key,
        "replaces": links[0],
        "reverses": links[1],
        "adjusts": links[2],
        "pack": document.pack.digest,
        "tier": result.tier,
        **{name: whole(getattr(result.amounts, name)) for name in ("total", *PLACES)},
        "drug_in_scope": whole_or_none(result.amounts.drug_in_scope),
        **{name: whole(getattr(result, name)) for name in _RESULT},
        **{name: whole(getattr(document, name)) for name in _DESK},
        "facts_digest": facts_digest,
        "qr_payload": qr_payload,
    }
    names_, marks = ", ".join(values), ", ".join("?" * len(values))
    work.execute(f"INSERT INTO documents ({names_}) VALUES ({marks})", tuple(values.values()))  # noqa: S608 - own columns
