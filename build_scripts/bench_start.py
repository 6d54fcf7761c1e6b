"""Benchmarks of the start: a new process each time, of the sources and of the folder that is handed out, until it can be used.

The program itself says when that was (``--time-start``): a key that was pressed is to be seen. Cold is after the system was made
to forget the files; warm is every other start.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from app import bootstrap
from app.services import demo
from app.store import keys
from app.store.database import connect
from app.ui.timed_start import DESK, PAUSE, SENT, SIGN_IN
from build_scripts.bench_core import Row, row
from build_scripts.bench_data import FOLDER, KEY, Files, say

ROOT = Path(__file__).resolve().parent.parent
PACKED = ROOT / "build" / "package" / "settlement-window" / "settlement-window"
WARM_GOAL, COLD_GOAL = 1.5, 4.0
_DROP = Path("/proc/sys/vm/drop_caches")


def start_rows(files: Files, *, warm: int = 7, cold: int = 3) -> list[Row]:
    """The sources until their desk can be used; the packed program too where it was built, and the way that a clerk goes:
    the sign-in page, then the desk of a formal file."""
    folder, size = files.kept(), files.size
    what = f"{size.people:,} people, {size.settlements:,} settlements"
    sources = [sys.executable, "-m", "app"]
    rows = [row(f"start to usable window, {what}", _desks(sources, folder, warm), WARM_GOAL, "s", by="p50")]
    if not PACKED.exists():
        say("build/package holds no program: its start is left out")
        return rows
    program = [str(PACKED)]
    rows.append(row(f"packed program, the same, {what}", _desks(program, folder, warm), WARM_GOAL, "s", by="p50"))
    rows.append(
        row("packed program, the same, cold", _desks(program, folder, cold, cold=True), COLD_GOAL, "s", by="p50")
    )
    with tempfile.TemporaryDirectory(prefix="formal-", dir=FOLDER) as own:
        make_formal(files, Path(own))
        rows += _clerk_rows(program, Path(own), warm, cold)
    return rows


def _desks(program: Sequence[str], folder: Path, times: int, *, cold: bool = False) -> list[float]:
    """Seconds from the start to the demonstration's desk."""
    starts = _starts([*program, "--demo"], folder, times, cold=cold)
    told = ", ".join(f"{one[DESK]:.2f}" for one in starts)
    say(
        f"starts{' (cold)' if cold else ''}: {told} s; then {max(one[PAUSE] for one in starts) * 1000:.0f} ms at most without an answer"
    )
    return [one[DESK] for one in starts]


def _clerk_rows(program: Sequence[str], folder: Path, warm: int, cold: int) -> list[Row]:
    starts = _starts(program, folder, warm)
    after = [one[DESK] - one[SENT] for one in starts]
    return [
        row("packed program, start to sign-in page", [one[SIGN_IN] for one in starts], WARM_GOAL, "s", by="p50"),
        row("packed program, Enter after the password to usable desk", after, WARM_GOAL, "s", by="p50"),
        row(
            "packed program, start to sign-in page, cold",
            [one[SIGN_IN] for one in _starts(program, folder, cold, cold=True)],
            COLD_GOAL,
            "s",
            by="p50",
        ),
    ]


def _starts(command: Sequence[str], folder: Path, times: int, *, cold: bool = False) -> list[dict[str, float]]:
    """What each start told, in seconds since it began; a first one that warms the disk's cache is left out."""
    made = []
    for at in range(times + (not cold)):
        if cold:
            _forget([*folder.iterdir(), *(_files(PACKED.parent))])
        found = started([*command, "--data-dir", str(folder), "--time-start"])
        if cold or at:
            made.append(found)
    return made


def started(command: Sequence[str]) -> dict[str, float]:
    # Compiled modules are there, as on any machine where the program was started before.
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    began = time.monotonic()
    done = subprocess.run(
        command, cwd=ROOT, env=environment, input=f"{demo.PASSWORD}\n", capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"the program did not start:\n{done.stdout}{done.stderr}")
    told = dict(line.split(" ", 1) for line in done.stdout.splitlines())
    return {name: float(text) - (0.0 if name == PAUSE else began) for name, text in told.items()}


def make_formal(files: Files, folder: Path) -> None:
    """The same people and settlements as a formal file, which asks for a password."""
    source, target = files.kept() / bootstrap.DEMONSTRATION_FILE, folder / bootstrap.FORMAL_FILE
    say("copying the file…")
    shutil.copy(source, target)
    shutil.copy(keys.beside(source), keys.beside(target))
    connection = connect(target, KEY)
    try:
        connection.execute("UPDATE stations SET demonstration = 0")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        connection.close()


def _files(folder: Path) -> Iterable[Path]:
    return (one for one in folder.rglob("*") if one.is_file())


def _forget(paths: Iterable[Path]) -> None:
    """Let the system forget what it holds of these files; of everything where that is allowed."""
    for path in paths:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(handle)
    try:
        _DROP.write_text("3\n", encoding="ascii")
    except OSError:
        say("cold: the files of the program and of the data alone")
