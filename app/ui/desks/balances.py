"""What balances after the month and the year, one object for the window: the fund's accounts, the year's end, payers' files."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.ui.desks.accounts import AccountsDesk
from app.ui.desks.funds import FundsDesk
from app.ui.desks.papers import PapersDesk
from app.ui.desks.payer_files import PayerFilesDesk
from app.ui.desks.year_end import YearEndDesk
from app.ui.doors import Door
from app.ui.place import Place


class BalanceDesks(QObject):
    """``funds``, ``year_end`` and ``payer_files``."""

    def __init__(self, place: Place, papers: PapersDesk, accounts: AccountsDesk, parent: QObject) -> None:
        super().__init__(parent)
        self.funds = FundsDesk(place, papers, accounts, self)
        self.year_end = YearEndDesk(place, papers, self)
        self.payer_files = PayerFilesDesk(place, papers, self)

    def doors(self) -> tuple[Door, ...]:
        """All of theirs."""
        return (*self.funds.doors(), *self.year_end.doors(), *self.payer_files.doors())
