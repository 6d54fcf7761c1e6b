"""A list of institutions from outside: read strictly, looked at, imported in one step, undone in one.

file = open_list(desk, path)                         # ListFile; with_column and lacking of list_files
plan = read_list(desk, file, since, document, step)  # InstitutionPlan: what each row would do, refused rows with their reason
done = import_list(desk, plan)                       # InstitutionImport
undo_import(desk, done.id); imports(desk); refused_rows(plan)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from app.errors import UserError
from app.exchange.institutions import COLUMNS, read_row
from app.exchange.tables import RawRow, RowFault, Table, write_faults
from app.records.institutions import InstitutionImport
from app.records.people import Institution
from app.records.progress import Step, silent
from app.records.words import INSTITUTION_KINDS, LEVELS, REGIONS
from app.services import list_files
from app.services.desk import Desk, now, stamp, today
from app.services.institutions.versions import FLAGS, institution_of, keep, rows_before
from app.services.list_files import ListFile
from app.services.parameters import check_document
from app.services.rights import check
from app.services.trail import note
from app.store import images, institution_terms, reference, staging
from app.store.images import Image
from app.store.work import Work

_FACTS = (
    "name",
    "code",
    "level",
    "region",
    "designated",
    "treatment_designated",
    "treat_first",
    "two_diseases",
    "kind",
)
_WORDS: Mapping[str, str] = {**LEVELS, **REGIONS, **INSTITUTION_KINDS}
_COLUMNS_OF = "institutions"
"""Under which kind the columns of the last list are remembered."""
_MORE = ("township", "legal_person", "phone", "address")


@dataclass(frozen=True, slots=True)
class PlannedInstitution:
    """A row of a list: ``what`` added, changed or unchanged, and what would be other than now in words."""

    line: int
    what: str
    institution: Institution
    differences: str = ""


@dataclass(frozen=True, slots=True)
class InstitutionPlan:
    """What a list would do. It is worked out again when it is imported, and nothing is imported if it came out otherwise."""

    file: ListFile
    document_number: str
    since: date
    rows: tuple[PlannedInstitution, ...]
    refused: tuple[tuple[RawRow, tuple[RowFault, ...]], ...]

    def count(self, what: str) -> int:
        """Rows of one kind."""
        return sum(one.what == what for one in self.rows)


def open_list(desk: Desk, path: Path, step: Step = silent) -> ListFile:
    """The table in a file. UserError as ``read_table`` tells; KnownError READ."""
    check(desk, "institution.change")
    with desk.database.reading() as work:
        remembered = staging.remembered(work, _COLUMNS_OF)
    return list_files.open_list(path, COLUMNS, remembered, step)


def read_list(desk: Desk, file: ListFile, since: date, document: str, step: Step) -> InstitutionPlan:
    """What a list would do. Rows that can't be read, and those of one institution twice, are refused with their reason.
    UserError MISSING_COLUMN, DUPLICATE_COLUMN, MISSING (no document)."""
    check(desk, "institution.change")
    number = check_document(document)
    file.table.require_columns()
    list_files.require_unchanged(file)
    with desk.database.reading() as work:
        return _planned(desk, work, file, since, number, step)


def _planned(desk: Desk, work: Work, file: ListFile, since: date, document: str, step: Step) -> InstitutionPlan:
    rows: list[PlannedInstitution] = []
    refused: list[tuple[RawRow, tuple[RowFault, ...]]] = []
    met: dict[str, int] = {}
    table = file.table
    for raw in table.rows():
        step(table.counts.permille, 1000)
        values, faults = read_row(table, raw, today(desk))
        if not faults:
            try:
                rows.append(_row(work, table, raw, values, since, met))
                continue
            except UserError as wrong:
                faults = (table.fault(raw, wrong.path or "name", wrong.message),)
        refused.append((raw, tuple(faults)))
    return InstitutionPlan(file, document, since, tuple(rows), tuple(refused))


def _row(
    work: Work, table: Table, raw: RawRow, values: Mapping[str, object], since: date, met: dict[str, int]
) -> PlannedInstitution:
    days = {"since": since.isoformat(), "until": None}
    found = institution_terms.matching(work, str(values["code"]), str(values["name"]))
    held = _held(work, found, since)
    one = institution_of("", {**values, **_kept(table, raw, held), **days})
    if len(found) > 1:
        raise UserError("AMBIGUOUS", "name", "库里有几家叫这个名称的医疗机构，分不清是哪一家：请补上国家医保编码。")
    for key in (*found, f"name {one.name}", *([f"code {one.code.casefold()}"] if one.code else [])):
        earlier = met.setdefault(key, raw.number)
        if earlier != raw.number:
            raise UserError("DUPLICATE", "name", f"与第 {earlier} 行是同一家医疗机构，请只留一行。")
    if not found:
        return PlannedInstitution(raw.number, "added", one)
    if held is None:  # every version of it was taken back: it comes in anew under its id
        return PlannedInstitution(raw.number, "added", replace(one, id=found[0]))
    one = replace(one, id=found[0])
    told = [key for key in (*_FACTS, *_MORE) if getattr(one, key) != getattr(held, key)]
    if not told and held.holds(since):
        return PlannedInstitution(raw.number, "unchanged", one)
    said = "，".join(_said(key, held, one) for key in told) or f"从 {since} 起"
    return PlannedInstitution(raw.number, "changed", one, said)


def _held(work: Work, found: Sequence[str], since: date) -> Institution | None:
    try:
        return reference.institution(work, found[0], since) if len(found) == 1 else None
    except UserError:
        return None


def _kept(table: Table, raw: RawRow, held: Institution | None) -> dict[str, object]:
    """What a list has no column for stays as it is, and a text that it leaves empty; a tick that is not there is a no."""
    if held is None:
        return {}
    silent = {
        key for key in (*_FACTS, *_MORE) if key not in table.at or not (key in FLAGS or table.cell(raw, key).strip())
    }
    return {key: _typed(getattr(held, key)) for key in silent}


def _typed(value: object) -> object:
    return ("yes" if value else "no") if isinstance(value, bool) else value


def _said(key: str, held: Institution, one: Institution) -> str:
    column = next(column for column in COLUMNS if column.key == key)
    return f"{column.title} {_word(key, held)} → {_word(key, one)}"


def _word(key: str, one: Institution) -> str:
    value = getattr(one, key)
    if isinstance(value, bool):
        return "是" if value else "否"
    return _WORDS.get(str(value), str(value)) or "空"


def refused_rows(plan: InstitutionPlan) -> bytes:
    """The refused rows as csv that can be mended and read in."""
    return write_faults(((raw, list(faults)) for raw, faults in plan.refused), plan.file.table)


def import_list(desk: Desk, plan: InstitutionPlan) -> InstitutionImport:
    """Import what was looked at, all or nothing; the file's columns are remembered. UserError NOT_ALLOWED, CHANGED (the file
    or institutions changed meanwhile), NOTHING."""
    check(desk, "institution.change")
    list_files.require_unchanged(plan.file)
    with desk.database.unit_of_work() as work:
        again = _planned(desk, work, plan.file, plan.since, plan.document_number, lambda _done, _total: None)
        if again.rows != plan.rows:
            raise UserError("CHANGED", "", "看过以后医疗机构资料又有改动：没有导入。请再读入一次，看过再导入。")
        wanted = [one for one in plan.rows if one.what != "unchanged"]
        if not wanted:
            raise UserError("NOTHING", "", "这份名单里没有要新增或改动的医疗机构：没有导入。")
        made = InstitutionImport(
            *(desk.new_id(), plan.document_number, plan.since, plan.file.name),
            *(plan.count("added"), plan.count("changed"), plan.count("unchanged"), len(plan.refused)),
            *(desk.operator.name, now(desk)),
        )
        whole, last = rows_before(work)
        institution_terms.add_import(work, made, plan.file.sha256, **stamp(desk))
        staging.remember(work, _COLUMNS_OF, plan.file.table.recognised.columns)
        for one in wanted:
            keep(desk, work, one.institution, plan.document_number, made.id)
        after = {
            "document_number": made.document_number,
            "since": str(made.since),
            "file": made.file_name,
            "added": made.added,
            "changed": made.changed,
            "refused": made.refused,
        }
        versions = images.added(work, "institution_terms", last)
        note(
            desk,
            work,
            "institution.import",
            made.id,
            after,
            image=[Image("institution_imports", made.id), versions, whole],
        )
    return made


def imports(desk: Desk) -> tuple[InstitutionImport, ...]:
    """All lists of institutions, the newest first."""
    check(desk, "reference.read")
    with desk.database.reading() as work:
        return institution_terms.imports(work)


def undo_import(desk: Desk, import_id: str) -> tuple[str, ...]:
    """Take a list back: institutions are as before it. The numbers of slips settled meanwhile, which stand as they are.

    UserError NOT_ALLOWED, NO_IMPORT, ALREADY_UNDONE, CHANGED_SINCE (a later version stands on one of them)."""
    check(desk, "institution.change")
    with desk.database.unit_of_work() as work:
        found = next((one for one in institution_terms.imports(work) if one.id == import_id), None)
        if found is None:
            raise UserError("NO_IMPORT", "", "没有这一次导入，请重新打开医疗机构名单。")
        if found.undone_at is not None:
            raise UserError("ALREADY_UNDONE", "", f"{found.document_number} 这一次导入已经撤销过了。")
        names = institution_terms.changed_since(work, import_id)
        if names:
            raise UserError(
                "CHANGED_SINCE",
                "",
                f"导入以后又改过{'、'.join(names[:5])}等 {len(names)} 家的资料：没有撤销。后来的名单请先撤销；单独改过的，"
                "请直接改那几家的资料。",
            )
        institution_terms.undo(work, import_id, **stamp(desk))
        after = {"document_number": found.document_number}
        note(desk, work, "institution.undo", import_id, after, image=Image("institution_undos", import_id))
        return institution_terms.settled_with(work, import_id)
