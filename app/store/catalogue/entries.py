"""Entries as they hold on a day: one by its code, some by what was typed, all versions of one; and saving without a list."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import TypeVar

from app.errors import UserError
from app.records.people import CatalogueItem, Diagnosis
from app.store import audit, driver, images, terms
from app.store.catalogue import names
from app.store.catalogue.parts import DATED, DIAGNOSES, ITEMS, STAMPED, Part
from app.store.sounds import Sounds
from app.store.stamp import day_back, moment
from app.store.work import Work

_T = TypeVar("_T", CatalogueItem, Diagnosis)
_LAST = "\U0010ffff"
_HOLDS = "coalesce(since, '') <= ?2 AND coalesce(until, '9999-12-31') >= ?2"


def item(work: Work, code: str, on: date | None = None) -> CatalogueItem:
    """The version of an item that holds on a day, else the last one that ended before it; the newest without a day.
    UserError NO_ITEM where there is none, or none yet."""
    row = _version(work, ITEMS, code, on)
    if row is not None:
        return _item(row, on)
    begins = work.value("SELECT since FROM catalogue_items WHERE code = ?", (code,))
    if begins:
        raise UserError("NO_ITEM", "", f"编码为 {code[:40]} 的项目从 {begins} 起才在目录里，请核对出院日期。")
    raise UserError("NO_ITEM", "", f"目录里没有编码为 {code[:40]} 的项目，请核对编码或按名称查找。")


def diagnosis(work: Work, code: str, on: date | None = None) -> Diagnosis | None:
    """A diagnosis by its code as ``item`` gives one, or None (a clerk may type one that the list lacks)."""
    row = _version(work, DIAGNOSES, code, on)
    return None if row is None else _diagnosis(row, on)


def find_items(work: Work, text: str, limit: int = 12, on: date | None = None) -> tuple[CatalogueItem, ...]:
    """Items by the beginning of the code, pinyin initials or spelling, or part of the name, as they hold on a day; those that
    ended before it stand last. Nothing for an empty text."""
    return _find(work, ITEMS, _item, text, limit, on)


def find_diagnoses(work: Work, text: str, limit: int = 12, on: date | None = None) -> tuple[Diagnosis, ...]:
    """Diagnoses, found as ``find_items`` finds items."""
    return _find(work, DIAGNOSES, _diagnosis, text, limit, on)


def items_named(work: Work, name: str, limit: int, on: date) -> tuple[CatalogueItem, ...]:
    """Items that have a name, as they hold on a day, by code; those that ended stand last."""
    return _on_day(work, ITEMS, _item, _codes_named(work, ITEMS, name, limit), limit, on)


def versions(work: Work, code: str) -> tuple[CatalogueItem, ...]:
    """All versions of an item, the newest first."""
    return tuple(_item(row, None) for row in _versions(work, ITEMS, code))


def diagnosis_versions(work: Work, code: str) -> tuple[Diagnosis, ...]:
    """All versions of a diagnosis, the newest first."""
    return tuple(_diagnosis(row, None) for row in _versions(work, DIAGNOSES, code))


def first_codes(work: Work, part: Part, limit: int) -> tuple[str, ...]:
    """The first codes of a part in their order."""
    sql = f"SELECT code FROM {part.table} ORDER BY code COLLATE NOCASE LIMIT ?"  # noqa: S608 - own names
    return tuple(row[0] for row in work.rows(sql, (limit,)))


def _version(work: Work, part: Part, code: str, on: date | None) -> driver.Row | None:
    newest = work.row(f"SELECT * FROM {part.table} WHERE code = ?", (code,))  # noqa: S608 - own names
    if newest is None or on is None or (newest["since"] or "") <= on.isoformat():
        return newest
    sql = f"SELECT * FROM {part.versions} WHERE code = ? AND coalesce(since, '') <= ? ORDER BY until DESC LIMIT 1"  # noqa: S608 - own names
    return work.row(sql, (code, on.isoformat()))


def _versions(work: Work, part: Part, code: str) -> list[driver.Row]:
    newest = work.rows(f"SELECT * FROM {part.table} WHERE code = ?", (code,))  # noqa: S608 - own names
    earlier = work.rows(f"SELECT * FROM {part.versions} WHERE code = ? ORDER BY until DESC", (code,))  # noqa: S608 - own names
    return [*newest, *earlier]


def _find(
    work: Work, part: Part, made: Callable[[driver.Row, date | None], _T], text: str, limit: int, on: date | None
) -> tuple[_T, ...]:
    # Twice as many are looked at, so that some that ended don't push out those that hold.
    found = dict.fromkeys(_codes(work, part, text, limit * 2))
    for name in names.find(work, part, text, limit * 2):
        if len(found) >= limit * 4:
            break
        found |= dict.fromkeys(_codes_named(work, part, name, limit * 2))
    return _on_day(work, part, made, found, limit, on)


def _codes(work: Work, part: Part, text: str, limit: int) -> list[str]:
    prefix = terms.folded(text)
    if not prefix.isascii() or not prefix:
        return []
    code = "code COLLATE NOCASE"
    sql = f"SELECT code FROM {part.table} WHERE {code} >= ? AND {code} < ? ORDER BY {code} LIMIT ?"  # noqa: S608 - own names
    return [row[0] for row in work.rows(sql, (prefix, prefix + _LAST, limit))]


def _codes_named(work: Work, part: Part, name: str, limit: int) -> list[str]:
    newest = f"SELECT code FROM {part.table} WHERE name = ? ORDER BY until IS NOT NULL, code LIMIT ?"  # noqa: S608 - own names
    earlier = f"SELECT DISTINCT code FROM {part.versions} WHERE name = ? ORDER BY code LIMIT ?"  # noqa: S608 - own names
    return [row[0] for sql in (newest, earlier) for row in work.rows(sql, (name, limit))]


def _on_day(
    work: Work,
    part: Part,
    made: Callable[[driver.Row, date | None], _T],
    codes: Iterable[str],
    limit: int,
    on: date | None,
) -> tuple[_T, ...]:
    hold: list[_T] = []
    ended: list[_T] = []
    for code in dict.fromkeys(codes):
        row = _version(work, part, code, on)
        if row is None:
            continue
        one = made(row, on)
        (ended if one.ended else hold).append(one)
        if len(hold) == limit:
            break
    hold.extend(ended)
    return tuple(hold[:limit])


def _ended(row: driver.Row, on: date | None) -> bool:
    return row["until"] is not None and on is not None and row["until"] < on.isoformat()


def _item(row: driver.Row, on: date | None) -> CatalogueItem:
    return CatalogueItem(
        *(row["code"], row["name"], row["unit"], row["item_class"], row["category"], row["prepay_rate"]),
        *(row["unit_price"], row["price_limit"], row["pinyin"], row["spec"]),
        *(day_back(row["since"]), day_back(row["until"]), row["document"], _ended(row, on)),
    )


def _diagnosis(row: driver.Row, on: date | None) -> Diagnosis:
    own = (row["code"], row["name"], row["pinyin"])
    return Diagnosis(*own, day_back(row["since"]), day_back(row["until"]), row["document"], _ended(row, on))


# ---- without a list


def save_items(work: Work, items: Iterable[CatalogueItem], *, at: datetime, station_id: str, operator_id: str) -> int:
    """Add items or bring known ones (by code) up to date, without a list; how many were given. Audited as one act."""
    return _save(work, ITEMS, "catalogue.save", items, (station_id, operator_id, moment(at)), at)


def save_diagnoses(
    work: Work, diagnoses: Iterable[Diagnosis], *, at: datetime, station_id: str, operator_id: str
) -> int:
    """Add diagnoses or bring known ones (by code) up to date; how many were given. Audited as one act."""
    return _save(work, DIAGNOSES, "diagnosis.save", diagnoses, (station_id, operator_id, moment(at)), at)


def _save(
    work: Work,
    part: Part,
    action: str,
    entries: Iterable[CatalogueItem] | Iterable[Diagnosis],
    stamp: tuple[str, str, str],
    at: datetime,
) -> int:
    columns = ("code", *part.fields, *DATED, *STAMPED)
    changed = ", ".join(f"{one} = excluded.{one}" for one in columns[1:])
    sql = (
        f"INSERT INTO {part.table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608 - own names
        f" ON CONFLICT (code) DO UPDATE SET {changed}"
    )
    held = images.whole(work, part.table)
    given: list[CatalogueItem | Diagnosis] = [*entries]
    named = f"SELECT name, pinyin FROM {part.table} WHERE code = ?"  # noqa: S608 - own names
    former = {tuple(row) for one in given for row in work.rows(named, (one.code,))}
    work.execute_many(sql, ((*_values(part, one), *stamp) for one in given))
    names.add(work, part, ((one.name, one.pinyin) for one in given), Sounds())
    names.drop(work, part, former)
    if given:
        audit.append(
            work,
            at=at,
            station_id=stamp[0],
            operator_id=stamp[1],
            action=action,
            subject="",
            after={"count": len(given)},
            image=[held],
        )
    return len(given)


def _values(part: Part, one: CatalogueItem | Diagnosis) -> tuple[object, ...]:
    since, until = (None if day is None else day.isoformat() for day in (one.since, one.until))
    return (one.code, *(getattr(one, name) for name in part.fields), since, until, one.document)
