"""What must hold of a day before it is closed: identities between bills, layers, payments, reversals, slips, numbers.

Each is one small function over a ``DayRead`` that was read at once. A fault names the slip, the two amounts that should
be the same, and what to do; a faulty row may break more than one identity, and each says so.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, TypeVar

from app.money.fen import format_fen
from app.records.close import CloseCheck
from app.records.words import AMOUNTS, LAYERS, PAYMENTS
from app.store import archive, day, ledger
from app.store.canonical import sha256
from app.store.posting import PLACES
from app.store.work import Work

_MEND = "请先不要日结，打开这张单核对，并请管理员核对审计记录和备份。"
_ASK = "请先不要日结，并请管理员核对审计记录和备份。"
_FIGURES: Mapping[str, str] = MappingProxyType(
    {
        "total": "总额",
        "fund_total": "各方支付",
        "institution_pays": "医疗机构承担",
        "person_pays": "个人负担",
        "collect": "应收",
        "pay_out": "应付",
        "institution_refund": "医院应退",
    }
)
"""The columns that a slip prints, with their words."""
_Key = TypeVar("_Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class DayFault:
    """One identity that doesn't hold: a sentence, and the document where it shows (None and "" where it is in none)."""

    message: str
    document_id: str | None = None
    number: str = ""


@dataclass(frozen=True, slots=True)
class DayRead:
    """A station's day as one transaction saw it. ``slips`` are the faults that were found while the stored slips went
    by: they are too long to keep."""

    documents: tuple[day.DayDocument, ...]
    targets: Mapping[int, day.DayDocument]
    slips: tuple[DayFault, ...]
    numbers: day.Numbers
    drafts: day.Drafts
    prints: day.Prints
    archived: int
    unmatched: tuple[archive.Unmatched, ...]
    unaudited: tuple[int, ...]
    totals: ledger.DayTotals

    @property
    def by_row(self) -> dict[int, day.DayDocument]:
        """The documents by their local rows."""
        return {one.row: one for one in self.documents}


def read_day(work: Work, station_id: str, on: date) -> DayRead:
    """Everything that the identities are asked of."""
    documents = day.documents_of(work, station_id, on)
    by_row = {one.row: one for one in documents}
    stored = dict.fromkeys(by_row, False)
    slips: list[DayFault] = []
    for row, facts, said in day.facts_of(work, by_row, _FIGURES):
        stored[row] = True
        slips.extend(_slip(by_row[row], facts, said))
    slips.extend(_fault(by_row[row], "没有存下单面内容") for row, there in stored.items() if not there)
    archived, unmatched = archive.slips_of_day(work, station_id, on)
    return DayRead(
        documents=documents,
        targets=day.targets_of(work, by_row),
        slips=tuple(slips),
        numbers=day.numbers(work, station_id, on.year),
        drafts=day.drafts(work, by_row, station_id, on),
        prints=day.prints(work, by_row, station_id, on),
        archived=archived,
        unmatched=unmatched,
        unaudited=day.without_audit(work, by_row),
        totals=ledger.totals(work, on, station_id),
    )


def yuan(fen: int) -> str:
    """An amount as sentences give it."""
    return f"{format_fen(fen, thousands=True)} 元"


def _fault(one: day.DayDocument, what: str) -> DayFault:
    return DayFault(f"结算单 {one.number} {what}：{_MEND}", one.id, one.number)


def _differ(one: day.DayDocument, what: str, found: int, other: str, expected: int) -> Iterator[DayFault]:
    """A fault where two amounts of a document differ."""
    if found != expected:
        yield _fault(one, f"{what} {yuan(found)}，{other} {yuan(expected)}，对不上")


# ---- the identities, in the order of the sheet ----


def _layers(read: DayRead) -> Iterator[DayFault]:
    """Total = layers + institution + person."""
    for one in read.documents:
        paid = sum(layer.pay for layer in one.layers) + one.institution_pays + one.person_pays
        yield from _differ(one, "各层支付加医疗机构承担、个人负担合计", paid, "总额", one.total)


def _places(read: DayRead) -> Iterator[DayFault]:
    """Total = the places that it is made of."""
    for one in read.documents:
        yield from _differ(one, "各归类金额合计", sum(one.places), "总额", one.total)


def _lines(read: DayRead) -> Iterator[DayFault]:
    """The bill's lines = its places, where there are lines."""
    for one in read.documents:
        if one.kind != "settlement" or (one.line_total is None and not one.line_places):
            continue
        if (one.line_total, one.line_places) == (one.total, one.places):
            continue
        yield from _differ(one, "费用明细合计", one.line_total or 0, "总额", one.total)
        for name, found, expected in zip(PLACES, one.line_places or (0,) * len(PLACES), one.places, strict=True):
            yield from _differ(one, f"明细的“{AMOUNTS[name]}”合计", found, "单上", expected)


def _payments(read: DayRead) -> Iterator[DayFault]:
    """Payments = what is collected − what is paid out."""
    for one in read.documents:
        moved = sum(payment.amount for payment in one.payments)
        yield from _differ(one, "收付款合计", moved, "应收减应付", one.collect - one.pay_out)


def _desk(read: DayRead) -> Iterator[DayFault]:
    """What is collected, paid out and claimed back follows from the way and the shares. Of an adjustment's difference
    less may have moved: what the person isn't asked for."""
    for one in read.documents:
        net = one.collect - one.pay_out
        if one.way == "direct":
            due, claim = one.person_pays, 0
        else:
            due, claim = -sum(layer.pay for layer in one.layers if not layer.elsewhere), one.institution_pays
        if one.kind != "adjustment" or not min(0, due) <= net <= max(0, due):
            yield from _differ(one, "应收减应付", net, "按结算方式应为", due)
        if one.kind != "adjustment":
            yield from _differ(one, "医院应退", one.institution_refund, "按结算方式应为", claim)


def _reversals(read: DayRead) -> Iterator[DayFault]:
    """A reversal is the exact negative of what it takes back: shares, layers, places, payments."""
    for one in read.documents:
        target = None if one.target is None else read.targets.get(one.target)
        if one.kind != "reversal":
            continue
        if target is None:
            yield _fault(one, "是冲红单，却找不到原单")
            continue
        for what, found, back in _pairs(one, target):
            yield from _differ(one, f"冲红的{what}", found, f"原单 {target.number} 的负数应为", -back)


def _pairs(one: day.DayDocument, target: day.DayDocument) -> Iterator[tuple[str, int, int]]:
    """What a reversal has beside what its target has."""
    for name, label in _FIGURES.items():
        yield label, getattr(one, name), getattr(target, name)
    for name, mine, other in zip(PLACES, one.places, target.places, strict=True):
        yield f"“{AMOUNTS[name]}”", mine, other
    layers, others = (_summed((layer.layer, layer.pay) for layer in each.layers) for each in (one, target))
    for layer in {**others, **layers}:
        yield f"“{LAYERS.get(layer, layer)}”", layers.get(layer, 0), others.get(layer, 0)
    paid, before = (
        _summed(((payment.kind, *payment.account), payment.amount) for payment in each.payments)
        for each in (one, target)
    )
    for key in {**before, **paid}:
        yield f"{PAYMENTS.get(key[0], key[0])}收付", paid.get(key, 0), before.get(key, 0)


def _summed(pairs: Iterable[tuple[_Key, int]]) -> dict[_Key, int]:
    found: dict[_Key, int] = {}
    for key, fen in pairs:
        found[key] = found.get(key, 0) + fen
    return found


def _adjustments(read: DayRead) -> Iterator[DayFault]:
    """An adjustment moves money between payers: it adds up to nothing."""
    for one in read.documents:
        if one.kind == "adjustment":
            yield from _differ(one, "差额单合计", one.total, "应为", 0)


def _slips(read: DayRead) -> Iterator[DayFault]:
    """The stored slip is whole and says the document's figures."""
    yield from read.slips


def _slip(one: day.DayDocument, facts: str, said: str | None) -> Iterator[DayFault]:
    if sha256(facts) != one.facts_digest:
        yield _fault(one, "存下的单面内容与记账时的摘要不同")
        return
    try:
        told = _figures(json.loads(said or "null"))
    except (ValueError, TypeError, KeyError, AttributeError):
        yield _fault(one, "存下的单面内容读不出来")
        return
    booked = _summed((layer.layer, layer.pay) for layer in one.layers)
    paid = sum(payment.amount for payment in one.payments)
    if told == (one.number, *(getattr(one, name) for name in _FIGURES), booked, paid):
        return
    if told[0] != one.number:
        yield _fault(one, f"单面印的单号是 {str(told[0])[:40]}")
    for at, (name, label) in enumerate(_FIGURES.items(), start=1):
        yield from _differ(one, f"单面印的{label}", told[at], "记账", getattr(one, name))
    printed = told[-2]
    for layer in {**booked, **printed}:
        name = LAYERS.get(layer, layer)
        yield from _differ(one, f"单面印的“{name}”", printed.get(layer, 0), "记账", booked.get(layer, 0))
    yield from _differ(one, "单面印的收付款合计", told[-1], "记账", paid)


def _figures(said: Sequence[Any]) -> tuple[Any, ...]:
    """Number, the amounts of ``_FIGURES``, layers' pay by id, sum of the payments, as the slip prints them."""
    number, *amounts, layers, payments = said
    booked = _summed((layer["id"], int(layer["pay"])) for layer in layers)
    return (number, *map(int, amounts), booked, sum(int(amount) for _, amount in payments))


def _numbers(read: DayRead) -> Iterator[DayFault]:
    """The year's slip numbers have no gap."""
    found = read.numbers
    if found.missing is not None:
        yield DayFault(
            f"本年度单号应到第 {found.last} 号、共 {found.last} 张，现在只有 {found.count} 张，"
            f"从第 {found.missing} 号起缺号：{_ASK}"
        )


def _drafts(read: DayRead) -> Iterator[DayFault]:
    """A settled draft is closed, a closed draft has its document."""
    by_row = read.by_row
    for row in read.drafts.still_open:
        yield _fault(by_row[row], "已经结算，它的草稿却没有关闭")
    for name in read.drafts.unsettled:
        yield DayFault(f"{name or '一份'}的草稿标为已结算，却没有结算单：{_ASK}")


def _prints(read: DayRead) -> Iterator[DayFault]:
    """The copies of a slip are numbered 1 to n."""
    for document_id, number, copies, highest in read.prints.wrong:
        message = f"结算单 {number} 打印过 {copies} 次，最后一次却记为第 {highest} 次：{_MEND}"
        yield DayFault(message, document_id, number)


def _archived(read: DayRead) -> Iterator[DayFault]:
    """Each counted print of a slip is in the archive of papers, and the other way round."""
    for one in read.unmatched:
        what = "在打印存档里，打印记录里却没有" if one.kept else "有打印记录，打印存档里却没有"
        yield DayFault(f"结算单 {one.number} 的一次打印{what}：{_MEND}", one.document_id, one.number)


def _audit(read: DayRead) -> Iterator[DayFault]:
    """Every document of the day has its row in the audit."""
    by_row = read.by_row
    for row in read.unaudited:
        yield _fault(by_row[row], "在审计记录里没有记账的一行")


def _totals(read: DayRead) -> Iterator[DayFault]:
    """The day's totals, as reports ask for them, are the sums of its documents one by one."""
    totals, documents = read.totals, read.documents
    counted = sum(totals.counts.values())
    if counted != len(documents):
        yield DayFault(f"报表查得当日 {counted} 张单，逐张清点是 {len(documents)} 张，对不上：{_ASK}")
    sums = {
        label: (getattr(totals, name), sum(getattr(one, name) for one in documents)) for name, label in _FIGURES.items()
    }
    layers = _summed((layer.layer, layer.pay) for one in documents for layer in one.layers)
    payments = _summed((payment.kind, payment.amount) for one in documents for payment in one.payments)
    sums |= {
        f"“{LAYERS.get(key, key)}”": (totals.layers.get(key, 0), layers.get(key, 0))
        for key in {**layers, **totals.layers}
    }
    sums |= {
        f"{PAYMENTS.get(key, key)}收付": (totals.payments.get(key, 0), payments.get(key, 0))
        for key in {**payments, **totals.payments}
    }
    for label, (found, expected) in sums.items():
        if found != expected:
            yield DayFault(f"报表查得当日{label} {yuan(found)}，逐张相加是 {yuan(expected)}，对不上：{_ASK}")


Check = Callable[[DayRead], Iterator[DayFault]]
_OF_DOCUMENTS: tuple[tuple[str, Check], ...] = (
    ("总额＝各层支付＋医疗机构承担＋个人负担", _layers),
    ("总额＝各归类金额之和", _places),
    ("费用明细之和＝各归类金额", _lines),
    ("收付款＝应收－应付", _payments),
    ("应收、应付、医院应退与结算方式相符", _desk),
    ("单面内容完整，与记账一致", _slips),
    ("每张单有审计记录", _audit),
    ("报表合计＝逐张之和", _totals),
)


def checked(read: DayRead) -> tuple[tuple[CloseCheck, ...], tuple[DayFault, ...]]:
    """Every identity with what it was asked of, and every fault in that order."""
    of_kind = {kind: sum(one.kind == kind for one in read.documents) for kind in ("reversal", "adjustment")}
    asked = [
        *((name, check, len(read.documents)) for name, check in _OF_DOCUMENTS),
        ("冲红单是原单的负数", _reversals, of_kind["reversal"]),
        ("差额单合计为零", _adjustments, of_kind["adjustment"]),
        ("本年度单号连续", _numbers, read.numbers.count),
        ("草稿与结算单一一对应", _drafts, read.drafts.closed),
        ("打印份数连续", _prints, read.prints.checked),
        ("打印存档与打印记录一致", _archived, read.archived),
    ]
    checks: list[CloseCheck] = []
    faults: list[DayFault] = []
    for name, check, count in asked:
        found = tuple(check(read))
        checks.append(CloseCheck(name, count, len(found)))
        faults.extend(found)
    return tuple(checks), tuple(faults)
