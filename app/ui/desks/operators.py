"""Operators and passwords on their desk: read and changed through services, off the window's thread."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.records.people import OperatorAccount
from app.services.desk import Desk
from app.services.operators import (
    add_operator,
    change_own_password,
    change_role,
    list_operators,
    rename_operator,
    reset_password,
    restart_operator,
    stop_operator,
)
from app.services.recovery import new_recovery_code
from app.services.rights import refusal
from app.ui.desks.recovery import code_page
from app.ui.doors import Door
from app.ui.models.operators import OperatorRow
from app.ui.operations import Stops
from app.ui.place import Place
from app.ui.screens.first_start import PASSWORD
from app.ui.screens.form_page import FormPage
from app.ui.screens.operators import ADD, CHANGE, CODE, RESET, RESTART, STOP, OperatorsPage, OperatorWanted
from app.ui.widgets.field_form import FieldForm
from app.ui.widgets.password_field import PasswordField

KEYS = "Enter 改姓名和身份   Ins 添加   Del 停用或恢复   Ctrl+P 重设口令   Ctrl+K 换新恢复码   Esc 返回"
OWN = "改好以后，下次登录和打开锁定的窗口用新口令。忘了口令，请管理员重设。"
Rows = tuple[OperatorRow, ...]


class OperatorsDesk(QObject):
    """Opens the page of operators, and that of one's own password. One object per window."""

    def __init__(self, place: Place, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place

    def doors(self) -> tuple[Door, ...]:
        """The page."""
        return (Door("操作员", "设置", "谁能在这里办理：添加、停用、换身份、重设口令、换恢复码", self.open),)

    def open(self) -> None:
        """Read the operators and show them."""
        desk = self._place.desk
        self._place.operations.run(lambda _job: _rows(desk), self._show, self._place.failed, owner=self)

    def _show(self, rows: Rows) -> None:
        page = OperatorsPage(rows, may_not=refusal(self._place.desk, "operator.manage"))
        page.wanted.connect(lambda wanted: self._do(page, wanted))
        self._place.overlay.open(page, "操作员", KEYS)

    def _do(self, page: OperatorsPage, wanted: OperatorWanted) -> None:
        if wanted.what == CODE:
            self._new_code(page)
            return
        desk = self._place.desk

        def done() -> tuple[Rows, str, str]:
            operator_id, message = _done(desk, wanted)
            return _rows(desk), operator_id, message

        self._place.operations.run(
            lambda _job: done(),
            lambda answer: page.stored(*answer),
            lambda told: page.refused(told.field, told.message),
            owner=page,
            doing="保存",
            stops=Stops.NEVER,
        )

    def _new_code(self, page: OperatorsPage) -> None:
        desk = self._place.desk
        self._place.operations.run(
            lambda _job: new_recovery_code(desk),
            self._show_code,
            lambda told: page.refused(told.field, told.message),
            owner=self,
            doing="换恢复码",
            stops=Stops.NEVER,
        )

    def _show_code(self, code: str) -> None:
        place = self._place
        page = code_page(place.desk, code, place.operations, place.settings, place.documents)
        page.confirmed.connect(self.open)
        place.overlay.open(page, "新的恢复码", "Ctrl+P 打印   Ctrl+S 另存为 PDF   Enter 收好了")

    # ---- one's own password ----

    def open_own(self) -> None:
        """The fields of one's own password."""
        desk = self._place.desk
        form = FieldForm(
            {
                "old": PasswordField("原口令"),
                "password": PasswordField("新口令", PASSWORD),
                "again": PasswordField("再输一次"),
            },
            "修改口令",
        )
        page = FormPage(form, OWN)

        def done() -> None:
            self._place.overlay.close_page()
            self._place.notice.tell("口令已修改，下次登录用新的。", "done")

        form.finished.connect(
            lambda texts: self._place.operations.run(
                lambda _job: change_own_password(desk, texts["old"], texts["password"]),
                lambda _none: done(),
                lambda told: form.refuse(told.field, told.message),
                owner=form,
                doing="换口令",
                stops=Stops.NEVER,
            )
        )
        form.left.connect(self._place.overlay.step_back)
        self._place.overlay.open(page, f"修改我的口令 · {desk.operator.name}", "Enter 下一项   Esc 返回")


def _rows(desk: Desk) -> Rows:
    return tuple(_row(desk, account) for account in list_operators(desk))


def _row(desk: Desk, account: OperatorAccount) -> OperatorRow:
    return OperatorRow(account.operator, account.active, own=account.operator.id == desk.operator.id)


def _done(desk: Desk, wanted: OperatorWanted) -> tuple[str, str]:
    """Do it; whom it was done to, and what is said of it."""
    who = wanted.operator_id
    if wanted.what == ADD:
        made = add_operator(desk, wanted.name, wanted.role, wanted.password)
        return made.id, f"已添加{made.role}{made.name}：请本人登录后自己换口令。"
    if wanted.what == CHANGE:
        before = next(one.operator for one in list_operators(desk) if one.operator.id == who)
        own = who == desk.operator.id
        if own and wanted.role != before.role:
            change_role(desk, who, wanted.role)  # refused, before the name is touched
        if wanted.name.strip() != before.name:
            rename_operator(desk, who, wanted.name)
        if not own and wanted.role != before.role:
            change_role(desk, who, wanted.role)
        return who, "已保存：改了身份的，下次登录起按新身份。"
    if wanted.what == STOP:
        stop_operator(desk, who)
        return who, "已停用。"
    if wanted.what == RESTART:
        restart_operator(desk, who, wanted.password)
        return who, "已恢复：请本人用新的首次口令登录。"
    if wanted.what == RESET:
        reset_password(desk, who, wanted.password)
        return who, "已重设：请本人登录后自己换。"
    return who, ""
