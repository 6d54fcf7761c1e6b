"""Which layouts a slip was ever drawn with, by name. What a print's record names is drawn the same way for ever.

To change a layout that has left the desk: leave its function as it draws, write the next one beside it (``slip-a4-3``), and
add its row below the others; ``template_for`` then gives the new one, prints that name the old one stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from app.errors import UserError
from app.papers import a4_slip, roll_slip, wide_slip
from app.papers.composed import Composed
from app.papers.fonts import Fonts
from app.records.slip import SlipFacts


class Compose(Protocol):
    """Facts, the QR code's text, fonts, and whether reasons and item list are wanted, to measured pages."""

    def __call__(self, facts: SlipFacts, qr_payload: str, fonts: Fonts, *, annexes: bool) -> Composed: ...


@dataclass(frozen=True, slots=True)
class Template:
    """One layout of the slip; ``sheet`` is a code of ``records.paper.SHEETS``. ``annexes``: whether reasons and item list come
    with it unless something else is asked for."""

    name: str
    sheet: str
    compose: Compose
    annexes: bool = False


_ALL = (
    Template("slip-a4-1", "a4", a4_slip.compose_first, annexes=True),
    Template("slip-a4-2", "a4", a4_slip.compose, annexes=True),
    Template("slip-a5-1", "a5", wide_slip.compose_a5),
    Template("slip-241x140-1", "241x140", wide_slip.compose_140),
    Template("slip-241x93-1", "241x93", wide_slip.compose_93),
    Template("slip-80mm-1", "80mm", roll_slip.compose),
)
TEMPLATES: Mapping[str, Template] = MappingProxyType({one.name: one for one in _ALL})
"""Name → template, the later after the earlier of the same sheet."""


def template_for(sheet: str) -> str:
    """The name of the newest template of a sheet. UserError SHEET_UNKNOWN."""
    names = [one.name for one in _ALL if one.sheet == sheet]
    if not names:
        sheets = "、".join(dict.fromkeys(one.sheet for one in _ALL))
        raise UserError("SHEET_UNKNOWN", "sheet", f"结算单没有「{sheet[:24]}」这种纸的版式，可用：{sheets}。")
    return names[-1]


def template_named(name: str) -> Template:
    """The template of that name. UserError TEMPLATE_UNKNOWN: a later version drew with it."""
    found = TEMPLATES.get(name)
    if found is None:
        message = f"这张单据用的版式「{name[:24]}」本程序没有，是更新版本的程序打印的：请升级程序后再补打。"
        raise UserError("TEMPLATE_UNKNOWN", "template", message)
    return found
