"""The index behind the search for entries: every name once, with the terms that lead to it.

A name that no entry has is harmless: a search passes over it. So an import brings the names of its entries in beforehand,
in slices, and what is ``unused`` is dropped in slices too.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator

from app.store import driver, terms
from app.store.catalogue.parts import Part
from app.store.sounds import Sounds
from app.store.terms import Kind
from app.store.work import Work

HEARD = 6
"""Characters from each place of a name whose initials and spelling are terms: each further one may double the readings. What
is typed beyond is compared with the names found."""
SPELLED_MAX = 12
"""Letters of a spelling that a term keeps."""
PLACES_MAX = 24
"""Places of a name at which initials and spellings begin."""
MORE = 200
"""Names that are looked through where more is typed than a term holds."""
_LAST = "\U0010ffff"
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
    terms.add(work, (term for row, name, pinyin in numbered for term in _terms(part, name, pinyin, row)))
    _add_heads(work, part, {head for _row, name, _pinyin in numbered for head in _heads(name)}, sounds)


def _terms(part: Part, name: str, pinyin: str, row: int) -> Iterator[tuple[int, str, int]]:
    yield from terms.tails(part.name, part.name_part, terms.key(name), row)
    own = terms.key(pinyin)
    if own:
        yield int(part.pinyin), own[: terms.TERM_MAX], row


def _heads(name: str) -> Iterator[str]:
    """The first characters from each place of a name but for those inside a word or a number."""
    whole = terms.key(name)
    for at in range(min(len(whole), PLACES_MAX)):
        if not (at and whole[at].isascii() and whole[at - 1].isascii()):
            yield whole[at : at + HEARD]


def _add_heads(work: Work, part: Part, heads: Collection[str], sounds: Sounds) -> None:
    missing = work.rows(
        "SELECT value FROM json_each(?1) WHERE NOT EXISTS (SELECT 1 FROM entry_heads WHERE part = ?2 AND head = value)",
        (json.dumps(sorted(heads), ensure_ascii=False), part.table),
    )
    first = int(work.value("SELECT coalesce(max(row), 0) + 1 FROM entry_heads"))
    numbered = [(row, one[0]) for row, one in enumerate(missing, first)]
    work.execute_many(
        "INSERT INTO entry_heads (row, part, head) VALUES (?, ?, ?)",
        ((row, part.table, head) for row, head in numbered),
    )
    terms.add(work, (term for row, head in numbered for term in _sounds(part, head, row, sounds)))


def _sounds(part: Part, head: str, row: int, sounds: Sounds) -> Iterator[tuple[int, str, int]]:
    yield from terms.cut(part.initials, sounds.initials(head), row)
    yield from terms.cut(part.spelling, {one[:SPELLED_MAX] for one in sounds.spellings(head)}, row)


def unused(work: Work, part: Part, limit: int) -> tuple[tuple[str, str], ...]:
    """Some names (each with its pinyin) that no version has."""
    have = (
        f"EXISTS (SELECT 1 FROM {table} AS e WHERE e.name = n.name AND e.pinyin = n.pinyin)"  # noqa: S608 - own names
        for table in (part.table, part.versions)
    )
    sql = f"SELECT n.name, n.pinyin FROM entry_names AS n WHERE n.part = ? AND NOT ({' OR '.join(have)}) LIMIT ?"  # noqa: S608 - own SQL
    return tuple((row[0], row[1]) for row in work.rows(sql, (part.table, limit)))


def drop(work: Work, part: Part, names: Iterable[tuple[str, str]]) -> None:
    """Remove those of some names (each with its pinyin) that no version has any more."""
    sql = "SELECT row, name, pinyin FROM entry_names WHERE part = ? AND name = ? AND pinyin = ?"
    _remove(work, part, [row for one in names for row in work.rows(sql, (part.table, *one))])


def _remove(work: Work, part: Part, rows: Iterable[driver.Row]) -> None:
    unused = [one for one in rows if not _used(work, part, one["name"], one["pinyin"])]
    terms.remove(work, (term for one in unused for term in _terms(part, one["name"], one["pinyin"], one["row"])))
    work.execute_many("DELETE FROM entry_names WHERE row = ?", ((one["row"],) for one in unused))
    heads = {head for one in unused for head in _heads(one["name"])}
    sounds, sql = Sounds(), "SELECT row FROM entry_heads WHERE part = ? AND head = ?"
    gone = [
        (row[0], head)
        for head in sorted(heads)
        if not _heading(work, (part.name, part.name_part), head, 1)
        for row in work.rows(sql, (part.table, head))
    ]
    terms.remove(work, (term for row, head in gone for term in _sounds(part, head, row, sounds)))
    work.execute_many("DELETE FROM entry_heads WHERE row = ?", ((row,) for row, _head in gone))


def _heading(work: Work, kinds: Iterable[Kind], head: str, limit: int) -> list[int]:
    """Rows of names that have a head where the kinds say (at their beginning, further on); one that is shorter than heads are
    ends its names."""
    upper = head + _LAST if len(head) == HEARD else head
    sql = "SELECT row FROM terms WHERE kind = ? AND term >= ? AND term <= ? ORDER BY kind, term, row LIMIT ?"
    found: list[int] = []
    for kind in kinds:
        if len(found) < limit:
            found += (row[0] for row in work.rows(sql, (int(kind), head, upper, limit)))
    return found


def _used(work: Work, part: Part, name: str, pinyin: str) -> bool:
    return any(
        work.value(f"SELECT 1 FROM {table} WHERE name = ? AND pinyin = ?", (name, pinyin)) is not None  # noqa: S608 - own names
        for table in (part.table, part.versions)
    )


def find(work: Work, part: Part, text: str, limit: int) -> Iterator[str]:
    """Names for what was typed, the nearest first: by the list's own pinyin; those that begin so, as written, by initials, by
    spelling; then those that have it further on, in the same order but for what is merely written so."""
    key = terms.key(text)
    met: set[str] = set()
    for row in _rows(work, part, key, limit):
        name = str(work.value("SELECT name FROM entry_names WHERE row = ?", (row,)))
        if name not in met:
            met.add(name)
            yield name


def _rows(work: Work, part: Part, key: str, limit: int) -> Iterator[int]:
    latin = key.isascii() and key.isalnum()
    if latin:
        yield from terms.rows(work, part.pinyin, key, limit)
    yield from _by_name(work, part.name, key, limit)
    if latin:
        sounds = Sounds()
        for place in (part.name, part.name_part):
            yield from _by_sound(work, (part.initials, place), (key, HEARD), limit, sounds.initials)
            yield from _by_sound(work, (part.spelling, place), (key, SPELLED_MAX), limit, sounds.spellings)
    yield from _by_name(work, part.name_part, key, limit)


def _by_sound(
    work: Work,
    kinds: tuple[Kind, Kind],
    asked: tuple[str, int],
    limit: int,
    heard: Callable[[str], frozenset[str]],
) -> Iterator[int]:
    """Rows of names by how they sound and where in the name, by a key and the letters of it that terms hold."""
    (kind, place), (key, held) = kinds, asked
    longer = len(key) > held
    for row in terms.rows(work, kind, key[:held], limit):
        head = str(work.value("SELECT head FROM entry_heads WHERE row = ?", (row,)))
        for name in _heading(work, (place,), head, MORE if longer else limit):
            if not longer or _sounds_so(work, name, key, heard):
                yield name


def _sounds_so(work: Work, row: int, key: str, heard: Callable[[str], frozenset[str]]) -> bool:
    """Whether a name is heard so from one of its places."""
    whole = terms.key(str(work.value("SELECT name FROM entry_names WHERE row = ?", (row,))))
    return any(one.startswith(key) for at in range(min(len(whole), PLACES_MAX)) for one in heard(whole[at:]))


def _by_name(work: Work, kind: Kind, key: str, limit: int) -> Iterator[int]:
    longer = len(key) > terms.TERM_MAX
    for row in terms.rows(work, kind, key, MORE if longer else limit):
        name = str(work.value("SELECT name FROM entry_names WHERE row = ?", (row,)))
        # Longer than a term: the index has found the beginning, the rest is compared.
        if not longer or key in terms.key(name):
            yield row
