"""今日待办 on its desk: what is due, each row leading to the page where it is done; how many, for the empty desk."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from app.records.register_list import REGISTERS
from app.records.worklist import Task
from app.services.worklist import Tally, tally, tasks
from app.ui.desks.registers import RegistersDesk
from app.ui.doors import Door
from app.ui.models import typed
from app.ui.models.table import Column, Mark
from app.ui.place import Place
from app.ui.screens.lists import ListPage

TITLE = "今日待办"
NOTHING = "今天没有到期的，也没有超期的。"
_REGISTERS = {one.title: one.code for one in REGISTERS}


class WorklistDesk(QObject):
    """``counted`` with words for the empty desk, "" where nothing is due. ``doors`` gives all doors."""

    counted = Signal(str)

    def __init__(
        self, place: Place, registers: RegistersDesk, doors: Callable[[], Sequence[Door]], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._place = place
        self._registers = registers
        self._doors = doors

    def doors(self) -> tuple[Door, ...]:
        """The work list."""
        what = "到期和超期的：诉求、上报、整改、服务、受理；按工作日历数"
        return (Door(TITLE, "查询和报表", what, self.open, ("SYd5", "SYd6", "NMd4", "GXd13")),)

    def count(self) -> None:
        """Count what is due, beside the daily work: a long count holds no save up."""
        desk = self._place.desk

        def tell(found: Tally) -> None:
            self.counted.emit(found.words)

        self._place.operations.run(lambda _job: tally(desk), tell, lambda _told: None, owner=self, aside=True)

    def open(self) -> None:
        """Read the list, and show it."""
        desk = self._place.desk
        self._place.operations.run(
            lambda _job: tasks(desk), self._show, self._place.failed, owner=self, doing="汇总今日待办"
        )

    def _show(self, rows: tuple[Task, ...]) -> None:
        page = ListPage(COLUMNS, rows, name=TITLE, nothing=NOTHING, stretch="what")
        page.chosen.connect(self._go)
        self._place.overlay.open(page, TITLE, "Enter 去办   Esc 返回")

    def _go(self, task: Task) -> None:
        """The page where it is done; Esc comes back here."""
        self._place.overlay.hold()
        if task.door in _REGISTERS:
            self._registers.open(_REGISTERS[task.door], task.key)
            return
        door = next((one for one in self._doors() if one.title == task.door), None)
        if door is not None:
            door.open()


_MARKS = {"over": Mark.STOP, "today": Mark.WARN, "soon": Mark.WARN}
COLUMNS: tuple[Column[Task], ...] = (
    typed.day("on", "到期", lambda row: row.on),
    Column("words", "还有多久", lambda row: row.words, mark=lambda row: _MARKS.get(row.state)),
    Column("what", "事项", lambda row: row.what, hint=lambda row: row.what),
    Column("who", "谁", lambda row: row.who),
    Column("door", "在哪里办", lambda row: row.door),
)
