"""Finding a person, and the card with the year so far."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.errors import UserError
from app.exchange.sealed import one_line
from app.policy import values_for
from app.records.identity_number import masked, masked_within
from app.records.ledger import PersonCard
from app.records.people import Person, PersonHit, PersonIdentity
from app.records.words import WARNINGS
from app.services.accounts import stop
from app.services.desk import Desk, today
from app.services.identities import periods
from app.services.insured.cover import insured_on, span_of
from app.services.parameters import confirmed_values
from app.services.rights import check
from app.services.trail import note
from app.services.year import year_bars, year_state
from app.store import ledger, people
from app.store.insured import money

_LONGEST_SEARCH = 200
LONGEST_REASON = 100
"""Characters of a reason for unmasking."""


def find_people(desk: Desk, text: str, limit: int = 20) -> tuple[PersonHit, ...]:
    """Persons by name, pinyin, number, household or card, best first. Not audited: ``note_search`` is, once a search is
    finished."""
    check(desk, "person.find")
    with desk.database.reading() as work:
        return people.find_people(work, text[:_LONGEST_SEARCH], today(desk), limit)


def note_search(desk: Desk, text: str, found: int) -> None:
    """Write down a finished search: what was asked for (a long number masked) and how many were shown."""
    check(desk, "person.find")
    with desk.database.unit_of_work() as work:
        note(
            desk,
            work,
            "person.search",
            "",
            {"text": masked_within(text[:_LONGEST_SEARCH].encode("utf-8", "replace").decode()), "found": found},
        )


def open_person(desk: Desk, person_id: str, on: date | None = None) -> PersonCard:
    """The card of a person on a day (the business date), with its audit row. UserError NO_PERSON."""
    check(desk, "person.open")
    day = on or today(desk)
    with desk.database.unit_of_work() as work:
        person = people.person(work, person_id)
        person = replace(person, warnings=tuple(dict.fromkeys((*person.warnings, *stop.warnings_of(work, person)))))
        added = ledger.added_of(work, person.id, day.year)
        posted = ledger.posted_of(work, person.id, None)
        self_paid = money.self_paid_in(work, people.family(work, person.id), day.year)
        pack = desk.packs.in_force(desk.station.area_name, day)
        values = values_for(pack, None, confirmed_values(work, pack, day)) if pack else None
        note(desk, work, "person.open", person.id)
    identities = periods(person.identities, pack)
    bars = year_bars(pack, values, identities, day, year_state(day.year, added)) if pack and values else ()
    return PersonCard(
        person=person,
        age=age(person.born, min(day, person.deceased_on or day)),
        masked_number=masked(person.certificate_number),
        on=day,
        identity_codes=identity_codes(person, day),
        insured=insured_on(person, day),
        bars=bars,
        posted=posted,
        warnings=_warnings(person, day),
        self_paid=self_paid,
    )


def unmask(desk: Desk, person_id: str, why: str) -> str:
    """A person's whole certificate number, for a reason that goes into the audit with who asked. Everything else shows
    ``masked`` numbers. UserError NOT_ALLOWED, NO_PERSON, MISSING and BAD_VALUE for the reason."""
    check(desk, "person.unmask")
    reason = why.strip()
    if not reason:
        raise UserError("MISSING", "why", "请写明为什么要看完整的证号。")
    if not one_line(reason) or len(reason) > LONGEST_REASON:
        raise UserError("BAD_VALUE", "why", f"原因应当是一行字，不超过 {LONGEST_REASON} 字：请改短一些。")
    with desk.database.unit_of_work() as work:
        person = people.person(work, person_id)
        note(desk, work, "person.unmask", person.id, {"why": reason})
    return person.certificate_number


def age(born: date, on: date) -> int:
    """Full years on a day; 0 for a newborn."""
    return max(0, on.year - born.year - ((on.month, on.day) < (born.month, born.day)))


def held_identities(person: Person, on: date) -> tuple[PersonIdentity, ...]:
    """The identities that hold on a day, both ends included, as the rosters gave them."""
    return tuple(one for one in person.identities if (one.since or on) <= on <= (one.until or on))


def identity_codes(person: Person, on: date) -> tuple[str, ...]:
    """The codes of ``held_identities``, each once."""
    return tuple(dict.fromkeys(one.code for one in held_identities(person, on)))


def _warnings(person: Person, on: date) -> tuple[str, ...]:
    """What the clerk should see at once, in words: debts, a gap in the insurance, death."""
    found = [WARNINGS.get(code, code) for code in person.warnings]
    if person.deceased_on:
        found.insert(0, f"已于 {person.deceased_on} 去世")
    if on.year not in person.insured_years:
        found.append(f"{on.year} 年未参保")
    elif not insured_on(person, on):
        found.append(f"{on.year} 年已停保" if _stopped(person, on) else f"{on.year} 年还未参保")
    elif _gap(person, on.year):
        found.append("参保中断过")
    return tuple(found)


def _stopped(person: Person, on: date) -> bool:
    span = span_of(person, on.year)
    return span is not None and span.until is not None and on > span.until


def _gap(person: Person, year: int) -> bool:
    """Insured in an earlier year, then not, then again."""
    earlier = [one for one in person.insured_years if one < year]
    return bool(earlier) and set(range(min(earlier), year)) - set(earlier) != set()
