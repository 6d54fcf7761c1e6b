"""Which printer, sheet and number of copies each kind of paper has: chosen once, kept with the station's settings."""

from __future__ import annotations

import json

from app.errors import UserError, require
from app.records.paper import KINDS, PrintChoice, sheets_of
from app.services.desk import Desk
from app.services.rights import check
from app.services.trail import note
from app.store import images, settings
from app.store.work import Work

MOST_COPIES = 9
_NAME = "print.{}"
_PRINTER_LONGEST = 200


def choice_of(work: Work, kind: str) -> PrintChoice:
    """What was chosen for a kind of paper (a key of ``KINDS``); the system's printer and A4 where nothing was."""
    require(kind in KINDS, f"no such kind of paper: {kind}")
    stored = settings.stored(work).get(_NAME.format(kind))
    return PrintChoice() if stored is None else PrintChoice(**json.loads(stored))


def chosen(desk: Desk, kind: str) -> PrintChoice:
    """``choice_of`` for the window."""
    check(desk, "settings.read")
    with desk.database.reading() as work:
        return choice_of(work, kind)


def choices(desk: Desk) -> dict[str, PrintChoice]:
    """Every kind of paper with its choice."""
    check(desk, "settings.read")
    with desk.database.reading() as work:
        return {kind: choice_of(work, kind) for kind in KINDS}


def choose(desk: Desk, kind: str, wanted: PrintChoice) -> PrintChoice:
    """Keep a choice. UserError NOT_ALLOWED, BAD_VALUE at printer, sheet or copies."""
    check(desk, "printing.choose")
    require(kind in KINDS, f"no such kind of paper: {kind}")
    if wanted.sheet not in {one.code for one in sheets_of(kind)}:
        raise UserError("BAD_VALUE", "sheet", f"{KINDS[kind]}不能打印在这种纸上：请另选纸张。")
    if not 1 <= wanted.copies <= MOST_COPIES:
        raise UserError("BAD_VALUE", "copies", f"份数应是 1 到 {MOST_COPIES} 的整数：请重新填写。")
    if len(wanted.printer) > _PRINTER_LONGEST or not wanted.printer.isprintable():
        raise UserError("BAD_VALUE", "printer", "打印机的名称里有不能用的字符：请从列表里选。")
    name = _NAME.format(kind)
    with desk.database.unit_of_work() as work:
        if choice_of(work, kind) != wanted:
            held = images.held(work, "settings", name)
            text = json.dumps({"printer": wanted.printer, "sheet": wanted.sheet, "copies": wanted.copies})
            settings.put(work, name, text)
            note(desk, work, "printing.choose", kind, {"choice": text}, image=held)
    return wanted
