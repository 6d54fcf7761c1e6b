"""Ids that are unique in the whole county, made fast enough for a list of half a million new persons."""

from __future__ import annotations

import threading
from collections.abc import Callable

_MILLISECOND = 1_000_000


class Ids:
    """UUIDv7s in rising order: a ``fresh`` one (as a number) each millisecond of the ``clock`` (nanoseconds), which counts on
    within it (RFC 9562, 6.2, method 2). Called from any thread."""

    def __init__(self, fresh: Callable[[], int], clock: Callable[[], int]) -> None:
        self._fresh = fresh
        self._clock = clock
        self._lock = threading.Lock()
        self._millisecond = -1
        self._last = 0

    def __call__(self) -> str:
        with self._lock:
            millisecond = self._clock() // _MILLISECOND
            if millisecond != self._millisecond:
                self._millisecond, self._last = millisecond, max(self._fresh(), self._last + 1)
            else:
                self._last += 1
            digits = f"{self._last:032x}"
        return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
