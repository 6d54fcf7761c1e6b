"""The settings of the window on their desk: four fields, read and stored through services."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.records.settings import Settings, SettingsForm
from app.services.rights import refusal
from app.services.settings import change_settings, form_of, read_settings
from app.ui.doors import Door
from app.ui.operations import Stops
from app.ui.place import Place
from app.ui.screens.form_page import FormPage
from app.ui.widgets.field import LabeledField
from app.ui.widgets.field_form import FieldForm

LEAD = "这些设置只管这个窗口的数据文件，改动都记在审计记录里。窗口名称和单号在 [Ctrl+D]“窗口和单号”里改。"
TITLES = {
    "reversal_limit": "冲红多少元以上要第二个人复核",
    "lock_minutes": "多少分钟没有操作就锁定窗口（1 到 120）",
    "backup_every": "每结算多少笔自动备份一次（1 到 1000）",
    "second_folder": "备份再存一份到哪个文件夹（可不填，例如 U 盘上的）",
    "phone": "窗口电话（印在受理回执上，可不填）",
}


class SettingsDesk(QObject):
    """``changed`` after new settings were stored."""

    changed = Signal()

    def __init__(self, place: Place, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place

    def doors(self) -> tuple[Door, ...]:
        """The page."""
        return (Door("窗口设置", "设置", "冲红复核限额、锁屏时间、备份间隔和第二备份位置、窗口电话", self.open),)

    def open(self) -> None:
        """Read the settings and show them."""
        desk = self._place.desk
        self._place.operations.run(lambda _job: read_settings(desk), self._show, self._place.failed, owner=self)

    def _show(self, settings: Settings) -> None:
        desk = self._place.desk
        typed = form_of(settings)
        fields = {name: LabeledField(title) for name, title in TITLES.items()}
        for name, field in fields.items():
            field.set_text(str(getattr(typed, name)))
        form = FieldForm(fields, "保存")
        form.finished.connect(lambda texts: self._store(form, SettingsForm(**texts)))
        form.left.connect(self._place.overlay.step_back)
        page = FormPage(form, LEAD, may_not=refusal(desk, "settings.change"))
        self._place.overlay.open(page, "窗口设置", "Enter 下一项   Esc 返回，不保存")

    def _store(self, form: FieldForm, typed: SettingsForm) -> None:
        desk = self._place.desk

        def stored(_settings: Settings) -> None:
            self._place.overlay.close_page()
            self._place.notice.tell("窗口设置已保存。", "done")
            self.changed.emit()

        self._place.operations.run(
            lambda _job: change_settings(desk, typed),
            stored,
            lambda told: form.refuse(told.field, told.message),
            owner=form,
            doing="保存",
            stops=Stops.NEVER,
        )
