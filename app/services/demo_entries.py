"""The demonstration area's entries beside settlements: ``resources/demo/entries.toml``, entered by the services of the desk.

Each is entered on its day by the operator whose work it is, after the year was settled, so that no settlement reads one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from app.errors import KnownError
from app.records.people import Person
from app.services.acceptances import accept, waits
from app.services.accounts import credit
from app.services.accounts.entries import add_entry
from app.services.desk import Desk
from app.services.filings import reference, register
from app.services.institutions import versions
from app.services.insured import premiums
from app.services.registers import book
from app.store.reference import institution

_BORN = (1940, 1980)
"""Of whom entries are made: old enough for every kind of filing, by year of birth."""
_ON = date(2019, 11, 1)
"""The day on which somebody of the cast is a registered poor person, or nobody special."""

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Step:
    """What was done with an entry later: ``act`` of its area, ``by`` an operator's part ("" for the usual one)."""

    act: str
    day: date
    texts: Texts
    by: str = ""


@dataclass(frozen=True, slots=True)
class Entered:
    """An entry of the file: ``who`` a place in the cast ("" for none), ``sheets`` of an acceptance."""

    area: str
    code: str
    day: date
    texts: Texts
    who: str = ""
    by: str = ""
    sheets: Texts = field(default_factory=dict)
    then: tuple[Step, ...] = ()


OnDay = Callable[[str, date], Desk]
"""The desk of an operator ("clerk", "reviewer", "manager") on a day."""


def read_entries(folder: Path) -> tuple[Entered, ...]:
    """The entries of ``entries.toml`` in the order of their days. KnownError NO_FILE where it is missing or broken."""
    try:
        table = tomllib.loads((folder / "entries.toml").read_text(encoding="utf-8"))
        found = [_entered(one) for one in table["entry"]]
    except (OSError, KeyError, TypeError, ValueError) as wrong:
        raise KnownError("NO_FILE", f"读不到演示用的登记文件（{folder.name}）：请重新安装程序后再试。") from wrong
    return tuple(sorted(found, key=lambda one: one.day))


def _entered(row: dict[str, Any]) -> Entered:
    then = tuple(Step(**{**one, "day": date.fromisoformat(one["day"])}) for one in row.get("then", ()))
    return Entered(**{"code": "", **row, "day": date.fromisoformat(row["day"]), "then": then})


def cast_of(pool: Sequence[Person]) -> Mapping[str, str]:
    """Place in the cast → person id: grown-ups without filing or warning, one of a household; "poor0" … are registered poor
    persons, "plain0" … have no identity."""
    found: dict[str, str] = {}
    met: set[str] = set()
    counts = {"poor": 0, "plain": 0}
    for one in pool:
        part = _part(one)
        if part and one.household_number not in met:
            met.add(one.household_number)
            found[f"{part}{counts[part]}"] = one.id
            counts[part] += 1
    return MappingProxyType(found)


def _part(one: Person) -> str:
    fits = _BORN[0] <= one.born.year <= _BORN[1] and not one.filings and not one.warnings
    if not fits or one.certificate_type != "resident_id":
        return ""
    if is_poor(one):
        return "poor"
    return "" if one.identities else "plain"


def holds_identity(one: Person, code: str) -> bool:
    """Whether somebody has an identity when the entries are made."""
    return any(held.code == code and (held.since or _ON) <= _ON <= (held.until or _ON) for held in one.identities)


def is_poor(one: Person) -> bool:
    """Whether somebody is a registered poor person when the entries are made."""
    return holds_identity(one, "registered_poor")


def enter(at: OnDay, entries: Sequence[Entered], cast: Mapping[str, str]) -> None:
    """Enter everything whose person is in the cast, each step on its day."""
    steps = [one for entry in entries if not entry.who or entry.who in cast for one in _steps(at, entry, cast)]
    for _day, step in sorted(steps, key=lambda one: one[0]):
        step()


def _steps(at: OnDay, entry: Entered, cast: Mapping[str, str]) -> Iterator[tuple[date, Callable[[], None]]]:
    """An entry and what follows it, each with its day: they are done in the order of days among those of all entries."""
    area = _AREAS[entry.area]
    made: list[str] = []
    who = {"person": cast[entry.who]} if entry.who else {}
    whole = replace(entry, texts={**entry.texts, **who})

    def first() -> None:
        made.append(area.add(at(entry.by or area.by, entry.day), whole))

    yield entry.day, first
    for step in entry.then:
        yield step.day, _later(at, area, step, made)


def _later(at: OnDay, area: _Area, step: Step, made: list[str]) -> Callable[[], None]:
    def act() -> None:
        made.append(_acted(at(step.by or area.by, step.day), area, step, made[-1]))

    return act


def _acted(desk: Desk, area: _Area, step: Step, entry_id: str) -> str:
    return area.acts[step.act](desk, entry_id, step)


# ---- areas: how an entry of each is made, and what may follow; both give the id that the next step is about


@dataclass(frozen=True, slots=True)
class _Area:
    """``by`` whom it is usually entered."""

    by: str
    add: Callable[[Desk, Entered], str]
    acts: Mapping[str, Callable[[Desk, str, Step], str]] = field(default_factory=dict)


def _institution(desk: Desk, one: Entered) -> str:
    with desk.database.reading() as work:
        held = institution(work, one.code, desk.business_date or one.day)
    return versions.save_version(desk, one.code, {**versions.typed_of(held), **one.texts}).id


def _file(desk: Desk, one: Entered) -> str:
    return register.file(desk, one.code, one.texts["person"], one.texts).filing.id


def _act(desk: Desk, entry_id: str, step: Step) -> str:
    register.act(desk, entry_id, step.act, step.texts)
    return entry_id


def _move(desk: Desk, entry_id: str, step: Step) -> str:
    held = book.entry_of(desk, entry_id)
    return book.move(desk, entry_id, held.version, step.texts["state"], step.texts["why"]).id


def _premium(desk: Desk, one: Entered) -> str:
    premiums.add_rule(desk, one.texts)
    return ""


_AREAS: Mapping[str, _Area] = MappingProxyType(
    {
        "institution": _Area("manager", _institution),
        "price": _Area("manager", lambda desk, one: reference.add_price(desk, one.texts).id),
        "filing": _Area("clerk", _file, dict.fromkeys(("decide", "cancel", "deliver", "approve", "stage"), _act)),
        "account": _Area(
            "manager",
            lambda desk, one: add_entry(desk, one.code, one.texts, desk.new_id()).id,
            {
                "propose": lambda desk, debt, step: credit.propose(desk, debt, step.texts, desk.new_id()).id,
                "confirm": lambda desk, listed, _step: credit.confirm(desk, listed).entry.id,
            },
        ),
        "acceptance": _Area("clerk", lambda desk, one: accept.accept(desk, one.texts, one.sheets).id),
        "wait": _Area("clerk", lambda desk, one: waits.register(desk, one.texts).id),
        "premium": _Area("manager", _premium),
        "register": _Area("clerk", lambda desk, one: book.add(desk, one.code, one.texts).id, {"move": _move}),
    }
)
