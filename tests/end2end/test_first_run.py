"""A fresh machine: the set-up is done once, and the first command shows something without a screen as well."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.helpers.first_run import FirstRun

ROOT = Path(__file__).resolve().parents[2]
SCREENLESS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")

needs_program = pytest.mark.skipif(
    not (ROOT / "app" / "__main__.py").exists(), reason="the program's entry (app/__main__.py) isn't written yet"
)


def _run(command: list[str], folder: Path, timeout: int) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in SCREENLESS}
    return subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


def _shown_files(output: str, ending: str) -> list[Path]:
    """The paths with that ending that the program printed, one a line at most."""
    return [Path(found) for found in re.findall(rf"(/\S.*?\.{ending})\b", output)]


def _assert_slip_and_picture(outcome: subprocess.CompletedProcess[str] | FirstRun) -> None:
    told = outcome.stdout + outcome.stderr
    assert outcome.returncode == 0, told
    assert "Traceback" not in told
    assert "演示" in told, told
    papers, pictures = _shown_files(outcome.stdout, "pdf"), _shown_files(outcome.stdout, "png")
    assert papers, told
    assert pictures, told
    assert all(paper.read_bytes().startswith(b"%PDF-") for paper in papers)
    assert all(picture.read_bytes().startswith(b"\x89PNG") for picture in pictures)


@needs_program
def test_without_a_screen_the_demonstration_settles_a_case_and_shows_its_slip(
    first_run: FirstRun, data_dir: Path
) -> None:
    _assert_slip_and_picture(first_run)
    # The second start finds the first one's file there.
    command = [sys.executable, "-m", "app", "--demo", "--data-dir", str(first_run.copied(data_dir))]
    _assert_slip_and_picture(_run(command, ROOT, timeout=120))


@pytest.mark.skipif(not (ROOT / ".venv" / ".installed-dev").exists(), reason="this Python wasn't set up by the scripts")
def test_a_second_set_up_does_nothing_and_at_once() -> None:
    started = time.monotonic()
    outcome = _run(["build_scripts/setup", "dev"], ROOT, timeout=60)
    assert (outcome.returncode, outcome.stdout, outcome.stderr) == (0, "", "")
    assert time.monotonic() - started < 1


@needs_program
@pytest.mark.long
def test_a_fresh_clone_runs(tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    first = _run(["build_scripts/run"], clone, timeout=600)
    _assert_slip_and_picture(first)
    assert "setup: " in first.stdout
    second = _run(["build_scripts/run"], clone, timeout=120)
    _assert_slip_and_picture(second)
    assert "setup: " not in second.stdout
