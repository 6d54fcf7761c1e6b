"""A hospital's bill for the case in front: chosen, read, matched, looked at, put into the grid in one step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from app.records.form import Draft
from app.services.bills import files, importing, invoice
from app.services.bills.files import BillFile
from app.services.bills.importing import About, Choices, Reading
from app.services.bills.invoice import Proposal
from app.services.bills.matching import Key, Match
from app.services.list_files import lacking
from app.services.rights import refusal
from app.ui.case_screen import CaseScreen
from app.ui.doors import Door
from app.ui.faults import Trouble
from app.ui.files import save_new
from app.ui.operations import Stops
from app.ui.place import Place
from app.ui.screens.bill_matches import BillMatchesPage
from app.ui.screens.bill_preview import BillPreviewPage
from app.ui.screens.bill_source import LEAD, BillSourceForm
from app.ui.screens.form_page import FormPage
from app.ui.screens.list_columns import PLACE_STOPPED, ListColumnsPage
from app.ui.widgets.field_form import STOPPED

FOLDER = "bills/folder"
TITLE = "导入账单"
FORM_KEYS = "Enter 下一格，填完读入   Ctrl+O 选文件   Ctrl+V 粘贴   Esc 返回"
COLUMN_KEYS = "Enter 选标题   Tab 到工作表和标题行   Ctrl+S 读入并核对   Esc 返回"
MATCH_KEYS = "Enter 选目录条目   Ctrl+S 看结果   Esc 返回"
PREVIEW_KEYS = "Enter 放进账单   Ctrl+K 按清单或按目录   Ctrl+S 存退回的行   Ctrl+O 列的对应   Esc 返回"
WANTED = "导入账单前，先找人（[F2]），再在就诊（[F3]）里选医疗机构：列和项目的对应按医疗机构记住。"


@dataclass(slots=True)
class _Attempt:
    """A bill on its way into a case: where it came from, its file, and what was decided so far."""

    screen: CaseScreen
    path: Path | None
    typed_total: int | None
    file: BillFile
    choices: Choices = field(default_factory=Choices)


class BillsDesk(QObject):
    """``wanted``: the directory asked for it, for the case in front. One object per window."""

    wanted = Signal()

    def __init__(self, place: Place, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place

    def doors(self) -> tuple[Door, ...]:
        """The import for the case in front."""
        what = "医院的费用清单或电子票据读进当前个案的账单：冲抵退费，核对合计，对上目录（账单里按 Ctrl+O）"
        return (Door(TITLE, "受理和结算", what, self.wanted.emit),)

    # ---- which one ----

    def open(self, screen: CaseScreen) -> None:
        """Ask for the file of this case's bill."""
        may_not = refusal(self._place.desk, "bill.import")
        form = screen.case.form
        if may_not or not form.visit.institution_id or screen.case.done is not None:
            self._place.overlay.close_page()
            self._place.notice.tell(may_not or WANTED)
            return
        self._ask(screen, str(self._place.folder(FOLDER)), "")

    def _ask(self, screen: CaseScreen, path: str, total: str) -> None:
        form = BillSourceForm(path)
        form.fields["total"].set_text(total)
        form.finished.connect(lambda texts: self._read_file(screen, form, texts))
        form.pasted.connect(lambda text: self._read_text(screen, form, text))
        form.left.connect(self._place.overlay.step_back)
        name = screen.case.name
        self._place.overlay.open(FormPage(form, LEAD), f"{name} · {TITLE}" if name else TITLE, FORM_KEYS)

    def _read_file(self, screen: CaseScreen, form: BillSourceForm, texts: Mapping[str, str]) -> None:
        desk, institution = self._place.desk, screen.case.form.visit.institution_id
        path = self._place.typed_path(FOLDER, texts["path"])
        if path is None or path.is_dir():
            form.refuse(
                "path", "请填账单文件的位置，或按 Ctrl+O 在文件夹里选；也可以在表格软件里复制各行，在这里按 Ctrl+V。"
            )
            return

        def read() -> _Attempt:
            total = invoice.typed_total(texts["total"])
            return _Attempt(screen, path, total, files.open_file(desk, path, institution))

        def show(attempt: _Attempt) -> None:
            self._place.used(FOLDER, path)
            self._opened(attempt, form)

        self._place.operations.run(
            lambda _job: read(),
            show,
            lambda told: _refuse(form, told),
            owner=form,
            doing=f"打开 {path.name}",
            on_stopped=form.stopped,
        )

    def _read_text(self, screen: CaseScreen, form: BillSourceForm, text: str) -> None:
        desk, institution = self._place.desk, screen.case.form.visit.institution_id
        typed = form.texts()["total"]

        def read() -> _Attempt:
            total = invoice.typed_total(typed)
            return _Attempt(screen, None, total, files.open_text(desk, text, institution))

        self._place.operations.run(
            lambda _job: read(),
            lambda attempt: self._opened(attempt, form),
            lambda told: _refuse(form, told),
            owner=form,
            doing="读入账单",
            on_stopped=form.stopped,
        )

    def _opened(self, attempt: _Attempt, form: BillSourceForm) -> None:
        if lacking(attempt.file.list):
            form.done()
            self._show_columns(attempt)
        else:
            self._read(attempt, form, lambda told: _refuse(form, told), form.stopped)

    # ---- its columns ----

    def _show_columns(self, attempt: _Attempt) -> None:
        page = ListColumnsPage(attempt.file.list)

        def wanted() -> None:
            attempt.file = files.with_list(attempt.file, page.file)
            page.working()
            self._read(attempt, page, lambda told: page.refused(told.message), lambda: page.refused(STOPPED))

        page.wanted.connect(wanted)
        page.place_wanted.connect(lambda sheet, row: self._move(page, attempt, sheet, row))
        page.left.connect(lambda: self._back(attempt))
        self._place.overlay.open(page, f"{TITLE}：列的对应", COLUMN_KEYS)

    def _move(self, page: ListColumnsPage, attempt: _Attempt, sheet: str, row: int) -> None:
        """Another sheet, or another row for the header."""
        file = files.with_list(attempt.file, page.file)
        self._place.operations.run(
            lambda _job: files.with_place(file, sheet, row),
            lambda moved: page.show_file(moved.list),
            lambda told: page.place_refused(told.message),
            owner=page,
            doing="换工作表",
            on_stopped=lambda: page.place_refused(PLACE_STOPPED),
        )

    def _read(
        self, attempt: _Attempt, owner: QObject, refused: Callable[[Trouble], None], stopped: Callable[[], None]
    ) -> None:
        desk, case = self._place.desk, attempt.screen.case
        draft = case.autosave.draft
        about = About(case.form, draft.id if draft is not None else "", attempt.typed_total)
        file = attempt.file

        def show(reading: Reading) -> None:
            if any(one.key not in attempt.choices.items for one in reading.waiting):
                self._show_matches(attempt, reading)
            else:
                self._show_preview(attempt, reading)

        self._place.operations.run(
            lambda _job: importing.read(desk, file, about),
            show,
            refused,
            owner=owner,
            doing="读入账单",
            on_stopped=stopped,
        )

    def _back(self, attempt: _Attempt) -> None:
        total = "" if attempt.typed_total is None else invoice.written(attempt.typed_total)
        self._ask(attempt.screen, str(attempt.path or self._place.folder(FOLDER)), total)

    # ---- what its items are ----

    def _show_matches(self, attempt: _Attempt, reading: Reading) -> None:
        page = BillMatchesPage(reading.waiting, attempt.choices.items)

        def done(items: Mapping[Key, Match]) -> None:
            attempt.choices = replace(attempt.choices, items=items)
            self._show_preview(attempt, reading)

        def left() -> None:
            attempt.choices = replace(attempt.choices, items=page.choices)
            self._back(attempt)

        page.done.connect(done)
        page.left.connect(left)
        self._place.overlay.open(page, f"{TITLE}：对目录", MATCH_KEYS)

    # ---- what it would put in ----

    def _show_preview(self, attempt: _Attempt, reading: Reading) -> None:
        rows_there = len(attempt.screen.case.form.rows)
        page = BillPreviewPage(reading, attempt.choices, self._place.folder(FOLDER), rows_there)

        def left() -> None:
            attempt.choices = page.choices
            if reading.waiting:
                self._show_matches(attempt, reading)
            else:
                self._back(attempt)

        page.import_wanted.connect(lambda choices, taken: self._import(page, attempt, reading, choices, taken))
        page.save_wanted.connect(lambda path: self._save(page, reading, path))
        page.columns_wanted.connect(lambda: self._show_columns(attempt))
        page.left.connect(left)
        self._place.overlay.open(page, f"{TITLE}：核对", PREVIEW_KEYS)

    def _save(self, page: BillPreviewPage, reading: Reading, path: Path) -> None:
        desk = self._place.desk
        self._place.operations.run(
            lambda _job: save_new(files.refused_csv(desk, reading.file, reading.refused), path),
            lambda target: page.tell(f"退回的行存在 {target}：改好后可以另作一份导入。", "done"),
            lambda told: page.path_refused(told.message),
            owner=page,
            doing="存退回的行",
            stops=Stops.NEVER,
        )

    def _import(
        self,
        page: BillPreviewPage,
        attempt: _Attempt,
        reading: Reading,
        choices: Choices,
        taken: tuple[Proposal, ...],
    ) -> None:
        """The draft stored, the import noted, then the rows into the grid."""
        desk, screen = self._place.desk, attempt.screen

        def refused(message: str) -> None:
            if isValid(page):
                page.tell(message, "stop")

        def noted(_none: object) -> None:
            if isValid(screen) and screen.case.done is None:
                _put(screen, reading, choices, taken)
                self._place.overlay.close_page()
                screen.panes.bill.grid.say(_done(reading, choices))
                screen.panes.bill.start()

        def stored(draft: Draft) -> None:
            self._place.operations.run(
                lambda _job: importing.imported(desk, draft.id, reading, choices),
                noted,
                lambda told: refused(told.message),
                owner=self,
            )

        if screen.case.autosave.stopped:
            refused("另一窗口改过这个个案：请按 Esc 回去，先选用哪一份，再导入。")
        else:
            screen.case.autosave.when_saved(stored, refused)


def _put(screen: CaseScreen, reading: Reading, choices: Choices, taken: tuple[Proposal, ...]) -> None:
    """The rows behind what is there, as one step of undo; what the clerk took of the invoice into the visit."""
    case, panes = screen.case, screen.panes
    if taken:
        visit, paid = invoice.filled(case.form, taken)
        case.change_visit(visit, case.form.payment, paid)
        panes.visit.show_form(case.form, case.card.person.born if case.card is not None else None)
    if panes.bill.kind != "items":
        panes.bill.switch()
    panes.bill.grid.import_rows([one.bill for one in importing.plan(reading, choices)])


def _done(reading: Reading, choices: Choices) -> str:
    said = [f"导入 {len(importing.plan(reading, choices))} 行"]
    if reading.netted:
        said.append(f"冲抵退费 {len(reading.netted)} 笔")
    if reading.refused and not choices.refused_too:
        said.append(f"退回 {len(reading.refused)} 行没有导入")
    return "，".join(said) + "。Ctrl+Z 全部撤销。"


def _refuse(form: BillSourceForm, told: Trouble) -> None:
    """What has no field of its own is about the file."""
    form.refuse(told.field if told.field in ("path", "total") else "path", told.message)
