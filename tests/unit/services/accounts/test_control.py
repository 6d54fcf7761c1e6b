"""控费 by institution and period with the pack's own limits; 目录外 slips; faults; reviews of lines."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.errors import UserError
from app.records.form import BillRow
from app.services.accounts import control, reviews
from app.services.accounts.parameters import change_figures, read_figures, typed_figures
from app.services.desk import Desk
from app.services.periods import read_period
from app.services.reverse import reverse
from app.store import audit, proof
from tests.helpers.forms import COMFORT, DRUG, TREATMENT, settled, stay
from tests.helpers.service_desk import AUDITOR, BY_REVIEWER, MANAGER, REVIEWER

MONTH = read_period("2019-11")


@pytest.fixture
def reviewer(desk: Desk) -> Desk:
    return replace(desk, operator=REVIEWER)


@pytest.mark.parametrize(("level", "limit"), [("h1", 50_000), ("h3", 50_000), ("h4", 100_000)])
def test_the_limit_is_the_pack_s_for_the_level(desk: Desk, level: str, limit: int) -> None:
    settled(desk, stay("p10", institution_id=level))
    [line] = control.control_report(desk, MONTH)
    assert line.limit == limit


@pytest.mark.parametrize(
    ("treatment", "comfort", "beyond", "bears"),
    [("9500.00", "500.00", 0, 0), ("9499.99", "500.01", 1, 1), ("9000.00", "1000.00", 1, 50_000)],
)
def test_a_slip_at_the_limit_and_a_fen_over_it(
    desk: Desk, treatment: str, comfort: str, beyond: int, bears: int
) -> None:
    rows = (
        replace(TREATMENT, quantity="1", unit_price=treatment, amount=treatment),
        replace(COMFORT, amount=comfort),
    )
    settled(desk, replace(stay("p1"), rows=rows))
    [line] = control.control_report(desk, MONTH)
    assert (line.sums.slips, line.sums.beyond, line.sums.bears) == (1, beyond, bears)
    assert line.over is bool(beyond)


def test_a_report_equals_its_documents_and_a_reversal_takes_its_own_back(desk: Desk) -> None:
    first, second = settled(desk, stay("p1")), settled(desk, stay("p10"))
    [line] = control.control_report(desk, MONTH)
    assert line.sums.total == first.posted.total + second.posted.total
    assert (line.sums.out_of_catalogue, line.share) == (160_000, 80_000)
    assert control.percent(line.share) == "8%"
    assert len(control.outside_slips(desk, MONTH)) == 2
    reverse(desk, desk.new_id(), first.document_id, "amount", "", BY_REVIEWER)
    [line] = control.control_report(desk, MONTH)
    assert (line.sums.slips, line.sums.beyond, line.sums.total) == (1, 0, second.posted.total)
    assert [one.id for one in control.outside_slips(desk, MONTH)] == [second.document_id]
    assert control.control_report(desk, read_period("2019Q3")) == ()
    assert len(control.control_report(desk, read_period("2019H2"))) == 1


def test_faults_are_listed_with_who_decided(desk: Desk) -> None:
    fault = BillRow(
        name="过度检查", item_class="A", category="03", amount="100.00", fault="institution", decided_by="旗卫健局"
    )
    settled(desk, replace(stay("p10"), rows=(TREATMENT, COMFORT, fault)))
    [found] = control.fault_lines(desk, MONTH)
    assert (found.item, found.amount, found.fault, found.decided_by) == ("过度检查", 10_000, "institution", "旗卫健局")


# ---- reviews


def test_the_filters_find_their_slips(desk: Desk, reviewer: Desk) -> None:
    over = settled(desk, stay("p1")).document_id
    priced = settled(desk, replace(stay("p10"), rows=(TREATMENT, replace(DRUG, quantity="10")))).document_id
    found = {which: {one.id for one in reviews.to_review(desk, MONTH, which)} for which in reviews.FILTERS}
    assert found == {"all": {over, priced}, "open": {over, priced}, "high": set(), "beyond": {over}, "priced": {priced}}
    manager = replace(desk, operator=MANAGER)
    change_figures(manager, {**typed_figures(read_figures(desk)), "account.high_total": "10000.01"})
    assert {one.id for one in reviews.to_review(desk, MONTH, "high")} == {priced}
    reviews.mark(reviewer, over, 0, "passed")
    assert {one.id for one in reviews.to_review(desk, MONTH, "open")} == {priced}
    with desk.database.reading() as work:
        assert proof.compare(work) == ()


def test_a_mark_stands_on_its_line_and_the_last_one_counts(desk: Desk, reviewer: Desk) -> None:
    done = settled(desk, stay("p1"))
    lines = reviews.bill(desk, done.document_id)
    assert [(one.line, one.name, one.amount) for one in lines] == [
        (0, "整单", 1_000_000),
        (1, "治疗", 920_000),
        (2, "陪护", 80_000),
    ]
    reviews.mark(reviewer, done.document_id, 1, "doubtful", "次数偏多")
    reviews.mark(reviewer, done.document_id, 2, "refused", "陪护不属于诊疗", "800.00")
    reviews.mark(reviewer, done.document_id, 1, "passed")
    [finding] = reviews.findings(desk)
    assert (finding.item, finding.review.amount, finding.review.operator_name) == ("陪护", 80_000, REVIEWER.name)
    with desk.database.reading() as work:
        assert proof.compare(work) == ()
        assert audit.verify(work) is None


def test_what_can_t_be_marked_is_refused(desk: Desk, reviewer: Desk) -> None:
    done = settled(desk, stay("p1"))

    def refused(by: Desk, line: int, *texts: str) -> str:
        with pytest.raises(UserError) as found:
            reviews.mark(by, done.document_id, line, *texts)
        return found.value.code

    assert refused(desk, 1, "passed") == "SAME_PERSON", "whoever settled it does not review it"
    assert refused(reviewer, 3, "passed") == "NO_DOCUMENT"
    assert refused(reviewer, 1, "perhaps") == "BAD_VALUE"
    assert refused(reviewer, 1, "doubtful", " ") == "MISSING"
    assert refused(reviewer, 2, "refused", "多收", "800.01") == "BAD_MONEY"
    assert refused(reviewer, 2, "refused", "多收", "0") == "BAD_MONEY"
    assert refused(reviewer, 2, "refused", "多\n收", "1") == "BAD_VALUE"
    assert refused(replace(desk, operator=AUDITOR), 1, "passed") == "NOT_ALLOWED"
    reverse(desk, desk.new_id(), done.document_id, "amount", "", BY_REVIEWER)
    assert refused(reviewer, 1, "passed") == "REVERSED"
    assert reviews.findings(desk) == ()
