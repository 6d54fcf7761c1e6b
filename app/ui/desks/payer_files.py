"""对账 on its desk: a payer's file read, compared with our documents, kept; its differences explained."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from app.money.fen import format_fen
from app.records.fields import WHY
from app.records.payer_files import CLASSES, STATES, ComparedRow, PayerFile
from app.records.progress import Step
from app.services.desk import today
from app.services.list_files import ListFile
from app.services.payer_files import importing, results
from app.services.payer_files.compare import sums
from app.services.payer_files.importing import Compared
from app.services.periods import before, period_of, read_period
from app.services.rights import refusal
from app.ui.desks import list_files
from app.ui.desks.entry_pages import EntryPage, open_entry
from app.ui.desks.papers import PapersDesk
from app.ui.doors import Door
from app.ui.operations import Job, Stops
from app.ui.place import Place
from app.ui.screens import fund_columns as columns
from app.ui.screens.form_page import FormPage
from app.ui.screens.list_columns import ListColumnsPage
from app.ui.screens.payer_file_form import PayerFileForm
from app.ui.screens.told_list import ToldList

TITLE = "对账：导入付款方文件"
FOLDER = "payer_files/folder"
RIGHT = "payer_file.import"
_LATER = "这个月已有后来的一版：请在最后一版上写说明。"
LEAD = "医保中心、大病承办公司、民政、人保说这个月付了多少：与我方单据逐张比对，看过再保存；同一个月再导入，另存一版。"


class PayerFilesDesk(QObject):
    """One object per window."""

    def __init__(self, place: Place, papers: PapersDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place
        self._papers = papers
        self._typed: dict[str, str] = {}
        self._stale = False

    def doors(self) -> tuple[Door, ...]:
        """The one page."""
        what = "付款方说付了多少，与我方逐张比对：一致、金额不同、只有一方有、重复"
        return (Door(TITLE, "月结和对账", what, self.open, ("GXd12", "SYd10")),)

    def open(self, message: str = "", mark: str = "") -> None:
        """What was compared so far."""
        desk = self._place.desk

        def show(rows: tuple[PayerFile, ...]) -> None:
            page = ToldList(
                columns.FILES,
                rows,
                name="付款方对账",
                nothing="还没有导入过付款方的文件。按 Ctrl+O 选一份。",
                stretch="payer",
                keys={"Del": lambda row: self._undo(page, row)},
                page_keys={"Ctrl+O": lambda: self._open_form(page)},
            )
            page.chosen.connect(lambda row: self._down(partial(self.open_file, row)))
            page.tell(message, mark)
            self._place.overlay.open(page, TITLE, "Enter 看结果   Ctrl+O 导入文件   Del 撤销   Esc 返回")

        self._place.operations.run(
            lambda _job: results.files(desk), show, self._place.failed, owner=self, doing="读取付款方文件"
        )

    # ---- what was kept ----

    def open_file(self, one: PayerFile, message: str = "", mark: str = "") -> None:
        """A file's sums by class."""
        desk = self._place.desk

        def show(rows: tuple[ComparedRow, ...]) -> None:
            page = ToldList(
                columns.SUMS,
                sums(rows),
                name=f"{one.payer}对账",
                nothing="",
                stretch="kind",
                page_keys={"Ctrl+B": lambda: self._down(partial(self.open_rows, one, ""))},
                notes=(_origin(one),),
                seal=True,
            )
            page.chosen.connect(lambda row: self._down(partial(self.open_rows, one, row.kind)))
            page.tell(message or _origin(one), mark)
            self._place.overlay.open(page, _title(one), "Enter 看这一类   Ctrl+B 看全部   Esc 返回", then=self._up)

        self._place.operations.run(
            lambda _job: results.rows(desk, one.id), show, self._place.failed, owner=self, doing="读取比对结果"
        )

    def open_rows(self, one: PayerFile, kind: str, message: str = "", mark: str = "") -> None:
        """The rows of one class, or all of them."""
        desk = self._place.desk

        def show(found: tuple[ComparedRow, ...]) -> None:
            rows = [row for row in found if kind in {"", row.kind}]
            page = ToldList(
                columns.COMPARED,
                rows,
                name=f"{one.payer} {CLASSES.get(kind, '全部')}",
                nothing="这一类没有。",
                stretch="why",
                keys={"Ctrl+E": lambda row: self._explain(page, one, kind, row)},
                whole=_whole,
                notes=(_origin(one),),
                seal=True,
            )
            page.chosen.connect(self._open_slip)
            page.tell(message, mark)
            title = f"{_title(one)} · {CLASSES.get(kind, '全部')}"
            self._place.overlay.open(page, title, "Enter 看单据   Ctrl+E 写说明   Esc 返回")

        self._place.operations.run(
            lambda _job: results.rows(desk, one.id), show, self._place.failed, owner=self, doing="读取比对结果"
        )

    def _down(self, open_: Callable[[], None]) -> None:
        """A page below the one that is open, which comes back on Esc."""
        self._place.overlay.hold()
        open_()

    def _done(self, back: Callable[..., None]) -> None:
        self._stale = True
        back("已记下。", "done")

    def _up(self) -> None:
        """The list of files again, where something changed in it."""
        if self._stale:
            self._stale = False
            self.open()

    def _open_slip(self, row: ComparedRow) -> None:
        if row.document_id:
            self._place.overlay.hold()
            self._papers.open_slip(row.document_id)

    def _explain(self, page: ToldList, one: PayerFile, kind: str, row: ComparedRow) -> None:
        desk = self._place.desk
        agreed = "这一行两边一致，不用说明。" if row.kind == "agreed" else ""
        later = "" if one.latest else _LATER if not one.undone else "这一版已经撤销，不用再写说明。"
        if not page.may(refusal(desk, RIGHT) or agreed or later):
            return
        note_id = desk.new_id()
        back = partial(self.open_rows, one, kind)
        typed = {"state": "explained" if row.state in {"", "open"} else row.state, "note": row.note}
        open_entry(
            self._place,
            self,
            EntryPage(
                title=f"{row.number or row.said or f'第 {row.lines} 行'}：写说明",
                fields=results.NOTE,
                word="记下",
                lead=_whole(row),
                store=lambda desk, texts: results.explain(desk, note_id, one.id, row.position, texts),
                done=lambda _row: self._done(back),
                back=back,
                typed=typed,
            ),
        )

    def _undo(self, page: ToldList, one: PayerFile) -> None:
        """Take a version back, for a reason."""
        desk = self._place.desk
        if not page.may(refusal(desk, RIGHT)):
            return
        note_id = desk.new_id()
        open_entry(
            self._place,
            self,
            EntryPage(
                title=f"{_title(one)}：撤销",
                fields=(WHY,),
                word="撤销",
                lead=f"{_origin(one)}。撤销以后不再算数，前一版重新算数；这一版和写过的说明仍在清单里看得到。",
                store=lambda desk, texts: results.undo(desk, note_id, one.id, texts),
                done=lambda made: self.open(f"已撤销：{_title(made)}。", "done"),
                back=self.open,
            ),
        )

    # ---- a new file ----

    def _open_form(self, page: ToldList | None = None) -> None:
        desk = self._place.desk
        if page is not None and not page.may(refusal(desk, RIGHT)):
            return

        def show(payers: tuple[str, ...]) -> None:
            month = before(period_of("month", today(desk))).code
            typed = self._typed or {"path": str(self._place.folder(FOLDER)), "period": month}
            form = PayerFileForm(typed, payers)
            form.finished.connect(lambda texts: self._read(form, texts))
            form.changed.connect(lambda: self._typed.update(form.texts()))
            form.left.connect(self.open)
            self._place.overlay.open(FormPage(form, LEAD), "导入付款方文件", "Enter 下一格，填完读入   Esc 返回")
            form.start()

        self._place.operations.run(lambda _job: importing.payers(desk), show, self._place.failed, owner=self)

    def _read(self, form: PayerFileForm, texts: dict[str, str]) -> None:
        desk = self._place.desk
        self._typed = dict(texts)
        path = self._place.typed_path(FOLDER, texts["path"])
        if path is None:
            form.refuse("path", "请填文件的位置，或按 Ctrl+O 在文件夹里选。")
            return

        def opened(step: Step) -> ListFile:
            read_period(texts["period"], "period", "month")
            return importing.open_file(desk, texts["payer"], path, step)

        list_files.open_file(self._place, form, FOLDER, path, opened, self._show_columns)

    def _show_columns(self, file: ListFile) -> None:
        page = list_files.columns_page(self._place, file, self._stage)
        page.left.connect(self._open_form)
        keys = "Enter 换一列   Ctrl+S 读入并比对   Esc 返回"
        self._place.overlay.open(page, "导入付款方文件：列的对应", keys)

    def _stage(self, page: ListColumnsPage) -> None:
        desk, file, typed = self._place.desk, page.file, self._typed

        def read(job: Job) -> Compared:
            return importing.read(desk, file, typed["payer"], typed["period"], job.step)

        list_files.read_in(self._place, page, read, self._show_compared, "读入和比对")

    def _show_compared(self, seen: Compared) -> None:
        page = ToldList(
            columns.SEEN,
            seen.rows,
            name=f"{seen.payer} {seen.period.title}",
            nothing="这个月两边都没有单据。",
            stretch="why",
            page_keys={"Ctrl+S": lambda: self._save(page, seen)},
            whole=_whole,
        )
        page.chosen.connect(lambda _row: self._ask_keep(page, seen))
        page.tell(_said(seen), "warn" if seen.refused else "")
        title = f"{seen.payer} · {seen.period.title} · 比对（还没有保存）"
        self._place.overlay.open(page, title, "Enter 保存结果   Ctrl+S 存退回的行   Esc 返回")

    def _save(self, page: ToldList, seen: Compared) -> None:
        if not seen.refused:
            page.tell("没有退回的行。")
            return
        path = self._place.folder(FOLDER) / f"退回的行-{Path(seen.file.name).stem}.csv"
        list_files.save_refused(self._place, page, path, lambda: importing.refused_rows(seen), "改好后可以再导入。")

    def _ask_keep(self, page: ToldList, seen: Compared) -> None:
        desk = self._place.desk
        file_id = desk.new_id()

        def done(made: PayerFile) -> None:
            self._typed = {}
            self._stale = True  # the list of files lies no longer below: it is opened on the way up
            told = f"已保存第 {made.version} 版：{made.apart} 行不一致，逐行写说明。"
            if self._place.in_front(page):
                self.open_file(made, told, "done")
            else:
                self._place.notice.tell(f"{made.payer} {made.period}：{told}", "done")

        def go() -> None:
            self._place.operations.run(
                lambda _job: importing.keep(desk, file_id, seen),
                done,
                list_files.told_on(self._place, page),
                owner=self,
                doing="保存比对结果",
                stops=Stops.BY_KEY,
            )

        version = f"第 {seen.version} 版" + ("，以前的留着" if seen.version > 1 else "")
        page.ask(f"保存 {seen.payer} {seen.period.title}的比对结果（{version}）：{_said(seen)}", "保存", "再看看", go)


def _title(one: PayerFile) -> str:
    return f"{one.payer} · {one.period} · 第 {one.version} 版"


def _origin(one: PayerFile) -> str:
    return f"{one.file_name}，{one.operator_name} {one.at:%Y-%m-%d %H:%M} 导入，文件摘要 {one.sha256[:16]}"


def _said(seen: Compared) -> str:
    counts = "，".join(f"{CLASSES[one.kind]} {one.count} 行" for one in seen.sums if one.count)
    ours, theirs = (sum(getattr(one, side) for one in seen.sums) for side in ("ours", "theirs"))
    return f"{counts}；我方 {_yuan(ours)} 元，对方 {_yuan(theirs)} 元，相差 {_yuan(theirs - ours)} 元。"


def _whole(row: ComparedRow) -> str:
    said = f"文件第 {row.lines} 行 {row.said}，" if row.lines else ""
    note = f"　{STATES.get(row.state, '')}：{row.note}" if row.note else ""
    return f"{said}我方 {_yuan(row.ours)} 元，对方 {_yuan(row.theirs)} 元。{row.why}{note}"


def _yuan(fen: int) -> str:
    return format_fen(fen, thousands=True)
