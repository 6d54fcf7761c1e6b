"""Institutions on their desk: as they are today, the history of one, a new version, lists from outside."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.records.institutions import InstitutionImport, InstitutionVersion
from app.records.people import Institution
from app.services.desk import today
from app.services.institutions import lists, versions
from app.services.institutions.lists import InstitutionPlan, PlannedInstitution
from app.services.list_files import ListFile
from app.services.rights import refusal
from app.ui.desks import list_files
from app.ui.desks.entry_pages import EntryPage, open_entry
from app.ui.doors import Door
from app.ui.operations import Job, Stops
from app.ui.place import Place
from app.ui.screens import account_columns as columns
from app.ui.screens.form_page import FormPage
from app.ui.screens.institution_form import InstitutionListForm
from app.ui.screens.list_columns import ListColumnsPage
from app.ui.screens.told_list import ToldList
from app.ui.widgets.date_field import read_date

TITLE = "医疗机构"
LISTS = "医疗机构名单导入"
FOLDER = "institutions/folder"
RIGHT = "institution.change"
KEYS = "Enter 看各版资料   Ctrl+E 改资料   Ins 新医疗机构   Ctrl+O 导入名单   Esc 返回"
NOTHING = "还没有医疗机构。按 Ctrl+O 导入定点医疗机构名单，或按 Ins 逐家登记；登记以后就诊里才选得到。"
LEAD = "从哪一天起按这份资料算；以前的结算单不变。要更正，就从同一天起再存一次，以后存的算数。"


class InstitutionsDesk(QObject):
    """``changed`` after what a visit reads of institutions became another. One object per window."""

    changed = Signal()

    def __init__(self, place: Place, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place
        self._typed: dict[str, str] = {}

    def doors(self) -> tuple[Door, ...]:
        """The institutions and the lists of them."""
        what = "级别、定点、先诊疗后付费、大病救治和两病确诊资格，从哪一天起"
        lists_what = "定点医疗机构名单 xlsx、csv：先看后导入，整份可以撤销"
        return (
            Door(TITLE, "医疗机构和目录", what, self.open, ("NMd3", "NMd6", "SYd5")),
            Door(LISTS, "医疗机构和目录", lists_what, self.open_lists, ("NMd6",)),
        )

    # ---- the institutions ----

    def open(self, message: str = "", mark: str = "") -> None:
        """Read the institutions as they are today, and show them."""
        desk = self._place.desk
        self._place.operations.run(
            lambda _job: versions.institutions_listed(desk),
            lambda rows: self._show(rows, message, mark),
            self._place.failed,
            owner=self,
        )

    def _show(self, rows: tuple[Institution, ...], message: str, mark: str) -> None:
        page = ToldList(
            columns.INSTITUTIONS,
            rows,
            name=TITLE,
            nothing=NOTHING,
            stretch="name",
            keys={"Ctrl+E": lambda row: self._edit(page, row)},
            page_keys={"Ins": lambda: self._edit(page, None), "Ctrl+O": lambda: self._open_form(page)},
        )
        page.chosen.connect(self.open_history)
        page.tell(message or (f"共 {len(rows)} 家" if rows else ""), mark)
        self._place.overlay.open(page, TITLE, KEYS)

    def open_history(self, one: Institution) -> None:
        """Every version of an institution."""
        desk = self._place.desk

        def show(rows: tuple[InstitutionVersion, ...]) -> None:
            page = ToldList(
                columns.VERSIONS,
                rows,
                name=f"{one.name}的各版资料",
                nothing="",
                stretch="facts",
                keys={"Ctrl+E": lambda _row: self._edit(page, one)},
            )
            page.tell(_contact(one))
            self._place.overlay.open(page, f"{one.name} · 各版资料", "Ctrl+E 改资料   Esc 返回")

        self._place.overlay.hold()
        self._place.operations.run(lambda _job: versions.history(desk, one.id), show, self._place.failed, owner=self)

    def _edit(self, page: ToldList, one: Institution | None) -> None:
        desk = self._place.desk
        if not page.may(refusal(desk, RIGHT)):
            return
        typed = versions.typed_of(one) if one is not None else versions.fresh()

        def done(saved: Institution) -> None:
            self.changed.emit()
            self.open(f"已存：{saved.name}，从 {saved.since} 起。", "done")

        open_entry(
            self._place,
            self,
            EntryPage(
                title=f"{one.name}：改资料" if one is not None else "新医疗机构",
                fields=versions.FIELDS,
                word="存下",
                lead=LEAD,
                store=lambda desk, texts: versions.save_version(desk, one.id if one is not None else "", texts),
                done=done,
                back=self.open,
                typed=typed,
            ),
        )

    # ---- lists ----

    def open_lists(self, message: str = "", mark: str = "") -> None:
        """The lists that were imported."""
        desk = self._place.desk
        self._place.operations.run(
            lambda _job: lists.imports(desk),
            lambda rows: self._show_lists(rows, message, mark),
            self._place.failed,
            owner=self,
        )

    def _show_lists(self, rows: tuple[InstitutionImport, ...], message: str, mark: str) -> None:
        page = ToldList(
            columns.IMPORTS,
            rows,
            name=LISTS,
            nothing="还没有导入过医疗机构名单。按 Ctrl+O 选一份文件。",
            stretch="file",
            keys={"Ctrl+Z": lambda row: self._ask_undo(page, row)},
            page_keys={"Ctrl+O": lambda: self._open_form(page)},
        )
        page.tell(message, mark)
        self._place.overlay.open(page, LISTS, "Ctrl+O 导入名单   Ctrl+Z 撤销这一次   Esc 返回")

    def _ask_undo(self, page: ToldList, row: InstitutionImport) -> None:
        if not page.may(refusal(self._place.desk, RIGHT)):
            return
        desk = self._place.desk

        def undone(numbers: tuple[str, ...]) -> None:
            self.changed.emit()
            between = f"其间结算过 {len(numbers)} 张单据（{'、'.join(numbers[:5])}），不变，请核对。" if numbers else ""
            told = f"已撤销 {row.document_number}，医疗机构资料恢复成导入之前的样子。{between}"
            self._told(page, told, "warn" if numbers else "done")

        def undo() -> None:
            self._place.operations.run(
                lambda _job: lists.undo_import(desk, row.id),
                undone,
                lambda told: page.tell(told.message, "stop"),
                owner=page,
                doing="撤销医疗机构名单",
                stops=Stops.BY_KEY,
            )

        counts = f"新增 {row.added} 家，改动 {row.changed} 家"
        page.ask(f"撤销 {row.document_number}（{counts}）：医疗机构资料恢复成导入之前的样子。", "撤销", "不撤销", undo)

    def _told(self, page: ToldList, message: str, mark: str) -> None:
        if self._place.in_front(page):
            self.open_lists(message, mark)
        else:
            self._place.notice.tell(message, mark)

    def _open_form(self, page: ToldList | None = None) -> None:
        desk = self._place.desk
        if page is not None and not page.may(refusal(desk, RIGHT)):
            return
        typed = self._typed or {"path": str(self._place.folder(FOLDER))}
        form = InstitutionListForm(typed, lambda: today(desk))
        form.finished.connect(lambda texts: self._read(form, texts))
        form.changed.connect(lambda: self._typed.update(form.texts()))
        form.left.connect(self.open_lists)
        lead = "先只读入和核对，看过结果再决定导不导入；导入以后整份可以撤销。"
        self._place.overlay.open(FormPage(form, lead), "导入医疗机构名单：选文件", "Enter 下一格，填完读入   Esc 返回")
        form.start()

    def _read(self, form: InstitutionListForm, texts: dict[str, str]) -> None:
        desk = self._place.desk
        self._typed = dict(texts)
        path = self._place.typed_path(FOLDER, texts["path"])
        since = read_date(texts["since"])
        for name, missing in (
            ("path", path is None),
            ("since", since is None),
            ("document", not texts["document"].strip()),
        ):
            if missing:
                form.refuse(name, _MISSING[name])
                return
        if path is not None:
            list_files.open_file(
                self._place, form, FOLDER, path, lambda step: lists.open_list(desk, path, step), self._show_columns
            )

    def _show_columns(self, file: ListFile) -> None:
        page = list_files.columns_page(self._place, file, self._stage)
        page.left.connect(self._open_form)
        keys = "Enter 换一列   Ctrl+S 读入并核对   Esc 返回"
        self._place.overlay.open(page, "导入医疗机构名单：列的对应", keys)

    def _stage(self, page: ListColumnsPage) -> None:
        desk, file, typed = self._place.desk, page.file, self._typed
        since = read_date(typed["since"]) or today(desk)

        def read(job: Job) -> InstitutionPlan:
            return lists.read_list(desk, file, since, typed["document"], job.step)

        list_files.read_in(self._place, page, read, self._show_plan)

    def _show_plan(self, plan: InstitutionPlan) -> None:
        page = ToldList(
            columns.PLANNED,
            _planned(plan),
            name="名单里的医疗机构",
            nothing="名单里没有一行医疗机构。",
            stretch="told",
            page_keys={"Ctrl+S": lambda: self._save(page, plan)},
            whole=lambda row: f"{row.institution.name}：{row.differences}" if row.differences else row.institution.name,
        )
        page.chosen.connect(lambda _row: self._ask_import(page, plan))
        page.tell(_said(plan), "warn" if plan.refused else "")
        self._place.overlay.open(page, "导入医疗机构名单：核对", "Enter 导入   Ctrl+S 存退回的行   Esc 返回")

    def _save(self, page: ToldList, plan: InstitutionPlan) -> None:
        if not plan.refused:
            page.tell("没有退回的行。")
            return
        path = self._place.folder(FOLDER) / f"退回的行-{Path(plan.file.name).stem}.csv"
        list_files.save_refused(self._place, page, path, lambda: lists.refused_rows(plan), "改好后可以另作一份导入。")

    def _ask_import(self, page: ToldList, plan: InstitutionPlan) -> None:
        desk = self._place.desk

        def done(made: InstitutionImport) -> None:
            self._typed = {}
            self.changed.emit()
            refused = f"退回 {made.refused} 行没有导入。" if made.refused else ""
            told = f"已导入 {made.document_number}：新增 {made.added} 家，改动 {made.changed} 家。{refused}"
            self._told(page, told, "done")

        def go() -> None:
            self._place.operations.run(
                lambda _job: lists.import_list(desk, plan),
                done,
                list_files.told_on(self._place, page),
                owner=self,
                doing="导入医疗机构名单",
                stops=Stops.BY_KEY,
            )

        page.ask(
            f"导入 {plan.document_number}，从 {plan.since} 起：{_said(plan)}整份以后可以撤销。", "导入", "再看看", go
        )


def _planned(plan: InstitutionPlan) -> tuple[PlannedInstitution, ...]:
    """The rows of a plan as a list: refused ones first, then by line."""
    refused = tuple(
        PlannedInstitution(
            raw.number,
            "refused",
            Institution("", plan.file.table.cell(raw, "name"), "", "", False, False, False, ""),
            "；".join(f"{fault.title}「{fault.words}」：{fault.sentence}" for fault in faults),
        )
        for raw, faults in plan.refused
    )
    return (*refused, *plan.rows)


def _said(plan: InstitutionPlan) -> str:
    counts = f"新增 {plan.count('added')} 家，改动 {plan.count('changed')} 家，不变 {plan.count('unchanged')} 家。"
    return counts + (f"退回的 {len(plan.refused)} 行不导入。" if plan.refused else "")


def _contact(one: Institution) -> str:
    parts = (
        ("编码 ", one.code),
        ("", one.township),
        ("法定代表人 ", one.legal_person),
        ("电话 ", one.phone),
        ("", one.address),
    )
    return "　".join(f"{word}{text}" for word, text in parts if text)


_MISSING = {
    "path": "请填名单文件的位置，或按 Ctrl+O 在文件夹里选。",
    "since": "请填从哪一天起按名单算，如 2019-10-01。",
    "document": "请填这份名单的文号。",
}
