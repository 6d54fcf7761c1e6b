"""诊断报告 on its desk: what ``services.doctor`` found, and its file for whoever helps from afar."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from app.records.fields import Field
from app.services.desk import now
from app.services.doctor import DoctorLine, inside, text_of
from app.ui.desks.finders import finders_of
from app.ui.doors import Door
from app.ui.files import save_new
from app.ui.models.table import Column
from app.ui.operations import Stops
from app.ui.place import Place
from app.ui.screens.form_page import FormPage
from app.ui.screens.told_list import ToldList
from app.ui.widgets.entry_form import EntryForm

TITLE = "诊断报告"
KEYS = "Ctrl+S 存成文件   Enter 看全文   Esc 返回"
LEAD = "报告里只有版本、大小、行数和核查结果，没有姓名、证号和金额，可以发给帮助您的人。"
FOLDER = "doctor/folder"
COLUMNS: tuple[Column[DoctorLine], ...] = (
    Column("what", "项目", lambda line: line.what),
    Column("state", "", lambda line: "！要处理" if line.wrong else ""),
    Column("found", "查到", lambda line: line.found),
)


class DoctorDesk(QObject):
    """One object per window."""

    def __init__(self, place: Place, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place

    def doors(self) -> tuple[Door, ...]:
        """The report."""
        return (Door(TITLE, "设置", "版本、大小、备份、核查结果和最近的错误，存成文件请人看", self.open),)

    def open(self) -> None:
        """Look at everything (seconds for a large file), then show it."""
        desk = self._place.desk
        self._place.operations.run(
            lambda job: inside(desk, job.step),
            self._show,
            self._place.failed,
            owner=self,
            doing="检查数据文件和审计记录",
        )

    def _show(self, lines: tuple[DoctorLine, ...]) -> None:
        page = ToldList(
            COLUMNS,
            lines,
            name=TITLE,
            nothing="",
            stretch="found",
            page_keys={"Ctrl+S": lambda: self._ask(page, lines)},
            whole=lambda line: f"{line.what}：{line.found}",
        )
        wrong = sum(line.wrong for line in lines)
        page.tell(f"{wrong} 处要处理。{LEAD}" if wrong else f"没有发现问题。{LEAD}", "warn" if wrong else "")
        self._place.overlay.open(page, TITLE, KEYS)

    def _ask(self, page: ToldList, lines: tuple[DoctorLine, ...]) -> None:
        desk, place = self._place.desk, self._place
        name = f"诊断报告 {now(desk):%Y-%m-%d %H%M}.txt"
        field = Field("path", "存到哪里（文件名）", longest=300)
        form = EntryForm((field,), "存文件", finders_of(desk), typed={"path": str(place.folder(FOLDER) / name)})

        def write(text: str) -> Path:
            return save_new(text_of(lines).encode("utf-8"), place.folder(FOLDER) / Path(text.strip()).expanduser())

        def stored(target: Path) -> None:
            place.used(FOLDER, target)
            place.overlay.step_back()
            page.tell(f"已存为 {target}", "done")

        form.finished.connect(
            lambda texts: place.operations.run(
                lambda _job: write(texts["path"]),
                stored,
                lambda told: form.refuse("path", told.message),
                owner=form,
                doing="存报告",
                stops=Stops.NEVER,
            )
        )
        form.left.connect(place.overlay.step_back)
        place.overlay.hold()
        place.overlay.open(FormPage(form, LEAD), name, "Enter 存   Esc 返回")
        form.start()
