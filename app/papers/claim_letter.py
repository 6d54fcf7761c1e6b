"""应退通知 on A4: what an institution is asked to return, slip by slip, with its total. Same facts, same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from app.money.uppercase import uppercase
from app.papers.flow import Block, Frame, Placed, place
from app.papers.fonts import Fonts, drawing_lock, load_fonts
from app.papers.grid import (
    BODY,
    BOTTOM,
    HAIRLINE,
    LABEL,
    LEAD,
    LEFT,
    LINE,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    RIGHT,
    SOFT,
    STRONG,
    TITLE,
    TOP,
    left,
)
from app.papers.marks import draw_page_mark
from app.papers.pen import Pen
from app.papers.text import amount, clean, wrap

TEMPLATE = "claim-letter-a4-2"
_ROW, _LINE = 18.0, 12.0
_NAME_LINES = 4
_COLUMNS = (("序", LEFT), ("结算单号", left(2)), ("参保人", left(5)), ("结算日期", left(10)))


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One slip of the letter; ``amount`` fen."""

    number: str
    person: str
    settled_on: str
    amount: int


@dataclass(frozen=True, slots=True)
class ClaimLetter:
    """The letter's facts; days ISO text."""

    area: str
    station: str
    demonstration: bool
    institution: str
    number: str
    on: str
    operator: str
    phone: str
    lines: tuple[LetterLine, ...]


def draw_claim_letter(letter: ClaimLetter, *, fonts_folder: Path | None = None) -> bytes:
    """The letter as PDF. KnownError FONT_MISSING where a bundled font can't be read."""
    with drawing_lock:
        fonts = load_fonts(fonts_folder)
        blocks = [
            _head(letter, fonts),
            *(_row(at, one, fonts) for at, one in enumerate(letter.lines, 1)),
            _foot(letter, fonts),
        ]
        pages = place(blocks, Frame(TOP, BOTTOM - 16, TOP + 16, BOTTOM - 16))
        buffer = BytesIO()
        canvas = Canvas(buffer, pagesize=(PAGE_WIDTH, PAGE_HEIGHT), pageCompression=1, invariant=1)
        canvas.setTitle(f"应退通知 {clean(letter.number)}")
        canvas.setAuthor(f"{clean(letter.area)} {clean(letter.station)}")
        canvas.setSubject(TEMPLATE)
        canvas.setCreator("一站式结算窗口")
        canvas.setViewerPreference("PrintScaling", "None")
        _paint(Pen(canvas, fonts), letter, pages)
        canvas.save()
        fonts.broken.clear()
    return buffer.getvalue()


def _head(letter: ClaimLetter, fonts: Fonts) -> Block:
    total = sum(one.amount for one in letter.lines)
    words = (
        f"下列 {len(letter.lines)} 笔费用按规定由医疗机构承担，参保人就医时已经垫付。请将合计 {amount(total)} 元退还，"
        "由本窗口转付参保人。对金额有疑问的，请在收到后与本窗口核对。"
    )
    lines = wrap(fonts, words, LEAD, RIGHT - LEFT, 5)
    height = 84 + 18 * len(lines)

    def draw(pen: Pen, top: float) -> None:
        pen.text(LEFT, top + 16, f"{clean(letter.area)} 医疗机构应退费用通知", TITLE)
        pen.right(RIGHT, top + 16, clean(letter.number), LEAD)
        pen.text(LEFT, top + 46, f"{clean(letter.institution)}：", LEAD)
        for at, line in enumerate(lines, 1):
            pen.text(LEFT, top + 46 + 18 * at, line, LEAD)
        y = top + height - 10
        for name, x in _COLUMNS:
            pen.text(x, y, name, LABEL)
        pen.right(RIGHT, y, "应退金额（元）", LABEL)
        pen.rule(LEFT, RIGHT, y + 5, HAIRLINE, LINE)

    return Block(height, draw, keep=True)


def _row(at: int, one: LetterLine, fonts: Fonts) -> Block:
    person = wrap(fonts, one.person, BODY, left(10) - left(5) - 8, _NAME_LINES)
    height = _ROW + _LINE * (len(person) - 1)

    def draw(pen: Pen, top: float) -> None:
        cells = (str(at), clean(one.number), "", one.settled_on)
        for text, (_, x) in zip(cells, _COLUMNS, strict=True):
            pen.text(x, top + 12, text, BODY)
        for place_of, line in enumerate(person):
            pen.text(_COLUMNS[2][1], top + 12 + _LINE * place_of, line, BODY)
        pen.figure(RIGHT, top + 12, amount(one.amount), BODY)
        pen.rule(LEFT, RIGHT, top + height - 1, HAIRLINE, LINE)

    return Block(height, draw)


def _foot(letter: ClaimLetter, fonts: Fonts) -> Block:
    total = sum(one.amount for one in letter.lines)
    in_words = wrap(fonts, uppercase(total), LEAD, 330, 1)[0]

    def draw(pen: Pen, top: float) -> None:
        pen.text(LEFT, top + 22, "合计", STRONG)
        pen.text(left(2), top + 22, in_words, LEAD)
        pen.figure(RIGHT, top + 22, amount(total), STRONG)
        phone = f"　电话 {clean(letter.phone)}" if letter.phone else ""
        pen.text(LEFT, top + 64, f"{clean(letter.area)} {clean(letter.station)}（盖章）", LEAD)
        pen.text(LEFT, top + 82, f"{letter.on}　经办 {clean(letter.operator)}{phone}", LEAD)
        end = pen.text(left(8), top + 82, "医疗机构签收", LEAD)
        pen.rule(end + 6, RIGHT, top + 84, HAIRLINE, SOFT)

    return Block(96, draw)


def _paint(pen: Pen, letter: ClaimLetter, pages: Sequence[Sequence[Placed]]) -> None:
    for number, page in enumerate(pages, start=1):
        if letter.demonstration:
            draw_page_mark(pen, "演示")
        for placed in page:
            placed.block.draw(pen, placed.top)
        pen.right(RIGHT, BOTTOM, f"第 {number} 页 共 {len(pages)} 页", LABEL)
        pen.end_page()
