"""How names sound, for lists that are searched and sorted by keyboard: initials as typed, and the order of a dictionary."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from app.store.sounds import Sounds

SPELLED = 20
"""Longer texts are not looked for by initials: nobody types those of a sentence."""
_DIGITS = re.compile(r"\d+")
_CHINESE = re.compile("[\u3400-\u9fff\U00020000-\U000323af]")
_DIGITS_MOST = 20
# As a family name these sound unlike their usual reading.
_SURNAMES: Mapping[str, str] = MappingProxyType(
    dict(
        pair.split(":")
        for pair in "单:shan 曾:zeng 仇:qiu 解:xie 区:ou 查:zha 朴:piao 翟:zhai 任:ren 华:hua 缪:miao 覃:qin 盖:ge".split()
    )
)


def begins(name: str, typed: str) -> bool:
    """Whether a name begins with what was typed: its characters, the initials of its pinyin, or the pinyin in full."""
    text = typed.strip().casefold()
    if not text or name.casefold().startswith(text):
        return bool(text)
    initials, spellings = Sounds().of(name)
    return any(one.startswith(text) for one in initials | spellings)


def called(name: str, typed: str) -> bool:
    """Whether a name is what was typed, or its initials are: neither more nor less."""
    text = typed.strip().casefold()
    return bool(text) and (name.casefold() == text or text in Sounds().initials(name))


class Spelling:
    """What one list knows of its texts: a character and a name are looked up once."""

    __slots__ = ("_keys", "_sounds")

    def __init__(self) -> None:
        self._sounds = Sounds()
        self._keys: dict[str, str] = {}

    def heard(self, text: str, letters: str) -> bool:
        """Whether the pinyin initials of a short text hold ``letters`` (lower case), under any reading."""
        if len(text) > SPELLED or not _CHINESE.search(text):
            return False
        return any(letters in one for one in self._sounds.of(text)[0])

    def order(self, text: str, *, name: bool = False) -> str:
        """The key that puts texts in the order of a dictionary: Chinese by pinyin, figures by their value; a person's
        ``name`` by how families are called."""
        if _DIGITS.search(text):
            text = _DIGITS.sub(lambda found: found.group().lstrip("0").zfill(_DIGITS_MOST), text)
        keys = self._keys
        try:
            key = "".join([keys[character] for character in text])
        except KeyError:
            for character in text:
                if character not in keys:
                    keys[character] = self._key(character)
            key = "".join([keys[character] for character in text])
        first = _SURNAMES.get(text[:1]) if name else None
        return f" {first}{text[0]}{key[len(keys[text[0]]) :]}" if first is not None else key

    def _key(self, character: str) -> str:
        if character.isascii():
            return character.lower()
        read = self._sounds.readings(character)
        # The character stands behind its sound, so that one family name stays together among those that sound alike.
        return f" {read[0]}{character}" if read else character
