"""What is long, stopped at each of its steps and in the midst of a statement: the file is as it was before."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest

from app.errors import Stopped
from app.records.progress import Step
from app.services.desk import Desk

MOST = 60
"""Steps at which something is stopped one after the other, at most."""


def digest_of(desk: Desk) -> str:
    """The rows of every table of the desk's file."""
    made = hashlib.sha256()
    with desk.database.reading() as work:
        tables = [row[0] for row in work.rows("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
        for table in tables:
            made.update(table.encode())
            for row in work.each(f"SELECT * FROM {table}"):
                made.update(repr(tuple(row)).encode())
    return made.hexdigest()


def goes_in_steps(desk: Desk, act: Callable[[Step], object]) -> list[int]:
    """Stop ``act`` at its first step, at its second …, and in its statements; nothing has changed each time. Then let it go to
    its end. Thousandths of the way that it told."""
    before = digest_of(desk)
    stops_in_the_midst(desk, lambda: act(lambda _done, _total: None))
    for last in range(MOST):
        told: list[int] = []

        def step(done: int, total: int, told: list[int] = told, last: int = last) -> None:
            assert 0 <= done <= total
            if len(told) == last:
                raise Stopped
            told.append(done * 1000 // max(total, 1))

        try:
            act(step)
        except Stopped:
            assert digest_of(desk) == before
            continue
        assert told, "it tells how far it is"
        assert told == sorted(told), "it goes on to the right"
        return told
    pytest.fail(f"more than {MOST} steps: stop at fewer of them")


def stops_in_the_midst(desk: Desk, act: Callable[[], object]) -> None:
    """``act`` ends where the file is asked, and nothing has changed."""
    before = digest_of(desk)
    with pytest.raises(Stopped), desk.database.stoppable(lambda: True):
        act()
    assert digest_of(desk) == before
