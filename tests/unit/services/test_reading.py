"""What keeps a visit from being settled: a calm sentence beside its field, and never a figure from a doubtful date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.policy import Registry
from app.records.form import CaseForm, PaymentForm
from app.records.people import Filing
from app.services.desk import Desk
from app.services.filings.given import Given, given
from app.services.reading import discharge_day, given_shown
from app.services.reading_visit import certificate, is_injury, referral_of
from app.services.slips import slip_pdf, stored_facts
from tests.helpers.forms import paid, quoted, reimbursed, sentences, settled, stay, totals, transfer
from tests.helpers.service_desk import everybody

_PERSONS = {person.id: person for person in everybody()}


def test_an_empty_form_asks_for_everything_quietly(desk: Desk) -> None:
    problems = quoted(desk, CaseForm()).problems
    assert all(problem.pending for problem in problems)
    assert [problem.field for problem in problems] == [
        "person",
        "visit.institution_id",
        "visit.admitted",
        "visit.discharged",
        "rows",
    ]


def test_a_complete_form_has_no_problem(desk: Desk) -> None:
    assert quoted(desk, stay()).ready
    assert sentences(desk, stay()) == {}


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"discharged": "2019-11-23"}, "visit.discharged", "晚于今天 2019-11-22"),
        ({"discharged": "2019-02-29", "admitted": "2019-02-20"}, "visit.discharged", "没有这一天"),
        ({"discharged": "20191119"}, "visit.discharged", "2019-03-01"),
        ({"discharged": "2019-11-9"}, "visit.discharged", "写法不对"),
        ({"admitted": "2019-11-20"}, "visit.admitted", "入院日期 2019-11-20 晚于出院日期 2019-11-19"),
        ({"discharged": "2018-12-31", "admitted": "2018-12-20"}, "visit.discharged", "奈曼旗2019年健康扶贫政策"),
        ({"type": "spa"}, "visit.type", "住院"),
        ({"way": "gift"}, "visit.way", "直接结算、零星报销、补差"),
        ({"referral": "maybe"}, "visit.referral", "已备案"),
        ({"transfer_from": "moon"}, "visit.transfer_from", "二级"),
        ({"tags": ("blue",)}, "visit.tags", "大病集中救治病种"),
        ({"approval": "no. 7"}, "visit.approval", "已审批"),
        ({"invoice_number": "12 34"}, "visit.invoice_number", "空格"),
        ({"agent_name": "王五"}, "visit.agent_number", "代办人的身份证号码"),
        ({"agent_name": "王五", "agent_number": "150525199913010018"}, "visit.agent_number", "不是真实的日期"),
        ({"agent_number": "11010519491231002X"}, "visit.agent_name", "代办人姓名"),
        ({"diagnosis_code": "S72.000"}, "visit.accident", "第三方责任"),
        ({"diagnosis_code": "S72.000", "accident": "perhaps"}, "visit.accident", "第三方责任"),
        ({"type": "pharmacy"}, "visit.type", "不是药店"),
        ({"institution_id": "h7"}, "visit.type", "药店只办理药店购药"),
        ({"diagnosis_name": "肺\ud800炎"}, "visit.diagnosis_name", "残缺字符"),
        ({"note": "\x00"}, "visit.note", "残缺字符"),
        ({"invoice_number": "A\x00"}, "visit.invoice_number", "残缺字符"),
    ],
)
def test_each_thing_that_is_wrong_is_said_beside_its_field(
    desk: Desk, changes: dict[str, Any], field: str, words: str
) -> None:
    found = sentences(desk, stay(**changes))
    assert list(found) == [field], found
    assert words in found[field]


def test_a_date_that_can_not_be_read_gives_no_figure(desk: Desk) -> None:
    assert quoted(desk, stay(discharged="2019-11-2")).result is None
    assert quoted(desk, stay(discharged="2019-12-01")).result is None


def test_a_wrong_agent_or_payee_leaves_the_figures_on_screen(desk: Desk) -> None:
    quote = quoted(desk, stay(agent_name="王五", agent_number="1"))
    assert quote.result is not None
    assert not quote.ready


def test_not_insured_goes_no_further_and_says_whom_to_see(desk: Desk) -> None:
    quote = quoted(desk, stay("p6"))
    assert quote.result is None
    assert [problem.field for problem in quote.problems] == ["person"]
    message = quote.problems[0].message
    assert "2019 年" in message
    assert "扶贫办" in message
    assert "职工医保" in message


def test_nobody_is_settled_after_death_and_an_heir_is_named_before(desk: Desk) -> None:
    found = sentences(desk, stay("p8", agent_name="乌日娜", agent_number="11010519491231002X"))
    assert "去世日期 2019-11-01" in found["visit.discharged"]
    before = stay("p8", admitted="2019-10-20", discharged="2019-10-31")
    assert "继承人" in sentences(desk, before)["visit.agent_name"]
    heir = replace(before, visit=replace(before.visit, agent_name="乌日娜", agent_number="11010519491231002X"))
    assert quoted(desk, heir).ready


def test_nobody_is_settled_before_birth(desk: Desk) -> None:
    person = replace(_PERSONS["p9"], born=date(2019, 11, 15))
    from app.services.faults import Faults
    from app.services.reading_visit import Stay, check_person

    faults = Faults()
    check_person(person, Stay(date(2019, 11, 10), date(2019, 11, 19)), "", faults)
    assert [problem.field for problem in faults.found] == ["visit.admitted"]


def test_an_injury_is_settled_once_the_question_was_answered(desk: Desk) -> None:
    assert is_injury("S72.000")
    assert is_injury("t14.000")
    assert not is_injury("Z49.100")
    assert quoted(desk, stay(diagnosis_code="S72.000", accident="no")).ready
    assert quoted(desk, stay(diagnosis_code="S72.000", accident="third_party")).ready


def test_the_clerk_never_ticks_what_a_filing_already_says(desk: Desk) -> None:
    person = _PERSONS["p5"]
    assert referral_of(stay().visit, given(person, stay().visit, None, date(2019, 10, 1))) == "filed"
    before = given(person, stay().visit, None, date(2019, 9, 1))
    assert referral_of(stay().visit, before) == "none"
    assert referral_of(stay(referral="emergency_reported").visit, before) == "emergency_reported"
    shown = given_shown(stay("p5"), person, None)
    assert (shown.referral, shown.source("referral")) == ("filed", "转诊备案 2019-09-02")
    assert given_shown(CaseForm(), person, None) == Given()


def test_a_filing_that_ended_before_the_discharge_counts_no_more(desk: Desk) -> None:
    ended = replace(_PERSONS["p2"], filings=(Filing("f9", "referral", date(2019, 1, 1), date(2019, 11, 18)),))
    assert given(ended, stay().visit, None, date(2019, 11, 18)).referral == "filed"
    assert given(ended, stay().visit, None, date(2019, 11, 19)).referral == ""


def test_outpatients_need_no_day_of_admission_and_drugs_no_level(desk: Desk) -> None:
    visit = quoted(desk, stay(type="outpatient", admitted="")).case
    assert visit is not None
    assert visit.visit.admitted is None
    shop = quoted(desk, stay(type="pharmacy", institution_id="h7", admitted="", prescription_level="secondary"))
    assert shop.case is not None
    assert (shop.case.visit.level, shop.case.visit.prescription_level) == (None, "secondary")


def test_level_region_and_designation_come_from_the_institution(desk: Desk) -> None:
    case = quoted(desk, stay(institution_id="h4", referral="filed")).case
    assert case is not None
    visit = case.visit
    assert (visit.level, visit.region, visit.designated, visit.treatment_designated) == (
        "tertiary",
        "in_city",
        True,
        True,
    )


def test_reimbursement_needs_the_invoice(desk: Desk) -> None:
    assert "发票号码" in sentences(desk, reimbursed(invoice_number=""))["visit.invoice_number"]
    assert quoted(desk, reimbursed()).ready


def test_direct_settlement_refuses_what_was_settled_elsewhere(desk: Desk) -> None:
    found = sentences(desk, paid(stay(), basic="100.00"))
    assert "改选补差" in found["visit.way"]
    assert quoted(desk, paid(stay(), social_relief="100.00")).ready, "what is only ever entered by hand may be"


def test_top_up_needs_a_layer_that_was_settled_elsewhere(desk: Desk) -> None:
    empty = stay(way="top_up", institution_id="h5")
    assert "至少一层" in sentences(desk, empty)["paid"]
    assert quoted(desk, paid(empty, basic="0.00")).ready


@pytest.mark.parametrize(
    ("layers", "field", "words"),
    [
        ({"basic": "12,5"}, "paid.basic", "金额「12,5」"),
        ({"moon": "1.00"}, "paid.moon", "没有「moon」这一层"),
        ({"basic": "20000.00"}, "paid.basic", "多于还剩的"),
    ],
)
def test_wrong_amounts_of_other_layers(desk: Desk, layers: dict[str, str], field: str, words: str) -> None:
    found = sentences(desk, paid(reimbursed(way="top_up"), **layers))
    assert words in found[field]


def test_a_layer_by_hand_that_a_later_one_tops_up_needs_a_figure(desk: Desk) -> None:
    pack = next(one for one in desk.packs.packs if one.id == "guangxi-2019")
    lenient = Registry((replace(pack, poverty=None),))  # p1 is lifted: who counts then is another test's business
    elsewhere = replace(desk, station=replace(desk.station, area_name=pack.area), packs=lenient)
    empty = stay("p1")
    wanted = sentences(elsewhere, empty)
    assert set(wanted) == {"paid.basic", "paid.critical_illness", "paid.secondary", "paid.assistance"}
    assert "没有就填 0.00" in wanted["paid.basic"]
    given = paid(empty, basic="6000.00", critical_illness="0", secondary="0.00", assistance="0.00")
    quote = quoted(elsewhere, given)
    assert quote.problems == (), "entered by hand is not settled elsewhere: the way may be direct"
    assert quote.result is not None
    assert quote.result.layers[-1].pay > 0


def test_a_transfer_goes_to_the_person_or_the_agent_only(desk: Desk) -> None:
    assert quoted(desk, transfer(reimbursed(), "王秀兰")).ready
    found = sentences(desk, transfer(reimbursed(), "李四"))
    assert "只能转给“王秀兰”" in found["payment.account_holder"]
    agent = reimbursed(agent_name="李四", agent_number="11010519491231002X")
    assert quoted(desk, transfer(agent, "李四")).ready
    dead = reimbursed(
        "p8", admitted="2019-10-20", discharged="2019-10-31", agent_name="李四", agent_number="11010519491231002X"
    )
    assert "只能转给“李四”" in sentences(desk, transfer(dead, "乌云其其格"))["payment.account_holder"]


@pytest.mark.parametrize(
    ("payment", "field", "pending"),
    [
        (PaymentForm("bank_transfer"), "payment.account_holder", True),
        (PaymentForm("bank_transfer", "", "王秀兰", "12 34", "行"), "payment.account_number", False),
        (PaymentForm("bank_transfer", "", "王秀兰", "１２３４５６７８９", "行"), "payment.account_number", False),
        (PaymentForm("bank_transfer", "", "王秀兰", "123456789", ""), "payment.account_bank", True),
        (PaymentForm("qr"), "payment.kind", False),
        (PaymentForm("cash", "100.00"), "payment.deposit", False),
    ],
)
def test_what_is_missing_for_paying_out(desk: Desk, payment: PaymentForm, field: str, pending: bool) -> None:
    problems = quoted(desk, replace(reimbursed(), payment=payment)).problems
    assert (problems[0].field, problems[0].pending) == (field, pending)


def test_problems_of_the_engine_find_their_row_of_the_form(desk: Desk) -> None:
    found = sentences(desk, totals(stay(), total="100.00", in_scope="50.00", drug_in_scope="60.00"))
    assert list(found) == ["totals.drug_in_scope"]


@pytest.mark.parametrize("field", ["name", "code", "unit"])
def test_half_a_character_in_a_row_is_refused_before_the_file_would(desk: Desk, field: str) -> None:
    form = stay()
    half: dict[str, Any] = {field: "\udcff"}
    rows = (form.rows[0], replace(form.rows[1], **half))
    assert list(sentences(desk, replace(form, rows=rows))) == ["rows[1].name"]


def test_hostile_texts_are_settled_and_printed_as_they_are(desk: Desk) -> None:
    text = "\"';=1+1\n\t<b>%s</b>" + "长" * 10_000
    form = stay(diagnosis_name=text, note=text)
    form = replace(form, rows=(replace(form.rows[0], name=text), form.rows[1]))
    done = settled(desk, form)
    facts = stored_facts(desk, done.document_id)
    assert dict(facts.visit)["诊断"].endswith(text)
    assert slip_pdf(desk, done.document_id).pdf.startswith(b"%PDF-")


def test_small_helpers() -> None:
    assert discharge_day(stay(discharged="")) is None
    assert discharge_day(stay()) == date(2019, 11, 19)
    newborn = replace(_PERSONS["p9"], certificate_number="", certificate_type="newborn")
    assert certificate(newborn) == "新生儿（暂无证号）"
    assert "•" in certificate(_PERSONS["p9"])


def test_what_a_row_lacks_is_called_by_its_name(desk: Desk) -> None:
    """A unit price is there: it lacks the quantity. Neither is: it lacks the amount."""
    form = stay()
    row = replace(form.rows[0], quantity="", amount="")
    for price, field, words in (("3.90", "rows[0].quantity", "请填数量"), ("", "rows[0].amount", "请填金额")):
        problems = quoted(desk, replace(form, rows=(replace(row, unit_price=price, price_limit=""),))).problems
        assert [(one.field, words in one.message) for one in problems] == [(field, True)]
