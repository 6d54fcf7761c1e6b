"""CUPS's own commands, in English and with a time limit."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass

from app.errors import KnownError
from app.spool.words import NO_CUPS, NO_SCHEDULER, SLOW

SECONDS = 15
"""How long a command may take: ``lpoptions`` may ask a printer over the network."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a command printed, and whether it ended well."""

    done: bool
    out: str
    error: str


def run(command: str, *arguments: str, given: bytes = b"") -> Told:
    """Run one of them; ``given`` is its standard input. KnownError PRINT_SYSTEM where it is missing, takes too long, or says that
    the scheduler does not run."""
    found = shutil.which(command)
    if found is None:
        raise KnownError("PRINT_SYSTEM", NO_CUPS)
    try:
        ended = subprocess.run(
            [found, *arguments], input=given, capture_output=True, timeout=SECONDS, env=_environment(), check=False
        )
    except subprocess.TimeoutExpired as late:
        raise KnownError("PRINT_SYSTEM", SLOW) from late
    except OSError as broken:
        raise KnownError("PRINT_SYSTEM", NO_CUPS) from broken
    told = Told(ended.returncode == 0, ended.stdout.decode("utf-8", "replace"), ended.stderr.decode("utf-8", "replace"))
    if not told.done and _is_down(told.error):
        raise KnownError("PRINT_SYSTEM", NO_SCHEDULER)
    return told


def _environment() -> dict[str, str]:
    """English, so that the answers can be read; names and descriptions come as UTF-8 all the same. The packed program has put its
    own libraries before the system's: its commands must not load those."""
    known = {**os.environ, "LC_ALL": "C", "LANGUAGE": "C"}
    if getattr(sys, "frozen", False):
        known.pop("LD_LIBRARY_PATH", None)
        before = known.pop("LD_LIBRARY_PATH_ORIG", "")
        if before:
            known["LD_LIBRARY_PATH"] = before
    return known


def _is_down(error: str) -> bool:
    lower = error.lower()
    return any(word in lower for word in ("scheduler is not running", "scheduler not responding", "unable to connect"))
