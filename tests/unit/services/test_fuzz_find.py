"""Any text in any search box: an answer within the limit, the same file afterwards."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import UserError
from app.services.desk import Desk
from app.services.people import find_people, note_search, open_person
from app.services.reference import find_diagnoses, find_institutions, find_items, institution, item, proposed_tags
from app.services.slips import slip_pdf, stored_facts
from app.store import audit
from tests.helpers.fuzz import ANY_TEXT, FEW_AND_MANY, SQL
from tests.helpers.service_desk import everybody

BOXES: tuple[Callable[[Desk, str], Sequence[object]], ...] = (
    find_people,
    find_institutions,
    find_items,
    find_diagnoses,
)
NUMBERS = st.from_regex(r"[0-9Xx\-]{1,20}", fullmatch=True)


def rows(desk: Desk) -> tuple[object, ...]:
    """How many rows the tables have that a search could touch."""
    tables = "persons institutions catalogue_items diagnoses terms documents operators".split()
    with desk.database.reading() as work:
        return tuple(work.value(f"SELECT count(*) FROM {table}") for table in tables)


@FEW_AND_MANY
def test_any_text_in_any_box(desk: Desk, examples: int) -> None:
    before = rows(desk)

    @settings(max_examples=examples)
    @given(ANY_TEXT | NUMBERS)
    def check(text: str) -> None:
        for find in BOXES:
            assert len(find(desk, text)) <= 20

    check()
    assert rows(desk) == before


@pytest.mark.parametrize("text", [one for one in SQL if len(one) < 40])
def test_characters_of_like_and_glob_find_nobody(desk: Desk, text: str) -> None:
    """None of them stands for other characters: at most what really has them in its name."""
    assert len(find_people(desk, text)) < len(everybody())
    if text in ("%", "_", "*", "\\", "' OR '1'='1"):
        assert find_people(desk, text) == ()


@pytest.mark.parametrize("text", ["王" * 10_000, "w" * 10_000, "1" * 10_000, "王%" * 5_000, "\u200b" * 10_000])
def test_ten_thousand_characters_take_no_longer(desk: Desk, text: str) -> None:
    started = time.monotonic()
    for find in BOXES:
        find(desk, text)
    assert time.monotonic() - started < 1


@pytest.mark.parametrize("text", SQL)
def test_any_id_is_somebody_or_nobody(desk: Desk, text: str) -> None:
    for ask in (open_person, slip_pdf, stored_facts, institution, item):
        with pytest.raises(UserError):
            ask(desk, text)
    proposed_tags(desk, text, everybody()[0].born, everybody()[0].born)


@pytest.mark.parametrize("text", SQL)
def test_what_was_searched_for_is_written_down(desk: Desk, text: str) -> None:
    note_search(desk, text, 0)
    with desk.database.reading() as work:
        assert audit.verify(work) is None
        assert len(str(work.value("SELECT max(after) FROM audit WHERE action = 'person.search'"))) < 2_000
