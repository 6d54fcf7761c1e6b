"""A table from outside that is looked at row by row and brought in: form, columns, look, import; Esc steps back and keeps
what was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QObject
from shiboken6 import isValid

from app.records.fields import Field
from app.records.progress import Step
from app.services.desk import Desk
from app.services.list_files import ListFile
from app.ui.desks import list_files
from app.ui.desks.filings import FilingsDesk, Reload
from app.ui.files import save_new
from app.ui.operations import Stops
from app.ui.place import Place
from app.ui.screens.filings import LOOK
from app.ui.screens.list_columns import ListColumnsPage
from app.ui.screens.register_page import RegisterPage

FOLDER = "filings/folder"
PATH = Field("path", "文件", longest=300, hint="xlsx、xls、ods、csv 的位置")
_COLUMN_KEYS = "Enter 选标题   Tab 到工作表和标题行   Ctrl+S 读入并核对   Esc 返回"
_LOOK_KEYS = "Ctrl+S 导入   Ctrl+B 存退回的行   Esc 不导入"


class Looked(Protocol):
    """What a service says of a table that was read."""

    @property
    def file(self) -> ListFile:
        """Where it was read from."""

    @property
    def rows(self) -> Sequence[Any]:
        """What would come of each row."""

    def count(self, state: str) -> int:
        """How many rows are of a state."""


@dataclass(frozen=True, slots=True)
class TableTopic:
    """One kind of table: its form (``fields`` behind the file's place, as first ``typed``), and the services that know it.
    ``done`` the sentence after the import; ``may_not`` why this operator can't."""

    title: str
    lead: str
    fields: Sequence[Field]
    typed: Mapping[str, str]
    open_file: Callable[[Desk, Mapping[str, str], Path], ListFile]
    look_at: Callable[[Desk, Mapping[str, str], ListFile, Step], Any]
    bring_in: Callable[[Desk, Any, Mapping[str, str], Step], Any]
    refused_csv: Callable[[Desk, Any], bytes]
    done: Callable[[Any], str]
    may_not: str


class TableLook(QObject):
    """Opens over a list's page, which is read again after an import. One object per page of lists."""

    def __init__(self, place: Place, filings: FilingsDesk, topic: TableTopic, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place
        self._filings = filings
        self._topic = topic

    def start(self, page: RegisterPage, reload: Reload, typed: Mapping[str, str] | None = None) -> None:
        """Ask for the file and what it is."""
        desk, topic = self._place.desk, self._topic

        def read(texts: Mapping[str, str]) -> tuple[ListFile, Mapping[str, str]]:
            path = self._place.folder(FOLDER) / Path(texts["path"].strip().strip('"')).expanduser()
            return topic.open_file(desk, texts, path), texts

        def show(answer: tuple[ListFile, Mapping[str, str]]) -> None:
            self._place.used(FOLDER, answer[0].path)
            self._place.overlay.step_back()
            self._show_columns(page, reload, *answer)

        first = typed or {PATH.key: str(self._place.folder(FOLDER)), **topic.typed}
        fields = (PATH, *topic.fields)
        title = f"{topic.title}：选文件"
        self._filings.ask(fields, "读入", title, topic.lead, read, show, typed=first, may_not=topic.may_not)

    def _show_columns(self, page: RegisterPage, reload: Reload, file: ListFile, texts: Mapping[str, str]) -> None:
        """Which column is what: as for every list."""
        desk = self._place.desk

        def look(shown: ListColumnsPage) -> None:
            list_files.read_in(
                self._place,
                shown,
                lambda job: self._topic.look_at(desk, texts, shown.file, job.step),
                lambda look: self._show_look(page, reload, look, texts),
            )

        def leave() -> None:
            self._place.overlay.step_back()
            self.start(page, reload, texts)

        shown = list_files.columns_page(self._place, file, look)
        shown.left.connect(leave)
        self._place.overlay.hold()
        self._place.overlay.open(shown, f"{self._topic.title}：列的对应", _COLUMN_KEYS)

    def _show_look(self, page: RegisterPage, reload: Reload, look: Looked, texts: Mapping[str, str]) -> None:
        desk, topic = self._place.desk, self._topic

        def done(made: Any) -> None:
            self._filings.changed.emit()
            if self._place.in_front(looked):
                self._place.overlay.step_back()
            self._filings.refresh(page, reload, topic.done(made))

        def bring(_row: object) -> None:
            self._place.operations.run(
                lambda job: topic.bring_in(desk, look, texts, job.step),
                done,
                lambda told: looked.tell(told.message, "warn") if isValid(looked) else self._place.failed(told),
                owner=self,
                doing=f"导入 {look.file.name}",
                stops=Stops.BY_KEY,
            )

        def save(_row: object) -> None:
            target = self._place.folder(FOLDER) / f"{Path(look.file.name).stem}-退回.csv"
            self._place.operations.run(
                lambda _job: save_new(topic.refused_csv(desk, look), target),
                lambda path: looked.tell(f"退回的行存在 {path}：改好后可以另作一份导入。", "done"),
                self._place.failed,
                owner=looked,
                doing="存退回的行",
                stops=Stops.NEVER,
            )

        title = f"{topic.title}：核对"
        looked = RegisterPage(
            LOOK,
            look.rows,
            name=title,
            nothing="表里没有行。",
            stretch="said",
            keys={"Ctrl+S": bring, "Ctrl+B": save},
            said=f"{look.file.name}：{_said(look)}。按 Ctrl+S 导入。",
        )
        self._place.overlay.open(looked, title, _LOOK_KEYS)


def _said(look: Looked) -> str:
    return f"可以导入 {look.count('new')} 行，已有 {look.count('known')} 行，退回 {look.count('refused')} 行"
