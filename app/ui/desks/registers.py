"""Registers on their desk: one list, one form and one set of keys for all of them; what differs comes from the register."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QObject
from shiboken6 import isValid

from app.records.fields import WHY, Field
from app.records.register_list import BY_CODE, REGISTERS
from app.records.registers import ACTS, Entry, EntryVersion, Register
from app.services.desk import today
from app.services.registers import book
from app.services.rights import refusal
from app.ui.desks.finders import finders_of
from app.ui.doors import Door
from app.ui.models.table import Column
from app.ui.operations import Stops
from app.ui.place import Place
from app.ui.screens.form_page import FormPage
from app.ui.screens.lists import ListPage
from app.ui.screens.registers import ADD, HISTORY, KEYS, MOVE, WITHDRAW, RegisterPage
from app.ui.widgets.entry_form import EntryForm
from app.ui.widgets.picker import Pick

FORM_KEYS = "Enter 下一格，填完登记   Esc 返回，不登记"
Keys = Mapping[str, tuple[str, Callable[[RegisterPage], None]]]
"""A register's own keys: what the hint line says of each, and what it does on the page."""


class RegistersDesk(QObject):
    """``own`` register's code → its own keys. One object per window."""

    def __init__(self, place: Place, parent: QObject, own: Mapping[str, Keys] | None = None) -> None:
        super().__init__(parent)
        self._place = place
        self._own = own or {}

    def doors(self) -> tuple[Door, ...]:
        """A door for each register."""
        return tuple(Door(one.title, "台账", one.what, partial(self.open, one.code), one.duties) for one in REGISTERS)

    def open(self, code: str, at_id: str = "", then: Callable[[], None] | None = None) -> None:
        """The list of a register, the cursor in the entry ``at_id``; ``then`` when it was closed."""
        desk = self._place.desk
        self._place.operations.run(
            lambda _job: book.listed(desk, code),
            lambda rows: self._show(BY_CODE[code], rows, at_id, then),
            self._place.failed,
            owner=self,
            doing="读取台账",
        )

    def _show(self, register: Register, rows: tuple[Entry, ...], at_id: str, then: Callable[[], None] | None) -> None:
        own = self._own.get(register.code, {})
        page = RegisterPage(
            register,
            rows,
            today(self._place.desk),
            may_not=refusal(self._place.desk, "register.edit"),
            further={key: act for key, (_, act) in own.items()},
        )
        page.wanted.connect(lambda key, row: self._do(page, key, row))
        page.chosen.connect(lambda row: self._change(page, row))
        words = "".join(f"{key} {said}   " for key, (said, _) in own.items())
        self._place.overlay.open(page, register.title, words + KEYS, then=then)
        if at_id:
            page.show_rows(rows, at_id)

    def _do(self, page: RegisterPage, key: str, row: Entry | None) -> None:
        if row is not None and key == HISTORY:
            self._history(page, row)
        elif page.may_not:
            page.tell(page.may_not, "warn")
        elif key == ADD:
            self.add(page.register.code, {}, {}, page)
        elif row is not None and key == MOVE:
            self._move(page, row)
        elif row is not None and key == WITHDRAW:
            self._withdraw(page, row)

    # ---- forms ----

    def add(
        self,
        code: str,
        typed: Mapping[str, str],
        picks: Mapping[str, Pick],
        page: RegisterPage | None = None,
        then: Callable[[], None] = lambda: None,
    ) -> None:
        """The form of a new entry, with what is known of it already; over a list that was opened from elsewhere too, which does
        ``then`` what the entry makes of it."""
        desk, register = self._place.desk, BY_CODE[code]
        self._place.operations.run(
            lambda _job: book.fresh_texts(desk, code),
            lambda fresh: self._open_form(
                page,
                register.fields,
                {**fresh, **typed},
                f"{register.title}：登记",
                "登记",
                lambda texts: book.add(desk, code, texts),
                "已登记。",
                lead=register.clause,
                picks=picks,
                then=then,
            ),
            self._place.failed,
            owner=self,
        )

    def _change(self, page: RegisterPage, row: Entry) -> None:
        desk, register = self._place.desk, page.register
        about = f"{row.about.name} · {row.about.township} {row.about.village}" if row.about.name else ""
        institution = row.names.get(row.institution_id, "")
        lead = "；".join(filter(None, (about, institution))) or register.clause
        self._open_form(
            page,
            register.changeable,
            book.texts_of(row),
            f"{register.title}：修改",
            "保存",
            lambda texts: book.change(desk, row.id, row.version, texts),
            "已保存，原来的内容留在经历里（Ctrl+J）。",
            lead=lead,
        )

    def _move(self, page: RegisterPage, row: Entry) -> None:
        desk, register = self._place.desk, page.register
        codes = [one.code for one in register.states]
        at = codes.index(row.state)
        # The next step comes first: Enter twice is what is done most.
        order = [*register.states[at + 1 :], *register.states[:at]]
        fields = (
            Field("state", "改为", "choice", choices={one.code: one.word for one in order}),
            Field("why", "说明", required=False),
        )
        self._open_form(
            page,
            fields,
            {"state": order[0].code},
            f"{register.title}：改状态",
            "改状态",
            lambda texts: book.move(desk, row.id, row.version, texts["state"], texts["why"]),
            "状态已改。",
            lead=f"现在是“{register.state(row.state).word}”。",
        )

    def _withdraw(self, page: RegisterPage, row: Entry) -> None:
        desk = self._place.desk
        self._open_form(
            page,
            (WHY,),
            {},
            f"{page.register.title}：撤销这一条",
            "撤销",
            lambda texts: book.withdraw(desk, row.id, row.version, texts["why"]),
            "已撤销：不再列出，记录留在文件里。",
            lead=f"{row.on} {row.about.name}",
        )

    def _open_form(
        self,
        page: RegisterPage | None,
        fields: Sequence[Field],
        typed: Mapping[str, str],
        title: str,
        word: str,
        store: Callable[[dict[str, str]], Entry],
        done: str,
        *,
        lead: str,
        picks: Mapping[str, Pick] | None = None,
        then: Callable[[], None] = lambda: None,
    ) -> None:
        desk, overlay = self._place.desk, self._place.overlay
        may_not = refusal(desk, "register.edit")
        form = EntryForm(fields, word, finders_of(desk), typed=typed, picks=picks)

        def stored(entry: Entry) -> None:
            overlay.step_back()
            if page is None:
                self._place.notice.tell(f"“{BY_CODE[entry.register].title}”{done}", "done")
                then()
            elif isValid(page):
                self.again(page, entry.id, done)

        form.finished.connect(
            lambda texts: self._place.operations.run(
                lambda _job: store(texts),
                stored,
                lambda told: form.refuse(told.field, told.message),
                owner=form,
                doing="保存",
                stops=Stops.NEVER,
            )
        )
        form.left.connect(overlay.step_back)
        overlay.hold()
        overlay.open(FormPage(form, lead, may_not=may_not), title, FORM_KEYS)
        empty = [one for one in fields if not form.texts()[one.key]]
        form.start(empty[0].key if any(one.required for one in empty) else "")

    def again(self, page: RegisterPage, at_id: str, message: str) -> None:
        """Read the list again after something was stored."""
        desk, code = self._place.desk, page.register.code

        def show(rows: tuple[Entry, ...]) -> None:
            page.show_rows(rows, at_id)
            page.tell(message, "done")

        self._place.operations.run(
            lambda _job: book.listed(desk, code),
            show,
            lambda told: page.tell(told.message, "stop"),
            owner=page,
            doing="读取台账",
        )

    # ---- history ----

    def _history(self, page: RegisterPage, row: Entry) -> None:
        desk, overlay = self._place.desk, self._place.overlay

        def show(versions: tuple[EntryVersion, ...]) -> None:
            columns = _history_columns(page.register, row)
            overlay.hold()
            shown = ListPage(columns, versions, name="这一条的经历", nothing="", stretch="data")
            overlay.open(shown, f"{page.register.title}：这一条的经历", "Esc 返回")

        self._place.operations.run(
            lambda _job: book.history(desk, row.id), show, lambda told: page.tell(told.message, "stop"), owner=page
        )


def _history_columns(register: Register, row: Entry) -> tuple[Column[EntryVersion], ...]:
    def data(one: EntryVersion) -> str:
        texts = book.texts_in_words(register, one.values, row.names)
        return "；".join(f"{title} {text}" for title, text in texts.items())

    return (
        Column("at", "时间", lambda one: f"{one.at:%Y-%m-%d %H:%M:%S}"),
        Column("who", "谁", lambda one: one.operator_name),
        Column("act", "做了什么", lambda one: ACTS[one.act]),
        Column("state", "状态", lambda one: register.state(one.state).word),
        Column("note", "说明", lambda one: one.note),
        Column("data", "内容", data, hint=data),
    )
