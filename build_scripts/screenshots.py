"""Pictures of the window in its main states, driven by keyboard (build_scripts/screenshots)."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu

from app.services.desk import Desk
from app.services.drafts import open_drafts, save_draft
from app.ui.screens.settle import SettleLine
from app.ui.start import application, make_window
from build_scripts import (
    screenshots_acceptances,
    screenshots_archive,
    screenshots_bills,
    screenshots_catalogue,
    screenshots_filings,
    screenshots_funds,
    screenshots_institutions,
    screenshots_insured,
    screenshots_ledger,
    screenshots_lists,
    screenshots_manual,
    screenshots_national,
    screenshots_papers,
    screenshots_printing,
    screenshots_registers,
    screenshots_statements,
    screenshots_verify,
    screenshots_waits,
)
from build_scripts.screenshots_entrance import ENTRANCE
from build_scripts.screenshots_slips import PAPERS
from tests.helpers.hands import CTRL, ENTER, ESC, Hands
from tests.helpers.service_desk import CLERK_PASSWORD, MANAGER
from tests.helpers.small_desk import LONG_NAME, STATION, build, small_desk

ROOT = Path(__file__).parents[1]
Key = Qt.Key
MANUAL = ROOT / "resources" / "manual" / "pictures"
SIZES = {"1366": (1366, 768), "1024": (1024, 768), "150": (1280, 720), "125": (1093, 614)}
BILL = (("srjcw", "9"), ("xcg", "3"), ("jmzs", "18"), ("amxl", "6"), ("tbqs", "12"), ("ct", "1"))


class Studio:
    """One window on a new small file in ``folder``, and where its pictures go; ``mark`` goes behind their names."""

    def __init__(self, folder: Path, desk: Desk, out: Path, size: tuple[int, int]) -> None:
        settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
        self.app = application(["screenshots"], settings)
        SettleLine.PAUSE = 0  # nobody reads here
        self.desk = desk
        self.window, self.operations = make_window(desk, folder, settings)
        self.window.resize(*size)
        self.hands = Hands(self.window, self.operations)
        self.out = out
        self._size = size
        self.folder = folder
        self.mark = ""
        self.window.show()
        self.window.activateWindow()
        self.app.processEvents()

    def take(self, name: str) -> None:
        """A picture of the window as it is; an open menu is part of it."""
        self.hands.wait()
        picture = self.window.grab()
        menu = next((one for one in QApplication.topLevelWidgets() if isinstance(one, QMenu) and one.isVisible()), None)
        if menu is not None:
            from PySide6.QtGui import QPainter

            painter = QPainter(picture)
            painter.drawPixmap(self.window.mapFromGlobal(menu.pos()), menu.grab())
            painter.end()
        picture.save(str(self.path(name)))

    def path(self, name: str) -> Path:
        """Where a picture of this name goes."""
        self.out.mkdir(parents=True, exist_ok=True)
        return self.out / f"{name}{self.mark}.png"

    def beside(self, desk: Desk) -> Studio:
        """A second window on the same file, of another desk (another day, another area); to be closed by whoever asked."""
        made = Studio(self.folder, desk, self.out, self._size)
        made.mark = self.mark
        return made

    def close(self) -> None:
        """End the window and its worker."""
        self.hands.wait()
        self.window.close()
        self.operations.close()
        self.window.deleteLater()
        self.app.processEvents()

    # ---- ways to a state ----

    def case(self, person: str = "altqmg") -> None:
        """A bill of six items."""
        self.hands.find(person)
        self.hands.visit("nmqrmyy", "20190301", "20190310", "C34")
        self.hands.items(*BILL)

    def totals(self) -> None:
        """A bill by its totals."""
        self.hands.press(Key.Key_F4)
        self.hands.enter("10000", "9200", "800")


def empty(at: Studio) -> None:
    at.take("01-empty")
    at.hands.type("wxl")
    at.take("02-finding")
    at.hands.press(ESC)
    at.window.cases.current.panes.finder.clear()
    at.hands.type("没有此人")
    at.take("03-not-found")


def visit(at: Studio) -> None:
    at.hands.find("altqmg")
    at.take("04-visit")
    at.hands.type("nmq")
    at.take("05-institution")
    at.hands.enter("rmyy", "", "20190301", "20190310", "C34")
    at.take("06-tag-proposed")


def typing(at: Studio) -> None:
    at.case()
    at.hands.type("tou")
    at.take("07-typing")
    at.hands.press(ESC, ESC)
    at.hands.press(Key.Key_F5)
    at.take("08-why")


def settling(at: Studio) -> None:
    at.case()
    at.hands.press(Key.Key_F8)
    at.take("09-confirm")
    at.hands.press(Key.Key_2, ENTER)
    at.hands.wait()
    at.take("10-settled")
    at.hands.press(Key.Key_F9)
    at.hands.wait()
    at.take("11-slip")
    at.hands.press(ENTER)
    at.hands.wait()
    at.take("12-no-printer")
    at.hands.press(ESC)
    at.hands.find("altqmg")
    at.hands.press(Key.Key_F6)
    at.take("13-year")
    at.hands.press(ENTER)
    at.hands.wait()
    at.take("14-reprint")


def many(at: Studio) -> None:
    at.hands.find("altqmg")
    at.hands.visit("nmqrmyy", "20190301", "20190310", "C34")
    lines = [
        f"检查项目第{n:03d}号\t甲\t{n % 7 + 1}\t12.50\t{(n % 7 + 1) * 1250 / 100:.2f}\t检查费" for n in range(1, 301)
    ]
    QGuiApplication.clipboard().setText("\n".join(["名称\t类\t数量\t单价\t金额\t费用类别", *lines]))
    at.hands.press(Key.Key_V, modifier=CTRL)
    at.take("15-300-rows")


def names(at: Studio) -> None:
    at.hands.find(LONG_NAME[:10])
    at.hands.visit("nmqrmyy", "20190301", "20190310", "C34")
    at.take("16-long-name")
    at.hands.press(Key.Key_N, modifier=CTRL)
    at.hands.find("张")
    at.hands.press(ESC)
    at.take("17-rare-name")
    at.hands.press(Key.Key_N, modifier=CTRL)
    at.hands.find("单国强")
    at.hands.visit("nmqrmyy", "20190301", "20190310", "J18")
    at.take("18-not-insured")


def refused(at: Studio) -> None:
    at.hands.find("altqmg")
    at.hands.enter("nmqrmyy", "", "20190310", "20190301", "C34")
    at.hands.press(Key.Key_F4)
    at.hands.enter("srjcw", "9", "")
    at.hands.type("12,5")
    at.take("19-refused")
    at.hands.press(Key.Key_F8)
    at.take("20-refused-settling")


def totals(at: Studio) -> None:
    at.hands.find("eedbye")
    at.hands.visit("tlsyy", "20190902", "20190915", "C34")
    at.hands.press(Key.Key_F4)
    at.hands.enter("10000", "9200")
    at.take("21-totals")


def reimbursement(at: Studio) -> None:
    at.hands.find("altqmg")
    at.hands.enter("jldxdyyy", "", "20190902", "20190915", "C34")
    at.hands.press(Key.Key_F3)
    while at.hands.where != "visit.way.editor":
        at.hands.press(Key.Key_Tab)
    at.hands.press(Key.Key_3, ENTER)
    at.take("22-top-up")
    at.hands.press(Key.Key_F4)
    at.hands.press(Key.Key_F4)
    at.hands.enter("30000", "26000")
    at.hands.press(Key.Key_F3)
    while at.hands.where != "payment.kind.editor":
        at.hands.press(Key.Key_Tab)
    at.hands.press(Key.Key_2)
    at.take("23-top-up-transfer")


def pages(at: Studio) -> None:
    at.case()
    at.hands.press(Key.Key_F1)
    at.take("24-help")
    at.hands.press(Key.Key_F1)
    at.hands.press(Key.Key_F10)
    at.take("25-menu")
    for menu in at.window.findChildren(QMenu):
        menu.close()
    at.window.pages.open_drafts()
    at.take("26-drafts")
    at.hands.press(ESC)
    at.window.pages.open_parameters()
    at.take("27-parameters")
    at.hands.press(ESC)
    at.window.pages.open_about()
    at.take("28-about")


def guarded(at: Studio) -> None:
    at.hands.find("altqmg")
    at.hands.press(Key.Key_L, modifier=CTRL)
    at.take("45-locked")
    at.hands.enter("wrong")
    at.hands.wait()
    at.take("46-locked-wrong")
    at.hands.press(Key.Key_F2)
    at.hands.wait()
    at.take("47-another-clerk")
    at.hands.press(ESC)
    at.hands.enter(CLERK_PASSWORD)
    at.hands.wait()
    at.window.pages.people.open()
    at.take("48-operators-clerk")
    at.hands.press(ESC)
    at.window.pages.people.open_own()
    at.take("49-own-password")
    at.hands.press(ESC)
    at.window.pages.settings.open()
    at.take("50-settings-clerk")


def managed(at: Studio) -> None:
    at.window.pages.people.open()
    at.take("51-operators")
    at.hands.press(Key.Key_Insert)
    at.hands.enter("斯琴")
    at.hands.enter("", "12345678", "12345678")
    at.take("52-operator-added")
    at.hands.press(ESC)
    at.hands.press(Key.Key_Down, Key.Key_Delete)
    at.take("53-operator-stopped")
    at.hands.press(ESC)
    at.hands.press(Key.Key_K, modifier=CTRL)
    at.hands.press(ENTER)
    at.take("54-new-recovery-code")
    at.hands.press(Key.Key_P, modifier=CTRL)
    at.take("55-recovery-code-no-printer")
    at.window.overlay.close_page()
    at.window.pages.settings.open()
    at.hands.wait()
    at.hands.press(Key.Key_A, modifier=CTRL)
    at.hands.enter("2000")
    at.hands.enter("0", "")
    at.hands.enter("")
    at.take("56-settings")


def faults(at: Studio) -> None:
    at.case()
    draft = at.window.cases.current.case.autosave
    at.hands.wait()
    stored = open_drafts(at.desk)[0]
    save_draft(at.desk, stored.id, stored.version, replace(stored.form, person_id="p2"))
    at.hands.type("x")
    draft.now()
    at.take("29-conflict")


def trial(at: Studio) -> None:
    at.case()
    at.hands.press(Key.Key_F8)
    at.take("30-trial")


def large(at: Studio) -> None:
    at.case()
    at.hands.press(Key.Key_Equal, modifier=CTRL)
    at.take("31-large")
    at.hands.press(Key.Key_F3)
    at.take("32-large-visit")
    at.hands.press(Key.Key_F8)
    at.take("33-large-confirm")
    at.hands.press(Key.Key_0, modifier=CTRL)


def comparing(at: Studio) -> None:
    at.case()
    at.hands.press(Key.Key_F7)
    at.take("34-compare")
    at.hands.press(Key.Key_Right, Key.Key_Up, Key.Key_Up)
    at.take("35-compare-why")
    at.hands.press(ESC)
    at.hands.press(Key.Key_N, modifier=CTRL)
    at.hands.find(LONG_NAME[:10])
    at.hands.enter("jldxdyyy", "", "20190902", "20190915", "C34")
    at.hands.press(Key.Key_F4)
    at.hands.press(Key.Key_F4)
    at.hands.enter("60000", "50000")
    at.hands.press(Key.Key_F7)
    at.take("36-compare-referral")
    at.hands.press(ESC)
    at.window.resize(1024, 768)
    at.hands.press(Key.Key_Equal, modifier=CTRL)
    at.hands.press(Key.Key_F7)
    at.take("37-compare-large-1024")
    at.hands.press(ESC)
    at.hands.press(Key.Key_0, modifier=CTRL)


def sized(prefix: str) -> Callable[[Studio], None]:
    def show(at: Studio) -> None:
        at.take(f"{prefix}-empty")
        at.hands.find("altqmg")
        at.take(f"{prefix}-visit")
        at.hands.visit("nmqrmyy", "20190301", "20190310", "C34")
        at.hands.items(*BILL)
        at.take(f"{prefix}-bill")
        at.hands.press(Key.Key_F8)
        at.take(f"{prefix}-confirm")

    return show


SCENES: dict[str, tuple[Callable[[Studio], None], str]] = {
    **{
        scene.__name__: (scene, "1366")
        for scene in (
            empty, visit, typing, settling, many, names, refused, totals, reimbursement, pages, faults, trial, large,
            comparing, guarded, managed,
        )
    },
    **screenshots_ledger.SCENES,
    **screenshots_filings.SCENES,
    **screenshots_funds.SCENES,
    **screenshots_insured.SCENES,
    **screenshots_bills.SCENES,
    **screenshots_lists.SCENES,
    **screenshots_manual.SCENES,
    **screenshots_acceptances.SCENES,
    **screenshots_archive.SCENES,
    **screenshots_catalogue.SCENES,
    **screenshots_registers.SCENES,
    **screenshots_institutions.SCENES,
    **screenshots_printing.SCENES,
    **screenshots_statements.SCENES,
    **screenshots_verify.SCENES,
    **screenshots_waits.SCENES,
    **screenshots_national.SCENES,
    **screenshots_papers.SCENES,
    "at1024": (sized("40-1024"), "1024"),
    "at150": (sized("41-150"), "150"),
    "at125": (sized("42-125"), "125"),
}  # fmt: skip
OPERATORS = {
    "managed": MANAGER,
    **screenshots_ledger.OPERATORS,
    **screenshots_filings.OPERATORS,
    **screenshots_funds.OPERATORS,
    **screenshots_lists.OPERATORS,
    **screenshots_acceptances.OPERATORS,
    **screenshots_catalogue.OPERATORS,
    **screenshots_registers.OPERATORS,
    **screenshots_institutions.OPERATORS,
    **screenshots_insured.OPERATORS,
    **screenshots_verify.OPERATORS,
    **screenshots_waits.OPERATORS,
    **screenshots_national.OPERATORS,
}
"""Who works where it is not the clerk."""
WITHOUT_DESK = {**ENTRANCE, **PAPERS}
"""Scenes that bring their own program, or need none."""
FACTORS = {"at150": "1.5", "at125": "1.25", "entrance_at125": "1.25", "entrance_at150": "1.5"}
"""Scenes that need a scaled screen run in a process of their own: Qt reads the factor once."""


def main() -> int:
    """Take the pictures that are asked for, all of them where none is named."""
    parser = argparse.ArgumentParser()
    parser.add_argument(
        "--out", type=Path, help="default: out/screenshots; the manual's own pictures go into the manual"
    )
    parser.add_argument("scenes", nargs="*", choices=[*SCENES, *WITHOUT_DESK, []])
    wanted = parser.parse_args()
    given, wanted.out = wanted.out, wanted.out or ROOT / "out" / "screenshots"
    for name in wanted.scenes or [*SCENES, *WITHOUT_DESK]:
        if name in FACTORS and os.environ.get("QT_SCALE_FACTOR") != FACTORS[name]:
            subprocess.run(
                [sys.executable, __file__, "--out", str(wanted.out), name],
                check=True,
                env={**os.environ, "QT_SCALE_FACTOR": FACTORS[name]},
            )
            continue
        if name in WITHOUT_DESK:
            with tempfile.TemporaryDirectory() as folder:
                WITHOUT_DESK[name](Path(folder), wanted.out)
            print(name)
            continue
        scene, size = SCENES[name]
        station = replace(STATION, demonstration=False) if name == "trial" else STATION
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "desk.db"
            build(path, confirmed=name != "trial", station=station)
            with small_desk(path, station=station) as opened:
                spool = screenshots_printing.SPOOL if name in screenshots_printing.SCENES else opened.spool
                desk = replace(opened, operator=OPERATORS.get(name, opened.operator), spool=spool)
                out = MANUAL if name == "manual" and given is None else wanted.out
                studio = Studio(Path(folder), desk, out, SIZES[size])
                scene(studio)
                studio.close()
        print(name)
    print(f"pictures: {wanted.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
