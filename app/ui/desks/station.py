"""窗口和单号 on its desk: area, codes and name of this window, read and changed through services."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.services.desk import Desk, today
from app.services.rights import refusal
from app.services.stations import StationStanding, areas, change_station, standing
from app.ui.doors import Door
from app.ui.operations import Stops
from app.ui.place import Place
from app.ui.screens.form_page import FormPage
from app.ui.screens.station import StationFields, StationStart

TITLE = "窗口和单号"
KEYS = "Enter 下一项   Esc 返回，不保存"
CHANGE = "settings.change"


class StationDesk(QObject):
    """``moved`` with the Desk of the window as it is called now."""

    moved = Signal(object)

    def __init__(self, place: Place, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place

    def doors(self) -> tuple[Door, ...]:
        """The page."""
        return (Door(TITLE, "设置", "统筹区、窗口名称和结算单号开头的两个代码", self.open),)

    def open(self) -> None:
        """Read what this window is, and show it."""
        desk = self._place.desk
        self._place.operations.run(lambda _job: standing(desk), self._show, self._place.failed, owner=self)

    def _show(self, found: StationStanding) -> None:
        desk = self._place.desk
        form = fields_of(desk, found, "保存")
        form.finished.connect(lambda _texts: self._store(form))
        form.left.connect(self._place.overlay.step_back)
        page = FormPage(form, form.lead(), may_not=refusal(desk, CHANGE))
        form.changed.connect(lambda: page.show_lead(form.lead()))
        self._place.overlay.open(page, TITLE, KEYS)

    def _store(self, form: StationFields) -> None:
        desk, typed = self._place.desk, form.form()

        def stored(made: Desk) -> None:
            if made.station == desk.station:
                form.done("没有改动。")
            else:
                self._place.overlay.close_page()
                self.moved.emit(made)

        self._place.operations.run(
            lambda _job: change_station(desk, typed),
            stored,
            lambda told: form.refuse(told.field, told.message),
            owner=form,
            doing="保存",
            stops=Stops.NEVER,
        )


def fields_of(desk: Desk, found: StationStanding, word: str) -> StationFields:
    """The form of this window as it stands."""
    known = areas(desk.packs)
    if found.form.area_name not in known:
        known = (found.form.area_name, *known)
    return StationFields(StationStart(known, {}, found.form, today(desk).year), word, numbered=found.numbered)
