"""What all files of this program have in common: strict JSON, and a digest over everything but the digest itself.

The digest is taken over canonical JSON (keys sorted, no spaces), so that a file which somebody set out more readably is
still whole, and one in which a figure was touched is not.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime

_BREAKS = frozenset({"Cc", "Zl", "Zp"})
_DAY = len("2019-03-01")
_MOMENT = len("2019-03-01T10:32:07.123456+08:00")


def parse(data: bytes) -> object:
    """The value in a file: UTF-8, no key twice, no fraction, no half character. ValueError or RecursionError else."""
    return strict(data.decode("utf-8"))


def strict(
    text: str, *, whole: Callable[[str], object] = int, fraction: Callable[[str], object] | None = None
) -> object:
    """The value in a text: no key twice, no half character; what ``whole`` makes of a number, and ``fraction`` of one with a
    point (None: there may be none). ValueError or RecursionError else."""
    parsed: object = json.loads(
        text, object_pairs_hook=_once, parse_int=whole, parse_float=fraction or _refuse, parse_constant=_refuse
    )
    # A lone surrogate is a text for JSON and none for a file.
    json.dumps(parsed, ensure_ascii=False).encode("utf-8")
    return parsed


def write(content: Mapping[str, object], **more: object) -> bytes:
    """The file of a content and what stands beside it: the same values give the same bytes."""
    text = json.dumps({**content, **more}, ensure_ascii=False, sort_keys=True, indent=1)
    return f"{text}\n".encode()


def canonical_bytes(content: object) -> bytes:
    """What a digest or a signature is taken over."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def digest(content: object) -> str:
    """SHA-256 over a content, 64 hex digits."""
    return hashlib.sha256(canonical_bytes(content)).hexdigest()


def without(root: Mapping[str, object], key: str) -> dict[str, object]:
    """The content of a file: everything but one entry."""
    return {name: value for name, value in root.items() if name != key}


def one_line(text: str) -> bool:
    """Whether a text has something in it and no line break or control character. (``str.isprintable`` would refuse the
    full-width space and rare characters that Python's tables don't have yet.)"""
    return bool(text.strip()) and not any(unicodedata.category(one) in _BREAKS for one in text)


def as_line(text: str, longest: int) -> str:
    """A text as a file shows it, whatever it was: line breaks and control characters as spaces, at most ``longest``
    characters."""
    plain = "".join(" " if unicodedata.category(one) in _BREAKS else one for one in text)
    return " ".join(plain.split())[:longest].rstrip()


def day(raw: object) -> date | None:
    """2019-03-01 as a date; None for anything else."""
    if isinstance(raw, str) and len(raw) == _DAY:
        try:
            return date.fromisoformat(raw)
        except ValueError:
            return None
    return None


def moment(raw: object) -> datetime | None:
    """A time with its offset; None for anything else."""
    if isinstance(raw, str) and len(raw) <= _MOMENT:
        try:
            at = datetime.fromisoformat(raw)
        except ValueError:
            return None
        return at if at.tzinfo is not None else None
    return None


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key twice")
    return found


def _refuse(text: str) -> object:
    raise ValueError(text)
