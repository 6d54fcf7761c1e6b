"""Versions of institutions: what a visit reads of one on a day, and the lists that versions came with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from app.errors import UserError
from app.records.institutions import InstitutionImport, InstitutionVersion
from app.records.people import Institution
from app.store import driver
from app.store.stamp import day, day_back, moment
from app.store.work import Work

_LAST = "\U0010ffff"
_TERMS = (
    *("name", "code", "level", "region", "designated", "treatment_designated", "treat_first", "two_diseases", "kind"),
    *("address", "township", "legal_person", "phone"),
)
_FLAGS = frozenset({"designated", "treatment_designated", "treat_first", "two_diseases"})
_UNDONE = "EXISTS (SELECT 1 FROM institution_undos AS u WHERE u.import = t.import)"
_STANDING = f"SELECT t.* FROM institution_terms AS t WHERE t.institution = ? AND NOT {_UNDONE} ORDER BY t.since, t.row"  # noqa: S608 - own SQL


def on_day(work: Work, row: driver.Row, on: date) -> Institution:
    """The institution of a row of ``institutions`` as it is on a day; where no version holds then, the next one, else the
    last (``Institution.holds`` tells). UserError NO_INSTITUTION where every version was taken back."""
    found = [_institution(one) for one in work.rows(_STANDING, (row["id"],))]
    held = [one for one in found if one.holds(on)]
    if held:
        return held[-1]
    if not row["dated"]:
        return _first(row)
    if not found:
        raise UserError("NO_INSTITUTION", "visit.institution_id", "没有找到这家医疗机构，请重新选择。")
    return next((one for one in found if one.since is not None and one.since > on), found[-1])


def _first(row: driver.Row) -> Institution:
    """The open version that an undated row is."""
    return Institution(
        id=row["id"],
        name=row["name"],
        level=row["level"],
        region=row["region"],
        designated=bool(row["designated"]),
        treatment_designated=bool(row["treatment_designated"]),
        treat_first=bool(row["treat_first"]),
        kind=row["kind"],
        address=row["address"],
    )


def _institution(row: driver.Row) -> Institution:
    values: dict[str, Any] = {name: bool(row[name]) if name in _FLAGS else row[name] for name in _TERMS}
    return Institution(id=row["institution"], since=day_back(row["since"]), until=day_back(row["until"]), **values)


def add(
    work: Work,
    version_id: str,
    one: Institution,
    document_number: str,
    import_id: str | None,
    *,
    at: datetime,
    station_id: str,
    operator_id: str,
) -> None:
    """Store a version of an institution that is there; it has its first day."""
    values = [int(getattr(one, name)) if name in _FLAGS else getattr(one, name) for name in _TERMS]
    columns = ", ".join(_TERMS)
    marks = ", ".join("?" * (len(_TERMS) + 9))
    work.execute(
        f"INSERT INTO institution_terms (id, institution, since, until, {columns}, document_number, import, station_id,"  # noqa: S608 - own names
        f" operator_id, at) VALUES ({marks})",
        (
            *(version_id, one.id, day(one.since), day(one.until), *values, document_number, import_id),
            *(station_id, operator_id, moment(at)),
        ),
    )


def versions(work: Work, institution_id: str) -> tuple[InstitutionVersion, ...]:
    """Every version of an institution, the latest first; the undated row last."""
    rows = work.rows(
        f"SELECT t.*, {_UNDONE} AS undone, (SELECT name FROM operators WHERE id = t.operator_id) AS operator_name"  # noqa: S608 - own SQL
        " FROM institution_terms AS t WHERE t.institution = ? ORDER BY t.since DESC, t.row DESC",
        (institution_id,),
    )
    found: list[InstitutionVersion] = []
    for row in rows:
        one = _institution(row)
        later = [old.institution for old in found if not old.undone]
        covered = any(
            old.since == one.since and (old.until is None or (one.until is not None and one.until <= old.until))
            for old in later
        )
        found.append(
            InstitutionVersion(
                id=row["id"],
                institution=one,
                document_number=row["document_number"],
                operator_name=row["operator_name"] or row["operator_id"],
                at=datetime.fromisoformat(row["at"]),
                import_id=row["import"] or "",
                undone=bool(row["undone"]),
                covered=covered,
            )
        )
    first = work.row(
        "SELECT *, (SELECT name FROM operators WHERE id = operator_id) AS operator_name FROM institutions"
        " WHERE id = ? AND dated IS NULL",
        (institution_id,),
    )
    if first is not None:
        who = first["operator_name"] or first["operator_id"]
        found.append(InstitutionVersion("", _first(first), "", who, datetime.fromisoformat(first["at"])))
    return tuple(found)


def by_code(work: Work, prefix: str, limit: int) -> list[int]:
    """Local rows of institutions whose national code begins so, by code."""
    if not prefix.isascii() or not prefix:
        return []
    code = "t.code COLLATE NOCASE"
    sql = (
        "SELECT DISTINCT institutions.row FROM institution_terms AS t JOIN institutions ON institutions.id = t.institution"  # noqa: S608 - own SQL
        f" WHERE t.code <> '' AND {code} >= ? AND {code} < ? ORDER BY {code} LIMIT ?"
    )
    return [row[0] for row in work.rows(sql, (prefix, prefix + _LAST, limit))]


def matching(work: Work, code: str, name: str) -> tuple[str, ...]:
    """Ids of the institutions that ever had this national code; without one, or where none had it, this name."""
    if code:
        rows = work.rows(
            "SELECT DISTINCT institution FROM institution_terms WHERE code = ? COLLATE NOCASE AND code <> ''", (code,)
        )
        if rows:
            return tuple(row[0] for row in rows)
    rows = work.rows(
        "SELECT institution FROM institution_terms WHERE name = ?1 UNION SELECT id FROM institutions WHERE name = ?1"
        " AND dated IS NULL",
        (name,),
    )
    return tuple(row[0] for row in rows)


def standing_code(work: Work, institution_id: str) -> str:
    """The national code that an institution has by its standing versions, "" for none."""
    rows = work.rows(_STANDING, (institution_id,))
    return next((str(row["code"]) for row in reversed(rows) if row["code"]), "")


# ---- lists


def add_import(
    work: Work, one: InstitutionImport, sha256: str, *, at: datetime, station_id: str, operator_id: str
) -> None:
    """Write down a list that is being imported."""
    work.execute(
        "INSERT INTO institution_imports (id, document_number, since, file_name, sha256, added, changed, unchanged,"
        " refused, station_id, operator_id, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(one.id, one.document_number, day(one.since), one.file_name, sha256, one.added, one.changed),
            *(one.unchanged, one.refused, station_id, operator_id, moment(at)),
        ),
    )


def imports(work: Work) -> tuple[InstitutionImport, ...]:
    """All lists, the newest first."""
    rows = work.rows(
        "SELECT i.*, (SELECT name FROM operators WHERE id = i.operator_id) AS operator_name,"
        " (SELECT at FROM institution_undos WHERE import = i.id) AS undone_at FROM institution_imports AS i"
        " ORDER BY i.row DESC"
    )
    return tuple(
        InstitutionImport(
            *(row["id"], row["document_number"], date.fromisoformat(row["since"]), row["file_name"]),
            *(
                row["added"],
                row["changed"],
                row["unchanged"],
                row["refused"],
                row["operator_name"] or row["operator_id"],
            ),
            datetime.fromisoformat(row["at"]),
            datetime.fromisoformat(row["undone_at"]) if row["undone_at"] else None,
        )
        for row in rows
    )


def changed_since(work: Work, import_id: str) -> tuple[str, ...]:
    """Names of institutions of a list that have a standing version stored after it."""
    rows = work.rows(
        "SELECT DISTINCT own.name FROM institution_terms AS own JOIN institution_terms AS t"  # noqa: S608 - own SQL
        " ON t.institution = own.institution AND t.row > own.row WHERE own.import = ?1 AND t.import IS NOT ?1"
        f" AND NOT {_UNDONE} ORDER BY own.row",
        (import_id,),
    )
    return tuple(row[0] for row in rows)


def settled_with(work: Work, import_id: str) -> tuple[str, ...]:
    """Numbers of settlements that were posted after a list at its institutions, for discharges from its first day on."""
    rows = work.rows(
        "SELECT d.number FROM documents AS d JOIN institution_terms AS t ON t.institution = d.institution_id"
        " JOIN institution_imports AS i ON i.id = t.import WHERE i.id = ? AND d.kind = 'settlement' AND d.at >= i.at"
        " AND d.discharged >= t.since ORDER BY d.row",
        (import_id,),
    )
    return tuple(row[0] for row in rows)


def undo(work: Work, import_id: str, *, at: datetime, station_id: str, operator_id: str) -> None:
    """Take a list back: its versions count for nothing from now on."""
    work.execute(
        "INSERT INTO institution_undos (import, station_id, operator_id, at) VALUES (?, ?, ?, ?)",
        (import_id, station_id, operator_id, moment(at)),
    )


def listed(work: Work, rows: Sequence[int] | None = None) -> Iterable[driver.Row]:
    """Rows of ``institutions`` that have a version that stands, in the order given, else by name."""
    if rows is None:
        found = work.rows("SELECT * FROM institutions ORDER BY name, row")
    else:
        found = [one for row in rows for one in work.rows("SELECT * FROM institutions WHERE row = ?", (row,))]
    return (one for one in found if not one["dated"] or work.row(_STANDING, (one["id"],)) is not None)
