"""All queries, what stands in their forms at first, and running one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.errors import UserError, require
from app.services.desk import Desk, today
from app.services.entries import read_fields, shown
from app.services.periods import period_of
from app.services.registers.queries import checks, persons, summaries
from app.services.registers.queries.query import Asked, Query, QueryRow
from app.services.rights import check
from app.services.trail import note

QUERIES: tuple[Query, ...] = (
    persons.MONITOR,
    persons.SCREENING,
    persons.WITHOUT,
    persons.SERVED,
    persons.TEMPORARY,
    persons.BURDENED,
    checks.SELF_CHECK,
    checks.DOUBT_CHECK,
    summaries.DISPATCH,
    summaries.VILLAGES,
    summaries.AID_SUMMARY,
)
BY_CODE: Mapping[str, Query] = MappingProxyType({one.code: one for one in QUERIES})


@dataclass(frozen=True, slots=True)
class Answer:
    """``asked`` in words, "" where nothing is asked for; ``missing`` says what has to be set first (then there are no rows)."""

    rows: tuple[QueryRow, ...]
    asked: str
    missing: str = ""


def first_texts(desk: Desk, code: str) -> dict[str, str]:
    """What stands in the form of a query at first: this year, the poor, the first choice; "" where one has to say."""
    year = period_of("year", today(desk)).code
    usual = {"period": year, "year": year, "identity": "registered_poor"}
    texts = {}
    for one in BY_CODE[code].asks:
        first = next(iter(one.choices), "") if one.kind == "choice" else ""
        texts[one.key] = usual.get(one.key, first)
    return texts


def run(desk: Desk, code: str, texts: Mapping[str, str]) -> Answer:
    """Work a query out; one that lists persons is a look-up of them and is written down. UserError of ``read_fields`` and BAD_PERIOD at the field."""
    check(desk, "register.read")
    require(code in BY_CODE, f"no such query: {code}")
    query = BY_CODE[code]
    on = today(desk)
    asked = Asked(on, read_fields(query.asks, texts, on))
    words = "，".join(
        f"{one.title} {shown(one, asked.values[one.key])}" for one in query.asks if asked.values[one.key] is not None
    )
    with desk.database.reading() as work:
        try:
            rows = tuple(query.run(work, asked))
        except UserError as wrong:
            if wrong.code != "NOT_SET":
                raise
            return Answer((), words, wrong.message)
    if any(row.person_id for row in rows):
        with desk.database.unit_of_work() as work:
            note(desk, work, "register.query", "", {"list": query.title, "asked": words, "found": len(rows)})
    return Answer(rows, words)
