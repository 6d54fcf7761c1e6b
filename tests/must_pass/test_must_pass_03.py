"""Yesterday's closed slip reversed today: yesterday unchanged, today negative, month right, accumulators back; settled again
in its old place the same figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.errors import UserError
from app.records.close import CashCount
from app.records.result import YearState
from app.services.day_close import Closed, close_day, day, past_days, sheet_preview
from app.services.desk import Desk, today
from app.services.quote import basis, quote, worked_out
from app.services.resettle import resettle
from app.services.reverse import reverse
from app.services.settle import Settled, settle
from app.services.slips import settled_today
from app.services.year import year_state
from app.store import audit, ledger, proof
from app.store.ledger import DayTotals
from tests.helpers.forms import reimbursed, settled, stay
from tests.helpers.service_desk import BY_REVIEWER

YESTERDAY, TODAY = date(2019, 11, 21), date(2019, 11, 22)


def on(desk: Desk, business_date: date) -> Desk:
    """The desk on that day."""
    return replace(desk, business_date=business_date)


def close(desk: Desk) -> Closed:
    """The desk's day closed, with the drawer as it should be."""
    moved = day(desk, today(desk)).moved
    opening, counted = (
        (f"{-moved // 100}.{-moved % 100:02d}", "") if moved < 0 else ("", f"{moved // 100}.{moved % 100:02d}")
    )
    return close_day(desk, f"close-{today(desk)}", today(desk), CashCount(opening, loose=counted), "")


def totals(desk: Desk, business_date: date) -> DayTotals:
    """The sums of the documents of a day."""
    with desk.database.reading() as work:
        return ledger.totals(work, business_date)


def accumulators(desk: Desk, person_id: str = "p1") -> YearState:
    """The person's year as the engine is told it."""
    with desk.database.reading() as work:
        return year_state(2019, ledger.added_of(work, person_id, 2019))


def again(desk: Desk, done: Settled) -> Settled:
    """The reversed slip settled once more as it was, in its old place."""
    draft = resettle(desk, done.document_id)
    found = quote(desk, basis(desk, draft.form.person_id, draft.form, draft.replaces), draft.form)
    return settle(desk, draft, draft.form, worked_out(found)[0].person_pays)


def test_must_pass_03_yesterdays_closed_slip_reversed_today(desk: Desk) -> None:
    yesterday = on(desk, YESTERDAY)
    settled(yesterday, stay("p2"))
    before = accumulators(desk)
    slip = settled(yesterday, stay("p1", admitted="2019-10-01", discharged="2019-10-09"))
    with_it = accumulators(desk)
    closed = close(yesterday)
    sheet, sums = sheet_preview(yesterday, closed.close_id), totals(desk, YESTERDAY)

    made = reverse(desk, "r1", slip.document_id, "amount", "录错", BY_REVIEWER)
    assert made.posted.business_date == TODAY
    assert totals(desk, YESTERDAY) == sums, "yesterday is unchanged"
    assert sheet_preview(desk, closed.close_id) == sheet
    assert [one.close_id for one in past_days(desk)] == [closed.close_id]
    now = totals(desk, TODAY)
    assert (now.total, now.fund_total) == (-slip.posted.total, -slip.posted.fund_total), "today is negative"
    assert (now.person_pays, now.collect) == (-slip.posted.person_pays, -slip.posted.person_pays)
    assert {layer: -fen for layer, fen in now.layers.items()} == dict(slip.posted.layers)
    month = [totals(desk, date(2019, 11, 1) + timedelta(days=at)) for at in range(30)]
    assert sum(one.total for one in month) == sums.total - slip.posted.total, "the month is what stands"
    assert sum(one.person_pays for one in month) == sums.person_pays - slip.posted.person_pays
    assert accumulators(desk) == before, "accumulators are back"

    new = again(desk, slip)
    assert new.posted.layers == slip.posted.layers, "the same figures in the old place"
    assert (new.posted.person_pays, new.posted.institution_pays) == (
        slip.posted.person_pays,
        slip.posted.institution_pays,
    )
    assert accumulators(desk) == with_it
    assert totals(desk, TODAY).total == 0
    assert close(desk).facts.sums.count == len(settled_today(desk)) == 2
    with desk.database.reading() as work:
        assert audit.verify(work) is None
        assert proof.compare(work) == ()


def test_must_pass_03_in_its_old_place_also_where_others_came_after(desk: Desk) -> None:
    """The first admission of the year bears the deductible again, though a later one stands meanwhile."""
    yesterday = on(desk, YESTERDAY)
    first = settled(yesterday, stay("p1", admitted="2019-03-01", discharged="2019-03-10"))
    second = settled(yesterday, stay("p1", admitted="2019-05-01", discharged="2019-05-10"))
    state = accumulators(desk)
    assert first.posted.person_pays != second.posted.person_pays
    close(yesterday)
    reverse(desk, "r1", first.document_id, "amount", "录错", BY_REVIEWER)
    new = again(desk, first)
    assert new.posted.layers == first.posted.layers
    assert new.posted.person_pays == first.posted.person_pays
    assert accumulators(desk) == state


def test_must_pass_03_on_a_closed_day_nothing_is_posted(desk: Desk) -> None:
    slip = settled(desk, reimbursed("p1", referral="filed"))
    close(desk)
    sums = totals(desk, TODAY)
    with pytest.raises(UserError) as caught:
        reverse(desk, "r1", slip.document_id, "amount", "录错", BY_REVIEWER)
    assert caught.value.code == "DAY_CLOSED"
    with pytest.raises(UserError) as caught:
        settled(desk, stay("p2"))
    assert caught.value.code == "DAY_CLOSED"
    assert totals(desk, TODAY) == sums
