"""Errors that the whole house speaks, and the one runtime check.

Three kinds, so that every room above can treat them alike:

* ``UserError``: something typed or asked for can't be done. Its message is one calm Chinese sentence that
  says what to do; ``path`` names the field, ``code`` is one of the codes of the settlement contract.
* ``KnownError``: the machine is in the way (disk full, file of a newer version, printer gone). Also one sentence.
* ``InvariantError``: the program itself is wrong. Nothing is issued; it is never caught to go on.

Beside them ``Stopped``, which is no error: whoever waited asked for the end.

Rejected (2026-11-22): one class per error code. Callers only ever show the sentence and the field.
"""

from __future__ import annotations


class UserError(Exception):
    """Input that is refused: ``message`` in Chinese says how to mend it."""

    def __init__(self, code: str, path: str, message: str) -> None:
        super().__init__(f"{code} {path}: {message}")
        self.code = code
        self.path = path
        self.message = message


class KnownError(Exception):
    """A foreseen trouble outside the program: ``message`` in Chinese says what to do; nothing is lost."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


class InvariantError(Exception):
    """A promise of the program does not hold; nothing may be issued."""


class Stopped(Exception):
    """Somebody asked for the end of what was going on. Everything is as it was before it began."""


def require(holds: object, message: str) -> None:
    """Raise InvariantError unless ``holds``: a runtime check that ``python -O`` doesn't remove."""
    if not holds:
        raise InvariantError(message)
