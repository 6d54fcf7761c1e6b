"""A bill read for a case, looked at, and turned into the grid's rows. What the clerk decides comes as ``Choices``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from app.exchange.bills.model import BillList, Invoice, ListRow, RefusedRow
from app.exchange.bills.rows import read_bill
from app.exchange.bills.words import PARTS
from app.money.fen import format_fen
from app.records.form import BillRow, CaseForm
from app.records.people import CatalogueItem, Institution
from app.services.bills import matching, netting, sums, taken
from app.services.bills.files import BillFile, remember_columns
from app.services.bills.matching import LATER, LIST, OUTSIDE, Difference, Key, Match, Waiting
from app.services.bills.netting import Netted
from app.services.bills.sums import SumCheck
from app.services.bills.taken import Taken
from app.services.desk import Desk, stamp, today
from app.services.reading import discharge_day
from app.services.rights import check
from app.services.trail import note
from app.store import bills, reference
from app.store.images import Image


@dataclass(frozen=True, slots=True)
class About:
    """Which case a bill is for: its form, its draft ("" where none is stored yet), the invoice's total as the clerk typed it."""

    form: CaseForm
    draft_id: str
    typed_total: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A bill read, netted and matched. ``rows`` none below zero; ``refused``: what can't be read and refunds that nothing stands
    against; ``found`` what items are known to be, ``waiting`` those that the clerk is asked about; ``on`` the day whose
    catalogue holds. ``remarks``: sentences about single rows; ``list_total`` fen of all rows of the file that can be read."""

    file: BillFile
    about: About
    institution: Institution
    on: date
    rows: tuple[ListRow, ...]
    netted: tuple[Netted, ...]
    refused: tuple[RefusedRow, ...]
    found: Mapping[Key, Match]
    waiting: tuple[Waiting, ...]
    differences: tuple[Difference, ...]
    sums: tuple[SumCheck, ...]
    taken: tuple[Taken, ...]
    invoice: Invoice
    remarks: Mapping[int, str]
    warnings: tuple[str, ...]
    list_total: int

    @property
    def total(self) -> int:
        """Fen of the rows that come in."""
        return sum(row.amount for row in self.rows)

    @property
    def left_out(self) -> int:
        """Fen of the refused rows, as far as their amounts can be read."""
        return sum(one.amount or 0 for one in self.refused)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the clerk decided: ``items`` what a waiting item is, ``keeps`` the items whose list's class, rate and limit hold,
    ``refused_too``: refused rows go into the grid as they stand."""

    items: Mapping[Key, Match] = field(default_factory=dict)
    keeps: frozenset[Key] = frozenset()
    refused_too: bool = False


def chosen(item: CatalogueItem) -> Match:
    """A waiting item is this entry."""
    return Match(item, "chosen")


OUT_OF_CATALOGUE = Match(None, OUTSIDE)
AS_LISTED = Match(None, LIST)
FOR_LATER = Match(None, LATER)


def read(desk: Desk, file: BillFile, about: About) -> Reading:
    """Read a file for a case; nothing is changed. UserError NO_INSTITUTION, MISSING_COLUMN, TOO_MANY, and what the file gives."""
    check(desk, "bill.import")
    bill = read_bill(file.list.table, file.facts)
    net = netting.net(bill.rows)
    on = bill.invoice.days.get("discharged") or discharge_day(about.form) or today(desk)
    with desk.database.reading() as work:
        institution = reference.institution(work, about.form.visit.institution_id, on)
        found, unknown = matching.matched(work, net.rows, institution.id, on)
        elsewhere = taken.found(work, about.form, about.draft_id, file.list.sha256, bill.invoice)
    waiting = matching.asked(desk, net.rows, unknown, on)
    return Reading(
        file,
        about,
        institution,
        on,
        net.rows,
        net.netted,
        tuple(sorted((*bill.refused, *net.left), key=lambda one: one.line)),
        found,
        waiting,
        matching.differences(net.rows, found),
        sums.checks(bill, about.typed_total),
        elsewhere,
        bill.invoice,
        _remarks(bill, about.form),
        bill.warnings,
        sum(row.amount for row in bill.rows),
    )


def _remarks(bill: BillList, form: CaseForm) -> dict[int, str]:
    """What is odd about single rows, and refuses none."""
    days = (discharge_day(form), bill.invoice.days.get("discharged"))
    last = max((day for day in days if day), default=None)
    told: dict[int, list[str]] = {}
    for row in bill.rows:
        made = sums.product(row)
        if made is not None and made != row.amount:
            told.setdefault(row.line, []).append(f"数量 × 单价 = {format_fen(made, thousands=True)}，按金额算")
        if row.parts and len(row.parts) == len(PARTS) and sum(row.parts.values()) != row.amount:
            parts = format_fen(sum(row.parts.values()), thousands=True)
            told.setdefault(row.line, []).append(f"清单上各部分加起来是 {parts}")
        if row.on and last and row.on > last:
            told.setdefault(row.line, []).append(f"日期 {row.on} 在出院以后")
    return {line: "；".join(words) for line, words in told.items()}


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A row as it would stand in the grid: its line in the file, the list's row (None for a refused one), what its item is, its
    amount in fen (None where it can't be read)."""

    line: int
    bill: BillRow
    row: ListRow | None
    match: Match | None
    amount: int | None


def plan(reading: Reading, choices: Choices) -> tuple[PlannedRow, ...]:
    """The grid's rows in the order of the file."""
    made = []
    for row in reading.rows:
        match = reading.found.get(row.key) or choices.items.get(row.key) or FOR_LATER
        bill = matching.bill_row(row, match, keeps_list=row.key in choices.keeps)
        made.append(PlannedRow(row.line, bill, row, match, row.amount))
    if choices.refused_too:
        made += [PlannedRow(one.line, _as_it_stands(reading, one), None, None, one.amount) for one in reading.refused]
    return tuple(sorted(made, key=lambda one: one.line))


def _as_it_stands(reading: Reading, one: RefusedRow) -> BillRow:
    """A refused row's own words: the grid marks what can't be read."""
    cell = reading.file.list.table.cell
    raw = one.raw
    amount = cell(raw, "amount") if one.amount is None else format_fen(one.amount)
    return BillRow(
        name=one.name or cell(raw, "own_code") or cell(raw, "code"),
        unit=cell(raw, "unit"),
        quantity=cell(raw, "quantity"),
        unit_price=cell(raw, "unit_price"),
        amount=amount,
        hint=f"清单第 {one.line} 行：{one.reason}"[:200],
    )


def imported(desk: Desk, draft_id: str, reading: Reading, choices: Choices) -> None:
    """Note that the file was put into a draft, and remember the institution's columns and what the clerk said its items are."""
    check(desk, "bill.import")
    one = bills.BillImport(
        desk.new_id(),
        draft_id,
        reading.institution.id,
        reading.file.name,
        reading.file.list.sha256,
        reading.invoice.number,
        len(plan(reading, choices)),
        reading.total,
        len(reading.netted),
        len(reading.refused),
    )
    who = stamp(desk)
    with desk.database.unit_of_work() as work:
        images = [bills.add_import(work, one, **who)]
        remember_columns(work, reading.file)
        for key, match in choices.items.items():
            code = _remembered(match)
            if code is not None:
                image = bills.remember(work, desk.new_id(), reading.institution.id, (key[1], key[2]), code, **who)
                images += [image] if image is not None else []
        note(desk, work, "bill.import", draft_id, _told(one, images), image=images)


def _remembered(match: Match) -> str | None:
    """What is kept of a choice: an entry's code, "" for 目录外; nothing of what was left for later or taken from the list."""
    if match.item is not None:
        return match.item.code
    return "" if match.how == OUTSIDE else None


def _told(one: bills.BillImport, images: list[Image]) -> dict[str, object]:
    return {
        "file": one.file_name,
        "sha256": one.sha256,
        "rows": one.rows,
        "total": one.total,
        "refused": one.refused,
        "matches": len(images) - 1,
    }
