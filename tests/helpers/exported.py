"""A list as the file that it is exported to."""

from __future__ import annotations

from app.records.table import Table
from app.services import tables
from app.services.desk import Desk


def exported(desk: Desk, table: Table, ending: str) -> bytes:
    """The bytes of the file, beside the desk's data file."""
    return tables.export(desk, table, desk.database.path.with_name(f"list{ending}")).read_bytes()
