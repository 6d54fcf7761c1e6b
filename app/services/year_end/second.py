"""年底二次报销: what persons bear of drugs in scope after the first payment, and a rate or a sum paid on it. Money is fen.

「首批报销比例 50%，年底根据资金结余情况进行二次报销」（沈医保发〔2020〕56号 附件1 六）. Rate and deductible of the first payment are the
pack's, each visit's share the one that its stored case gives; the rate of the second, or the sum that is left, is entered.

found = bases(desk, year, pack_id, "remaining")      # Base, a row a person
plan = planned(found, texts)                         # Plan: what each gets; UserError at rate, sum
made = run_second(desk, request_id, year, plan, document_number, approver)
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from app.engine import drugs_borne
from app.errors import UserError
from app.money.fen import format_percent, parse_rate
from app.policy.model import EstimateRule
from app.records.fields import Field
from app.records.people import Credentials
from app.records.progress import Step, part, silent, stepped
from app.records.year_end import Payee, Share
from app.services.desk import Desk, today
from app.services.faults import desk_money
from app.services.rights import check
from app.services.stored_case import StoredPacks, stored_case
from app.services.year_end.runs import Made, Wanted, payee, post
from app.services.year_end.share_out import by_rate, by_sum
from app.store import people, standing
from app.store import year_end as store
from app.store.canonical import canonical, sha256
from app.store.standing import Standing
from app.store.work import Work

KIND = "second"
_STRIDE = 20
"""Persons between two steps: each is a year worked out again."""
BASES: Mapping[str, str] = MappingProxyType(
    {"remaining": "首批以后剩余的合规药费（含起付标准）", "above": "起付标准以上、首批以后剩余的合规药费"}
)
"""What the second payment rests on: the document does not say whether the deductible counts once more, so the hall chooses."""
FIELDS: tuple[Field, ...] = (
    Field("basis", "基数", "choice", choices=BASES),
    Field("rate", "二次报销比例", "text", required=False, hint="如 0.20；与资金总额填一个", longest=10),
    Field("sum", "要分配的资金总额（元）", "text", required=False, hint="分到每人，合计一分不差", longest=16),
)
_FROM_MONTH = 12
_LARGE = re.compile(r"([1-9][0-9]{7,8})(?:\.([0-9]{1,2}))?")


@dataclass(frozen=True, slots=True)
class Base:
    """A person's year of one estimate: ``share`` of drugs in scope that was left after the layers, ``first`` what the first
    payment is, ``left`` what the second may pay on; ``problem`` where the year is to be put right before."""

    payee: Payee
    estimate: str
    name: str
    payer: str
    visits: int
    share: int
    first: int
    left: int
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What each gets: ``amounts`` beside ``bases``; ``rate`` parts per million or None, ``total`` what is paid altogether."""

    pack_id: str
    basis: str
    bases: tuple[Base, ...]
    amounts: tuple[int, ...]
    rate: int | None
    total: int

    @property
    def way(self) -> str:
        """In words."""
        return f"按 {format_percent(self.rate)}" if self.rate is not None else "按资金总额分配"


def may_run(desk: Desk, year: int) -> str:
    """Why the second payment of a year can't be made yet, a sentence; "" where it can."""
    if today(desk) >= date(year, _FROM_MONTH, 1):
        return ""
    return f"二次报销在年底办理：请到 {year} 年 {_FROM_MONTH} 月 1 日以后再办。现在看到的是到今天为止的。"


def estimates_of(desk: Desk, pack_id: str) -> tuple[EstimateRule, ...]:
    """The estimates of a pack that a second payment may follow; none for most packs."""
    pack = desk.packs.by_id(pack_id)
    return pack.estimates if pack is not None else ()


def bases(desk: Desk, year: int, pack_id: str, basis: str, step: Step = silent) -> tuple[Base, ...]:
    """Everybody of whom a year has an estimate under a pack. UserError BAD_VALUE (basis), NO_ESTIMATE (no such pack)."""
    check(desk, "year_end.read")
    with desk.database.reading() as work:
        return _bases(desk, work, year, pack_id, basis, step)


def _bases(desk: Desk, work: Work, year: int, pack_id: str, basis: str, step: Step) -> tuple[Base, ...]:
    if basis not in BASES:
        raise UserError("BAD_VALUE", "basis", f"基数请从{'、'.join(BASES.values())}里选。")
    rules = estimates_of(desk, pack_id)
    if not rules:
        raise UserError("NO_ESTIMATE", "", "这份政策没有事后支付的补充险，没有二次报销：请换一份政策。")
    packs, found = StoredPacks(work, desk.packs), []
    for at, rule in enumerate(rules):
        ids = store.expecting_people(work, year, pack_id, rule.id)
        persons = dict.fromkeys(people.resolve(work, one) for one in ids)
        for person_id in stepped(persons, len(persons), part(step, at, len(rules)), _STRIDE):
            one = _of_person(work, packs, person_id, (year, basis), rule)
            if one is not None:
                found.append(one)
    return tuple(found)


def _of_person(work: Work, packs: StoredPacks, person_id: str, of: tuple[int, str], rule: EstimateRule) -> Base | None:
    share = first = left = visits = 0
    problem = ""
    for one in standing.standing(work, person_id, of[0]):
        told = sum(each.pay for each in standing.estimates(work, one) if each.id == rule.id)
        cost = _cost(work, packs, one, rule.id)
        if cost is None:
            problem = problem or ("有一次就医重新核算不出，请先核对" if told else "")
            continue
        if cost[2] != told:
            problem = "有一次就医的预计与重新核算不同：请先出具差额单"
            continue
        visits += 1
        share, first = share + cost[0], first + told
        left += (cost[0] if of[1] == "remaining" else max(0, cost[0] - cost[1])) - told
    if not visits and not problem:
        return None
    return Base(
        payee(work, person_id), rule.id, rule.name, rule.payer, visits, share, first, 0 if problem else left, problem
    )


def _cost(work: Work, packs: StoredPacks, one: Standing, estimate: str) -> tuple[int, int, int] | None:
    """(share, deductible, first payment) of a visit, as its stored case gives them; None where the estimate does not apply."""
    try:
        case = stored_case(work, one.id, packs).case
        costs = drugs_borne(case.pack, case.values, case.identities, case.visit, case.state)
    except UserError:
        return None
    return next(((cost.share, cost.deductible, cost.pay) for cost in costs if cost.id == estimate), None)


def planned(desk: Desk, year: int, pack_id: str, texts: Mapping[str, str], step: Step = silent) -> Plan:
    """What everybody gets by what was typed: ``basis``, and ``rate`` or ``sum``. UserError MISSING, TWO_WAYS, BAD_RATE, BAD_MONEY,
    TOO_MUCH, NOTHING, those of ``bases``."""
    check(desk, "year_end.read")
    with desk.database.reading() as work:
        return _planned(desk, work, year, pack_id, texts, step)


def _planned(desk: Desk, work: Work, year: int, pack_id: str, texts: Mapping[str, str], step: Step) -> Plan:
    basis, rate_text, sum_text = (texts.get(one.key, "").strip() for one in FIELDS)
    if not rate_text and not sum_text:
        raise UserError("MISSING", "rate", "请填二次报销比例，或填要分配的资金总额。")
    if rate_text and sum_text:
        raise UserError("TWO_WAYS", "sum", "比例和资金总额只填一个：请清空一格。")
    rate = parse_rate(rate_text, "rate") if rate_text else None
    wanted = _sum(sum_text) if sum_text else 0
    found = _bases(desk, work, year, pack_id, basis, step)
    left = [one.left for one in found]
    amounts = by_rate(left, rate) if rate is not None else by_sum(left, wanted)
    return Plan(pack_id, basis, found, amounts, rate, sum(amounts))


def _sum(text: str) -> int:
    """Fen of a sum of money, as typed; a whole fund may be larger than any amount of a case. UserError BAD_MONEY."""
    found = _LARGE.fullmatch(text)
    if found is None:
        return desk_money(text, "sum")
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))


def digest_of(plan: Plan) -> str:
    """SHA-256 of what a plan pays to whom."""
    return sha256(
        canonical([[one.payee.id, one.estimate, fen] for one, fen in zip(plan.bases, plan.amounts, strict=True) if fen])
    )


def check_once(work: Work, year: int, pack_id: str) -> None:
    """UserError ALREADY where a standing run of a year and pack is there."""
    for one in store.runs(work, KIND, year):
        if one.pack == pack_id and not one.ended:
            raise UserError(
                "ALREADY", "", f"{year} 年的二次报销已经办过（{one.document_number}）：要重办，请先撤销那一批。"
            )


def run_second(
    desk: Desk,
    request_id: str,
    year: int,
    plan: Plan,
    document_number: str,
    approver: Credentials | None,
    step: Step = silent,
) -> Made:
    """Pay a plan as it was shown, once for a year and pack. UserError: NOT_YET, ALREADY, CHANGED (the year changed since),
    those of ``runs.post``."""
    check(desk, "year_end.run")
    may_not = may_run(desk, year)
    if may_not:
        raise UserError("NOT_YET", "", may_not)
    data: dict[str, str | int] = {"basis": plan.basis, "total": plan.total}
    if plan.rate is not None:
        data["rate"] = plan.rate

    def shares(work: Work) -> Sequence[Share]:
        check_once(work, year, plan.pack_id)
        if _bases(desk, work, year, plan.pack_id, plan.basis, step) != plan.bases:
            raise UserError(
                "CHANGED", "", "看过以后又有单据变动，分配的结果会不同：没有办理。请重新算一次，核对后再办。"
            )
        return [
            Share(0, one.payee, one.estimate, one.name, one.payer, one.left, fen)
            for one, fen in zip(plan.bases, plan.amounts, strict=True)
        ]

    return post(
        desk, Wanted(request_id, KIND, year, plan.pack_id, document_number, digest_of(plan), data), shares, approver
    )
