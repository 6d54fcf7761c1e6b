"""Figures and telephones that the papers leave to each place: read, set, each with who set it and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.errors import UserError
from app.records.fields import Field, Value
from app.records.register_list import SETTINGS
from app.services.desk import Desk, stamp, today
from app.services.entries import read_fields, typed
from app.services.rights import check
from app.services.trail import note
from app.store import images, registers
from app.store.work import Work

_FIELDS: Mapping[str, Field] = {one.key: one for one in SETTINGS}


@dataclass(frozen=True, slots=True)
class OwnSetting:
    """A setting as it stands: ``text`` as one types it, "" while it was never set; who set it last, and when."""

    field: Field
    text: str
    operator_name: str = ""
    at: datetime | None = None


def own_settings(desk: Desk) -> tuple[OwnSetting, ...]:
    """All of them, in their order."""
    check(desk, "register.read")
    with desk.database.reading() as work:
        stored = registers.settings(work)
    found = []
    for field in SETTINGS:
        one = stored.get(field.key)
        found.append(OwnSetting(field, one.value, one.operator_name, one.at) if one else OwnSetting(field, ""))
    return tuple(found)


def set_own_settings(desk: Desk, texts: Mapping[str, str]) -> None:
    """Store what was typed, with an audit row of what changed; nothing where nothing did. UserError of ``read_fields`` at the
    field's key."""
    check(desk, "register.settings")
    values = read_fields(SETTINGS, texts, today(desk))
    wanted = {key: typed(_FIELDS[key], value) for key, value in values.items()}
    with desk.database.unit_of_work() as work:
        stored = {key: one.value for key, one in registers.settings(work).items()}
        changed = {key: text for key, text in wanted.items() if text != stored.get(key, "")}
        if not changed:
            return
        image = [images.held(work, "register_settings", key) for key in changed]
        for key, text in changed.items():
            registers.put_setting(work, key, text, **stamp(desk))
        before = {_FIELDS[key].title: stored.get(key, "") for key in changed}
        after = {_FIELDS[key].title: text for key, text in changed.items()}
        note(desk, work, "register.settings", desk.station.id, after, before=before, image=image)


def setting(work: Work, key: str) -> Value:
    """The value of one setting inside a unit of work, None while it is not set."""
    stored = registers.settings(work).get(key)
    if stored is None or not stored.value:
        return None
    # The day bears on days alone, of which there are none.
    return read_fields((_FIELDS[key],), {key: stored.value}, stored.at.date())[key]


def needed(work: Work, key: str) -> int:
    """The whole number of a setting that a check can't do without. UserError NOT_SET."""
    value = setting(work, key)
    if not isinstance(value, int):
        title = _FIELDS[key].title
        raise UserError("NOT_SET", key, f"还没有设定“{title}”：文件没有给这个数，请由管理员在“台账参数”里填。")
    return value
