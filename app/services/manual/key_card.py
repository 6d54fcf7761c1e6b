"""按键卡: the shortcut table on one page. Nothing is recorded of it."""

from __future__ import annotations

from collections.abc import Sequence

from app.records.key_card import KeyCard, KeyGroup
from app.services.desk import Desk


def key_card_pdf(desk: Desk, groups: Sequence[KeyGroup]) -> bytes:
    """One A4 page. KnownError FONT_MISSING."""
    from app.papers.key_card import draw_key_card

    station = desk.station
    return draw_key_card(KeyCard(f"{station.area_name} · {station.name}", tuple(groups)))
