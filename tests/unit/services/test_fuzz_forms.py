"""Whatever a draft holds, and whatever is typed: it is kept, quoted with problems beside fields, never an exception."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import KnownError, UserError
from app.records.form import BillRow, CaseForm, PaymentForm, Problem, VisitForm
from app.services.desk import Desk
from app.services.drafts import open_draft, open_drafts, save_draft
from app.services.forms import form_from_json, form_to_json
from app.services.quote import basis, quote
from app.services.settle import settle
from app.services.slips import settled_today
from app.store import audit, ledger
from tests.helpers.forms import stay
from tests.helpers.fuzz import ANY_TEXT, FEW_AND_MANY, TREES, spoilt_bytes, spoilt_tree

GOOD = form_to_json(stay())
LIKELY = st.sampled_from(["", "1.00", "0.00", "9999999.99", "-1.00", "1e5", "１２.００", "2019-11-10", "2019-02-30"])
CODES = st.sampled_from(["A", "B", "C", "01", "09", "patient", "institution", "inpatient", "direct", "top_up", "filed"])
TYPED = st.one_of(LIKELY, CODES, ANY_TEXT)


def some(kind: type, **fixed: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A record of a form with a few of its texts typed over."""
    names = [field.name for field in fields(kind) if isinstance(field.default, str)]
    texts = st.dictionaries(st.sampled_from(names), TYPED, max_size=4)
    return st.builds(lambda texts, more: replace(kind(), **{**texts, **more}), texts, st.fixed_dictionaries(fixed))


@st.composite
def forms(draw: st.DrawFn) -> CaseForm:
    """A good form of which parts are something else."""
    form = stay(draw(st.sampled_from(["p1", "p2", "p8", "p9"])))
    if draw(st.booleans()):
        changes: dict[str, Any] = draw(
            st.dictionaries(st.sampled_from([f.name for f in fields(VisitForm) if f.name != "tags"]), TYPED)
        )
        form = replace(form, visit=replace(form.visit, **changes))
    if draw(st.booleans()):
        form = replace(form, rows=tuple(draw(st.lists(some(BillRow, special_drug=st.booleans()), max_size=4))))
    if draw(st.booleans()):
        form = replace(form, bill_kind=draw(st.sampled_from(["items", "totals", "other"])))
        names = st.sampled_from(["total", "in_scope", "prepay", "drug_in_scope", "x"]) | ANY_TEXT
        form = replace(form, totals=draw(st.dictionaries(names, TYPED, max_size=4)))
    if draw(st.booleans()):
        form = replace(form, paid=draw(st.dictionaries(st.sampled_from(["basic", "assistance"]) | ANY_TEXT, TYPED)))
    if draw(st.booleans()):
        form = replace(form, payment=draw(some(PaymentForm)))
    return form


def read(text: str) -> CaseForm | str:
    """The form in a text, or the code with which it is refused."""
    try:
        return form_from_json(text)
    except KnownError as told:
        return told.code


@FEW_AND_MANY
def test_any_stored_text_is_a_form_or_said_to_be_unreadable(examples: int) -> None:
    trees = spoilt_tree(json.loads(GOOD)).map(json.dumps)
    raw = spoilt_bytes(GOOD.encode()).map(lambda data: data.decode("utf-8", "replace"))

    @settings(max_examples=examples)
    @given(st.one_of(trees, raw, TREES.map(json.dumps), st.text(max_size=40), st.just("[" * 100_000)))
    def check(text: str) -> None:
        found = read(text)
        if isinstance(found, CaseForm):
            assert form_from_json(form_to_json(found)) == found
        else:
            assert found == "DRAFT_UNREADABLE"

    check()


def problems(desk: Desk, form: CaseForm) -> tuple[Problem, ...]:
    """What keeps the form from being settled; a hospital that is not in the file is one of it."""
    try:
        return quote(desk, basis(desk, form.person_id, form), form).problems
    except UserError as told:
        return (Problem(told.path, told.message),)


@FEW_AND_MANY
def test_any_typing_is_kept_and_quoted(desk: Desk, examples: int) -> None:
    draft = open_draft(desk, stay())
    versions = [draft.version]

    @settings(max_examples=examples)
    @given(forms())
    def check(form: CaseForm) -> None:
        kept = save_draft(desk, draft.id, versions[-1], form)
        versions.append(kept.version)
        assert open_drafts(desk)[0].form == form
        for problem in problems(desk, form):
            assert problem.field or problem.message
            assert problem.message.endswith("。")
            assert len(problem.message) < 600

    check()


@FEW_AND_MANY
def test_settling_any_form_posts_one_that_adds_up_or_nothing(desk: Desk, examples: int) -> None:
    @settings(max_examples=examples)
    @given(forms())
    def check(form: CaseForm) -> None:
        before = len(settled_today(desk))
        draft = open_draft(desk, form)
        try:
            seen = quote(desk, basis(desk, form.person_id, form), form).result
            posted = settle(desk, draft, form, seen.person_pays if seen else 0).posted
        except UserError:
            assert len(settled_today(desk)) == before
            return
        assert posted.total == sum(posted.layers.values()) + posted.institution_pays + posted.person_pays
        assert len(settled_today(desk)) == before + 1

    check()
    with desk.database.reading() as work:
        assert audit.verify(work) is None
        numbers = [int(one.number[-6:]) for one in ledger.latest(work, 10_000)]
    assert numbers == list(range(len(numbers), 0, -1))
