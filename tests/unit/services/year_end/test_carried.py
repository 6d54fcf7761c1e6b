"""年终清算: who is owed what after the year, layer by layer; paid once, by two persons, taken back; the sums are those of the visits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.errors import UserError
from app.services.adjust import Moves, adjust
from app.services.desk import Desk
from app.services.later import later
from app.services.reverse import reverse
from app.services.slips import posted_of
from app.services.year_end import carried, runs
from app.services.year_end.carried import Owed, clear, digest_of, open_visits, owed, totals
from app.store import audit, proof
from tests.helpers.random_years import state_of
from tests.helpers.service_desk import BY_CLERK, BY_MANAGER, BY_REVIEWER, CLERK
from tests.helpers.stopping import goes_in_steps
from tests.helpers.year_end import PEOPLE, YIYUAN, leap, random_year, reviewer, visit

AFTER = date(2021, 1, 5)
WHO = "p1-2020"


def open_rows(desk: Desk) -> tuple[Owed, ...]:
    return owed(desk, 2020, YIYUAN)


def run(desk: Desk, request_id: str = "r1", **changes: object) -> runs.Made:
    asked: dict[str, Any] = {
        "document_number": "沂医保〔2021〕1号",
        "seen": digest_of(open_rows(desk)),
        "approver": BY_MANAGER,
        **changes,
    }
    return clear(desk, request_id, 2020, YIYUAN, **asked)


def test_what_a_leap_leaves_open_is_owed_and_its_visits_say_why(yiyuan: Desk) -> None:
    leap(yiyuan, WHO)
    rows = open_rows(yiyuan)
    assert rows, "the year leaves something open"
    state = state_of(yiyuan, WHO, 2020)
    assert {one.layer: one.carried for one in rows} == dict(state.carried)
    first = rows[0]
    assert (first.payee.name, first.payee.township, first.layer) == ("阿拉坦其木格", "南麻街道", "assistance")
    assert first.due == first.carried > 0
    visits = open_visits(yiyuan, first, 2020)
    assert [one.number for one in visits] == [one.number for one in posted_of(yiyuan, WHO)]
    assert visits[-1].carried == first.carried
    assert "结转" in visits[-1].steps


def test_a_later_layer_takes_the_earlier_one_as_paid(yiyuan: Desk) -> None:
    """What 大病保险 is cleared with is no part of what 救助 rests on any more."""
    for at, in_scope in enumerate((1_500_000, 1_500_000, 3_000_000)):
        assert visit(yiyuan, WHO, at, in_scope)
    assert visit(yiyuan, WHO, 3, 90_000, given="0.00")
    first, second = open_rows(yiyuan)
    assert (first.layer, second.layer) == ("critical_illness", "assistance")
    # (900.00 − 400.00) × 70 % = 350.00, of the 550.00 that are left 65 %; 救助 40 % of 10,394.00, of which 550.00 were left
    assert (first.carried, first.earlier, first.due) == (35_750, 0, 35_750)
    assert second.carried == 1_039_400 * 40 // 100 - 55_000
    assert second.earlier == -(35_750 * 40 // 100)
    assert second.due == second.carried + second.earlier
    assert "前面的层先清算，减 143.00" in second.why


def test_a_run_pays_what_is_due_once_and_two_persons_stand_for_it(yiyuan: Desk) -> None:
    leap(yiyuan, WHO)
    clerk = yiyuan
    with pytest.raises(UserError, match="还没有结束"):
        run(reviewer(yiyuan, date(2020, 12, 31)))
    desk = reviewer(yiyuan, AFTER)
    due = sum(one.due for one in open_rows(desk))
    for wrong, code in (
        ({"approver": None}, "NEEDS_APPROVER"),
        ({"approver": BY_REVIEWER}, "SAME_PERSON"),
        ({"approver": BY_CLERK}, "NOT_ALLOWED"),
        ({"document_number": " "}, "MISSING"),
        ({"seen": "other"}, "CHANGED"),
    ):
        with pytest.raises(UserError) as refused:
            run(desk, **wrong)
        assert refused.value.code == code
    with pytest.raises(UserError, match="需要复核、管理权限"):
        run(replace(clerk, operator=CLERK, business_date=AFTER))
    seen = digest_of(open_rows(desk))
    made = run(desk, seen=seen)
    assert (made.already, made.run.total, made.run.approver_name) == (False, due, "李主任")
    assert run(desk, seen=seen).already
    with pytest.raises(UserError, match="内容与那时不同"):
        run(desk, seen=seen, document_number="另一个文号")
    assert [one.due for one in open_rows(desk) if one.carried > 0 and one.layer == "assistance"] == [0]
    with pytest.raises(UserError, match="没有要付的"):
        run(desk, "r2")
    assert sum(one.amount for one in runs.run_shares(desk, "r1")) == due
    with desk.database.reading() as work:
        assert audit.verify(work) is None
        assert proof.compare(work) == ()


def test_shares_are_paid_returned_paid_again_and_the_run_taken_back(yiyuan: Desk) -> None:
    leap(yiyuan, WHO)
    desk = reviewer(yiyuan, AFTER)
    due = sum(one.due for one in open_rows(desk))
    run(desk)
    paid = {"day": "2021-01-05", "voucher": "付字 1 号"}
    back = {"reason": "文件撤回", "document_number": "沂医保〔2021〕2号"}
    many = len(runs.run_shares(desk, "r1"))
    assert runs.pay(desk, "e1", "r1", (), paid) == many
    assert runs.pay(desk, "e1", "r1", (), paid) == many, "the same once more is the same entry"
    with pytest.raises(UserError, match="都已登记发放"):
        runs.pay(desk, "e2", "r1", (), paid)
    with pytest.raises(UserError, match="已发放"):
        runs.take_back(desk, "r1", back, BY_MANAGER)
    for at in range(1, many + 1):
        assert runs.give_back(desk, f"b{at}", "r1", at, {"day": "2021-01-05", "voucher": "账号不符"}) == 1
    with pytest.raises(UserError, match="还没有发放"):
        runs.give_back(desk, "bb", "r1", 1, {"day": "2021-01-05", "voucher": "账号不符"})
    ended = runs.take_back(desk, "r1", back, BY_MANAGER)
    assert ended.ended == "沂医保〔2021〕2号 文件撤回"
    assert runs.take_back(desk, "r1", back, BY_MANAGER) == ended
    assert {one.state for one in runs.run_shares(desk, "r1")} == {"ended"}
    assert sum(one.due for one in open_rows(desk)) == due, "what was taken back is owed again"
    with pytest.raises(UserError, match="已经撤销"):
        runs.pay(desk, "e9", "r1", (), paid)


def test_a_reversal_after_the_clearing_claims_nothing_back(yiyuan: Desk) -> None:
    leap(yiyuan, WHO)
    desk = reviewer(yiyuan, AFTER)
    run(desk)
    last = posted_of(yiyuan, WHO)[-1]
    reverse(replace(desk, operator=CLERK), "rev", last.id, "amount", "", BY_REVIEWER)
    assert all(one.due == 0 for one in open_rows(desk))


def test_a_year_with_differences_to_be_posted_is_not_cleared_before(yiyuan: Desk) -> None:
    leap(yiyuan, WHO)
    assert visit(yiyuan, WHO, 4, 90_000, given="0.00")
    first = posted_of(yiyuan, WHO)[0]
    reverse(yiyuan, "rev", first.id, "amount", "", BY_REVIEWER)
    [*rows] = open_rows(yiyuan)
    assert rows
    assert all(one.flagged and one.due == 0 and "先出具差额单" in one.why for one in rows)
    adjust(yiyuan, "adj", WHO, 2020, later(yiyuan, WHO, 2020), Moves(), BY_REVIEWER)
    assert not any(one.flagged for one in open_rows(yiyuan))


@pytest.mark.parametrize("seed", ["p:0", "p:4", "p:8"])
def test_the_sums_are_those_of_the_visits_in_random_years(yiyuan: Desk, seed: str) -> None:
    random_year(yiyuan, seed, 40)
    rows = open_rows(yiyuan)
    assert {one.carried > 0 for one in rows} == {True, False}, "some are owed, some were overpaid"
    states = {who: state_of(yiyuan, who, 2020).carried for who in PEOPLE}
    assert sum(one.carried for one in rows) == sum(sum(one.values()) for one in states.values())
    assert {(one.payee.id, one.layer): one.carried for one in rows} == {
        (who, layer): fen for who, carried_ in states.items() for layer, fen in carried_.items()
    }
    for by in ("payer", "township"):
        summed = totals(rows, by)
        assert sum(one.owed - one.overpaid for one in summed) == sum(one.carried for one in rows)
        assert sum(one.due for one in summed) == sum(one.due for one in rows)
    for who in PEOPLE:
        own = [one for one in rows if one.payee.id == who]
        borne = sum(one.person_pays for one in posted_of(yiyuan, who))
        assert 0 <= sum(one.due for one in own) <= borne
        assert all(0 <= one.due <= max(0, one.carried) for one in own)
        assert all(one.due == max(0, one.carried + one.earlier) for one in own)


def test_a_pack_without_anything_open_gives_an_empty_list(desk: Desk) -> None:
    assert owed(desk, 2019, "naiman-2019") == ()
    assert "2019" in carried.pack_title(desk, "naiman-2019")
    assert carried.pack_title(desk, "gone-2001") == "gone-2001"


def test_what_is_owed_and_clearing_it_go_in_steps_and_stopped_nothing_is_paid(yiyuan: Desk) -> None:
    leap(yiyuan, WHO)
    goes_in_steps(yiyuan, lambda step: owed(yiyuan, 2020, YIYUAN, step))
    desk = reviewer(yiyuan, AFTER)
    seen = digest_of(open_rows(desk))
    told = goes_in_steps(
        desk, lambda step: clear(desk, "r1", 2020, YIYUAN, "沂医保〔2021〕1号", seen, BY_MANAGER, step)
    )
    assert told[-1] == 1000
    assert len(runs.all_runs(desk, carried.KIND)) == 1, "the last time it went to its end"
