"""A list's file: opened and its columns found; one column, the sheet or the header set otherwise by the clerk; its refused
rows given back.

file = open_list(path, wanted, remembered, step)     # ListFile; the columns of the last list of the kind go first
file = with_column(file, "certificate_number", "号")  # "" for no column
file = with_place(file, "Sheet2", 3, step)            # another sheet, the header's last row there; 0: looked for
require_unchanged(file)                              # between the look and the import
lacking(file)                                        # what is missing, a sentence; "" where it can be read in
refused_csv(refused, file)                           # bytes, to mend and import another time

Pure but for reading the file: whoever imports a kind of list (``rosters``, ``catalogue.imports``) checks the rights.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from app.errors import KnownError, UserError
from app.exchange.tables import RawRow, Recognised, RowFault, Table, WantedColumn, read_table, write_faults
from app.records.progress import Step, silent
from app.records.roster import RefusedRow

_BLOCK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ListFile:
    """A file whose header is found; its rows are not read yet. ``remembered``: the columns that went first."""

    name: str
    sha256: str
    table: Table
    path: Path
    remembered: Mapping[str, str]


def open_list(
    path: Path, wanted: Sequence[WantedColumn], remembered: Mapping[str, str], step: Step = silent
) -> ListFile:
    """The table in a file. UserError as ``read_table`` tells; KnownError READ."""
    digest = digest_of(path)
    return ListFile(path.name, digest, read_table(path, path.name, wanted, remembered, step=step), path, remembered)


def digest_of(path: Path) -> str:
    """A file's SHA-256; KnownError READ."""
    digest = sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
    except (OSError, ValueError) as error:
        raise KnownError("READ", f"读不到文件 {path}：请核对文件名和位置，U 盘是否插好。") from error
    return digest.hexdigest()


def require_unchanged(file: ListFile) -> None:
    """UserError CHANGED where the file is not the one that was opened any more; KnownError READ."""
    if digest_of(file.path) != file.sha256:
        raise UserError("CHANGED", "", "文件在读入之后改过，没有导入：请重新选文件读入，再看一遍。")


def with_place(file: ListFile, sheet: str, header_row: int, step: Step = silent) -> ListFile:
    """The table on another sheet ("" for the file's only one), its header's last row where the clerk says (0: looked for).
    UserError as ``read_table`` tells."""
    table = file.table
    fresh = read_table(
        file.path, file.name, table.wanted, file.remembered, sheet=sheet, header_row=header_row, step=step
    )
    return replace(file, table=fresh)


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


def refused_csv(refused: Callable[[int], Sequence[RefusedRow]], file: ListFile) -> bytes:
    """Refused rows with their reasons, as csv that can be mended and read in. ``refused`` gives those below a line, in
    portions."""
    return write_faults(_rows(refused), file.table)


def _rows(refused: Callable[[int], Sequence[RefusedRow]]) -> Iterator[tuple[RawRow, list[RowFault]]]:
    line = 0
    while rows := refused(line):
        for row in rows:
            yield RawRow(row.line, row.cells), [_fault(row.line, reason) for reason in row.reasons]
        line = rows[-1].line


def _fault(line: int, reason: str) -> RowFault:
    """A stored reason in its three parts, which ``write_faults`` joins in the same way again."""
    title, _, rest = reason.partition("「")
    words, told, sentence = rest.partition("」：")
    return RowFault(line, title, words, sentence) if told else RowFault(line, "", "", reason)
