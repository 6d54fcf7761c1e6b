"""Columns of the settlements that go into a national file, and of the area's fund payment codes."""

from __future__ import annotations

from dataclasses import dataclass

from app.records.fund_codes import FUND_FIELDS
from app.records.national import MED_TYPE_NAMES, NationalSettlement
from app.services.national.codes import CodeLine
from app.ui.models import typed
from app.ui.models.table import Column, Mark

_KINDS = {"settlement": "结算", "reversal": "冲红", "adjustment": "差额"}


@dataclass(frozen=True, slots=True)
class Checked:
    """A settlement of the file; ``trouble``: what of it does not hold, "" where everything does."""

    settlement: NationalSettlement
    trouble: str


SETTLEMENTS: tuple[Column[Checked], ...] = (
    Column("number", "结算 ID（单号）", lambda row: row.settlement.slip.number),
    Column("kind", "种类", lambda row: _KINDS[row.settlement.slip.kind]),
    Column("name", "姓名", lambda row: row.settlement.slip.name),
    Column("certno", "证件号码", lambda row: row.settlement.certificate, shown=False),
    Column("med_type", "医疗类别", lambda row: f"{row.settlement.med_type} {MED_TYPE_NAMES[row.settlement.med_type]}"),
    Column("institution", "医疗机构", lambda row: row.settlement.slip.institution_name),
    typed.day("enddate", "结束日期", lambda row: row.settlement.slip.discharged, shown=False),
    typed.money("total", "医疗费总额", lambda row: row.settlement.slip.total),
    typed.money("fund", "基金支付", lambda row: row.settlement.slip.fund_total),
    typed.money("person", "个人负担", lambda row: row.settlement.slip.person_pays),
    typed.money("hospital", "医院负担", lambda row: row.settlement.slip.institution_pays),
    typed.money("own", "个人自费", lambda row: row.settlement.own_paid, shown=False),
    Column(
        "checked",
        "核对",
        lambda row: row.trouble or "平",
        mark=lambda row: Mark.STOP if row.trouble else None,
        hint=lambda row: row.trouble,
    ),
)
CODES: tuple[Column[CodeLine], ...] = (
    Column("layer", "支付层", lambda row: row.name),
    Column("payer", "付款方", lambda row: row.payer),
    Column(
        "code",
        "代码",
        lambda row: row.code.code if row.code else "缺",
        mark=lambda row: None if row.code else Mark.STOP,
    ),
    Column("name", "代码名称", lambda row: row.code.name if row.code else ""),
    Column("field", "计入", lambda row: FUND_FIELDS[row.code.field] if row.code else ""),
    Column("scope", "用在", lambda row: ("这个付款方" if row.code.payer else "这一层") if row.code else ""),
    typed.day("since", "从哪天起", lambda row: row.code.since if row.code else None),
    Column(
        "basis",
        "依据",
        lambda row: (row.code.document_number if row.code.id else "通用代码，未改过") if row.code else "",
    ),
    Column("who", "登记人", lambda row: row.code.operator_name if row.code else ""),
)
