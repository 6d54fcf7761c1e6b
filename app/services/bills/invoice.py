"""What an invoice says that the case does not have yet: shown to the clerk, taken into empty fields when he says so."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.errors import UserError
from app.exchange.bills import figures
from app.exchange.bills.model import Invoice
from app.exchange.bills.words import HEADER, LAYERS
from app.money.fen import format_fen
from app.records.form import CaseForm, VisitForm
from app.records.words import LAYERS as LAYER_WORDS

_TITLES = {one.key: one.title for one in HEADER}


@dataclass(frozen=True, slots=True)
class Proposal:
    """One field of the case (a path of the form) that the invoice could fill: what it is called, and the text."""

    field: str
    title: str
    text: str


def proposals(invoice: Invoice, form: CaseForm) -> tuple[Proposal, ...]:
    """What would go into fields that are empty: number and days of the visit; amounts paid elsewhere only where the case is 补差."""
    visit = form.visit
    days = {key: invoice.days[key].isoformat() for key in ("admitted", "discharged") if key in invoice.days}
    offered = [
        ("invoice_number", "发票号码", invoice.number),
        *((key, _TITLES[key], text) for key, text in days.items()),
    ]
    found = [Proposal(f"visit.{key}", title, text) for key, title, text in offered if text and not getattr(visit, key)]
    if visit.way == "top_up":
        for layer in LAYERS:
            paid = invoice.amounts.get(layer, 0)
            if paid and not form.paid.get(layer):
                found.append(Proposal(f"paid.{layer}", f"{LAYER_WORDS[layer]}已报销", format_fen(paid)))
    return tuple(found)


def filled(form: CaseForm, taken: tuple[Proposal, ...]) -> tuple[VisitForm, dict[str, str]]:
    """The visit and the amounts paid elsewhere with what is taken; a field that was filled meanwhile stays."""
    visit, paid = form.visit, dict(form.paid)
    for one in taken:
        part, _, key = one.field.partition(".")
        if part == "paid":
            paid.setdefault(key, one.text)
        elif not getattr(visit, key):
            visit = replace(visit, **{key: one.text})  # type: ignore[arg-type]  # the texts of a visit
    return visit, paid


def said(invoice: Invoice) -> tuple[str, ...]:
    """What the invoice says, in words."""
    told = [f"{_TITLES[key]} {text}" for key, text in invoice.texts.items()]
    told += [f"{_TITLES[key]} {day}" for key, day in invoice.days.items()]
    told += [f"{_TITLES[key]} {format_fen(fen, thousands=True)}" for key, fen in invoice.amounts.items()]
    return tuple(told)


def contradictions(invoice: Invoice, form: CaseForm) -> tuple[str, ...]:
    """Where the case says something else than the invoice."""
    visit = form.visit
    pairs: list[tuple[str, str, str]] = [
        (_TITLES[key], getattr(visit, key), invoice.days[key].isoformat())
        for key in ("admitted", "discharged")
        if key in invoice.days
    ]
    numbers = {invoice.number, invoice.texts.get("bill_number", "")} - {""}
    told = [f"{title}：就诊里是 {own}，票据上是 {other}" for title, own, other in pairs if own and own != other]
    if numbers and visit.invoice_number and visit.invoice_number not in numbers:
        told.append(f"发票号码：就诊里是 {visit.invoice_number}，票据上是 {invoice.number}")
    paid = sum(invoice.amounts.get(layer, 0) for layer in LAYERS)
    if paid and visit.way != "top_up":
        told.append(f"票据上已有报销 {format_fen(paid, thousands=True)} 元：在别处结算过的，就诊里结算方式请选补差")
    return tuple(told)


def typed_total(text: str) -> int | None:
    """The invoice's total as typed, in fen, None where nothing is. UserError BAD_MONEY at ``total``."""
    if not text.strip():
        return None
    try:
        fen = figures.amount(text.strip())
    except UserError as wrong:
        raise UserError(wrong.code, "total", wrong.message) from wrong
    if fen < 0:
        raise UserError("BAD_MONEY", "total", "发票合计不能是负数，请核对。")
    return fen


def written(fen: int) -> str:
    """A total as it is typed."""
    return format_fen(fen)
