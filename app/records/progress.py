"""How far something long is, told while it goes on: one type for all rooms.

``step(done, total)`` is called between two parts of the work; it may raise ``errors.Stopped``, after which nothing of it
may be left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

from app.errors import Stopped

Step = Callable[[int, int], None]
T = TypeVar("T")
WHOLE = (1000, 1000)
"""All of it, in thousandths."""
_STRIDE = 500


class Worker(Protocol):
    """Whoever has something done, as the data file sees him: a job of the window. Called on the thread that does it."""

    def waits(self, behind: Worker | None, *, ours: bool, begun: bool) -> bool:
        """Told again and again while his turn to write has not come: ``behind`` writes, somebody of this program where it is
        ``ours``. Whether he is given up, which counts as long as nothing of it has ``begun``."""

    def goes_on(self) -> None:
        """His turn has come, or will not."""


def silent(_done: int, _total: int) -> None:
    """Nobody waits, and nothing stops it."""


def part(step: Step, at: int, of: int) -> Step:
    """A step for the part ``at`` (from 0) of ``of`` like ones: their bar goes on to the right, in thousandths of the whole."""

    def inner(done: int, total: int) -> None:
        whole = WHOLE[1]
        step((at * whole + done * whole // max(total, 1)) // of, whole)

    return inner


def stepped(items: Iterable[T], total: int, step: Step, stride: int = _STRIDE) -> Iterator[T]:
    """The same items, with a step before each ``stride`` of them and one at the end."""
    for count, item in enumerate(items):
        if count % stride == 0:
            step(count, total)
        yield item
    step(total, total)


def asked(step: Step, done: int, total: int) -> Callable[[], bool]:
    """Whether ``step`` asks for the end, for who can't be told so but by an answer; it is told the same place each time."""

    def ask() -> bool:
        try:
            step(done, total)
        except Stopped:
            return True
        return False

    return ask
