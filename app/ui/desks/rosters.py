"""Official lists on their desk: those imported so far, one more read in, looked at and imported, one undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from app.records.roster import ImportedList, ListFacts, Preview, Undone
from app.services import rosters
from app.services.desk import Desk, today
from app.services.rights import refusal
from app.services.roster_files import ListFile, open_list, refused_csv
from app.ui.doors import Door
from app.ui.faults import Trouble
from app.ui.files import save_new
from app.ui.operations import Job
from app.ui.place import Place
from app.ui.screens.form_page import FormPage
from app.ui.screens.roster_columns import RosterColumnsPage
from app.ui.screens.roster_form import LEAD, RosterForm
from app.ui.screens.roster_preview import PORTION, PreviewRow, RosterPreviewPage, person_row, refused_row
from app.ui.screens.rosters import RostersPage
from app.ui.widgets.date_field import read_date

FOLDER = "rosters/folder"
KEYS = "Ctrl+O 导入名单   Ctrl+Z 撤销这一次   Esc 返回"
FORM_KEYS = "Enter 下一格，填完读入   Ctrl+O 选文件   Esc 返回"
COLUMN_KEYS = "Enter 换一列   Ctrl+S 读入并核对   Esc 返回"
PREVIEW_KEYS = "Enter 导入   Tab 到上面的两个选择   Ctrl+S 存退回的行   Esc 返回"
STOPPED = "已停下，什么都没有导入；填的还在，Enter 再读一次。"
_FIELDS = ("path", "kind", "document_number", "listed_on")


@dataclass(slots=True)
class _Attempt:
    """A list on its way: where its file lies, what it is, and the id of what is staged ("" for nothing yet)."""

    path: Path
    facts: ListFacts
    import_id: str
    job: Job | None = None


class RostersDesk(QObject):
    """``changed`` after persons were changed by a list or its undoing. One object per window."""

    changed = Signal()

    def __init__(self, place: Place, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place
        self._typed: dict[str, str] = {}

    def doors(self) -> tuple[Door, ...]:
        """The official lists."""
        what = "扶贫、民政等部门正式文件的人员名单：导入、核对、整份撤销"
        return (Door("名册导入", "人员", what, self.open, ("NMd1", "NMd2", "YYd1", "YYd3")),)

    # ---- the lists so far ----

    def open(self) -> None:
        """Read what was imported, and show it."""
        self._open_list("", "")

    def _open_list(self, message: str, mark: str) -> None:
        desk = self._place.desk
        self._place.operations.run(
            lambda _job: rosters.lists(desk),
            lambda rows: self._show_list(rows, message, mark),
            self._place.failed,
            owner=self,
        )

    def _show_list(self, rows: tuple[ImportedList, ...], message: str, mark: str) -> None:
        page = RostersPage(rows, refusal(self._place.desk, "roster.import"))
        if message:
            page.tell(message, mark)
        page.new_wanted.connect(self.open_form)
        page.undo_wanted.connect(lambda row: self._undo(page, row))
        self._place.overlay.open(page, "名册导入", KEYS)

    def _undo(self, page: RostersPage, row: ImportedList) -> None:
        desk = self._place.desk

        def undone(left: Undone) -> None:
            self.changed.emit()
            self._told(page, _undone(row, left), "warn" if left.between or left.kept else "done")

        self._place.operations.run(
            lambda _job: rosters.undo(desk, row.import_id),
            undone,
            lambda told: page.tell(told.message, "stop") if isValid(page) else self._place.failed(told),
            owner=self,
            aside=True,
        )

    def _told(self, page: QObject, message: str, mark: str) -> None:
        """What became of a list: over the lists, or in the window's line where the page was left meanwhile."""
        if isValid(page) and page is self._place.overlay.page:
            self._open_list(message, mark)
        else:
            self._place.notice.tell(message, mark)

    # ---- which one ----

    def open_form(self, message: str = "") -> None:
        """File, kind, document number and day of a new list, as they were typed last."""
        desk = self._place.desk
        typed = self._typed or {"path": str(self._place.folder(FOLDER)), "kind": "registered_poor"}
        form = RosterForm(typed, lambda: today(desk))
        form.finished.connect(lambda texts: self._read(form, texts))
        form.changed.connect(lambda: self._typed.update(form.texts()))
        form.left.connect(self.open)
        self._place.overlay.open(FormPage(form, LEAD), "导入名单：选文件", FORM_KEYS)
        form.tell(message)

    def _read(self, form: RosterForm, texts: dict[str, str]) -> None:
        desk = self._place.desk
        self._typed = dict(texts)
        day = read_date(texts["listed_on"])
        text = texts["path"].strip().strip('"')
        if not text:
            form.refuse("path", "请填名单文件的位置，或按 Ctrl+O 在文件夹里选。")
            return
        if day is None:
            form.refuse("listed_on", "请填名单日期，如 2019-10-01。")
            return
        path = self._place.folder(FOLDER) / Path(text).expanduser()  # one that is whole stays as it is
        kind, number = texts["kind"], texts["document_number"].strip()

        def read() -> tuple[_Attempt, ListFile]:
            file = open_list(desk, path, kind)
            facts = ListFacts(kind, number, day, file.name, file.sha256, file.table.recognised.columns)
            return _Attempt(path, facts, rosters.begin(desk, facts)), file

        def show(found: tuple[_Attempt, ListFile]) -> None:
            form.done()
            self._place.used(FOLDER, path)
            self._show_columns(*found)

        self._place.operations.run(lambda _job: read(), show, lambda told: _refuse(form, told), owner=form, aside=True)

    # ---- its columns ----

    def _show_columns(self, attempt: _Attempt, file: ListFile) -> None:
        page = RosterColumnsPage(file)
        page.wanted.connect(lambda: self._stage(page, attempt))
        page.left.connect(lambda: self._leave(attempt))
        self._place.overlay.open(page, "导入名单：列的对应", COLUMN_KEYS)

    def _stage(self, page: RosterColumnsPage, attempt: _Attempt) -> None:
        desk, file = self._place.desk, page.file
        attempt.facts = replace(attempt.facts, columns=file.table.recognised.columns)
        page.working("正在读入…")

        def stage(job: Job) -> Preview:
            attempt.import_id = rosters.begin(desk, attempt.facts)
            rosters.stage(desk, attempt.import_id, file.table, job.step)
            return rosters.dry_run(desk, attempt.import_id, step=job.step)

        def show(preview: Preview) -> None:
            self._show_preview(attempt, file, preview)

        self._start(page, attempt, stage, show, page.refused)

    def _start(
        self,
        page: RosterColumnsPage | RosterPreviewPage,
        attempt: _Attempt,
        function: Callable[[Job], Preview],
        show: Callable[[Preview], None],
        refused: Callable[[str], None],
    ) -> None:
        """Run what takes long: its steps are told on ``page``, and it ends with that page."""

        def tell(done: int, total: int) -> None:
            if isValid(page) and not job.cancelled:
                page.working(f"正在读入 {done / 10:.0f}%" if total == 1000 else f"正在核对 {done} / {total} 人")

        job = self._place.operations.run(
            function,
            lambda preview: None if job.cancelled else show(preview),
            lambda told: None if job.cancelled else refused(told.message),
            progress=tell,
            owner=page,
            aside=True,
        )
        attempt.job = job
        page.destroyed.connect(lambda _gone: job.cancel())

    def _leave(self, attempt: _Attempt) -> None:
        """Give the list up: what is staged goes, what was typed stays."""
        desk, busy = self._place.desk, attempt.job is not None
        if attempt.job is not None:
            attempt.job.cancel()
        self._place.operations.run(
            lambda _job: rosters.discard(desk, attempt.import_id),
            lambda _none: None,
            self._place.failed,
            owner=self,
            aside=True,
        )
        self.open_form(STOPPED if busy else "")

    # ---- what it would change ----

    def _show_preview(self, attempt: _Attempt, file: ListFile, preview: Preview) -> None:
        page = RosterPreviewPage(attempt.facts, preview, self._place.folder(FOLDER))
        page.rows_wanted.connect(lambda which, after: self._fill(page, preview.import_id, which, after))
        page.ends_wanted.connect(lambda ends: self._again(page, attempt, file, ends_left=ends))
        page.save_wanted.connect(lambda path: self._save(page, preview.import_id, file, path))
        page.import_wanted.connect(lambda: self._apply(page, preview))
        page.left.connect(lambda: self._leave(attempt))
        self._place.overlay.open(page, "导入名单：核对", PREVIEW_KEYS)
        self._fill(page, preview.import_id, page.which.code(), 0)

    def _fill(self, page: RosterPreviewPage, import_id: str, which: str, after: int) -> None:
        desk = self._place.desk
        self._place.operations.run(
            lambda _job: _portion(desk, import_id, which, after),
            lambda rows: page.show_rows(which, after, rows),
            lambda told: page.tell(told.message, "stop"),
            owner=page,
        )

    def _again(self, page: RosterPreviewPage, attempt: _Attempt, file: ListFile, *, ends_left: bool) -> None:
        desk = self._place.desk
        page.working("正在重新核对…")
        self._start(
            page,
            attempt,
            lambda job: rosters.dry_run(desk, attempt.import_id, ends_left=ends_left, step=job.step),
            lambda preview: self._show_preview(attempt, file, preview),
            lambda message: page.tell(message, "stop"),
        )

    def _save(self, page: RosterPreviewPage, import_id: str, file: ListFile, path: Path) -> None:
        desk = self._place.desk
        self._place.operations.run(
            lambda _job: save_new(refused_csv(desk, import_id, file), path),
            lambda target: page.tell(f"退回的行存在 {target}：改好后可以另作一份导入。", "done"),
            lambda told: page.path_refused(told.message),
            owner=page,
            aside=True,
        )

    def _apply(self, page: RosterPreviewPage, preview: Preview) -> None:
        desk = self._place.desk

        def imported(done: ImportedList) -> None:
            self._typed = {}
            self.changed.emit()
            self._told(page, _imported(done), "done")

        self._place.operations.run(
            lambda _job: rosters.apply(desk, preview.import_id, preview.digest),
            imported,
            lambda told: page.tell(told.message, "stop") if isValid(page) else self._place.failed(told),
            owner=self,
            aside=True,
        )


def _portion(desk: Desk, import_id: str, which: str, after: int) -> tuple[PreviewRow, ...]:
    if which == "refused":
        return tuple(refused_row(one) for one in rosters.refused(desk, import_id, after, PORTION))
    return tuple(person_row(*one) for one in rosters.planned(desk, import_id, which, after, PORTION))


def _refuse(form: RosterForm, told: Trouble) -> None:
    """What has no field of its own is about the file."""
    form.refuse(told.field if told.field in _FIELDS else "path", told.message)


def _imported(done: ImportedList) -> str:
    refused = f"退回 {done.refused} 行没有导入。" if done.refused else ""
    return (
        f"已导入 {done.document_number}：新增 {done.added} 人，改动 {done.changed} 人，离开名单 {done.left} 人，"
        f"不变 {done.unchanged} 人。{refused}"
    )


def _undone(row: ImportedList, left: Undone) -> str:
    told = f"已撤销 {row.document_number} 这一次导入，人员资料和身份恢复成导入之前的样子。"
    if left.kept:
        told += f"{'、'.join(left.kept[:5])}等 {len(left.kept)} 人已有单据或另有登记，留着人，去掉了名单给的身份。"
    if left.between:
        numbers = "、".join(one.number for one in left.between[:5])
        told += f"其间结算过 {len(left.between)} 张单据（{numbers}），请在 F10“待重新核算”里核对。"
    return told
