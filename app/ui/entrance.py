"""From the start of the program to a desk: signing in, the first start, the recovery code, the way back from a damaged file.

A window of its own, before there is a desk. Every page asks; the doors (made in bootstrap) answer off the window's thread.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.backups import Backup
from app.services.desk import Desk
from app.services.opening import FIRST_START, REFUSED, SIGN_IN, UPGRADE_PLAIN, Doors, Opening
from app.services.restore import Restored
from app.services.spelling import begins
from app.services.upgrades import AHEAD, COPIED, step_words
from app.ui import last_time
from app.ui.faults import Trouble
from app.ui.operations import Job, Operations, Stops
from app.ui.screens.entrance_help import SIGNING_IN, STARTING, EntranceHelp, Lines
from app.ui.screens.first_start import FirstStartPage, StationPage
from app.ui.screens.recover import RecoverPage
from app.ui.screens.recovery_code import RecoveryCodePage
from app.ui.screens.sign_in import SignInForm
from app.ui.screens.station import StationStart
from app.ui.screens.threshold import Threshold
from app.ui.screens.upgrade import KEYS as UPGRADE_KEYS
from app.ui.screens.upgrade import UpgradePage
from app.ui.waiting import Waiting

if TYPE_CHECKING:
    from app.ui.first_start import FirstStart
    from app.ui.screens.way_back import NamesIn, WayBackPage

KEYS_GONE = frozenset({"KEYS_MISSING", "KEYS_DAMAGED"})
"""The data file is whole: the key file of any copy of it opens it again."""
BACK = KEYS_GONE | {"DAMAGED", "KEY_MISFIT", "DATA_MISSING"}
"""What a backup helps against; anything else is mended elsewhere."""
STOPPED = "升级停下了。备份没有做完就停下的，数据文件没有动；再登录时会照实说明。"
HELPED = SignInForm | RecoverPage
STARTED = StationPage | FirstStartPage | RecoveryCodePage
"""The pages that F1 helps with, and comes back to with everything typed."""
SIGN_IN_KEYS = "↑ ↓ 选人   Enter 登录   F1 帮助   F3 忘记口令（恢复码）"


@dataclass(frozen=True, slots=True)
class WaysBack:
    """From a file that can't be opened: the copies that look whole, newest first; who may open one; put one in its place
    (operator's id and password of the copy), or its key file alone. Slow: not on the window's thread, but for ``names``."""

    copies: Callable[[], tuple[Backup, ...]]
    names: NamesIn
    restore: Callable[[Backup, str, str], Restored]
    restore_keys: Callable[[Backup], object]


@dataclass(frozen=True, slots=True)
class Ways:
    """What the entrance knows of the outside: ``place`` is area and station, ``start`` what a new file begins with, ``folder`` where
    the data files are."""

    place: tuple[str, str]
    doors: Doors
    back: WaysBack
    start: StationStart
    folder: Path


class Entrance(QWidget):
    """``opened`` with the Desk, once."""

    opened = Signal(object)

    def __init__(self, ways: Ways, operations: Operations, settings: QSettings, documents: Path) -> None:
        super().__init__()
        self.setObjectName("entrance")
        place = last_time.place(settings) or ways.place
        self.setWindowTitle(" · ".join(place))  # Qt adds the program's name
        self._ways = ways
        self._operations = operations
        self._settings = settings
        self._documents = documents
        self._told = ""
        self._threshold = Threshold(place, self)
        self.waiting = Waiting(operations, self._threshold.wait, lambda: self.page, None, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._threshold)
        geometry = settings.value("window/geometry")
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)

    @property
    def page(self) -> QWidget | None:
        """What is asked now."""
        return self._threshold.page

    @property
    def threshold(self) -> Threshold:
        """Where its pages are shown."""
        return self._threshold

    def begin(self) -> None:
        """Look what there is, and ask for it."""
        self._operations.run(lambda _job: self._ways.doors.look(), self._show, self._failed, owner=self)

    def _show(self, opening: Opening) -> None:
        if opening.state == SIGN_IN:
            self._sign_in(opening)
        elif opening.state in (FIRST_START, UPGRADE_PLAIN):
            self._first.begin(plain=opening.state == UPGRADE_PLAIN)
        elif opening.state == REFUSED and opening.problem is not None:
            self._refused(Trouble(opening.problem.message, opening.problem.code))

    def _failed(self, told: Trouble) -> None:
        self._refused(told)

    # ---- signing in ----

    def _sign_in(self, opening: Opening) -> None:
        told, self._told = self._told, ""
        form = SignInForm(opening.names, begins, last_time.operator(self._settings), lead=told)
        form.wanted.connect(lambda owner, password: self._try(form, owner, password))
        self._threshold.show_page(form, "登录", SIGN_IN_KEYS)

    def _try(self, form: SignInForm, owner: str, password: str) -> None:
        def refused(told: Trouble) -> None:
            if told.code in BACK:
                self._refused(told)
            elif told.code == AHEAD:
                self._ask_upgrade(told.message, owner, password)
            else:
                form.refuse(told.message)

        self._operations.run(
            lambda _job: self._ways.doors.sign_in(owner, password),
            self.opened.emit,
            refused,
            owner=form,
            doing="核对口令",
            stops=Stops.NEVER,
        )

    # ---- a file of an earlier version ----

    def _ask_upgrade(self, message: str, owner: str, password: str) -> None:
        page = UpgradePage(message)
        page.left.connect(self.begin)
        page.wanted.connect(lambda: self._upgrade(page, owner, password))
        self._threshold.show_page(page, "升级数据文件", UPGRADE_KEYS)

    def _upgrade(self, page: UpgradePage, owner: str, password: str) -> None:
        """In the background; stopped before the copy is whole, the file is as it was."""

        def upgrade(job: Job) -> Desk:
            go_on = job.up_to(COPIED)

            def step(done: int, total: int) -> None:
                go_on(done, total)
                job.doing = step_words(done)

            return self._ways.doors.upgrade(owner, password, step)

        def refused(told: Trouble) -> None:
            if job.done and job.done == job.total:
                self._told = f"数据文件已经升级好，还没有登录：{told.message}"
                self.begin()
            else:
                page.refuse(f"没有升级，旧文件还是原样。{told.message}")

        job = self._operations.run(
            upgrade,
            self.opened.emit,
            refused,
            owner=page,
            doing=step_words(0),
            stops=Stops.BY_KEY,
            on_stopped=self._stopped,
        )

    def _stopped(self) -> None:
        self._told = STOPPED
        self.begin()

    # ---- the first start, and the recovery code ----

    @cached_property
    def _first(self) -> FirstStart:
        """Wanted once in the life of a data file: its code is read then."""
        from app.ui.first_start import FirstStart

        ways = self._ways
        first = FirstStart(
            ways.doors,
            ways.start,
            ways.folder,
            self._threshold,
            self._operations,
            self._settings,
            self._documents,
            self,
        )
        first.opened.connect(self.opened)
        first.started.connect(self._started_elsewhere)
        return first

    def _started_elsewhere(self, told: str) -> None:
        self._told = told
        self.begin()

    def _recover(self) -> None:
        page = RecoverPage()
        page.left.connect(self.begin)
        page.wanted.connect(
            lambda code, name, password: self._operations.run(
                lambda _job: self._ways.doors.recover(code, name, password),
                self._show_code,
                lambda told: page.form.refuse(told.field, told.message),
                owner=page,
                doing="核对恢复码",
                stops=Stops.NEVER,
            )
        )
        self._threshold.show_page(page, "用恢复码换新口令", "Enter 下一项   Esc 返回登录   F1 帮助")

    def _show_code(self, made: tuple[Desk, str]) -> None:
        from app.ui.desks.recovery import code_page
        from app.ui.first_start import CODE_KEYS

        desk, code = made
        page = code_page(desk, code, self._operations, self._settings, self._documents)
        page.confirmed.connect(lambda: self.opened.emit(desk))
        self._threshold.show_page(page, "恢复码", f"{CODE_KEYS}   F1 帮助")

    # ---- a file that can't be opened ----

    def _refused(self, told: Trouble) -> None:
        back = self._ways.back
        if told.code not in BACK:
            self._show_copies(told, ())
            return
        self._operations.run(
            lambda _job: back.copies(),
            lambda copies: self._show_copies(told, copies),
            lambda _told: self._show_copies(told, ()),
            owner=self,
            doing="查找能用的备份",
            stops=Stops.NEVER,
        )

    def _show_copies(self, told: Trouble, copies: tuple[Backup, ...]) -> None:
        from app.ui.screens.way_back import WayBackPage

        page = WayBackPage(
            told.message, copies, self._ways.back.names, keys_only=told.code in KEYS_GONE, helps=told.code in BACK
        )
        page.wanted.connect(lambda backup, owner, password: self._restore(page, backup, owner, password))
        page.keys_wanted.connect(lambda backup: self._restore_keys(page, backup))
        page.again.connect(self.begin)
        self._threshold.show_page(page, "数据文件打不开", page.keys)

    def _restore(self, page: WayBackPage, backup: Backup, owner: str, password: str) -> None:
        self._put_back(page, lambda: self._ways.back.restore(backup, owner, password).message)

    def _restore_keys(self, page: WayBackPage, backup: Backup) -> None:
        def put() -> str:
            self._ways.back.restore_keys(backup)
            return f"密钥文件已取回，数据文件没有动。口令是 {backup.made.astimezone():%Y-%m-%d %H:%M} 备份时的。"

        self._put_back(page, put)

    def _put_back(self, page: WayBackPage, put: Callable[[], str]) -> None:
        def done(message: str) -> None:
            self._told = message
            self.begin()

        self._operations.run(
            lambda _job: put(),
            done,
            lambda told: page.form.refuse(told.field, told.message),
            owner=page,
            doing="核对并恢复，请不要关机",
            stops=Stops.NEVER,
        )

    # ---- keys, the frame ----

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F1 where something is typed, and F3 where somebody signs in."""
        page = self.page
        if event.key() == Qt.Key.Key_F1 and isinstance(page, HELPED | STARTED):
            self._help(STARTING if isinstance(page, STARTED) else SIGNING_IN)
        elif event.key() == Qt.Key.Key_F3 and isinstance(page, SignInForm) and not page.busy:
            self._recover()
        else:
            super().keyPressEvent(event)

    def _help(self, lines: Lines) -> None:
        page = EntranceHelp(lines)
        page.left.connect(self._threshold.uncover)
        self._threshold.cover(page, "帮助", "Esc 返回")

    def closeEvent(self, event: QCloseEvent) -> None:
        """Nothing is unsaved here; but what is under way must not be left half done."""
        self.setEnabled(False)
        self._operations.drain(600_000)
        event.accept()
