"""Papers taken in: what is needed, what is missing and until when, what is refused and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.errors import UserError
from app.services.acceptances import accept, cases
from app.services.acceptances.kinds import KINDS, PAPERS, WHEN, wanted
from app.services.desk import Desk
from app.store import audit, proof
from tests.helpers.acceptances import ACCOUNT, AGENT, SHEETS, texts
from tests.helpers.forms import reimbursed, settled

FREE = {"visit_type": "", "pay_kind": "", "agent_name": "", "accident": "", "deceased": ""}


def refused(desk: Desk, sheets: dict[str, str] | None = None, **changes: str) -> tuple[str, str]:
    with pytest.raises(UserError) as told:
        accept.accept(desk, texts(**changes), SHEETS if sheets is None else sheets)
    assert accept.listed(desk) == ()
    return told.value.path, told.value.message


def later(desk: Desk, on: date) -> Desk:
    return replace(desk, business_date=on)


def test_everything_there_is_accepted_with_its_last_day(desk: Desk) -> None:
    made = accept.accept(desk, texts(), SHEETS)
    assert made.number == "NM-01-2019-S000001"
    (event,) = made.events
    assert (event.state, event.complete_on, event.due, event.bring_by) == (
        "accepted",
        date(2019, 11, 22),
        date(2019, 12, 22),
        None,
    )
    (row,) = accept.listed(desk)
    assert row.due is not None
    assert row.due.state == "later"
    assert made.invoices == ("F001",)
    with desk.database.reading() as work:
        assert audit.verify(work) is None
        assert proof.compare(work) == ()


def test_in_county_it_is_twenty_workdays(desk: Desk) -> None:
    made = accept.accept(desk, texts(kind="in_county", institution="h1"), SHEETS)
    assert made.events[-1].due == date(2019, 12, 20)


def test_what_is_missing_is_named_and_the_limit_runs_from_the_day_it_is_brought(desk: Desk) -> None:
    made = accept.accept(desk, texts(), {**SHEETS, "referral": "", "discharge": "0"})
    (event,) = made.events
    assert (event.state, event.due, event.bring_by) == ("lacking", None, date(2019, 12, 6))
    assert event.reason == "还缺出院小结、转诊备案表"
    with pytest.raises(UserError, match="请先补齐材料"):
        cases.open_case(desk, made.id)
    half = accept.supplement(later(desk, date(2019, 11, 25)), made.id, {**SHEETS, "referral": ""})
    assert half.events[-1].reason == "还缺转诊备案表"
    whole = accept.supplement(later(desk, date(2019, 11, 30)), made.id, SHEETS)
    assert (whole.events[-1].state, whole.events[-1].due) == ("accepted", date(2019, 12, 30))
    with pytest.raises(UserError, match="材料不用再补"):
        accept.supplement(desk, made.id, SHEETS)
    assert [one.state for one in whole.events] == ["lacking", "lacking", "accepted"]


def test_overdue_is_said_in_workdays(desk: Desk) -> None:
    accept.accept(desk, texts(kind="in_county", institution="h1"), SHEETS)
    assert accept.listed(later(desk, date(2019, 12, 20)))[0].due.words == "今天到期"  # type: ignore[union-attr]  # it runs
    assert accept.listed(later(desk, date(2019, 12, 24)))[0].due.words == "已超期 2 个工作日"  # type: ignore[union-attr]  # it runs


@pytest.mark.parametrize(
    ("changes", "path", "says"),
    [
        ({"kind": ""}, "kind", "请选受理种类"),
        ({"person": ""}, "person", "请选参保人"),
        ({"person": "nobody"}, "person", "没有找到这位参保人"),
        ({"institution": "none"}, "institution", "没有找到这家医疗机构"),
        ({"kind": "in_county"}, "kind", "在旗外"),
        ({"institution": "h1"}, "kind", "在旗内"),
        ({"admitted": ""}, "admitted", "住院请填入院日期"),
        ({"admitted": "2019-11-20"}, "admitted", "晚于出院日期"),
        ({"discharged": "2019-11-23"}, "discharged", "晚于今天"),
        ({"admitted": "1961-01-01"}, "discharged", "早于王秀兰的出生日期"),
        ({"invoices": "、"}, "invoices", "请填发票号码"),
        ({"invoices": "F1、F1"}, "invoices", "填了两遍"),
        ({"invoices": "F" * 65}, "invoices", "最多 64 个字符"),
        ({"invoices": " ".join(f"F{at}" for at in range(11))}, "invoices", "最多 10 张"),
        ({"total": "12,5"}, "total", ""),
        ({"agent_name": "包七十三"}, "agent_number", "请填代办人的身份证号码"),
        ({"agent_number": AGENT["agent_number"]}, "agent_name", "请填代办人姓名"),
        ({**AGENT, "agent_number": "110105194912310021"}, "agent_number", "代办人："),
        ({**ACCOUNT, "account_holder": "别人"}, "account_holder", "不是参保人也不是代办人"),
        ({**ACCOUNT, "account_holder": ""}, "account_holder", "请填收款账户的户名"),
        ({**ACCOUNT, "account_holder": "王秀兰", "account_number": "6217 0001"}, "account_number", "8 到 30 位数字"),
        ({"person": "p8", "admitted": "2019-10-01", "discharged": "2019-10-09"}, "agent_name", "请填代办的继承人"),
        ({"person": "p8", **AGENT}, "discharged", "晚于登记的去世日期"),
    ],
)
def test_what_is_refused_says_why_at_its_field(desk: Desk, changes: dict[str, str], path: str, says: str) -> None:
    found = refused(desk, None, **changes)
    assert found[0] == path
    assert says in found[1]


@pytest.mark.parametrize("typed", ["-1", "1.5", "一", "100", "01"])
def test_sheets_are_whole_numbers(desk: Desk, typed: str) -> None:
    assert refused(desk, {**SHEETS, "invoice": typed})[0] == "invoice"


def test_the_numbers_have_no_gap_where_one_was_refused(desk: Desk) -> None:
    accept.accept(desk, texts(), SHEETS)
    with pytest.raises(UserError):
        accept.accept(desk, texts(), SHEETS)
    assert accept.accept(desk, texts(invoices="F002"), SHEETS).number == "NM-01-2019-S000002"


def test_an_invoice_belongs_to_one_acceptance_until_that_is_returned(desk: Desk) -> None:
    first = accept.accept(desk, texts(invoices="F001、F002"), SHEETS)
    with pytest.raises(UserError, match=first.number) as told:
        accept.accept(desk, texts(person="p3", invoices="F003，F002"), SHEETS)
    assert (told.value.code, told.value.path) == ("INVOICE_USED", "invoices")
    accept.accept(desk, texts(kind="in_county", institution="h1", invoices="F002"), SHEETS)  # another hospital's own
    back = accept.give_back(desk, first.id, {"reason": "withdrawn", "note": ""})
    assert (back.events[-1].state, back.events[-1].reason) == ("returned", "本人撤回")
    accept.accept(desk, texts(invoices="F002"), SHEETS)
    with pytest.raises(UserError, match="不能再退回"):
        accept.give_back(desk, first.id, {"reason": "withdrawn", "note": ""})


def test_an_invoice_that_is_settled_is_refused_with_its_slip(desk: Desk) -> None:
    done = settled(desk, reimbursed())
    with pytest.raises(UserError, match=done.number):
        accept.accept(desk, texts(person="p3"), SHEETS)


def test_a_stay_on_the_same_days_is_warned_of(desk: Desk) -> None:
    assert accept.check_form(desk, texts()).warnings == ()
    made = accept.accept(desk, texts(), SHEETS)
    assert made.number in accept.check_form(desk, texts(invoices="F9")).warnings[0]
    touching = texts(invoices="F9", admitted="2019-11-19", discharged="2019-11-21")
    assert accept.check_form(desk, touching).warnings == ()


def test_giving_back_for_another_reason_needs_words(desk: Desk) -> None:
    made = accept.accept(desk, texts(), SHEETS)
    with pytest.raises(UserError) as told:
        accept.give_back(desk, made.id, {"reason": "other", "note": ""})
    assert told.value.path == "note"
    back = accept.give_back(desk, made.id, {"reason": "other", "note": "材料是复印的"})
    assert back.events[-1].reason == "其他：材料是复印的"
    assert accept.listed(desk)[0].due is None


def test_the_list_of_papers_is_whole() -> None:
    for kind in KINDS.values():
        assert set(kind.papers) <= set(PAPERS)
        assert set(kind.papers.values()) <= set(WHEN)


@pytest.mark.parametrize(
    ("kind", "case", "needed", "not_needed"),
    [
        ("in_county", {"visit_type": "inpatient"}, {"invoice", "bill_list", "discharge", "person_copy"}, {"diagnosis"}),
        ("in_county", {"visit_type": "outpatient"}, {"diagnosis"}, {"discharge", "bank_copy"}),
        ("in_county", {"pay_kind": "bank_transfer"}, {"bank_copy"}, {"agent_copy"}),
        ("in_county", {"agent_name": "包七十三"}, {"agent_copy"}, {"heir"}),
        ("in_county", {"accident": "own"}, {"accident"}, {"heir"}),
        ("in_county", {"accident": "no"}, set(), {"accident"}),
        ("in_county", {"deceased": "yes"}, {"heir"}, {"accident"}),
        ("out_of_county", {"visit_type": "inpatient"}, {"referral"}, set()),
        ("out_of_county", {"visit_type": "outpatient"}, set(), {"referral"}),
        ("insurance_claim", {"visit_type": "pharmacy"}, {"prescription", "till_slip", "listed_drug"}, {"upstream"}),
        ("insurance_claim", {"visit_type": "inpatient"}, {"upstream"}, {"prescription", "till_slip"}),
        ("top_up", {"visit_type": "inpatient"}, {"upstream"}, {"referral"}),
    ],
)
def test_which_papers_a_case_needs(kind: str, case: dict[str, Any], needed: set[str], not_needed: set[str]) -> None:
    found = {one.code for one in wanted(kind, {**FREE, **case}) if one.needed}
    assert needed <= found
    assert not not_needed & found
