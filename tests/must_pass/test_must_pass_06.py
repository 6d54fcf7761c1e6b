"""Reversing an earlier settlement flags every later one of the year that depends on it."""

from __future__ import annotations

from app.services.adjust import Moves, adjust
from app.services.desk import Desk
from app.services.later import flagged_after, later, waiting
from app.services.reverse import reverse
from app.services.settle import Settled
from tests.helpers.forms import paid, reimbursed, settled, stay
from tests.helpers.random_years import settle_again
from tests.helpers.service_desk import BY_REVIEWER


def year_of(desk: Desk, person_id: str) -> tuple[Settled, ...]:
    """Four visits: the first bears the deductible that is waived for the second; the third was settled elsewhere whole
    and rests on nothing; the fourth is beyond the 大病 deductible by what the others brought to it."""
    days = {"admitted": "2019-04-01", "discharged": "2019-04-10"}
    elsewhere = reimbursed(person_id, way="top_up", referral="filed", invoice_number=f"F-{person_id}", **days)
    nothing_left = {"basic": "9200.00", "critical_illness": "0.00", "assistance": "0.00", "poverty_fund": "0.00"}
    return (
        settled(desk, stay(person_id, admitted="2019-02-01", discharged="2019-02-10")),
        settled(desk, stay(person_id, admitted="2019-03-01", discharged="2019-03-10")),
        settled(desk, paid(elsewhere, **nothing_left)),
        settled(desk, stay(person_id, admitted="2019-05-01", discharged="2019-05-10")),
    )


def flagged(desk: Desk) -> list[str]:
    return [one.posted.number for one in later(desk, "p1", 2019) if one.flagged]


def test_must_pass_06_those_that_depend_on_it_are_flagged_and_no_others(desk: Desk) -> None:
    first, second, third, _ = year_of(desk, "p1")
    year_of(desk, "p7")
    expected = [one.posted.number for one in flagged_after(desk, first.document_id)]
    reverse(desk, "r1", first.document_id, "amount", "", BY_REVIEWER)
    assert flagged(desk) == expected
    assert second.number in expected
    assert third.number not in expected
    assert first.number not in expected
    assert not any(one.flagged for one in later(desk, "p7", 2019))
    assert [(one.person_id, one.count) for one in waiting(desk)] == [("p1", len(expected))]


def test_must_pass_06_none_is_flagged_once_the_differences_are_posted_or_it_is_settled_again(desk: Desk) -> None:
    first, *_ = year_of(desk, "p1")
    reverse(desk, "r1", first.document_id, "amount", "", BY_REVIEWER)
    made = adjust(desk, "a1", "p1", 2019, later(desk, "p1", 2019), Moves(), BY_REVIEWER)
    assert made.documents
    assert flagged(desk) == []
    settle_again(desk, first.document_id)
    assert flagged(desk) == [one.adjusts for one in made.documents]
    adjust(desk, "a2", "p1", 2019, later(desk, "p1", 2019), Moves(), BY_REVIEWER)
    assert flagged(desk) == []
    assert waiting(desk) == ()


def test_must_pass_06_the_last_of_a_year_flags_nothing(desk: Desk) -> None:
    *_, fourth = year_of(desk, "p1")
    reverse(desk, "r1", fourth.document_id, "amount", "", BY_REVIEWER)
    assert flagged(desk) == []
