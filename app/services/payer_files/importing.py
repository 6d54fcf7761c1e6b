"""A payer's file: opened, its columns known from the last time, read strictly, compared, kept as the month's next version.

file = open_file(desk, payer, path)                  # ListFile; with_column and with_place of list_files
seen = read(desk, file, payer, "2019-11", step)      # Compared: rows, sums, refused rows
kept = keep(desk, file_id, seen)                     # PayerFile
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.errors import UserError
from app.exchange.payer_file import COLUMNS, read_row, require_key
from app.exchange.tables import RawRow, RowFault, write_faults
from app.records.payer_files import ComparedRow, PayerFile, TheirRow
from app.records.progress import Step, silent
from app.services import list_files
from app.services.desk import Desk, now
from app.services.list_files import ListFile
from app.services.payer_files.compare import Sums, compare, sums
from app.services.periods import Period, read_period
from app.services.rights import check
from app.services.stored_case import used_packs
from app.services.trail import note
from app.store import payer_files as store
from app.store import staging
from app.store.images import Image
from app.store.work import Work

Refused = tuple[RawRow, tuple[RowFault, ...]]


@dataclass(frozen=True, slots=True)
class Compared:
    """A file as it was read and compared; ``version`` what it would be kept as, ``notes`` of the reader."""

    file: ListFile
    payer: str
    period: Period
    version: int
    rows: tuple[ComparedRow, ...]
    theirs: tuple[TheirRow, ...]
    refused: tuple[Refused, ...]
    totals: tuple[str, ...]

    @property
    def sums(self) -> tuple[Sums, ...]:
        """By class."""
        return sums(self.rows)


def payers(desk: Desk) -> tuple[str, ...]:
    """Everybody whom our documents name as a payer."""
    check(desk, "payer_file.read")
    with desk.database.reading() as work:
        return _payers(desk, work)


def _payers(desk: Desk, work: Work) -> tuple[str, ...]:
    """By the packs that were used: the documents' own layers are too many to read for it."""
    used = used_packs(work, desk.packs)
    found = {one.payer for pack in used for one in pack.layers} | {one.payer for pack in used for one in pack.estimates}
    return tuple(sorted(found))


def open_file(desk: Desk, payer: str, path: Path, step: Step = silent) -> ListFile:
    """The table in a file, with the columns that this payer's last one had. UserError NOT_ALLOWED, BAD_VALUE (no such payer), as
    ``read_table`` tells; KnownError READ."""
    check(desk, "payer_file.import")
    with desk.database.reading() as work:
        if payer not in _payers(desk, work):
            raise UserError("BAD_VALUE", "payer", "单据里没有这一付款方：请从清单里选。")
        remembered = staging.remembered(work, _kind(payer))
    return list_files.open_list(path, COLUMNS, remembered, step)


def _kind(payer: str) -> str:
    return f"payer_file {payer}"


def read(desk: Desk, file: ListFile, payer: str, period: str, step: Step) -> Compared:
    """Read and compare a file with a month. UserError BAD_PERIOD, MISSING_COLUMN, DUPLICATE_COLUMN, NOTHING_READ."""
    check(desk, "payer_file.import")
    month = read_period(period, "period", "month")
    require_key(file.table)
    theirs: list[TheirRow] = []
    refused: list[Refused] = []
    for raw in file.table.rows():
        step(file.table.counts.permille, 1000)
        row, faults = read_row(file.table, raw)
        if row is None:
            refused.append((raw, faults))
        else:
            theirs.append(row)
    if not theirs:
        raise _nothing_read(refused)
    with desk.database.reading() as work:
        rows = _compared(work, payer, month, theirs, refused)
        version = store.next_version(work, payer, month.code)
    totals = tuple(f"第 {one.number} 行" for one in file.table.counts.totals)
    return Compared(file, payer, month, version, rows, tuple(theirs), tuple(refused), totals)


def _nothing_read(refused: Sequence[Refused]) -> UserError:
    """Why a file gave no row: its first refused row says it, there is no page on which the others could be looked at."""
    if not refused:
        return UserError("NOTHING_READ", "", "这份文件只有标题，下面没有一行数据：请核对选的文件和工作表。")
    raw, faults = refused[0]
    told = f"{len(refused)} 行都退回了。第 {raw.number} 行：{_reasons(faults)}。请核对选的文件、工作表和列。"
    return UserError("NOTHING_READ", "", f"这份文件没有一行能读入，{told}")


def _compared(
    work: Work, payer: str, month: Period, theirs: Sequence[TheirRow], refused: Sequence[Refused]
) -> tuple[ComparedRow, ...]:
    def elsewhere(row: TheirRow) -> str:
        found = store.elsewhere(work, row.number, row.invoice)
        if found is None:
            return "我方没有这张单据。"
        number, on = found
        if month.holds(on):
            return f"我方 {number} 不由这一付款方支付。"
        return f"我方 {number} 在 {on:%Y-%m}，不在这个月。"

    documents = store.ours(work, payer, month.first, month.last)
    made = compare(documents, theirs, elsewhere)
    bad = tuple(_refused(raw, faults) for raw, faults in refused)
    agreed = tuple(one for one in made if one.kind == "agreed")
    return (*(one for one in made if one.kind != "agreed"), *bad, *agreed)


def _refused(raw: RawRow, faults: tuple[RowFault, ...]) -> ComparedRow:
    return ComparedRow("refused", "", "", "", "", "", str(raw.number), "", 0, 0, _reasons(faults))


def _reasons(faults: tuple[RowFault, ...]) -> str:
    return "；".join(f"{one.title}「{one.words}」：{one.sentence}" if one.title else one.sentence for one in faults)


def refused_rows(seen: Compared) -> bytes:
    """The refused rows as csv that can be mended and read in."""
    return write_faults(((raw, list(faults)) for raw, faults in seen.refused), seen.file.table)


def keep(desk: Desk, file_id: str, seen: Compared) -> PayerFile:
    """Keep what was compared as the month's next version; the same ``file_id`` twice is one.

    UserError NOT_ALLOWED, CHANGED (our documents changed since), DUPLICATE (the same file with the same result is kept)."""
    check(desk, "payer_file.import")
    with desk.database.unit_of_work() as work:
        done = store.file(work, file_id)
        if done is not None:
            return done
        if _compared(work, seen.payer, seen.period, seen.theirs, seen.refused) != seen.rows:
            raise UserError("CHANGED", "", "比对以后我方单据又有变动：没有保存。请再读入一次，看过再保存。")
        last = store.latest(work, seen.payer, seen.period.code)
        if last is not None and last.sha256 == seen.file.sha256 and _same(store.rows_of(work, last.id), seen.rows):
            raise UserError(
                "DUPLICATE", "", f"这份文件已作为 {seen.period.title}第 {last.version} 版保存，结果也一样：不用再保存。"
            )
        version = store.next_version(work, seen.payer, seen.period.code)
        made = PayerFile(
            id=file_id,
            payer=seen.payer,
            period=seen.period.code,
            version=version,
            file_name=seen.file.name,
            sha256=seen.file.sha256,
            operator_name=desk.operator.name,
            at=now(desk),
            latest=True,
        )
        store.add(work, made, seen.rows, station_id=desk.station.id, operator_id=desk.operator.id)
        staging.remember(work, _kind(seen.payer), dict(seen.file.table.recognised.columns))
        after = {"payer": seen.payer, "period": seen.period.code, "file": seen.file.name, "version": version}
        counts = {f"class_{one.kind}": one.count for one in seen.sums}
        note(desk, work, "payer_file.import", file_id, {**after, **counts}, image=Image("payer_files", file_id))
        return store.file(work, file_id) or made


def _same(kept: Sequence[ComparedRow], now_: Sequence[ComparedRow]) -> bool:
    return [_facts(one) for one in kept] == [_facts(one) for one in now_]


def _facts(one: ComparedRow) -> tuple[object, ...]:
    return (one.kind, one.document_id, one.number, one.lines, one.said, one.ours, one.theirs)
