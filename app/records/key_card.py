"""What stands on the key card."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KeyLine:
    """``keys`` as they are shown ("Ctrl+Ins"), and what they do in one clause."""

    keys: tuple[str, ...]
    does: str


@dataclass(frozen=True, slots=True)
class KeyGroup:
    """Keys of one kind under their word."""

    title: str
    lines: tuple[KeyLine, ...]


@dataclass(frozen=True, slots=True)
class KeyCard:
    """``place``: area and window."""

    place: str
    groups: tuple[KeyGroup, ...]
