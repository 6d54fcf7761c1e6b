"""Papers handed to people (政策问答, 明白纸, 明白卡): to a household or a village in one step, and who has none yet.

「要将医保扶贫宣传明白纸逐人逐户发放，实现宣传全覆盖」 (沂源 四（三）): who is to get one is who has a poor person's identity today.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from app.errors import UserError
from app.records.fields import Field, Value
from app.records.register_list import HANDED_OUT
from app.records.registers import PERSON, NewEntry
from app.records.words import IDENTITIES
from app.services.desk import Desk, stamp, today
from app.services.entries import shown
from app.services.registers.book import parted, read
from app.services.registers.due import first_state
from app.services.rights import check
from app.services.trail import note
from app.store import people, register_people, registers
from app.store.register_people import Holder
from app.store.work import Work

SCOPES: Mapping[str, str] = MappingProxyType({"household": "这一户", "village": "全村"})
ENTITLED = ("registered_poor", "min_living", "destitute", "temporary_relief")
"""Identities whose holders the papers want told: 建档立卡 everywhere, and 沂源's other 医保扶贫对象."""
_OF_ALL = tuple(one for one in HANDED_OUT.fields if one.key != PERSON)
FIELDS: tuple[Field, ...] = (
    Field(PERSON, "这一户或这个村的任何一人", "person"),
    Field("scope", "发到", "choice", choices=SCOPES),
    *_OF_ALL,
)
"""What a hand-out in one step is asked for."""
WHICH: tuple[Field, ...] = (
    *(one for one in HANDED_OUT.fields if one.key in {"material", "edition"}),
    Field("identity", "身份", "choice", choices={code: IDENTITIES[code] for code in ENTITLED}),
    Field("township", "苏木乡镇", required=False, hint="不填为全部", when=True),
)


@dataclass(frozen=True, slots=True)
class HandedOut:
    """How many persons got it just now, and how many of that household or village had it already."""

    given: int
    before: int


def hand_out(desk: Desk, texts: Mapping[str, str]) -> HandedOut:
    """Enter a hand-out to everybody entitled of one person's household or village who has none of that edition: all in one
    step. UserError of ``read_fields`` at the field, NO_PERSON, NOBODY at "person"."""
    check(desk, "register.edit")
    values = read(HANDED_OUT, FIELDS, texts, today(desk))
    scope = str(values.pop("scope"))
    with desk.database.unit_of_work() as work:
        one = people.person(work, str(values[PERSON]))
        same = "household_number" if scope == "household" else "village"
        if not getattr(one, same):
            raise UserError(
                "NOBODY", PERSON, f"{one.name}没有登记{'户号' if scope == 'household' else '村'}：请逐人登记。"
            )
        place = (one.household_number,) if scope == "household" else (one.township, one.village)
        found = register_people.holders(work, ENTITLED, today(desk), **_where(scope, place))
        if not found:
            raise UserError("NOBODY", PERSON, f"{SCOPES[scope]}没有医保扶贫对象：需要的请逐人登记。")
        have = register_people.having(work, HANDED_OUT.code, _told(values))
        wanting = [holder for holder in found if holder.person_id not in have]
        on, kept = parted(values)
        state = first_state(HANDED_OUT, kept).code
        made = [
            NewEntry(desk.new_id(), desk.new_id(), HANDED_OUT.code, each.person_id, None, on, None, state, kept)
            for each in wanting
        ]
        if made:
            image = registers.add(work, made, **stamp(desk))
            after = {"register": HANDED_OUT.title, "scope": "、".join(place), "count": len(made), **_words(values)}
            note(desk, work, "register.hand_out", one.id, after, image=image)
    return HandedOut(len(made), len(found) - len(made))


def wanting(work: Work, values: Mapping[str, Value], on: date) -> tuple[Holder, ...]:
    """Who holds the ``identity`` on a day and has no paper of that edition, by township, village and household; ``values``
    by the fields of ``WHICH``."""
    have = register_people.having(work, HANDED_OUT.code, _told(values))
    township = str(values["township"] or "")
    found = register_people.holders(work, (str(values["identity"]),), on, township=township)
    return tuple(one for one in found if one.person_id not in have)


def _where(scope: str, place: tuple[str, ...]) -> dict[str, str]:
    return {"household": place[0]} if scope == "household" else {"township": place[0], "village": place[1]}


def _told(values: Mapping[str, Value]) -> dict[str, Value]:
    return {key: values[key] for key in HANDED_OUT.unique}


def _words(values: Mapping[str, Value]) -> dict[str, str]:
    return {one.title: shown(one, values[one.key]) for one in HANDED_OUT.fields if one.key in HANDED_OUT.unique}
