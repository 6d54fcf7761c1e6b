"""The institutions that the desk knows. The catalogue of items and the diagnoses are the package ``catalogue``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice

from app.errors import UserError
from app.records.people import Institution
from app.store import audit, driver, images, institution_terms, terms
from app.store.images import Image
from app.store.sounds import Sounds
from app.store.stamp import moment
from app.store.terms import Kind
from app.store.work import Work

_Kinds = tuple[Kind, Kind, Kind]
# Initials first, then names that begin as typed, then those that contain it.
_INSTITUTION: _Kinds = (Kind.INSTITUTION_INITIALS, Kind.INSTITUTION_NAME, Kind.INSTITUTION_NAME_PART)


def save_institutions(
    work: Work, institutions: Iterable[Institution], *, at: datetime, station_id: str, operator_id: str
) -> int:
    """Add institutions or bring known ones (by id) up to date; returns how many were given. Audited as one act."""
    sounds, count, held = Sounds(), 0, images.whole(work, "institutions")
    for one in institutions:
        before = _name_before(work, "institutions", "id", one.id)
        values = (
            one.name,
            one.level,
            one.region,
            int(one.designated),
            int(one.treatment_designated),
            int(one.treat_first),
        )
        row = work.returning(
            "INSERT INTO institutions (id, name, level, region, designated, treatment_designated, treat_first, kind, address,"
            " station_id, operator_id, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
            " name = excluded.name, level = excluded.level, region = excluded.region, designated = excluded.designated,"
            " treatment_designated = excluded.treatment_designated, treat_first = excluded.treat_first,"
            " kind = excluded.kind, address = excluded.address, station_id = excluded.station_id,"
            " operator_id = excluded.operator_id, at = excluded.at RETURNING row",
            (one.id, *values, one.kind, one.address, station_id, operator_id, moment(at)),
        )
        _index(work, _INSTITUTION, one.name, row, sounds, before)
        count += 1
    _audit(work, "institution.save", count, held, at, station_id, operator_id)
    return count


def add_institution(work: Work, one: Institution, *, at: datetime, station_id: str, operator_id: str) -> None:
    """A new institution that has its facts in versions (``institution_terms``); its row only carries the id."""
    row = work.returning(
        "INSERT INTO institutions (id, name, level, region, designated, treatment_designated, treat_first, kind, address,"
        " dated, station_id, operator_id, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?) RETURNING row",
        (
            *(one.id, one.name, one.level, one.region, int(one.designated), int(one.treatment_designated)),
            *(int(one.treat_first), one.kind, one.address, station_id, operator_id, moment(at)),
        ),
    )
    _index(work, _INSTITUTION, one.name, row, Sounds(), None)


def index_institution(work: Work, one: Institution) -> None:
    """Have an institution found by the name of a new version too; its former names still find it."""
    row = int(work.value("SELECT row FROM institutions WHERE id = ?", (one.id,)))
    terms.add(work, _terms(_INSTITUTION, one.name, row, Sounds()))


def institutions(work: Work, text: str, on: date, limit: int = 12) -> tuple[Institution, ...]:
    """Institutions as they are on a day, by pinyin initials, part of a name that they ever had or the beginning of the
    national code; an empty text gives the first ones by name."""
    rows = None
    if terms.key(text):
        found = [*institution_terms.by_code(work, terms.folded(text), limit), *_search(work, _INSTITUTION, text, limit)]
        rows = list(dict.fromkeys(found))
    named = islice(institution_terms.listed(work, rows), limit)
    return tuple(institution_terms.on_day(work, row, on) for row in named)


def institution(work: Work, id: str, on: date) -> Institution:  # noqa: A002 - the field's own name
    """An institution as it is on a day (``institution_terms.on_day``); UserError NO_INSTITUTION where there is none."""
    row = work.row("SELECT * FROM institutions WHERE id = ?", (id,))
    if row is None:
        raise UserError("NO_INSTITUTION", "visit.institution_id", "没有找到这家医疗机构，请重新选择。")
    return institution_terms.on_day(work, row, on)


def _index(work: Work, kinds: _Kinds, name: str, row: int, sounds: Sounds, before: str | None) -> None:
    if before == name:
        return
    if before is not None:
        terms.remove(work, _terms(kinds, before, row, sounds))
    terms.add(work, _terms(kinds, name, row, sounds))


def _terms(kinds: _Kinds, name: str, row: int, sounds: Sounds) -> Iterator[tuple[int, str, int]]:
    whole = terms.key(name)
    yield from terms.tails(kinds[1], kinds[2], whole, row)
    # Tails of the initials as well: 旗人民医院 is also looked for as rmyy.
    for at in range(min(len(whole), terms.TERM_MAX)):
        yield from terms.cut(kinds[0], sounds.initials(whole[at : at + terms.TERM_MAX]), row)


def _name_before(work: Work, table: str, column: str, code: str) -> str | None:
    name: str | None = work.value(f"SELECT name FROM {table} WHERE {column} = ?", (code,))  # noqa: S608 - own names
    return name


def _search(work: Work, kinds: _Kinds, text: str, limit: int) -> list[int]:
    prefix = terms.key(text)
    found = [row for kind in kinds for row in terms.rows(work, kind, prefix, limit)]
    return list(dict.fromkeys(found))[:limit]


def _fetch(work: Work, table: str, rows: list[int]) -> list[driver.Row]:
    sql = f"SELECT * FROM {table} WHERE row = ?"  # noqa: S608 - own table names
    found = (work.row(sql, (row,)) for row in dict.fromkeys(rows))
    return [row for row in found if row is not None]


def _audit(work: Work, action: str, count: int, held: Image, at: datetime, station_id: str, operator_id: str) -> None:
    if count:
        audit.append(
            work,
            at=at,
            station_id=station_id,
            operator_id=operator_id,
            action=action,
            subject="",
            after={"count": count},
            image=[held],
        )
