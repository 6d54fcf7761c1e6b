"""Small files of the areas of yiyuan-2020 and shenyang-2020, made once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.policy import Registry
from app.services.desk import Desk
from tests.helpers.random_years import make_shenyang, shenyang_desk
from tests.helpers.year_end import make_yiyuan, yiyuan_desk


@pytest.fixture(scope="session")
def yiyuan_file(tmp_path_factory: pytest.TempPathFactory, confirmed_file: Path, registry: Registry) -> Path:
    path = tmp_path_factory.mktemp("yiyuan") / "desk.db"
    shutil.copy(confirmed_file, path)
    make_yiyuan(path, registry)
    return path


@pytest.fixture(scope="session")
def shenyang_file(tmp_path_factory: pytest.TempPathFactory, confirmed_file: Path, registry: Registry) -> Path:
    path = tmp_path_factory.mktemp("shenyang") / "desk.db"
    shutil.copy(confirmed_file, path)
    make_shenyang(path, registry)
    return path


@pytest.fixture
def yiyuan(tmp_path: Path, yiyuan_file: Path, registry: Registry) -> Iterator[Desk]:
    shutil.copy(yiyuan_file, tmp_path / "year.db")
    with yiyuan_desk(tmp_path / "year.db", registry) as made:
        yield made


@pytest.fixture
def shenyang(tmp_path: Path, shenyang_file: Path, registry: Registry) -> Iterator[Desk]:
    shutil.copy(shenyang_file, tmp_path / "year.db")
    with shenyang_desk(tmp_path / "year.db", registry) as made:
        yield made
