"""Tables of filings, or of health records: read in, looked at, brought in as a whole, undone as a whole.

    file = open_file(desk, "two_diseases", "prospects", path)   # ListFile; its columns may be set otherwise (list_files)
    look = look_at(desk, "two_diseases", "prospects", file)     # Look: what would come of each row; nothing is stored
    done = bring_in(desk, look, "沈医保发〔2020〕56号")            # FilingImport; one transaction
    undo(desk, done.id, why), imports(desk), refused_csv(desk, look)

Persons are matched by certificate number, and must be called as the table says. A row of filings must hold what the form of the
kind asks for, its columns called as the form's fields are; institutions by their whole name. What is refused says why in the row's
own words. ``purpose`` "prospects" takes name, number and disease alone: who is to be filed by the health records.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.errors import UserError
from app.exchange.sealed import one_line
from app.exchange.tables import RawRow, RowFault, Table, WantedColumn, is_broken, read_day, write_faults
from app.records.fields import Field
from app.records.filing_register import FilingImport
from app.records.filings import KINDS, Kind
from app.records.people import Filing, Person
from app.records.progress import Step, silent
from app.services.desk import Desk, now, row_stamp, today
from app.services.entries import read_fields
from app.services.filings.making import made
from app.services.filings.register import summary
from app.services.filings.rules import checked, with_choices
from app.services.list_files import ListFile, open_list, require_unchanged
from app.services.rights import check
from app.services.trail import note
from app.store import filing_lists, filings, images, import_plan, institution_terms, people, staging
from app.store.images import Image
from app.store.work import Work

MOST = 20_000
"""Rows of one table: a county's 两病 list; more come in several."""
_TOLD = 100
"""Rows after which the progress is told."""
_RESTS_ON = (*import_plan.RESTS_ON, "filing_prospects", "institutions", "institution_terms", "listed_diseases")
"""Tables by which a row is judged."""
_AT_ONCE = 500
"""Persons of one audit row."""
_WHO = (
    WantedColumn("name", "姓名", ("人员姓名", "患者姓名", "参保人姓名", "居民姓名")),
    WantedColumn("certificate_number", "证件号码", ("身份证号", "身份证号码", "公民身份号码", "证件号"), kind="code"),
)
_DISEASE = WantedColumn("disease", "病种", ("疾病", "疾病名称", "慢病类型", "患病情况", "慢性病"))
PURPOSES: Mapping[str, str] = {"filings": "登记备案", "prospects": "列入应备案名单"}


@dataclass(frozen=True, slots=True)
class LookRow:
    """What would come of a row: ``state`` "new", "known" or "refused"; ``said`` the summary, or why not."""

    line: int
    name: str
    state: str
    said: str


@dataclass(frozen=True, slots=True)
class Look:
    """A table that was read: nothing is stored yet."""

    kind: str
    purpose: str
    file: ListFile
    rows: tuple[LookRow, ...]
    faults: tuple[tuple[RawRow, list[RowFault]], ...]

    def count(self, state: str) -> int:
        """How many rows are of a state."""
        return sum(one.state == state for one in self.rows)


@dataclass(frozen=True, slots=True)
class _New:
    """A sound row: whose, and the filing or the disease."""

    person_id: str
    person_row: int
    filing: Filing | None
    disease: str

    @property
    def what(self) -> str:
        """What it is about, in words."""
        return self.disease if self.filing is None else self.filing.note


def wanted(kind: Kind, purpose: str) -> tuple[WantedColumn, ...]:
    """The columns of a table."""
    if purpose == "prospects":
        return (*_WHO, _DISEASE)
    return (*_WHO, *(_column(one) for one in kind.fields))


def _column(one: Field) -> WantedColumn:
    return WantedColumn(one.key, one.title, (), required=one.required, kind="day" if one.kind == "day" else "text")


def open_file(desk: Desk, kind: str, purpose: str, path: Path) -> ListFile:
    """The table in a file; the columns of the last one of its kind go first. UserError as ``read_table`` tells; KnownError
    READ."""
    check(desk, "filing.import")
    with desk.database.reading() as work:
        remembered = staging.remembered(work, _columns_of(kind, purpose))
    return open_list(path, wanted(KINDS[kind], purpose), remembered)


def _columns_of(kind: str, purpose: str) -> str:
    return f"{purpose}/{kind}"


def look_at(desk: Desk, kind: str, purpose: str, file: ListFile, step: Step = silent) -> Look:
    """Read a table and say what would come of each row. UserError MISSING_COLUMN, DUPLICATE_COLUMN, CHANGED, TOO_LARGE;
    KnownError READ."""
    check(desk, "filing.import")
    file.table.require_columns()
    require_unchanged(file)
    with desk.database.reading() as work:
        rows, faults, _new = _read(desk, work, KINDS[kind], purpose, file.table, step)
    return Look(kind, purpose, file, rows, faults)


def bring_in(desk: Desk, look: Look, document: str, step: Step = silent) -> FilingImport:
    """Bring the sound rows of a table in, in one transaction; what it says is read again, before anybody has to wait for it.
    Its columns are remembered. UserError MISSING, BAD_VALUE for the document's number, CHANGED where file or people are
    not as they were looked at, DUPLICATE, NOTHING."""
    check(desk, "filing.import")
    number = document.strip()
    if not number or len(number) > _LONGEST or not one_line(number):
        raise UserError("MISSING", "document", f"请填来源文号或说明，一行字，不超过 {_LONGEST} 字。")
    require_unchanged(look.file)
    with desk.database.reading() as work:
        length = import_plan.audit_length(work)
        rows, _faults, new = _read(desk, work, KINDS[look.kind], look.purpose, look.file.table, step)
    with desk.database.unit_of_work() as work:
        _check_again(work, look)
        if rows != look.rows or import_plan.moved_since(work, length, _RESTS_ON):
            raise UserError("CHANGED", "", "人员或备案在核对之后有变动：请重新读入，再看一遍。")
        if not new:
            raise UserError("NOTHING", "", "表里没有可以导入的行：请看每一行的说明。")
        counts = (look.count("new"), look.count("known"), look.count("refused"))
        done = FilingImport(
            *(desk.new_id(), look.kind, look.purpose, number, look.file.name, look.file.sha256, *counts),
            now(desk),
        )
        filing_lists.add_import(work, done, row_stamp(desk))
        staging.remember(work, _columns_of(look.kind, look.purpose), look.file.table.recognised.columns)
        if look.purpose == "filings":
            _store_filings(desk, work, done, new)
        else:
            _store_prospects(desk, work, done, new)
        return done


_LONGEST = 60


def _check_again(work: Work, look: Look) -> None:
    for one in filing_lists.imports(work):
        same = (one.kind, one.purpose, one.sha256) == (look.kind, look.purpose, look.file.sha256)
        if same and one.undone_at is None:
            raise UserError("DUPLICATE", "", f"这个文件已作为 {one.document} 导入，不需要再导入。")


def _store_filings(desk: Desk, work: Work, done: FilingImport, new: list[_New]) -> None:
    said = {"kind": done.kind, "document_number": done.document, "file": done.file_name, "count": done.added}
    for begin in range(0, len(new), _AT_ONCE):
        part = new[begin : begin + _AT_ONCE]
        held = [images.held(work, "persons", one) for one in dict.fromkeys(one.person_id for one in part)]
        made_of = ((one.person_row, one.filing) for one in part if one.filing is not None)
        filings.add(work, made_of, row_stamp(desk), batch=done.id)
        first = [Image("filing_imports", done.id)] if begin == 0 else []
        note(desk, work, "filing.import", done.id, said, image=[*first, *held])


def _store_prospects(desk: Desk, work: Work, done: FilingImport, new: list[_New]) -> None:
    last = filing_lists.last_prospect(work)
    found = ((desk.new_id(), one.person_row, one.disease) for one in new)
    filing_lists.add_prospects(work, done.kind, found, done.id, row_stamp(desk))
    said = {"kind": done.kind, "document_number": done.document, "file": done.file_name, "count": done.added}
    added = images.added(work, "filing_prospects", last)
    note(desk, work, "filing.prospects", done.id, said, image=[Image("filing_imports", done.id), added])


def undo(desk: Desk, import_id: str, why: str) -> FilingImport:
    """Take a whole import back: its filings are withdrawn (those that were changed since are left out and said), its list of who is to
    be filed counts no more. UserError MISSING, CHANGED."""
    check(desk, "filing.import")
    reason = why.strip()
    if not reason or len(reason) > _LONGEST or not one_line(reason):
        raise UserError("MISSING", "why", f"请写明为什么撤销，一行字，不超过 {_LONGEST} 字。")
    with desk.database.unit_of_work() as work:
        done = next((one for one in filing_lists.imports(work) if one.id == import_id), None)
        if done is None or done.undone_at is not None:
            raise UserError("CHANGED", "", "这一次导入已经撤销过：请重新打开名单。")
        filing_lists.undo_import(work, import_id, reason, row_stamp(desk))
        standing = [
            one for one in filings.of_batch(work, import_id) if one.filing.state not in {"withdrawn", "refused"}
        ]
        images_of = [Image("filing_import_undos", import_id)]
        for begin in range(0, max(len(standing), 1), _AT_ONCE):
            part = standing[begin : begin + _AT_ONCE]
            held = [images.held(work, "persons", one) for one in dict.fromkeys(line.person_id for line in part)]
            for line in part:
                filings.change(work, _withdrawn(line.filing, reason))
            said = {"kind": done.kind, "document_number": done.document, "why": reason, "count": len(standing)}
            note(desk, work, "filing.undo", import_id, said, image=[*images_of, *held])
            images_of = []
        return done


def _withdrawn(one: Filing, why: str) -> Filing:
    facts = {**one.facts, "why": why}
    return Filing(one.id, one.kind, one.since, one.until, one.note, "withdrawn", facts)


def imports(desk: Desk) -> tuple[FilingImport, ...]:
    """What was brought in so far, the newest first."""
    check(desk, "filing.read")
    with desk.database.reading() as work:
        return filing_lists.imports(work)


def refused_csv(desk: Desk, look: Look) -> bytes:
    """The refused rows with their reasons, as csv that can be mended and read in."""
    check(desk, "filing.import")
    return write_faults(iter(look.faults), look.file.table)


# ---- rows

_Faults = tuple[tuple[RawRow, list[RowFault]], ...]


def _read(
    desk: Desk, work: Work, kind: Kind, purpose: str, table: Table, step: Step
) -> tuple[tuple[LookRow, ...], _Faults, list[_New]]:
    rows: list[LookRow] = []
    refused: list[tuple[RawRow, list[RowFault]]] = []
    new: list[_New] = []
    fields = with_choices(work, kind)
    seen: dict[tuple[str, str], int] = {}
    for raw in table.rows():
        if len(rows) >= MOST:
            raise UserError("TOO_LARGE", "", f"一张表最多 {MOST} 行：请分成几张，分别导入。")
        if len(rows) % _TOLD == 0:
            step(table.counts.permille, 1000)
        found = _judged(desk, work, kind, purpose, table, raw, fields)
        if isinstance(found, _New):
            first = seen.setdefault((found.person_id, found.what), raw.number)
            if first != raw.number:
                found = [table.fault(raw, "name", f"与第 {first} 行是同一个人的同一件事：请删去一行。")]
        name = table.cell(raw, "name")
        if isinstance(found, _New):
            new.append(found)
            rows.append(LookRow(raw.number, name, "new", found.what))
        elif isinstance(found, str):
            rows.append(LookRow(raw.number, name, "known", found))
        else:
            refused.append((raw, found))
            rows.append(LookRow(raw.number, name, "refused", "；".join(one.sentence for one in found)))
    return tuple(rows), tuple(refused), new


def _judged(
    desk: Desk, work: Work, kind: Kind, purpose: str, table: Table, raw: RawRow, fields: tuple[Field, ...]
) -> _New | str | list[RowFault]:
    """A sound row, what is there already of it (a text), or why it is refused."""
    if raw.faults:
        return list(raw.faults)
    try:
        person_id, place = _person(work, table, raw)
        person = people.person(work, person_id)
        if purpose == "prospects":
            return _prospect(work, kind, person, place, table.cell(raw, "disease").strip())
        texts = {one.key: _typed(work, table, raw, one) for one in fields}
        filing_id = desk.new_id()
        facts = checked(desk, work, kind, read_fields(fields, texts, today(desk)), person, filing_id)
        return _New(person_id, place, made(kind, filing_id, facts, summary(kind, facts)), "")
    except UserError as wrong:
        return "已经备案" if wrong.code == "DUPLICATE" else [table.fault(raw, wrong.path, wrong.message)]


def _prospect(work: Work, kind: Kind, person: Person, place: int, disease: str) -> _New | str:
    if not disease or len(disease) > _LONGEST:
        raise UserError("BAD_VALUE", "disease", f"请填病种，不超过 {_LONGEST} 字。")
    _whole("disease", disease)
    if any(one.kind == kind.code and one.state in {"valid", "pending"} for one in person.filings):
        return "已经备案"
    if any(one.disease == disease for one in filing_lists.open_prospects(work, kind.code, (person.id,))):
        return "已在应备案名单里"
    return _New(person.id, place, None, disease)


def _person(work: Work, table: Table, raw: RawRow) -> tuple[str, int]:
    number, name = table.cell(raw, "certificate_number").strip().upper(), table.cell(raw, "name").strip()
    found = filing_lists.people_with(work, number)
    if not found:
        raise UserError("BAD_VALUE", "certificate_number", "没有这个证件号码的参保人：请核对号码，或先导入名册。")
    if len(found) > 1:
        raise UserError("BAD_VALUE", "certificate_number", "有几个人用这个证件号码：请先合并重复的人员。")
    person_id, known, place = found[0]
    if known != name:
        raise UserError("BAD_VALUE", "name", f"这个证件号码是{known}的：请核对姓名和号码。")
    return person_id, place


def _typed(work: Work, table: Table, raw: RawRow, one: Field) -> str:
    """A cell as the form would have it typed: a choice's code, an institution's id, a day as 2019-03-01."""
    text = table.cell(raw, one.key).strip()
    if not text:
        return ""
    _whole(one.key, text)
    if one.kind == "choice":
        return next((code for code, word in one.choices.items() if text in (word, code)), text)
    if one.kind == "institution":
        ids = institution_terms.matching(work, "", text)
        if len(ids) != 1:
            raise UserError(
                "BAD_VALUE", one.key, f"医疗机构里没有“{text[:30]}”：请写医疗机构的全称，或请管理员登记这家医疗机构。"
            )
        return ids[0]
    if one.kind == "day":
        try:
            return read_day(text).isoformat()
        except UserError as wrong:
            raise UserError(wrong.code, one.key, wrong.message) from wrong
    return text


def _whole(key: str, text: str) -> None:
    if any(is_broken(one) for one in text):
        raise UserError("BAD_VALUE", key, "里面有看不见的控制字符或残缺字符，请重新输入这一格。")
