"""Difference slips: after them nothing differs, the year is as if the reversed one had never been; each only once."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.engine import advance, empty_year, evaluate
from app.errors import UserError
from app.policy import Registry
from app.records.form import PaymentForm
from app.records.ledger import Posted
from app.records.people import Credentials
from app.records.result import YearState
from app.services.adjust import Adjusted, Moves, adjust, needs_approver
from app.services.day_checks import checked, read_day
from app.services.desk import Desk, today
from app.services.later import later, waiting
from app.services.people import open_person
from app.services.reverse import reverse
from app.services.settle import Settled
from app.services.slips import posted_of, settled_today, slip_pdf, stored_facts
from app.services.stored_case import StoredPacks, stored_case
from app.store import audit, proof, reversals, standing, whole
from tests.helpers.forms import paid, reimbursed, settled, stay, totals
from tests.helpers.pdf_text import page_texts
from tests.helpers.random_years import (
    added_of,
    make_shenyang,
    settle_again,
    settle_year,
    shenyang_desk,
    state_of,
    without_zeros,
)
from tests.helpers.service_desk import AT, AUDITOR, BY_AUDITOR, BY_CLERK, BY_REVIEWER, CLERK, REVIEWER, desk_on

PERSON = "阿拉坦其木格"


def back(desk: Desk, document_id: str) -> None:
    reverse(desk, desk.new_id(), document_id, "amount", "", BY_REVIEWER)


def adjusted(desk: Desk, person_id: str = "p1", year: int = 2019, request_id: str = "") -> Adjusted:
    """What the window does: look, then post what was seen."""
    seen = later(desk, person_id, year)
    return adjust(desk, request_id or desk.new_id(), person_id, year, seen, Moves(), BY_REVIEWER)


def two_stays(desk: Desk, person_id: str = "p1") -> tuple[Settled, Settled]:
    """The second is the second of its kind in the year: the deductible is waived for a poor person."""
    first = settled(desk, stay(person_id, admitted="2019-03-01", discharged="2019-03-10"))
    return first, settled(desk, stay(person_id, admitted="2019-05-01", discharged="2019-05-10"))


def refused(desk: Desk, code: str, moves: Moves, approver: Credentials | None = BY_REVIEWER) -> UserError:
    """Posting what is seen is refused with this code, and nothing is posted."""
    before = settled_today(desk)
    with pytest.raises(UserError) as caught:
        adjust(desk, "refused", "p1", 2019, later(desk, "p1", 2019), moves, approver)
    assert caught.value.code == code, caught.value.message
    assert settled_today(desk) == before
    return caught.value


# ---- whole years


def from_zero(desk: Desk, person_id: str, year: int) -> YearState:
    """The year of those that stand, settled one after the other from nothing, without what is 0."""
    state = empty_year(year)
    with desk.database.reading() as work:
        packs = StoredPacks(work, desk.packs)
        for one in standing.standing(work, person_id, year):
            case = stored_case(work, one.id, packs).case
            result = evaluate(case.pack, case.values, case.identities, case.visit, state)
            state = advance(state, result.added)
    return without_zeros(state)


def open_settlements(desk: Desk, person_id: str, year: int) -> list[Posted]:
    return [one for one in posted_of(desk, person_id, year) if one.kind == "settlement" and not one.reversed_by]


def check_whole(desk: Desk, person_id: str, year: int) -> None:
    """Nothing differs, the fold is the year from zero, the day balances, the audit knows every row."""
    assert not any(one.flagged for one in later(desk, person_id, year))
    assert state_of(desk, person_id, year) == from_zero(desk, person_id, year)
    with desk.database.reading() as work:
        faults = checked(read_day(work, desk.station.id, today(desk)))[1]
        assert faults == ()


@dataclass(frozen=True, slots=True)
class Area:
    """Whose year it is, and how a desk of the area is opened."""

    year: int
    who: str
    open: Callable[..., AbstractContextManager[Desk]]


AREAS = {"naiman-2019": Area(2019, "p1", desk_on), "shenyang-2020": Area(2020, "p1-2020", shenyang_desk)}
Years = Callable[[str, int], Path]


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory, confirmed_file: Path, registry: Registry) -> Years:
    """A file with a random year of seven visits for each area and seed, made when it is first asked for."""
    folder, made = tmp_path_factory.mktemp("years"), dict[tuple[str, int], Path]()

    def year_of(name: str, seed: int) -> Path:
        if (name, seed) not in made:
            area, path = AREAS[name], folder / f"{name}-{seed}.db"
            shutil.copy(confirmed_file, path)
            if area.open is shenyang_desk:
                make_shenyang(path, registry)
            with area.open(path, registry) as desk:
                settle_year(desk, f"adjust:{seed}", 7, area.year, area.who)
            made[name, seed] = path
        return made[name, seed]

    return year_of


@pytest.mark.parametrize("name", AREAS)
def test_any_reversal_adjusted_and_settled_again_leaves_the_year_as_it_was(
    name: str, years: Years, registry: Registry
) -> None:
    """Random years, any of their settlements taken back; then as if it had never been; then settled again in its place."""
    area = AREAS[name]

    @settings(max_examples=5)
    @given(st.integers(0, 2), st.lists(st.integers(0, 6), min_size=1, max_size=2))
    def check(seed: int, gone: list[int]) -> None:
        with TemporaryDirectory() as folder:
            path = Path(shutil.copy(years(name, seed), Path(folder) / "desk.db"))
            with area.open(path, registry, prefix="0288") as desk:
                original = added_of(desk, area.who, area.year)
                for at in gone:
                    take_back_and_again(desk, area.who, area.year, at)
                    assert added_of(desk, area.who, area.year) == original

    check()


def take_back_and_again(desk: Desk, who: str, year: int, at: int) -> None:
    """Reverse one of those that stand, adjust the later ones, settle it again as it was, adjust them again."""
    standing_now = open_settlements(desk, who, year)
    target = standing_now[at % len(standing_now)]
    back(desk, target.id)
    if any(one.problem for one in later(desk, who, year)):
        refused_as_a_whole(desk, who, year)
    else:
        adjusted(desk, who, year)
        check_whole(desk, who, year)
    settle_again(desk, target.id)
    adjusted(desk, who, year)
    check_whole(desk, who, year)


def refused_as_a_whole(desk: Desk, who: str, year: int) -> None:
    with pytest.raises(UserError) as caught:
        adjusted(desk, who, year)
    assert caught.value.code == "NOT_AGAIN"


# ---- one adjustment


def test_an_adjustment_moves_money_between_payers_alone(desk: Desk) -> None:
    first, second = two_stays(desk)
    back(desk, first.document_id)
    seen = later(desk, "p1", 2019)[0]
    made = adjusted(desk).documents
    assert [one.adjusts for one in made] == [second.number]
    one = made[0]
    assert (one.kind, one.total, one.number) == ("adjustment", 0, "NM-01-2019-000004")
    assert one.fund_total + one.institution_pays + one.person_pays == 0
    assert one.layers == {layer.id: layer.difference.pay for layer in seen.layers}
    with desk.database.reading() as work:
        stored = whole.whole(work, one.id)
        why = reversals.reason(work, one.id)
    assert (stored.collect, stored.pay_out) == (one.person_pays, 0)
    assert [(each.kind, each.amount) for each in stored.payments] == [("cash", one.person_pays)]
    assert stored.order_key.startswith(f"{seen.place}~")
    assert why is not None
    assert (why.code, why.initiator_id, why.approver_id) == ("earlier", CLERK.id, REVIEWER.id)
    check_whole(desk, "p1", 2019)


def test_the_year_counts_one_visit_of_it(desk: Desk) -> None:
    first, _ = two_stays(desk)
    back(desk, first.document_id)
    adjusted(desk)
    assert state_of(desk, "p1", 2019).visits == 1
    alone = settled(desk, stay("p7", admitted="2019-05-01", discharged="2019-05-10"))
    assert state_of(desk, "p7", 2019) == state_of(desk, "p1", 2019)
    assert alone.posted.total == 1_000_000
    assert [bar.used for bar in open_person(desk, "p1").bars] == [bar.used for bar in open_person(desk, "p7").bars]


def test_the_slip_says_what_was_and_what_is(desk: Desk) -> None:
    first, second = two_stays(desk)
    back(desk, first.document_id)
    made = adjusted(desk).documents[0]
    facts = stored_facts(desk, made.id)
    basic = facts.layers[0]
    assert (facts.kind, facts.refers_to, facts.total, facts.categories) == ("adjustment", second.number, 0, ())
    assert (basic.before, basic.pay, basic.deductible) == (690_000, -37_500, 50_000)
    assert basic.steps[0] == "基本医保支付：原 6,900.00 元，重新核算 6,525.00 元，差 −375.00 元。"
    assert dict(facts.correction) == {"差额原因": "前面的结算有变，重新核算", "复核": REVIEWER.name}
    assert sum(layer.pay for layer in facts.layers) == facts.fund_total == made.fund_total
    text = "\n".join(page_texts(slip_pdf(desk, made.id).pdf))
    for words in (f"原单 {second.number}", "6,900.00", "6,525.00", "−375.00", "补收（现金）", "费用与原单相同"):
        assert words in text
    assert "医疗费总额" not in text


def test_the_audit_holds_it(desk: Desk) -> None:
    first, second = two_stays(desk)
    back(desk, first.document_id)
    made = adjusted(desk).documents[0]
    with desk.database.reading() as work:
        assert audit.verify(work) is None
        assert proof.compare(work) == ()
        row = audit.of_subject(work, made.id)[0]
    after = json.loads(row.after or "{}")
    assert (row.action, after["adjusts"], after["approver"]) == ("adjustment.post", second.number, REVIEWER.id)


def test_settled_again_in_its_place_the_difference_is_given_back(desk: Desk) -> None:
    first, second = two_stays(desk)
    before = added_of(desk, "p1", 2019)
    back(desk, first.document_id)
    taken = adjusted(desk).documents[0]
    settle_again(desk, first.document_id)
    assert needs_approver(later(desk, "p1", 2019)) is False
    given = adjust(desk, "a2", "p1", 2019, later(desk, "p1", 2019), Moves(), None).documents[0]
    assert (given.adjusts, given.person_pays) == (second.number, -taken.person_pays)
    assert later(desk, "p1", 2019)[1].adjustments == (taken.number, given.number)
    assert added_of(desk, "p1", 2019) == before
    assert "退还本人（现金）" in "\n".join(page_texts(slip_pdf(desk, given.id).pdf))
    check_whole(desk, "p1", 2019)


def test_adjustments_fall_with_their_settlement(desk: Desk) -> None:
    first, second = two_stays(desk)
    third = settled(desk, stay("p1", admitted="2019-06-01", discharged="2019-06-10"))
    back(desk, first.document_id)
    adjusted(desk)
    back(desk, second.document_id)
    adjusted(desk)
    assert [one.number for one in open_settlements(desk, "p1", 2019)] == [third.number]
    check_whole(desk, "p1", 2019)


def test_what_the_hall_paid_too_little_goes_to_an_account(desk: Desk) -> None:
    first = settled(desk, stay("p1", admitted="2019-03-01", discharged="2019-03-10"))
    form = reimbursed("p1", institution_id="h1", admitted="2019-05-01", discharged="2019-05-10")
    settled(desk, form)
    back(desk, first.document_id)
    taken = adjusted(desk).documents[0]
    settle_again(desk, first.document_id)
    someone = PaymentForm("bank_transfer", "", "某人", "9990001234567890", "演示银行")
    assert refused(desk, "NOT_READY", Moves(back=someone)).path == "payment.account_holder"
    account = replace(someone, account_holder=PERSON)
    made = adjust(desk, "a2", "p1", 2019, later(desk, "p1", 2019), Moves(back=account), None).documents[0]
    with desk.database.reading() as work:
        gone, came = whole.whole(work, taken.id), whole.whole(work, made.id)
    assert (came.collect, came.pay_out, gone.pay_out) == (0, made.fund_total, -made.fund_total)
    assert [(one.kind, one.amount, one.account_holder) for one in came.payments] == [
        ("bank_transfer", -made.fund_total, PERSON)
    ]
    texts = ["\n".join(page_texts(slip_pdf(desk, one.id).pdf)) for one in (taken, made)]
    assert "向本人收回" in texts[0]
    assert "补付给本人" in texts[1]
    check_whole(desk, "p1", 2019)


# ---- once, by those who may


def test_nothing_flagged_posts_nothing(desk: Desk) -> None:
    two_stays(desk)
    before = settled_today(desk)
    assert adjust(desk, "a1", "p1", 2019, later(desk, "p1", 2019), Moves(), None) == Adjusted((), already=False)
    assert settled_today(desk) == before


def test_the_same_request_again_is_the_same_adjustments(desk: Desk) -> None:
    first, _ = two_stays(desk)
    settled(desk, stay("p1", admitted="2019-06-01", discharged="2019-06-10"))
    settled(desk, stay("p1", admitted="2019-07-01", discharged="2019-07-10"))
    back(desk, first.document_id)
    seen = later(desk, "p1", 2019)
    made = adjust(desk, "a1", "p1", 2019, seen, Moves(), BY_REVIEWER)
    assert len(made.documents) == sum(one.flagged for one in seen) >= 2
    assert adjust(desk, "a1", "p1", 2019, seen, Moves(), BY_REVIEWER) == replace(made, already=True)
    with pytest.raises(UserError) as caught:
        adjust(desk, "a1", "p1", 2019, seen, Moves(collect="qr"), BY_REVIEWER)
    assert caught.value.code == "REQUEST_CHANGED"
    assert made.documents[1].number in caught.value.message
    assert waiting(desk) == ()


def test_collecting_needs_a_second_person(desk: Desk) -> None:
    first, _ = two_stays(desk)
    back(desk, first.document_id)
    assert needs_approver(later(desk, "p1", 2019))
    refused(desk, "NEEDS_APPROVER", Moves(), None)
    refused(desk, "SAME_PERSON", Moves(), BY_CLERK)
    refused(desk, "NOT_ALLOWED", Moves(), BY_AUDITOR)
    refused(desk, "WRONG_PASSWORD", Moves(), Credentials(REVIEWER.name, "falsch-123"))
    refused(replace(desk, operator=AUDITOR), "NOT_ALLOWED", Moves())
    assert refused(desk, "NOT_READY", Moves(collect="bank_transfer")).path == "collect"


def test_figures_that_changed_since_they_were_seen_are_refused(desk: Desk) -> None:
    first, _ = two_stays(desk)
    third = settled(desk, stay("p1", admitted="2019-06-01", discharged="2019-06-10"))
    back(desk, first.document_id)
    seen = later(desk, "p1", 2019)
    back(desk, third.document_id)
    before = settled_today(desk)
    with pytest.raises(UserError) as caught:
        adjust(desk, "a1", "p1", 2019, seen, Moves(), BY_REVIEWER)
    assert caught.value.code == "CHANGED"
    assert settled_today(desk) == before


def test_of_two_windows_one_posts_them(desk: Desk, tmp_path: Path, registry: Registry) -> None:
    first, _ = two_stays(desk)
    back(desk, first.document_id)
    with desk_on(tmp_path / "desk.db", registry, prefix="0288") as other:
        seen = later(other, "p1", 2019)
        made = adjusted(desk)
        with pytest.raises(UserError) as caught:
            adjust(other, "b1", "p1", 2019, seen, Moves(), BY_REVIEWER)
        assert caught.value.code == "CHANGED"
        assert later(other, "p1", 2019)[0].adjustments == (made.documents[0].number,)
        assert adjusted(other) == Adjusted((), already=False)


def test_one_that_cannot_be_evaluated_again_stops_them_all(desk: Desk) -> None:
    visit = stay("p1", admitted="2019-03-01", discharged="2019-03-10")
    first = settled(desk, totals(visit, total="300000.00", in_scope="300000.00"))
    far = reimbursed("p1", admitted="2019-05-01", discharged="2019-05-10", way="top_up")
    done = settled(desk, paid(totals(far, total="30000.00", in_scope="30000.00"), critical_illness="28000.00"))
    settled(desk, stay("p1", admitted="2019-06-01", discharged="2019-06-10"))
    back(desk, first.document_id)
    assert done.number in refused(desk, "NOT_AGAIN", Moves()).message
    back(desk, done.document_id)
    adjusted(desk)
    check_whole(desk, "p1", 2019)


def test_a_clock_that_was_set_back_changes_no_order(desk: Desk) -> None:
    first, _ = two_stays(desk)
    before = added_of(desk, "p1", 2019)
    back(desk, first.document_id)
    adjusted(desk)
    early = replace(desk, clock=lambda: AT - timedelta(hours=3))
    settle_again(early, first.document_id)
    adjusted(early)
    assert added_of(desk, "p1", 2019) == before
    check_whole(desk, "p1", 2019)


def test_what_others_are_expected_to_pay_is_adjusted_too(
    tmp_path: Path, confirmed_file: Path, registry: Registry
) -> None:
    """人保's share is estimated from what the layers leave: Σ over a month's documents is what stands of it."""

    def expected(desk: Desk) -> int:
        with desk.database.reading() as work:
            return int(work.value("SELECT coalesce(sum(pay), 0) FROM document_estimates"))

    make_shenyang(Path(shutil.copy(confirmed_file, tmp_path / "desk.db")), registry)
    with shenyang_desk(tmp_path / "desk.db", registry) as desk:
        forms = [
            totals(
                stay("p1-2020", admitted=f"2020-0{month}-01", discharged=f"2020-0{month}-10"),
                total="40000.00",
                in_scope="40000.00",
                drug_in_scope="20000.00",
            )
            for month in (3, 5)
        ]
        first, second = (settled(desk, form) for form in forms)
        back(desk, first.document_id)
        made = adjusted(desk, "p1-2020", 2020)
        assert [one.adjusts for one in made.documents] == [second.number]
        found = expected(desk)
        back(desk, second.document_id)
        assert expected(desk) == 0
        settled(desk, forms[1])
        assert expected(desk) == found != 0
