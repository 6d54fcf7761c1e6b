"""What somebody stops: broken off in the midst of a statement, nothing of it stored; what the audit tells is done."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.errors import Stopped
from app.store import audit, meta
from app.store.database import Database
from tests.helpers.data_key import KEY
from tests.unit.store import samples


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    """A prepared file that nobody has open."""
    database = Database.open(tmp_path / "数据.db", key=KEY)
    samples.prepare(database)
    database.close()
    return tmp_path / "数据.db"


FOREVER = "WITH RECURSIVE a(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM a) SELECT count(*) FROM a"


def after(times: int) -> Callable[[], bool]:
    """Asks for the end once it was asked so often whether it is wanted."""
    left = iter(range(times, -1, -1))
    return lambda: next(left, 0) == 0


def test_a_long_statement_is_broken_off_in_its_midst_and_the_thread_goes_on(closed: Path) -> None:
    database = Database.open(closed, key=KEY)
    with pytest.raises(Stopped), database.stoppable(after(3)), database.reading() as work:
        work.value(FOREVER)
    with database.reading() as work:
        assert work.value("SELECT count(*) FROM persons") > 0
    database.close()


def test_a_unit_of_work_that_is_stopped_stores_nothing(closed: Path) -> None:
    database = Database.open(closed, key=KEY)

    def change() -> None:
        with database.stoppable(after(2)), database.unit_of_work() as work:
            meta.put(work, "fact", "1")
            work.value(FOREVER)

    with pytest.raises(Stopped):
        change()
    with pytest.raises(Stopped), database.stoppable(lambda: True), database.unit_of_work() as work:
        meta.put(work, "fact", "2")  # the end is asked for just before it is stored
    with database.reading() as work:
        assert meta.get(work, "fact") is None
    database.close()


def test_many_short_statements_are_broken_off_too(closed: Path) -> None:
    database = Database.open(closed, key=KEY)

    def ask() -> None:
        with database.stoppable(after(2)), database.reading() as work:
            while True:
                work.value("SELECT sum(row) FROM persons")

    with pytest.raises(Stopped):
        ask()
    database.close()


def test_what_the_audit_tells_is_done_and_nothing_behind_it_is_stopped(closed: Path) -> None:
    database = Database.open(closed, key=KEY)
    wanted = [False]
    with database.stoppable(lambda: wanted[0]):
        with database.unit_of_work() as work:
            at = datetime(2019, 11, 22, 10, 0, tzinfo=UTC)
            audit.append(work, at=at, station_id="s1", operator_id="o1", action="test", subject="")
        wanted[0] = True
        with database.unit_of_work() as work:
            meta.put(work, "fact", "told")
    with database.reading() as work:
        assert meta.get(work, "fact") == "told"
    with database.stoppable(lambda: wanted[0]), pytest.raises(Stopped), database.reading():
        pass
    database.close()


def test_staged_rows_are_stored_batch_by_batch_and_stopped_between(closed: Path) -> None:
    database = Database.open(closed, key=KEY)
    wanted = [False]

    def stage() -> None:
        with database.stoppable(lambda: wanted[0]):
            with database.unit_of_work() as work:
                meta.put(work, "first", "1")
            wanted[0] = True
            with database.unit_of_work() as work:
                meta.put(work, "second", "1")

    with pytest.raises(Stopped):
        stage()
    with database.reading() as work:
        assert (meta.get(work, "first"), meta.get(work, "second")) == ("1", None)
    database.close()


def test_another_thread_is_not_stopped(closed: Path) -> None:
    database = Database.open(closed, key=KEY)
    found: list[int] = []

    def read() -> None:
        with database.reading() as work:
            found.append(work.value("SELECT count(*) FROM persons"))

    with database.stoppable(lambda: True):
        thread = threading.Thread(target=read)
        thread.start()
        thread.join()
    assert found[0] > 0
    database.close()
