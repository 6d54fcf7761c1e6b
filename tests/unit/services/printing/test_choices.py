"""What each kind of paper is printed on: chosen once, kept, refused where the sheet does not take it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.errors import UserError
from app.records.paper import KINDS, PrintChoice
from app.services.desk import Desk
from app.services.printing.choices import choice_of, choices, choose


def test_nothing_chosen_is_the_systems_printer_and_a4(desk: Desk) -> None:
    assert choices(desk) == dict.fromkeys(KINDS, PrintChoice("", "a4", 1))


def test_a_choice_is_kept_for_its_kind_alone(desk: Desk) -> None:
    wanted = PrintChoice("LQ-630K", "241x140", 2)
    assert choose(desk, "slip", wanted) == wanted
    with desk.database.reading() as work:
        assert choice_of(work, "slip") == wanted
        assert choice_of(work, "list") == PrintChoice()


@pytest.mark.parametrize(
    ("kind", "wrong", "path"),
    [
        ("list", {"sheet": "80mm"}, "sheet"),
        ("slip", {"sheet": "a3"}, "sheet"),
        ("slip", {"copies": 0}, "copies"),
        ("slip", {"copies": 10}, "copies"),
        ("slip", {"printer": "a\nb"}, "printer"),
    ],
)
def test_what_a_printer_can_not_do_is_refused(desk: Desk, kind: str, wrong: dict[str, str | int], path: str) -> None:
    with pytest.raises(UserError) as told:
        choose(desk, kind, replace(PrintChoice(), **wrong))  # type: ignore[arg-type]  # wrong on purpose
    assert told.value.path == path
    assert choices(desk)[kind] == PrintChoice()
