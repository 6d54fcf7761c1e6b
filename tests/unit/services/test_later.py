"""Later settlements: what rests on an earlier one that was reversed is found, evaluated again and compared."""

from __future__ import annotations

import pytest

from app.records.later import Later
from app.services.desk import Desk
from app.services.later import flagged_after, later, waiting
from app.services.resettle import resettle
from app.services.reverse import reverse
from app.services.settle import Settled
from app.store import people
from tests.helpers.forms import paid, reimbursed, settled, stay, totals
from tests.helpers.random_years import settle_again, settle_year
from tests.helpers.service_desk import BY_REVIEWER, STAMP


def back(desk: Desk, done: Settled) -> None:
    reverse(desk, desk.new_id(), done.document_id, "amount", "", BY_REVIEWER)


def year_of_stays(desk: Desk, person_id: str = "p1") -> tuple[Settled, Settled, Settled]:
    """Three stays of a poor person: the first bears the deductible, each leads nearer to the 大病 deductible."""
    return (
        settled(desk, stay(person_id, admitted="2019-03-01", discharged="2019-03-10")),
        settled(desk, stay(person_id, admitted="2019-04-01", discharged="2019-04-10")),
        settled(desk, stay(person_id, admitted="2019-05-01", discharged="2019-05-10")),
    )


def flagged(found: tuple[Later, ...]) -> list[str]:
    return [one.posted.number for one in found if one.flagged]


@pytest.mark.parametrize("seed", range(3))
def test_nothing_is_flagged_in_a_year_as_it_was_settled(desk: Desk, seed: int) -> None:
    forms = settle_year(desk, f"later:{seed}", 8, 2019, "p1")
    found = later(desk, "p1", 2019)
    assert (len(found), flagged(found), waiting(desk)) == (len(forms), [], ())


def test_those_after_a_reversed_one_are_flagged_with_their_differences(desk: Desk) -> None:
    first, second, third = year_of_stays(desk)
    back(desk, first)
    found = later(desk, "p1", 2019)
    assert [one.posted.number for one in found] == [second.number, third.number]
    assert flagged(found)[0] == second.number
    one = found[0]
    basic = next(layer for layer in one.layers if layer.id == "basic")
    assert (basic.name, basic.before.deductible, basic.after.deductible) == ("基本医保", 0, 50_000)
    assert basic.difference.pay == -37_500
    assert one.person_pays == one.moves == -sum(layer.difference.pay for layer in one.layers)
    assert one.deductible == 50_000


def test_one_that_was_reversed_last_flags_nothing(desk: Desk) -> None:
    _, _, third = year_of_stays(desk)
    back(desk, third)
    assert flagged(later(desk, "p1", 2019)) == []
    assert waiting(desk) == ()


def test_what_a_reversal_will_flag_is_known_before(desk: Desk) -> None:
    first, second, _ = year_of_stays(desk)
    before = flagged_after(desk, first.document_id)
    assert second.number in flagged(before)
    assert flagged_after(desk, second.document_id) == flagged_after(desk, second.document_id)
    back(desk, first)
    assert flagged_after(desk, first.document_id) == before
    assert later(desk, "p1", 2019)[0] == before[0]


def test_the_years_that_wait_are_listed_the_last_touched_first(desk: Desk) -> None:
    one, other = year_of_stays(desk, "p1"), year_of_stays(desk, "p7")
    settled(desk, stay("p2"))
    back(desk, one[0])
    back(desk, other[0])
    found = waiting(desk)
    assert [(each.person_id, each.person_name, each.year) for each in found] == [
        ("p7", "额尔敦巴雅尔", 2019),
        ("p1", "阿拉坦其木格", 2019),
    ]
    for each in found:
        due = [visit for visit in later(desk, each.person_id, 2019) if visit.flagged]
        assert (each.count, each.moves, each.drafts) == (len(due), sum(visit.moves for visit in due), 0)


def test_a_year_that_two_merged_persons_make_together_waits_too(desk: Desk) -> None:
    year_of_stays(desk, "p1")
    other = settled(desk, stay("p7", admitted="2019-06-01", discharged="2019-06-10"))
    with desk.database.unit_of_work() as work:
        people.add_alias(work, "p7", "p1", reason="重复登记", **STAMP)
    assert flagged(later(desk, "p1", 2019)) == [other.number], "the deductible was borne before"
    assert [(one.person_id, one.year, one.count) for one in waiting(desk)] == [("p1", 2019, 1)]


def test_one_that_is_being_settled_again_keeps_its_place(desk: Desk) -> None:
    first, second, third = year_of_stays(desk)
    back(desk, first)
    draft = resettle(desk, first.document_id)
    found = later(desk, "p1", 2019)
    assert [(one.posted.number, one.draft) for one in found] == [
        (first.number, draft.id),
        (second.number, ""),
        (third.number, ""),
    ]
    assert waiting(desk)[0].drafts == 1
    settle_again(desk, first.document_id)
    assert flagged(later(desk, "p1", 2019)) == []


def test_another_persons_year_and_another_year_stay_out_of_it(desk: Desk) -> None:
    first, *_ = year_of_stays(desk, "p1")
    year_of_stays(desk, "p7")
    back(desk, first)
    assert flagged(later(desk, "p7", 2019)) == []
    assert later(desk, "p1", 2018) == ()


def test_what_the_hall_pays_out_moves_the_other_way(desk: Desk) -> None:
    first = settled(desk, stay("p1", admitted="2019-03-01", discharged="2019-03-10"))
    again = reimbursed("p1", institution_id="h1", admitted="2019-04-01", discharged="2019-04-10")
    settled(desk, again)
    back(desk, first)
    one = later(desk, "p1", 2019)[0]
    assert one.moves == one.person_pays > 0
    assert one.moves == -sum(layer.difference.pay for layer in one.layers)


def test_one_that_cannot_be_evaluated_again_says_why(desk: Desk) -> None:
    visit = stay("p1", admitted="2019-03-01", discharged="2019-03-10")
    first = settled(desk, totals(visit, total="300000.00", in_scope="300000.00"))
    far = reimbursed("p1", admitted="2019-05-01", discharged="2019-05-10", way="top_up")
    form = paid(totals(far, total="30000.00", in_scope="30000.00"), critical_illness="28000.00")
    done = settled(desk, form)
    settled(desk, stay("p1", admitted="2019-06-01", discharged="2019-06-10"))
    back(desk, first)
    found = later(desk, "p1", 2019)
    assert (found[0].posted.number, found[0].layers, found[0].moves) == (done.number, (), 0)
    assert found[0].flagged
    assert "28,000.00" in found[0].problem
    assert "先冲红" in found[0].problem
    assert found[1].problem == ""
    assert waiting(desk)[0].count >= 1
