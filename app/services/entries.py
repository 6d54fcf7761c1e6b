"""What was typed into a form of described fields → its values, or one sentence at the first field that can't be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from app.errors import UserError
from app.exchange.sealed import one_line
from app.money.fen import format_fen, format_micro, negative, parse_rate
from app.records.fields import Field, Value
from app.services.faults import Faults, desk_money


def read_fields(fields: Sequence[Field], texts: Mapping[str, str], today: date) -> dict[str, Value]:
    """The values of ``texts`` by the fields' keys, in the fields' order; a field that ``texts`` lacks is empty.

    UserError MISSING, BAD_DATE, BAD_VALUE, BAD_MONEY, BAD_RATE, BAD_NUMBER with the field's key as path. Whether a person or
    institution of that id exists is asked of the store by whoever stores the entry."""
    return {one.key: _value(one, texts.get(one.key, "").strip(), today) for one in fields}


def _value(field: Field, text: str, today: date) -> Value:
    if text:
        return _READERS[field.kind](field, text, today)
    if field.required:
        picks = field.kind in {"choice", "person", "institution"}
        raise UserError("MISSING", field.key, f"请{'选' if picks else '填'}{field.title}。")
    return None


def _text(field: Field, text: str, _today: date) -> Value:
    if len(text) > field.longest:
        raise UserError("BAD_VALUE", field.key, f"{field.title}最多 {field.longest} 个字，请改短一些。")
    if not one_line(text):
        raise UserError("BAD_VALUE", field.key, f"{field.title}里有换行或看不见的字符，请重新输入成一行。")
    return text


def _day(field: Field, text: str, today: date) -> Value:
    faults = Faults()
    day = faults.day(text, field.key, field.title)
    if day is None:
        raise UserError("BAD_DATE", field.key, faults.found[0].message)
    if field.past and day > today:
        raise UserError("BAD_DATE", field.key, f"{field.title} {day} 晚于今天 {today}，请核对。")
    return day.isoformat()


def _choice(field: Field, text: str, _today: date) -> Value:
    if text not in field.choices:
        raise UserError("BAD_VALUE", field.key, f"{field.title}请从{'、'.join(field.choices.values())}里选。")
    return text


def _money(field: Field, text: str, _today: date) -> Value:
    return desk_money(text, field.key)


def _count(field: Field, text: str, _today: date) -> Value:
    if negative(text):
        raise UserError("BAD_NUMBER", field.key, f"{field.title}不能是负数，请核对。")
    if not (text.isascii() and text.isdigit()) or len(text) > 9 or (text[0] == "0" and text != "0"):
        raise UserError("BAD_NUMBER", field.key, f"{field.title}「{text[:24]}」请写成整数，如 12。")
    if int(text) > field.most:
        raise UserError("BAD_NUMBER", field.key, f"{field.title}不能大于 {field.most}，请核对。")
    return int(text)


def _rate(field: Field, text: str, _today: date) -> Value:
    return parse_rate(text, field.key)


def _id(_field: Field, text: str, _today: date) -> Value:
    return text


_READERS: Mapping[str, Callable[[Field, str, date], Value]] = {
    "text": _text,
    "day": _day,
    "choice": _choice,
    "money": _money,
    "count": _count,
    "rate": _rate,
    "person": _id,
    "institution": _id,
}


def typed(field: Field, value: Value) -> str:
    """A value as it is typed into its field: ``read_fields`` gives it back."""
    if value is None:
        return ""
    if isinstance(value, int):
        if field.kind == "money":
            return format_fen(value)
        return format_micro(value) if field.kind == "rate" else str(value)
    return value


def shown(field: Field, value: Value) -> str:
    """A value in words for a list: a choice by its word, an amount with its thousands."""
    if value is None:
        return ""
    if field.kind == "choice":
        return field.choices.get(str(value), str(value))
    if field.kind == "money" and isinstance(value, int):
        return format_fen(value, thousands=True)
    return typed(field, value)
