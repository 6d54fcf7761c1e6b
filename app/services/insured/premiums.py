"""What a year's premium subsidies and supplementary premiums come to, and what the lists say was subsidised.

rules(desk); add_rule(desk, texts); withdraw_rule(desk, rule_id, texts)
register(desk, 2019, "subsidy")         # person by person: due, paid, and whether that is right
totals(desk, 2019, "supplementary")     # by township and source of the money

Subsidy: 50 元 each year（奈政办发〔2019〕1号）, by identity（2020年沂源县…「落实居民基本医保参保补贴政策」）; supplementary premium:
100 元 for each registered poor person（辽脱贫发〔2018〕18号）. The amounts are nowhere in the program: a rule has its value, year
and document number. Of several identities the highest counts, never the sum.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from app.errors import UserError
from app.money.fen import format_fen
from app.records.fields import Field
from app.records.identity_number import masked
from app.records.insured import RULE_FIELDS, WITHDRAW_FIELDS, FundTotal, PremiumRule, SubsidyRow
from app.records.words import IDENTITIES
from app.services.desk import Desk, stamp, today
from app.services.entries import read_fields, shown
from app.services.insured.standing import ALL, Standing, roster_of
from app.services.rights import check
from app.services.trail import note
from app.store import driver, images
from app.store.images import Image
from app.store.insured import money
from app.store.insured.roster import standing_lists

FIELDS: tuple[Field, ...] = tuple(
    replace(one, choices=IDENTITIES) if one.key == "identity" else one for one in RULE_FIELDS
)
_FIRST = 2016


def rules(desk: Desk) -> tuple[PremiumRule, ...]:
    """Every rule, the newest year first."""
    check(desk, "insured.read")
    with desk.database.reading() as work:
        return tuple(_rule(one) for one in money.rules(work))


def _rule(row: driver.Row) -> PremiumRule:
    return PremiumRule(
        *(row["id"], row["kind"], row["identity"], row["year"], row["amount"], row["source"]),
        *(row["document_number"], row["withdrawn"], row["operator_name"] or ""),
        datetime.fromisoformat(row["at"]),
    )


def add_rule(desk: Desk, texts: Mapping[str, str]) -> None:
    """Keep a rule; of one kind, identity and year the newest counts. UserError as ``read_fields``, BAD_NUMBER for a year that
    is none."""
    check(desk, "insured.money")
    values = read_fields(FIELDS, texts, today(desk))
    year = values["year"]
    if not isinstance(year, int) or year < _FIRST:
        raise UserError("BAD_NUMBER", "year", f"年度请写四位数，不早于 {_FIRST} 年。")
    if values["kind"] == "supplementary" and values["source"] == "budget":
        raise UserError("BAD_VALUE", "source", "补充保险保费的资金来源没有财政预算这一项，请另选。")
    rule_id = desk.new_id()
    with desk.database.unit_of_work() as work:
        money.add_rule(work, rule_id, values, **stamp(desk))
        told = {one.title: shown(one, values[one.key]) for one in FIELDS}
        note(desk, work, "insured.rule", rule_id, told, image=Image("premium_rules", rule_id))


def withdraw_rule(desk: Desk, rule_id: str, texts: Mapping[str, str]) -> None:
    """Note why a rule no longer counts. UserError as ``read_fields``, NO_ENTRY where it is withdrawn already."""
    check(desk, "insured.money")
    why = str(read_fields(WITHDRAW_FIELDS, texts, today(desk))["why"])
    with desk.database.unit_of_work() as work:
        held = images.held(work, "premium_rules", rule_id)
        if not money.withdraw(work, "premium_rules", rule_id, why):
            raise UserError("NO_ENTRY", "", "这条标准已经撤销，不用再撤销。")
        note(desk, work, "insured.rule_withdraw", rule_id, {"why": why}, image=held)


def register(desk: Desk, year: int, kind: str) -> tuple[SubsidyRow, ...]:
    """Who is due what of a kind (code of ``PREMIUMS``) in a year, by the roster of its last day so far. UserError NO_RULE where
    no rule of that year stands."""
    check(desk, "insured.read")
    day = min(today(desk), date(year, 12, 31))
    day = max(day, date(year, 1, 1))
    with desk.database.reading() as work:
        found = money.standing_rules(work, kind, year)
        if not found:
            raise UserError("NO_RULE", "", f"还没有填 {year} 年的标准：请先在“补贴和保费标准”里填上金额、来源和文号。")
        people = roster_of(desk, work, day, ALL)
        listed = bool(standing_lists(work, year))
    named = ((one, _best(one, found)) for one in people if not one.dead(day))
    tell = _subsidy if kind == "subsidy" else _premium
    return tuple(tell(one, rule, listed=listed) for one, rule in named if rule is not None)


def _best(one: Standing, found: Mapping[str, driver.Row]) -> driver.Row | None:
    """The rule with the highest amount among a person's identities."""
    own = [found[code] for code in one.codes if code in found]
    return max(own, key=lambda rule: int(rule["amount"]), default=None)


def _subsidy(one: Standing, rule: driver.Row, *, listed: bool) -> SubsidyRow:
    due, twice = rule["amount"], one.double[1] if one.double else 0
    paid = (one.payment["subsidy"] or 0) + twice if one.payment is not None else 0
    if not listed:
        verdict = "还没有参保名单"
    elif twice and paid > due:
        verdict = "重复补贴"
    elif not one.insured:
        verdict = "未参保"
    elif paid == due:
        verdict = "已补足"
    elif not paid:
        verdict = "没有补"
    else:
        verdict = f"少补 {format_fen(due - paid)}" if paid < due else f"多补 {format_fen(paid - due)}"
    return _row(one, rule, paid, verdict)


def _premium(one: Standing, rule: driver.Row, *, listed: bool) -> SubsidyRow:  # noqa: ARG001 - as _subsidy
    return _row(one, rule, 0, "应投保")


def _row(one: Standing, rule: driver.Row, paid: int, verdict: str) -> SubsidyRow:
    own = one.facts
    return SubsidyRow(
        *(one.id, own["name"], masked(own["certificate_number"]), own["township"], own["village"]),
        *(rule["identity"], rule["amount"], paid, rule["source"], verdict),
    )


def totals(desk: Desk, year: int, kind: str) -> tuple[FundTotal, ...]:
    """The register added up: each township, by source of the money. UserError NO_RULE."""
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for one in register(desk, year, kind):
        counts = sums[one.township or "未写苏木乡镇", one.source]
        for at, more in enumerate((1, one.due, one.paid)):
            counts[at] += more
    subsidy = kind == "subsidy"
    return tuple(
        FundTotal(*place, people, due, paid if subsidy else None) for place, (people, due, paid) in sorted(sums.items())
    )
