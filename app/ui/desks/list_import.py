"""Official lists of one topic: those imported so far, one more read in, looked at and imported, one undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal

from app.exchange.tables import Table
from app.records.entries import EntryPreview
from app.records.insured import InsuredPreview
from app.records.progress import Step
from app.records.roster import ImportedList, ListFacts, Preview, RefusedRow, Undone
from app.services.desk import Desk, today
from app.services.list_files import ListFile, refused_csv
from app.services.rights import refusal
from app.ui.desks import list_files
from app.ui.files import save_new
from app.ui.operations import Job, Stops
from app.ui.place import Place
from app.ui.screens.form_page import FormPage
from app.ui.screens.list_columns import ListColumnsPage
from app.ui.screens.list_form import LEAD, ListForm
from app.ui.screens.list_imports import ListImportsPage
from app.ui.screens.list_preview import PORTION, ListPreviewPage, refused_row
from app.ui.screens.list_words import WHOLE, ListWords, PreviewRow
from app.ui.widgets.date_field import read_date

FORM_KEYS = "Enter 下一格，填完读入   Ctrl+O 选文件   Esc 返回"
COLUMN_KEYS = "Enter 选标题   Tab 到工作表和标题行   Ctrl+S 读入并核对   Esc 返回"
PREVIEW_KEYS = "Enter 导入   Tab 到上面的两个选择   Ctrl+S 存退回的行   Esc 返回"
STOPPED = "已停下，什么都没有导入；填的还在，Enter 再读一次。"
AnyPreview = Preview | EntryPreview | InsuredPreview


@dataclass(slots=True)
class _Attempt:
    """A list on its way: where its file lies, what it is, the id of what is staged ("" for nothing yet), and what becomes of
    what left."""

    path: Path
    facts: ListFacts
    import_id: str
    answer: str
    job: Job | None = None


class ListService(Protocol):
    """What a module that imports lists can do (``rosters``, ``catalogue.imports``, ``insured.imports``)."""

    def open_file(self, desk: Desk, path: Path, kind: str, step: Step, /) -> ListFile: ...
    def begin(self, desk: Desk, facts: ListFacts, /) -> str: ...
    def stage(self, desk: Desk, import_id: str, table: Table, step: Step, /) -> int: ...
    def planned(
        self, desk: Desk, import_id: str, what: str, after: int, limit: int, /
    ) -> tuple[tuple[int, Any], ...]: ...
    def refused(self, desk: Desk, import_id: str, after: int, limit: int, /) -> tuple[RefusedRow, ...]: ...
    def apply(self, desk: Desk, import_id: str, seen: str, /) -> ImportedList: ...
    def undo(self, desk: Desk, import_id: str, /) -> Undone: ...
    def discard(self, desk: Desk, import_id: str, /) -> None: ...


@dataclass(frozen=True, slots=True)
class ListTopic:
    """What one topic's lists are called, and the service that knows them. ``folder``: the window's habit; ``lists`` those that
    were imported; ``dry_run`` with whether the list is whole; ``row`` shows what is planned, with its place; ``undone`` the
    sentence after an undo."""

    words: ListWords
    action: str
    folder: str
    answer: str
    service: ListService
    lists: Callable[[Desk], tuple[ImportedList, ...]]
    dry_run: Callable[[Desk, str, bool, Step], AnyPreview]
    row: Callable[[int, Any], PreviewRow]
    undone: Callable[[ImportedList, Undone], str]


class ListImportDesk(QObject):
    """``changed`` after a list or its undoing changed something. One object per topic and window."""

    changed = Signal()

    def __init__(self, place: Place, topic: ListTopic, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place
        self._topic = topic
        self._typed: dict[str, str] = {}

    # ---- the lists so far ----

    def open(self) -> None:
        """Read what was imported, and show it."""
        self._open_list("", "")

    def _open_list(self, message: str, mark: str) -> None:
        desk = self._place.desk
        self._place.operations.run(
            lambda _job: self._topic.lists(desk),
            lambda rows: self._show_list(rows, message, mark),
            self._place.failed,
            owner=self,
        )

    def _show_list(self, rows: tuple[ImportedList, ...], message: str, mark: str) -> None:
        page = ListImportsPage(self._topic.words, rows, refusal(self._place.desk, self._topic.action))
        if message:
            page.tell(message, mark)
        page.new_wanted.connect(self.open_form)
        page.undo_wanted.connect(lambda row: self._undo(page, row))
        noun = self._topic.words.noun
        keys = f"Ctrl+O 导入{noun}   Ctrl+Z 撤销这一次   Esc 返回"
        self._place.overlay.open(page, self._topic.words.title, keys)

    def _undo(self, page: ListImportsPage, row: ImportedList) -> None:
        desk = self._place.desk

        def undone(left: Undone) -> None:
            self.changed.emit()
            self._told(page, self._topic.undone(row, left), "warn" if left.between or left.kept else "done")

        self._place.operations.run(
            lambda _job: self._topic.service.undo(desk, row.import_id),
            undone,
            list_files.told_on(self._place, page),
            owner=self,
            doing=f"撤销 {row.document_number}",
            stops=Stops.BY_KEY,
            on_stopped=lambda: page.tell("已停下，没有撤销，什么都没有改动。", "warn"),
        )

    def _told(self, page: QObject, message: str, mark: str) -> None:
        """What became of a list: over the lists, or in the window's line where the page was left meanwhile."""
        if self._place.in_front(page):
            self._open_list(message, mark)
        else:
            self._place.notice.tell(message, mark)

    # ---- which one ----

    def open_form(self, message: str = "") -> None:
        """File, kind, document number and day of a new list, as they were typed last."""
        desk = self._place.desk
        typed = self._typed or {
            "path": str(self._place.folder(self._topic.folder)),
            "kind": next(iter(self._topic.words.kinds)),
        }
        form = ListForm(self._topic.words, typed, lambda: today(desk))
        form.finished.connect(lambda texts: self._read(form, texts))
        form.changed.connect(lambda: self._typed.update(form.texts()))
        form.left.connect(self.open)
        self._place.overlay.open(FormPage(form, LEAD), self._page_title("选文件"), FORM_KEYS)
        form.tell(message)

    def _page_title(self, step: str) -> str:
        return f"{self._topic.words.title}：{step}"

    def _read(self, form: ListForm, texts: dict[str, str]) -> None:
        desk = self._place.desk
        self._typed = dict(texts)
        day = read_date(texts["listed_on"])
        path = self._place.typed_path(self._topic.folder, texts["path"])
        if path is None:
            form.refuse("path", f"请填{self._topic.words.noun}文件的位置，或按 Ctrl+O 在文件夹里选。")
            return
        if day is None:
            form.refuse("listed_on", f"请填{self._topic.words.noun}日期，如 2019-10-01。")
            return
        kind, number = texts["kind"], texts["document_number"].strip()

        def read(step: Step) -> tuple[_Attempt, ListFile]:
            file = self._topic.service.open_file(desk, path, kind, step)
            facts = ListFacts(kind, number, day, file.name, file.sha256, file.table.recognised.columns)
            return _Attempt(path, facts, self._topic.service.begin(desk, facts), self._topic.answer), file

        list_files.open_file(
            self._place, form, self._topic.folder, path, read, lambda found: self._show_columns(*found)
        )

    # ---- its columns ----

    def _show_columns(self, attempt: _Attempt, file: ListFile) -> None:
        page = list_files.columns_page(self._place, file, lambda page: self._stage(page, attempt))
        page.left.connect(lambda: self._leave(attempt))
        self._place.overlay.open(page, self._page_title("列的对应"), COLUMN_KEYS)

    def _stage(self, page: ListColumnsPage, attempt: _Attempt) -> None:
        desk, file = self._place.desk, page.file
        attempt.facts = replace(attempt.facts, columns=file.table.recognised.columns)
        page.working()

        def stage(job: Job) -> AnyPreview:
            attempt.import_id = self._topic.service.begin(desk, attempt.facts)
            self._topic.service.stage(desk, attempt.import_id, file.table, job.step)
            job.go_on(f"核对 {file.name}")
            return self._topic.dry_run(desk, attempt.import_id, attempt.answer == WHOLE, job.step)

        def show(preview: AnyPreview) -> None:
            self._show_preview(attempt, file, preview)

        self._start(page, attempt, f"读入 {file.name}", stage, show, page.refused)

    def _start(
        self,
        page: ListColumnsPage | ListPreviewPage,
        attempt: _Attempt,
        doing: str,
        function: Callable[[Job], AnyPreview],
        show: Callable[[AnyPreview], None],
        refused: Callable[[str], None],
    ) -> None:
        """Run what takes long; it ends with its page, and Esc leads back to the form."""
        attempt.job = self._place.operations.run(
            function,
            show,
            lambda told: refused(told.message),
            owner=page,
            doing=doing,
            on_stopped=lambda: self._leave(attempt),
        )

    def _leave(self, attempt: _Attempt) -> None:
        """Give the list up: what is staged goes, what was typed stays."""
        desk, busy = self._place.desk, attempt.job is not None
        if attempt.job is not None:
            attempt.job.cancel()
        self._place.operations.run(
            lambda _job: self._topic.service.discard(desk, attempt.import_id),
            lambda _none: None,
            self._place.failed,
            owner=self,
            doing="清理读入的内容",
            stops=Stops.NEVER,
        )
        self.open_form(STOPPED if busy else "")

    # ---- what it would change ----

    def _show_preview(self, attempt: _Attempt, file: ListFile, preview: AnyPreview) -> None:
        page = ListPreviewPage(
            self._topic.words, attempt.facts, preview, attempt.answer, self._place.folder(self._topic.folder)
        )
        page.rows_wanted.connect(lambda which, after: self._fill(page, preview.import_id, which, after))
        page.answer_wanted.connect(lambda answer: self._again(page, attempt, file, answer))
        page.save_wanted.connect(lambda path: self._save(page, preview.import_id, file, path))
        page.import_wanted.connect(lambda: self._apply(page, preview))
        page.left.connect(lambda: self._leave(attempt))
        self._place.overlay.open(page, self._page_title("核对"), PREVIEW_KEYS)
        self._fill(page, preview.import_id, page.which.code(), 0)

    def _fill(self, page: ListPreviewPage, import_id: str, which: str, after: int) -> None:
        desk = self._place.desk
        self._place.operations.run(
            lambda _job: self._portion(desk, import_id, which, after),
            lambda rows: page.show_rows(which, after, rows),
            lambda told: page.tell(told.message, "stop"),
            owner=page,
        )

    def _portion(self, desk: Desk, import_id: str, which: str, after: int) -> tuple[PreviewRow, ...]:
        if which == "refused":
            return tuple(refused_row(one) for one in self._topic.service.refused(desk, import_id, after, PORTION))
        return tuple(
            self._topic.row(*one) for one in self._topic.service.planned(desk, import_id, which, after, PORTION)
        )

    def _again(self, page: ListPreviewPage, attempt: _Attempt, file: ListFile, answer: str) -> None:
        desk = self._place.desk
        attempt.answer = answer
        page.working()
        self._start(
            page,
            attempt,
            f"重新核对 {file.name}",
            lambda job: self._topic.dry_run(desk, attempt.import_id, answer == WHOLE, job.step),
            lambda preview: self._show_preview(attempt, file, preview),
            lambda message: page.tell(message, "stop"),
        )

    def _save(self, page: ListPreviewPage, import_id: str, file: ListFile, path: Path) -> None:
        desk = self._place.desk
        self._place.operations.run(
            lambda _job: save_new(
                refused_csv(lambda line: self._topic.service.refused(desk, import_id, line, PORTION), file), path
            ),
            lambda target: page.tell(f"退回的行存在 {target}：改好后可以另作一份导入。", "done"),
            lambda told: page.path_refused(told.message),
            owner=page,
            doing="存退回的行",
            stops=Stops.NEVER,
        )

    def _apply(self, page: ListPreviewPage, preview: AnyPreview) -> None:
        desk = self._place.desk

        def imported(done: ImportedList) -> None:
            self._typed = {}
            self.changed.emit()
            self._told(page, self._topic.words.done(done), "done")

        page.importing()
        self._place.operations.run(
            lambda _job: self._topic.service.apply(desk, preview.import_id, preview.digest),
            imported,
            list_files.told_on(self._place, page),
            owner=self,
            doing=f"导入{self._topic.words.noun}",
            stops=Stops.BY_KEY,
            on_stopped=lambda: page.tell("已停下，没有导入，什么都没有改动；要导入请再按 Enter。", "warn"),
        )
