"""How Chinese names sound: initials and full spellings with every reading of a 多音字 (pypinyin, imported late)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations, islice, product
from math import prod

READINGS_MAX = 16
"""Spellings kept of one name; beyond them the ones with the most unusual readings are left out."""
NAMES_MAX = 50_000
"""Names remembered while a long list is spelled."""
SYLLABLES_MAX = 24
"""Characters of a name that are spelled; a longer name is found by these."""

# Readings as a surname or in a name that pypinyin's table lacks.
_MORE = {"𠮷": ("ji",), "员": ("yun",), "繁": ("po",), "黑": ("he",), "盖": ("ge",), "乐": ("yue",), "冼": ("xian",)}


class Sounds:
    """Readings of characters, remembered while one list of names is spelled (a character is looked up once)."""

    __slots__ = ("_letters", "_names", "_readings")

    def __init__(self) -> None:
        self._readings: dict[str, tuple[str, ...]] = {}
        self._letters: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._names: dict[str, tuple[frozenset[str], frozenset[str]]] = {}

    def of(self, name: str) -> tuple[frozenset[str], frozenset[str]]:
        """(initials, spellings) of a name; the names met so far are remembered, since many people share one."""
        found = self._names.get(name)
        if found is None:
            if len(self._names) >= NAMES_MAX:
                self._names.clear()
            syllables = self._syllables(name)
            found = (self._initials(syllables), frozenset(_few(syllables)))
            self._names[name] = found
        return found

    def readings(self, character: str) -> tuple[str, ...]:
        """All readings without tones, the usual one first, ü as v; none for a character that has no known one."""
        found = self._readings.get(character)
        if found is None:
            found = _look_up(character)
            self._readings[character] = found
        return found

    def initials(self, name: str) -> frozenset[str]:
        """First letters of a name under every reading: 单小曾 → dxc, sxc, cxz …"""
        return self._initials(self._syllables(name))

    def spellings(self, name: str) -> frozenset[str]:
        """Full spellings of a name under every reading, without spaces."""
        return frozenset(_few(self._syllables(name)))

    def _initials(self, syllables: list[tuple[str, ...]]) -> frozenset[str]:
        known = self._letters
        return frozenset(_few([known.get(one) or self._first(one) for one in syllables]))

    def _first(self, readings: tuple[str, ...]) -> tuple[str, ...]:
        found = self._letters.get(readings)
        if found is None:
            found = self._letters[readings] = tuple(dict.fromkeys(reading[0] for reading in readings))
        return found

    def _syllables(self, name: str) -> list[tuple[str, ...]]:
        known, made = self._readings, []
        for character in name:
            found = known.get(character)
            if found is None:
                found = self.readings(character)
            if found:
                made.append(found)
                if len(made) == SYLLABLES_MAX:
                    break
        return made


def _look_up(character: str) -> tuple[str, ...]:
    if character.isascii():
        return (character.lower(),) if character.isalnum() else ()
    from pypinyin import Style, pinyin

    read = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
    known = [reading for reading in (read[0] if read else ()) if reading.isascii() and reading.isalpha()]
    return tuple(dict.fromkeys([*known, *_MORE.get(character, ())]))


def _few(choices: list[tuple[str, ...]]) -> Iterable[str]:
    """Joined choices: all where they are few, else the ``READINGS_MAX`` nearest to the usual reading."""
    if not choices:
        return ()
    if prod(map(len, choices)) <= READINGS_MAX:
        return map("".join, product(*choices))
    return islice(_by_distance(choices), READINGS_MAX)


def _by_distance(choices: list[tuple[str, ...]]) -> Iterator[str]:
    several = [at for at, one in enumerate(choices) if len(one) > 1]
    for count in range(len(several) + 1):
        for places in combinations(several, count):
            for others in product(*(choices[at][1:] for at in places)):
                chosen = [one[0] for one in choices]
                for at, other in zip(places, others):
                    chosen[at] = other
                yield "".join(chosen)
