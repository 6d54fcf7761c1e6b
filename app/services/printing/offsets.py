"""How far each printer's paper lies aside: measured on a test page, kept by printer, applied to what is sent."""

from __future__ import annotations

import json
import re

from app.errors import UserError
from app.records.paper import SHEETS, Handed
from app.records.printing import Offset
from app.services.desk import Desk
from app.services.rights import check
from app.services.trail import note
from app.store import images, settings
from app.store.work import Work

MOST = 200
"""Tenths of a millimetre."""
STEP = 5
_NAME = "offset.{}"
_TYPED = re.compile(r"(-?)([0-9]{1,3})(?:\.([0-9]))?")


def offset_of(work: Work, printer: str) -> Offset:
    """A printer's offset, none where none was set."""
    stored = settings.stored(work).get(_NAME.format(printer))
    return Offset() if stored is None else Offset(**json.loads(stored))


def offsets(desk: Desk) -> dict[str, Offset]:
    """Printer → offset, of those that have one."""
    check(desk, "settings.read")
    before = _NAME.format("")
    with desk.database.reading() as work:
        stored = settings.stored(work)
    return {
        name.removeprefix(before): Offset(**json.loads(text))
        for name, text in stored.items()
        if name.startswith(before)
    }


def move(desk: Desk, printer: str, right: str, down: str) -> Offset:
    """Keep a printer's offset, typed in mm ("2.5", "-1"). UserError NOT_ALLOWED, BAD_VALUE at right or down."""
    check(desk, "printing.choose")
    wanted = Offset(_tenths(right, "right", "向右"), _tenths(down, "down", "向下"))
    name = _NAME.format(printer)
    with desk.database.unit_of_work() as work:
        before = offset_of(work, printer)
        if before != wanted:
            held = images.held(work, "settings", name)
            settings.put(work, name, json.dumps({"right": wanted.right, "down": wanted.down}))
            said, was = ({"offset": words_of(one)} for one in (wanted, before))
            note(desk, work, "printing.offset", printer, said, before=was, image=held)
    return wanted


def typed(tenths: int) -> str:
    """Tenths of a mm as they are typed: "2.5", "-1.0"."""
    sign = "-" if tenths < 0 else ""
    return f"{sign}{abs(tenths) // 10}.{abs(tenths) % 10}"


def words_of(one: Offset) -> str:
    """An offset in words, "不移动" for none."""
    parts = [
        f"{way[one_way < 0]} {typed(abs(one_way))}"
        for one_way, way in ((one.right, ("右", "左")), (one.down, ("下", "上")))
        if one_way
    ]
    return "，".join(parts) + " mm" if parts else "不移动"


def page_to_measure(desk: Desk, printer: str, sheet: str) -> Handed:
    """A page with rulers and corner marks for one of ``SHEETS``, to be sent to ``printer``; nothing is kept of it."""
    check(desk, "printing.choose")
    from app.papers.test_page import draw_test_page

    with desk.database.reading() as work:
        moved = words_of(offset_of(work, printer))
    return Handed(draw_test_page(SHEETS[sheet], moved), "test_page", f"测试页 {SHEETS[sheet].title}", sheet)


def _tenths(text: str, path: str, way: str) -> int:
    found = _TYPED.fullmatch(text.strip() or "0")
    tenths = 0 if found is None else int(found[2]) * 10 + int(found[3] or 0)
    if found is None or tenths > MOST or tenths % STEP:
        raise UserError(
            "BAD_VALUE", path, f"{way}移动多少毫米，应在 -20.0 到 20.0 之间，每半毫米一档，例如 1.5：请重新填写。"
        )
    return -tenths if found[1] else tenths
