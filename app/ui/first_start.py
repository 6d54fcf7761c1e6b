"""The first two steps of the first start, before there is a data file: which window this is, who manages it, the recovery code.

What is typed of the window stays in the window's own settings until the file holds it: a start that was broken off finds it again.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, Signal

from app.errors import UserError
from app.records.settings import StationForm
from app.services import first_steps
from app.services.desk import Desk
from app.services.opening import Doors
from app.ui.demonstration import Demonstration
from app.ui.desks.recovery import code_page
from app.ui.faults import Trouble
from app.ui.operations import Operations, Stops
from app.ui.screens.first_start import FirstStartPage, StationPage
from app.ui.screens.station import TYPED, StationStart, typed_station
from app.ui.screens.steps import BACK, DEMONSTRATION, title_of
from app.ui.screens.threshold import Threshold

STATION_KEYS = "Enter 下一项   Alt+S 以后再做   Alt+Y 先看演示   F1 帮助"
MANAGER_KEYS = "Enter 下一项   Esc 上一步   Alt+Y 先看演示   F1 帮助"
PLAIN_KEYS = "Enter 下一项   F1 帮助"
CODE_KEYS = "Ctrl+P 打印   Ctrl+S 另存为 PDF   Enter 收好了"
ENCRYPTING = "加密早期版本的数据文件，请不要关机"
MADE_HERE = "管理员刚才已经设好，只是没有存完：请用那时设的口令登录，接着做。"


class FirstStart(QObject):
    """``opened`` with the desk once the recovery code was put away (or left for later); ``started`` with a sentence where another
    window was first."""

    opened = Signal(object)
    started = Signal(str)

    def __init__(
        self,
        doors: Doors,
        start: StationStart,
        folder: Path,
        threshold: Threshold,
        operations: Operations,
        settings: QSettings,
        documents: Path,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._doors = doors
        self._start = start
        self._threshold = threshold
        self._operations = operations
        self._settings = settings
        self._documents = documents
        self._demonstration = Demonstration(folder, self)
        self._form: StationForm | None = None
        self._broken_off = False
        self._name = ""
        self._plain = False

    def begin(self, *, plain: bool) -> None:
        """Where it was broken off: at the window, or at who manages it. A file of an earlier version (``plain``) has its window."""
        self._plain = plain
        typed = typed_station(self._settings)
        if typed is not None and not plain:
            self._show_place(typed)
        if plain:
            self.ask_manager()
        elif typed is not None and self._settings.value(f"{TYPED}/done") == "1":
            self._form = typed
            self.ask_manager()
        else:
            self.ask_station()

    # ---- step 1 ----

    def ask_station(self) -> None:
        """Area, name, codes."""
        page = StationPage(self._start, typed_station(self._settings))
        page.form.changed.connect(lambda: self._keep(page.form.form()))
        page.form.finished.connect(lambda _texts: self._take_station(page))
        page.foot.pressed.connect(lambda word: self._foot(page, word))
        self._settings.remove(f"{TYPED}/done")
        self._threshold.show_page(page, title_of(0), STATION_KEYS)

    def _take_station(self, page: StationPage) -> None:
        try:
            self._form = self._doors.check_station(page.form.form())
        except UserError as wrong:
            page.form.refuse(wrong.path, wrong.message)
            return
        self._keep(self._form)
        self._settings.setValue(f"{TYPED}/done", "1")
        self._settings.sync()
        self.ask_manager()

    def _foot(self, page: StationPage | FirstStartPage, word: str) -> None:
        if word == DEMONSTRATION:
            self._demonstration.start(page.form.say_if_there)
        elif word == BACK:
            self.ask_station()
        else:
            self._form = None
            self.ask_manager()

    def _keep(self, form: StationForm) -> None:
        self._show_place(form)
        for name, text in asdict(form).items():
            self._settings.setValue(f"{TYPED}/{name}", text)

    def _show_place(self, form: StationForm) -> None:
        """At the left, the window that is being set up."""
        self._threshold.show_place((form.area_name, form.name))

    # ---- step 2 ----

    def ask_manager(self) -> None:
        """Who manages the window, and the password."""
        page = FirstStartPage(plain=self._plain)
        page.form.fields["name"].set_text(self._name)
        page.form.changed.connect(lambda: self._remember(page))
        page.foot.pressed.connect(lambda word: self._foot(page, word))
        if not self._plain:
            page.form.left.connect(self.ask_station)
        form = self._form
        page.wanted.connect(
            lambda name, password, sole: self._operations.run(
                lambda _job: self._doors.first_start(name, password, sole, form),
                self._show_code,
                lambda told: self._not_started(page, told),
                owner=page,
                doing=ENCRYPTING if self._plain else "设好管理员",
                stops=Stops.NEVER,
            )
        )
        title = "设管理员" if self._plain else title_of(1)
        self._threshold.show_page(page, title, PLAIN_KEYS if self._plain else MANAGER_KEYS)

    def _remember(self, page: FirstStartPage) -> None:
        self._name = page.form.fields["name"].text()

    def _not_started(self, page: FirstStartPage, told: Trouble) -> None:
        if told.code == "STARTED":
            self.started.emit(MADE_HERE if self._broken_off else told.message)
        else:
            self._broken_off = self._broken_off or not told.field
            page.form.refuse(told.field, told.message)

    def _show_code(self, made: tuple[Desk, str]) -> None:
        desk, code = made
        self._settings.remove(TYPED)
        page = code_page(desk, code, self._operations, self._settings, self._documents)
        page.allow_later()
        page.confirmed.connect(lambda: self._go(desk, (first_steps.CODE,)))
        page.postponed.connect(lambda: self._go(desk, ()))
        title = "恢复码" if self._plain else f"{title_of(1)}，收好恢复码"
        self._threshold.show_page(page, title, f"{CODE_KEYS}   Alt+S 以后再做   F1 帮助")

    def _go(self, desk: Desk, done: tuple[str, ...]) -> None:
        """On to the third step, which is done over the desk; a file of an earlier version has none."""

        def go() -> None:
            if self._plain:
                first_steps.go(desk, "", () if done else (first_steps.CODE,), done)
            else:
                first_steps.go(desk, first_steps.LISTS, (), done)

        self._operations.run(
            lambda _job: go(), lambda _none: self.opened.emit(desk), lambda _told: self.opened.emit(desk), owner=self
        )
