"""Prints: the first is the original, later ones are counted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.errors import InvariantError
from app.store import prints
from app.store.database import Database
from tests.unit.store import samples


def test_copies_are_counted_for_each_document(database: Database) -> None:
    with database.unit_of_work() as work:
        samples.post(work, samples.document(1))
        samples.post(work, samples.document(2))
        for at, (document, copy) in enumerate([("d1", 1), ("d1", 2), ("d2", 1), ("d1", 3)]):
            assert prints.next_copy(work, document) == copy
            moment = samples.AT + timedelta(minutes=at)
            assert prints.record_print(work, f"p{at}", document, moment, "o1", "s1", "slip-a4-1", f"{at}" * 64) == copy
        found = prints.prints_of(work, "d1")
        assert prints.prints_of(work, "none") == ()
    assert [one.copy for one in found] == [1, 2, 3]
    assert found[1] == prints.Print("p1", "d1", 2, samples.AT + timedelta(minutes=1), "o1", "s1", "slip-a4-1", "1" * 64)


def test_only_a_posted_document_is_printed(database: Database) -> None:
    with pytest.raises(InvariantError, match="posted document"), database.unit_of_work() as work:
        prints.record_print(work, "p", "none", samples.AT, "o1", "s1", "t", "x")
