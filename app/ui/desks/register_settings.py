"""台账参数: figures and telephones that the papers leave to each place, with who set each and when."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.records.register_list import SETTINGS
from app.services.registers.own_settings import OwnSetting, own_settings, set_own_settings
from app.services.rights import refusal
from app.ui.desks.finders import finders_of
from app.ui.doors import Door
from app.ui.operations import Stops
from app.ui.place import Place
from app.ui.screens.form_page import FormPage
from app.ui.widgets.entry_form import EntryForm

LEAD = "文件没有给的数和本地的咨询电话，在这里填；谁在什么时候填的都有记录。空着的，用到它的查询会说明。"


class RegisterSettingsDesk(QObject):
    """One object per window."""

    def __init__(self, place: Place, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place

    def doors(self) -> tuple[Door, ...]:
        """The settings of registers."""
        what = "高费用、反复住院、目录外占比的界限，诉求答复工作日，一般诊疗费，咨询电话"
        return (Door("台账参数", "设置", what, self.open, ("SYd1", "SYd3")),)

    def open(self) -> None:
        """Read what is set, and show it."""
        desk = self._place.desk
        self._place.operations.run(lambda _job: own_settings(desk), self._show, self._place.failed, owner=self)

    def _show(self, found: tuple[OwnSetting, ...]) -> None:
        desk, overlay = self._place.desk, self._place.overlay
        form = EntryForm(SETTINGS, "保存", finders_of(desk), typed={one.field.key: one.text for one in found})
        set_last = max((one for one in found if one.at is not None), key=lambda one: str(one.at), default=None)
        lead = LEAD
        if set_last is not None:
            lead += f"最近一次：{set_last.operator_name} {set_last.at:%Y-%m-%d %H:%M} 改“{set_last.field.title}”。"

        def stored(_none: object) -> None:
            overlay.step_back()
            self._place.notice.tell("台账参数已保存。", "done")

        form.finished.connect(
            lambda texts: self._place.operations.run(
                lambda _job: set_own_settings(desk, texts),
                stored,
                lambda told: form.refuse(told.field, told.message),
                owner=form,
                doing="保存",
                stops=Stops.NEVER,
            )
        )
        form.left.connect(overlay.step_back)
        page = FormPage(form, lead, may_not=refusal(desk, "register.settings"))
        overlay.open(page, "台账参数", "Enter 下一项   Esc 返回，不保存")
