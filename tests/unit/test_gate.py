"""The gate itself: a door forced open and a noisy test must be reported, whatever else changes in pyproject."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
ROOMS = (
    "bootstrap",
    "ui",
    "cli",
    "services",
    "papers",
    "spool",
    "exchange",
    "store",
    "engine",
    "policy",
    "records",
    "money",
)

# who imports what, and the contract that must report it
FORCED_DOORS = [
    ("app.money.a", "app.records", "rooms"),
    ("app.ui.b", "app.cli", "rooms"),
    ("app.papers.c", "app.spool", "rooms"),
    ("app.services.d", "app.cli", "rooms"),
    ("app.ui.e", "app.store", "store-door"),
    ("app.cli.f", "app.store.rows", "store-door"),
    ("app.ui.g", "app.engine", "engine-door"),
    ("app.papers.h", "app.engine.rows", "engine-door"),
    ("app.bootstrap.p", "app.engine", "engine-door"),
    ("app.services.i", "PySide6.QtCore", "qt"),
    ("app.services.j", "sqlite3", "sqlite"),
    ("app.exchange.k", "sqlite_utils", "sqlite"),
    ("app.spool.l", "reportlab.pdfgen", "reportlab"),
    ("app.engine.m", "numpy", "numpy"),
    ("app.records.n", "os", "pure"),
    ("app.engine.o", "pathlib", "pure"),
    ("app.errors", "time", "pure"),  # money imports it
    ("app.exchange.one", "app.exchange.two", "no-cycles"),
    ("app.exchange.two", "app.exchange.one", "no-cycles"),
]
OPEN_DOORS = {
    "app/ui/x.py": "import PySide6.QtWidgets\nimport app.services.x\nimport app.records.rows\n",
    "app/services/x.py": "import app.store.x\nimport app.engine\nimport app.papers.x\n",
    "app/store/x.py": "import sqlite3\nimport sqlite_utils\n",
    "app/papers/x.py": "import reportlab\n",
    "app/engine/columns.py": "import numpy\n",
    "app/bootstrap/choices.py": "import os, time, random\nimport app.store\nimport app.store.x\n",
    "app/__main__.py": "import app.bootstrap\n",
    "app/money/rows.py": "import app.errors\n",
}


def _house(folder: Path) -> Path:
    """Empty rooms under the real contracts."""
    shutil.copy(ROOT / "pyproject.toml", folder)
    for room in ROOMS:
        (folder / "app" / room).mkdir(parents=True)
        (folder / "app" / room / "__init__.py").touch()
        (folder / "app" / room / "rows.py").touch()
    for module in ("__init__", "__main__", "errors"):
        (folder / "app" / f"{module}.py").touch()
    for path, text in OPEN_DOORS.items():
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def _broken(folder: Path) -> dict[str, str]:
    """What import-linter says of each contract that it finds broken."""
    outcome = subprocess.run(
        [str(BIN / "lint-imports"), "--no-logo", "--no-cache"],
        cwd=folder,
        env=os.environ | {"COLUMNS": "300"},
        check=False,
        capture_output=True,
        text=True,
    )
    assert "Contracts: " in outcome.stdout, outcome.stdout + outcome.stderr
    parts = re.split(r"^(.+)\n-{5,}\n", outcome.stdout.partition("Broken contracts")[2], flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def _contract_name(identity: str) -> str:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    found = re.search(rf'^id = "{identity}"\nname = "(.+)"$', text, flags=re.MULTILINE)
    assert found, identity
    return found.group(1)


def test_open_doors_are_open(tmp_path: Path) -> None:
    assert _broken(_house(tmp_path)) == {}


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    house = _house(tmp_path_factory.mktemp("house"))
    for importer, imported, _contract in FORCED_DOORS:
        with (house / (importer.replace(".", "/") + ".py")).open("a", encoding="utf-8") as file:
            file.write(f"import {imported}\n")
    return _broken(house)


@pytest.mark.parametrize(("importer", "imported", "contract"), FORCED_DOORS)
def test_a_forced_door_is_reported(reports: dict[str, str], importer: str, imported: str, contract: str) -> None:
    report = reports.get(_contract_name(contract), "")
    if contract == "no-cycles":
        assert "app.exchange" in report
    else:
        outside = imported if imported.startswith("app.") else imported.partition(".")[0]
        assert re.search(rf"{re.escape(importer)} -> {re.escape(outside)} ", report), report


OUTSIDE_CHOICES = [
    "import datetime\n\nmoment = datetime.datetime.now(tz=datetime.UTC)\n",
    "from datetime import date\n\nday = date.today()\n",
    "import time\n\nmoment = time.time()\n",
    "import random\n\nnumber = random.random()\n",
    "from uuid import uuid4\n\nname = uuid4()\n",
    "import uuid6\n\nname = uuid6.uuid7()\n",
    "from decimal import Decimal\n\nsum_ = Decimal(1)\n",
]


def _ruff(path: str, text: str) -> str:
    outcome = subprocess.run(
        [str(BIN / "ruff"), "check", "--no-cache", "--output-format=concise", "--stdin-filename", path, "-"],
        cwd=ROOT,
        input=text,
        check=False,
        capture_output=True,
        text=True,
    )
    assert outcome.returncode in {0, 1}, outcome.stderr
    return outcome.stdout


@pytest.mark.parametrize("text", OUTSIDE_CHOICES)
def test_clock_chance_ids_and_decimals_are_chosen_in_one_module_only(text: str) -> None:
    assert "TID251" in _ruff("app/services/settle.py", text)
    assert "TID251" not in _ruff("app/bootstrap/choices.py", text)


def test_only_the_command_line_prints() -> None:
    assert "T201" in _ruff("app/services/settle.py", "print(1)\n")
    assert "T201" not in _ruff("app/cli/show.py", "print(1)\n")


NOISY = """
import logging, warnings
import pytest
from PySide6.QtCore import QObject, QTimer, Signal, qWarning

class Bell(QObject):
    rung = Signal()

def test_quiet(qtbot, data_dir):
    assert not list(data_dir.iterdir())

def test_noisy_warning():
    warnings.warn("old", DeprecationWarning)

def test_noisy_log():
    logging.getLogger("app.store").warning("disk is slow")

def test_noisy_qt():
    qWarning("no such slot")

def test_noisy_slot(qtbot):
    bell = Bell()
    bell.rung.connect(lambda: 1 // 0)
    bell.rung.emit()

@pytest.mark.expects_log
def test_expected_log(caplog):
    logging.getLogger("app.store").error("disk is full")
    assert "disk is full" in caplog.text
"""


def test_noise_fails_a_test(tmp_path: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "tests").mkdir()
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path / "tests")
    (tmp_path / "tests" / "helpers").mkdir()
    # No password is asked there, and the program is not at hand.
    for module, name in (("quick_keys", "quicken"), ("packs_once", "remember")):
        nothing = f"def {name}(patch: object) -> None: ...\n"
        (tmp_path / "tests" / "helpers" / f"{module}.py").write_text(nothing, encoding="utf-8")
    (tmp_path / "tests" / "test_noise.py").write_text(NOISY, encoding="utf-8")
    outcome = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist"],
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
    )
    failed = re.findall(r"^(?:FAILED|ERROR) tests/test_noise\.py::(\w+)", outcome.stdout, flags=re.MULTILINE)
    assert sorted(failed) == ["test_noisy_log", "test_noisy_qt", "test_noisy_slot", "test_noisy_warning"], (
        outcome.stdout + outcome.stderr
    )
