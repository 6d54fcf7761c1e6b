"""How much is in a file, without what: for a report that holds nobody's facts."""

from __future__ import annotations

from app.store.work import Work


def schema_version(work: Work) -> int:
    """The number of the file's schema."""
    return int(work.value("PRAGMA user_version"))


def table_rows(work: Work) -> dict[str, int]:
    """Rows of each table, by name; search indexes' own tables left out."""
    names = [row[0] for row in work.rows("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
    own = [name for name in names if not name.startswith(("sqlite_", "_"))]
    return {name: int(work.value(f"SELECT count(*) FROM {name}")) for name in own}  # noqa: S608 - the schema's own names


def roles(work: Work) -> dict[str, int]:
    """How many operators of each role there are who may sign in."""
    rows = work.rows("SELECT role, count(*) FROM operators WHERE active = 1 GROUP BY role ORDER BY role")
    return {row[0]: int(row[1]) for row in rows}
