"""From the start of the program to a desk: signing in, the first start, the recovery code, the way back from a damaged file.

A window of its own, before there is a desk. Every page asks; the doors (made in bootstrap) answer off the window's thread.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.backups import Backup
from app.services.desk import Desk
from app.services.opening import FIRST_START, REFUSED, SIGN_IN, UPGRADE_PLAIN, Doors, Opening
from app.services.restore import Restored
from app.services.spelling import begins
from app.ui.desks.recovery import code_page
from app.ui.faults import Trouble
from app.ui.operations import Operations
from app.ui.screens.entrance_help import EntranceHelp
from app.ui.screens.first_start import FirstStartPage
from app.ui.screens.recover import RecoverPage
from app.ui.screens.sign_in import SignInForm
from app.ui.screens.threshold import Threshold
from app.ui.screens.way_back import NamesIn, WayBackPage

LAST = "entrance/last"
"""The id (no name) of whoever signed in last on this computer, among the window's own settings."""
KEYS_GONE = frozenset({"KEYS_MISSING", "KEYS_DAMAGED"})
"""The data file is whole: the key file of any copy of it opens it again."""
BACK = KEYS_GONE | {"DAMAGED", "KEY_MISFIT", "DATA_MISSING"}
"""What a backup helps against; anything else is mended elsewhere."""
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
    """What the entrance knows of the outside: ``place`` is area and station."""

    place: tuple[str, str]
    doors: Doors
    back: WaysBack


class Entrance(QWidget):
    """``opened`` with the Desk, once."""

    opened = Signal(object)

    def __init__(self, ways: Ways, operations: Operations, settings: QSettings, documents: Path) -> None:
        super().__init__()
        self.setObjectName("entrance")
        self.setWindowTitle(" · ".join(ways.place))  # Qt adds the program's name
        self._ways = ways
        self._operations = operations
        self._settings = settings
        self._documents = documents
        self._opening: Opening | None = None
        self._told = ""
        self._threshold = Threshold(ways.place, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._threshold)
        place = settings.value("window/geometry")
        if isinstance(place, QByteArray):
            self.restoreGeometry(place)

    @property
    def page(self) -> QWidget | None:
        """What is asked now."""
        return self._threshold.page

    def begin(self) -> None:
        """Look what there is, and ask for it."""
        self._operations.run(lambda _job: self._ways.doors.look(), self._show, self._failed, owner=self)

    def _show(self, opening: Opening) -> None:
        self._opening = opening
        if opening.state == SIGN_IN:
            self._sign_in(opening)
        elif opening.state in (FIRST_START, UPGRADE_PLAIN):
            self._first_start(plain=opening.state == UPGRADE_PLAIN)
        elif opening.state == REFUSED and opening.problem is not None:
            self._refused(Trouble(opening.problem.message, opening.problem.code))

    def _failed(self, told: Trouble) -> None:
        self._refused(told)

    # ---- signing in ----

    def _sign_in(self, opening: Opening) -> None:
        told, self._told = self._told, ""
        form = SignInForm(opening.names, begins, str(self._settings.value(LAST, "")), lead=told)
        form.wanted.connect(lambda owner, password: self._try(form, owner, password))
        self._threshold.show_page(form, "登录", SIGN_IN_KEYS)

    def _try(self, form: SignInForm, owner: str, password: str) -> None:
        def refused(told: Trouble) -> None:
            if told.code in BACK:
                self._refused(told)
            else:
                form.refuse(told.message)

        self._operations.run(
            lambda _job: self._ways.doors.sign_in(owner, password), self.opened.emit, refused, owner=form
        )

    # ---- the first start, and the recovery code ----

    def _first_start(self, *, plain: bool) -> None:
        page = FirstStartPage(plain=plain)
        if plain:
            page.form.working = "正在加密早期版本的数据文件，文件大时要一两分钟，请不要关机…"
        page.wanted.connect(
            lambda name, password, sole: self._operations.run(
                lambda _job: self._ways.doors.first_start(name, password, sole),
                self._show_code,
                lambda told: self._not_started(page, told),
                owner=page,
            )
        )
        self._threshold.show_page(page, "设管理员", "Enter 下一项   F1 帮助")

    def _not_started(self, page: FirstStartPage, told: Trouble) -> None:
        if told.code == "STARTED":
            self._told = told.message
            self.begin()
        else:
            page.form.refuse(told.field, told.message)

    def _recover(self) -> None:
        page = RecoverPage()
        page.left.connect(self.begin)
        page.wanted.connect(
            lambda code, name, password: self._operations.run(
                lambda _job: self._ways.doors.recover(code, name, password),
                self._show_code,
                lambda told: page.form.refuse(told.field, told.message),
                owner=page,
            )
        )
        self._threshold.show_page(page, "用恢复码换新口令", "Enter 下一项   Esc 返回登录")

    def _show_code(self, made: tuple[Desk, str]) -> None:
        desk, code = made
        page = code_page(desk, code, self._operations, self._settings, self._documents)
        page.confirmed.connect(lambda: self.opened.emit(desk))
        self._threshold.show_page(page, "恢复码", "Ctrl+P 打印   Ctrl+S 另存为 PDF   Enter 收好了")

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
        )

    def _show_copies(self, told: Trouble, copies: tuple[Backup, ...]) -> None:
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
            lambda _job: put(), done, lambda told: page.form.refuse(told.field, told.message), owner=page
        )

    # ---- keys, the frame ----

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F1, and F3 where somebody signs in."""
        page = self.page
        if event.key() == Qt.Key.Key_F1 and isinstance(page, SignInForm | FirstStartPage):
            self._help()
        elif event.key() == Qt.Key.Key_F3 and isinstance(page, SignInForm) and not page.busy:
            self._recover()
        else:
            super().keyPressEvent(event)

    def _help(self) -> None:
        page = EntranceHelp()
        page.left.connect(lambda: self._show(self._opening) if self._opening else None)
        self._threshold.show_page(page, "登录帮助", "Esc 返回")

    def closeEvent(self, event: QCloseEvent) -> None:
        """Nothing is unsaved here; but what is under way must not be left half done."""
        self.setEnabled(False)
        self._operations.drain(600_000)
        event.accept()
