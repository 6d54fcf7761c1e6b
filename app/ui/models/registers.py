"""The columns of a register's list, made of its fields."""

from __future__ import annotations

from app.money.fen import format_fen
from app.records.fields import Field
from app.records.registers import ON, PERSON, Entry, Product, Register
from app.services.registers.book import product_of, shown_value
from app.ui.models.table import Align, Column, Mark

_RIGHT = frozenset({"money", "count", "rate"})
LONG = 40
"""A text field that may be longer is shown below the list instead of widening it."""


def columns_of(register: Register) -> tuple[Column[Entry], ...]:
    """Day, whom it is about, the register's own fields, what is worked out, state and deadline."""
    columns: list[Column[Entry]] = [Column(ON, _on_title(register), lambda row: row.on.isoformat())]
    if register.about_person:
        columns += [
            Column("township", "乡镇", lambda row: row.about.township),
            Column("village", "村", lambda row: row.about.village),
            Column(PERSON, "姓名", lambda row: row.about.name),
        ]
    columns += [_column(one) for one in register.fields if one.key not in {ON, PERSON}]
    columns += [_product(one) for one in register.products]
    columns.append(
        Column("state", "状态", lambda row: register.state(row.state).word, mark=lambda row: _quiet(register, row))
    )
    if register.due is not None and register.due.workdays:
        columns.append(Column("due", "到期", lambda row: row.due.isoformat() if row.due else ""))
    return tuple(columns)


def stretched(register: Register) -> str:
    """The column that takes the room that is left: the longest text."""
    texts = [one for one in register.fields if one.kind == "text" and one.key != ON]
    longest = max(texts, key=lambda one: one.longest, default=None)
    return longest.key if longest is not None else "state"


def whole_of(register: Register, row: Entry) -> str:
    """An entry in one sentence, for what its cells have no room for."""
    told = [f"{one.title}：{text}" for one in register.fields if (text := shown_value(row, one)) and one.key != ON]
    if row.note:
        told.append(f"说明：{row.note}")
    return "；".join([*told, f"{row.operator_name} {row.at:%Y-%m-%d %H:%M}"])


def _on_title(register: Register) -> str:
    return next(one.title for one in register.fields if one.key == ON)


def _column(field: Field) -> Column[Entry]:
    align = Align.RIGHT if field.kind in _RIGHT else Align.LEFT
    return Column(field.key, field.title, lambda row: shown_value(row, field), align)


def _product(one: Product) -> Column[Entry]:
    def text(row: Entry) -> str:
        fen = product_of(row, one.count, one.money)
        return "" if fen is None else format_fen(fen, thousands=True)

    return Column(one.key, one.title, text, Align.RIGHT)


def _quiet(register: Register, row: Entry) -> Mark | None:
    return Mark.QUIET if register.state(row.state).done else None
