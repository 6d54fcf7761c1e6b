"""Quotes, line breaks, formulas, control characters, 10,000 characters harm nothing: in the database, on the slip.

XLSX comes with the statements, and its test with it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.records.form import CaseForm
from app.records.people import Person
from app.services.desk import Desk
from app.services.drafts import open_draft, open_drafts, save_draft
from app.services.people import find_people, note_search, open_person
from app.services.slips import slip_pdf, stored_facts
from app.store import audit, health, people, proof
from tests.helpers.forms import COMFORT, TREATMENT, quoted, settled, stay
from tests.helpers.hands import Hands
from tests.helpers.pdf_text import page_texts, squeezed
from tests.helpers.small_desk import AT, MANAGER, STATION, number

STAMP: dict[str, Any] = {"at": AT, "station_id": STATION.id, "operator_id": MANAGER.id}
NASTY = {
    "quotes": "O'Brien \"王\" `x` “引” '); DROP TABLE documents; --",
    "like": "100% _ * ? [a-z] \\ ^ $",
    "breaks": "一行\n二行\r\n三行\t完\u2028续\u2029末",
    "formula": "=1+1",
    "formulas": '=HYPERLINK("x","y")+@SUM(A1)-2|cmd\' /C calc\'!A0',
    "control": "响\x07铃\x1b[31m红\x7f删\x85新",
    "directions": "\u202e倒\u202c \u200f右\u200e左 \u2066隔\u2069",
    "markup": "<b>粗</b><img src=x onerror=1>&amp;{{7*7}}${7*7}%s%n",
    "invisible": "零\u200b宽\ufeff标\u00ad记",
    "beyond": "𠮷\U0002ebef\U0001f600\ue000\U0010fffd\ufffe",
    "long": "长" * 10_000,
    "long_word": "W" * 10_000,
}
UNSTORABLE = {"half a character": "半\ud800字", "the other half": "\udc00", "zero": "零\x00零"}


def nasty_form(text: str, person_id: str = "p1") -> CaseForm:
    """Whatever the clerk may type as free text is this text."""
    form = stay(person_id, diagnosis_name=text, note=text)
    return replace(
        form,
        rows=(replace(TREATMENT, name=text, code=text, unit=text), replace(COMFORT, fault="patient", decided_by=text)),
    )


def sound(desk: Desk) -> bool:
    """Whether file, audit chain and every posted row are as they should be."""
    with desk.database.reading() as work:
        whole = audit.verify(work) is None and proof.compare(work) == ()
    return whole and health.integrity_check(desk.database) == ()


@pytest.mark.parametrize("name", NASTY)
def test_must_pass_15_a_settlement_keeps_it_and_prints(desk: Desk, name: str) -> None:
    text = NASTY[name]
    form = nasty_form(text)
    draft = open_draft(desk, form)
    assert open_drafts(desk)[0].form == form
    done = settled(desk, form, draft)
    facts = stored_facts(desk, done.document_id)
    assert text in dict(facts.visit)["诊断"]
    with desk.database.reading() as work:
        rows = work.rows("SELECT name, code, unit, decided_by FROM document_lines ORDER BY line")
    assert [tuple(row) for row in rows] == [(text, text, text, ""), (COMFORT.name, "", "", text)]
    pages = page_texts(slip_pdf(desk, done.document_id).pdf)
    assert done.number in pages[0]
    assert "10,000.00" in pages[0]
    if name in ("quotes", "formula", "formulas", "markup"):
        assert squeezed(text) in squeezed("".join(pages))
    assert not any(mark in "".join(pages) for mark in "\u202e\u200b\x07\x1b")
    assert sound(desk)


@pytest.mark.parametrize("name", NASTY)
def test_must_pass_15_a_person_of_that_name_is_found_and_settled(desk: Desk, name: str) -> None:
    text = NASTY[name]
    with desk.database.unit_of_work() as work:
        known = people.person(work, "p2")
        one = replace(known, id="nasty", name=text, village=text, certificate_number=number(date(1962, 8, 1), 777))
        people.add_people(work, [one], **STAMP)
    hits = find_people(desk, text)
    note_search(desk, text, len(hits))
    assert [hit.name for hit in hits if hit.id == "nasty"] == [text]
    card = open_person(desk, "nasty")
    assert card.person.name == text
    done = settled(desk, stay("nasty"))
    assert done.posted.person_name == text
    assert page_texts(slip_pdf(desk, done.document_id).pdf)
    assert sound(desk)


@pytest.mark.parametrize("name", UNSTORABLE)
def test_must_pass_15_half_a_character_is_kept_in_the_draft_and_refused_beside_its_field(desk: Desk, name: str) -> None:
    text = UNSTORABLE[name]
    form = nasty_form(text)
    form = replace(form, visit=replace(form.visit, invoice_number=text))
    draft = save_draft(desk, open_draft(desk, form).id, 1, form)
    assert open_drafts(desk) == (draft,)
    assert open_drafts(desk)[0].form == form
    found = {problem.field: problem.message for problem in quoted(desk, form).problems}
    assert {"visit.diagnosis_name", "visit.note", "visit.invoice_number", "rows[0].name", "rows[1].name"} <= set(found)
    assert all("残缺字符" in message for message in found.values())
    find_people(desk, text)
    note_search(desk, text, 0)
    assert sound(desk)


def test_must_pass_15_the_window_takes_it_too(hands: Hands, desk: Desk) -> None:
    person: Person
    with desk.database.unit_of_work() as work:
        person = replace(people.person(work, "p2"), id="nasty", name="=1+1<b>'王", certificate_number="")
        people.add_people(work, [person], **STAMP)
    for text in (NASTY["quotes"], NASTY["formulas"], "%", "''''", "\\"):
        hands.find(text)
    hands.find("=1+1<b>'王")
    screen = hands.window.cases.current
    assert screen.case.card is not None
    assert screen.case.card.person.name == person.name
    assert screen.panes.person._name.text() == person.name
    hands.enter("nmqrmyy", "", "20190301", "20190310", "C34")
    hands.window.cases.current.case.autosave.now()
    hands.wait()
    assert sound(desk)
