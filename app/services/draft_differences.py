"""Two windows' typing of one draft beside each other: what differs, in the words of the fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from itertools import zip_longest
from types import MappingProxyType

from app.errors import UserError
from app.records import words
from app.records.form import BillRow, CaseForm, PaymentForm, VisitForm
from app.records.people import Institution
from app.services.desk import Desk, today
from app.services.reading import discharge_day
from app.services.rights import check
from app.store import people, reference
from app.store.work import Work

NOTHING = "（空）"

_VISIT: Mapping[str, str] = MappingProxyType(
    {
        "institution_id": "医疗机构",
        "institution_text": "医疗机构（未选定）",
        "type": "就诊类别",
        "admitted": "入院日期",
        "discharged": "出院（就诊）日期",
        "diagnosis_code": "诊断编码",
        "diagnosis_name": "诊断名称",
        "tags": "病种",
        "referral": "转诊",
        "transfer_from": "转出医院",
        "prescription_level": "处方医院级别",
        "approval": "审批",
        "way": "结算方式",
        "invoice_number": "发票号码",
        "accident": "外伤第三方责任",
        "agent_name": "代办人",
        "agent_number": "代办人证号",
        "note": "备注",
    }
)
_PAYMENT: Mapping[str, str] = MappingProxyType(
    {
        "kind": "收付方式",
        "deposit": "押金",
        "account_holder": "户名",
        "account_number": "账号",
        "account_bank": "开户银行",
    }
)
_CODES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "type": words.VISIT_TYPES,
        "tags": words.TAGS,
        "referral": words.REFERRALS,
        "transfer_from": words.LEVELS,
        "prescription_level": words.LEVELS,
        "approval": words.APPROVALS,
        "way": words.WAYS,
        "accident": MappingProxyType({"no": "没有", "third_party": "有"}),
        "kind": words.PAYMENTS,
    }
)
"""Fields that hold codes, and the words for them."""
_TOTALS: Mapping[str, str] = MappingProxyType({"total": "总费用", "drug_in_scope": "其中合规药费", **words.AMOUNTS})


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that differs: its name, what is typed here, what the other window stored."""

    what: str
    here: str
    there: str


def differences(here: CaseForm, there: CaseForm, names: Mapping[str, str] | None = None) -> tuple[Difference, ...]:
    """Every field in which two forms differ, in the order of the screen; none where they hold the same. ``names`` gives
    words for the ids of persons and institutions."""
    known = names or {}
    found = [("参保人", known.get(here.person_id, here.person_id), known.get(there.person_id, there.person_id))]
    found += _record(_VISIT, here.visit, there.visit, known)
    if here.bill_kind != there.bill_kind:
        found.append(("账单录入", _bill_kind(here), _bill_kind(there)))
    for at, (one, other) in enumerate(zip_longest(here.rows, there.rows), start=1):
        if one != other:
            found.append((f"账单第 {at} 行", _row(one), _row(other)))
    found += _table("合计", _TOTALS, here.totals, there.totals)
    found += _table("别处已结", words.LAYERS, here.paid, there.paid)
    found += _record(_PAYMENT, here.payment, there.payment, known)
    return tuple(Difference(what, mine or NOTHING, theirs or NOTHING) for what, mine, theirs in found if mine != theirs)


def compare_typing(desk: Desk, here: CaseForm, there: CaseForm) -> tuple[Difference, ...]:
    """``differences`` with the names of the persons and institutions that the forms point to."""
    check(desk, "draft.edit")
    with desk.database.reading() as work:
        names = {one.person_id: _person(work, one.person_id) for one in (here, there) if one.person_id}
        for one in (here, there):
            found = _institution(desk, work, one)
            if found:
                names[found.id] = found.name
    return differences(here, there, names)


def _institution(desk: Desk, work: Work, form: CaseForm) -> Institution | None:
    institution_id = form.visit.institution_id
    return reference.institution(work, institution_id, discharge_day(form) or today(desk)) if institution_id else None


def _person(work: Work, person_id: str) -> str:
    try:
        return people.person(work, person_id).name
    except UserError:
        return person_id


def _record(
    labels: Mapping[str, str], here: VisitForm | PaymentForm, there: VisitForm | PaymentForm, names: Mapping[str, str]
) -> list[tuple[str, str, str]]:
    return [
        (
            labels[one.name],
            _words(one.name, getattr(here, one.name), names),
            _words(one.name, getattr(there, one.name), names),
        )
        for one in fields(here)
    ]


def _bill_kind(form: CaseForm) -> str:
    return "按合计" if form.bill_kind == "totals" else "逐项"


def _words(name: str, value: object, names: Mapping[str, str]) -> str:
    codes = _CODES.get(name, {})
    if isinstance(value, tuple):
        return "、".join(codes.get(part, part) for part in value)
    text = str(value)
    return codes.get(text, names.get(text, text))


def _row(row: BillRow | None) -> str:
    if row is None:
        return ""
    many = f"{row.quantity} × {row.unit_price}" if row.quantity or row.unit_price else ""
    marked = {"price_limit": "限价", "prepay_rate": "先行自付", "amount": "金额", "decided_by": "认定人"}
    rest = [f"{label} {getattr(row, name)}" for name, label in marked.items() if getattr(row, name)]
    category, fault = words.CATEGORIES.get(row.category, row.category), words.FAULTS.get(row.fault, row.fault)
    special = "大病特药" if row.special_drug else ""
    parts = (row.name, row.code, row.item_class, category, many, row.unit, *rest, special, fault, row.hint)
    return " · ".join(part for part in parts if part)


def _table(
    what: str, labels: Mapping[str, str], here: Mapping[str, str], there: Mapping[str, str]
) -> list[tuple[str, str, str]]:
    names = dict.fromkeys((*here, *there))
    return [(f"{what} {labels.get(name, name)}", here.get(name, ""), there.get(name, "")) for name in names]
