"""The desks of the insured together: lists, comparison, register, money, notices."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.ui.desks.insured_compare import InsuredCompareDesk
from app.ui.desks.insured_import import InsuredImportDesk
from app.ui.desks.insured_money import InsuredMoneyDesk
from app.ui.desks.insured_notices import InsuredNoticesDesk
from app.ui.desks.insured_register import InsuredRegisterDesk
from app.ui.desks.papers import PapersDesk
from app.ui.doors import Door
from app.ui.place import Place


class InsuredDesks(QObject):
    """``lists.changed`` after somebody's insurance changed. One object per window."""

    def __init__(self, place: Place, papers: PapersDesk, parent: QObject) -> None:
        super().__init__(parent)
        self.lists = InsuredImportDesk(place, self)
        self.comparison = InsuredCompareDesk(place, self)
        self.notices = InsuredNoticesDesk(place, papers, self)
        self.register = InsuredRegisterDesk(place, self.notices, self)
        self.money = InsuredMoneyDesk(place, self)

    def doors(self) -> tuple[Door, ...]:
        """All their doors."""
        parts = (self.lists, self.comparison, self.register, self.money, self.notices)
        return tuple(door for part in parts for door in part.doors())
