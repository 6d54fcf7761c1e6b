"""The result does not depend on the order of the bill's lines."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.records.form import BillRow
from app.services.desk import Desk
from app.services.quote import worked_out
from tests.helpers.forms import COMFORT, DRUG, TREATMENT, quoted, settled, stay
from tests.helpers.random_forms import bills


def test_must_pass_02_the_order_of_lines_changes_nothing(desk: Desk) -> None:
    @given(st.data())
    def check(data: st.DataObject) -> None:
        rows = data.draw(bills(8))
        order = data.draw(st.permutations(range(len(rows))))
        # Empty rows in front, as they stay behind when a row is emptied.
        gap = (BillRow(),) * data.draw(st.integers(0, 2))
        form = replace(stay("p1"), rows=rows)
        mixed = replace(form, rows=(*gap, *(rows[at] for at in order)))
        one, other = quoted(desk, form), quoted(desk, mixed)
        first, second = worked_out(one)[0], worked_out(other)[0]
        assert (second.amounts, second.layers, second.added) == (first.amounts, first.layers, first.added)
        assert (second.institution_pays, second.person_pays) == (first.institution_pays, first.person_pays)
        assert other.line_splits[len(gap) :] == tuple(one.line_splits[at] for at in order)

    check()


def test_must_pass_02_settled_in_either_order_the_same_is_posted(desk: Desk) -> None:
    rows = (TREATMENT, DRUG, COMFORT)
    posted = [
        settled(desk, replace(stay(person), rows=order)).posted
        for person, order in (("p2", rows), ("p3", tuple(reversed(rows))))
    ]
    assert posted[0].layers == posted[1].layers
    assert posted[0].person_pays == posted[1].person_pays
