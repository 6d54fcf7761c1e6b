"""What is found of a slip's code: one state, the words for it, and what the ledger has of the slip."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.records.ledger import Posted

GENUINE = "genuine"
AGREES = "agrees"
REVERSED = "reversed"
CHANGED = "changed"
DIFFERS = "differs"
MISSING = "missing"
WITHDRAWN = "withdrawn"
UNSIGNED = "unsigned"
UNKNOWN_HALL = "unknown_hall"
DEMONSTRATION = "demonstration"
OLD = "old"
NUMBER = "number"
UNREAD = "unread"
NEWER = "newer"
KEYBOARD = "keyboard"
NOT_OURS = "not_ours"

HEADLINES: Mapping[str, str] = MappingProxyType(
    {
        GENUINE: "真：没有改动",
        AGREES: "与本机台账一致",
        REVERSED: "已冲红，不再有效",
        CHANGED: "内容被改过",
        DIFFERS: "与台账不符",
        MISSING: "台账里没有",
        WITHDRAWN: "签它的密钥已停用",
        UNSIGNED: "密钥还没有大厅签名",
        UNKNOWN_HALL: "不认识的大厅",
        DEMONSTRATION: "演示单据，不作凭证",
        OLD: "旧版二维码",
        NUMBER: "查到了，纸没有核对",
        UNREAD: "没有读全或读错",
        NEWER: "更新版本的二维码",
        KEYBOARD: "扫码枪输入不对",
        NOT_OURS: "不是结算单的码",
    }
)
"""State → the few words that are read first."""
STOPS = frozenset({REVERSED, CHANGED, DIFFERS, MISSING, DEMONSTRATION, NOT_OURS})
"""States on which nothing may be paid."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """``sentences`` what it means, then what to do. ``number`` and ``person_pays`` (signed fen) as the paper says them, ""
    and None where nothing could be read. ``document`` is what the ledger has under that number, ``person`` its person with the
    masked number, None and "" where no ledger was asked or has none. ``demonstration``: of the demonstration area."""

    state: str
    sentences: tuple[str, ...]
    number: str = ""
    person_pays: int | None = None
    document: Posted | None = None
    person: str = ""
    demonstration: bool = False

    @property
    def headline(self) -> str:
        """The few words that are read first."""
        word = HEADLINES[self.state]
        return f"{word}（演示）" if self.demonstration and self.state != DEMONSTRATION else word

    @property
    def genuine(self) -> bool:
        """Whether the paper is what a station of a trusted hall, or this ledger, printed, and still stands as far as is known."""
        return self.state in (GENUINE, AGREES)
