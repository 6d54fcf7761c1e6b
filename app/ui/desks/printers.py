"""打印机和纸张 on its desk: what each kind of paper is printed on, how far a printer's paper lies aside, a page to measure it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from app.records.paper import PrintChoice
from app.records.printing import PrintJob
from app.services.printing.jobs import send
from app.services.printing.offsets import page_to_measure
from app.services.printing.setting_up import (
    Row,
    SetUp,
    Target,
    change,
    fields,
    set_up,
    shown,
    take,
    targets,
    words_of_kind,
)
from app.services.rights import refusal
from app.ui.desks.entry_pages import EntryPage, open_entry
from app.ui.doors import Door
from app.ui.faults import Trouble
from app.ui.operations import Stops
from app.ui.place import Place
from app.ui.printing import PrintWatch
from app.ui.screens.printing import KINDS_COLUMNS, TARGETS, whole_row
from app.ui.screens.told_list import ToldList

TITLE = "打印机和纸张"
KEYS = "Enter 修改   Ctrl+T 打测试页   Esc 返回"
PICK_KEYS = "Enter 用这一台，以后直接打印   Esc 返回，不打印"
CHANGE = "printing.choose"
_TOLD = "每种单据选一次，以后打印不再问。打出来的位置不正，就按 Ctrl+T 打测试页，量好以后填校准。"
_LEAD = "校准跟着打印机走，用这台打印机的单据一起移动，每半毫米一档；存档里的单据不变。"
_NO_PRINTERS = "这台电脑还没有打印机：请在系统设置里添加后再打印；也可以先“另存为 PDF”，结算不受影响。"


class PrintersDesk(QObject):
    """Opens the page, and the list of printers for a paper that is about to be printed. One object per window."""

    def __init__(self, place: Place, watch: PrintWatch, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place
        self._watch = watch

    def doors(self) -> tuple[Door, ...]:
        """The page."""
        return (Door(TITLE, "设置", "每种单据用哪台打印机、哪种纸、几份；打印位置的校准和测试页", self.open),)

    def open(self) -> None:
        """Read choices and printers, and show them."""
        self._open("", "")

    def _open(self, message: str, mark: str, kind: str = "") -> None:
        desk = self._place.desk
        self._place.operations.run(
            lambda _job: set_up(desk),
            lambda found: self._show(found, message, mark, kind),
            self._place.failed,
            owner=self,
            doing="询问打印机",
        )

    def _show(self, found: SetUp, message: str, mark: str, kind: str) -> None:
        page = ToldList(
            KINDS_COLUMNS,
            found.rows,
            name=TITLE,
            nothing="",
            stretch="state",
            whole=whole_row,
            keys={"Ctrl+T": lambda row: self._print_test(page, row)},
        )
        page.chosen.connect(lambda row: self._edit(page, found, row))
        trouble = found.told or ("" if found.printers else _NO_PRINTERS)
        page.tell(message or trouble or _TOLD, mark if message else "warn" if trouble else "")
        at = next((place for place, row in enumerate(found.rows) if row.kind == kind), 0)
        page.list.show_rows(found.rows, at)
        self._place.overlay.open(page, TITLE, KEYS)

    def _edit(self, page: ToldList, found: SetUp, row: Row) -> None:
        if not page.may(refusal(self._place.desk, CHANGE)):
            return
        if not found.printers and not row.choice.printer:
            page.tell(found.told or _NO_PRINTERS, "warn")
            return
        word = words_of_kind(row.kind)

        def done(_choice: PrintChoice) -> None:
            self._open(f"已保存：{word}以后直接打印，不再问。", "done", row.kind)

        typed = shown(row)
        if not typed["printer"]:
            typed["printer"] = found.printers[0].name
        entry = EntryPage(
            f"{TITLE} · {word}",
            fields(row.kind, found.printers, row.choice.printer),
            "保存",
            _LEAD,
            lambda desk, texts: change(desk, row, found.printers, texts),
            done,
            lambda: self._open("", "", row.kind),
            typed,
        )
        open_entry(self._place, self, entry)

    def _print_test(self, page: ToldList, row: Row) -> None:
        desk, name, sheet = self._place.desk, row.choice.printer, row.choice.sheet
        if not page.may(refusal(desk, CHANGE)):
            return
        if not name:
            page.tell("先按 Enter 给这种单据选打印机，再打测试页。", "warn")
            return

        def sent(job: PrintJob) -> None:
            page.tell(f"测试页已送往“{job.printer}”：量好十字离纸边的距离，按 Enter 填校准。", "done")
            self._watch.sent()

        self._place.operations.run(
            lambda _job: send(desk, page_to_measure(desk, name, sheet), PrintChoice(name, sheet)),
            sent,
            lambda told: page.tell(told.message, "warn"),
            owner=page,
            doing="送往打印机",
            stops=Stops.NEVER,
        )

    # ---- for a paper that is about to be printed ----

    def pick(
        self,
        kind: str,
        now: PrintChoice,
        taken: Callable[[PrintChoice], None],
        failed: Callable[[Trouble], None],
    ) -> None:
        """Show the printers over what is open; Enter keeps one for the ``kind`` and gives it to ``taken``. Esc changes nothing."""
        desk = self._place.desk
        self._place.operations.run(
            lambda _job: targets(desk, kind),
            lambda rows: self._show_targets(kind, now, rows, taken),
            failed,
            owner=self,
            doing="询问打印机",
        )

    def _show_targets(
        self, kind: str, now: PrintChoice, rows: tuple[Target, ...], taken: Callable[[PrintChoice], None]
    ) -> None:
        word = words_of_kind(kind)
        page = ToldList(TARGETS, rows, name="选打印机", nothing=_NO_PRINTERS, stretch="state")
        page.tell(f"选好以后记住：{word}以后直接打印到这里。份数和校准在“{TITLE}”里改。" if rows else "")
        at = [(row.printer.name, row.sheet.code) for row in rows]
        wanted = (now.printer, now.sheet)
        page.list.show_rows(rows, at.index(wanted) if wanted in at else 0, nothing=_NO_PRINTERS)
        page.chosen.connect(lambda row: self._take(page, kind, row, taken))
        self._place.overlay.hold()
        self._place.overlay.open(page, f"{word}打印到哪里", PICK_KEYS if rows else "Esc 返回")

    def _take(self, page: ToldList, kind: str, row: Target, taken: Callable[[PrintChoice], None]) -> None:
        desk = self._place.desk

        def done(choice: PrintChoice) -> None:
            self._place.overlay.step_back()
            taken(choice)

        self._place.operations.run(
            lambda _job: take(desk, kind, row), done, lambda told: page.tell(told.message, "warn"), owner=page
        )
