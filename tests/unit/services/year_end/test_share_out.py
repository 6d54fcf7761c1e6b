"""A sum distributed to the fen: exact, nobody above what is left to him, the order of persons of no account beyond a fen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import UserError
from app.money.fen import ONE
from app.services.year_end.share_out import by_rate, by_sum

LEFT = st.lists(st.integers(0, 5_000_000), min_size=1, max_size=60).filter(any)


@given(LEFT, st.data())
def test_a_sum_is_distributed_to_the_fen_and_nobody_gets_more_than_is_left_to_him(
    left: list[int], data: st.DataObject
) -> None:
    total = data.draw(st.integers(0, sum(left)))
    shares = by_sum(left, total)
    assert sum(shares) == total
    assert all(0 <= got <= had for got, had in zip(shares, left, strict=True))
    exact = [total * had / sum(left) for had in left]
    assert all(abs(got - fair) < 1 + 1e-6 for got, fair in zip(shares, exact, strict=True))


@given(LEFT)
def test_all_of_it_gives_everybody_what_is_left_to_him(left: list[int]) -> None:
    assert by_sum(left, sum(left)) == tuple(left)


@given(LEFT, st.integers(0, ONE))
def test_a_rate_gives_nobody_more_than_is_left_to_him(left: list[int], rate: int) -> None:
    shares = by_rate(left, rate)
    assert all(0 <= got <= had for got, had in zip(shares, left, strict=True))


@given(LEFT, st.integers(1, 10_000))
def test_more_than_is_left_is_refused(left: list[int], more: int) -> None:
    with pytest.raises(UserError) as refused:
        by_sum(left, sum(left) + more)
    assert (refused.value.code, refused.value.path) == ("TOO_MUCH", "sum")


def test_nothing_left_is_said() -> None:
    with pytest.raises(UserError, match="没有人还有"):
        by_sum([0, 0], 0)
