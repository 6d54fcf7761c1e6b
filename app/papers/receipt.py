"""受理回执 and 理赔受理单, two alike halves of an A4 page or two A5 pages: one for the person, one for the file. Same facts, same
bytes."""

from __future__ import annotations

from pathlib import Path

from app.papers.drawing import drawing
from app.papers.fonts import Fonts
from app.papers.grid import (
    BODY,
    FINE,
    HAIRLINE,
    LABEL,
    LEAD,
    LEFT,
    LINE,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    QUIET,
    RIGHT,
    SECTION,
    SOFT,
    STRONG,
    TEXT_LEFT,
    TEXT_WIDTH,
    TITLE,
    Style,
)
from app.papers.layout import A5
from app.papers.marks import Reprint, draw_page_mark, draw_reprint
from app.papers.pen import Pen
from app.papers.text import amount, clean, wrap
from app.records.acceptance import ReceiptFacts, ReceiptPaper

TEMPLATE = "receipt-a4-half-2"
TEMPLATE_A5 = "receipt-a5-1"

_HALF = PAGE_HEIGHT / 2
_DUE = Style(15, bold=True)
_COLUMNS = 3
_LINE = 14.0
_MOST = 3
"""Lines of one fact."""
_PARTS = ("第一联　交办事人", "第二联　窗口留存")


def receipt_template(sheet: str) -> str:
    """The name of what is drawn on a sheet (a code of ``records.paper.SHEETS``): A5 where that is chosen, else A4."""
    return TEMPLATE_A5 if sheet == "a5" else TEMPLATE


def draw_receipt(
    facts: ReceiptFacts, *, sheet: str = "a4", reprint: Reprint | None = None, fonts_folder: Path | None = None
) -> bytes:
    """One A4 page, or two A5 pages across, as PDF. KnownError FONT_MISSING where a bundled font can't be read."""
    halves = sheet == "a5"
    height = A5.height if halves else PAGE_HEIGHT
    with drawing(fonts_folder) as paper:
        fonts = paper.fonts
        pen = paper.pen(
            f"{clean(facts.title)} {clean(facts.number)}",
            author=f"{clean(facts.area)} {clean(facts.station)}",
            subject=receipt_template(sheet),
            size=(PAGE_WIDTH, height),
        )
        for at, part in enumerate(_PARTS):
            if facts.demonstration and (halves or at == 0):
                draw_page_mark(pen, "演示")
            _half(pen, fonts, facts, 0.0 if halves else _HALF * at, part, reprint)
            if halves:
                pen.end_page()
        if not halves:
            _cut(pen)
            pen.end_page()
        return paper.pdf()


def _cut(pen: Pen) -> None:
    for at in range(0, int(RIGHT - LEFT), 8):
        pen.rule(LEFT + at, LEFT + at + 4, _HALF, HAIRLINE, SOFT)


def _half(pen: Pen, fonts: Fonts, facts: ReceiptFacts, top: float, part: str, reprint: Reprint | None) -> None:
    y = top + 40
    title = wrap(fonts, f"{facts.area} {facts.title}", TITLE, 330, 1)[0]
    pen.text(LEFT, y, title, TITLE)
    pen.right(RIGHT, y, clean(facts.number), LEAD)
    if reprint is not None:
        draw_reprint(pen, reprint, top + 26)
    y += 15
    pen.text(LEFT, y, f"受理 {facts.accepted_on}　{clean(facts.station)}　受理人 {clean(facts.operator)}", LABEL)
    pen.right(RIGHT, y, f"出具 {facts.made_at}", LABEL)
    y = _facts(pen, fonts, facts, y + 8)
    y = _papers(pen, fonts, facts, y + 4)
    _limit(pen, fonts, facts, y + 4)
    _foot(pen, facts, top + _HALF - 28, part)


def _facts(pen: Pen, fonts: Fonts, facts: ReceiptFacts, y: float) -> float:
    pen.rule(LEFT, RIGHT, y, HAIRLINE, LINE)
    y += 2
    number = f"{facts.number_masked}　电话 {facts.contact}" if facts.contact else facts.number_masked
    total = f"，票面合计 {amount(facts.total)} 元" if facts.total is not None else ""
    rows = [
        ("参保人", facts.person, STRONG),
        ("证件号码", number, BODY),
        ("代办人", f"{facts.agent}　{facts.agent_masked}" if facts.agent else "", BODY),
        ("办理事项", facts.visit, BODY),
        ("医疗机构", facts.institution, BODY),
        ("发票", f"{len(facts.invoices)} 张{total}：{'、'.join(facts.invoices)}", BODY),
        ("收款", facts.payee, BODY),
    ]
    for label, text, style in rows:
        if not text:
            continue
        lines = wrap(fonts, text, style, TEXT_WIDTH, _MOST)
        pen.text(LEFT, y + _LINE - 3, label, LABEL)
        for at, line in enumerate(lines):
            pen.text(TEXT_LEFT, y + _LINE * (at + 1) - 3, line, style)
        y += _LINE * len(lines)
    return y


def _papers(pen: Pen, fonts: Fonts, facts: ReceiptFacts, y: float) -> float:
    pen.rule(LEFT, RIGHT, y, HAIRLINE, LINE)
    handed, left = [one for one in facts.papers if one.sheets], [one for one in facts.papers if not one.sheets]
    y = _grid(pen, fonts, "已交材料", handed, y + 3)
    if left:
        y = _grid(pen, fonts, "还缺材料", left, y + 2)
        words = f"请在 {facts.bring_by} 前补交。办结期限从补齐之日起计算。"
        pen.text(TEXT_LEFT, y + _LINE - 3, words, STRONG)
        y += _LINE
    return y


def _grid(pen: Pen, fonts: Fonts, name: str, papers: list[ReceiptPaper], y: float) -> float:
    pen.text(LEFT, y + _LINE - 3, name, SECTION)
    width = TEXT_WIDTH / _COLUMNS
    for at, one in enumerate(papers):
        x, line = TEXT_LEFT + width * (at % _COLUMNS), at // _COLUMNS
        words = f"{one.title}　{one.sheets} 张" if one.sheets else one.title
        shown = wrap(fonts, words, BODY if one.sheets else STRONG, width - 6, 1)[0]
        pen.text(x, y + _LINE * (line + 1) - 3, shown, BODY if one.sheets else STRONG)
    if not papers:
        pen.text(TEXT_LEFT, y + _LINE - 3, "无", BODY)
    return y + _LINE * max(1, -(-len(papers) // _COLUMNS))


def _limit(pen: Pen, fonts: Fonts, facts: ReceiptFacts, y: float) -> None:
    pen.rule(LEFT, RIGHT, y, HAIRLINE, LINE)
    pen.text(LEFT, y + 20, "办结期限", SECTION)
    if facts.due:
        end = pen.text(TEXT_LEFT, y + 21, facts.due, _DUE)
        pen.text(end + 8, y + 20, "前办结", LEAD)
    else:
        pen.text(TEXT_LEFT, y + 20, "材料补齐后另出回执写明", LEAD)
    y += 26
    for text, style in ((facts.due_words, BODY), (facts.note, FINE), (facts.basis, QUIET)):
        for line in wrap(fonts, text, style, TEXT_WIDTH, 2) if text else ():
            y += style.size + 2.5
            pen.text(TEXT_LEFT, y, line, style)


def _foot(pen: Pen, facts: ReceiptFacts, y: float, part: str) -> None:
    for at, word in enumerate(("交件人签字", "受理人签字")):
        x = LEFT + 190 * at
        end = pen.text(x, y - 18, word, BODY)
        pen.rule(end + 6, x + 170, y - 16, HAIRLINE, SOFT)
    if facts.phone:
        pen.right(RIGHT, y - 18, f"咨询电话 {clean(facts.phone)}", STRONG)
    pen.text(LEFT, y, part, LABEL)
    pen.right(RIGHT, y, "凭本回执查询办理进度；信息有误请当场提出。", LABEL)
