"""Whose turn it is to write: this program's own writer is waited for, another program's for so long; who waits may be given up."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from app.errors import KnownError, Stopped
from app.records.progress import Worker
from app.store import database as database_module
from app.store import meta, turns
from app.store.database import Database, connect
from tests.helpers.data_key import KEY


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "_LOOK", 1)
    monkeypatch.setattr(database_module, "BUSY_MILLISECONDS", 30)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database.open(tmp_path / "数据.db", key=KEY)
    yield made
    made.close()


class Clerk:
    """Whoever has something written; hears of each look, and gives up after ``patience`` of them."""

    def __init__(self, patience: int = 1_000_000) -> None:
        self.patience = patience
        self.heard: list[tuple[Worker | None, bool, bool]] = []
        self.waiting = threading.Event()
        self.went_on = 0

    def waits(self, behind: Worker | None, *, ours: bool, begun: bool) -> bool:
        self.heard.append((behind, ours, begun))
        self.waiting.set()
        return len(self.heard) > self.patience

    def goes_on(self) -> None:
        self.went_on += 1


class Thread(threading.Thread):
    """Stores the fact "settled" for a clerk; what came of it in ``end``."""

    def __init__(self, database: Database, clerk: Clerk, ends: Callable[[], bool] | None) -> None:
        super().__init__()
        self.end: BaseException | None = None
        self._about = database, clerk, ends

    def run(self) -> None:
        database, clerk, ends = self._about
        try:
            with database.stoppable(ends, clerk), database.unit_of_work() as work:
                meta.put(work, "settled", "1")
        except (Stopped, KnownError) as end:
            self.end = end


@contextmanager
def begun(database: Database, clerk: Clerk, ends: Callable[[], bool] | None = None) -> Iterator[Thread]:
    """Somebody who wants to write."""
    thread = Thread(database, clerk, ends)
    thread.start()
    yield thread
    thread.join(10)
    assert not thread.is_alive()


@contextmanager
def begun_while_writing(
    database: Database, clerk: Clerk, ends: Callable[[], bool] | None = None, writer: Clerk | None = None
) -> Iterator[Thread]:
    """Somebody who wants to write while this thread does."""
    thread = Thread(database, clerk, ends)
    with database.stoppable(None, writer), database.unit_of_work():
        thread.start()
        assert clerk.waiting.wait(5)
        yield thread
    thread.join(10)
    assert not thread.is_alive()


def settled(database: Database) -> bool:
    with database.reading() as work:
        return meta.get(work, "settled") is not None


def test_this_programs_own_writer_is_waited_for_however_long_it_writes(database: Database) -> None:
    list_, clerk = Clerk(), Clerk()
    with begun_while_writing(database, clerk, writer=list_) as thread:
        wait_until(lambda: len(clerk.heard) > 100)  # far beyond what another program is waited for
        assert thread.is_alive()
    assert thread.end is None
    assert settled(database), "it went through by itself"
    assert set(clerk.heard) == {(list_, True, False)}, "who writes is told"
    assert clerk.went_on == 1


def wait_until(holds: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(5_000):
        if holds():
            return
        pause.wait(0.001)
    pytest.fail("it never came to that")


def test_a_writer_that_nobody_knows_is_waited_for_too(database: Database) -> None:
    clerk = Clerk()
    with begun_while_writing(database, clerk) as thread:
        wait_until(lambda: len(clerk.heard) > 100)
    assert thread.end is None
    assert set(clerk.heard) == {(None, True, False)}


def test_another_program_is_waited_for_so_long_and_named_as_one(database: Database) -> None:
    clerk = Clerk()
    with another_program_writing(database), begun(database, clerk) as thread:
        thread.join(10)
    assert isinstance(thread.end, KnownError)
    assert thread.end.code == "BUSY"
    assert "另外打开的结算窗口" in thread.end.message
    assert set(clerk.heard) == {(None, False, False)}
    assert clerk.went_on == 1


def test_who_waits_may_be_given_up_and_nothing_of_it_is_stored(database: Database) -> None:
    clerk = Clerk(patience=3)
    with begun_while_writing(database, clerk) as thread:
        thread.join(10)
    assert isinstance(thread.end, Stopped)
    assert not settled(database)
    assert clerk.went_on == 1


@contextmanager
def another_program_writing(database: Database) -> Iterator[None]:
    other = connect(database.path, KEY)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.execute("ROLLBACK")
    other.close()


@pytest.mark.parametrize("how", ["a part of it stands in the file", "it stands outside"])
def test_what_has_begun_is_not_given_up(database: Database, how: str) -> None:
    clerk = Clerk(patience=0)
    with database.stoppable(None, clerk):
        if "outside" in how:
            database.begun()
        else:
            with database.unit_of_work() as work:
                meta.put(work, "first", "1")
        with another_program_writing(database), pytest.raises(KnownError), database.unit_of_work():
            pass
    assert {begun for _, _, begun in clerk.heard} == {True}
    with (
        database.stoppable(None, clerk),
        another_program_writing(database),
        pytest.raises(Stopped),
        database.unit_of_work(),
    ):
        pass  # another errand of the same thread


def test_what_may_be_broken_off_in_the_midst_may_be_while_it_waits(database: Database) -> None:
    clerk = Clerk()
    with begun_while_writing(database, clerk, ends=clerk.waiting.is_set) as thread:
        thread.join(10)
    assert isinstance(thread.end, Stopped)


def test_a_connection_waits_as_long_as_ever_for_all_else(database: Database) -> None:
    with database.unit_of_work() as work:
        meta.put(work, "a", "1")
    with database.reading() as work:
        assert work.value("PRAGMA busy_timeout") == 30


def test_the_turn_is_given_back_by_whoever_fails(database: Database) -> None:
    with suppress(ValueError), database.unit_of_work():
        raise ValueError
    clerk = Clerk()
    with begun(database, clerk) as thread:
        pass
    assert (thread.end, clerk.heard) == (None, [])
