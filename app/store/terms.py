"""The index behind every search box: one B-tree of (kind, term, row), read by ranges of a prefix.

A name is found by any part because every tail of it is a term; initials and spellings are terms of their own kinds.
Each lookup reads a bounded number of neighbouring entries, also for 王 among half a million people.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from enum import IntEnum

from app.store.work import Work

TERM_MAX = 24
"""Characters of a term; longer texts are cut, in the index and in the question alike."""
TAILS_MAX = 64
"""Tails of one name; a name of 10,000 characters is found by its first 64 places."""
# Most names: nothing in them folds.
_PLAIN = re.compile("[\u4e00-\u9fa5]+")
_LAST = "\U0010ffff"
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})
_DOTS = frozenset("·•‧・∙⋅．.･")


class Kind(IntEnum):
    """What a term is of. The numbers are stored; from 121 on the row is one of ``entry_names``, of
    initials and spellings one of ``entry_heads``."""

    PERSON_NAME = 1
    PERSON_INITIALS = 2
    PERSON_SPELLING = 3
    PERSON_NAME_PART = 4
    INSTITUTION_NAME = 11
    INSTITUTION_INITIALS = 12
    INSTITUTION_NAME_PART = 13
    ITEM_NAME = 121
    ITEM_INITIALS = 122
    ITEM_NAME_PART = 123
    ITEM_SPELLING = 124
    ITEM_PINYIN = 125
    DIAGNOSIS_NAME = 131
    DIAGNOSIS_INITIALS = 132
    DIAGNOSIS_NAME_PART = 133
    DIAGNOSIS_SPELLING = 134
    DIAGNOSIS_PINYIN = 135


def key(text: str) -> str:
    """What is compared: full-width letters and compatibility forms folded, without spaces, dots of a name (·) and
    control characters, small letters."""
    plain = text.replace("·", "")
    if _PLAIN.fullmatch(plain):
        return plain
    return "".join(c for c in folded(text) if c not in _DOTS)


def folded(text: str) -> str:
    """A ``key`` that keeps its dots, as codes need them (C34.900)."""
    small = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in small if not c.isspace() and unicodedata.category(c) not in _UNSEEN)


def tails(whole_kind: Kind, part_kind: Kind, whole: str, row: int) -> list[tuple[int, str, int]]:
    """The terms of a name (already a ``key``) and, under ``part_kind``, of each of its tails: what begins as typed is
    told from what merely contains it."""
    if not whole:
        return []
    number = int(part_kind)
    parts = [(number, whole[at : at + TERM_MAX], row) for at in range(1, min(len(whole), TAILS_MAX))]
    return [(int(whole_kind), whole[:TERM_MAX], row), *parts]


def cut(kind: Kind, texts: Iterable[str], row: int) -> list[tuple[int, str, int]]:
    """The terms of initials or spellings."""
    number = int(kind)
    return [(number, text[:TERM_MAX], row) for text in texts]


def add(work: Work, terms: Iterable[tuple[int, str, int]]) -> None:
    """Store terms, sorted so that a long list fills the B-tree from left to right."""
    work.execute_many("INSERT INTO terms (kind, term, row) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", sorted(terms))


def remove(work: Work, terms: Iterable[tuple[int, str, int]]) -> None:
    """Take terms out, as they were added."""
    work.execute_many("DELETE FROM terms WHERE kind = ? AND term = ? AND row = ?", sorted(set(terms)))


def rows(work: Work, kind: Kind, prefix: str, limit: int) -> tuple[int, ...]:
    """Rows whose term begins with ``prefix`` (already a ``key``): exact ones first, then in the order of terms, each
    row once, ``limit`` at most."""
    if not prefix:
        return ()
    cut = prefix[:TERM_MAX]
    # One row may have several terms in the range; a few more entries are read to make up for it.
    found = work.rows(
        "SELECT row FROM terms WHERE kind = ? AND term >= ? AND term < ? ORDER BY kind, term, row LIMIT ?",
        (int(kind), cut, cut + _LAST, limit * 4),
    )
    return tuple(dict.fromkeys(one[0] for one in found))[:limit]
