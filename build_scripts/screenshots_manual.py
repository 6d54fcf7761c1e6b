"""The manual's own pictures, cut out of the real window: exactly those that its chapters name (resources/manual/pictures)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QWidget

from app.bootstrap import open_demonstration
from app.ui.style import palette
from build_scripts.screenshots_acceptances import some_acceptances
from build_scripts.screenshots_entrance import later
from build_scripts.screenshots_funds import PAYER, choose, fill
from tests.helpers.hands import CTRL, ENTER, ESC
from tests.helpers.service_desk import MANAGER
from tests.helpers.small_desk import build, everybody, small_desk
from tests.helpers.visitor import Visitor
from tests.helpers.workbooks import xlsx

if TYPE_CHECKING:
    from build_scripts.screenshots import Studio

Key = Qt.Key
PICTURES = (
    "first-manual",
    "first-find",
    "first-type",
    "first-visit",
    "first-bill",
    "first-confirm",
    "first-settled",
    "first-slip",
    "card",
    "why",
    "compare",
    "reversal",
    "day-close",
    "list",
    "filing",
    "parameters",
    "worklist",
    "acceptance",
    "roster",
    "month",
    "payer-file",
    "closing",
    "start-1",
    "start-2",
    "start-code",
    "start-3",
)
"""Every picture, in the order in which the scene makes them."""
COLOURS = 128
"""A window has few: with a palette a picture is a third of its size, and the payers keep their hues."""
MARGIN = 8
DESK, PAGE = (1366, 768), (1024, 700)
NARROW = 820
"""A page that lies over the desk is drawn this narrow where it can be, so that the manual shows it as large as it is."""


SAMPLE = "AB12"
"""What stands in the picture for a group of the recovery code."""


def keep(at: Studio, name: str, *parts: QWidget, height: int = 0) -> None:
    """The part of the window that holds ``parts``; ``height`` cuts it short below (pixels, 0 for all of it)."""
    at.hands.wait()
    window = at.window
    frame = QRect()
    for part in parts:
        frame = frame.united(QRect(part.mapTo(window, QPoint(0, 0)), part.size()))
    if height:
        frame.setHeight(min(frame.height(), height))
    cut(window, frame.adjusted(-MARGIN, 0, MARGIN, MARGIN), at.out / f"{name}.png")


def keep_page(at: Studio, name: str, height: int, width: int = NARROW) -> None:
    """The page that lies over the desk."""
    at.hands.wait()
    overlay = at.window.overlay
    overlay.resize(width, overlay.height())
    at.hands.wait()
    cut(at.window, QRect(overlay.mapTo(at.window, QPoint(0, 0)), QSize(width, height)), at.out / f"{name}.png")


def cut(window: QWidget, frame: QRect, path: Path) -> None:
    """A part of a window, kept with few colours."""
    frame = frame.intersected(window.rect())
    grabbed = window.grab(frame).toImage().convertToFormat(QImage.Format.Format_RGB888)
    size, data = (grabbed.width(), grabbed.height()), bytes(grabbed.constBits())
    picture = Image.frombytes("RGB", size, data, "raw", "RGB", grabbed.bytesPerLine())
    ImageDraw.Draw(picture).rectangle((0, 0, picture.width - 1, picture.height - 1), outline=palette.HAIRLINE)
    path.parent.mkdir(parents=True, exist_ok=True)
    few = picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(path, optimize=True)


def manual(at: Studio) -> None:
    """All of them. What a reader does again on the demonstration is drawn there: the same person, village and figures."""
    _lists(at)
    _due(at)
    folder = at.folder / "second"
    folder.mkdir()
    build(folder / "desk.db")
    with small_desk(folder / "desk.db") as desk:
        second = type(at)(folder, desk, at.out, PAGE)
        _money(second)
        _imports(second)
        second.close()
    practice = at.folder / "practice"
    desk = open_demonstration(practice, progress=lambda _told: None)
    try:
        shown = type(at)(practice, desk, at.out, DESK)
        _first_case(shown)
        _card(shown)
        _corrections(shown)
        shown.close()
    finally:
        desk.database.close()
    _start(at)


def _first_case(at: Studio) -> None:
    hands = at.hands
    hands.press(Key.Key_N, modifier=CTRL)  # the demonstration opens with a case that is half done
    panes = at.window.cases.current.panes
    at.window.resize(*PAGE)
    hands.press(Key.Key_F1)
    hands.wait()
    hands.press(Key.Key_Left, Key.Key_Up)
    keep_page(at, "first-manual", 300)
    hands.press(ENTER, ESC)
    at.window.resize(*DESK)
    hands.type("altqmg")
    hands.wait()
    keep(at, "first-find", panes.finder, panes.visit, height=120)
    hands.press(ENTER)
    hands.wait()
    hands.enter("nmqrmyy")
    keep(at, "first-type", panes.finder, panes.person, panes.visit, height=230)
    hands.enter("", "20191110", "20191119", "C34")
    keep(at, "first-visit", panes.finder, panes.person, panes.visit, height=330)
    hands.press(Key.Key_Space, ENTER, ENTER, Key.Key_F4)
    hands.enter("10000", "9200")
    keep(at, "first-bill", panes.visit, panes.bill, panes.waterfall)
    hands.press(Key.Key_F8)
    keep(at, "first-confirm", panes.settle)
    hands.press(ENTER)
    hands.wait()
    keep(at, "first-settled", at.window.notice)
    hands.press(Key.Key_F9)
    at.window.resize(*PAGE)
    keep_page(at, "first-slip", 520)
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
    keep_page(at, "compare", 380, PAGE[0])
    hands.press(ESC)
    hands.press(Key.Key_W, modifier=CTRL)


def _corrections(at: Studio) -> None:
    hands = at.hands
    hands.find("altqmg")
    hands.press(Key.Key_F6)
    hands.wait()
    hands.press(Key.Key_R, modifier=CTRL)
    keep_page(at, "reversal", 420)
    hands.press(ESC, ESC)
    at.window.pages.days.open_today()
    keep_page(at, "day-close", 520, PAGE[0])
    hands.press(ESC)


def _lists(at: Studio) -> None:
    hands = at.hands
    hands.press(Key.Key_D, modifier=CTRL)
    hands.type("dj")
    hands.press(ENTER)
    keep_page(at, "list", 360)
    at.window.overlay.close_page()
    hands.open_door("转诊备案")
    hands.press(Key.Key_Insert)
    keep_page(at, "filing", 430)
    at.window.overlay.close_page()
    at.window.pages.open_parameters()
    keep_page(at, "parameters", 430, PAGE[0])
    at.window.overlay.close_page()


def _shown(at: Studio, name: str, door: str, height: int, width: int = NARROW) -> None:
    """A page of the directory."""
    at.hands.open_door(door)
    keep_page(at, name, height, width)
    at.window.overlay.close_page()


def _due(at: Studio) -> None:
    some_acceptances(at)
    _shown(at, "worklist", "今日待办", 240)
    _shown(at, "acceptance", "零星报销受理", 340)


def _imports(at: Studio) -> None:
    """A list that is looked at before it is imported."""
    managing = at.beside(replace(at.desk, operator=MANAGER))
    people = everybody()
    rows = [(one.name, one.certificate_number, "13800000000") for one in people[1:5]]
    path = at.folder / "建档立卡名单.xlsx"
    path.write_bytes(xlsx((("姓名", "身份证号码", "联系电话"), *rows, ("单国强", "150525197001090000", ""))))
    hands = managing.hands
    hands.open_door("名册导入")
    hands.press(Key.Key_O, modifier=CTRL)
    hands.wait()
    hands.press(Key.Key_A, modifier=CTRL)
    hands.enter(str(path), "", "奈扶办〔2019〕7号", "20191001")
    hands.wait()
    hands.press(Key.Key_S, modifier=CTRL)
    keep_page(managing, "roster", 520)
    managing.close()


def _money(at: Studio) -> None:
    """A month's sums, a payer's file beside them, the fund's closing after the year."""
    lines = fill(at.desk)
    _shown(at, "month", "月结：按付款方", 260, PAGE[0])
    number, _, amount = lines[1].partition(",")
    path = at.folder / "医保中心11月.csv"
    theirs = [lines[0], f"{number},{int(float(amount)) - 100}.00", *lines[2:5], "NM-01-2019-000099,8.00"]
    path.write_text("\n".join(("单据号,基金支付", *theirs)), encoding="gb18030")
    hands = at.hands
    hands.open_door("对账：导入付款方文件")
    hands.press(Key.Key_O, modifier=CTRL)
    hands.wait()
    hands.press(Key.Key_A, modifier=CTRL)
    hands.enter(str(path))
    choose(at, PAYER)
    hands.press(Key.Key_A, modifier=CTRL)
    hands.enter("2019-11")
    hands.wait()
    hands.press(Key.Key_S, modifier=CTRL)
    hands.wait()
    hands.press(ENTER, ENTER)
    keep_page(at, "payer-file", 330)
    at.window.overlay.close_page()
    january = at.beside(replace(at.desk, operator=MANAGER, business_date=date(2020, 1, 8)))
    hands = january.hands
    hands.open_door("年终决算")
    hands.press(Key.Key_K, modifier=CTRL)
    hands.wait()
    hands.press(Key.Key_A, modifier=CTRL)
    hands.enter("2019")
    keep_page(january, "closing", 220)
    january.close()


def _start(at: Studio) -> None:
    """The steps of the first start, on a folder where nothing was begun."""
    visitor = Visitor(at.folder / "first")

    def take(name: str, frame: QRect) -> None:
        visitor.wait()
        visitor.shown.resize(*PAGE)
        visitor.wait()
        cut(visitor.shown, frame, at.out / f"{name}.png")

    entrance = QRect(440, 24, PAGE[0] - 440, 580)
    take("start-1", entrance)
    later(visitor)
    visitor.enter("李主任", "qing-cao-2")
    take("start-2", entrance)
    visitor.enter("qing-cao-2", "")
    visitor.wait()
    for label in visitor.shown.findChildren(QLabel):
        if len(label.text()) == 4 and label.text().isalnum() and label.text().isascii():
            label.setText(SAMPLE)  # a real one is another each time
    take("start-code", entrance)
    later(visitor)
    take("start-3", QRect(0, 40, NARROW, 380))
    visitor.close()


SCENES: Mapping[str, tuple[Callable[[Studio], None], str]] = MappingProxyType({"manual": (manual, "1366")})
