"""Filings reach the engine: quoted and settled to the fen, on both sides of every day."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from app.records.form import CaseForm
from app.records.people import PersonIdentity
from app.services.desk import Desk
from app.services.filings import reference, register
from app.services.filings.found import settled_under
from app.store import ledger
from tests.helpers.filings import filed, in_area, named, typed, with_identity
from tests.helpers.forms import paid, quoted, sentences, settled, stay, totals
from tests.helpers.service_desk import MANAGER

DISCHARGED = "2019-11-19"
FAR = {"total": "60000.00", "in_scope": "60000.00"}
REFERRED, NOT_REFERRED = 623_188, 833_200
"""What p1 pays of ``far()`` with the preference and without: basic 32,340.00 both; 大病 11,363.00 or 6,830.00, assistance
9,778.20 or 12,498.00, fund 286.92 or none."""
GUANGXI = "广西壮族自治区（柳州市）"


def far(**visit: str) -> CaseForm:
    form = stay("p1", institution_id="h5", way="reimbursement", invoice_number="F1", **visit)
    return totals(form, **FAR)


def pays(desk: Desk, form: CaseForm) -> int:
    result = quoted(desk, form).result
    assert result is not None, sentences(desk, form)
    return result.person_pays


def chronic_visit(day: str, kind: str = "outpatient_chronic") -> CaseForm:
    form = stay("p1", institution_id="h3", type=kind, admitted="", discharged=day, diagnosis_code="I10")
    return totals(form, total="200.00", in_scope="200.00")


# ---- referral and emergency


def test_a_referral_filed_on_the_day_of_discharge_keeps_the_preference(desk: Desk) -> None:
    done = filed(desk, "referral", filed_on=DISCHARGED)
    form = far()
    assert pays(desk, form) == REFERRED
    posted = settled(desk, form)
    with desk.database.reading() as work:
        case = json.loads(ledger.case(work, posted.document_id))
    assert case["filings"] == [{"field": "referral", "id": done.filing.id, "kind": "referral", "since": DISCHARGED}]
    assert posted.posted.person_pays == REFERRED


def test_filed_the_day_after_discharge_it_does_not(desk: Desk) -> None:
    filed(desk, "referral", filed_on="2019-11-20")
    assert pays(desk, far()) == NOT_REFERRED
    assert pays(desk, far(referral="filed")) == REFERRED


def test_a_referral_that_ended_the_day_before_counts_no_more(desk: Desk) -> None:
    filed(desk, "referral", until="2019-11-18")
    assert pays(desk, far()) == NOT_REFERRED
    filed(desk, "referral", until=DISCHARGED)
    assert pays(desk, far()) == REFERRED


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"region": "in_city"}, NOT_REFERRED),
        ({"region": "out_of_city", "hospital": "h4"}, NOT_REFERRED),
        ({"region": "out_of_city", "hospital": "h5"}, REFERRED),
    ],
)
def test_a_referral_is_to_the_place_that_it_names(desk: Desk, changes: dict[str, str], expected: int) -> None:
    filed(desk, "referral", **changes)
    assert pays(desk, far()) == expected


def test_an_emergency_that_was_reported_keeps_it_for_that_stay_alone(desk: Desk) -> None:
    filed(desk, "emergency_report")
    assert pays(desk, far()) == REFERRED
    assert pays(desk, far(admitted="2019-11-11")) == NOT_REFERRED


def test_an_emergency_reported_after_the_discharge_does_not(desk: Desk) -> None:
    filed(desk, "emergency_report", reported_on="2019-11-20")
    assert pays(desk, far()) == NOT_REFERRED


# ---- chronic


def test_a_chronic_filing_holds_from_the_day_after_it_was_decided(desk: Desk) -> None:
    filed(desk, "chronic", decided_on="2019-11-18")
    assert pays(desk, chronic_visit("2019-11-19")) == 4_000
    assert quoted(desk, chronic_visit("2019-11-19")).ready
    told = sentences(desk, chronic_visit("2019-11-18"))["visit.type"]
    assert told == "门诊慢病待遇从 2019-11-19 起享受，这次就诊是 2019-11-18：请把就诊类型改选普通门诊。"
    assert pays(desk, chronic_visit("2019-11-18", "outpatient")) == 6_000


def test_without_a_filing_or_before_the_decision_it_says_so(desk: Desk) -> None:
    assert sentences(desk, chronic_visit("2019-11-18"))["visit.type"].startswith("阿拉坦其木格没有门诊慢病备案")
    done = filed(desk, "chronic", decided_on="")
    assert "还没有办结" in sentences(desk, chronic_visit("2019-11-18"))["visit.type"]
    register.act(desk, done.filing.id, "decide", {"decided_on": "2019-11-17"})
    assert quoted(desk, chronic_visit("2019-11-18")).ready


def test_a_contract_for_chronic_care_is_enough_and_two_diseases_are_not(desk: Desk) -> None:
    filed(desk, "chronic_care")
    assert quoted(desk, chronic_visit("2019-11-18")).ready


def test_tags_are_given_where_the_pack_asks_for_them(desk: Desk) -> None:
    filed(desk, "chronic_care")
    filed(desk, "special_chronic")
    assert tags(desk) == frozenset()
    there = in_area(desk, "辽宁省", date(2019, 11, 22))
    assert tags(there) == {"long_term_chronic", "special_chronic"}
    assert tags(there, admitted="2019-10-01", discharged="2019-10-07") == frozenset()


def tags(desk: Desk, **visit: str) -> frozenset[str]:
    case = quoted(desk, paid(stay("p1", **visit), basic="0.00", critical_illness="0.00", assistance="0.00")).case
    assert case is not None
    return case.visit.tags


def test_a_cancelled_special_filing_counts_until_the_day_before(desk: Desk) -> None:
    done = filed(desk, "special_chronic")
    boss = replace(desk, operator=MANAGER)
    cancelled = {
        "cancelled_on": "2019-11-12",
        "why": "诊断不符",
        "refused_pay": "160.00",
        "document": "奈医保〔2019〕5号",
    }
    before = settled(desk, chronic_visit("2019-11-11", "outpatient_special"))
    register.act(boss, done.filing.id, "cancel", cancelled)
    assert quoted(desk, chronic_visit("2019-11-11", "outpatient_special")).ready
    told = sentences(desk, chronic_visit("2019-11-12", "outpatient_special"))["visit.type"]
    assert told.startswith("门特认定已取消，到 2019-11-11 为止")
    (under,) = settled_under(desk, done.filing.id)
    assert (under.number, under.total) == (before.number, 20_000)


# ---- treatment of a serious disease


def test_a_filed_disease_gives_the_tag_at_a_designated_hospital(desk: Desk) -> None:
    cancer = stay("p1", diagnosis_code="C16.900", diagnosis_name="胃癌")
    assert pays(desk, cancer) == 157_000
    filed(desk, "disease_treatment")
    assert pays(desk, cancer) == 97_000
    assert pays(desk, stay("p1")) == 157_000
    assert pays(desk, stay("p1", institution_id="h2", diagnosis_code="C16.900")) == 157_000


def test_a_hospital_that_a_document_names_is_designated_from_its_day_on(desk: Desk) -> None:
    filed(desk, "disease_treatment")
    there = stay("p1", institution_id="h2", diagnosis_code="C16.900")
    named(desk, "h2", "treatment_designated", since="2019-11-20")
    assert pays(desk, there) == 157_000
    named(desk, "h2", "treatment_designated", since=DISCHARGED, until=DISCHARGED)
    assert pays(desk, there) == 97_000


def test_a_bill_above_the_price_says_so_and_no_figure_changes(desk: Desk) -> None:
    boss = replace(desk, operator=MANAGER)
    price = {
        "disease": "胃癌",
        "icd": "C16",
        "level": "secondary",
        "bearer": "institution",
        "document": "奈卫发〔2019〕2号",
    }
    filed(desk, "disease_treatment")
    cancer = stay("p1", diagnosis_code="C16.900", diagnosis_name="胃癌")
    reference.add_price(boss, {**price, "price": "10000.00", "since": "2019-01-01"})
    assert "DISEASE_PRICE" not in notices(desk, cancer)
    reference.add_price(boss, {**price, "price": "9999.99", "since": DISCHARGED})
    said = notices(desk, cancer)["DISEASE_PRICE"]
    assert "定额 9,999.99 元" in said
    assert "超出 0.01 元，按价格表由医疗机构承担" in said
    assert pays(desk, cancer) == 97_000
    number = settled(desk, cancer).number
    (over,) = reference.over_price(desk, date(2019, 11, 1), date(2019, 11, 30))
    assert (over.number, over.said) == (number, said)


def notices(desk: Desk, form: CaseForm) -> dict[str, str]:
    result = quoted(desk, form).result
    assert result is not None
    return {one.code: one.message for one in result.notices}


# ---- other areas


def test_a_transfer_upward_costs_the_difference_of_the_deductibles(desk: Desk) -> None:
    there = in_area(desk, "沈阳市", date(2020, 9, 10))
    form = stay("p2", institution_id="h4", admitted="2020-09-01", discharged="2020-09-08")
    assert basic(there, form) == 516_000
    filed(there, "transfer", "p2", transferred_on="2020-08-29")
    assert basic(there, form) == 534_000
    late = replace(form, visit=replace(form.visit, admitted="2020-09-02"))
    assert basic(there, late) == 516_000


def basic(desk: Desk, form: CaseForm) -> int:
    result = quoted(desk, form).result
    assert result is not None, sentences(desk, form)
    return next(layer.pay for layer in result.layers if layer.id == "basic")


def guaranteed(scope: str = "9200.00") -> CaseForm:
    form = totals(stay("p1"), total="10000.00", in_scope=scope)
    return paid(form, basic="6000.00", critical_illness="0.00", secondary="0.00", assistance="0.00")


@pytest.mark.parametrize(("until", "expected"), [(date(2019, 11, 18), 400_000), (date(2019, 11, 19), 100_000)])
@pytest.mark.parametrize("status", ["两年继续扶持期", ""])
def test_a_support_period_that_ended_yesterday_does_not_count(
    desk: Desk, until: date, expected: int, status: str
) -> None:
    there = in_area(desk, GUANGXI, date(2019, 11, 22))
    with_identity(desk, "p1", PersonIdentity("registered_poor", date(2016, 1, 1), None, status, "桂1号", until))
    assert pays(there, guaranteed()) == expected


def test_a_special_case_counts_only_with_both_approvals(desk: Desk) -> None:
    there = in_area(desk, GUANGXI, date(2019, 11, 22))
    with_identity(desk, "p1", PersonIdentity("registered_poor", date(2016, 1, 1), None, "未脱贫", "桂1号"))
    form = guaranteed("8000.00")
    assert institution(there, form) == 100_000
    done = filed(there, "special_case", insurance_number="", insurance_on="")
    assert done.filing.state == "pending"
    assert institution(there, form) == 100_000
    texts = typed("special_case")
    both = {key: texts[key] for key in ("health_number", "health_on", "insurance_number", "insurance_on")}
    assert register.act(there, done.filing.id, "approve", both).filing.state == "valid"
    assert institution(there, form) == 0
    other = replace(form, visit=replace(form.visit, admitted="2019-11-11"))
    assert institution(there, other) == 100_000
    assert institution(there, replace(form, visit=replace(form.visit, institution_id="h2"))) == 100_000


def institution(desk: Desk, form: CaseForm) -> int:
    result = quoted(desk, form).result
    assert result is not None, sentences(desk, form)
    return result.institution_pays


def test_a_filing_that_was_taken_back_says_nothing(desk: Desk) -> None:
    done = filed(desk, "referral")
    assert pays(desk, far()) == REFERRED
    register.act(desk, done.filing.id, "withdraw", {"why": "人员选错"})
    assert pays(desk, far()) == NOT_REFERRED
