"""From a file to a ``Table``: which kind of file it is, which sheet, where its header stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from app.errors import InvariantError
from app.exchange.tables.model import Limits, Table, WantedColumn


def read_table(
    data: bytes | Path,
    name: str,
    wanted: Sequence[WantedColumn],
    remembered: Mapping[str, str] | None = None,
    limits: Limits | None = None,
    sheet: str = "",
) -> Table:
    """The table in a file, its rows not read yet.

    ``remembered``: key → header as ``Recognised.columns`` had it, or as the clerk chose it: goes before titles and
    synonyms where such a header is there. ``sheet``: one that the clerk chose; otherwise the first whose first 20 rows
    have a header. Columns that are missing don't raise here (the clerk may choose them): see ``Table.require_columns``.
    UserError, with a sentence that says what to do: TOO_LARGE, EMPTY_FILE, NOT_A_TABLE, ENCRYPTED, BAD_ENCODING,
    BROKEN_FILE, NO_HEADER, BAD_SHEET. KnownError READ where the file can't be read.
    """
    raise InvariantError(f"{name}: {len(wanted)} {data!r} {remembered} {limits} {sheet}")
