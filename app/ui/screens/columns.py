"""The columns of the lists."""

from __future__ import annotations

from app.money.fen import format_fen
from app.records.form import Draft
from app.records.later import Waiting
from app.records.ledger import Posted
from app.records.words import VISIT_TYPES
from app.services.day_close import PastDay
from app.services.draft_differences import Difference
from app.ui.models.table import Align, Column
from app.ui.models.typed import count, day, moment, money

Slips = tuple[Column[Posted], ...]


def _money(fen: int) -> str:
    return format_fen(fen, thousands=True)


def _state(row: Posted) -> str:
    if row.kind == "reversal":
        return f"冲红 · 原单 {row.reverses}"
    if row.kind == "adjustment":
        return f"差额 · 原单 {row.adjusts}"
    if row.reversed_by:
        return f"已冲红 {row.reversed_by}" + (f" · 已由 {row.replaced_by} 重新结算" if row.replaced_by else "")
    return f"重新结算 · 原单 {row.replaces}" if row.replaces else ""


def _state_word(row: Posted) -> str:
    return _state(row).split(" ")[0]


def _type(row: Posted) -> str:
    return VISIT_TYPES.get(row.visit_type, row.visit_type)


_NUMBER: Column[Posted] = Column("number", "单号", lambda row: row.number)
_INSTITUTION: Column[Posted] = Column("institution", "医疗机构", lambda row: row.institution_name)
_TYPE: Column[Posted] = Column("type", "类别", _type)
_TOTAL: Column[Posted] = money("total", "总费用", lambda row: row.total)
_FUND: Column[Posted] = money("fund", "各层支付", lambda row: row.fund_total)
_PERSON: Column[Posted] = money("person_pays", "个人负担", lambda row: row.person_pays)
_STATE: Column[Posted] = Column("state", "状态", _state)

TODAY: Slips = (
    moment("time", "时间", lambda row: row.posted_at, form="%H:%M"),
    _NUMBER,
    Column("person", "姓名", lambda row: row.person_name),
    _INSTITUTION,
    _TYPE,
    _TOTAL,
    _FUND,
    _PERSON,
    _STATE,
)
YEAR: Slips = (
    count("year", "年度", lambda row: row.discharged.year, text=lambda row: str(row.discharged.year), align=Align.LEFT),
    day("discharged", "出院/就诊", lambda row: row.discharged),
    _NUMBER,
    _INSTITUTION,
    _TYPE,
    _TOTAL,
    _FUND,
    _PERSON,
    _STATE,
)
FOUND: Slips = (
    day("day", "业务日期", lambda row: row.business_date),
    *TODAY[1:-1],
    Column("state", "状态", _state_word, hint=_state),
)


def whole_slip(row: Posted) -> str:
    """What the cells of a slip may have no room for."""
    return " · ".join(filter(None, (row.number, row.person_name, row.institution_name, _state(row))))


def _what(draft: Draft) -> str:
    visit = draft.form.visit
    rows = len(draft.form.rows)
    bill = "按合计" if draft.form.bill_kind == "totals" else f"账单 {rows} 行"
    return " · ".join(
        part for part in (VISIT_TYPES.get(visit.type, ""), visit.discharged, visit.diagnosis_name, bill) if part
    )


DRAFTS: tuple[Column[Draft], ...] = (
    Column("name", "姓名", lambda row: row.person_name or "（未选人）"),
    Column("what", "内容", _what),
    moment("saved", "保存于", lambda row: row.saved_at, form="%Y-%m-%d %H:%M:%S"),
)
DIFFERENCES: tuple[Column[Difference], ...] = (
    Column("what", "项目", lambda row: row.what),
    Column("here", "这里录的", lambda row: row.here),
    Column("there", "那边存的", lambda row: row.there),
)


def _moves(row: Waiting) -> str:
    if not row.moves:
        return "0.00"
    return f"{'补收' if row.moves > 0 else '退给个人'} {_money(abs(row.moves))}"


WAITING: tuple[Column[Waiting], ...] = (
    Column("name", "姓名", lambda row: row.person_name),
    count("year", "年度", lambda row: row.year, text=lambda row: str(row.year), align=Align.LEFT),
    count("count", "不一致的结算单", lambda row: row.count, total=True, text=lambda row: f"{row.count} 张"),
    money("moves", "收付合计", lambda row: row.moves, text=_moves),
    count(
        "drafts",
        "还在重新录入",
        lambda row: row.drafts or None,
        total=True,
        text=lambda row: f"{row.drafts} 张" if row.drafts else "",
    ),
)


def _close_state(row: PastDay) -> str:
    if not row.unlocked_at:
        return "现金相符" if not row.difference else f"现金相差 {_money(row.difference)}"
    return f"{row.unlocked_at[:16]} 由 {row.unlocked_by} 解锁，{row.approver} 复核：{row.reason}"


DAYS: tuple[Column[PastDay], ...] = (
    day("on", "业务日期", lambda row: row.on),
    count("count", "单据", lambda row: row.count, total=True, text=lambda row: f"{row.count} 张"),
    money("total", "总费用", lambda row: row.total),
    money("person", "个人负担", lambda row: row.person_pays),
    Column("closed", "日结", lambda row: f"{row.closed_at[:16]} {row.operator_name}"),
    Column("state", "状态", _close_state),
)
