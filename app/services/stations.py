"""Which window this is: area, codes, name. Facts of the data file, typed at the first start, changed by whoever manages it.

areas(packs)                                          # the areas of the packs at hand
read_form(form, packs)                                # what was typed, or what is wrong with it
first_number(form, usual, year)                       # the example while it is typed
standing(desk), change_station(desk, form)            # as it stands, and another one

Decisions
* 2026-11-30: a new window's id is a UUIDv7 of its own, its codes are what people read. Rejected: an id made of the codes, which two
  windows that typed the same codes would share without anybody noticing; windows are told apart by the id when they exchange rows.
* 2026-11-30: codes can be changed until the first paper with a number (slip, acceptance) went out, and never after. Rejected: a new
  series under a new code in one file; the same window would have two names in every statement.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from app.errors import UserError
from app.policy import Registry
from app.records.people import Station
from app.records.settings import StationForm
from app.services.desk import Desk
from app.services.first_steps import done_later
from app.services.rights import check
from app.services.trail import note
from app.store import images, meta

_CODE = re.compile(r"[A-Z0-9]{1,8}")
NAME_LONGEST = 30


@dataclass(frozen=True, slots=True)
class StationStanding:
    """The window as it would be typed; ``numbered``: papers with its codes went out, which no longer change."""

    form: StationForm
    numbered: bool


def areas(packs: Registry) -> tuple[str, ...]:
    """The areas of the packs at hand (no drafts), each once."""
    return tuple(dict.fromkeys(pack.area for pack in packs.packs if not pack.draft))


def form_of(station: Station) -> StationForm:
    """A station as it would be typed."""
    return StationForm(station.area_name, station.area_code, station.code, station.name)


def read_form(form: StationForm, packs: Registry) -> StationForm:
    """What was typed, without blanks around the name. UserError BAD_VALUE at the field's name."""
    if form.area_name not in areas(packs):
        raise UserError("BAD_VALUE", "area_name", "请从列表里选统筹区：没有本地政策包的统筹区不能结算。")
    for path, what in (("area_code", "统筹区代码"), ("code", "窗口代码")):
        if not _CODE.fullmatch(getattr(form, path)):
            raise UserError("BAD_VALUE", path, f"{what}应是 1 到 8 位大写字母或数字，例如 NM、01：请重新填写。")
    name = form.name.strip()
    if not name or len(name) > NAME_LONGEST or not name.isprintable():
        raise UserError("BAD_VALUE", "name", f"窗口名称应有 1 到 {NAME_LONGEST} 个字：请重新填写。")
    return replace(form, name=name)


def first_number(form: StationForm, usual: StationForm, year: int) -> str:
    """The first slip number of a window that is being typed; in place of a code that can't be, the ``usual`` one."""
    codes = zip((form.area_code, form.code), (usual.area_code, usual.code), strict=True)
    return f"{'-'.join(typed if _CODE.fullmatch(typed) else other for typed, other in codes)}-{year}-000001"


def new_station(form: StationForm, packs: Registry, station_id: str) -> Station:
    """The station of a new formal file. UserError BAD_VALUE at the field's name."""
    typed = read_form(form, packs)
    return Station(station_id, typed.area_code, typed.code, typed.area_name, typed.name, demonstration=False)


def standing(desk: Desk) -> StationStanding:
    """This window as it stands in the file."""
    check(desk, "settings.read")
    with desk.database.reading() as work:
        station = meta.station(work, desk.station.id) or desk.station
        return StationStanding(form_of(station), meta.numbered(work, station.id))


def change_station(desk: Desk, form: StationForm) -> Desk:
    """Another name, area or codes: the desk of that window, with an audit row of before and after. Nothing where nothing
    changed. UserError NOT_ALLOWED, BAD_VALUE at the field's name, NUMBERED where codes or area can't change any more."""
    check(desk, "settings.change")
    typed = read_form(form, desk.packs)
    with desk.database.unit_of_work() as work:
        before = meta.station(work, desk.station.id) or desk.station
        wanted = replace(before, area_code=typed.area_code, code=typed.code, area_name=typed.area_name, name=typed.name)
        _require_free(before, wanted, numbered=meta.numbered(work, before.id))
        if any(meta.same_codes(one, wanted) for one in meta.stations(work) if one.id != before.id):
            raise UserError("BAD_VALUE", "code", "这个文件里另一个窗口已用这一组代码：请换一个窗口代码。")
        done_later(desk, work, "station")
        if wanted != before:
            image = images.held(work, "stations", before.id)
            meta.change_station(work, wanted)
            said, was = _said(wanted), _said(before)
            note(desk, work, "station.change", before.id, said, before=was, image=image)
    return replace(desk, station=wanted)


def _require_free(before: Station, wanted: Station, *, numbered: bool) -> None:
    if not numbered:
        return
    for path, what in (("area_name", "统筹区"), ("area_code", "统筹区代码"), ("code", "窗口代码")):
        if getattr(before, path) != getattr(wanted, path):
            raise UserError("NUMBERED", path, f"已经有单据用了这个窗口的单号，{what}不能再改；窗口名称随时可以改。")


def _said(one: Station) -> dict[str, object]:
    return {"area": one.area_name, "codes": f"{one.area_code}-{one.code}", "name": one.name}
