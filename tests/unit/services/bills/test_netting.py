"""Refunds against what they give back: to the fen, in any order, and what nothing stands against is refused by its row."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.exchange.bills.model import ListRow
from app.services.bills.netting import net

M = 1_000_000


def row(
    line: int, amount: int, quantity: int | None = None, *, name: str = "药", price: int | None = 500, code: str = ""
) -> ListRow:
    """A line at 5.00 a piece unless told otherwise; amounts in fen, quantities in pieces."""
    pieces = abs(amount) // price if quantity is None and price else quantity
    return ListRow(
        *(line, "", code, name, "支", "09", "A"),
        None if pieces is None else pieces * M,
        None if price is None else price * M // 100,
        amount,
    )


def test_a_whole_refund_takes_its_line_away() -> None:
    found = net([row(1, 5000), row(2, 700, name="针", price=700), row(3, -5000)])
    assert [one.line for one in found.rows] == [2]
    assert [(one.line, one.amount, one.against) for one in found.netted] == [(3, 5000, ((1, 5000),))]
    assert found.left == ()


def test_a_part_makes_the_line_smaller() -> None:
    found = net([row(1, 5000), row(2, -1500)])
    assert [(one.amount, one.quantity) for one in found.rows] == [(3500, 7 * M)]


def test_earlier_lines_go_first_also_where_the_refund_stands_before_them() -> None:
    found = net([row(1, -1500), row(2, 1000), row(3, 2500)])
    assert [(one.line, one.amount, one.quantity) for one in found.rows] == [(3, 2000, 4 * M)]
    assert found.netted[0].against == ((2, 1000), (3, 500))


def test_only_the_same_code_name_and_price_are_set_against() -> None:
    rows = [row(1, 500), row(2, -500, code="X"), row(3, -500, name="针"), row(4, -500, price=250)]
    found = net(rows)
    assert [one.line for one in found.rows] == [1]
    assert [one.line for one in found.left] == [2, 3, 4]
    assert all("找不到原来的收费" in one.reason for one in found.left)


def test_what_remains_of_a_refund_is_refused_with_its_rest() -> None:
    found = net([row(1, 1000), row(2, -600, price=500), row(3, -600, price=500)])
    assert found.rows == ()
    assert [(one.line, one.amount) for one in found.left] == [(3, -200)]
    assert "2.00 元找不到" in found.left[0].reason


def test_a_quantity_that_nobody_can_tell_is_left_open() -> None:
    found = net([row(1, 5000, 10), replace(row(2, -1500), quantity=None)])
    assert [(one.amount, one.quantity) for one in found.rows] == [(3500, None)]
    found = net([row(1, 5000, 2), row(2, -1500, 3)])
    assert [(one.amount, one.quantity) for one in found.rows] == [(3500, None)]


def test_a_line_of_zero_stays() -> None:
    assert [one.line for one in net([row(1, 0), row(2, 500), row(3, -500)]).rows] == [1]


Drawn = tuple[str, int | None, int, int | None]
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["药", "针"]),
        st.sampled_from([250, 500, None]),
        st.integers(-5000, 5000),
        st.sampled_from([None, 0, 1, 2, 7]),
    ),
    max_size=12,
)


@given(ROWS.flatmap(lambda drawn: st.tuples(st.just(drawn), st.permutations(drawn))))
def test_sums_are_kept_and_do_not_depend_on_the_order(two: tuple[list[Drawn], list[Drawn]]) -> None:
    rows, others = (
        [
            row(at, amount, pieces, name=name, price=price)
            for at, (name, price, amount, pieces) in enumerate(one, start=1)
        ]
        for one in two
    )
    found, other = net(rows), net(others)
    assert all(one.amount >= 0 for one in found.rows)
    assert all((one.amount or 0) < 0 for one in found.left)
    total, left = sum(one.amount for one in found.rows), sum(one.amount or 0 for one in found.left)
    assert total + left == sum(one.amount for one in rows)
    given_back = sum(one.amount for one in found.netted)
    assert given_back == sum(fen for one in found.netted for _line, fen in one.against)
    assert sum(one.amount for one in other.rows) == total
    assert sum(one.amount or 0 for one in other.left) == left
