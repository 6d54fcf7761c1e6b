"""The end of the slip: where people sign, the seal's place, fine print for the auditor, the QR code, the running foot."""

from __future__ import annotations

from app.papers.flow import Block
from app.papers.fonts import Fonts
from app.papers.grid import (
    BOTTOM,
    FINE,
    GUTTER,
    HAIRLINE,
    LABEL,
    LEFT,
    LINE,
    QUIET,
    RIGHT,
    SECTION,
    SOFT,
    TEXT_LEFT,
    TEXT_WIDTH,
    Rhythm,
)
from app.papers.marks import SEAL_WIDTH, draw_qr, draw_seal
from app.papers.pen import Pen
from app.papers.text import clean, wrap
from app.papers.visit_blocks import act_of
from app.records.slip import SlipFacts

_QR_SIDE = 76.0


def foot(facts: SlipFacts, qr_payload: str, fonts: Fonts, rhythm: Rhythm) -> Block:
    """One block that is never divided: signatures, then fine print, seal and QR beside each other.

    A trial is not signed or sealed, so it has neither place.
    """
    qr_side = _QR_SIDE if qr_payload else 0.0
    qr_room = qr_side + 2 * GUTTER if qr_payload else 0.0
    seal_room = 0.0 if facts.trial else SEAL_WIDTH + GUTTER
    lines = _fine_print(facts, fonts, TEXT_WIDTH - seal_room - qr_room)
    fine_top = 8.0 if facts.trial else rhythm.sign + 4
    height = fine_top + max(len(lines) * rhythm.fine, 0.0 if facts.trial and not qr_payload else _QR_SIDE + 8)

    def draw(pen: Pen, top: float) -> None:
        pen.rule(LEFT, RIGHT, top, HAIRLINE, LINE)
        if not facts.trial:
            _signatures(pen, top, facts, rhythm)
            draw_seal(pen, RIGHT - qr_room - SEAL_WIDTH, top + fine_top)
        label_width = 44.0
        for at, (label, value) in enumerate(lines):
            y = top + fine_top + 8 + at * rhythm.fine
            pen.text(TEXT_LEFT, y, label, QUIET)
            pen.text(TEXT_LEFT + label_width, y, value, LABEL)
        pen.text(LEFT, top + fine_top + 8, "凭据", SECTION)
        if qr_payload:
            draw_qr(pen, qr_payload, RIGHT - qr_side, top + fine_top - 4, qr_side)
            pen.centre(RIGHT - qr_side / 2, top + fine_top + qr_side + 4, "扫码核对单号与金额", QUIET)

    return Block(height, draw)


def _signatures(pen: Pen, top: float, facts: SlipFacts, rhythm: Rhythm) -> None:
    y = top + rhythm.sign - 10
    pen.text(LEFT, top + 15, "签字", SECTION)
    receives = _receives(facts)
    widths = (0.21, 0.21, 0.37, 0.21)
    x = TEXT_LEFT
    for part, name in zip(widths, ("经办", "复核", receives, "日期")):
        width = TEXT_WIDTH * part
        end = pen.text(x, y, name, LABEL)
        pen.rule(end + 4, x + width - GUTTER, y + 1, HAIRLINE, SOFT)
        x += width


def _receives(facts: SlipFacts) -> str:
    """Who signs for the money: on a reversal it goes the other way."""
    if facts.pay_out > 0 or facts.collect < 0:
        return "领款人签字"
    return "退款人签字" if facts.pay_out < 0 else "患者（代办人）签字"


def _fine_print(facts: SlipFacts, fonts: Fonts, width: float) -> list[tuple[str, str]]:
    entries = (
        ("政策文件", facts.document, 2),
        ("政策包", f"{clean(facts.pack_id)} {clean(facts.pack_digest)}".strip(), 3),
        ("发票号", facts.invoice_number, 2),
        ("案件摘要", facts.case_digest, 2),
        (f"{act_of(facts)}时间", facts.posted_at, 1),
    )
    lines: list[tuple[str, str]] = []
    for label, value, most in entries:
        if clean(value):
            parts = wrap(fonts, value, FINE, width - 44, most)
            lines += [(label if at == 0 else "", part) for at, part in enumerate(parts)]
    return lines


def running_foot(pen: Pen, facts: SlipFacts, page: int, pages: int) -> None:
    """On every page: the slip's number and 第 1 页 共 2 页."""
    number = clean(facts.number) or "试算单（无单号）"
    pen.text(LEFT, BOTTOM, f"{act_of(facts)}单号 {number[:60]}" if facts.number else number, LABEL)
    pen.right(RIGHT, BOTTOM, f"第 {page} 页 共 {pages} 页", LABEL)
