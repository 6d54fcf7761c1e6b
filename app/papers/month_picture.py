"""A month in pictures on one A4 page: who paid, levels, identities, weeks, townships, 目录外 against its limit. Same facts, same
bytes. Every bar stands beside its figure, in nine points at least."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from reportlab.graphics import renderPDF

from app.money.fen import format_percent
from app.papers.drawing import drawing
from app.papers.fonts import FIGURE_MINUS, Fonts
from app.papers.grid import (
    BODY,
    BOTTOM,
    HAIRLINE,
    LABEL,
    LEAD,
    LEFT,
    LINE,
    RIGHT,
    SECTION,
    SOFT_BODY,
    STRONG,
    TITLE,
    TOP,
    Style,
)
from app.papers.marks import draw_page_mark
from app.papers.month_charts import OVER_HUE, QUIET_HUE, Charts, look
from app.papers.pen import Pen
from app.papers.text import amount, clean, wrap
from app.records.month import Group, MonthPicture, Outside, Paid

TEMPLATE = "month-a4-1"
_HEADLINE = Style(17, bold=True)
_GAP = 24.0
"""Between the two columns."""
_HALF = (RIGHT - LEFT - _GAP) / 2
_SECOND = LEFT + _HALF + _GAP
_MOST_GROUPS = 6
_GROUP, _RATIO = 21.0, 25.0
"""Heights of a group's row and of an institution's."""
_BASIS = (
    "口径：按业务日期；冲红和差额带正负号计在它们自己的那一天；人次是结算减去冲红；级别和身份按结算时，几种身份的只计最优先的一种；"
    "苏木乡镇按现在的户籍登记；金额单位元。"
)


@dataclass(slots=True)
class _Sheet:
    """What one page is drawn with."""

    pen: Pen
    fonts: Fonts
    charts: Charts


def draw_month_picture(facts: MonthPicture, *, fonts_folder: Path | None = None) -> bytes:
    """The picture as PDF, one page. KnownError FONT_MISSING where a bundled font can't be read."""
    with drawing(fonts_folder) as paper:
        fonts = paper.fonts
        pen = paper.pen(
            f"一月图表 {clean(facts.month)}",
            author=f"{clean(facts.area)} {clean(facts.station)}".strip(),
            subject=TEMPLATE,
        )
        if facts.demonstration:
            draw_page_mark(pen, "演示")
        pen.lay()
        sheet = _Sheet(pen, fonts, Charts())
        _paint(sheet, facts)
        # The shapes first, the pen's words over them.
        renderPDF.draw(sheet.charts.drawing, paper.canvas, 0, 0)
        pen.end_page()
        return paper.pdf()


def _paint(sheet: _Sheet, facts: MonthPicture) -> None:
    y = _headlines(sheet, facts, _head(sheet, facts))
    if facts.slips:
        y = _payers(sheet, facts, y)
        y = _beside(
            y,
            lambda x, top: _groups(sheet, x, top, "按医院级别", _fewer(facts.levels, _MOST_GROUPS, "类")),
            lambda x, top: _groups(sheet, x, top, "按身份", _fewer(facts.identities, _MOST_GROUPS, "类")),
        )
        y = _weeks(sheet, facts, y)
        room = BOTTOM - 14 - y - 22
        townships = _fewer(facts.townships, max(int(room / _GROUP), 1), "个苏木乡镇")
        _beside(
            y,
            lambda x, top: _outside(sheet, x, top, facts.outside, max(int((room - 15) / _RATIO), 1)),
            lambda x, top: _groups(sheet, x, top, "按苏木乡镇", townships),
        )
    else:
        sheet.pen.text(LEFT, y + 34, f"{clean(facts.month)}没有结算单据，没有图可画。", LEAD)
    made = " · ".join(
        filter(None, (f"{clean(facts.area)} {clean(facts.station)}", clean(facts.made_by), facts.made_at))
    )
    sheet.pen.text(LEFT, BOTTOM, made, LABEL)
    sheet.pen.right(RIGHT, BOTTOM, "第 1 页 共 1 页", LABEL)


def _head(sheet: _Sheet, facts: MonthPicture) -> float:
    pen = sheet.pen
    pen.text(LEFT, TOP + 14, f"{clean(facts.area)} 一月图表", TITLE)
    pen.right(RIGHT, TOP + 14, clean(facts.month), TITLE)
    y = TOP + 30
    for line in wrap(sheet.fonts, _BASIS, LABEL, RIGHT - LEFT, 3):
        pen.text(LEFT, y, line, LABEL)
        y += 11
    if facts.demonstration:
        pen.text(LEFT, y, "演示数据，不作凭据", LABEL)
        y += 11
    return y


def _headlines(sheet: _Sheet, facts: MonthPicture, y: float) -> float:
    """The month's four figures, each beside the month before."""
    pen = sheet.pen
    own = {one.key: one for one in facts.payers}
    person, before = own["person"].amount, own["person"].before
    columns = (
        ("结算人次", _cases(facts.cases), _cases(facts.cases_before)),
        ("医疗费总额", amount(facts.total), amount(facts.total_before)),
        ("各方替个人付了", amount(facts.total - person), amount(facts.total_before - before)),
        ("个人负担", amount(person), amount(before)),
    )
    widths = (0.16, 0.28, 0.28, 0.28)
    pen.rule(LEFT, RIGHT, y, HAIRLINE, LINE)
    x = LEFT
    for (name, figure, earlier), part in zip(columns, widths, strict=True):
        pen.text(x, y + 16, name, BODY)
        pen.text(x, y + 36, figure, _HEADLINE)
        pen.text(x, y + 50, f"上月 {earlier}", SOFT_BODY)
        x += (RIGHT - LEFT) * part
    notes = f"单据 {facts.slips} 张，其中冲红 {facts.reversals} 张、差额 {facts.adjustments} 张；上月是 {clean(facts.month_before)}。"
    pen.text(LEFT, y + 64, notes, SOFT_BODY)
    return y + 74


def _section(sheet: _Sheet, x: float, right: float, y: float, name: str) -> float:
    sheet.pen.rule(x, right, y, HAIRLINE, LINE)
    sheet.pen.text(x, y + 15, name, SECTION)
    return y + 22


def _payers(sheet: _Sheet, facts: MonthPicture, y: float) -> float:
    pen = sheet.pen
    top = y
    y = _section(sheet, LEFT, RIGHT, y, "谁付了钱")
    edges = (LEFT + 330, LEFT + 400, RIGHT)
    for edge, name in zip(edges, ("本月", "占比", "上月"), strict=True):
        pen.right(edge, top + 15, name, LABEL)
    if facts.total > 0:
        sheet.charts.stacked(LEFT, y, RIGHT - LEFT, 22, [(one.key, one.amount) for one in facts.payers])
        y += 26
    else:
        pen.text(LEFT, y + 9, "本月冲红比结算多，净额不是正数，不画各方所占的长度。", BODY)
        y += 16
    for one in facts.payers:
        _payer(sheet, one, y, facts.total, edges)
        y += 15
    pen.rule(LEFT + 200, RIGHT, y + 2, HAIRLINE * 2, 0.0)
    y += 3
    pen.text(LEFT + 20, y + 11, "合计", STRONG)
    pen.figure(edges[0], y + 11, amount(facts.total), STRONG)
    pen.figure(edges[2], y + 11, amount(facts.total_before), STRONG)
    return y + 21


def _payer(sheet: _Sheet, one: Paid, y: float, total: int, edges: tuple[float, float, float]) -> None:
    pen = sheet.pen
    style = STRONG if one.key == "person" else BODY
    sheet.charts.bar(LEFT, y + 3, 14, 9, *look(one.key))
    pen.text(LEFT + 20, y + 11, _cut(sheet, one.name, style, 210), style)
    pen.figure(edges[0], y + 11, amount(one.amount), style)
    pen.right(edges[1], y + 11, share(one.amount, total), BODY)
    pen.figure(edges[2], y + 11, amount(one.before), BODY)


def share(part: int, total: int) -> str:
    """A part in percent with two decimals, half up; "—" where there is no total to share."""
    if total <= 0 or part < 0:
        return "—"
    hundredths = (2 * part * 10_000 + total) // (2 * total)
    return f"{hundredths // 100}.{hundredths % 100:02d}%"


def _beside(y: float, left: Callable[[float, float], float], right: Callable[[float, float], float]) -> float:
    """Two columns; where the longer one ends."""
    return max(left(LEFT, y), right(_SECOND, y))


def _fewer(groups: Sequence[Group], most: int, unit: str) -> tuple[Group, ...]:
    """At most so many rows: the last one is what is left together."""
    if len(groups) <= most:
        return tuple(groups)
    rest = groups[most - 1 :]
    others = Group(f"其余 {len(rest)} {unit}", sum(one.cases for one in rest), sum(one.total for one in rest))
    return (*groups[: most - 1], others)


def _cut(sheet: _Sheet, text: str, style: Style, width: float) -> str:
    """A name on one line; what does not fit is dots: the list of institutions has it whole."""
    shown = clean(text)
    if sheet.fonts.measure(shown, style.size, bold=style.bold) <= width:
        return shown
    while shown and sheet.fonts.measure(f"{shown}…", style.size, bold=style.bold) > width:
        shown = shown[:-1]
    return f"{shown}…"


def _cases(count: int) -> str:
    return f"{count:,}".replace("-", FIGURE_MINUS)


def _groups(sheet: _Sheet, x: float, y: float, name: str, groups: Sequence[Group]) -> float:
    """A row a group: its name, cases, total; under them a bar as long as its total."""
    pen = sheet.pen
    right = x + _HALF
    y = _section(sheet, x, right, y, name)
    most = max((one.total for one in groups), default=0)
    for one in groups:
        pen.text(x, y + 9, _cut(sheet, one.name, BODY, 108), BODY)
        pen.right(x + 158, y + 9, f"{_cases(one.cases)} 人次", BODY)
        pen.figure(right, y + 9, amount(one.total), BODY)
        if one.total > 0:
            sheet.charts.bar(x, y + 12.5, max(_HALF * one.total / most, 1.0), 4.5, QUIET_HUE)
        y += _GROUP
    return y + 6


def _weeks(sheet: _Sheet, facts: MonthPicture, y: float) -> float:
    """A column a week, its figures under it."""
    pen = sheet.pen
    y = _section(sheet, LEFT, RIGHT, y, "按周（柱高是医疗费总额）")
    wide = (RIGHT - LEFT + 14) / len(facts.weeks)
    most = max((one.total for one in facts.weeks), default=0)
    high = 46.0 if most > 0 else 4.0
    for at, one in enumerate(facts.weeks):
        x = LEFT + wide * at
        tall = max(high * one.total / most, 1.0) if one.total > 0 else 0.0
        if tall:
            sheet.charts.bar(x, y + high - tall, wide - 14, tall, QUIET_HUE)
        pen.rule(x, x + wide - 14, y + high, HAIRLINE, 0.0)
        pen.text(x, y + high + 12, one.name, STRONG)
        pen.right(x + wide - 14, y + high + 12, f"{_cases(one.cases)} 人次", BODY)
        pen.right(x + wide - 14, y + high + 24, amount(one.total), BODY)
    return y + high + 36


def _outside(sheet: _Sheet, x: float, y: float, rows: Sequence[Outside], most: int) -> float:
    """Each institution's share outside the catalogue, its limit an upright line; those over it first, then the highest."""
    pen = sheet.pen
    right = x + _HALF
    y = _section(sheet, x, right, y, "目录外占比（竖线是上限）")
    ordered = sorted(rows, key=lambda one: (not one.over, -one.share, one.institution))
    shown, rest = ordered[:most], ordered[most:]
    scale = max([*(one.share for one in shown), *(one.limit or 0 for one in shown)], default=0)
    for one in shown:
        pen.right(right, y + 9, f"上限 {format_percent(one.limit)}" if one.limit is not None else "无上限", BODY)
        begin = pen.right(right - 52, y + 9, share(one.outside, one.total), STRONG if one.over else BODY)
        if one.over:
            begin = pen.right(begin - 6, y + 9, "▲超", STRONG)
        pen.text(x, y + 9, _cut(sheet, one.institution, BODY, begin - x - 6), BODY)
        long = _HALF - 84
        if one.share > 0:
            sheet.charts.bar(x, y + 14, max(long * one.share / scale, 1.0), 5, OVER_HUE if one.over else QUIET_HUE)
        if one.limit and one.total > 0:
            sheet.charts.limit(x + long * one.limit / scale, y + 12, 9)
        pen.figure(right, y + 20, amount(one.outside), SOFT_BODY)
        y += _RATIO
    if rest:
        outside, total = sum(one.outside for one in rest), sum(one.total for one in rest)
        pen.text(x, y + 9, f"其余 {len(rest)} 家合计　{share(outside, total)}", BODY)
        pen.figure(right, y + 9, amount(outside), SOFT_BODY)
        y += 15
    return y
