"""The manual's own pictures, cut out of the real window: exactly those that its chapters name (resources/manual/pictures)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from app.services.demo_cases import COUNTY_HOSPITAL, TOWNSHIP_HOSPITAL, showcases, visit_form
from app.ui.style import palette
from tests.helpers.forms import settled
from tests.helpers.hands import CTRL, ENTER, ESC
from tests.helpers.small_desk import everybody

if TYPE_CHECKING:
    from build_scripts.screenshots import Studio

Key = Qt.Key
PICTURES = (
    "first-find",
    "first-visit",
    "first-bill",
    "first-confirm",
    "first-slip",
    "card",
    "why",
    "compare",
    "reversal",
    "day-close",
    "list",
    "filing",
    "parameters",
)
"""Every picture, in the order in which the scene makes them."""
HOSPITALS = MappingProxyType({COUNTY_HOSPITAL: "h1", TOWNSHIP_HOSPITAL: "h3"})
"""The demonstration's hospitals → those of the small file."""
COLOURS = 128
"""A window has few: with a palette a picture is a third of its size, and the payers keep their hues."""
MARGIN = 8
DESK, PAGE = (1366, 768), (1024, 700)
"""Sizes of the window: a page that fills it is shown in the manual at four fifths, not at three."""


def keep(at: Studio, name: str, *parts: QWidget, height: int = 0) -> None:
    """The part of the window that holds ``parts``; ``height`` cuts it short below (pixels, 0 for all of it)."""
    at.hands.wait()
    window = at.window
    frame = QRect()
    for part in parts:
        frame = frame.united(QRect(part.mapTo(window, QPoint(0, 0)), part.size()))
    if height:
        frame.setHeight(min(frame.height(), height))
    frame = frame.adjusted(-MARGIN, 0, MARGIN, MARGIN).intersected(window.rect())
    grabbed = window.grab(frame).toImage().convertToFormat(QImage.Format.Format_RGB888)
    size, data = (grabbed.width(), grabbed.height()), bytes(grabbed.constBits())
    picture = Image.frombytes("RGB", size, data, "raw", "RGB", grabbed.bytesPerLine())
    ImageDraw.Draw(picture).rectangle((0, 0, picture.width - 1, picture.height - 1), outline=palette.HAIRLINE)
    at.out.mkdir(parents=True, exist_ok=True)
    few = picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(at.out / f"{name}.png", optimize=True)


def manual(at: Studio) -> None:
    """All of them."""
    _first_case(at)
    _card(at)
    _corrections(at)
    _lists(at)


def _earlier(at: Studio) -> None:
    """What the demonstration's person was settled for earlier in the year: so the layers are those that a reader sees there."""
    person = everybody()[0]
    for visit in showcases(("a", "b", "c", "d"), "f")[0].visits:
        settled(at.desk, visit_form(person, replace(visit, institution_id=HOSPITALS[visit.institution_id])))


def _first_case(at: Studio) -> None:
    _earlier(at)
    hands, panes = at.hands, at.window.cases.current.panes
    hands.type("altqmg")
    hands.wait()
    keep(at, "first-find", panes.finder, panes.visit, height=120)
    hands.press(ENTER)
    hands.wait()
    hands.enter("nmqrmyy", "", "20191110", "20191119", "C34")
    keep(at, "first-visit", panes.finder, panes.person, panes.visit, height=330)
    hands.press(Key.Key_Space, ENTER, ENTER, Key.Key_F4)
    hands.enter("10000", "9200")
    keep(at, "first-bill", panes.visit, panes.bill, panes.waterfall)
    hands.press(Key.Key_F8)
    keep(at, "first-confirm", panes.settle)
    hands.press(ENTER)
    hands.wait()
    hands.press(Key.Key_F9)
    at.window.resize(*PAGE)
    keep(at, "first-slip", at.window.overlay, height=520)
    hands.press(ESC)
    at.window.resize(*DESK)


def _card(at: Studio) -> None:
    hands = at.hands
    hands.find("altqmg")
    panes = at.window.cases.current.panes
    keep(at, "card", panes.finder, panes.person, height=470)
    hands.visit("nmqrmyy", "20191001", "20191009", "C34")
    hands.items(("srjcw", "9"), ("ct", "1"), ("amxl", "6"))
    hands.press(Key.Key_F5)
    keep(at, "why", panes.waterfall)
    hands.press(ESC, Key.Key_F7)
    at.window.resize(*PAGE)
    keep(at, "compare", at.window.overlay, height=380)
    hands.press(ESC)
    hands.press(Key.Key_W, modifier=CTRL)


def _corrections(at: Studio) -> None:
    hands = at.hands
    hands.find("altqmg")
    hands.press(Key.Key_F6)
    hands.wait()
    hands.press(Key.Key_R, modifier=CTRL)
    keep(at, "reversal", at.window.overlay, height=420)
    hands.press(ESC, ESC)
    at.window.pages.days.open_today()
    keep(at, "day-close", at.window.overlay, height=520)
    hands.press(ESC)


def _lists(at: Studio) -> None:
    hands = at.hands
    hands.press(Key.Key_D, modifier=CTRL)
    hands.type("dj")
    hands.press(ENTER)
    keep(at, "list", at.window.overlay, height=360)
    at.window.overlay.close_page()
    hands.open_door("转诊备案")
    hands.press(Key.Key_Insert)
    keep(at, "filing", at.window.overlay, height=430)
    at.window.overlay.close_page()
    at.window.pages.open_parameters()
    keep(at, "parameters", at.window.overlay, height=430)
    at.window.overlay.close_page()


SCENES: Mapping[str, tuple[Callable[[Studio], None], str]] = MappingProxyType({"manual": (manual, "1366")})
