"""The program's own log: where something failed, never whose. Files rotate; a log that can't be written stops nothing.

A line holds the time, the level, the place, and of our own messages their words with every run of digits and every word that is
not ASCII taken out; of a library's message nothing but where it came from, since it may quote what it choked on.
"""

from __future__ import annotations

import logging
import re
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path

FOLDER, NAME = "日志", "程序.log"
_BYTES, _FILES = 512 * 1024, 4
_OWN = "app"
_SECRET = re.compile(r"[0-9]{5,}[0-9Xx]?|[^\x00-\x7f]+")
_HOME = re.compile(r"(?:/(?:home|Users)/|[A-Za-z]:\\Users\\)[^/\\\s]+")


class PlainFormatter(logging.Formatter):
    """One line a record: no exception's text, no names, no numbers longer than a line of code's."""

    def format(self, record: logging.LogRecord) -> str:
        """``2019-11-22 10:30:08 ERROR app.ui.faults fault 4F2A1C: KeyError at _read:40 < run:12``."""
        own = record.name.partition(".")[0] == _OWN
        said = safe(record.getMessage()) if own else f"{record.module}:{record.lineno}"
        return (
            f"{self.formatTime(record, '%Y-%m-%d %H:%M:%S')} {record.levelname} {record.name} {said}{_frames(record)}"
        )


class _QuietHandler(RotatingFileHandler):
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the library's name
        """A full disk is told where it matters; a line of the log is not worth a traceback on the console."""


def safe(text: str) -> str:
    """A text without what may name somebody: digits of a number, words that are not ASCII, whose home a path lies in."""
    return _SECRET.sub("…", _HOME.sub("~", " ".join(text.split())))


def _frames(record: logging.LogRecord) -> str:
    if record.exc_info is None or record.exc_info[1] is None:
        return ""
    frames = traceback.extract_tb(record.exc_info[2])
    places = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
    return f" {type(record.exc_info[1]).__name__} at {places}"


def keep_log(folder: Path) -> logging.Handler | None:
    """Write warnings and worse into ``folder``/日志 from now on; the handler, to be closed at the end. None where the folder can't
    be made: the window opens all the same."""
    try:
        (folder / FOLDER).mkdir(mode=0o700, exist_ok=True)
        handler = _QuietHandler(
            folder / FOLDER / NAME, maxBytes=_BYTES, backupCount=_FILES, encoding="utf-8", delay=True
        )
    except OSError:
        return None
    handler.setFormatter(PlainFormatter())
    handler.setLevel(logging.WARNING)
    logging.getLogger().addHandler(handler)
    return handler


def last_lines(folder: Path, most: int) -> tuple[str, ...]:
    """The newest lines of the log, the oldest first; none where there is no log."""
    try:
        lines = (folder / FOLDER / NAME).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ()
    return tuple(safe_line for line in lines[-most:] if (safe_line := line.strip()))
