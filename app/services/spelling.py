"""Whether a name begins as somebody types it: for short lists of names that are searched by keyboard."""

from __future__ import annotations

from app.store.sounds import Sounds


def begins(name: str, typed: str) -> bool:
    """Whether a name begins with what was typed: its characters, the initials of its pinyin, or the pinyin in full."""
    text = typed.strip().casefold()
    if not text or name.casefold().startswith(text):
        return bool(text)
    initials, spellings = Sounds().of(name)
    return any(one.startswith(text) for one in initials | spellings)
