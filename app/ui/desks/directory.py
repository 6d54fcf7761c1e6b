"""登记和名单: every page that has no key of its own, in groups, found by a few letters."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from app.errors import require
from app.services.spelling import called
from app.ui.doors import GROUPS, Door
from app.ui.key_habits import with_keys
from app.ui.models.table import Column
from app.ui.place import Place
from app.ui.screens.lists import ListPage

TITLE = "登记和名单"
KEYS = "直接打字找（拼音首字母也行）   Enter 打开   Esc 返回"


class DirectoryDesk(QObject):
    """``doors`` gives all doors, in any order."""

    def __init__(self, place: Place, doors: Callable[[], Sequence[Door]], parent: QObject) -> None:
        super().__init__(parent)
        self._place = place
        self._doors = doors

    def open(self) -> None:
        """Show the directory."""
        page = ListPage(COLUMNS, in_order(self._doors()), name=TITLE, nothing="", stretch="what")
        page.chosen.connect(self._go)
        page.filter.wanted.connect(lambda text: page.show_rows(in_order(self._doors(), text)))
        self._place.overlay.open(page, TITLE, KEYS)

    def _go(self, door: Door) -> None:
        """Esc comes back here from what a door opens."""
        self._place.overlay.hold()
        door.open()


def in_order(doors: Sequence[Door], typed: str = "") -> tuple[Door, ...]:
    """By group, inside a group as they come; first the one that is called just as ``typed``, in words or initials."""
    for door in doors:
        require(door.group in GROUPS, f"no such group: {door.group}")
    return tuple(sorted(doors, key=lambda door: (not called(door.title, typed), GROUPS.index(door.group))))


COLUMNS: tuple[Column[Door], ...] = (
    Column("group", "类别", lambda door: door.group),
    Column("title", "名称", lambda door: door.title),
    Column("what", "做什么", lambda door: with_keys(door.what)),
)
