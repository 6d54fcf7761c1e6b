"""The page “打印机和纸张”: a row per kind of paper, one form to change it, and the printers that can be chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.errors import KnownError
from app.records.fields import Field
from app.records.paper import KINDS, PrintChoice, Sheet, sheets_of
from app.records.printing import Offset, Printer
from app.services.desk import Desk, today
from app.services.entries import read_fields
from app.services.printing.choices import MOST_COPIES, choices, choose
from app.services.printing.jobs import printers
from app.services.printing.offsets import move, offsets, typed
from app.services.rights import check


@dataclass(frozen=True, slots=True)
class Row:
    """What one kind of paper is printed on. ``known`` is its printer as the system shows it, None where it has none of that name."""

    kind: str
    choice: PrintChoice
    offset: Offset
    known: Printer | None


@dataclass(frozen=True, slots=True)
class Target:
    """One printer with one sheet, to be chosen."""

    printer: Printer
    sheet: Sheet


@dataclass(frozen=True, slots=True)
class SetUp:
    """All rows, all printers; ``told`` is why no printer could be read, "" where they were."""

    rows: tuple[Row, ...]
    printers: tuple[Printer, ...]
    told: str = ""


def set_up(desk: Desk) -> SetUp:
    """Everything as it stands. A print system that does not answer is told, not raised: choices can still be read."""
    chosen, moved = choices(desk), offsets(desk)
    try:
        found, told = printers(desk), ""
    except KnownError as silent:
        found, told = (), silent.message
    by_name = {one.name: one for one in found}
    rows = tuple(
        Row(kind, one, moved.get(one.printer, Offset()), by_name.get(one.printer)) for kind, one in chosen.items()
    )
    return SetUp(rows, found, told)


def targets(desk: Desk, kind: str) -> tuple[Target, ...]:
    """Every printer with every sheet of a kind, the system's default first. KnownError PRINT_SYSTEM."""
    return tuple(Target(one, sheet) for one in printers(desk) for sheet in sheets_of(kind))


def fields(kind: str, found: tuple[Printer, ...], chosen: str) -> tuple[Field, ...]:
    """The fields of the form of a kind; a ``chosen`` printer that the system lost can be kept."""
    names = {one.name: f"{one.name}　{one.title}" if one.title not in {"", one.name} else one.name for one in found}
    if chosen and chosen not in names:
        names[chosen] = f"{chosen}（系统里没有）"
    sheets = sheets_of(kind)
    return (
        Field("printer", "打印机", "choice", choices=names),
        *(
            (Field("sheet", "纸张", "choice", choices={one.code: one.title for one in sheets}),)
            if len(sheets) > 1
            else ()
        ),
        Field("copies", "每次几份", "count", most=MOST_COPIES, hint=f"1 到 {MOST_COPIES}"),
        Field("right", "向右移几毫米", required=False, hint="向左写 -", longest=5),
        Field("down", "向下移几毫米", required=False, hint="向上写 -", longest=5),
    )


def shown(row: Row) -> dict[str, str]:
    """A row as its form shows it."""
    one = row.choice
    moved = {"right": typed(row.offset.right), "down": typed(row.offset.down)}
    return {"printer": one.printer, "sheet": one.sheet, "copies": str(one.copies), **moved}


def change(desk: Desk, row: Row, found: tuple[Printer, ...], texts: Mapping[str, str]) -> PrintChoice:
    """Keep what was typed in a row's form. An offset belongs to a printer: where only the printer was changed, the new one keeps
    its own. UserError NOT_ALLOWED, BAD_VALUE, MISSING, BAD_NUMBER at the field."""
    check(desk, "printing.choose")
    read = read_fields(fields(row.kind, found, row.choice.printer), texts, today(desk))
    printer, copies = str(read["printer"] or ""), read["copies"]
    before = shown(row)
    if any(texts.get(name, "").strip() != before[name] for name in ("right", "down")):
        move(desk, printer, texts.get("right", ""), texts.get("down", ""))
    wanted = PrintChoice(printer, str(read.get("sheet") or "a4"), copies if isinstance(copies, int) else 0)
    return choose(desk, row.kind, wanted)


def take(desk: Desk, kind: str, target: Target) -> PrintChoice:
    """Choose a printer and a sheet for a kind; the number of copies stays. UserError NOT_ALLOWED."""
    copies = choices(desk)[kind].copies
    return choose(desk, kind, PrintChoice(target.printer.name, target.sheet.code, copies))


def words_of_kind(kind: str) -> str:
    """A kind's word."""
    return KINDS.get(kind, "测试页" if kind == "test_page" else kind)
