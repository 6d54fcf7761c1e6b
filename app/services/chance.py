"""Repeatable chance for demonstration data: SHAKE-128 over a seed and a counter, the same on every machine."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import shake_128
from typing import TypeVar

_T = TypeVar("_T")
_BITS = 1 << 32


class Chance:
    """A stream of numbers from one seed. No global state, no float."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._block = 0
        self._words: list[int] = []

    def below(self, end: int) -> int:
        """A whole number from 0 up to but not including ``end``."""
        if not self._words:
            data = shake_128(f"{self._seed}:{self._block}".encode()).digest(4 * 256)
            self._words = [int.from_bytes(data[at : at + 4], "big") for at in range(0, len(data), 4)]
            self._block += 1
        return self._words.pop() * end // _BITS

    def within(self, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``, both included."""
        return low + self.below(high - low + 1)

    def percent(self, share: int) -> bool:
        """True in ``share`` of a hundred cases."""
        return self.below(100) < share

    def pick(self, among: Sequence[_T]) -> _T:
        """One of several."""
        return among[self.below(len(among))]
