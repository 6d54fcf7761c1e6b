"""A desk on a small real file for every test that asks for one: the file is made once and copied."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.policy import Registry
from app.services.desk import Desk
from tests.helpers.service_desk import desk_on, make_file, packs


@pytest.fixture(scope="session")
def registry() -> Registry:
    """The packs that the program ships."""
    return packs()


@pytest.fixture(scope="session")
def confirmed_file(tmp_path_factory: pytest.TempPathFactory, registry: Registry) -> Path:
    """A small file with its local parameters confirmed."""
    path = tmp_path_factory.mktemp("confirmed") / "desk.db"
    make_file(path, registry, confirmed=True)
    return path


@pytest.fixture(scope="session")
def trial_file(tmp_path_factory: pytest.TempPathFactory, registry: Registry) -> Path:
    """The same file with no parameter confirmed."""
    path = tmp_path_factory.mktemp("trial") / "desk.db"
    make_file(path, registry, confirmed=False)
    return path


@pytest.fixture
def desk(tmp_path: Path, confirmed_file: Path, registry: Registry) -> Iterator[Desk]:
    """The clerk's desk, local parameters confirmed as demonstration, business date 2019-11-22."""
    shutil.copy(confirmed_file, tmp_path / "desk.db")
    with desk_on(tmp_path / "desk.db", registry) as made:
        yield made


@pytest.fixture
def trial_desk(tmp_path: Path, trial_file: Path, registry: Registry) -> Iterator[Desk]:
    """The same desk with no parameter confirmed."""
    shutil.copy(trial_file, tmp_path / "desk.db")
    with desk_on(tmp_path / "desk.db", registry) as made:
        yield made
