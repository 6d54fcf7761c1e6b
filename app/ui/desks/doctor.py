"""诊断报告 on its desk: what ``services.doctor`` found, and its file for whoever helps from afar."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.services.desk import now
from app.services.doctor import DoctorLine, inside, text_of
from app.ui.desks.saving import SavePage, open_save
from app.ui.doors import Door
from app.ui.models.table import Column
from app.ui.place import Place
from app.ui.screens.told_list import ToldList

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
        open_save(
            self._place,
            SavePage(
                folder=FOLDER,
                name=f"诊断报告 {now(self._place.desk):%Y-%m-%d %H%M}.txt",
                word="存文件",
                doing="存报告",
                lead=LEAD,
                data=lambda: text_of(lines).encode("utf-8"),
                told=page.tell,
            ),
        )
