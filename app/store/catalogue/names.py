"""The index behind the search for entries: every name once, with the terms that lead to it.

A name that no entry has is harmless: a search passes over it. So an import brings the names of its entries in beforehand,
in slices, and ``tidy`` removes what nothing uses, in slices too.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator

from app.store import driver, terms
from app.store.catalogue.parts import Part
from app.store.sounds import Sounds
from app.store.work import Work

INITIALS_MAX = 10
"""Letters of initials that a term keeps: nobody types more, and each further one may double the readings."""
PLACES_MAX = 24
"""Places of a name at which initials and spellings begin."""
_UNIT = "mg|mcg|μg|ug|kg|g|ml|l|miu|iu|u|万iu|万u|万单位|单位|cm|mm|片|粒|支|袋|瓶|盒|丸|贴|枚|喷|揿|吸|板|包|个|根|套|付|只|s"
_AMOUNT = rf"[0-9]+(?:\.[0-9]+)?(?:{_UNIT})(?![a-z])"
_SPECIFICATION = re.compile(
    rf"(?<![a-z0-9.]){_AMOUNT}(?:\s*[*×x/:+、,]\s*(?:[0-9]+(?:\.[0-9]+)?(?:{_UNIT})?|{_UNIT})(?![a-z]))*"
)
"""What a hospital's bill hangs on a name: 0.25g*24片, 100ml:5g, 20mg*14粒/盒. A percentage stays: 5%葡萄糖 is another thing."""
_NO_LETTER = re.compile(r"[^\w%]+|_")


def plain(name: str) -> str:
    """A name without what bills and lists write differently: width, case, spaces, brackets, the specification; where
    nothing is left, the name's ``key``."""
    small = unicodedata.normalize("NFKC", name).casefold()
    return _NO_LETTER.sub("", _SPECIFICATION.sub(" ", small)) or terms.key(name)


def add(work: Work, part: Part, names: Iterable[tuple[str, str]], sounds: Sounds) -> None:
    """Bring names (each with the pinyin that the list gives, or "") into the index, those that it lacks."""
    listed = json.dumps(list(dict.fromkeys(names)), ensure_ascii=False)
    missing = work.rows(
        "SELECT value ->> 0, value ->> 1 FROM json_each(?1) WHERE NOT EXISTS (SELECT 1 FROM entry_names"
        " WHERE part = ?2 AND name = value ->> 0 AND pinyin = value ->> 1)",
        (listed, part.table),
    )
    first = int(work.value("SELECT coalesce(max(row), 0) + 1 FROM entry_names"))
    numbered = [(row, one[0], one[1]) for row, one in enumerate(missing, first)]
    work.execute_many(
        "INSERT INTO entry_names (row, part, name, pinyin, plain) VALUES (?, ?, ?, ?, ?)",
        ((row, part.table, name, pinyin, plain(name)) for row, name, pinyin in numbered),
    )
    terms.add(work, (term for row, name, pinyin in numbered for term in _terms(part, name, pinyin, row, sounds)))


def _terms(part: Part, name: str, pinyin: str, row: int, sounds: Sounds) -> Iterator[tuple[int, str, int]]:
    whole = terms.key(name)
    yield from terms.tails(part.name, part.name_part, whole, row)
    own = terms.key(pinyin)
    if own:
        yield int(part.initials), own[: terms.TERM_MAX], row
    # Tails as well: 注射用美罗培南 is also looked for as mlpn and as meiluo.
    for at in range(min(len(whole), PLACES_MAX)):
        if at and whole[at].isascii() and whole[at - 1].isascii():
            continue  # in the middle of a word or a number
        yield from terms.cut(part.initials, sounds.initials(whole[at : at + INITIALS_MAX]), row)
        yield from terms.cut(part.spelling, sounds.spellings(whole[at : at + INITIALS_MAX]), row)


def tidy(work: Work, part: Part, limit: int, after: int = 0) -> int:
    """Remove names behind ``after`` that no version has, from the next ``limit`` names; the last row that was looked at, 0
    at the end."""
    page = work.rows(
        "SELECT row, name, pinyin FROM entry_names WHERE part = ? AND row > ? ORDER BY row LIMIT ?",
        (part.table, after, limit),
    )
    _remove(work, part, page)
    return page[-1]["row"] if len(page) == limit else 0


def drop(work: Work, part: Part, names: Iterable[tuple[str, str]]) -> None:
    """Remove those of some names (each with its pinyin) that no version has any more."""
    sql = "SELECT row, name, pinyin FROM entry_names WHERE part = ? AND name = ? AND pinyin = ?"
    _remove(work, part, [row for one in names for row in work.rows(sql, (part.table, *one))])


def _remove(work: Work, part: Part, rows: Iterable[driver.Row]) -> None:
    unused = [one for one in rows if not _used(work, part, one["name"], one["pinyin"])]
    sounds = Sounds()
    terms.remove(
        work, (term for one in unused for term in _terms(part, one["name"], one["pinyin"], one["row"], sounds))
    )
    work.execute_many("DELETE FROM entry_names WHERE row = ?", ((one["row"],) for one in unused))


def _used(work: Work, part: Part, name: str, pinyin: str) -> bool:
    return any(
        work.value(f"SELECT 1 FROM {table} WHERE name = ? AND pinyin = ?", (name, pinyin)) is not None  # noqa: S608 - own names
        for table in (part.table, part.versions)
    )


def find(work: Work, part: Part, text: str, limit: int) -> Iterator[str]:
    """Names for what was typed, the nearest first: initials, spelling, names that begin so, names that contain it."""
    key = terms.key(text)
    latin = key.isascii() and key.isalnum()
    kinds = (part.initials, part.spelling, part.name, part.name_part) if latin else (part.name, part.name_part)
    met: set[str] = set()
    for kind in kinds:
        for row in terms.rows(work, kind, key[:INITIALS_MAX] if kind == part.initials else key, limit):
            name = str(work.value("SELECT name FROM entry_names WHERE row = ?", (row,)))
            # Longer than a term: the index has found the beginning, the rest is compared.
            if name not in met and (len(key) <= terms.TERM_MAX or key in terms.key(name)):
                met.add(name)
                yield name
