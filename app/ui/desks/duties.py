"""职责对照 on its desk: each sentence of the papers that asks something of the window, and the page where it is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from app.services.duties import FoundDuty, duties
from app.ui.doors import Door
from app.ui.models.table import Column
from app.ui.place import Place
from app.ui.screens.lists import ListPage

TITLE = "职责对照"


class DutiesDesk(QObject):
    """``doors`` gives all doors."""

    def __init__(self, place: Place, doors: Callable[[], Sequence[Door]], parent: QObject) -> None:
        super().__init__(parent)
        self._place = place
        self._doors = doors

    def doors(self) -> tuple[Door, ...]:
        """The table of duties."""
        return (Door(TITLE, "查询和报表", "五份文件要窗口做的 60 件事，各在哪一页", self.open),)

    def open(self) -> None:
        """Read the table, and show it."""
        self._place.operations.run(lambda _job: duties(), self._show, self._place.failed, owner=self)

    def _show(self, rows: tuple[FoundDuty, ...]) -> None:
        page = ListPage(
            COLUMNS,
            rows,
            name=TITLE,
            nothing="",
            stretch="sentence",
            whole=lambda row: f"{row.code}（{row.area}）：{row.sentence}",
        )
        page.chosen.connect(self._go)
        self._place.overlay.open(page, TITLE, "Enter 打开这一页   Esc 返回")

    def _go(self, duty: FoundDuty) -> None:
        """The first of its pages that this window has; Esc comes back here."""
        found = {one.title: one for one in self._doors()}
        door = next((found[title] for title in duty.doors if title in found), None)
        if door is None:
            self._place.notice.tell(f"“{duty.doors[0]}”在这个窗口里还没有。")
            return
        self._place.overlay.hold()
        door.open()


COLUMNS: tuple[Column[FoundDuty], ...] = (
    Column("code", "代码", lambda row: row.code),
    Column("area", "文件", lambda row: row.area),
    Column("sentence", "原文", lambda row: row.sentence),
    Column("doors", "在哪里", lambda row: "、".join(row.doors)),
    Column("how", "怎么办", lambda row: row.how, hint=lambda row: row.how),
)
