"""The day close on its desk: the day as it stands, closing and unlocking it, the hand-over sheet, earlier days."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QObject, Signal

from app.records.people import Credentials
from app.services.approval import approvers
from app.services.approval_requests import request_unlock
from app.services.day_close import (
    UNLOCK,
    Closed,
    DayView,
    PastDay,
    close_day,
    day,
    past_days,
    sheet_pdf,
    sheet_preview,
    unlock_day,
)
from app.services.day_facts import cash
from app.services.demo import password_hint
from app.services.desk import Desk, today
from app.services.rights import refusal
from app.ui.desks.papers import Paper, PapersDesk
from app.ui.operations import Stops
from app.ui.place import Place
from app.ui.screens import columns
from app.ui.screens.day_close import CloseWanted, DayPage
from app.ui.screens.lists import ListPage
from app.ui.screens.preview import SCREEN_DPI, pages
from app.ui.widgets.cash_count import Counted


class DayDesk(QObject):
    """``closed`` after a day was closed: a backup is due; ``requested`` with the ApprovalRequest that was filed."""

    closed = Signal()
    requested = Signal(object)

    def __init__(self, place: Place, papers: PapersDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place
        self._papers = papers

    def open_today(self) -> None:
        """The business date."""
        self.open_day(today(self._place.desk))

    def open_day(self, on: date) -> None:
        """One day of this station, everything read and checked now."""
        desk = self._place.desk
        self._place.operations.run(
            lambda _job: (day(desk, on), approvers(desk, UNLOCK)),
            lambda found: self._show(*found),
            self._place.failed,
            owner=self,
            doing=f"汇总 {on} 的单据",
        )

    def open_past(self) -> None:
        """The closes of this station, the latest first."""
        desk = self._place.desk
        self._place.operations.run(lambda _job: past_days(desk), self._show_past, self._place.failed, owner=self)

    def _show(self, view: DayView, names: tuple[str, ...]) -> None:
        desk = self._place.desk
        page = DayPage(view, _counted(view.moved), names, refusal(desk, "day.close"), password_hint(desk))
        request_id = desk.new_id()
        page.close_wanted.connect(lambda wanted: self._close(page, request_id, view.on, wanted))
        page.unlock_wanted.connect(lambda reason, who: self._unlock(page, view.on, reason, who))
        page.asked.connect(lambda reason: self._request(page, view.on, reason))
        page.document_wanted.connect(self._papers.open_slip)
        page.earlier_wanted.connect(self.open_day)
        if view.closed is not None:
            close_id = view.closed.close_id
            page.sheet_wanted.connect(lambda: self.open_sheet(close_id, view.on))
        self._place.overlay.open(page, f"日结 {view.on}", page.hint)

    def _show_past(self, rows: tuple[PastDay, ...]) -> None:
        page = ListPage(columns.DAYS, rows, name="日结记录", nothing="还没有日结过。", stretch="state")
        page.chosen.connect(lambda row: self.open_sheet(row.close_id, row.on))
        self._place.overlay.open(page, "日结记录", "Enter 交接单   Esc 返回" if rows else "Esc 返回")

    def open_sheet(self, close_id: str, on: date) -> None:
        """The hand-over sheet of a close, from stored facts."""
        desk = self._place.desk
        self._papers.show(lambda _job: _sheet(desk, close_id, on))

    def _close(self, page: DayPage, request_id: str, on: date, wanted: CloseWanted) -> None:
        desk = self._place.desk
        self._place.operations.run(
            lambda _job: close_day(desk, request_id, on, wanted.count, wanted.note),
            self._closed,
            lambda told: page.refuse(told.message, told.field),
            owner=page,
            doing=f"日结 {on}",
            stops=Stops.NEVER,
        )

    def _closed(self, done: Closed) -> None:
        self._place.overlay.close_page()
        self.closed.emit()
        self._place.notice.ask(
            f"{done.on} 已日结：{done.facts.sums.count} 张单据。",
            (("交接单", lambda: self.open_sheet(done.close_id, done.on)), ("以后再打", lambda: None)),
        )

    def _unlock(self, page: DayPage, on: date, reason: str, approver: Credentials) -> None:
        desk = self._place.desk
        self._place.operations.run(
            lambda _job: unlock_day(desk, on, reason, approver),
            lambda _past: self._unlocked(on),
            lambda told: page.refuse(told.message, told.field),
            owner=page,
        )

    def _request(self, page: DayPage, on: date, reason: str) -> None:
        desk = self._place.desk
        self._place.operations.run(
            lambda _job: request_unlock(desk, on, reason),
            self.requested.emit,
            lambda told: page.refuse(told.message, told.field),
            owner=page,
        )

    def _unlocked(self, on: date) -> None:
        self._place.notice.tell(f"{on} 已解锁：补办后请重新日结。", "done")
        self.open_day(on)


def _counted(moved: int) -> Counted:
    return lambda count: cash(count, moved, "")


def _sheet(desk: Desk, close_id: str, on: date) -> Paper:
    pictures = pages(sheet_preview(desk, close_id), SCREEN_DPI)
    title = f"{on} 交接单"
    return Paper(pictures, title, f"交接单-{on}", lambda: sheet_pdf(desk, close_id), "day_sheet")
