"""打印任务 on its desk: what was sent where, what became of it, once more what did not come out."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from app.records.printing import JobState, PrintJob
from app.services.printing.again import print_again
from app.services.printing.jobs import jobs, withdraw
from app.ui.doors import Door
from app.ui.operations import Stops
from app.ui.place import Place
from app.ui.printing import PrintWatch
from app.ui.screens.printing import JOBS, whole_job
from app.ui.screens.told_list import ToldList

TITLE = "打印任务"
KEYS = "Enter 再打印没有打出来的   Del 取消还在等的   Esc 返回"
NOTHING = "还没有送打过单据。"
_TOLD = "送往打印机的每一份，新的在前。没有打出来的，按 Enter 再打印；结算不受打印影响。"


class PrintJobsDesk(QObject):
    """Opens the list; it follows the queues while it is open. ``opened``: what was told of them is seen. One object per window."""

    opened = Signal()

    def __init__(self, place: Place, watch: PrintWatch, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place
        self._watch = watch
        self._page: ToldList | None = None
        watch.looked.connect(self._looked)

    def doors(self) -> tuple[Door, ...]:
        """The list."""
        return (Door(TITLE, "单据和打印", "送打的单据打出来没有；卡纸、缺纸的，处理好再打印", self.open),)

    def open(self) -> None:
        """Read the jobs, and show them."""
        desk = self._place.desk
        self._place.operations.run(
            lambda _job: jobs(desk), self._show, self._place.failed, owner=self, doing="询问打印机"
        )

    def _show(self, rows: tuple[PrintJob, ...]) -> None:
        page = ToldList(
            JOBS,
            rows,
            name=TITLE,
            nothing=NOTHING,
            stretch="message",
            keys={"Del": lambda row: self._ask_withdraw(page, row)},
            whole=whole_job,
        )
        page.chosen.connect(lambda row: self._again(page, row))
        self._page = page
        page.tell(_TOLD if rows else "")
        self._place.overlay.open(page, TITLE, KEYS if rows else "Esc 返回")
        self.opened.emit()

    def _looked(self, _found: tuple[PrintJob, ...]) -> None:
        if self._page is not None and isValid(self._page):
            self._read(self._page, "", "")

    def _read(self, page: ToldList, message: str, mark: str) -> None:
        """The list again, the cursor where it is."""
        desk = self._place.desk

        def show(rows: tuple[PrintJob, ...]) -> None:
            row = page.list.row()
            at = next((place for place, one in enumerate(rows) if row is not None and one.id == row.id), 0)
            page.list.show_rows(rows, 0 if message else at, nothing=NOTHING)
            if message:
                page.tell(message, mark)

        self._place.operations.run(lambda _job: jobs(desk), show, self._place.failed, owner=page, doing="询问打印机")

    # ---- once more ----

    def _again(self, page: ToldList, row: PrintJob) -> None:
        """What is not clear is asked first: the paper may lie in the tray."""
        if row.state == "unknown":
            what = f"{row.title}：先看打印机有没有出纸。已经打出来的，就不要再打印。"
            page.ask(what, "没有打出来，再打印", "打出来了", lambda: self._send(page, row))
        else:
            self._send(page, row)

    def _send(self, page: ToldList, row: PrintJob) -> None:
        desk = self._place.desk

        def sent(job: PrintJob) -> None:
            self._watch.sent()
            self._read(page, f"{job.title}：已送往“{job.printer}”。", "done")

        page.leave_line()
        self._place.operations.run(
            lambda _job: print_again(desk, row.id),
            sent,
            lambda told: self._read(page, told.message, "warn"),
            owner=page,
            doing="送往打印机",
            stops=Stops.NEVER,
        )

    # ---- taking back ----

    def _ask_withdraw(self, page: ToldList, row: PrintJob) -> None:
        if JobState(row.state).over:
            page.tell("这个任务已经结束，不用取消。")
            return
        what = f"取消“{row.title}”？它不再打印；要的话以后再打。"
        page.ask(what, "取消打印", "让它打", lambda: self._withdraw(page, row))

    def _withdraw(self, page: ToldList, row: PrintJob) -> None:
        desk = self._place.desk
        self._place.operations.run(
            lambda _job: withdraw(desk, row.id),
            lambda _one: self._read(page, "已取消，不会打出来。", "done"),
            lambda told: self._read(page, told.message, "warn"),
            owner=page,
        )
