"""Backups on their desk: how they stand, the copies at hand, one more now."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.records.progress import WHOLE
from app.services.backups import Backup, BackupState, back_up, listed, state
from app.services.rights import refusal
from app.ui.operations import Stops
from app.ui.place import Place
from app.ui.screens.backups import BackupsPage

KEYS = "Ctrl+S 现在备份   Esc 返回"


class BackupsDesk(QObject):
    """``made`` after a backup was made here."""

    made = Signal()

    def __init__(self, place: Place, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place

    def open(self) -> None:
        """Read how the backups stand, and show it."""
        desk = self._place.desk
        if desk.backups is None:
            self._place.notice.tell("这个窗口没有备份文件夹，不做备份。")
            return
        self._place.operations.run(
            lambda _job: (state(desk), listed(desk)),
            lambda found: self._show(*found),
            self._place.failed,
            owner=self,
            doing="查看备份",
        )

    def _show(self, known: BackupState, copies: tuple[Backup, ...]) -> None:
        page = BackupsPage(known, copies, refusal(self._place.desk, "backup.make"))
        page.wanted.connect(lambda: self._make(page))
        self._place.overlay.open(page, "备份", KEYS)

    def _make(self, page: BackupsPage) -> None:
        desk = self._place.desk
        self._place.operations.run(
            lambda job: back_up(desk, job.up_to(WHOLE[0])),
            lambda _made: self._done(),
            lambda told: page.tell(told.message, "stop"),
            owner=page,
            doing="备份并核对",
            stops=Stops.BY_KEY,
            on_stopped=lambda: page.tell("已停下，这一份没有留下；以前的备份都在。", "warn"),
        )

    def _done(self) -> None:
        self.made.emit()
        self._place.notice.tell("备份已做好，并打开核对过。", "done")
        self.open()
