"""The door to the guided first case, where the data are a demonstration's."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.ui.doors import Door
from app.ui.place import Place

TITLE = "第一笔，跟着做"
OFFER = f"这是演示数据，可以放心试。第一次用：按 [Ctrl+D]，选“{TITLE}”，一步一步办一笔结算。"
OFFERED = "guide/offered"


class GuideDesk(QObject):
    """``wanted``: the line is to be opened."""

    wanted = Signal()

    def __init__(self, place: Place, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place

    def doors(self) -> tuple[Door, ...]:
        """On the demonstration area only: it settles for real."""
        if not self._place.desk.station.demonstration:
            return ()
        what = "演示数据上办一笔真的结算，下方一行字说下一步按什么键"
        return (Door(TITLE, "设置", what, self.wanted.emit),)

    def offer(self) -> None:
        """Say once on this computer that there is such a thing."""
        settings = self._place.settings
        said = bool(self._place.notice.text)
        if self._place.desk.station.demonstration and not said and settings.value(OFFERED) is None:
            settings.setValue(OFFERED, "1")
            self._place.notice.tell(OFFER, "done")
