"""What is worked out of a list before it is imported: terms that namesakes share, indexes made again, a plan made anew."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest

from app.errors import UserError
from app.records.identity_number import check_digit
from app.services import roster_plan, rosters
from app.services.desk import Desk
from app.services.people import find_people
from app.store import audit, import_ready, imports, proof, staging
from app.store.stamp import stamped
from app.store.work import Work
from tests.helpers.rosters import checked, dump, facts, imported, manager, person
from tests.helpers.service_desk import STAMP


def newcomers(count: int, name: str = "") -> list[dict[str, str]]:
    """People whom the file doesn't have, each of another day; their names in turn where none is given."""
    names = (name,) if name else ("单雄信", "乌云其木格", "包·青山", "欧阳修")
    made = []
    for at in range(count):
        first = f"150525{date(1950, 1, 1) + timedelta(days=at):%Y%m%d}001"
        made.append({"name": names[at % len(names)], "certificate_number": first + check_digit(first)})
    return made


def sound(desk: Desk) -> bool:
    with desk.database.reading() as work:
        return audit.verify(work) is None and proof.compare(work) == () and proof.structure(work) == ()


@pytest.mark.parametrize("remembered", [1, roster_plan._NAMES])
def test_namesakes_are_all_found_and_all_go(desk: Desk, monkeypatch: pytest.MonkeyPatch, remembered: int) -> None:
    monkeypatch.setattr(roster_plan, "_NAMES", remembered)
    boss = manager(desk)
    before = dump(desk.database)
    renamed = person("p1", name="单雄信", phone="0475-1")
    done = imported(boss, [renamed, *newcomers(12)], facts())
    assert len(find_people(desk, "sxx")) == len(find_people(desk, "dxx")) == len(find_people(desk, "雄信")) == 4
    assert len(find_people(desk, "包青山")) == len(find_people(desk, "wuyunqimuge")) == 3
    assert sound(desk)
    rosters.undo(boss, done.import_id)
    assert dump(desk.database) == before
    assert sound(desk)


def test_where_most_of_the_file_is_new_the_indexes_are_as_they_were(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_ready, "_REBUILT", 10)
    made: list[str] = []
    made_again = import_ready.indexes_made_again

    @contextmanager
    def watched(work: Work, table: str) -> Iterator[None]:
        made.append(table)
        with made_again(work, table):
            yield

    monkeypatch.setattr(import_ready, "indexes_made_again", watched)
    boss = manager(desk)
    before = dump(desk.database)
    rows = newcomers(40)
    done = imported(boss, [person("p1", phone="0475-1"), *rows], facts())
    assert made == ["persons"]
    assert sound(desk)
    [hit] = find_people(desk, rows[7]["certificate_number"][6:])
    assert hit.name == rows[7]["name"]
    rosters.undo(boss, done.import_id)
    assert dump(desk.database) == before
    assert sound(desk)


def test_an_import_that_breaks_off_leaves_persons_with_their_indexes(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_ready, "_REBUILT", 10)
    boss = manager(desk)
    before = dump(desk.database)
    seen = checked(boss, newcomers(40), facts())

    def broken(*_asked: object) -> None:
        raise UserError("TRIED", "", "停在这里。")

    with monkeypatch.context() as within:
        within.setattr(imports, "record", broken)
        with pytest.raises(UserError, match="停在这里"):
            rosters.apply(boss, seen.import_id, seen.digest)
    assert dump(desk.database) == before
    assert sound(desk)
    rosters.apply(boss, seen.import_id, seen.digest)
    assert sound(desk)


def test_what_was_worked_out_of_another_plan_is_not_used(desk: Desk) -> None:
    boss = manager(desk)
    seen = checked(boss, newcomers(3), facts())
    with desk.database.reading() as work:
        staged = staging.staged(work, seen.import_id)
        ready = import_ready.prepare(work, staged, stamped(**STAMP))
        assert ready.still(work, staged.row)
    again = rosters.dry_run(boss, seen.import_id)
    assert again.digest == seen.digest, "nobody sees another list"
    with desk.database.reading() as work:
        assert not ready.still(work, staged.row), "but the new persons have other ids"
