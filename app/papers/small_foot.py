"""Head and end of the slip on small papers: title and number; fine print for the auditor and the QR code."""

from __future__ import annotations

from dataclasses import replace

from app.papers.flow import Block, kept, space, text_line, total_height
from app.papers.fonts import Fonts
from app.papers.foot import receives, signatures
from app.papers.grid import GUTTER, HAIRLINE, INK, LINE, SOFT, WARNING_HUE, Rhythm, Style
from app.papers.layout import Layout
from app.papers.marks import draw_qr, draw_seal, qr_side
from app.papers.pen import Pen
from app.papers.text import clean, wrap
from app.papers.visit_blocks import HEADINGS, act_of, joined, status_of, title_of
from app.records.slip import SlipFacts

_LABEL = 42.0
_SEAL = 66.0
_SAYS = "扫码核对单号与金额"


def head_wide(facts: SlipFacts, fonts: Fonts, rhythm: Rhythm, page: Layout) -> list[Block]:
    """Title and number on a line, institution and date on the next; what the paper is not, below."""
    scale = page.scale
    word = HEADINGS.get(facts.kind, "")
    indent = fonts.measure(word, scale.title.size, bold=True) + 10 if word else 0.0
    number = f"{act_of(facts)}单号 {clean(facts.number)[:40]}" if facts.number else "试算，无单号"
    room = page.right - page.left - fonts.measure(number, scale.strong.size, bold=True) - 2 * GUTTER - indent
    titles = wrap(fonts, title_of(facts), scale.title, room, 2)
    line = scale.title.size + 4

    def draw_title(pen: Pen, top: float) -> None:
        if word:
            pen.coloured(page.left, top + scale.title.size, word, scale.title, WARNING_HUE)
        for at, part in enumerate(titles):
            pen.text(page.left + indent, top + scale.title.size + at * line, part, scale.title)
        pen.right(page.right, top + scale.title.size, number, scale.strong)

    own = joined(facts.business_date, facts.operator_name, facts.station_name)
    owns = wrap(fonts, own, scale.body, (page.right - page.left) * 0.4, 2)
    own_width = max(fonts.measure(part, scale.body.size) for part in owns)
    left_room = page.right - page.left - own_width - 2 * GUTTER
    institutions = wrap(fonts, facts.institution, scale.section, left_room, 3)
    level = joined(facts.institution_level, facts.way)
    after = fonts.measure(institutions[-1], scale.section.size, bold=True) + GUTTER
    apart = after + fonts.measure(level[:200], scale.body.size) > left_room
    levels = wrap(fonts, level, scale.body, left_room, 2)
    base = scale.section.size + 2

    def draw_institution(pen: Pen, top: float) -> None:
        for at, part in enumerate(institutions):
            pen.text(page.left, top + base + at * rhythm.body, part, scale.section)
        y = top + base + (len(institutions) - 1) * rhythm.body
        for at, part in enumerate(levels):
            down = (at + 1) * rhythm.body if apart else 0.0
            pen.text(page.left + (0.0 if apart else after), y + down, part, scale.body)
        for at, part in enumerate(owns):
            pen.right(page.right, top + base + at * rhythm.body, part, scale.body)

    rows = max(len(institutions) + (len(levels) if apart else 0), len(owns))
    height = base + 3 + (rows - 1) * rhythm.body
    return kept([Block(line * len(titles), draw_title), *_status(facts, fonts, rhythm, page),
                 Block(height + rhythm.gap * 0.3, draw_institution)])  # fmt: skip


def _status(facts: SlipFacts, fonts: Fonts, rhythm: Rhythm, page: Layout) -> list[Block]:
    fine = page.scale.fine_strong if page.black else page.scale.fine
    text = status_of(facts)
    lines = wrap(fonts, text, fine, page.right - page.left, 3) if text else []
    return [text_line(page.left, fine.size, line, fine, rhythm.fine) for line in lines]


def head_narrow(facts: SlipFacts, fonts: Fonts, rhythm: Rhythm, page: Layout) -> list[Block]:
    """One under the other."""
    scale = page.scale
    number = f"{act_of(facts)}单号 {clean(facts.number)[:40]}" if facts.number else "试算，无单号"
    own = joined(facts.business_date, facts.operator_name, facts.station_name)
    level = joined(facts.institution_level, facts.way)

    def lines(text: str, style: Style, most: int, lead: float) -> list[Block]:
        return [
            text_line(page.left, style.size + lead, line, style, style.size + 4)
            for line in wrap(fonts, text, style, page.text_width, most)
        ]

    blocks = [block for part in _title_parts(facts, fonts, page) for block in lines(part, scale.title, 3, 0)]
    blocks += [*lines(number, scale.strong, 2, 0), *lines(own, scale.body, 3, 0)]
    blocks += _status(facts, fonts, rhythm, page)
    blocks += [*lines(facts.institution, scale.section, 4, 2), *lines(level, scale.body, 2, 2)]
    return [*kept(blocks), space(rhythm.gap * 0.5)]


def _title_parts(facts: SlipFacts, fonts: Fonts, page: Layout) -> list[str]:
    """A title too long for one line is broken before what stands in quotes: 医疗费用 / “一站式”结算单."""
    whole = " ".join(filter(None, (HEADINGS.get(facts.kind, ""), title_of(facts))))
    before, mark, after = whole.partition("“")
    if not (before and mark) or fonts.measure(whole[:200], page.scale.title.size, bold=True) <= page.text_width:
        return [whole]
    return [before, mark + after]


def signing_wide(facts: SlipFacts, rhythm: Rhythm, page: Layout) -> list[Block]:
    """Where people sign; a trial is not signed."""
    if facts.trial:
        return []

    def draw(pen: Pen, top: float) -> None:
        pen.rule(page.left, page.right, top, HAIRLINE, LINE)
        signatures(pen, top, facts, rhythm, page)

    return [Block(rhythm.sign, draw)]


def signing_narrow(facts: SlipFacts, rhythm: Rhythm, page: Layout) -> list[Block]:
    """Each on a line of its own, high enough for a hand."""
    if facts.trial:
        return []

    def row(name: str) -> Block:
        def draw(pen: Pen, top: float) -> None:
            end = pen.text(page.left, top + 18, name, page.scale.body)
            pen.rule(end + 4, page.right, top + 19, HAIRLINE, SOFT)

        return Block(24.0, draw)

    def ruled(pen: Pen, top: float) -> None:
        pen.rule(page.left, page.right, top, HAIRLINE, INK)

    rows = [row(name) for name in (receives(facts), "经办（盖章）", "复核", "日期")]
    return kept([Block(4.0, ruled), *rows, space(rhythm.gap)])


def _fine_print(facts: SlipFacts, fonts: Fonts, width: float, page: Layout, left_out: str) -> list[tuple[str, str]]:
    """Lines of label and value: short facts share one, a digest has its own. ``left_out``: what this paper doesn't show."""
    entries = (
        ("政策文件", "　".join(filter(None, (clean(facts.document), clean(facts.pack_id)))), 2),
        ("政策摘要", facts.pack_digest.removeprefix("sha256:"), 3),
        ("案件摘要", facts.case_digest, 3),
        ("发票号", facts.invoice_number, 2),
        (f"{act_of(facts)}时间", facts.posted_at, 1),
        ("未列", left_out, 3),
    )
    lines: list[tuple[str, str]] = []
    for name, value, most in entries:
        if clean(value):
            parts = wrap(fonts, value, page.scale.fine, width - _LABEL, most)
            lines += [(name if at == 0 else "", part) for at, part in enumerate(parts)]
    return lines


def ending_wide(
    facts: SlipFacts,
    qr_payload: str,
    fonts: Fonts,
    rhythm: Rhythm,
    page: Layout,
    *,
    signed: bool,
    least: float,
    left_out: str,
) -> Block:
    """Signatures where they are not ``signed`` elsewhere, below them fine print and the seal's place; the QR code beside both.
    ``least``: side of a short code, points; ``left_out``: what this paper doesn't show."""
    side = max(least, qr_side(qr_payload, page.unit)) if qr_payload else 0.0
    narrower = replace(page, right=page.right - side - GUTTER) if qr_payload else page
    seal_room = 0.0 if facts.trial else _SEAL + GUTTER
    entries = _fine_print(facts, fonts, narrower.text_width - seal_room, page, left_out)
    signing = [] if signed else signing_wide(facts, rhythm, narrower)
    down = total_height(signing)
    code = side + page.scale.quiet.size if side else 0.0
    height = max(down + 3 + len(entries) * rhythm.fine, code)

    def draw(pen: Pen, top: float) -> None:
        for block in signing:
            block.draw(pen, top)
        y = top + down
        pen.rule(page.left, narrower.right, y, HAIRLINE, LINE)
        pen.text(page.left, y + 3 + page.scale.section.size, "凭据", page.scale.section)
        for at, (label, value) in enumerate(entries):
            line = y + 3 + page.scale.fine.size + at * rhythm.fine
            pen.text(page.text_left, line, label, page.scale.quiet)
            pen.text(page.text_left + _LABEL, line, value, page.scale.label)
        if seal_room:
            seal = min(76.0, top + height - y - 4)
            draw_seal(pen, narrower.right - _SEAL - GUTTER, y + 4, _SEAL, seal, style=page.scale.quiet)
        if qr_payload:
            draw_qr(pen, qr_payload, page.right - side, top, side)
            pen.centre(page.right - side / 2, top + side + page.scale.quiet.size - 2, _SAYS, page.scale.quiet)

    return Block(height + 1, draw)


def credentials_narrow(
    facts: SlipFacts, qr_payload: str, fonts: Fonts, rhythm: Rhythm, page: Layout, *, left_out: str
) -> list[Block]:
    """Fine print over the whole width, then the QR code in its middle."""
    fine = page.scale.fine
    entries = _fine_print(facts, fonts, page.text_width, page, left_out)

    def row(label: str, value: str) -> Block:
        def draw(pen: Pen, top: float) -> None:
            pen.text(page.left, top + fine.size, label, fine)
            pen.text(page.left + _LABEL, top + fine.size, value, fine)

        return Block(rhythm.fine, draw)

    rows = [row(label, value) for label, value in entries]
    if not qr_payload:
        return rows
    side = max(page.text_width * 0.45, qr_side(qr_payload, page.unit))

    def code(pen: Pen, top: float) -> None:
        middle = (page.left + page.right) / 2
        draw_qr(pen, qr_payload, middle - side / 2, top, side)
        pen.centre(middle, top + side + fine.size, _SAYS, fine)

    return [*rows, space(4), Block(side + fine.size + 10, code)]
