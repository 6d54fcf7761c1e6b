"""The ledger as a state machine: whatever is done in whatever order, what was promised holds after every step.

Settle, reverse, settle again, post differences, close and unlock days, go on to the next day and year, confirm another
value, at two windows on one file that is closed and opened in between. After each step the lines of "Must pass" that
a ledger can break are checked on the file itself.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from app.errors import UserError
from app.money.fen import format_fen
from app.policy import Registry
from app.records.close import CashCount
from app.records.form import CaseForm
from app.records.ledger import Posted
from app.services.adjust import Moves, adjust
from app.services.day_close import close_day, day, past_days, sheet_preview, unlock_day
from app.services.desk import Desk
from app.services.later import later
from app.services.parameters import confirm
from app.services.quote import basis, quote, worked_out
from app.services.resettle import resettle
from app.services.reverse import reverse
from app.services.settle import settle
from app.services.slips import posted_of
from app.services.year import year_state
from app.store import audit, ledger, proof
from tests.helpers.forms import settled, stay, totals
from tests.helpers.service_desk import BY_REVIEWER, MANAGER, PACK, desk_on, make_file, packs

PEOPLE = ("p1", "p2", "p7")
FIRST, LAST = date(2019, 12, 20), date(2020, 1, 20)
"""The days that the machine goes through; what is settled was discharged in 2019, which the pack ends with."""


Done = TypeVar("Done")


@cache
def registry() -> Registry:
    """The packs that the program ships."""
    return packs()


@cache
def start() -> tuple[TemporaryDirectory[str], Path]:
    """The small file, made once."""
    folder = TemporaryDirectory()
    path = Path(folder.name) / "start.db"
    make_file(path, registry(), confirmed=True)
    return folder, path


def tried(act: Callable[[], Done], *codes: str) -> Done | None:
    """What an act gives, or None where it was refused with one of the codes; any other refusal is a mistake."""
    try:
        return act()
    except UserError as refused:
        if refused.code not in codes:
            raise
        return None


class LedgerMachine(RuleBasedStateMachine):
    """One file, two desks. ``closed`` remembers the sheet of each day that was closed."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.path = Path(self.folder.name) / "desk.db"
        shutil.copy(start()[1], self.path)
        self.stack = ExitStack()
        self.files = count(1)
        self.visits = count(0)
        self.day = FIRST
        self.closed: dict[date, tuple[str, bytes, object]] = {}
        self.open()

    def open(self) -> None:
        """Two desks on the file, each with its own connections and ids."""
        prefixes = [f"{next(self.files):04x}" for _ in range(2)]
        self.made = [self.stack.enter_context(desk_on(self.path, registry(), prefix=prefix)) for prefix in prefixes]

    def desk(self, second: bool) -> Desk:
        """One of the desks, on the machine's day."""
        return replace(self.made[second], business_date=self.day)

    def teardown(self) -> None:
        """Let the file go."""
        self.stack.close()
        self.folder.cleanup()

    def form(self, person: str, fen: int) -> CaseForm:
        """The next visit of somebody, each on days of its own."""
        admitted = date(2019, 1, 1) + timedelta(days=3 * (next(self.visits) % 110))
        form = stay(person, admitted=admitted.isoformat(), discharged=(admitted + timedelta(days=2)).isoformat())
        return totals(form, total=format_fen(fen + fen // 10), in_scope=format_fen(fen))

    def documents(self) -> tuple[Posted, ...]:
        """Every document, in the order of posting."""
        with self.made[0].database.reading() as work:
            return tuple(reversed(ledger.latest(work, 10_000)))

    def pick(self, data: st.DataObject, kind: str, *, reversed_ones: bool) -> Posted | None:
        """One of the documents of a kind."""
        found = [one for one in self.documents() if one.kind == kind and bool(one.reversed_by) == reversed_ones]
        return data.draw(st.sampled_from(found), label="document") if found else None

    # ---- what people do

    @rule(person=st.sampled_from(PEOPLE), fen=st.integers(1, 3_000_000), second=st.booleans())
    def settle(self, person: str, fen: int, second: bool) -> None:
        """A case from draft to ledger; refused on a closed day."""
        form = self.form(person, fen)
        before = len(self.documents())
        done = tried(lambda: settled(self.desk(second), form), "DAY_CLOSED")
        assert (done is None) == (self.day in self.closed)
        assert len(self.documents()) == before + (done is not None)

    @rule(data=st.data(), second=st.booleans())
    def reverse(self, data: st.DataObject, second: bool) -> None:
        """A settlement taken back, with a second person."""
        target = self.pick(data, "settlement", reversed_ones=False)
        if target is not None:
            desk = self.desk(second)
            made = tried(lambda: reverse(desk, desk.new_id(), target.id, "amount", "录错", BY_REVIEWER), "DAY_CLOSED")
            assert (made is None) == (self.day in self.closed)

    @rule(data=st.data())
    def reverse_what_cannot_be(self, data: st.DataObject) -> None:
        """A reversed one, a reversal, a difference: always refused."""
        for kind, gone in (("settlement", True), ("reversal", False), ("adjustment", False), ("adjustment", True)):
            target = self.pick(data, kind, reversed_ones=gone)
            if target is None:
                continue
            before = len(self.documents())
            with pytest.raises(UserError) as caught:
                reverse(self.desk(False), self.made[0].new_id(), target.id, "amount", "录错", BY_REVIEWER)
            assert caught.value.code in ("ALREADY_REVERSED", "NOT_REVERSIBLE", "DAY_CLOSED")
            assert len(self.documents()) == before

    @rule(data=st.data(), second=st.booleans())
    def settle_again(self, data: st.DataObject, second: bool) -> None:
        """A reversed settlement once more, in its old place."""
        target = self.pick(data, "settlement", reversed_ones=True)
        if target is None:
            return
        desk = self.desk(second)
        draft = tried(lambda: resettle(desk, target.id), "ALREADY_REPLACED")
        if draft is not None:
            found = quote(desk, basis(desk, draft.form.person_id, draft.form, draft.replaces), draft.form)
            pays = worked_out(found)[0].person_pays
            tried(lambda: settle(desk, draft, draft.form, pays), "DAY_CLOSED", "STAY_OVERLAPS", "NOT_READY")

    @rule(person=st.sampled_from(PEOPLE), second=st.booleans())
    def post_differences(self, person: str, second: bool) -> None:
        """The difference slips of a person's year; after them nothing is flagged."""
        desk = self.desk(second)
        seen = later(desk, person, 2019)
        if tried(lambda: adjust(desk, desk.new_id(), person, 2019, seen, Moves(), BY_REVIEWER), "DAY_CLOSED"):
            assert not any(one.flagged for one in later(desk, person, 2019))

    @rule(second=st.booleans())
    def close(self, second: bool) -> None:
        """Today's books are closed, the drawer as it should be."""
        desk = self.desk(second)
        view = day(desk, self.day)
        assert view.faults == (), "the identities of a day hold at any moment"
        opening, loose = (format_fen(-view.moved), "") if view.moved < 0 else ("", format_fen(view.moved))
        counted = CashCount(opening, loose=loose)
        made = tried(lambda: close_day(desk, desk.new_id(), self.day, counted, ""), "DAY_CLOSED", "EARLIER_OPEN")
        if made is not None:
            self.closed[self.day] = (made.close_id, sheet_preview(desk, made.close_id), self.sums(self.day))

    @precondition(lambda self: self.closed)
    @rule(data=st.data())
    def unlock(self, data: st.DataObject) -> None:
        """A closed day taken back by two."""
        on = data.draw(st.sampled_from(sorted(self.closed)))
        unlock_day(self.desk(False), on, "清点有误，重新日结", BY_REVIEWER)
        del self.closed[on]

    @rule(days=st.sampled_from([1, 1, 1, 5, 12]))
    def next_day(self, days: int) -> None:
        """Another day, now and then another year."""
        self.day = min(self.day + timedelta(days=days), LAST)

    @rule()
    def reopen(self) -> None:
        """Both windows closed and opened again."""
        self.stack.close()
        self.open()

    @rule(rate=st.sampled_from(["0.70", "0.75", "0.80"]))
    def confirm_another_value(self, rate: str) -> None:
        """A supervisor confirms another rate: what is posted stays."""
        manager = replace(self.desk(False), operator=MANAGER)
        confirm(manager, PACK, "basic.inpatient.rate.secondary", rate, "演示", None)

    # ---- what holds

    def sums(self, on: date) -> object:
        """A day's sums."""
        with self.made[0].database.reading() as work:
            return ledger.totals(work, on)

    @invariant()
    def every_document_adds_up(self) -> None:
        """Σ per document; a counter-document is the negative of its target."""
        found = {one.number: one for one in self.documents()}
        for one in found.values():
            assert one.total == sum(one.layers.values()) + one.institution_pays + one.person_pays
            assert one.fund_total == sum(one.layers.values())
            if one.reverses:
                target = found[one.reverses]
                assert target.reversed_by == one.number
                assert (one.total, one.person_pays) == (-target.total, -target.person_pays)
                assert {layer: -fen for layer, fen in one.layers.items()} == dict(target.layers)

    @invariant()
    def numbers_have_no_gaps(self) -> None:
        """One sequence a year of settling, without a gap, in the order of posting."""
        by_year: dict[str, list[int]] = {}
        for one in self.documents():
            *_, year, number = one.number.split("-")
            assert int(year) == one.business_date.year
            by_year.setdefault(year, []).append(int(number))
        assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in by_year.values())

    @invariant()
    def accumulators_are_the_fold_from_zero(self) -> None:
        """What the engine is told is what stands: paid layer by layer as in the documents that are not reversed."""
        for person in PEOPLE:
            standing: dict[str, int] = {}
            for one in posted_of(self.made[0], person, 2019):
                if one.kind != "reversal" and not one.reversed_by:
                    for layer, fen in one.layers.items():
                        standing[layer] = standing.get(layer, 0) + fen
            with self.made[1].database.reading() as work:
                state = year_state(2019, ledger.added_of(work, person, 2019))
            assert without_zeros(state.paid) == without_zeros(standing)

    @invariant()
    def closed_days_are_as_they_were_closed(self) -> None:
        """Their sums, their sheets, and no others are closed."""
        desk = self.desk(True)
        for on, (close_id, sheet, sums) in self.closed.items():
            assert self.sums(on) == sums
            assert sheet_preview(desk, close_id) == sheet
        assert {one.on for one in past_days(desk) if not one.unlocked_at} == set(self.closed)

    @invariant()
    def a_days_sums_are_those_of_its_documents(self) -> None:
        """Total, funds and person, day by day."""
        found = self.documents()
        for on in {one.business_date for one in found}:
            mine = [one for one in found if one.business_date == on]
            with self.made[0].database.reading() as work:
                sums = ledger.totals(work, on)
            assert sums.total == sum(one.total for one in mine)
            assert sums.fund_total == sum(one.fund_total for one in mine)
            assert sums.person_pays == sum(one.person_pays for one in mine)

    @invariant()
    def the_audit_holds(self) -> None:
        """The chain, and every live row against it."""
        with self.made[1].database.reading() as work:
            assert audit.verify(work) is None
            assert proof.compare(work) == ()


def without_zeros(amounts: Mapping[str, int]) -> dict[str, int]:
    """Only what is something."""
    return {name: fen for name, fen in amounts.items() if fen}


@pytest.mark.parametrize(
    ("examples", "steps"), [(6, 16), pytest.param(400, 60, marks=pytest.mark.long)], ids=["some", "many"]
)
def test_must_pass_whatever_is_done_the_ledger_holds(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        LedgerMachine, settings=settings(max_examples=examples, stateful_step_count=steps, print_blob=False)
    )
