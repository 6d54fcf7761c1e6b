"""Columns of the lists of institutions, accounts, cost control, reviews and debts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from app.money.fen import format_fen
from app.records.fields import Field
from app.records.institutions import (
    REVIEW_MARKS,
    ClaimSlip,
    Entry,
    FaultLine,
    InstitutionImport,
    InstitutionVersion,
    ReviewLine,
)
from app.records.people import Institution
from app.records.words import FAULTS, ITEM_CLASSES, LEVELS, REGIONS
from app.services.accounts.clearing import Clearing, CriticalSlip, Movement
from app.services.accounts.control import ControlLine, percent
from app.services.accounts.credit import Blacklisting, Debt, Grade, grade_word
from app.services.accounts.registers import REGISTERS
from app.services.accounts.reviews import Finding
from app.services.entries import shown
from app.services.institutions.lists import PlannedInstitution
from app.ui.models import typed
from app.ui.models.table import Align, Column, Mark


def yuan(fen: int | None) -> str:
    """An amount for a list, "—" for none."""
    return "—" if fen is None else format_fen(fen, thousands=True)


def _tick(value: bool) -> str:
    return "✓" if value else ""


INSTITUTIONS: tuple[Column[Institution], ...] = (
    Column("name", "医疗机构", lambda row: row.name),
    Column("level", "级别", lambda row: LEVELS.get(row.level, "药店" if row.kind == "pharmacy" else "")),
    Column("region", "所在地", lambda row: REGIONS.get(row.region, row.region)),
    Column("designated", "定点", lambda row: _tick(row.designated), Align.CENTER),
    Column("treat_first", "先诊疗后付费", lambda row: _tick(row.treat_first), Align.CENTER),
    Column("treatment", "大病救治", lambda row: _tick(row.treatment_designated), Align.CENTER),
    Column("two", "两病确诊", lambda row: _tick(row.two_diseases), Align.CENTER),
    Column("code", "国家医保编码", lambda row: row.code),
)


def _facts(one: InstitutionVersion) -> str:
    held = one.institution
    words = [LEVELS.get(held.level, "药店"), REGIONS.get(held.region, ""), "定点" if held.designated else "非定点"]
    words += [
        word
        for word, has in (
            ("先诊疗后付费", held.treat_first),
            ("大病救治定点", held.treatment_designated),
            ("两病确诊", held.two_diseases),
        )
        if has
    ]
    return "、".join(word for word in words if word)


def _counts(one: InstitutionVersion) -> str:
    return "名单已撤销" if one.undone else "已被后来的一版代替" if one.covered else ""


VERSIONS: tuple[Column[InstitutionVersion], ...] = (
    Column("since", "从", lambda row: str(row.institution.since or "最初")),
    Column("until", "到", lambda row: str(row.institution.until or "")),
    Column("name", "名称", lambda row: row.institution.name),
    Column("facts", "级别、地点和资格", _facts),
    Column("number", "文号", lambda row: row.document_number),
    Column("who", "登记", lambda row: f"{row.operator_name} {row.at:%Y-%m-%d}"),
    Column("state", "说明", _counts, mark=lambda row: Mark.QUIET if _counts(row) else None),
)
IMPORTS: tuple[Column[InstitutionImport], ...] = (
    Column("number", "文号", lambda row: row.document_number),
    typed.day("since", "从", lambda row: row.since),
    Column("file", "文件", lambda row: row.file_name),
    Column("added", "新增", lambda row: str(row.added), Align.RIGHT),
    Column("changed", "改动", lambda row: str(row.changed), Align.RIGHT),
    Column("refused", "退回", lambda row: str(row.refused), Align.RIGHT),
    Column("who", "导入", lambda row: f"{row.operator_name} {row.at:%Y-%m-%d %H:%M}"),
    Column("state", "状态", lambda row: "已撤销" if row.undone_at else "", mark=lambda _row: Mark.QUIET),
)
_PLANNED = {"added": "新增", "changed": "改动", "unchanged": "不变", "refused": "退回"}
PLANNED: tuple[Column[PlannedInstitution], ...] = (
    Column("line", "行", lambda row: str(row.line), Align.RIGHT),
    Column(
        "what",
        "结果",
        lambda row: _PLANNED[row.what],
        mark=lambda row: Mark.WARN if row.what == "refused" else None,
        hint=lambda row: row.differences,
    ),
    Column("name", "医疗机构", lambda row: row.institution.name),
    Column("level", "级别", lambda row: LEVELS.get(row.institution.level, "")),
    Column("told", "变动或原因", lambda row: row.differences),
)


def _state(row: Entry) -> str:
    return f"已撤销：{row.voided}" if row.voided else ""


def _shown(field: Field, row: Entry) -> str:
    return shown(field, row.data.get(field.key))


def _rate(field: Field, row: Entry) -> int | None:
    value = row.data.get(field.key)
    return value if isinstance(value, int) else None


def _standing(row: Entry) -> int | None:
    return None if row.voided else row.amount


def _amount(row: Entry) -> str:
    return yuan(row.amount)


def entry_columns(register: str) -> tuple[Column[Entry], ...]:
    """The columns of a register, from its described fields."""
    made: list[Column[Entry]] = []
    for one in REGISTERS[register].fields:
        align = Align.RIGHT if one.kind in {"money", "rate", "count"} else Align.LEFT
        title = one.title.removesuffix("（元）")
        if one.key == "amount":
            # What was taken back stands in the list and in no sum.
            made.append(typed.money(one.key, title, _standing, text=_amount))
        elif one.kind == "rate":
            made.append(typed.rate(one.key, title, partial(_rate, one)))
        elif one.key in _OWN:
            made.append(Column(one.key, title, _OWN[one.key], align))
        else:
            made.append(Column(one.key, title, partial(_shown, one), align))
    who: Column[Entry] = Column("who", "登记人", lambda row: row.operator_name)
    state: Column[Entry] = Column("state", "状态", _state, mark=lambda row: Mark.QUIET if row.voided else None)
    return (*made, who, state)


_OWN: dict[str, Callable[[Entry], str]] = {
    "institution": lambda row: row.institution_name,
    "person": lambda row: row.person_name,
    "year": lambda row: str(row.year),
    "period": lambda row: row.period,
    "day": lambda row: str(row.day),
}


CLEARINGS: tuple[Column[Clearing], ...] = (
    Column("name", "医疗机构", lambda row: row.institution_name),
    typed.money("budget", "总额预算", lambda row: row.budget),
    typed.money("monthly", "每月应预拨", lambda row: row.monthly),
    typed.money("claimed", "垫付应结", lambda row: row.claimed),
    typed.money("prepaid", "已预拨", lambda row: row.prepaid),
    typed.money("deducted", "拒付扣款", lambda row: row.deducted),
    typed.money("paid", "已清算", lambda row: row.paid),
    typed.money(
        "left",
        "应拨（负为应退）",
        lambda row: row.left,
        mark=lambda row: Mark.WARN if row.left < 0 else None,
        hint=lambda row: "应退" if row.left < 0 else "",
    ),
)
MOVEMENTS: tuple[Column[Movement], ...] = (
    typed.day("day", "日期", lambda row: row.day),
    Column("what", "事项", lambda row: row.what),
    Column("note", "说明", lambda row: row.note),
    typed.money("amount", "金额", lambda row: row.amount),
    typed.money("balance", "余额", lambda row: row.balance, total=False),
)
_SLIP: tuple[Column[Any], ...] = (
    typed.day("day", "日期", lambda row: row.business_date),
    Column("number", "单号", lambda row: row.number),
    Column("institution", "医疗机构", lambda row: row.institution_name),
    Column("person", "姓名", lambda row: row.person_name),
)
ADVANCES: tuple[Column[tuple[ClaimSlip, int]], ...] = (
    typed.day("day", "结算日期", lambda row: row[0].business_date),
    Column("number", "单号", lambda row: row[0].number),
    Column("institution", "医疗机构", lambda row: row[0].institution_name),
    Column("person", "姓名", lambda row: row[0].person_name),
    typed.money("total", "总费用", lambda row: row[0].total),
    typed.money("advanced", "医疗机构垫付", lambda row: row[0].advanced),
    Column("days", "已过天数", lambda row: str(row[1]), Align.RIGHT),
)
CRITICAL: tuple[Column[CriticalSlip], ...] = (
    typed.day("day", "结算日期", lambda row: row.slip.business_date),
    Column("number", "单号", lambda row: row.slip.number),
    Column("institution", "医疗机构", lambda row: row.slip.institution_name),
    Column("person", "姓名", lambda row: row.slip.person_name),
    typed.money("pay", "大病保险", lambda row: row.slip.critical_illness),
    Column(
        "paid",
        "拨付",
        lambda row: row.paid or f"未拨付，已 {row.days} 天",
        mark=lambda row: None if row.paid else Mark.WARN,
    ),
)
CONTROL: tuple[Column[ControlLine], ...] = (
    Column("name", "医疗机构", lambda row: row.sums.institution_name),
    Column("level", "级别", lambda row: LEVELS.get(row.level, "")),
    typed.count("slips", "结算单", lambda row: row.sums.slips, total=True),
    typed.money("total", "总费用", lambda row: row.sums.total),
    typed.money("outside", "目录外", lambda row: row.sums.out_of_catalogue),
    Column(
        "share", "占比", lambda row: percent(row.share), Align.RIGHT, mark=lambda row: Mark.WARN if row.over else None
    ),
    Column("limit", "上限", lambda row: "—" if row.limit is None else percent(row.limit), Align.RIGHT),
    typed.count("beyond", "超限单数", lambda row: row.sums.beyond, total=True),
    typed.money("bears", "医疗机构承担", lambda row: row.sums.bears),
)
OUTSIDE: tuple[Column[ClaimSlip], ...] = (
    *_SLIP,
    typed.money("total", "总费用", lambda row: row.total),
    typed.money("outside", "目录外", lambda row: row.out_of_catalogue),
    typed.money("bears", "医疗机构承担", lambda row: row.institution_pays),
    Column("beyond", "超限额", lambda row: "超" if row.beyond else "", mark=lambda _row: Mark.WARN),
)
FAULT_LINES: tuple[Column[FaultLine], ...] = (
    *_SLIP,
    Column("item", "项目", lambda row: row.item),
    typed.money("amount", "金额", lambda row: row.amount, total=False),
    Column("fault", "认定", lambda row: FAULTS.get(row.fault, row.fault)),
    Column("by", "认定人", lambda row: row.decided_by),
)
REVIEWS: tuple[Column[ClaimSlip], ...] = (
    *_SLIP,
    typed.money("total", "总费用", lambda row: row.total),
    typed.money("outside", "目录外", lambda row: row.out_of_catalogue, total=False),
    typed.money("priced", "超限价", lambda row: row.over_limit, total=False),
    Column("marks", "审核", lambda row: f"已标 {row.marks} 处" if row.marks else "未审核"),
)


def _mark(row: ReviewLine) -> str:
    if row.review is None:
        return ""
    refused = f" {yuan(row.review.amount)} 元" if row.review.amount else ""
    return f"{REVIEW_MARKS[row.review.mark]}{refused}"


LINES: tuple[Column[ReviewLine], ...] = (
    Column("line", "行", lambda row: str(row.line) if row.line else "", Align.RIGHT),
    Column("name", "项目", lambda row: row.name),
    Column("class", "类", lambda row: ITEM_CLASSES.get(row.item_class, ""), Align.CENTER),
    typed.money("amount", "金额", lambda row: row.amount, total=False),
    typed.money("outside", "目录外", lambda row: row.out_of_catalogue, total=False),
    typed.money("priced", "超限价", lambda row: row.over_limit, total=False),
    Column(
        "mark",
        "审核",
        _mark,
        mark=lambda row: Mark.WARN if row.review is not None and row.review.mark != "passed" else None,
    ),
    Column("reason", "理由", lambda row: row.review.reason if row.review else ""),
)
FINDINGS: tuple[Column[Finding], ...] = (
    Column("day", "审核日期", lambda row: f"{row.review.at:%Y-%m-%d}"),
    Column("number", "单号", lambda row: row.slip.number),
    Column("institution", "医疗机构", lambda row: row.slip.institution_name),
    Column("person", "姓名", lambda row: row.slip.person_name),
    Column("item", "项目", lambda row: row.item),
    Column("mark", "结论", lambda row: REVIEW_MARKS[row.review.mark]),
    typed.money("amount", "拒付", lambda row: row.review.amount or None),
    Column("reason", "理由", lambda row: row.review.reason),
    Column("who", "审核人", lambda row: row.review.operator_name),
)


def _due(row: Debt) -> str:
    if row.left <= 0:
        return "已还清"
    return f"逾期 {-row.days} 天" if row.days < 0 else "今天到期" if row.days == 0 else f"还有 {row.days} 天"


DEBTS: tuple[Column[Debt], ...] = (
    Column("person", "欠费人", lambda row: row.entry.person_name),
    Column("household", "户号", lambda row: row.household),
    Column("institution", "医疗机构", lambda row: row.entry.institution_name),
    Column("stay", "结算单号或住院", lambda row: str(row.entry.data.get("stay") or "")),
    typed.day("day", "欠费日期", lambda row: row.entry.day),
    typed.money("amount", "欠费", lambda row: row.entry.amount),
    typed.money("left", "还欠", lambda row: row.left),
    typed.day("due", "约定还清", lambda row: row.due_on),
    Column("state", "提醒", _due, mark=lambda row: Mark.WARN if row.left > 0 and row.days < 0 else None),
)
GRADES: tuple[Column[Grade], ...] = (
    Column("person", "姓名", lambda row: row.person_name),
    Column("household", "户号", lambda row: row.household),
    Column(
        "grade", "等级", lambda row: grade_word(row.grade), mark=lambda row: Mark.WARN if row.grade in "CD" else None
    ),
    Column("how", "怎么定的", lambda row: "人工认定" if row.by_hand else "按规则"),
    Column("why", "依据", lambda row: row.why),
)
BLACKLIST: tuple[Column[Blacklisting], ...] = (
    Column("person", "欠费人", lambda row: row.entry.person_name),
    Column("members", "同户另有", lambda row: f"{row.members} 人", Align.RIGHT),
    Column("institution", "医疗机构", lambda row: row.debt.institution_name),
    typed.money("left", "还欠", lambda row: row.left),
    Column("reason", "情况", lambda row: str(row.entry.data.get("reason") or "")),
    Column("proposed", "提出", lambda row: f"{row.entry.operator_name} {row.entry.day}"),
    Column("confirmed", "确认", lambda row: row.confirmed_by),
    Column("state", "状态", lambda row: row.state, mark=lambda row: Mark.WARN if row.state == "生效" else None),
)
