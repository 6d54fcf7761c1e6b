"""What the clerk reads when something fails: one calm sentence; what the log keeps: where, never whose.

UserError and KnownError carry their own sentence. Anything else is a fault of the program: the log gets its kind and
the places it went through, not its text (a message may hold a name or a number), and the clerk a reference that is
the same each time for the same fault.
"""

from __future__ import annotations

import hashlib
import logging
import traceback
from dataclasses import dataclass

from app.errors import KnownError, UserError

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Trouble:
    """A failure as the window shows it. ``code`` is empty for a fault of the program, ``reference`` for all others;
    ``field`` is the form's field that a UserError names."""

    message: str
    code: str = ""
    field: str = ""
    reference: str = ""


def trouble(error: BaseException) -> Trouble:
    """The Trouble of an exception; a fault of the program is logged on the way."""
    if isinstance(error, UserError):
        return Trouble(error.message, error.code, error.path)
    if isinstance(error, KnownError):
        return Trouble(error.message, error.code)
    frames = traceback.extract_tb(error.__traceback__)
    places = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
    kind = type(error).__name__
    reference = hashlib.sha256(f"{kind} {places}".encode()).hexdigest()[:6].upper()
    log.error("fault %s: %s at %s", reference, kind, places or "no frame")
    return Trouble(
        f"这一步没有做成，已输入的内容都在。请再试一次；仍不行，把编号 {reference} 告诉系统管理员。",
        reference=reference,
    )
