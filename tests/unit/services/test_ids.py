"""Ids: each only once, in rising order, also from several threads and where the clock goes back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import count
from uuid import UUID

from app.services.ids import Ids

FIRST = UUID("01946b3a-7c00-7abc-8def-0123456789ab").int


def test_within_a_millisecond_an_id_counts_on() -> None:
    fresh = iter((FIRST, FIRST + (1 << 80)))
    clock = iter((0, 999_999, 1_000_000))
    ids = Ids(lambda: next(fresh), lambda: next(clock))
    made = [ids(), ids(), ids()]
    assert made == [str(UUID(int=one)) for one in (FIRST, FIRST + 1, FIRST + (1 << 80))]
    assert {UUID(one).version for one in made} == {7}


def test_a_clock_that_goes_back_repeats_nothing() -> None:
    """The maker of fresh ones counts on by itself; if it did not, the ids still would."""
    times = count(5_000_000_000, -1_000_000)
    ids = Ids(lambda: FIRST, lambda: next(times))
    made = [ids() for _ in range(50)]
    assert sorted(set(made)) == made


def test_threads_get_no_id_twice() -> None:
    ids = Ids(lambda: FIRST, lambda: 0)
    with ThreadPoolExecutor(8) as pool:
        made = [one for several in pool.map(lambda _at: [ids() for _ in range(500)], range(16)) for one in several]
    assert len(set(made)) == len(made) == 8000
