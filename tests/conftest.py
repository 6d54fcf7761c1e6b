"""What every test gets: a quiet program, its own folders, repeatable chance.

* a Python warning fails the test (pyproject: filterwarnings), so do a Qt warning (qt_log_level_fail) and an exception
  in a slot (pytest-qt);
* a log line at WARNING or above fails it too, unless the test is marked `expects_log` and looks at `caplog` itself;
* no test sees the folders, the language or the scaling of whoever runs it.
"""

from __future__ import annotations

import logging
import os
import sys
from typing import TYPE_CHECKING

# Before anything imports Qt: without a screen and without this, creating the application ends the process.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
for _name in ("QT_SCALE_FACTOR", "QT_SCREEN_SCALE_FACTORS", "QT_FONT_DPI", "QT_STYLE_OVERRIDE", "QT_IM_MODULE"):
    os.environ.pop(_name, None)
# Byte code is kept whatever the machine says: else each worker and each program that a test starts compiles all of ours.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

import pytest
from hypothesis import HealthCheck, settings

from tests.helpers.quick_keys import quicken

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# The gate must say the same today and tomorrow; `HYPOTHESIS_PROFILE=search` looks for new counter-examples.
settings.register_profile(
    "gate",
    max_examples=50,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("search", max_examples=5000, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "gate"))


@pytest.fixture(scope="session", autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The program's usual folders (platformdirs) lie in a temporary place, for programs started by tests too."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name, folder in {
            "XDG_DATA_HOME": "data",
            "XDG_CONFIG_HOME": "config",
            "XDG_CACHE_HOME": "cache",
            "XDG_STATE_HOME": "state",
            "XDG_RUNTIME_DIR": "runtime",
        }.items():
            (home / folder).mkdir(mode=0o700)
            patch.setenv(name, str(home / folder))
        yield


@pytest.fixture(scope="session", autouse=True)
def _quick_keys() -> Iterator[None]:
    """A password takes no time; programs that a test starts pay the full price."""
    with pytest.MonkeyPatch.context() as patch:
        quicken(patch)
        yield


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """An empty folder for the program's data (what --data-dir names)."""
    folder = tmp_path / "数据"  # not ASCII: clerks' folders aren't either
    folder.mkdir()
    return folder


class _Collect(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def _quiet_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test during which the program logged a warning or an error that nobody expected."""
    handler = _Collect()
    root = logging.getLogger()
    root.addHandler(handler)
    yield
    root.removeHandler(handler)
    if handler.lines and request.node.get_closest_marker("expects_log") is None:
        pytest.fail(
            "unexpected log lines (mark the test `expects_log` if they are its subject):\n" + "\n".join(handler.lines)
        )
