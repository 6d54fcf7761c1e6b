"""Lists that were imported: the plan applied in one step, undone in one, and the history of both.

``apply`` moves the plan into the file by a dozen statements over whole sets, with what ``import_ready`` worked out before.
What it changed is kept row by row as it was before (``import_changes``), so that ``undo`` gives back the same rows, local
numbers and stamps included. Every row that an import writes carries its stamp: one with another stamp was changed since,
and is not undone over.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import date, datetime

from app.records.roster import BetweenDocument, ImportedList, ListEntry
from app.store import driver, images, import_ready, terms
from app.store.images import Image
from app.store.import_ready import IDENTITY, STAMP, WRITTEN, Ready
from app.store.people import HEAD_LENGTH, name_terms
from app.store.sounds import Sounds
from app.store.staging import PERSON, Staged, facts_back, facts_values
from app.store.stamp import Stamp, moment
from app.store.work import Work

_CACHE = 262_144
"""KiB of pages held meanwhile: half a million persons have a dozen indexes, filled in no order."""
_COMMON = 32_768
_TOUCHED = "SELECT DISTINCT person FROM import_changes WHERE import = ?"


def make_room(work: Work) -> None:
    """Give this thread's connection a large cache, until ``give_back``."""
    work.rows(f"PRAGMA cache_size = -{_CACHE}")


def give_back(work: Work) -> None:
    """The common cache again, and nothing in temporary tables."""
    import_ready.put_away(work)
    work.rows(f"PRAGMA cache_size = -{_COMMON}")


def imported(work: Work, import_id: str) -> ImportedList | None:
    """A list that was imported, or None."""
    found = work.row(f"{_LISTS} WHERE imports.id = ?", (import_id,))
    return None if found is None else _list(found)


def lists(work: Work, kinds: Collection[str]) -> tuple[ImportedList, ...]:
    """All lists of some kinds that were ever imported, the newest first."""
    among = "WHERE kind IN (SELECT value FROM json_each(?)) ORDER BY imports.row DESC"
    return tuple(_list(one) for one in work.rows(f"{_LISTS} {among}", (json.dumps(sorted(kinds)),)))


_LISTS = (
    "SELECT imports.*, (SELECT name FROM operators WHERE id = imports.operator_id) AS operator_name,"
    " (SELECT at FROM import_undos WHERE import = imports.id) AS undone_at FROM imports"
)


def _list(row: driver.Row) -> ImportedList:
    facts = facts_back(row)
    return ImportedList(
        *(row["id"], facts.kind, facts.document_number, facts.listed_on, facts.file_name, facts.sha256),
        *(row["added"], row["changed"], row["left_out"], row["unchanged"], row["refused"]),
        row["operator_name"] or row["operator_id"],
        datetime.fromisoformat(row["at"]),
        datetime.fromisoformat(row["undone_at"]) if row["undone_at"] else None,
    )


def apply(work: Work, staged: Staged, ready: Ready) -> list[Image]:
    """Apply the plan of a staged list with what was prepared of it; the images for its audit row. Its rows stay staged
    until they are cleared."""
    held = [images.held(work, "persons", key) for key in staged.singly]
    if ready.rebuilt:
        with import_ready.indexes_made_again(work, "persons"):
            _write_people(work, staged, ready.stamp)
    else:
        _write_people(work, staged, ready.stamp)
    _write_identities(work, staged, ready.stamp)
    work.execute("INSERT INTO import_changes SELECT * FROM temp.ready_changes ORDER BY row")
    _index(work, staged.row)
    record(work, staged, ready.stamp)
    sums = [Image("persons", "", before=staged.before_sum, after=ready.after), *held]
    return [Image("imports", staged.id), *sums, Image("import_changes", "", after=ready.changes)]


def record(work: Work, staged: Staged, stamp: Stamp) -> None:
    """Write down that a staged list was imported."""
    numbers = staged.counts
    counted = (numbers["added"], numbers["changed"], numbers["left"], numbers["unchanged"], numbers["refused"])
    work.execute(
        "INSERT INTO imports (row, id, kind, document_number, listed_on, file_name, sha256, columns, added, changed,"
        " left_out, unchanged, refused, ends_left, digest, last_document, station_id, operator_id, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(staged.row, staged.id, *facts_values(staged.facts), *counted, int(staged.ends_left)),
            *(staged.digest, _last_document(work), *stamp),
        ),
    )


def record_undo(work: Work, import_id: str, stamp: Stamp) -> None:
    """Write down that an import was undone."""
    work.execute(
        "INSERT INTO import_undos (import, last_document, station_id, operator_id, at) VALUES (?, ?, ?, ?, ?)",
        (import_id, _last_document(work), *stamp),
    )


def _sum(work: Work, row: int, singly: Sequence[str]) -> str:
    """The sum of the images of all persons whom an import touched, but for those whom the audit names by themselves."""
    named = frozenset(singly)
    touched = json.dumps([one[0] for one in work.rows(_TOUCHED, (row,))])
    return images.summed(work, "persons", among=("SELECT value FROM json_each(?)", (touched,)), without=named)


def _last_document(work: Work) -> int:
    return int(work.value("SELECT coalesce(max(row), 0) FROM documents"))


def _write_people(work: Work, staged: Staged, stamp: Stamp) -> None:
    columns, written = ", ".join(PERSON), ", ".join(f"{name} = s.{name}" for name in WRITTEN)
    stamped = ", ".join(f"{name} = ?" for name in STAMP)
    work.execute(
        f"INSERT INTO persons (row, id, {columns}, station_id, operator_id, at) SELECT person, id, {columns}, ?, ?, ?"  # noqa: S608 - own names
        " FROM staged_people WHERE import = ? AND what = 'added' ORDER BY person",
        (*stamp, staged.row),
    )
    work.execute(
        f"UPDATE persons SET {written}, {stamped} FROM staged_people AS s WHERE s.import = ? AND s.what <> 'added'"  # noqa: S608 - own names
        " AND s.rewritten = 1 AND persons.row = s.person",
        (*stamp, staged.row),
    )


def _write_identities(work: Work, staged: Staged, stamp: Stamp) -> None:
    own, stamped = ", ".join(IDENTITY), ", ".join(f"{name} = ?" for name in STAMP)
    work.execute(
        f"INSERT INTO identities (row, person, {own}, document, station_id, operator_id, at)"  # noqa: S608 - own names
        f" SELECT row, person, {own}, ?, ?, ?, ? FROM staged_identities WHERE import = ? ORDER BY row",
        (staged.facts.document_number, *stamp, staged.row),
    )
    work.execute(
        f"UPDATE identities SET until = s.until, {stamped} FROM staged_ends AS s WHERE s.import = ?"  # noqa: S608 - own names
        " AND identities.row = s.row",
        (*stamp, staged.row),
    )


def _index(work: Work, row: int) -> None:
    """The search index: terms were spelled with the plan, and sorted with what was prepared of it."""
    former = (
        "SELECT CAST(substr(value, 1, 1) AS INTEGER), substr(value, 2), person FROM staged_people,"
        " json_each(staged_people.former_terms) WHERE import = ? AND former_terms <> '[]'"
    )
    work.execute(f"DELETE FROM terms WHERE (kind, term, row) IN ({former})", (row,))  # noqa: S608 - own SQL
    work.execute(
        "INSERT INTO terms (kind, term, row) SELECT CAST(substr(t.term, 1, 1) AS INTEGER), substr(t.term, 2), p.person"
        " FROM temp.ready_terms AS t CROSS JOIN temp.ready_people AS p ON p.holder = t.holder ORDER BY t.rowid"
        " ON CONFLICT DO NOTHING"
    )
    work.execute(
        f"INSERT INTO number_heads (head) SELECT DISTINCT substr(certificate_number, 1, {HEAD_LENGTH}) FROM staged_people"  # noqa: S608 - a number
        " WHERE import = ? AND what = 'added' AND certificate_number <> '' ON CONFLICT DO NOTHING",
        (row,),
    )


# ---- undo


_CHANGED_SINCE = """
WITH own AS (SELECT row, station_id, operator_id, at FROM imports WHERE row = ?1)
SELECT c.person_id FROM import_changes AS c JOIN own ON own.row = c.import WHERE c.part = 'persons' AND NOT EXISTS
    (SELECT 1 FROM persons AS p WHERE p.row = c.place AND p.id = c.person_id
     AND (p.station_id, p.operator_id, p.at) = (own.station_id, own.operator_id, own.at))
UNION SELECT c.person_id FROM import_changes AS c JOIN own ON own.row = c.import WHERE c.part = 'identities' AND NOT EXISTS
    (SELECT 1 FROM identities AS i WHERE i.row = c.place AND i.person = c.person
     AND (i.station_id, i.operator_id, i.at) = (own.station_id, own.operator_id, own.at))
UNION SELECT c.person_id FROM import_changes AS c JOIN own ON own.row = c.import JOIN identities AS i
    ON i.person = c.person WHERE c.part = 'persons' AND c.before IS NULL
    AND (i.station_id, i.operator_id, i.at) <> (own.station_id, own.operator_id, own.at)
UNION SELECT c.person_id FROM import_changes AS c JOIN import_members AS m ON m.person_id = c.person_id
    WHERE c.import = ?1 AND m.import > ?1 AND m.import IN (SELECT row FROM imports)
    AND NOT EXISTS (SELECT 1 FROM import_undos JOIN imports ON imports.id = import WHERE imports.row = m.import)
UNION SELECT c.person_id FROM import_changes AS c JOIN import_changes AS l ON l.person_id = c.person_id
    WHERE c.import = ?1 AND l.import > ?1
    AND NOT EXISTS (SELECT 1 FROM import_undos JOIN imports ON imports.id = import WHERE imports.row = l.import)
"""


def changed_since(work: Work, row: int, limit: int) -> tuple[int, tuple[str, ...]]:
    """How many persons of an import were changed since, or stand on a later list, and the first names."""
    count = work.value(f"SELECT count(*) FROM ({_CHANGED_SINCE})", (row,))  # noqa: S608 - own SQL
    names = work.rows(
        f"SELECT name FROM persons WHERE id IN ({_CHANGED_SINCE}) ORDER BY row LIMIT ?2",  # noqa: S608 - own SQL
        (row, limit),
    )
    return int(count), tuple(one[0] for one in names)


def later_lists(work: Work, row: int) -> tuple[str, ...]:
    """Document numbers of the lists imported after one, that stand, and share persons with its changes; newest first."""
    found = work.rows(
        "SELECT document_number FROM imports WHERE row > ?1"
        " AND NOT EXISTS (SELECT 1 FROM import_undos WHERE import = imports.id) AND EXISTS"
        " (SELECT 1 FROM import_changes AS c WHERE c.import = ?1 AND (EXISTS (SELECT 1 FROM import_members AS m"
        " WHERE m.import = imports.row AND m.person_id = c.person_id) OR EXISTS (SELECT 1 FROM import_changes AS l"
        " WHERE l.import = imports.row AND l.person_id = c.person_id))) ORDER BY row DESC",
        (row,),
    )
    return tuple(one[0] for one in found)


def touched_among(work: Work, row: int, ids: Collection[str]) -> tuple[str, ...]:
    """Those of some persons whom an import touched."""
    listed = json.dumps(sorted(ids))
    sql = "SELECT value FROM json_each(?) WHERE value IN (SELECT person_id FROM import_changes WHERE import = ?)"
    return tuple(one[0] for one in work.rows(sql, (listed, row)))


def undo(
    work: Work, row: int, import_id: str, singly: Sequence[str], *, at: datetime, station_id: str, operator_id: str
) -> tuple[list[Image], tuple[str, ...]]:
    """Give back every row as it was before an import; the images for its audit row, and the names of persons whom it had
    added but others refer to by now, who stay without its identities. ``changed_since`` was asked before."""
    held = [images.held(work, "persons", key) for key in singly]
    before = _sum(work, row, singly)
    _restore(work, row, "identities")
    added = "SELECT person FROM import_changes WHERE import = ? AND part = 'persons' AND before IS NULL"
    work.execute(f"DELETE FROM identities WHERE person IN ({added})", (row,))  # noqa: S608 - own SQL
    staying = _staying(work)
    _unindex(work, row, staying)
    _restore(work, row, "persons", staying)
    record_undo(work, import_id, (station_id, operator_id, moment(at)))
    after = _sum(work, row, singly)
    kept = work.rows(
        "SELECT p.name FROM import_changes AS c JOIN persons AS p ON p.row = c.place AND p.id = c.person_id"
        " WHERE c.import = ? AND c.part = 'persons' AND c.before IS NULL ORDER BY p.row",
        (row,),
    )
    sums = [Image("persons", "", before=before, after=after), *held]
    return [Image("import_undos", import_id), *sums], tuple(one[0] for one in kept)


def _restore(work: Work, row: int, part: str, staying: str = "0") -> None:
    """Remove what an import added to a table, but for what is ``staying`` (SQL), and give the rest its columns back."""
    names = [name for name in import_ready.columns(work, part) if name not in {"row", "certificate_number"}]
    old = ", ".join(f"{name} = json_extract(c.before, '$.{name}')" for name in names)
    work.execute(
        f"UPDATE {part} SET {old} FROM import_changes AS c WHERE c.import = ? AND c.part = ? AND c.before IS NOT NULL"  # noqa: S608 - own names
        f" AND {part}.row = c.place",
        (row, part),
    )
    work.execute(
        f"DELETE FROM {part} WHERE row IN (SELECT place FROM import_changes WHERE import = ? AND part = ?"  # noqa: S608 - own names
        f" AND before IS NULL) AND NOT ({staying})",
        (row, part),
    )


def _staying(work: Work) -> str:
    """SQL that holds for a person to whom any other table refers: settlements, filings, insured years and what later
    schemas add."""
    found = work.rows(
        'SELECT m.name, f."from", coalesce(f."to", \'row\') FROM sqlite_master AS m JOIN pragma_foreign_key_list(m.name) AS f'
        " WHERE m.type = 'table' AND f.\"table\" = 'persons' AND m.name <> 'identities' ORDER BY m.name, f.\"from\""
    )
    conditions = (f"EXISTS (SELECT 1 FROM {one[0]} WHERE {one[0]}.{one[1]} = persons.{one[2]})" for one in found)  # noqa: S608 - own names
    return " OR ".join(conditions)


def _unindex(work: Work, row: int, staying: str) -> None:
    """Take the names of persons who go out of the search index, and give changed ones their old terms back."""
    sounds = Sounds()
    changed = "SELECT p.row, p.name, json_extract(c.before, '$.name') AS old FROM import_changes AS c JOIN persons AS p"
    rows = work.rows(
        f"{changed} ON p.row = c.place WHERE c.import = ? AND c.part = 'persons' AND c.before IS NOT NULL AND old <> p.name",
        (row,),
    )
    terms.remove(work, (term for one in rows for term in name_terms(one["name"], one["row"], sounds)))
    terms.add(work, (term for one in rows for term in name_terms(one["old"], one["row"], sounds)))
    gone = (
        "SELECT row, name, certificate_number FROM persons WHERE row IN (SELECT place FROM import_changes"  # noqa: S608 - own names
        f" WHERE import = ? AND part = 'persons' AND before IS NULL) AND NOT ({staying})"
    )
    after, size = 0, 20_000
    while page := work.rows(f"{gone} AND row > ? ORDER BY row LIMIT {size}", (row, after)):
        terms.remove(work, (term for one in page for term in name_terms(one["name"], one["row"], sounds)))
        after = page[-1]["row"]


# ---- looking back


def between(work: Work, row: int, import_id: str) -> tuple[BetweenDocument, ...]:
    """The settlements that stand and were made while an import stood, of the persons whom it changed, oldest first."""
    found = work.rows(
        "SELECT d.id, d.number, d.person_id, d.person_name, d.discharged FROM documents AS d WHERE d.kind = 'settlement'"
        " AND d.row > (SELECT last_document FROM imports WHERE row = ?1)"
        " AND d.row <= coalesce((SELECT last_document FROM import_undos WHERE import = ?2), 9223372036854775807)"
        " AND EXISTS (SELECT 1 FROM import_changes AS c WHERE c.import = ?1 AND (c.person_id = d.person_id OR c.person_id ="
        " (SELECT person_id FROM person_aliases WHERE duplicate_id = d.person_id)))"
        " AND NOT EXISTS (SELECT 1 FROM documents AS r WHERE r.reverses = d.row) ORDER BY d.row",
        (row, import_id),
    )
    return tuple(BetweenDocument(one[0], one[1], one[2], one[3], date.fromisoformat(one[4])) for one in found)


def row_of(work: Work, import_id: str) -> int:
    """The local row of an imported list."""
    return int(work.value("SELECT row FROM imports WHERE id = ?", (import_id,)))


def history(work: Work, ids: Sequence[str]) -> tuple[ListEntry, ...]:
    """The lists that a person (all ids of one) was on or left, the newest first; undone ones are told as such."""
    marks = ", ".join("?" * len(ids))
    found = work.rows(
        "SELECT imports.*, (SELECT at FROM import_undos WHERE import = imports.id) AS undone_at,"  # noqa: S608 - question marks only
        f" (SELECT group_concat(DISTINCT code) FROM import_members WHERE import = imports.row AND person_id IN ({marks}))"
        " AS codes,"
        f" (SELECT max(part = 'persons' AND before IS NULL) FROM import_changes WHERE import = imports.row AND person_id IN ({marks}))"
        f" AS fresh FROM imports WHERE row IN (SELECT import FROM import_members WHERE person_id IN ({marks})"
        f" UNION SELECT import FROM import_changes WHERE person_id IN ({marks})) ORDER BY listed_on DESC, row DESC",
        (*ids, *ids, *ids, *ids),
    )
    return tuple(_entry(one) for one in found)


def _entry(row: driver.Row) -> ListEntry:
    what = "unchanged" if row["fresh"] is None else "added" if row["fresh"] else "changed" if row["codes"] else "left"
    return ListEntry(
        *(row["id"], row["kind"], row["document_number"], date.fromisoformat(row["listed_on"])),
        tuple(row["codes"].split(",")) if row["codes"] else (),
        what,
        datetime.fromisoformat(row["at"]),
        datetime.fromisoformat(row["undone_at"]) if row["undone_at"] else None,
    )
