"""A bill's file, or what the clipboard holds: opened, its columns found, one column set otherwise by the clerk.

Columns are remembered per institution, those of the clipboard apart from a file's: what is copied is often a part.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from app.errors import KnownError, UserError
from app.exchange.bills import columns, figures, national, pasted
from app.exchange.bills.facts import Facts
from app.exchange.bills.model import RefusedRow
from app.exchange.bills.words import COLUMNS, LARGEST
from app.exchange.tables import Limits, Table, read_table, write_faults
from app.services.desk import Desk
from app.services.list_files import ListFile
from app.services.rights import check
from app.store import staging
from app.store.work import Work

_LIMITS = Limits(file_bytes=LARGEST, rows=100_000, texts_bytes=LARGEST * 4, unpacked_bytes=LARGEST * 20)
_JSON = (b"{",)
_NOWHERE = Path()
"""Where what was copied lies."""
_HEADER_ROWS = range(1, 7)
_LEAST_TITLES = 2


@dataclass(frozen=True, slots=True)
class BillFile:
    """A file whose columns are found; its rows are not read yet. ``kind`` is what its columns are remembered under, "" for JSON,
    which has its own names; ``facts`` gathers what stands around the rows, ``unknown`` names what JSON has that nobody uses."""

    list: ListFile
    kind: str
    facts: Facts | None = None
    unknown: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The file's name, or 剪贴板."""
        return self.list.name


def open_file(desk: Desk, path: Path, institution_id: str) -> BillFile:
    """The bill in a file. UserError as the readers of tables and JSON tell; KnownError READ."""
    check(desk, "bill.import")
    data = _bytes(path)
    digest = sha256(data).hexdigest()
    if data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in _JSON:
        found = national.read_json(data, path.name)
        return BillFile(ListFile(path.name, digest, found.table, path, {}), "", found.facts, found.unknown)
    kind = f"bill:{institution_id}"
    with desk.database.reading() as work:
        remembered = staging.remembered(work, kind)
    table = columns.settled(_table(data, path.name, remembered), remembered)
    return BillFile(ListFile(path.name, digest, table, path, remembered), kind)


def _table(data: bytes, name: str, remembered: Mapping[str, str]) -> Table:
    """The table of a file; where no header is recognised the row with most titles, for the clerk to say which is which."""
    try:
        return read_table(data, name, COLUMNS, remembered, _LIMITS)
    except UserError as wrong:
        if wrong.code != "NO_HEADER":
            raise
        found = list(_without_header(data, name, remembered))
        best = max(found, key=_titles, default=None)
        if best is None or _titles(best) < _LEAST_TITLES:
            raise
        return best


def _without_header(data: bytes, name: str, remembered: Mapping[str, str]) -> Iterator[Table]:
    for row in _HEADER_ROWS:
        with suppress(UserError):
            yield read_table(data, name, COLUMNS, remembered, _LIMITS, header_row=row)


def _titles(table: Table) -> int:
    """How many columns have a title (those without are named by their letter in brackets); none where one of them is a figure,
    for that is a row of data."""
    titles = [header for header in table.headers if not header.startswith("（")]
    return 0 if any(_is_figure(title) for title in titles) else len(titles)


def _is_figure(text: str) -> bool:
    try:
        figures.number(text)
    except UserError:
        return False
    return True


def open_text(desk: Desk, text: str, institution_id: str) -> BillFile:
    """The bill in the clipboard, cells of a spreadsheet or JSON. UserError EMPTY_FILE, TOO_LARGE, and as JSON tells."""
    check(desk, "bill.import")
    data = text.encode("utf-8", "surrogatepass")
    if len(data) > LARGEST:
        raise UserError("TOO_LARGE", "", f"剪贴板里超过 {LARGEST >> 20} MB，不像一张账单：请核对复制的内容。")
    digest = sha256(data).hexdigest()
    if data.lstrip()[:1] in _JSON:
        found = national.read_json(data, pasted.NAME)
        return BillFile(ListFile(pasted.NAME, digest, found.table, _NOWHERE, {}), "", found.facts, found.unknown)
    kind = f"bill-text:{institution_id}"
    with desk.database.reading() as work:
        remembered = staging.remembered(work, kind)
    table = pasted.table_of(text, remembered)
    return BillFile(ListFile(pasted.NAME, digest, table, _NOWHERE, remembered), kind)


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        raise KnownError("READ", f"读不到文件 {path}：请核对文件名和位置，U 盘是否插好。") from error
    if len(data) > LARGEST:
        raise UserError("TOO_LARGE", "", f"文件超过 {LARGEST >> 20} MB，不像一张账单：请核对选的是哪个文件。")
    return data


def with_list(file: BillFile, changed: ListFile) -> BillFile:
    """The file with its columns as the clerk set them."""
    return replace(file, list=changed)


def with_place(file: BillFile, sheet: str, header_row: int) -> BillFile:
    """The table on another sheet ("" for the file's only one), its header's last row where the clerk says (0: looked for).
    UserError NO_SHEETS where there is but one table, CHANGED where the file is no longer the same, and as ``read_table`` tells."""
    held = file.list
    if held.path == _NOWHERE or not file.kind:
        raise UserError("NO_SHEETS", "", "这里只有一张表，标题也已经认出：请直接给各列选标题。")
    data = _bytes(held.path)
    if sha256(data).hexdigest() != held.sha256:
        raise UserError("CHANGED", "", "文件刚刚有了变动：请按 Esc 回去，重新读入。")
    table = read_table(data, held.name, COLUMNS, held.remembered, _LIMITS, sheet=sheet, header_row=header_row)
    return replace(file, list=replace(held, table=columns.settled(table, held.remembered)))


def remember_columns(work: Work, file: BillFile) -> None:
    """Remember which header was which column, for the institution's next file."""
    if file.kind:
        columns_found: Mapping[str, str] = file.list.table.recognised.columns
        staging.remember(work, file.kind, columns_found)


def refused_csv(desk: Desk, file: BillFile, refused: tuple[RefusedRow, ...]) -> bytes:
    """Refused rows with their reasons, as csv that can be mended and read in again."""
    check(desk, "bill.import")
    return write_faults(((one.raw, one.faults) for one in refused), file.list.table)
