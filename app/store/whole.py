"""A posted document read back as the record that it was posted from, for its counter-document. Money is fen."""

from __future__ import annotations

import json
from datetime import date, datetime

from app.errors import UserError
from app.records.case import Amounts, Item
from app.records.ledger import BillLine, NewDocument, PackText, Payment
from app.records.result import Added, Estimate, LayerResult, LineSplit, VisitResult
from app.store import driver
from app.store.posting import PLACES
from app.store.stamp import day_back
from app.store.work import Work


def whole(work: Work, document_id: str) -> NewDocument:
    """The document with its lines, layers, estimates and payments as they are stored. Left out is what a
    counter-document never takes over: steps, notices, what was added to the year, form and reason.

    UserError NO_DOCUMENT."""
    row = work.row("SELECT * FROM documents WHERE id = ?", (document_id,))
    if row is None:
        raise UserError("NO_DOCUMENT", "", "没有找到这张结算单，请核对单号。")
    pack = work.rows("SELECT digest, pack_id, text FROM packs WHERE digest = ?", (row["pack"],))[0]
    return NewDocument(
        id=row["id"],
        request_id=row["request_id"],
        kind=row["kind"],
        person_id=row["person_id"],
        institution_id=row["institution_id"],
        invoice_number=row["invoice_number"],
        visit_type=row["visit_type"],
        admitted=day_back(row["admitted"]),
        discharged=date.fromisoformat(row["discharged"]),
        business_date=date.fromisoformat(row["business_date"]),
        posted_at=datetime.fromisoformat(row["at"]),
        way=row["way"],
        pack=PackText(pack["digest"], pack["pack_id"], pack["text"]),
        case_json=str(work.value("SELECT case_json FROM document_facts WHERE document = ?", (row["row"],))),
        result=_result(work, row),
        added=Added(row["year"], {}, {}),
        collect=row["collect"],
        pay_out=row["pay_out"],
        institution_refund=row["institution_refund"],
        payments=_payments(work, row["row"]),
        order_key=row["order_key"],
        lines=_lines(work, row["row"]),
        content_digest=row["content_digest"],
    )


def _result(work: Work, row: driver.Row) -> VisitResult:
    estimates = work.rows("SELECT * FROM document_estimates WHERE document = ? ORDER BY position", (row["row"],))
    splits = work.rows("SELECT * FROM document_line_splits WHERE document = ? ORDER BY line", (row["row"],))
    return VisitResult(
        amounts=Amounts(**{name: row[name] for name in ("total", *PLACES, "drug_in_scope")}),
        layers=_layers(work, row["row"]),
        institution_pays=row["institution_pays"],
        institution_steps=(),
        fund_total=row["fund_total"],
        person_pays=row["person_pays"],
        estimates=tuple(Estimate(one["estimate"], one["name"], one["payer"], one["pay"]) for one in estimates),
        notices=(),
        added=Added(row["year"], {}, {}),
        tier=row["tier"],
        deductible=row["deductible"],
        lines=tuple(LineSplit(**{name: one[name] for name in PLACES}) for one in splits),
    )


def _layers(work: Work, row: int) -> tuple[LayerResult, ...]:
    rows = work.rows("SELECT * FROM document_layers WHERE document = ? ORDER BY position", (row,))
    return tuple(
        LayerResult(
            id=one["layer"],
            name=one["name"],
            payer=one["payer"],
            given=bool(one["given"]),
            applied=bool(one["applied"]),
            pay=one["pay"],
            base=one["base"],
            deductible=one["deductible"],
            carried=one["carried"],
            base_year=one["base_year"],
            rate=one["rate"],
            rule=one["rule"],
            reason=one["reason"],
            clauses=tuple(json.loads(one["clauses"])),
        )
        for one in rows
    )


def _payments(work: Work, row: int) -> tuple[Payment, ...]:
    rows = work.rows("SELECT * FROM payments WHERE document = ? ORDER BY position", (row,))
    return tuple(
        Payment(one["kind"], one["amount"], one["account_holder"], one["account_number"], one["account_bank"])
        for one in rows
    )


def _lines(work: Work, row: int) -> tuple[BillLine, ...]:
    rows = work.rows("SELECT * FROM document_lines WHERE document = ? ORDER BY line", (row,))
    return tuple(BillLine(_item(one), one["code"], one["unit"], one["decided_by"]) for one in rows)


def _item(one: driver.Row) -> Item:
    return Item(
        name=one["name"],
        category=one["category"],
        item_class=one["item_class"],
        quantity=one["quantity"],
        unit_price=one["unit_price"],
        amount=one["amount"],
        prepay_rate=one["prepay_rate"],
        price_limit=one["price_limit"],
        special_drug=bool(one["special_drug"]),
        fault=one["fault"],
    )
