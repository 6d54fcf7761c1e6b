"""Kinds of acceptances, the papers that each asks for, and why one is given back: data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.records.acceptance import PaperWanted
from app.records.calendar import Deadline
from app.records.fields import Field
from app.records.words import VISIT_TYPES
from app.services.calendar.deadlines import IN_COUNTY, OUT_OF_COUNTY

BRING_WORKDAYS = 10
"""Workdays in which missing papers are to be brought."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind. ``place`` "in", "out" or "" (both): where the institution lies; ``papers`` code → when it is needed (a key of
    ``WHEN``); ``way`` of the case; ``receipt`` the paper's name; ``note`` is printed on it; ``by_analogy``: no paper sets its
    limit."""

    title: str
    place: str
    papers: Mapping[str, str]
    way: str = "reimbursement"
    receipt: str = "零星报销受理回执"
    note: str = ""
    by_analogy: bool = False


PAPERS: Mapping[str, str] = MappingProxyType(
    {
        "invoice": "发票原件",
        "bill_list": "费用清单",
        "discharge": "出院小结",
        "diagnosis": "诊断证明",
        "person_copy": "身份证或社保卡复印件",
        "bank_copy": "银行卡复印件",
        "referral": "转诊备案表",
        "upstream": "外院结算单",
        "prescription": "处方（县级及以上定点医疗机构开具）",
        "till_slip": "药店小票",
        "listed_drug": "药品在特定清单内（逐项核对，记 1）",
        "agent_copy": "代办人身份证复印件",
        "accident": "外伤情况说明",
        "heir": "继承关系证明",
        "other": "其他材料",
    }
)
MAY = "may"
WHEN: Mapping[str, tuple[str, Callable[[Mapping[str, str]], bool]]] = MappingProxyType(
    {
        "always": ("必交", lambda _case: True),
        "inpatient": ("住院必交", lambda case: case["visit_type"] == "inpatient"),
        "not_inpatient": ("门诊、购药必交", lambda case: case["visit_type"] != "inpatient"),
        "pharmacy": ("药店购药必交", lambda case: case["visit_type"] == "pharmacy"),
        "transfer": ("转账必交", lambda case: case["pay_kind"] == "bank_transfer"),
        "agent": ("有代办人时必交", lambda case: bool(case["agent_name"])),
        "accident": ("外伤必交", lambda case: case["accident"] in {"own", "third_party"}),
        "deceased": ("本人去世时必交", lambda case: case["deceased"] == "yes"),
        MAY: ("有则交", lambda _case: False),
    }
)
"""When a paper is needed: the words for it, and the test of the case (the form's texts, with ``deceased``)."""
_PLAIN: Mapping[str, str] = MappingProxyType(
    {
        "invoice": "always",
        "bill_list": "always",
        "discharge": "inpatient",
        "diagnosis": "not_inpatient",
        "person_copy": "always",
        "bank_copy": "transfer",
        "agent_copy": "agent",
        "accident": "accident",
        "heir": "deceased",
    }
)
KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "in_county": Kind("旗内零星报销", "in", {**_PLAIN, "other": "may"}),
        "out_of_county": Kind("旗外零星报销", "out", {**_PLAIN, "referral": "inpatient", "other": "may"}),
        "by_receipt": Kind(
            "县域外凭票报销",
            "out",
            {**_PLAIN, "referral": "may", "other": "may"},
            note="桂医保发〔2019〕14号（六）：县域外就医凭相关票据到参保地医疗保险经办机构报销，与县域内按同一办法计算。",
            by_analogy=True,
        ),
        "insurance_claim": Kind(
            "医疗补充保险理赔",
            "",
            {
                **_PLAIN,
                "upstream": "inpatient",
                "prescription": "pharmacy",
                "till_slip": "pharmacy",
                "listed_drug": "pharmacy",
                "other": "may",
            },
            way="top_up",
            receipt="医疗补充保险理赔受理单",
            note="辽脱贫发〔2018〕18号 二（二）：补充保险再次报销；特定药品凭县级及以上定点医疗机构处方和药店小票。",
            by_analogy=True,
        ),
        "critical_illness": Kind(
            "大病保险", "", {**_PLAIN, "upstream": "always", "other": "may"}, way="top_up", by_analogy=True
        ),
        "top_up": Kind("补差", "", {**_PLAIN, "upstream": "always", "referral": "may", "other": "may"}, way="top_up"),
    }
)
RETURN_REASONS: Mapping[str, str] = MappingProxyType(
    {
        "withdrawn": "本人撤回",
        "not_brought": "逾期未补齐材料",
        "not_ours": "不属于本窗口办理",
        "settled_elsewhere": "已在别处结算",
        "mistake": "登记有误，重新受理",
        "other": "其他",
    }
)
_PAY = MappingProxyType({"bank_transfer": "转账到账户", "cash": "现金"})
_ACCIDENT = MappingProxyType({"no": "不是外伤", "own": "外伤，没有第三方责任", "third_party": "外伤，有第三方责任"})
FIELDS: tuple[Field, ...] = (
    Field("kind", "受理种类", "choice", choices={code: one.title for code, one in KINDS.items()}),
    Field("person", "参保人", "person"),
    Field("institution", "医疗机构", "institution"),
    Field("visit_type", "就医类别", "choice", choices=VISIT_TYPES),
    Field("admitted", "入院日期", "day", required=False, past=True, hint="住院的填", when=True),
    Field("discharged", "出院（就诊）日期", "day", past=True),
    Field("invoices", "发票号码", longest=200, hint="几张用顿号隔开"),
    Field("total", "票面合计", "money", required=False),
    Field("accident", "外伤", "choice", choices=_ACCIDENT),
    Field("contact", "联系电话", required=False, longest=30),
    Field("agent_name", "代办人", required=False, longest=40),
    Field("agent_number", "代办人身份证号", required=False, longest=18),
    Field("pay_kind", "付款方式", "choice", choices=_PAY),
    Field("account_holder", "收款户名", required=False, longest=40, hint="转账的填", when=True),
    Field("account_number", "收款账号", required=False, longest=30, hint="转账的填", when=True),
    Field("account_bank", "开户银行", required=False, longest=40, hint="转账的填", when=True),
)
"""What is asked for at acceptance."""
FIRST_TEXTS: Mapping[str, str] = MappingProxyType(
    {"kind": "in_county", "visit_type": "inpatient", "accident": "no", "pay_kind": "bank_transfer"}
)
"""What stands in an empty form."""
RETURN_FIELDS: tuple[Field, ...] = (
    Field("reason", "退回原因", "choice", choices=RETURN_REASONS),
    Field("note", "说明", required=False, longest=80, hint="选“其他”必填", when=True),
)


def wanted(kind: str, case: Mapping[str, str]) -> tuple[PaperWanted, ...]:
    """The 材料清单 of a kind for a case: what is needed, then what may be there. What such a case never has is left out."""
    found = []
    for code, when in KINDS[kind].papers.items():
        words, test = WHEN[when]
        needed = test(case)
        if needed or when == MAY:
            found.append(PaperWanted(code, PAPERS[code], needed, words))
    return tuple(sorted(found, key=lambda one: not one.needed))


def paper_fields(papers: tuple[PaperWanted, ...]) -> tuple[Field, ...]:
    """The checklist as a form: a number of sheets for each paper."""
    return tuple(
        Field(one.code, one.title, "count", required=one.needed, hint="必交" if one.needed else "", most=99)
        for one in papers
    )


def missing(papers: tuple[PaperWanted, ...], sheets: Mapping[str, int]) -> tuple[str, ...]:
    """The titles of the needed papers of which there is no sheet."""
    return tuple(one.title for one in papers if one.needed and not sheets.get(one.code))


def limit(in_county: bool) -> Deadline:
    """The time limit by where the institution lies."""
    return IN_COUNTY if in_county else OUT_OF_COUNTY
