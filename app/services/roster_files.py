"""A list's file: opened and its columns found, one column set otherwise by the clerk, its refused rows given back.

file = open_list(desk, path, kind)                   # ListFile; the columns of the last list of the kind go first
file = with_column(file, "certificate_number", "号")  # "" for no column
lacking(file)                                        # what is missing, a sentence; "" where it can be read in
refused_csv(desk, import_id, file)                   # bytes, to mend and import another time
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

from app.errors import KnownError, UserError
from app.exchange.roster import COLUMNS, LISTS
from app.exchange.tables import RawRow, Recognised, RowFault, Table, read_table, write_faults
from app.services import rosters
from app.services.desk import Desk
from app.services.rights import check

KINDS: Mapping[str, str] = MappingProxyType({code: one.title for code, one in LISTS.items()})
"""Kinds of lists: code → title."""
_BLOCK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ListFile:
    """A file whose header is found; its rows are not read yet."""

    name: str
    sha256: str
    table: Table


def open_list(desk: Desk, path: Path, kind: str) -> ListFile:
    """The table in a file. UserError as ``read_table`` tells; KnownError READ."""
    check(desk, "roster.import")
    digest = file_digest(path)
    return ListFile(path.name, digest, read_table(path, path.name, COLUMNS, rosters.columns_of(desk, kind)))


def file_digest(path: Path) -> str:
    """SHA-256 of a file, read in blocks. KnownError READ."""
    digest = sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
    except (OSError, ValueError) as error:
        raise KnownError("READ", f"读不到文件 {path}：请核对文件名和位置，U 盘是否插好。") from error
    return digest.hexdigest()


def with_column(file: ListFile, key: str, header: str) -> ListFile:
    """The column ``key`` stands under another header, under none for ""; a column that stood there has none then."""
    table = file.table
    columns = {one: at for one, at in table.recognised.columns.items() if one != key and at != header}
    if header:
        columns[key] = header
    doubtful = {one: several for one, several in table.recognised.doubtful.items() if one != key}
    missing = tuple(one for one in table.wanted if one.required and one.key not in columns and one.key not in doubtful)
    places = {one: table.headers.index(at) for one, at in columns.items()}
    return replace(file, table=replace(table, recognised=Recognised(columns, missing, doubtful), at=places))


def lacking(file: ListFile) -> str:
    """Why the table can't be read in yet, a sentence; "" where each required column is known."""
    try:
        file.table.require_columns()
    except UserError as wrong:
        return wrong.message
    return ""


def refused_csv(desk: Desk, import_id: str, file: ListFile) -> bytes:
    """The refused rows of a staged list with their reasons, as csv that can be mended and read in. UserError NOT_STAGED."""
    check(desk, "roster.import")
    return write_faults(_refused(desk, import_id), file.table)


def _refused(desk: Desk, import_id: str) -> Iterator[tuple[RawRow, list[RowFault]]]:
    line = 0
    while rows := rosters.refused(desk, import_id, line):
        for row in rows:
            yield RawRow(row.line, row.cells), [_fault(row.line, reason) for reason in row.reasons]
        line = rows[-1].line


def _fault(line: int, reason: str) -> RowFault:
    """A stored reason in its three parts, which ``write_faults`` joins in the same way again."""
    title, _, rest = reason.partition("「")
    words, _, sentence = rest.partition("」：")
    return RowFault(line, title, words, sentence)
