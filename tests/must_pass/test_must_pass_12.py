"""Opening, saving, evaluating again any number of times leaves accumulators as they are."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt

from app.records.form import CaseForm
from app.records.result import YearState
from app.services.compare import compare
from app.services.desk import Desk
from app.services.drafts import discard_draft, open_draft, open_drafts, save_draft
from app.services.people import find_people, open_person
from app.services.quote import basis, quote
from app.services.slips import slip_pdf, slip_preview, trial_pdf
from app.services.year import year_state
from app.store import ledger
from tests.helpers.forms import COMFORT, settled, stay
from tests.helpers.hands import CTRL, ESC, Hands

TIMES = 5
EARLIER = {"admitted": "2019-03-01", "discharged": "2019-03-10"}


def accumulators(desk: Desk, person_id: str) -> YearState:
    """The person's year as the engine is told it."""
    with desk.database.reading() as work:
        return year_state(2019, ledger.added_of(work, person_id, 2019))


def test_must_pass_12_nothing_but_settling_moves_an_accumulator(desk: Desk) -> None:
    done = settled(desk, stay("p1", **EARLIER))
    before, bars = accumulators(desk, "p1"), open_person(desk, "p1").bars
    assert before.visits == 1
    form = stay("p1")
    read = basis(desk, "p1", form)
    first = quote(desk, read, form)
    for _ in range(TIMES):
        draft = open_draft(desk, form)
        saved = save_draft(desk, draft.id, draft.version, replace(form, rows=(COMFORT,)))
        assert quote(desk, basis(desk, "p1", form), form, first) == first
        compare(first)
        trial_pdf(desk, read, first, form)
        slip_preview(desk, done.document_id)
        slip_pdf(desk, done.document_id)
        find_people(desk, "altqmg")
        assert open_person(desk, "p1").bars == bars
        assert saved in open_drafts(desk)
        discard_draft(desk, draft.id)
    assert accumulators(desk, "p1") == before


def test_must_pass_12_working_at_the_window_moves_none_either(hands: Hands, desk: Desk) -> None:
    settled(desk, stay("p1", **EARLIER))
    before = accumulators(desk, "p1")
    hands.find("altqmg")
    hands.visit("nmqrmyy", "20190401", "20190410", "C34")
    forms: list[CaseForm] = []
    for initials in ("srjcw", "xcg", "amxl"):
        hands.items((initials, "3"))
        hands.press(Qt.Key.Key_F8, ESC)  # asked, and not confirmed
        hands.press(Qt.Key.Key_F6, ESC)
        hands.press(Qt.Key.Key_Z, modifier=CTRL)
        hands.press(Qt.Key.Key_Y, modifier=CTRL)
        hands.window.cases.current.case.autosave.now()
        hands.wait()
        hands.window.cases.current.case.refresh()
        hands.wait()
        forms.append(hands.window.cases.current.case.form)
        assert accumulators(desk, "p1") == before
    assert [one.form for one in open_drafts(desk)] == forms[-1:]
