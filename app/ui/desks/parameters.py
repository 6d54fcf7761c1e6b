"""The page of local parameters on its desk: reads and confirms through services, carries files, tells the open cases."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.services.desk import today
from app.services.parameter_sets import LARGEST, SetPreview, export_set, import_set, preview_set
from app.services.parameters import (
    ParameterGroup,
    check_document,
    check_since,
    check_value,
    confirm,
    parameter_groups,
)
from app.services.rights import refusal
from app.ui.doors import Door
from app.ui.faults import Trouble
from app.ui.files import read_whole, save_new
from app.ui.place import Place
from app.ui.screens.parameter_form import Checks
from app.ui.screens.parameters import ParametersPage, Wanted

FOLDER = "parameters/folder"
KEYS = "Enter 填写并确认   Ctrl+F 只看待确认   Ctrl+S 导出   Ctrl+O 导入   Esc 返回"
Groups = tuple[ParameterGroup, ...]


class ParametersDesk(QObject):
    """``confirmed``: a value counts from now on that did not before; open cases are to be worked out again."""

    confirmed = Signal()

    def __init__(self, place: Place, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place

    def doors(self) -> tuple[Door, ...]:
        """The page."""
        return (Door("本地参数", "设置", "文件没有给数的本地值：凭文号确认，导出、读入参数文件", self.open),)

    def open(self) -> None:
        """Read every pack of the area and show its parameters."""
        desk = self._place.desk
        self._place.operations.run(
            lambda _job: parameter_groups(desk),
            self._show,
            lambda told: self._place.notice.tell(told.message),
            owner=self,
        )

    def _show(self, groups: Groups) -> None:
        desk = self._place.desk
        if not groups:
            self._place.notice.tell(f"本机还没有{desk.station.area_name}的政策包：请管理员装入。")
            return
        checks = Checks(
            value=lambda pack_id, name, text: check_value(desk, pack_id, name, text),
            since=lambda pack_id, day: check_since(desk, pack_id, day),
            document=check_document,
            today=lambda: today(desk),
        )
        folder = self._place.folder(FOLDER)
        page = ParametersPage(groups, checks, may_not=refusal(desk, "parameter.confirm"), folder=folder)
        page.confirm_wanted.connect(lambda wanted: self._confirm(page, wanted))
        page.export_wanted.connect(lambda pack_id, path: self._export(page, pack_id, path))
        page.import_wanted.connect(lambda path: self._read(page, path))
        self._place.overlay.open(page, "本地参数", KEYS)

    def _confirm(self, page: ParametersPage, wanted: Wanted) -> None:
        desk, line = self._place.desk, wanted.line

        def stored(groups: Groups) -> None:
            page.confirmed(wanted, groups)
            self.confirmed.emit()

        def store() -> Groups:
            confirm(desk, line.pack_id, line.name, wanted.text, wanted.document, wanted.since)
            return parameter_groups(desk)

        self._place.operations.run(lambda _job: store(), stored, lambda told: _refused(page, told), owner=page)

    def _export(self, page: ParametersPage, pack_id: str, path: Path) -> None:
        desk = self._place.desk

        def saved(target: Path) -> None:
            self._place.used(FOLDER, target)
            page.exported(target)

        self._place.operations.run(
            lambda _job: save_new(export_set(desk, pack_id), path),
            saved,
            lambda told: page.file_refused(told.message),
            owner=page,
        )

    def _read(self, page: ParametersPage, path: Path) -> None:
        desk = self._place.desk

        def read() -> tuple[bytes, SetPreview]:
            data = read_whole(path, LARGEST)
            return data, preview_set(desk, data)

        def show(found: tuple[bytes, SetPreview]) -> None:
            self._place.used(FOLDER, path)
            page.show_file(path, found[1], lambda: self._import(page, *found))

        self._place.operations.run(lambda _job: read(), show, lambda told: page.file_refused(told.message), owner=page)

    def _import(self, page: ParametersPage, data: bytes, seen: SetPreview) -> None:
        desk = self._place.desk

        def stored(done: tuple[int, Groups]) -> None:
            page.imported(*done)
            self.confirmed.emit()

        self._place.operations.run(
            lambda _job: (import_set(desk, data, seen), parameter_groups(desk)),
            stored,
            lambda told: page.refused("", told.message),
            owner=page,
        )


def _refused(page: ParametersPage, told: Trouble) -> None:
    page.refused("value" if told.field.startswith("parameters.") else told.field, told.message)
