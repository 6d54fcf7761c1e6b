"""An account of 健康扶贫基金: its movements of a year, in the order of days, with the balance after each. Money is fen.

movements(desk, "insurance", 2019)                   # Movement …, the first what the years before left
add_movement(desk, texts, entry_id)                  # 定额拨付 or 支出 by hand
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from app.errors import UserError
from app.records.funds import FundSlip, Movement
from app.records.institutions import Entry
from app.records.words import LAYERS as LAYER_WORDS
from app.services.accounts.entries import add_entry
from app.services.accounts.registers import FUND_ITEMS, FUND_KINDS, FUND_SIGNS
from app.services.desk import Desk
from app.services.rights import check
from app.store import account_entries, fund_slips
from app.store.work import Work

LAYERS: Mapping[str, str] = MappingProxyType({"poverty_fund": "insurance", "guarantee": "insurance"})
"""Layer → the account that it is paid from."""
CLAUSES: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("poverty_fund", "concentrated"): "大病集中救治",
        ("poverty_fund", "critical"): "重特大疾病",
        ("poverty_fund", "year_cap"): "其他住院（年度自付封顶）",
        ("poverty_fund", "chronic"): "慢病门诊",
    }
)
"""(Layer, rule of the pack) → what the account calls it; other layers go by their own name."""
WAYS: Mapping[str, str] = MappingProxyType({"direct": "付医疗机构", "reimbursement": "付个人", "top_up": "付个人"})
OPENING, IN, OUT, CLOSED = "结转", "收入", "支出", "决算"
_KINDS: Mapping[str, str] = MappingProxyType({"settlement": "", "reversal": "冲红 ", "adjustment": "差额 "})
_ENTERED = ("fund", "fund_close")


def of_account(account: str) -> tuple[str, ...]:
    """The layers that an account pays."""
    return tuple(layer for layer, own in LAYERS.items() if own == account)


def movements(desk: Desk, account: str, year: int) -> tuple[Movement, ...]:
    """What moved in an account in a year. Its balances begin with what the years before left."""
    check(desk, "fund.read")
    with desk.database.reading() as work:
        return moved(work, account, year)


def moved(work: Work, account: str, year: int) -> tuple[Movement, ...]:
    """``movements`` inside a transaction."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    entries = [one for one in account_entries.entries(work, _ENTERED) if one.data.get("account") == account]
    since = _open_since(entries, year)
    opening = sum(_signed(one) for one in entries if (since or one.day) <= one.day < first)
    opening -= fund_slips.total(work, of_account(account), since, first)
    found = [_entry(one) for one in entries if first <= one.day <= last]
    found += [_slip(one) for one in fund_slips.slips(work, of_account(account), first, last)]
    # The closing is the last of its year, whatever else has that day.
    found.sort(key=lambda one: (one.day, one.side == CLOSED))
    if opening:
        found.insert(0, Movement(first, OPENING, "上年结转", "", "", opening))
    balance, told = 0, []
    for one in found:
        balance += one.amount
        told.append(replace(one, balance=balance))
    return tuple(told)


def _open_since(entries: Sequence[Entry], year: int) -> date | None:
    """The first day after the last closed year before ``year``: what lies before it came to nothing. None where none is closed."""
    closed = [one.year for one in entries if one.register == "fund_close" and one.year < year]
    return date(max(closed) + 1, 1, 1) if closed else None


def _signed(one: Entry) -> int:
    return FUND_SIGNS.get(str(one.data.get("kind")), 0) * one.amount


def _entry(one: Entry) -> Movement:
    kind = str(one.data.get("kind"))
    said = " ".join(str(one.data[key]) for key in ("voucher", "purpose") if one.data.get(key))
    if one.register == "fund_close":
        word = FUND_KINDS.get(kind, "年终决算：收支相抵")
        return Movement(one.day, CLOSED, word, "", said, _signed(one), entry_id=one.id)
    if kind == "spent":
        item = FUND_ITEMS.get(str(one.data.get("item")), "其他")
        return Movement(one.day, OUT, item, "", said, _signed(one), entry_id=one.id)
    side = IN if kind == "granted" else CLOSED
    return Movement(one.day, side, FUND_KINDS[kind], "", said, _signed(one), entry_id=one.id)


def _slip(one: FundSlip) -> Movement:
    to = f"{WAYS.get(one.way, '')} {one.institution_name if one.way == 'direct' else one.person_name}"
    item = CLAUSES.get((one.layer, one.rule)) or LAYER_WORDS.get(one.layer, one.layer)
    note = f"{_KINDS[one.kind]}{one.number} {one.person_name}"
    return Movement(one.day, OUT, item, to, note, -one.pay, document_id=one.id)


def add_movement(desk: Desk, texts: Mapping[str, str], entry_id: str) -> Entry:
    """Enter 定额拨付 or 支出. UserError as ``add_entry``, and MISSING (item of what is spent), BAD_VALUE (an item of the other
    account), CLOSED (the year is closed)."""
    account, kind, item = (texts.get(key, "").strip() for key in ("account", "kind", "item"))
    if kind == "spent" and not item:
        raise UserError("MISSING", "item", "请选支出项目。")
    if kind == "granted" and item:
        raise UserError("BAD_VALUE", "item", "定额拨付没有支出项目：请清空这一格。")
    if account == "insurance" and item not in {"", "other"}:
        raise UserError("BAD_VALUE", "item", f"{FUND_ITEMS.get(item, item)}从卫计局专户支出：请改选专户，或改选其他。")
    return add_entry(desk, "fund", texts, entry_id)
