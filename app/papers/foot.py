"""The end of the slip: where people sign, the seal's place, fine print for the auditor, the QR code, the running foot."""

from __future__ import annotations

from app.papers.flow import Block
from app.papers.fonts import Fonts
from app.papers.grid import GUTTER, HAIRLINE, LINE, SOFT, Rhythm
from app.papers.layout import Layout
from app.papers.marks import SEAL_WIDTH, draw_qr, draw_seal, qr_side
from app.papers.pen import Pen
from app.papers.text import clean, wrap
from app.papers.visit_blocks import act_of
from app.records.slip import SlipFacts

QR_SIDE = 76.0


def foot(facts: SlipFacts, qr_payload: str, fonts: Fonts, rhythm: Rhythm, page: Layout, *, grows: bool = True) -> Block:
    """One block that is never divided: signatures, then fine print, seal and QR beside each other.

    A trial is not signed or sealed, so it has neither place.
    """
    side = 0.0
    if qr_payload:
        side = max(QR_SIDE, qr_side(qr_payload, page.unit)) if grows else QR_SIDE
    qr_room = side + 2 * GUTTER if qr_payload else 0.0
    seal_room = 0.0 if facts.trial else SEAL_WIDTH + GUTTER
    lines = _fine_print(facts, fonts, page.text_width - seal_room - qr_room, page)
    fine_top = 8.0 if facts.trial else rhythm.sign + 4
    height = fine_top + max(len(lines) * rhythm.fine, 0.0 if facts.trial and not qr_payload else max(QR_SIDE, side) + 8)

    def draw(pen: Pen, top: float) -> None:
        pen.rule(page.left, page.right, top, HAIRLINE, LINE)
        if not facts.trial:
            signatures(pen, top, facts, rhythm, page)
            draw_seal(pen, page.right - qr_room - SEAL_WIDTH, top + fine_top)
        label_width = 44.0
        for at, (label, value) in enumerate(lines):
            y = top + fine_top + 8 + at * rhythm.fine
            pen.text(page.text_left, y, label, page.scale.quiet)
            pen.text(page.text_left + label_width, y, value, page.scale.label)
        pen.text(page.left, top + fine_top + 8, "凭据", page.scale.section)
        if qr_payload:
            draw_qr(pen, qr_payload, page.right - side, top + fine_top - 4, side)
            pen.centre(page.right - side / 2, top + fine_top + side + 4, "扫码核对单号与金额", page.scale.quiet)

    return Block(height, draw)


def signatures(pen: Pen, top: float, facts: SlipFacts, rhythm: Rhythm, page: Layout) -> None:
    """Names with a line to sign on, ``rhythm.sign`` high."""
    y = top + rhythm.sign - 10
    pen.text(page.left, top + 15, "签字", page.scale.section)
    receiver = receives(facts)
    widths = (0.21, 0.21, 0.37, 0.21)
    x = page.text_left
    for part, name in zip(widths, ("经办", "复核", receiver, "日期")):
        width = page.text_width * part
        end = pen.text(x, y, name, page.scale.label)
        pen.rule(end + 4, x + width - GUTTER, y + 1, HAIRLINE, SOFT)
        x += width


def receives(facts: SlipFacts) -> str:
    """Who signs for the money: on a reversal it goes the other way."""
    if facts.pay_out > 0 or facts.collect < 0:
        return "领款人签字"
    return "退款人签字" if facts.pay_out < 0 else "患者（代办人）签字"


def _fine_print(facts: SlipFacts, fonts: Fonts, width: float, page: Layout) -> list[tuple[str, str]]:
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
            parts = wrap(fonts, value, page.scale.fine, width - 44, most)
            lines += [(label if at == 0 else "", part) for at, part in enumerate(parts)]
    return lines


def running_foot(pen: Pen, facts: SlipFacts, number: int, count: int, page: Layout) -> None:
    """On every page: the slip's number and 第 1 页 共 2 页."""
    slip = clean(facts.number) or "试算单（无单号）"
    pen.text(page.left, page.bottom, f"{act_of(facts)}单号 {slip[:60]}" if facts.number else slip, page.scale.label)
    pen.right(page.right, page.bottom, f"第 {number} 页 共 {count} 页", page.scale.label)
