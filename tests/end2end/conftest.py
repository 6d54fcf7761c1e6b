"""What end-to-end tests share."""

from __future__ import annotations

import pytest

from tests.helpers.first_run import FirstRun
from tests.helpers.first_run import first_run as made


@pytest.fixture(scope="session")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> FirstRun:
    """The program's first start on a fresh machine without a screen."""
    return made(tmp_path_factory)
