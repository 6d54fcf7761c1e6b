"""Both sides put together: what agrees, differs, is only ours or theirs, is there twice; the identities of the sums."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.records.payer_files import OurDocument, TheirRow
from app.services.payer_files.compare import compare, sums

DAY = date(2019, 11, 5)


def ours(number: str, amount: int, **changes: Any) -> OurDocument:
    values: dict[str, Any] = {
        "id": number,
        "number": number,
        "kind": "settlement",
        "root": number,
        "root_number": number,
        "person_name": "王秀兰",
        "institution_name": "奈曼旗人民医院",
        "certificate": f"ID{number}",
        "invoice": f"F{number}",
        "day": DAY,
        "days": (DAY,),
        "amount": amount,
    }
    return OurDocument(**{**values, **changes})


def theirs(line: int, number: str, amount: int, **changes: Any) -> TheirRow:
    values: dict[str, Any] = {"invoice": "", "certificate": "", "day": None, **changes}
    return TheirRow(line=line, number=number, amount=amount, **values)


def kinds(mine: list[OurDocument], rows: list[TheirRow]) -> list[tuple[str, str, int, int]]:
    return [(one.kind, one.number, one.ours, one.theirs) for one in compare(mine, rows, lambda _row: "没有")]


def test_the_four_classes_and_what_is_there_twice() -> None:
    mine = [ours("N1", 100), ours("N2", 200), ours("N3", 300), ours("N4", 400)]
    rows = [theirs(2, "n1", 100), theirs(3, "N2", 150), theirs(4, "X9", 70), theirs(5, "N4", 400), theirs(6, "N4", 400)]
    assert kinds(mine, rows) == [
        ("differs", "N2", 200, 150),
        ("ours", "N3", 300, 0),
        ("theirs", "X9", 0, 70),
        ("double", "N4", 0, 400),
        ("agreed", "N1", 100, 100),
        ("agreed", "N4", 400, 400),
    ]


def test_parts_of_one_slip_that_come_to_our_figure_agree() -> None:
    assert kinds([ours("N1", 200)], [theirs(2, "N1", 100), theirs(3, "N1", 100)]) == [("agreed", "N1", 200, 200)]
    assert kinds([ours("N1", 100)], [theirs(2, "N1", 100), theirs(3, "N1", 100)]) == [
        ("double", "N1", 0, 100),
        ("agreed", "N1", 100, 100),
    ]


def test_a_slip_reversed_in_the_month_is_no_difference_told_or_not() -> None:
    mine = [ours("N1", 100), ours("N2", -100, kind="reversal", root="N1", root_number="N1")]
    assert kinds(mine, []) == []
    assert kinds(mine, [theirs(2, "N1", 100), theirs(3, "N2", -100)]) == [("agreed", "N1", 0, 0)]
    assert kinds(mine, [theirs(2, "N1", 100)]) == [("theirs", "N1", 0, 100)]


def test_found_by_invoice_or_by_person_and_day_but_never_guessed() -> None:
    assert kinds([ours("N1", 100)], [theirs(2, "", 100, invoice="fn1")]) == [("agreed", "N1", 100, 100)]
    by_person = {"certificate": "ID7", "day": DAY}
    two = [ours("N1", 100, certificate="id7"), ours("N2", 90, certificate="id7")]
    assert kinds(two, [theirs(2, "", 90, **by_person)]) == [("ours", "N1", 100, 0), ("agreed", "N2", 90, 90)]
    [_, _, unclear] = compare(two, [theirs(2, "", 95, **by_person)], lambda _row: "没有")
    assert (unclear.kind, unclear.theirs) == ("theirs", 95)
    assert "分不清是哪一张" in unclear.why
    assert "ID7" not in unclear.said or "•" in unclear.said


NUMBERS = st.sampled_from([f"N{at}" for at in range(8)])
MINE = st.lists(st.tuples(NUMBERS, st.integers(-500, 500)), max_size=12, unique_by=lambda one: one[0])
ROWS = st.lists(st.tuples(st.one_of(NUMBERS, st.just("X")), st.integers(-500, 500)), max_size=20)


@given(MINE, ROWS, st.lists(st.sampled_from(["reversal", "adjustment"]), max_size=4))
def test_the_sums_add_up_whatever_stands_in_the_file(
    mine: list[tuple[str, int]], rows: list[tuple[str, int]], more: list[str]
) -> None:
    documents = [ours(number, fen) for number, fen in mine]
    for at, kind in enumerate(more):
        if mine:
            root, fen = mine[at % len(mine)]
            documents.append(ours(f"M{at}", -fen, kind=kind, root=root, root_number=root, invoice="", certificate=""))
    told = [theirs(at, number, fen) for at, (number, fen) in enumerate(rows, start=2)]
    made = compare(documents, told, lambda _row: "没有")
    by = {one.kind: one for one in sums(made)}
    assert sum(one.ours for one in by.values()) == sum(one.amount for one in documents)
    assert sum(one.theirs for one in by.values()) == sum(one.amount for one in told)
    assert by["agreed"].ours == by["agreed"].theirs
    assert by["ours"].theirs == by["theirs"].ours == by["double"].ours == 0
    assert sum(one.count for one in by.values()) == len(made)
    assert all(one.ours != one.theirs for one in made if one.kind == "differs")
    lines = [line for one in made for line in one.lines.split("、") if line]
    assert sorted(map(int, lines)) == [one.line for one in told], "each row of theirs stands in one case"
