"""An entry of any register: added, changed, moved to a state, withdrawn; lists and history. What was typed is read by the
register's own fields; nothing here knows one register from another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.errors import UserError, require
from app.records.fields import WHY, Field, Value
from app.records.register_list import BY_CODE
from app.records.registers import (
    INSTITUTION,
    ON,
    PERSON,
    WITHDRAWN,
    Act,
    Entry,
    EntryVersion,
    NewEntry,
    Product,
    Register,
)
from app.services.desk import Desk, stamp, today
from app.services.entries import read_fields, shown, typed
from app.services.periods import read_period
from app.services.registers.due import due_of, first_state
from app.services.registers.own_settings import own_settings
from app.services.rights import check
from app.services.trail import note
from app.store import people, reference, registers
from app.store.registers import Step, Wanted
from app.store.work import Work

_APART = frozenset({ON, PERSON, INSTITUTION})


def add(desk: Desk, code: str, texts: Mapping[str, str]) -> Entry:
    """A new entry of a register. UserError of ``read_fields`` at the field; NO_PERSON, NO_INSTITUTION, MISSING where one of
    several is asked for, ALREADY_ENTERED."""
    check(desk, "register.edit")
    register = _register(code)
    values = read(register, register.fields, texts, today(desk))
    with desk.database.unit_of_work() as work:
        made = new_entry(desk, work, register, values)
        image = registers.add(work, (made,), **stamp(desk))
        entry = _entry(work, made.id)
        note(desk, work, "register.add", entry.id, said(entry), image=image)
        return entry


def change(desk: Desk, entry_id: str, version: int, texts: Mapping[str, str]) -> Entry:
    """Other values for an entry that still stands as ``version``. UserError as ``add``, and NO_ENTRY, CHANGED, WITHDRAWN."""
    check(desk, "register.edit")
    with desk.database.unit_of_work() as work:
        entry = _standing(work, entry_id, version)
        register = _register(entry.register)
        values = read(register, register.changeable, texts, today(desk))
        _check_institutions(work, register, values)
        on, kept = parted(values)
        if (on, kept) == (entry.on, dict(entry.values)):
            return entry
        told = {key: kept[key] for key in register.unique}
        if told != {key: entry.values[key] for key in register.unique}:
            _require_alone(work, register, (entry.about.person_id or None, entry.institution_id or None), told)
        state = entry.state
        if not register.state(state).done:
            begun = first_state(register, kept)
            state = begun.code if begun.done else state
        due = due_of(work, register, kept, on)
        step = Step(desk.new_id(), entry.id, version + 1, "change", on, due, state, "", kept)
        return _step(desk, work, entry, step)


def move(desk: Desk, entry_id: str, version: int, state: str, why: str = "") -> Entry:
    """An entry into another state. UserError NO_ENTRY, CHANGED, WITHDRAWN, BAD_VALUE at "state"."""
    check(desk, "register.edit")
    said = read_fields((Field("why", "说明", required=False),), {"why": why}, today(desk))["why"] or ""
    with desk.database.unit_of_work() as work:
        entry = _standing(work, entry_id, version)
        codes = {one.code for one in _register(entry.register).states}
        if state not in codes or state == entry.state:
            raise UserError("BAD_VALUE", "state", "请选一个和现在不同的状态。")
        return _further(desk, work, entry, "move", state, str(said))


def withdraw(desk: Desk, entry_id: str, version: int, why: str) -> Entry:
    """Take an entry back, for a reason; it stays in the file. UserError NO_ENTRY, CHANGED, WITHDRAWN, MISSING at "why"."""
    check(desk, "register.edit")
    reason = read_fields((WHY,), {"why": why}, today(desk))["why"]
    with desk.database.unit_of_work() as work:
        entry = _standing(work, entry_id, version)
        return _further(desk, work, entry, "withdraw", WITHDRAWN, str(reason))


def listed(
    desk: Desk,
    code: str,
    *,
    states: tuple[str, ...] = (),
    person_id: str = "",
    since: date | None = None,
    until: date | None = None,
) -> tuple[Entry, ...]:
    """The entries of a register as they stand, the newest first; withdrawn ones only by their state."""
    check(desk, "register.read")
    with desk.database.reading() as work:
        return registers.entries(work, Wanted(_register(code).code, states, person_id, since, until))


def entry_of(desk: Desk, entry_id: str) -> Entry:
    """One entry as it stands. UserError NO_ENTRY."""
    check(desk, "register.read")
    with desk.database.reading() as work:
        return _entry(work, entry_id)


def history(desk: Desk, entry_id: str) -> tuple[EntryVersion, ...]:
    """What became of an entry, the newest first."""
    check(desk, "register.read")
    with desk.database.reading() as work:
        return registers.versions(work, entry_id)


def texts_of(entry: Entry) -> dict[str, str]:
    """An entry's values as they are typed, by the fields that may be changed."""
    values: dict[str, Value] = {**entry.values, ON: entry.on.isoformat()}
    return {one.key: typed(one, values.get(one.key)) for one in _register(entry.register).changeable}


def fresh_texts(desk: Desk, code: str) -> dict[str, str]:
    """What stands in a new form: today, and what a setting gives."""
    stored = {one.field.key: one.text for one in own_settings(desk)}
    prefill = _register(code).prefill
    return {ON: today(desk).isoformat(), **{key: stored[name] for key, name in prefill.items() if stored[name]}}


def texts_in_words(register: Register, values: Mapping[str, Value], names: Mapping[str, str]) -> dict[str, str]:
    """Values by title, in words; ``names`` of institutions by id. What is empty is left out."""
    found = {
        one.title: names.get(str(values[one.key]), "") if one.kind == "institution" else shown(one, values[one.key])
        for one in register.fields
        if values.get(one.key) is not None
    }
    return {title: text for title, text in found.items() if text}


def shown_value(entry: Entry, field: Field) -> str:
    """A value in words, for lists and papers."""
    if field.key == ON:
        return entry.on.isoformat()
    if field.key == PERSON:
        return entry.about.name
    value = entry.institution_id if field.key == INSTITUTION else entry.values.get(field.key)
    return entry.names.get(str(value), "") if field.kind == "institution" else shown(field, value)


def product_of(entry: Entry, one: Product) -> int | None:
    """Count × money in fen; None where one of them is empty, or the product is not of the entry's state."""
    many, each = entry.values.get(one.count), entry.values.get(one.money)
    if one.states and entry.state not in one.states:
        return None
    return many * each if isinstance(many, int) and isinstance(each, int) else None


# ---- inside a unit of work


def read(register: Register, fields: tuple[Field, ...], texts: Mapping[str, str], on: date) -> dict[str, Value]:
    """What was typed, by the register's own conditions. UserError at the field."""
    values = read_fields(fields, texts, on)
    for key in register.months:
        values[key] = read_period(str(values[key]), key, "month").code
    if register.any_of and all(values.get(key) is None for key in register.any_of):
        titles = "、".join(one.title for one in fields if one.key in register.any_of)
        raise UserError("MISSING", register.any_of[0], f"{titles}至少填一项。")
    return values


def new_entry(desk: Desk, work: Work, register: Register, values: Mapping[str, Value]) -> NewEntry:
    """An entry of read values, not stored yet. UserError NO_PERSON, NO_INSTITUTION, ALREADY_ENTERED."""
    on, kept = parted(values)
    person, institution = _text(values.get(PERSON)), _text(values.get(INSTITUTION))
    if person:
        person = people.person(work, person).id
    _check_institutions(work, register, values)
    _require_alone(work, register, (person, institution), {key: kept[key] for key in register.unique})
    state = first_state(register, kept).code
    due = due_of(work, register, kept, on)
    return NewEntry(desk.new_id(), desk.new_id(), register.code, person, institution, on, due, state, kept)


def _register(code: str) -> Register:
    require(code in BY_CODE, f"no such register: {code}")
    return BY_CODE[code]


def parted(values: Mapping[str, Value]) -> tuple[date, dict[str, Value]]:
    """The day of the entry, and what is kept as its data."""
    return date.fromisoformat(str(values[ON])), {key: one for key, one in values.items() if key not in _APART}


def _text(value: Value | None) -> str | None:
    return value if isinstance(value, str) else None


def _check_institutions(work: Work, register: Register, values: Mapping[str, Value]) -> None:
    for field in register.fields:
        chosen = values.get(field.key)
        if field.kind == "institution" and isinstance(chosen, str):
            try:
                reference.institution(work, chosen, date.fromisoformat(str(values[ON])))
            except UserError as wrong:
                raise UserError(wrong.code, field.key, wrong.message) from wrong


def _require_alone(
    work: Work, register: Register, about: tuple[str | None, str | None], told: Mapping[str, Value]
) -> None:
    if told and registers.same(work, register.code, *about, told):
        titles = "、".join(one.title for one in register.fields if one.key in told)
        raise UserError("ALREADY_ENTERED", register.unique[0], f"{titles}相同的一条已经登记过：请在列表里找到它再改。")


def _standing(work: Work, entry_id: str, version: int) -> Entry:
    entry = _entry(work, entry_id)
    if entry.state == WITHDRAWN:
        raise UserError("WITHDRAWN", "", "这一条已经撤销，不能再改：需要的请另行登记。")
    if entry.version != version:
        raise UserError("CHANGED", "", f"这一条刚刚由{entry.operator_name}改过：请返回列表重新打开再改。")
    return entry


def _entry(work: Work, entry_id: str) -> Entry:
    entry = registers.entry(work, entry_id)
    if entry is None:
        raise UserError("NO_ENTRY", "", "没有找到这一条登记：请返回列表重新打开。")
    return entry


def _further(desk: Desk, work: Work, entry: Entry, act: Act, state: str, why: str) -> Entry:
    step = Step(desk.new_id(), entry.id, entry.version + 1, act, entry.on, entry.due, state, why, entry.values)
    return _step(desk, work, entry, step)


def _step(desk: Desk, work: Work, before: Entry, step: Step) -> Entry:
    image = registers.step(work, step, **stamp(desk))
    entry = _entry(work, before.id)
    note(desk, work, f"register.{step.act}", entry.id, said(entry), before=said(before), image=image)
    return entry


def said(entry: Entry) -> dict[str, object]:
    """An entry for the audit, readable by itself: titles and words."""
    register = _register(entry.register)
    texts = {one.title: shown_value(entry, one) for one in register.fields}
    told = {"register": register.title, "state": register.state(entry.state).word, **texts, "note": entry.note}
    return {title: text for title, text in told.items() if text}
