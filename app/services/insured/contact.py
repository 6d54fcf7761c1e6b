"""Whom a 参保提示单 names: the office and its telephone, settings of this station."""

from __future__ import annotations

from collections.abc import Mapping

from app.records.fields import Field
from app.services.desk import Desk, today
from app.services.entries import read_fields
from app.services.rights import check
from app.services.trail import note
from app.store import images, settings
from app.store.work import Work

FIELDS = (
    Field("aid_office", "未参保的人去找哪个单位", longest=40, hint="如 旗扶贫办"),
    Field("aid_phone", "这个单位的电话", longest=40),
)


def contact_of(work: Work) -> Mapping[str, str]:
    """The office and telephone inside a unit of work, "" where they were never settled."""
    stored = settings.stored(work)
    return {one.key: stored.get(one.key, "") for one in FIELDS}


def read_contact(desk: Desk) -> Mapping[str, str]:
    """The office and its telephone by key, as typed."""
    check(desk, "settings.read")
    with desk.database.reading() as work:
        return contact_of(work)


def change_contact(desk: Desk, texts: Mapping[str, str]) -> None:
    """Store what was typed; nothing where nothing changed. UserError as ``read_fields``."""
    check(desk, "settings.change")
    wanted = {key: str(value) for key, value in read_fields(FIELDS, texts, today(desk)).items()}
    with desk.database.unit_of_work() as work:
        before = contact_of(work)
        if wanted == before:
            return
        held = tuple(images.held(work, "settings", name) for name in wanted)
        for name, value in wanted.items():
            settings.put(work, name, value)
        note(desk, work, "insured.contact", desk.station.id, _told(wanted), before=_told(before), image=held)


def _told(values: Mapping[str, str]) -> dict[str, object]:
    return {"单位": values["aid_office"], "电话": values["aid_phone"]}
