"""What every test gets: a quiet program, its own folders, repeatable chance.

* a Python warning fails the test (pyproject: filterwarnings), so do a Qt warning (qt_log_level_fail) and an exception
  in a slot (pytest-qt);
* a log line at WARNING or above fails it too, unless the test is marked `expects_log` and looks at `caplog` itself;
* no test sees the folders, the language or the scaling of whoever runs it.

And what keeps 7,000 of them within minutes (the ten that took most of the processor are told at the end; nothing fails by
time):

* what costs more than a tenth of a second is made once: a file by a session fixture and copied, the packs by `packs()`, the
  demonstration by `first_run`;
* a process is started where the process is the subject; else `tests.helpers.command` runs the same arguments here;
* hands go down a long list by `to_row`: each press is drawn, as for a clerk;
* what is drawn by chance takes the number of the profile `gate`; more of it is `long` or `HYPOTHESIS_PROFILE=search`.
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

from tests.helpers.packs_once import remember
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


_BEGAN = pytest.StashKey[float]()
_SLOW = 1.0
"""Seconds of the processor's time."""


def _used() -> float:
    """The processor's time of this process and of those that it has started, in seconds."""
    return sum(os.times()[:4])


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> None:
    """A test begins, its fixtures before it."""
    item.stash[_BEGAN] = _used()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> None:
    """A test has ended, its fixtures behind it: the report takes what it used, from a worker as well."""
    if call.when == "teardown":
        item.user_properties.append(("processor", _used() - item.stash[_BEGAN]))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Those that took most of the processor."""
    ended = [report for report in terminalreporter.stats.get("", []) if report.when == "teardown"]
    used = sorted(
        ((dict(report.user_properties).get("processor", 0.0), report.nodeid) for report in ended), reverse=True
    )
    slow = [f"{seconds:6.1f} s {name}" for seconds, name in used[:10] if seconds >= _SLOW]
    if slow:
        terminalreporter.section(f"most of the processor's time, of {sum(seconds for seconds, _ in used):.0f} s")
        terminalreporter.write_line("\n".join(slow))


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
def _quick_starts() -> Iterator[None]:
    """A password takes no time, packs are read once; programs that a test starts pay the full price."""
    with pytest.MonkeyPatch.context() as patch:
        quicken(patch)
        remember(patch)
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
