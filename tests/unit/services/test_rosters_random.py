"""Random people, random lists: imported and undone in turn, the first state comes back, and the audit holds throughout."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import UserError
from app.policy import Registry
from app.records.identity_number import check_digit
from app.records.words import SUB_STATUSES
from app.services import rosters
from app.services.desk import Desk
from app.services.slips import settled_today
from app.store import audit, people, proof
from tests.helpers.forms import settled, stay
from tests.helpers.rosters import NAMES, dump, facts, imported, manager, person
from tests.helpers.service_desk import desk_on

FIRST = date(2019, 8, 1)
STRANGERS = tuple(f"1505251990{month:02d}0107" + "1" for month in range(1, 7))
KINDS = ("registered_poor", "min_living", "mixed")
ROW = st.fixed_dictionaries(
    {"who": st.sampled_from([*NAMES, *STRANGERS])},
    optional={
        "name": st.sampled_from(["王秀岚", "包青山", "单小曾"]),
        "phone": st.sampled_from(["0475-1", "0475-2"]),
        "identity": st.sampled_from(["低保", "特困、重残", "建档立卡", "临时对象"]),
        "sub_status": st.sampled_from(SUB_STATUSES),
        "supported_until": st.sampled_from(["2019-12-31", "2020-12-31"]),
        "since": st.sampled_from(["2015-01-01", "2019-09-15"]),
        "until": st.sampled_from(["2019-09-30", "2020-06-30"]),
        "marks": st.sampled_from(["国标", "省标、市标"]),
    },
)
LIST = st.tuples(st.sampled_from(KINDS), st.lists(ROW, max_size=8), st.booleans(), st.sampled_from([None, "p1", "p7"]))


def row_of(drawn: dict[str, str]) -> dict[str, str]:
    """A row of somebody known, or of a stranger whose number is completed."""
    cells = {"identity": "低保", **drawn}
    who = cells.pop("who")
    if who in NAMES:
        return person(who, **cells)
    number = who[:17] + check_digit(who[:17])
    return {"name": "佟林", "certificate_number": number, "household_number": "H77", **cells}


def unsound(desk: Desk) -> list[str]:
    """What the audit's check would say."""
    with desk.database.reading() as work:
        broken = audit.verify(work)
        return [broken.message] if broken else [one.message for one in proof.compare(work)]


Opened = Callable[[], AbstractContextManager[Desk]]


@pytest.fixture(scope="module")
def opened(confirmed_file: Path, registry: Registry) -> Opened:
    """Opens a fresh copy of the small file each time."""

    @contextmanager
    def fresh() -> Iterator[Desk]:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "desk.db"
            shutil.copy(confirmed_file, path)
            with desk_on(path, registry) as desk:
                yield desk

    return fresh


@settings(max_examples=20)
@given(lists=st.lists(LIST, min_size=1, max_size=3))
def test_imported_and_undone_in_turn_the_first_state_comes_back(
    opened: Opened, lists: list[tuple[str, list[dict[str, str]], bool, str | None]]
) -> None:
    with opened() as desk:
        boss = manager(desk)
        states, done, slips = [dump(desk.database)], [], 0
        for at, (kind, rows, ends_left, settles) in enumerate(lists):
            told = facts(kind, FIRST + timedelta(days=31 * at), f"{at}号")
            try:
                done.append(imported(boss, [row_of(one) for one in rows], told, ends_left=ends_left))
            except UserError as refused:
                if refused.code != "NOTHING_READ" or dump(desk.database) != states[-1]:
                    raise
                continue  # a list with no sound row is nobody's list
            states.append(dump(desk.database))
            assert unsound(desk) == [], "after an import"
            if settles and not slips:
                settled(desk, stay(settles))
                slips += 1
        for one in reversed(done):
            states.pop()
            rosters.undo(boss, one.import_id)
            assert dump(desk.database) == states[-1]
            assert unsound(desk) == [], "after an undo"
        assert len(settled_today(desk)) == slips, "settlements in between stand"
        assert all(one.undone_at for one in rosters.lists(desk))
        with desk.database.reading() as work:
            assert [people.person(work, one).name for one in NAMES] == list(NAMES.values())
