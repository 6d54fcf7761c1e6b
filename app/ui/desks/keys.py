"""按键: the one shortcut table on its page, and another key for what works from everywhere in the window."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.ui import key_habits
from app.ui.actions import SHORTCUTS, Shortcut, shown
from app.ui.doors import Door
from app.ui.models.table import Column, Mark
from app.ui.place import Place
from app.ui.screens.form_page import FormPage
from app.ui.screens.told_list import ToldList
from app.ui.widgets.field import LabeledField
from app.ui.widgets.field_form import FieldForm
from app.ui.widgets.key_field import KeyEdit

TITLE = "按键"
KEYS = "Enter 换一个键   Delete 还原这一个   Ctrl+R 全部还原   Esc 返回"
FORM_KEYS = "按下要用的键，再按 Enter 保存   Esc 返回，不改"
TOLD = "改过的只管这台电脑的这个窗口；按键条、按键卡和提示语跟着变，使用说明里写的仍是平常的键。"
FIXED = "这是列表、表格和输入框里通用的键，不能改。"
LEAD = "{label}：{help}。平常是 {usual}。请按下要用的键：F1 到 F12（可加 Shift、Ctrl），或 Ctrl 加一个字母、数字。"
_USUAL = {row.id: row.keys for row in SHORTCUTS}


def _words(row: Shortcut) -> str:
    return "  ".join(shown(one) for one in row.keys)


def _usual(row: Shortcut) -> str:
    return "  ".join(shown(one) for one in _USUAL[row.id])


def _changed(row: Shortcut) -> bool:
    return row.keys != _USUAL[row.id]


def _state(row: Shortcut) -> str:
    if not row.bound:
        return "不能改"
    return f"改过，平常是 {_usual(row)}" if _changed(row) else ""


COLUMNS: tuple[Column[Shortcut], ...] = (
    Column("keys", "键", _words, mark=lambda row: Mark.WARN if _changed(row) else None),
    Column("label", "名称", lambda row: row.label),
    Column("help", "做什么", lambda row: row.help, hint=lambda row: row.help),
    Column("group", "在哪里", lambda row: row.group),
    Column("state", "", _state, mark=lambda row: None if row.bound else Mark.QUIET),
)


class KeysDesk(QObject):
    """``changed`` after a key was changed: the window binds its keys again. One object per window."""

    changed = Signal()

    def __init__(self, place: Place, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place

    def doors(self) -> tuple[Door, ...]:
        """The page."""
        return (Door(TITLE, "设置", "每个键做什么；F 键和 Ctrl 键可以换成顺手的", self.open),)

    def open(self) -> None:
        """Show the table."""
        self._open()

    def _open(self, at: str = "", message: str = TOLD, mark: str = "") -> None:
        rows = key_habits.table(self._now())
        page = ToldList(
            COLUMNS,
            rows,
            name=TITLE,
            nothing="",
            stretch="help",
            whole=lambda row: row.help,
            keys={"Del": lambda row: self._reset(row, page), "Ctrl+R": lambda _row: self._reset_all()},
        )
        page.chosen.connect(lambda row: self._ask(row, page))
        page.tell(message, mark)
        page.list.show_rows(rows, next((place for place, row in enumerate(rows) if row.id == at), 0))
        self._place.overlay.open(page, TITLE, KEYS)

    def _now(self) -> dict[str, str]:
        return key_habits.changed(self._place.settings)

    def _ask(self, row: Shortcut, page: ToldList) -> None:
        if not row.bound:
            page.tell(FIXED)
            return
        form = FieldForm({"key": LabeledField("新的键", KeyEdit())}, "保存")
        form.fields["key"].set_text(row.keys[0])
        form.finished.connect(lambda texts: self._take(row, texts["key"], form))
        form.left.connect(lambda: self._open(row.id))
        lead = LEAD.format(label=row.label, help=row.help, usual=_usual(row))
        self._place.overlay.open(FormPage(form, lead), f"{TITLE} · {row.label}", FORM_KEYS)
        form.start()

    def _take(self, row: Shortcut, key: str, form: FieldForm) -> None:
        now = self._now()
        why = key_habits.refused(row.id, key, now)
        if why:
            form.refuse("key", why)
            return
        now.pop(row.id, None)
        if (key,) != _USUAL[row.id]:
            now[row.id] = key
        self._keep(now, row.id, f"“{row.label}”改用 {shown(key)}，现在就能用。")

    def _reset(self, row: Shortcut, page: ToldList) -> None:
        now = self._now()
        if now.pop(row.id, None) is None:
            page.tell("这个键没有改过。")
            return
        taken = next((one for one, key in now.items() if key in _USUAL[row.id]), None)
        if taken is not None:
            label = next(one.label for one in SHORTCUTS if one.id == taken)
            page.tell(f"平常的键 {_usual(row)} 现在是“{label}”的：请先还原那一个，或全部还原（Ctrl+R）。", "warn")
            return
        self._keep(now, row.id, f"“{row.label}”还原成 {_usual(row)}。")

    def _reset_all(self) -> None:
        self._keep({}, "", "所有的键都还原成平常的。")

    def _keep(self, wanted: dict[str, str], at: str, message: str) -> None:
        key_habits.keep(self._place.settings, wanted)
        self.changed.emit()
        self._open(at, message, "done")
