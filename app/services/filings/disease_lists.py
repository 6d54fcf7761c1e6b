"""A list of diseases as a table, by its document: looked at, then added as a whole (the 29 diseases of an area's document).

    file = open_file(desk, path)                                  # ListFile; its columns may be set otherwise (list_files)
    look = look_at(desk, {"list", "since", "document"}, file)      # DiseaseLook: what would come of each row
    bring_in(desk, look)                                          # how many were added; one transaction, one audit row
    refused_csv(desk, look)

A row that is on the list already, with no end before the day, is left as it is. Nothing is added where a row is refused and
the clerk did not see it: the look is worked out again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.errors import UserError
from app.exchange.tables import RawRow, RowFault, Table, WantedColumn, is_broken, write_faults
from app.records.fields import Value
from app.records.filing_reference import DISEASE_FIELDS, LISTS, ListedDisease
from app.records.progress import Step, silent
from app.services.desk import Desk, row_stamp, today
from app.services.entries import read_fields
from app.services.filings.imports import LookRow
from app.services.filings.reference import days_of, diseases, icd_in
from app.services.list_files import ListFile, open_list, require_unchanged
from app.services.rights import check
from app.services.trail import note
from app.store import filing_lists, staging
from app.store.images import Image

COLUMNS = (
    WantedColumn("name", "病种", ("疾病", "病种名称", "疾病名称", "救治病种", "专项救治病种")),
    WantedColumn("icd", "诊断编码开头", ("疾病编码", "诊断编码", "ICD10", "ICD-10", "编码"), required=False),
)
MOST = 1_000
_FACTS = tuple(one for one in DISEASE_FIELDS if one.key in {"list", "since", "document"})
_REMEMBERED = "diseases"


@dataclass(frozen=True, slots=True)
class DiseaseLook:
    """A table that was read: nothing is stored yet. ``facts``: which list, from which day, by which document."""

    facts: Mapping[str, Value]
    file: ListFile
    rows: tuple[LookRow, ...]
    new: tuple[ListedDisease, ...]
    faults: tuple[tuple[RawRow, list[RowFault]], ...]

    def count(self, state: str) -> int:
        """How many rows are "new", "known", "refused"."""
        return sum(one.state == state for one in self.rows)


def open_file(desk: Desk, path: Path) -> ListFile:
    """The table in a file; the columns of the last one go first. UserError as ``read_table`` tells; KnownError READ."""
    check(desk, "filing.list")
    with desk.database.reading() as work:
        remembered = staging.remembered(work, _REMEMBERED)
    return open_list(path, COLUMNS, remembered)


def look_at(desk: Desk, texts: Mapping[str, str], file: ListFile, step: Step = silent) -> DiseaseLook:
    """What would come of each row. UserError as ``read_fields`` says for list, day and document; MISSING_COLUMN, CHANGED,
    TOO_LARGE; KnownError READ."""
    check(desk, "filing.list")
    facts = read_fields(_FACTS, texts, today(desk))
    file.table.require_columns()
    require_unchanged(file)
    return _read(desk, facts, file, step)


def bring_in(desk: Desk, look: DiseaseLook, step: Step = silent) -> int:
    """Add the sound rows, all or none. UserError CHANGED where the file or the list is not as it was looked at, NOTHING."""
    check(desk, "filing.list")
    require_unchanged(look.file)
    again = _read(desk, look.facts, look.file, step)
    if again.rows != look.rows:
        raise UserError("CHANGED", "", "病种名单在核对之后有变动：请重新读入，再看一遍。")
    if not again.new:
        raise UserError("NOTHING", "", "表里没有可以加入的病种：请看每一行的说明。")
    said = {
        "list": LISTS[str(look.facts["list"])],
        "document_number": str(look.facts["document"]),
        "since": str(look.facts["since"]),
        "file": look.file.name,
        "added": len(again.new),
        "refused": look.count("refused"),
    }
    with desk.database.unit_of_work() as work:
        for one in again.new:
            filing_lists.add_disease(work, one, row_stamp(desk))
        staging.remember(work, _REMEMBERED, look.file.table.recognised.columns)
        images = [Image("listed_diseases", one.id) for one in again.new]
        note(desk, work, "filing.diseases", again.new[0].id, said, image=images)
    return len(again.new)


def refused_csv(desk: Desk, look: DiseaseLook) -> bytes:
    """The refused rows with their reasons, as csv that can be mended and read in."""
    check(desk, "filing.list")
    return write_faults(iter(look.faults), look.file.table)


def _read(desk: Desk, facts: Mapping[str, Value], file: ListFile, step: Step) -> DiseaseLook:
    table = file.table
    since, _ = days_of(facts)
    listed = str(facts["list"])
    held = {one.name for one in diseases(desk) if one.list == listed and (one.until is None or one.until >= since)}
    met: dict[str, int] = {}
    rows: list[LookRow] = []
    new: list[ListedDisease] = []
    faults: list[tuple[RawRow, list[RowFault]]] = []
    for raw in table.rows():
        step(table.counts.permille, 1000)
        if len(rows) >= MOST:
            raise UserError("TOO_LARGE", "", f"一份病种名单最多 {MOST} 行：请核对选的是哪个文件。")
        name = table.cell(raw, "name").strip()
        found = list(raw.faults) or _faults(table, raw, name, met)
        if found:
            faults.append((raw, found))
            rows.append(LookRow(raw.number, name, "refused", "；".join(one.sentence for one in found)))
            continue
        icd = icd_in(table.cell(raw, "icd"))
        if name in held:
            rows.append(LookRow(raw.number, name, "known", "名单里已有"))
            continue
        new.append(ListedDisease(listed, name, since, str(facts["document"]), None, icd, desk.new_id()))
        rows.append(LookRow(raw.number, name, "new", icd or "没有写诊断编码，按诊断名称认"))
    return DiseaseLook(facts, file, tuple(rows), tuple(new), tuple(faults))


_LONGEST = next(one.longest for one in DISEASE_FIELDS if one.key == "name")


def _faults(table: Table, raw: RawRow, name: str, met: dict[str, int]) -> list[RowFault]:
    """Why a row is refused; empty for a sound one."""
    if not name:
        return [table.fault(raw, "name", "病种是空的，请补上。")]
    if len(name) > _LONGEST or any(is_broken(one) for one in name):
        return [table.fault(raw, "name", f"病种最多 {_LONGEST} 个字，不能有残缺字符，请核对。")]
    first = met.setdefault(name, raw.number)
    if first != raw.number:
        return [table.fault(raw, "name", f"与第 {first} 行重复，请只留一行。")]
    try:
        icd_in(table.cell(raw, "icd"))
    except UserError as wrong:
        return [table.fault(raw, "icd", wrong.message)]
    return []
