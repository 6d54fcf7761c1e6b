"""Long names of ethnic minorities and 生僻字 are found, shown and printed: the glyph itself, not a box."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QLabel

from app.papers.fonts import MISSING
from app.services.desk import Desk
from app.services.people import find_people
from app.services.slips import slip_pdf, stored_facts
from app.store import people
from tests.helpers.forms import settled, stay
from tests.helpers.hands import CTRL, Hands
from tests.helpers.pdf_text import page_texts, squeezed
from tests.helpers.small_desk import AT, LONG_NAME, MANAGER, RARE_NAME, STATION

STAMP: dict[str, Any] = {"at": AT, "station_id": STATION.id, "operator_id": MANAGER.id}
HORSE = "𠮷尔格勒·㛃䶮"
NOTHING = "\U0010fffd"
"""A character that no font has: what is drawn in its place is the box."""
PEOPLE = (
    ("p5", RARE_NAME, ("张㛃䶮", "㛃䶮", "䶮", "zjy")),
    ("horse", HORSE, ("𠮷尔格勒", "㛃䶮", "尔格勒㛃", "𠮷", "jegl", "jegljy")),
    ("p4", LONG_NAME, (LONG_NAME, LONG_NAME[:24], "额尔敦巴雅尔乌云", "阿拉坦其木格·额尔敦", "altqmgee")),
)


@pytest.fixture
def there(desk: Desk) -> Desk:
    """The small file with one more rare name."""
    with desk.database.unit_of_work() as work:
        one = replace(people.person(work, "p2"), id="horse", name=HORSE, certificate_number="")
        people.add_people(work, [one], **STAMP)
    return desk


@pytest.mark.parametrize(("person_id", "name", "asked"), PEOPLE)
def test_must_pass_14_is_found_by_any_part_and_by_initials(
    there: Desk, person_id: str, name: str, asked: tuple[str, ...]
) -> None:
    assert len(LONG_NAME) >= 40
    for text in asked:
        found = {hit.id: hit.name for hit in find_people(there, text)}
        assert found.get(person_id) == name, text


@pytest.mark.parametrize(("person_id", "name", "asked"), PEOPLE)
def test_must_pass_14_is_printed_and_read_out_of_the_paper(
    there: Desk, person_id: str, name: str, asked: tuple[str, ...]
) -> None:
    del asked
    done = settled(there, stay(person_id))
    assert dict(stored_facts(there, done.document_id).person)["姓名"] == name
    pdf = slip_pdf(there, done.document_id).pdf
    text = squeezed("".join(page_texts(pdf)))
    assert name in text
    assert MISSING not in text


def test_must_pass_14_the_paper_draws_each_rare_character_as_itself(there: Desk) -> None:
    """The first page of the same slip with another character in its place is another picture, and each its own."""
    drawn = {}
    for character in ("㛃", "䶮", "𠮷", NOTHING, "张"):
        with there.database.unit_of_work() as work:
            people.update_person(work, replace(people.person(work, "horse"), name=character), **STAMP)
        done = settled(there, stay("horse", type="outpatient", admitted=""))
        drawn[character] = name_on_paper(slip_pdf(there, done.document_id).pdf)
    assert len(set(drawn.values())) == len(drawn)


def name_on_paper(pdf: bytes) -> bytes:
    """The picture of what stands to the right of 姓名 on the first page."""
    page = pypdfium2.PdfDocument(pdf)[0]
    text = page.get_textpage()
    found = text.search("姓名").get_next()
    assert found is not None
    _, bottom, right, top = text.get_charbox(found[0] + 1)
    width, height = page.get_size()
    bitmap = page.render(scale=6, crop=(right + 1, bottom - 2, width - right - 60, height - top - 2))
    return bytes(bitmap.buffer)


def label_picture(label: QLabel, text: str) -> QImage:
    """A character as a label of the window draws it."""
    image = QImage(96, 96, QImage.Format.Format_Grayscale8)
    image.fill(QColor("white"))
    painter = QPainter(image)
    font = label.font()
    font.setPixelSize(64)
    painter.setFont(font)
    painter.drawText(image.rect(), Qt.AlignmentFlag.AlignCenter, text)
    painter.end()
    return image


def ink(image: QImage) -> int:
    """How many points are dark."""
    return sum(bytes(image.constBits())[at] < 128 for at in range(image.sizeInBytes()))


def test_must_pass_14_the_window_shows_each_as_itself(there: Desk, hands: Hands) -> None:
    for text, name in (("zjy", RARE_NAME), ("jegl", HORSE), (LONG_NAME[:9], LONG_NAME)):
        hands.press(Qt.Key.Key_N, modifier=CTRL)
        hands.find(text)
        screen = hands.window.cases.current
        label = screen.panes.person.findChild(QLabel, "person_name")
        assert isinstance(label, QLabel)
        assert screen.case.card is not None
        assert screen.case.card.person.name == name
        assert name in (label.text(), label.toolTip())
        pictures = {one: label_picture(label, one) for one in ("㛃", "䶮", "𠮷", "·", "张", NOTHING)}
        for at, one in enumerate(pictures):
            assert ink(pictures[one]) > 10, f"{one} leaves ink"
            for other in list(pictures)[at + 1 :]:
                assert pictures[one] != pictures[other], f"{one} and {other} are different pictures"
