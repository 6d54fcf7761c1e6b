"""A request for approval in words and figures: the same at the station that asked and at the hall."""

from __future__ import annotations

from datetime import datetime

from app.money.fen import format_fen
from app.records.approval import CollectSubject, ReversalSubject, Subject, UnlockSubject
from app.records.people import Operator
from app.records.words import VISIT_TYPES
from app.ui.widgets.facts import Fact

_MOST = 8
"""So many slips are shown one by one."""


def what(subject: Subject, name: str) -> str:
    """The request in a sentence that is to be confirmed."""
    if isinstance(subject, ReversalSubject):
        return f"{name}（{subject.person_name}，{_yuan(subject.total)}）"
    if isinstance(subject, UnlockSubject):
        return f"{name}（{subject.count} 张单据，{_yuan(subject.total)}）"
    return f"{name}（{len(subject.slips)} 张，{_moves(sum(one.moves for one in subject.slips))}）"


def then(subject: Subject) -> str:
    """What an approval does."""
    if isinstance(subject, ReversalSubject):
        return "冲红这张结算单"
    if isinstance(subject, UnlockSubject):
        return "解锁这一天，补办后要重新日结"
    return "出具差额单，收付按申请时选的方式"


def unchanged(subject: Subject) -> str:
    """What stays where it is not approved."""
    if isinstance(subject, ReversalSubject):
        return "原结算单不变"
    return "这一天仍是日结的" if isinstance(subject, UnlockSubject) else "不出具差额单"


def facts(subject: Subject) -> list[Fact]:
    """The subject as pairs."""
    if isinstance(subject, ReversalSubject):
        return _reversal(subject)
    return _unlock(subject) if isinstance(subject, UnlockSubject) else _collect(subject)


def why(reason: str, note: str, initiator: Operator, at: datetime, *, stopped: bool = False) -> list[Fact]:
    """Why it is asked for, and by whom."""
    who = f"{initiator.name}（{initiator.role}） · {at:%Y-%m-%d %H:%M}"
    found = [Fact("原因", reason, strong=True)] if reason else []
    found.append(Fact("说明" if reason else "原因", note or "没有写", strong=not reason))
    found.append(Fact("申请人", who))
    if stopped:
        found.append(Fact("", "申请人的账号后来已停用：请先问清这份申请是否还要办", mark="warn"))
    return found


def _reversal(subject: ReversalSubject) -> list[Fact]:
    visit = f"{subject.institution} · {VISIT_TYPES.get(subject.visit_type, '')} · {subject.discharged}"
    return [
        Fact("单号", subject.number, strong=True),
        Fact("参保人", " ".join(filter(None, (subject.person_name, subject.masked_number))), strong=True),
        Fact("就诊", visit),
        Fact("结算", subject.business_date.isoformat()),
        Fact("总费用", amount=subject.total),
        Fact("各层支付", amount=subject.fund_total),
        Fact("医疗机构承担", amount=subject.institution_pays),
        Fact("个人负担", amount=subject.person_pays, strong=True),
        *([Fact("当时向个人收", amount=subject.collect)] if subject.collect else []),
        *([Fact("当时付给个人", amount=subject.pay_out)] if subject.pay_out else []),
    ]


def _unlock(subject: UnlockSubject) -> list[Fact]:
    return [
        Fact("解锁", f"{subject.day} 的日结", strong=True),
        Fact("日结", subject.closed_by),
        Fact("单据", f"{subject.count} 张"),
        Fact("总费用", amount=subject.total),
        Fact("个人负担", amount=subject.person_pays),
        Fact("日结摘要", subject.close_digest[:16]),
    ]


def _collect(subject: CollectSubject) -> list[Fact]:
    more = len(subject.slips) - _MOST
    return [
        Fact("参保人", " ".join(filter(None, (subject.person_name, subject.masked_number))), strong=True),
        Fact("年度", f"{subject.year} 年度重新核算，{len(subject.slips)} 张结算单有差额"),
        *(
            Fact(one.number, f"{one.institution} · {one.discharged} · {_moves(one.moves)}", one.person_pays)
            for one in subject.slips[:_MOST]
        ),
        *([Fact("", f"另有 {more} 张")] if more > 0 else []),
        Fact("个人负担共增减", amount=sum(one.person_pays for one in subject.slips), strong=True),
        Fact("收付", _moves(sum(one.moves for one in subject.slips)), strong=True),
    ]


def _moves(fen: int) -> str:
    if not fen:
        return "没有收付"
    return f"{'向个人补收' if fen > 0 else '退给个人'} {_yuan(abs(fen))}"


def _yuan(fen: int) -> str:
    return f"{format_fen(fen, thousands=True)} 元"
