"""Settling again after a reversal: the form as it was, in its old place, on the year as it was before."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import UserError
from app.policy import Registry
from app.records.form import CaseForm, Draft
from app.services.desk import Desk
from app.services.drafts import discard_draft, open_draft, open_drafts, save_draft
from app.services.people import open_person
from app.services.quote import Quote, basis, quote, worked_out
from app.services.resettle import resettle
from app.services.reverse import reverse
from app.services.settle import Settled, settle
from app.services.slips import posted_of, stored_facts
from app.services.year import year_state
from app.store import ledger
from tests.helpers.forms import COMFORT, DRUG, TREATMENT, reimbursed, settled, stay
from tests.helpers.service_desk import BY_REVIEWER, desk_on


def taken_back(desk: Desk, done: Settled) -> None:
    reverse(desk, f"back-{done.document_id}", done.document_id, "amount", "", BY_REVIEWER)


def quoted_again(desk: Desk, draft: Draft) -> Quote:
    """The draft as the window quotes it."""
    return quote(desk, basis(desk, draft.form.person_id, draft.form, draft.replaces), draft.form)


def again(desk: Desk, done: Settled) -> Settled:
    """Reversed and settled again as it was."""
    draft = resettle(desk, done.document_id)
    return settle(desk, draft, draft.form, worked_out(quoted_again(desk, draft))[0].person_pays)


def refused(desk: Desk, document_id: str, code: str) -> UserError:
    with pytest.raises(UserError) as caught:
        resettle(desk, document_id)
    assert caught.value.code == code
    return caught.value


def test_the_draft_is_the_form_as_it_was_settled(desk: Desk) -> None:
    form = replace(reimbursed("p1"), rows=(TREATMENT, COMFORT, DRUG))
    done = settled(desk, form)
    taken_back(desk, done)
    draft = resettle(desk, done.document_id)
    assert (draft.form, draft.replaces, draft.person_name) == (form, done.document_id, "阿拉坦其木格")
    assert open_drafts(desk) == (draft,)
    assert quoted_again(desk, draft).ready, "its own invoice and days are free again"


def test_asked_twice_it_is_one_draft_also_after_typing(desk: Desk) -> None:
    done = settled(desk, stay("p1"))
    taken_back(desk, done)
    draft = resettle(desk, done.document_id)
    saved = save_draft(desk, draft.id, draft.version, replace(draft.form, rows=(TREATMENT,)))
    assert resettle(desk, done.document_id) == saved
    discard_draft(desk, draft.id)
    assert resettle(desk, done.document_id).id != draft.id


def test_settled_again_it_has_its_old_place_and_the_same_figures(desk: Desk) -> None:
    first = settled(desk, stay("p1", admitted="2019-03-01", discharged="2019-03-10"))
    second = settled(desk, stay("p1"))
    bars = open_person(desk, "p1").bars
    taken_back(desk, first)
    made = again(desk, first)
    assert (made.number, made.posted.replaces) == ("NM-01-2019-000004", first.number)
    assert made.posted.layers == first.posted.layers, "it pays the deductible of the first admission again"
    assert [one.number for one in posted_of(desk, "p1", 2019) if one.kind == "settlement" and not one.reversed_by] == [
        made.number,
        second.number,
    ]
    assert open_person(desk, "p1").bars == bars
    with desk.database.reading() as work:
        assert ledger.place(work, made.document_id) == ledger.place(work, first.document_id)


def test_a_second_correction_keeps_the_place_as_well(desk: Desk) -> None:
    first = settled(desk, stay("p1", admitted="2019-03-01", discharged="2019-03-10"))
    settled(desk, stay("p1"))
    taken_back(desk, first)
    second = again(desk, first)
    refused(desk, second.document_id, "NOT_REVERSED")
    assert second.number in refused(desk, first.document_id, "ALREADY_REPLACED").message
    taken_back(desk, second)
    third = again(desk, second)
    assert third.posted.layers == first.posted.layers
    with desk.database.reading() as work:
        assert ledger.place(work, third.document_id) == ledger.place(work, first.document_id)


def test_one_reversed_settlement_is_replaced_once(desk: Desk) -> None:
    done = settled(desk, stay("p1"))
    taken_back(desk, done)
    mine = resettle(desk, done.document_id)
    # After two windows typed into one draft, each keeps its own.
    theirs = open_draft(desk, mine.form, mine.replaces)
    pays = worked_out(quoted_again(desk, mine))[0].person_pays
    made = settle(desk, mine, mine.form, pays)
    with pytest.raises(UserError) as caught:
        settle(desk, theirs, theirs.form, pays)
    assert caught.value.code == "ALREADY_REPLACED"
    assert made.number in caught.value.message


def test_what_stands_is_not_settled_again(desk: Desk) -> None:
    done = settled(desk, stay("p1"))
    assert done.number in refused(desk, done.document_id, "NOT_REVERSED").message
    refused(desk, "nothing", "NO_DOCUMENT")


def test_the_links_are_slip_numbers_both_ways(desk: Desk) -> None:
    done = settled(desk, stay("p1"))
    taken_back(desk, done)
    made = again(desk, done)
    shown = {one.number: one for one in posted_of(desk, "p1")}
    assert shown[done.number].replaced_by == made.number
    assert shown[made.number].replaces == done.number
    assert stored_facts(desk, made.document_id).kind == "settlement"


def test_an_older_document_without_its_form_gives_that_of_its_draft(desk: Desk) -> None:
    done = settled(desk, stay("p1"))
    taken_back(desk, done)
    with desk.database.unit_of_work() as work:
        work.execute("DROP TRIGGER document_forms_no_delete")
        work.execute("DELETE FROM document_forms")
    assert resettle(desk, done.document_id).form == stay("p1")


_DAYS = (
    ("2019-01-05", "2019-01-12"),
    ("2019-03-01", "2019-03-10"),
    ("2019-05-02", "2019-05-20"),
    ("2019-11-10", "2019-11-19"),
)
_ROWS = st.lists(
    st.builds(
        lambda fen, item_class: replace(
            COMFORT, item_class=item_class, category="05", amount=f"{fen // 100}.{fen % 100:02d}"
        ),
        st.integers(1, 5_000_000),
        st.sampled_from(["A", "C"]),
    ),
    min_size=1,
    max_size=4,
)


@st.composite
def _visits(draw: st.DrawFn) -> tuple[CaseForm, ...]:
    """Two to four stays of one person in one year, near and far, direct and reimbursed."""
    person = draw(st.sampled_from(["p1", "p2", "p9", "p10"]))
    made: list[CaseForm] = []
    for at, (admitted, discharged) in enumerate(_DAYS[: draw(st.integers(2, 4))]):
        days = {"admitted": admitted, "discharged": discharged}
        far = draw(st.booleans())
        form = reimbursed(person, referral="filed", invoice_number=f"F{at}", **days) if far else stay(person, **days)
        made.append(replace(form, rows=tuple(draw(_ROWS))))
    return tuple(made)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(forms=_visits(), which=st.integers(0, 3))
def test_any_settlement_reversed_and_settled_again_leaves_the_year_as_it_was(
    confirmed_file: Path, registry: Registry, forms: tuple[CaseForm, ...], which: int
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "desk.db"
        shutil.copy(confirmed_file, path)
        with desk_on(path, registry) as desk:
            done = [settled(desk, form) for form in forms]
            chosen = done[which % len(done)]
            person_id = chosen.posted.person_id
            before = _state(desk, person_id)
            taken_back(desk, chosen)
            made = again(desk, chosen)
            assert made.posted.layers == chosen.posted.layers
            assert made.posted.person_pays == chosen.posted.person_pays
            assert _state(desk, person_id) == before


def _state(desk: Desk, person_id: str) -> object:
    with desk.database.reading() as work:
        return year_state(2019, ledger.added_of(work, person_id, 2019))
