"""应退通知 on A4: what an institution is asked to return, slip by slip, with its total. Same facts, same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.money.uppercase import uppercase
from app.papers.drawing import drawing
from app.papers.flow import Block, Frame, Placed, place
from app.papers.fonts import Fonts
from app.papers.grid import (
    BODY,
    BOTTOM,
    FINE,
    HAIRLINE,
    LABEL,
    LEAD,
    LEFT,
    LINE,
    QUIET,
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

TEMPLATE = "claim-letter-a4-3"
_ROW, _LINE = 18.0, 12.0
_NAME_LINES = 4
_PAY_LINES = 2
_FACT, _FINE = 20.0, 11.0
_FACT_LEFT = left(2)
_DOTS = 220.0
"""Where nothing is known: room for a pen."""
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
    """The letter's facts; days ISO text. ``payee``, ``bank`` and ``account`` are where the money goes, ``answer_by`` until when;
    "" leaves a dotted line. ``documents``: the policy papers of the slips; ``digest``: SHA-256 of what is claimed."""

    area: str
    station: str
    demonstration: bool
    institution: str
    number: str
    on: str
    operator: str
    phone: str
    payee: str
    bank: str
    account: str
    answer_by: str
    documents: tuple[str, ...]
    digest: str
    lines: tuple[LetterLine, ...]


def draw_claim_letter(letter: ClaimLetter, *, fonts_folder: Path | None = None) -> bytes:
    """The letter as PDF. KnownError FONT_MISSING where a bundled font can't be read."""
    with drawing(fonts_folder) as paper:
        fonts = paper.fonts
        blocks = [
            _head(letter, fonts),
            *(_row(at, one, fonts) for at, one in enumerate(letter.lines, 1)),
            _foot(letter, fonts),
        ]
        pages = place(blocks, Frame(TOP, BOTTOM - 16, TOP + 16, BOTTOM - 16))
        pen = paper.pen(
            f"应退通知 {clean(letter.number)}", author=f"{clean(letter.area)} {clean(letter.station)}", subject=TEMPLATE
        )
        _paint(pen, letter, pages)
        return paper.pdf()


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
    """One block that is never divided: the total, where to pay and until when, who sends it, what it rests on."""
    total = sum(one.amount for one in letter.lines)
    in_words = wrap(fonts, uppercase(total), LEAD, 330, 1)[0]
    facts = [
        (label, wrap(fonts, text, LEAD, RIGHT - _FACT_LEFT, _PAY_LINES) if clean(text) else [])
        for label, text in (
            ("收款户名", letter.payee),
            ("开户银行", letter.bank),
            ("账号", letter.account),
            ("答复期限", letter.answer_by and f"请在 {letter.answer_by} 前退还，或书面答复"),
        )
    ]
    fine = _fine_print(letter, fonts)
    told = sum(max(len(lines), 1) for _, lines in facts) * _FACT
    signed = 46 + told

    def draw(pen: Pen, top: float) -> None:
        pen.text(LEFT, top + 22, "合计", STRONG)
        pen.text(left(2), top + 22, in_words, LEAD)
        pen.figure(RIGHT, top + 22, amount(total), STRONG)
        y = top + 50
        for label, lines in facts:
            pen.text(LEFT, y, label, LABEL)
            for at, line in enumerate(lines):
                pen.text(_FACT_LEFT, y + _FACT * at, line, LEAD)
            if not lines:
                _dots(pen, _FACT_LEFT, _FACT_LEFT + _DOTS, y + 2)
            y += _FACT * max(len(lines), 1)
        y = top + signed + 18
        phone = f"　电话 {clean(letter.phone)}" if letter.phone else ""
        pen.text(LEFT, y, f"{clean(letter.area)} {clean(letter.station)}（盖章）", LEAD)
        pen.text(LEFT, y + 18, f"{letter.on}　经办 {clean(letter.operator)}{phone}", LEAD)
        end = pen.text(left(8), y + 18, "医疗机构签收", LEAD)
        pen.rule(end + 6, RIGHT, y + 20, HAIRLINE, SOFT)
        for at, (label, value) in enumerate(fine):
            pen.text(LEFT, y + 42 + _FINE * at, label, QUIET)
            pen.text(_FACT_LEFT, y + 42 + _FINE * at, value, FINE)

    return Block(signed + 60 + _FINE * len(fine), draw)


def _dots(pen: Pen, x: float, end: float, y: float) -> None:
    while x < end:
        pen.rule(x, x + 1.5, y, HAIRLINE, SOFT)
        x += 4.0


def _fine_print(letter: ClaimLetter, fonts: Fonts) -> list[tuple[str, str]]:
    lines: list[tuple[str, str]] = []
    for label, value, most in (
        ("政策文件", "；".join(clean(one) for one in letter.documents), 3),
        ("版式", TEMPLATE, 1),
        ("通知摘要", letter.digest, 2),
    ):
        if value:
            parts = wrap(fonts, value, FINE, RIGHT - _FACT_LEFT, most)
            lines += [(label if at == 0 else "", part) for at, part in enumerate(parts)]
    return lines


def _paint(pen: Pen, letter: ClaimLetter, pages: Sequence[Sequence[Placed]]) -> None:
    for number, page in enumerate(pages, start=1):
        if letter.demonstration:
            draw_page_mark(pen, "演示")
        for placed in page:
            placed.block.draw(pen, placed.top)
        pen.right(RIGHT, BOTTOM, f"第 {number} 页 共 {len(pages)} 页", LABEL)
        pen.end_page()
