"""Pictures of the entrance: before there is a desk. The scenes start the program on a folder, as somebody does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest

from app import bootstrap
from app.services.backups import back_up
from app.services.operators import add_operator
from app.services.upgrades import step_words
from app.store import keys
from app.store.faults import known
from app.ui.screens.sign_in import SignInForm
from app.ui.screens.upgrade import KEYS as UPGRADE_KEYS
from app.ui.screens.upgrade import UpgradePage
from app.ui.start import SETTINGS
from app.ui.style import type as typeface
from tests.helpers.hands import CTRL, ENTER, ESC
from tests.helpers.visitor import Visitor

Key = Qt.Key
NAME, PASSWORD = "李主任", "qing-cao-2"
OTHERS = (("王秀英", "经办"), ("额尔敦巴雅尔·乌云毕力格图布信吉", "经办"), ("赵复核", "复核"), ("审计员", "审计"))


@dataclass(frozen=True, slots=True)
class _Screen:
    """How large the window is, in logical pixels, and whether the type is large."""

    wide: int
    high: int
    large: bool = False

    def start(self, folder: Path) -> Visitor:
        """The program on ``folder`` as somebody starts it."""
        kept = QSettings(str(folder / SETTINGS), QSettings.Format.IniFormat)
        kept.setValue("window/scale", str(typeface.LARGE if self.large else 1.0))
        kept.sync()
        visitor = Visitor(folder)
        self.fit(visitor)
        return visitor

    def fit(self, visitor: Visitor) -> None:
        """The window as large as that; a page that needs more than its screen has is a fault."""
        visitor.shown.resize(self.wide, self.high)
        if (visitor.shown.width(), visitor.shown.height()) != (self.wide, self.high):
            raise SystemExit(f"{visitor.shown.size()} is larger than {self}")


def _made(folder: Path) -> Path:
    path = folder / bootstrap.FORMAL_FILE
    desk, _code = bootstrap.first_start(path, bootstrap.load_packs(), NAME, PASSWORD, sole=False)
    for name, role in OTHERS:
        add_operator(desk, name, role, PASSWORD)
    back_up(desk)
    desk.database.close()
    return path


def _take(visitor: Visitor, out: Path, name: str) -> None:
    visitor.wait()
    out.mkdir(parents=True, exist_ok=True)
    visitor.shown.grab().save(str(out / f"{name}.png"))


def _signing_in(prefix: str, at: _Screen) -> Callable[[Path, Path], None]:
    def show(folder: Path, out: Path) -> None:
        _made(folder)
        visitor = at.start(folder)
        visitor.press(ENTER)
        _take(visitor, out, f"{prefix}-sign-in")
        visitor.press(Key.Key_CapsLock)
        _take(visitor, out, f"{prefix}-caps-lock")
        visitor.press(Key.Key_CapsLock)
        visitor.enter("wrong")
        _take(visitor, out, f"{prefix}-wrong-password")
        for _ in range(4):
            visitor.enter("wrong")
            visitor.wait()
        _take(visitor, out, f"{prefix}-locked-out")
        visitor.press(Key.Key_F1)
        _take(visitor, out, f"{prefix}-help")
        visitor.press(ESC)
        form = visitor.page
        if isinstance(form, SignInForm):
            form.refuse(known("NEWER_FILE").message)
        _take(visitor, out, f"{prefix}-newer-file")
        visitor.press(Key.Key_F3)
        visitor.type("7zq48k2mpp0x")
        _take(visitor, out, f"{prefix}-recover")
        visitor.close()

    return show


def _starting(prefix: str, at: _Screen) -> Callable[[Path, Path], None]:
    """The four steps of the first start, one picture each, and the desk with what was left for later."""

    def show(folder: Path, out: Path) -> None:
        visitor = at.start(folder)
        _take(visitor, out, f"{prefix}-step-1")
        visitor.press(ENTER, ENTER)
        visitor.press(Key.Key_A, modifier=CTRL)
        visitor.enter("奈曼", "")
        _take(visitor, out, f"{prefix}-step-1-refused")
        visitor.press(Key.Key_F1)
        _take(visitor, out, f"{prefix}-help")
        visitor.press(ESC)
        visitor.press(Key.Key_A, modifier=CTRL)
        visitor.enter("NM", "")
        visitor.enter(NAME, PASSWORD, "qing-cao-3", "")
        _take(visitor, out, f"{prefix}-step-2")
        visitor.enter(PASSWORD, "")
        visitor.wait()
        visitor.press(Key.Key_P, modifier=CTRL)
        visitor.wait()
        visitor.enter("ABCD")
        _take(visitor, out, f"{prefix}-recovery-code")
        later(visitor)
        at.fit(visitor)
        _take(visitor, out, f"{prefix}-step-3")
        later(visitor)
        _take(visitor, out, f"{prefix}-step-4")
        _press_back(visitor)
        _press_back(visitor)
        _take(visitor, out, f"{prefix}-step-2-again")
        _press_back(visitor)
        _take(visitor, out, f"{prefix}-step-1-again")
        for _ in range(4):
            later(visitor)
        _take(visitor, out, f"{prefix}-left-for-later")
        visitor.desk_window.pages.worklist.open()
        _take(visitor, out, f"{prefix}-work-list")
        visitor.open_door("按键")
        _take(visitor, out, f"{prefix}-keys")
        visitor.press(ENTER)
        visitor.press(Key.Key_F5)
        visitor.press(ENTER)
        _take(visitor, out, f"{prefix}-another-key")
        visitor.close()

    return show


def later(visitor: Visitor) -> None:
    _press(visitor, Key.Key_S)


def _press_back(visitor: Visitor) -> None:
    _press(visitor, Key.Key_B)


def _press(visitor: Visitor, letter: Qt.Key) -> None:
    QTest.keyClick(visitor.focus, letter, Qt.KeyboardModifier.AltModifier)
    QTest.qWait(200)
    visitor.wait()


def _upgrading(prefix: str, at: _Screen) -> Callable[[Path, Path], None]:
    """A file of an earlier version: what is said before it is upgraded, and each step."""

    def show(folder: Path, out: Path) -> None:
        page = UpgradePage(
            "这个数据文件是 0.3 版程序的（38.2 MB），要升级到 0.4.0 版才能打开。先核对，再在旁边备份一份"
            "（settlements.v4.db，占 38.2 MB，磁盘还有 62,951.6 MB），然后升级；文件大时要几分钟。"
            "单据和金额一笔不变；没有升级成，旧文件还是原样。升级以后，旧版程序不能再打开它。"
        )
        _made(folder)
        visitor = at.start(folder)
        visitor.entrance.threshold.show_page(page, "升级数据文件", UPGRADE_KEYS)
        _take(visitor, out, f"{prefix}-asked")
        visitor.press(ENTER)
        strip = visitor.entrance.threshold.wait
        strip.show_wait(f"正在{step_words(1)}", 1, 3, 4, stop=True, stopping=False)
        _take(visitor, out, f"{prefix}-copying")
        strip.hide()
        page.refuse("没有升级，旧文件还是原样。磁盘空间不足，刚才的内容没有存入，已存的都在。请清理磁盘后再试一次。")
        _take(visitor, out, f"{prefix}-refused")
        visitor.close()
        keys.beside(folder / bootstrap.FORMAL_FILE).unlink()
        (folder / bootstrap.FORMAL_FILE).write_bytes(b"SQLite format 3\x00" + bytes(4080))
        visitor = at.start(folder)
        visitor.enter(NAME, "short", "short")
        visitor.press(Key.Key_Return)
        _take(visitor, out, f"{prefix}-not-encrypted-yet")
        visitor.close()

    return show


def _damaged(prefix: str, at: _Screen) -> Callable[[Path, Path], None]:
    def show(folder: Path, out: Path) -> None:
        path = _made(folder)
        whole = keys.beside(path).read_bytes()
        path.write_bytes(b"\x00" * path.stat().st_size)
        visitor = at.start(folder)
        visitor.press(ENTER)
        visitor.enter(PASSWORD)
        visitor.wait()
        visitor.press(ENTER, ENTER)
        visitor.enter("wrong")
        _take(visitor, out, f"{prefix}-damaged")
        visitor.enter(PASSWORD)
        _take(visitor, out, f"{prefix}-restored")
        visitor.close()
        keys.beside(path).unlink()
        visitor = at.start(folder)
        _take(visitor, out, f"{prefix}-keys-missing")
        visitor.close()
        keys.beside(path).write_bytes(whole[:40])
        for left in (folder / bootstrap.BACKUPS).iterdir():
            left.unlink()
        visitor = at.start(folder)
        _take(visitor, out, f"{prefix}-no-copies")
        visitor.close()

    return show


def _all(prefix: str, at: _Screen) -> Callable[[Path, Path], None]:
    def show(folder: Path, out: Path) -> None:
        for name, scene in (
            ("in", _signing_in),
            ("start", _starting),
            ("upgrade", _upgrading),
            ("back", _damaged),
        ):
            (folder / name).mkdir()
            scene(f"{prefix}-{name}", at)(folder / name, out)

    return show


ENTRANCE: Mapping[str, Callable[[Path, Path], None]] = MappingProxyType(
    {
        "signing_in": _signing_in("60", _Screen(1366, 768)),
        "starting": _starting("61", _Screen(1366, 768)),
        "upgrading": _upgrading("66", _Screen(1366, 768)),
        "damaged": _damaged("62", _Screen(1366, 768)),
        "entrance_at1024": _all("63-1024", _Screen(1024, 768)),
        "entrance_large1024": _all("67-large-1024", _Screen(1024, 768, large=True)),
        # A screen of 1366 × 768 at 125 and 150 %.
        "entrance_at125": _all("64-125", _Screen(1093, 614)),
        "entrance_at150": _all("65-150", _Screen(911, 512)),
    }
)
