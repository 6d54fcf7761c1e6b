"""A desk on a small real file for every test that asks for one: the file is made once and copied."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

from app.policy import Registry
from app.services.desk import Desk
from app.store.database import Database
from app.store.work import Hook
from tests.helpers.small_desk import BUSINESS_DATE, CLERK, STATION, clock, packs, small_desk


@pytest.fixture(scope="session")
def registry() -> Registry:
    """The packs that the program ships."""
    return packs()


@pytest.fixture(scope="session")
def confirmed_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small file with its local parameters confirmed."""
    return _made(tmp_path_factory.mktemp("confirmed"), confirmed=True)


@pytest.fixture(scope="session")
def trial_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same file with no parameter confirmed."""
    return _made(tmp_path_factory.mktemp("trial"), confirmed=False)


def _made(folder: Path, *, confirmed: bool) -> Path:
    with small_desk(folder, confirmed=confirmed):
        pass
    return folder / "desk.db"


@contextmanager
def opened(path: Path, registry: Registry, hook: Hook | None = None) -> Iterator[Desk]:
    """A clerk's desk on a file."""
    database = Database.open(path, statement_hook=hook)
    try:
        yield Desk(database, registry, clock(), _ids(), STATION, CLERK, BUSINESS_DATE)
    finally:
        database.close()


def _ids() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"01990000-0000-7000-8000-{next(numbers):012d}"


@pytest.fixture
def desk(tmp_path: Path, confirmed_file: Path, registry: Registry) -> Iterator[Desk]:
    """The clerk's desk, local parameters confirmed as demonstration, business date 2019-11-22."""
    shutil.copy(confirmed_file, tmp_path / "desk.db")
    with opened(tmp_path / "desk.db", registry) as made:
        yield made


@pytest.fixture
def trial_desk(tmp_path: Path, trial_file: Path, registry: Registry) -> Iterator[Desk]:
    """The same desk with no parameter confirmed."""
    shutil.copy(trial_file, tmp_path / "desk.db")
    with opened(tmp_path / "desk.db", registry) as made:
        yield made
