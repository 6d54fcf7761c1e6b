"""By when an entry is due, and in which state it begins."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.records.fields import Value
from app.records.registers import DueRule, Register, State
from app.services.calendar.entries import calendar_of
from app.services.calendar.work_days import add_workdays
from app.services.registers.own_settings import setting
from app.store.work import Work


def due_of(work: Work, register: Register, values: Mapping[str, Value], on: date) -> date | None:
    """The last day, or None: no rule, its field empty, or its number of workdays not set yet."""
    rule: DueRule | None = register.due
    if rule is None:
        return None
    base = on if rule.field == "on" else _day(values.get(rule.field))
    if base is None or not rule.workdays:
        return base
    count = setting(work, rule.workdays)
    return add_workdays(calendar_of(work), base, count) if isinstance(count, int) else None


def _day(value: Value | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else None


def first_state(register: Register, values: Mapping[str, Value]) -> State:
    """Where an entry begins: open, or done where nothing has to be waited for."""
    begins = register.begins
    if begins is not None and (values.get(begins.field) is not None) == begins.filled:
        return next(one for one in register.states if one.done)
    return register.states[0]
