"""Bills as a clerk might type them, drawn by hypothesis: good ones, of any amounts, classes and faults."""

from __future__ import annotations

from hypothesis import strategies as st

from app.money.fen import format_fen
from app.records.form import BillRow
from app.records.words import CATEGORIES

_FEN = st.one_of(st.integers(0, 300), st.integers(0, 3_000_000), st.sampled_from([0, 1, 1_290, 50_000, 700_000]))


@st.composite
def bill_rows(draw: st.DrawFn) -> BillRow:
    """One row of which nothing is missing; every tenth or so was somebody's fault."""
    item_class = draw(st.sampled_from("AABBC"))
    fault = draw(st.sampled_from(["", "", "", "", "", "", "", "patient", "institution"]))
    limited = draw(st.booleans())
    return BillRow(
        name=draw(st.sampled_from(["治疗", "床位", "注射用药", "化验"])),
        item_class=item_class,
        category=draw(st.sampled_from(sorted(CATEGORIES))),
        prepay_rate=draw(st.sampled_from(["0", "0.1", "0.333333"])) if item_class == "B" else "",
        quantity=str(draw(st.integers(1, 30))),
        amount=format_fen(draw(_FEN)),
        price_limit=format_fen(draw(_FEN)) if limited else "",
        special_drug=draw(st.integers(0, 9)) == 0,
        fault=fault,
        decided_by="复核员" if fault else "",
    )


def bills(most: int = 6) -> st.SearchStrategy[tuple[BillRow, ...]]:
    """One row or several."""
    return st.lists(bill_rows(), min_size=1, max_size=most).map(tuple)
