"""The columns of a register's list, made of its fields."""

from __future__ import annotations

from datetime import date

from app.records.fields import Field
from app.records.registers import ON, PERSON, Entry, Product, Register
from app.services.registers.book import product_of, shown_value
from app.ui.models import typed
from app.ui.models.table import Column, Mark

_LONG = 100
"""A text that may be longer has no room in a cell beside others: the sentence below the list tells it."""


def columns_of(register: Register, today: date) -> tuple[Column[Entry], ...]:
    """Day, whom it is about, the register's own fields, what is worked out, state and deadline; what is past it and not done
    on ``today`` says so."""
    columns: list[Column[Entry]] = [typed.day(ON, _on_title(register), lambda row: row.on)]
    if register.about_person:
        columns += [
            Column("township", "苏木乡镇", lambda row: row.about.township),
            Column("village", "村", lambda row: row.about.village, shown=False),
            Column(PERSON, "姓名", lambda row: row.about.name),
        ]
    stretch = stretched(register)
    columns += [
        _column(one, shown=_has_room(one, stretch), total=_totalled(register, one))
        for one in register.fields
        if one.key not in {ON, PERSON}
    ]
    columns += [_product(one) for one in register.products]
    columns.append(
        Column("state", "状态", lambda row: register.state(row.state).word, mark=lambda row: _quiet(register, row))
    )
    if register.due is not None:
        own = next(
            (one for one in register.fields if one.key == register.due.field and not register.due.workdays), None
        )
        columns = [one for one in columns if own is None or one.key != own.key]
        columns.append(_due(register, today, own.title if own is not None else "到期"))
    return tuple(columns)


def _due(register: Register, today: date, title: str) -> Column[Entry]:
    def late(row: Entry) -> bool:
        return row.due is not None and row.due < today and not register.state(row.state).done

    return typed.day(
        "due",
        title,
        lambda row: row.due,
        text=lambda row: f"{row.due or ''}{' 已超期' if late(row) else ''}",
        mark=lambda row: Mark.STOP if late(row) else None,
    )


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


def _totalled(register: Register, field: Field) -> bool:
    """Amounts are added up, and numbers that amounts are made of; a price is not: nobody pays the sum of prices."""
    if field.kind == "count":
        return any(one.count == field.key for one in register.products)
    return all(one.money != field.key for one in register.products)


def _has_room(field: Field, stretch: str) -> bool:
    return field.key == stretch or field.kind != "text" or field.longest <= _LONG


def _column(field: Field, *, shown: bool, total: bool) -> Column[Entry]:
    def whole(row: Entry) -> int | None:
        value = row.values.get(field.key)
        return value if isinstance(value, int) else None

    def on(row: Entry) -> date | None:
        value = row.values.get(field.key)
        return date.fromisoformat(value) if isinstance(value, str) else None

    match field.kind:
        case "money":
            return typed.money(field.key, field.title, whole, shown=shown, total=total)
        case "count":
            return typed.count(field.key, field.title, whole, shown=shown, total=total)
        case "rate":
            return typed.rate(field.key, field.title, whole, shown=shown)
        case "day":
            return typed.day(field.key, field.title, on, shown=shown)
        case _:
            return Column(field.key, field.title, lambda row: shown_value(row, field), shown=shown)


def _product(one: Product) -> Column[Entry]:
    return typed.money(one.key, one.title, lambda row: product_of(row, one))


def _quiet(register: Register, row: Entry) -> Mark | None:
    return Mark.QUIET if register.state(row.state).done else None
