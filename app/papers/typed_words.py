"""What a slip says of a layer that was typed by hand: settled elsewhere, or (in a direct settlement) laid out like any other.

* 2026-11-30: ``slip-a4-1`` says "已在他处结算" of both, as its prints did. The others ask ``typed_words``.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.records.slip import SlipFacts
from app.records.words import WAYS


@dataclass(frozen=True, slots=True)
class TypedWords:
    """``whole`` has a line's room, ``short`` less; ``behind`` stands behind the layer's name where nothing else is said."""

    whole: str
    short: str
    behind: str


SETTLED = TypedWords("已在他处结算，按所持结算单填入", "已在他处结算", "（他处已结）")
BY_HAND = TypedWords("手工填入", "手工填入", "（手工填入）")


def typed_words(facts: SlipFacts) -> TypedWords:
    """The words for a slip's typed layers, by the way in which it was settled."""
    return BY_HAND if facts.way == WAYS["direct"] else SETTLED
