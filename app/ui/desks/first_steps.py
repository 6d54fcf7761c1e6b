"""开始使用: the steps of the first start that are done over the open desk, and all four again later."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from app.services import first_steps
from app.services.desk import Desk
from app.services.first_steps import CODE, LISTS, PARAMETERS, PRINTER, ROSTER, STATION, STEPS, StepsState
from app.services.recovery import new_recovery_code
from app.services.rights import refusal
from app.services.stations import change_station, standing
from app.ui.demonstration import Demonstration
from app.ui.desks.recovery import code_page
from app.ui.desks.station import fields_of
from app.ui.doors import Door
from app.ui.place import Place
from app.ui.screens.form_page import FormPage
from app.ui.screens.station import TYPED, StationFields, typed_station
from app.ui.screens.steps import KEYS, LATER, StepAction, StepFoot, StepPage, StepRow, title_of

TITLE, DEMONSTRATION = "开始使用", "演示统筹区"
STATION_KEYS = "Enter 下一项   Alt+S 以后再做   Esc 先收起来"
LEADS = {
    CODE: "管理员已设好。恢复码是管理员忘了口令时唯一的钥匙：打印或抄下来，封好交负责人保管。已经收好了，就下一步。",
    LISTS: "导入本地的人员名册，才找得到人；确认本地参数（也可以读入旗里发的参数文件），才能正式结算，没有确认的只能试算。"
    "想先看看程序是什么样，就打开演示统筹区。",
    PRINTER: "选好结算单用的打印机和纸张，打一张测试页看位置正不正。以后打印不再问。",
}
LATERS = {
    CODE: "以后再做：在 [F10]“操作员”里按 Ctrl+K 换一个新的恢复码；今日待办会提醒。",
    LISTS: "以后再做：在 [Ctrl+D]“名册导入”“本地参数”里做；今日待办会提醒。",
    PRINTER: "以后再做：第一次打印时会问，也可以在 [Ctrl+D]“打印机和纸张”里选；今日待办会提醒。",
}
CLOSED = "先收起来了：在 [Ctrl+D]“开始使用”里接着做，下次登录也会从这里接着。"
READY = "设置好了。没有做完的在 [F10]“今日待办”里。按 [F2] 找人，开始办理。"
CODE_KEYS = "Ctrl+P 打印   Ctrl+S 另存为 PDF   Enter 收好了"


class FirstStepsDesk(QObject):
    """``moved`` with the Desk of the window where its area, codes or name were changed. ``doors`` gives all doors."""

    moved = Signal(object)

    def __init__(self, place: Place, doors: Callable[[], Sequence[Door]], parent: QObject) -> None:
        super().__init__(parent)
        self._place = place
        self._all = doors
        folder = place.desk.database.path.parent
        self._demonstration = Demonstration(folder, self)

    def doors(self) -> tuple[Door, ...]:
        """The steps, and the demonstration by itself."""
        if self._place.desk.station.demonstration:
            return ()
        return (
            Door(TITLE, "设置", "第一次启动的四步：窗口、恢复码、名册和参数、打印机，可以补做", self.open),
            Door(DEMONSTRATION, "设置", "另开一个窗口，全是虚构的人员和单据，用来练习", self.show_demonstration),
        )

    def begin(self) -> None:
        """Somebody signed in: where the first start is not over, it goes on."""
        desk = self._place.desk
        if desk.station.demonstration or refusal(desk, "settings.change"):
            return

        def look(found: StepsState) -> None:
            if found.step:
                self._show(found, found.step)

        self._place.operations.run(lambda _job: first_steps.state(desk), look, lambda _told: None, owner=self)

    def open(self) -> None:
        """The step at which one is, the first where all is over."""
        self._read(lambda found: self._show(found, found.step or STATION))

    def show_demonstration(self) -> None:
        """The demonstration area in a window of its own."""
        self._demonstration.start(self._place.notice.tell)

    def _read(self, show: Callable[[StepsState], None]) -> None:
        desk = self._place.desk
        self._place.operations.run(lambda _job: first_steps.state(desk), show, self._place.failed, owner=self)

    def _show(self, found: StepsState, step: str) -> None:
        if step == STATION:
            self._show_station()
            return
        page = StepPage(STEPS.index(step), LEADS[step], LATERS[step])
        page.acted.connect(lambda key: self._act(page, key))
        page.went.connect(lambda: self._go_on(step))
        page.back.connect(lambda: self._go(STEPS[STEPS.index(step) - 1]))
        page.left.connect(self._leave)
        page.shown.connect(lambda: self._again(page, step))
        page.show_actions(self._actions(found, step))
        self._place.overlay.open(page, title_of(STEPS.index(step)), KEYS)

    def _again(self, page: StepPage, step: str) -> None:
        """It came back from below: things may stand otherwise now."""
        self._read(lambda found: page.show_actions(self._actions(found, step)) if isValid(page) else None)

    def _actions(self, found: StepsState, step: str) -> tuple[StepAction, ...]:
        if step == CODE:
            left = CODE in found.later
            told = "还没有收好：换一个新的，旧的作废" if left else "收好了；丢了或让人看见了，就换一个新的"
            return (StepAction(CODE, "换一个新的恢复码", told, done=not left),)
        if step == PRINTER:
            told = f"结算单打印到“{found.printer}”" if found.printer else "还没有选"
            return (StepAction(PRINTER, "选打印机，打测试页", told, done=bool(found.printer)),)
        people = f"库中有 {found.people:,} 人" if found.people else "还没有人员"
        values = f"还有 {found.waiting} 项没有确认" if found.waiting else "都确认了"
        return (
            StepAction(ROSTER, "导入人员名册", people, done=found.people > 0),
            StepAction(PARAMETERS, "确认或读入本地参数", values, done=not found.waiting),
            StepAction(DEMONSTRATION, "先看演示统筹区", "另开一个窗口，和正式数据分开", done=True, extra=True),
        )

    def _act(self, page: StepPage, key: str) -> None:
        if key == DEMONSTRATION:
            self._demonstration.start(lambda told, mark: page.tell(told, mark) if isValid(page) else None)
        elif key == CODE:
            self._new_code(page)
        else:
            title = {ROSTER: "名册导入", PARAMETERS: "本地参数", PRINTER: "打印机和纸张"}[key]
            door = next((one for one in self._all() if one.title == title), None)
            if door is not None:
                self._place.overlay.hold()
                door.open()

    def _new_code(self, page: StepPage) -> None:
        place, desk = self._place, self._place.desk

        def show(code: str) -> None:
            shown = code_page(desk, code, place.operations, place.settings, place.documents)
            shown.confirmed.connect(place.overlay.step_back)
            place.overlay.hold()
            place.overlay.open(shown, "新的恢复码", CODE_KEYS)

        place.operations.run(
            lambda _job: new_recovery_code(desk), show, lambda told: page.tell(told.message, "warn"), owner=page
        )

    # ---- on and back ----

    def _go_on(self, step: str) -> None:
        """To the next step; what is not done here is left for later."""
        at = STEPS.index(step) + 1
        here = {CODE: (), LISTS: (ROSTER, PARAMETERS), PRINTER: (PRINTER,)}[step]
        self._go(STEPS[at] if at < len(STEPS) else "", here)

    def _go(self, step: str, later: Sequence[str] = ()) -> None:
        desk = self._place.desk

        def go() -> StepsState:
            first_steps.go(desk, step, later)
            return first_steps.state(desk)

        def gone(found: StepsState) -> None:
            if step:
                self._show(found, step)
            else:
                self._place.overlay.close_page()
                self._place.notice.tell(READY, "done")

        self._place.operations.run(lambda _job: go(), gone, self._place.failed, owner=self)

    def _leave(self) -> None:
        self._place.overlay.step_back()
        self._place.notice.tell(CLOSED)

    # ---- the first step, again ----

    def _show_station(self) -> None:
        desk = self._place.desk

        def show(form: StationFields) -> None:
            typed = typed_station(self._place.settings)
            if typed is not None:
                form.show_form(typed)  # of a start that was broken off before there was a file
            page = _Station(form, refusal(desk, "settings.change"))
            form.finished.connect(lambda _texts: self._take_station(form))
            form.left.connect(self._leave)
            page.foot.pressed.connect(lambda _word: self._go(CODE, (STATION,)))
            self._place.overlay.open(page, title_of(0), STATION_KEYS)

        self._place.operations.run(
            lambda _job: standing(desk),
            lambda found: show(fields_of(desk, found, "下一步")),
            self._place.failed,
            owner=self,
        )

    def _take_station(self, form: StationFields) -> None:
        desk, typed = self._place.desk, form.form()

        def change() -> tuple[Desk, StepsState]:
            made = change_station(desk, typed)
            first_steps.go(made, CODE, done=(STATION,))
            return made, first_steps.state(made)

        def changed(answer: tuple[Desk, StepsState]) -> None:
            made, found = answer
            self._place.settings.remove(TYPED)
            if made.station == desk.station:
                self._show(found, CODE)
            else:
                self.moved.emit(made)

        self._place.operations.run(
            lambda _job: change(), changed, lambda told: form.refuse(told.field, told.message), owner=form
        )


class _Station(QWidget):
    """The first step over the desk: the row of steps, the form, and its button for later."""

    def __init__(self, form: StationFields, may_not: str) -> None:
        super().__init__()
        self.setObjectName("step_station")
        self.foot = StepFoot((LATER,), self)
        page = FormPage(form, form.lead(), may_not=may_not, parent=self)
        form.changed.connect(lambda: page.show_lead(form.lead()))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(StepRow(0, self))
        layout.addWidget(page, 1)
        layout.addWidget(self.foot)
        self.setFocusProxy(page)
