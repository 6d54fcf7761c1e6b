"""Who paid, layer by layer, what is left to the person, and the money that moves at the desk."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from app.money.uppercase import uppercase
from app.papers.flow import Block, kept, section, space
from app.papers.fonts import Fonts
from app.papers.grid import (
    BAND,
    BODY,
    FIGURE,
    FINE,
    GUTTER,
    HAIRLINE,
    INK,
    INSTITUTION_HUE,
    LABEL,
    LEAD,
    LEFT,
    LINE,
    PERSON_HUE,
    QUIET,
    RIGHT,
    SECTION,
    SOFT_BODY,
    STRONG,
    TEXT_LEFT,
    TEXT_WIDTH,
    TITLE,
    Colour,
    Rhythm,
    Style,
    hue,
)
from app.papers.pen import Pen
from app.papers.text import amount, cited, clean, wrap
from app.records.slip import SlipFacts, SlipLayer
from app.records.words import WAYS

_PAY = RIGHT
_RATE = RIGHT - 84
_DEDUCTIBLE = _RATE - 66
_BASE = _DEDUCTIBLE - 72
_NAME_WIDTH = _BASE - 68 - TEXT_LEFT
_RATE_WIDTH = 60.0


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A payer's part of the total as x positions on the content's width."""

    begin: float
    end: float
    colour: Colour


class _Scale:
    """Lays the payers' parts one after the other on the width of the contents; signs don't matter (冲红)."""

    def __init__(self, total: int) -> None:
        self._total = abs(total)
        self._used = 0

    def next(self, fen: int, colour: Colour) -> _Stretch:
        begin = self._x(self._used)
        self._used += abs(fen)
        return _Stretch(begin, self._x(self._used), colour)

    def _x(self, fen: int) -> float:
        share = min(fen, self._total) / self._total if self._total else 0.0
        return TEXT_LEFT + TEXT_WIDTH * share


def layers(facts: SlipFacts, fonts: Fonts, rhythm: Rhythm) -> list[Block]:
    """Every layer in its order, those that do not apply faint; the funds' sum; the institution's share; what is left."""
    scale = _Scale(facts.total)
    rows: list[Block] = [_heads(_HEADS.get(facts.kind, _HEADS["settlement"]), rhythm)]
    for layer in facts.layers:
        if layer.applied or layer.given or layer.pay:
            stretch = scale.next(layer.pay, hue(layer.id))
            rows += _applied(layer, cited(layer.clauses, facts.document), stretch, fonts, rhythm)
        else:
            rows += _not_applied(layer, fonts, rhythm)
    rows += _sum_row("各方支付合计", facts.fund_total, rhythm)
    if facts.institution_pays or facts.institution_clauses:
        rows += _institution(facts, scale.next(facts.institution_pays, INSTITUTION_HUE), fonts, rhythm)
    return section("谁来支付", rows, rhythm)


_HEADS = MappingProxyType(
    {
        "settlement": ((_BASE, "计算基数"), (_DEDUCTIBLE, "起付线"), (_RATE, "比例"), (_PAY, "支付金额")),
        "adjustment": ((_BASE, "原支付"), (_DEDUCTIBLE, "重新核算"), (_PAY, "支付差额")),
    }
)


def _heads(names: tuple[tuple[float, str], ...], rhythm: Rhythm) -> Block:
    def draw(pen: Pen, top: float) -> None:
        y = top + 9
        pen.text(TEXT_LEFT, y, "项目与支付方", LABEL)
        for edge, name in names:
            pen.right(edge, y, name, LABEL)
        pen.rule(TEXT_LEFT, RIGHT, y + 4)

    return Block(14.0 + rhythm.row * 0.8, draw, keep=True)


def _applied(layer: SlipLayer, says: str, stretch: _Stretch, fonts: Fonts, rhythm: Rhythm) -> list[Block]:
    """Two lines: the figures; below them payer and clause. Faint where the layer applies and pays nothing."""
    lead, body = (STRONG, BODY) if layer.pay else (SOFT_BODY, SOFT_BODY)
    names = wrap(fonts, layer.name, STRONG, _NAME_WIDTH, 3)
    rates = wrap(fonts, "" if layer.before is not None else layer.rate or "—", BODY, _RATE_WIDTH, 3)
    first, second = _first_figures(layer)

    def draw(pen: Pen, top: float) -> None:
        y = top + 9.4
        for at, name in enumerate(names):
            pen.text(TEXT_LEFT, y + at * line, name, lead)
        pen.figure(_BASE, y, amount(first), body)
        pen.figure(_DEDUCTIBLE, y, amount(second), body)
        for at, rate in enumerate(rates):
            pen.right(_RATE, y + at * line, rate, body)
        pen.figure(_PAY, y, amount(layer.pay), lead)

    line = rhythm.body - 0.5
    upper = Block(line * max(len(names), len(rates)), draw)
    return kept([upper, _under(layer, says, stretch, fonts, rhythm)])


def _first_figures(layer: SlipLayer) -> tuple[int, int]:
    """Base and deductible; of an adjustment what the layer paid and what it pays."""
    if layer.before is None:
        return layer.base, layer.deductible
    return layer.before, layer.before + layer.pay


def _under(layer: SlipLayer, cites: str, stretch: _Stretch, fonts: Fonts, rhythm: Rhythm) -> Block:
    """Payer and clause in fine print, the part that preference added under the amount, the rule with its stretch."""
    added = f"其中倾斜增加 {amount(layer.preference)}" if layer.preference else ""
    room = TEXT_WIDTH - (fonts.measure(added, FINE.size) + 2 * GUTTER if added else 0)
    says = [
        clean(layer.payer),
        cites,
        "已在他处结算，按所持结算单填入" if layer.given else "",
        "" if layer.pay else clean(layer.reason),
    ]
    style = LABEL if layer.pay else QUIET
    parts = wrap(fonts, " · ".join(filter(None, says)), style, room, 3)
    more = rhythm.fine * (len(parts) - 1)

    def draw(pen: Pen, top: float) -> None:
        y = top + 8.4
        for at, part in enumerate(parts):
            pen.text(TEXT_LEFT, y + at * rhythm.fine, part, style)
        pen.right(_PAY, y, added, LABEL)
        _rule(pen, y + more + rhythm.drop, stretch)

    return Block(8.4 + more + rhythm.under, draw)


def _rule(pen: Pen, y: float, stretch: _Stretch) -> None:
    pen.rule(TEXT_LEFT, RIGHT, y, HAIRLINE, LINE)
    if stretch.end - stretch.begin > 0.1:
        pen.band(stretch.begin, stretch.end, y - (BAND - HAIRLINE) / 2, stretch.colour)


def _not_applied(layer: SlipLayer, fonts: Fonts, rhythm: Rhythm) -> list[Block]:
    names = wrap(fonts, layer.name, SOFT_BODY, _NAME_WIDTH, 2)
    x = TEXT_LEFT + max(92.0, *(fonts.measure(name, SOFT_BODY.size) for name in names)) + GUTTER
    reasons = wrap(fonts, "未享受：" + (clean(layer.reason) or "不符合条件"), QUIET, _PAY - 46 - x, 2)
    line = rhythm.body - 1
    more = line * (max(len(names), len(reasons)) - 1)

    def draw(pen: Pen, top: float) -> None:
        y = top + 10
        for at, name in enumerate(names):
            pen.text(TEXT_LEFT, y + at * line, name, SOFT_BODY)
        for at, reason in enumerate(reasons):
            pen.text(x, y + at * line, reason, QUIET)
        pen.figure(_PAY, y, amount(0), SOFT_BODY)
        pen.rule(TEXT_LEFT, RIGHT, y + more + rhythm.drop + 0.4)

    return [Block(10.4 + more + rhythm.under, draw)]


def _sum_row(name: str, fen: int, rhythm: Rhythm) -> list[Block]:
    def draw(pen: Pen, top: float) -> None:
        pen.text(TEXT_LEFT, top + 10, name, STRONG)
        pen.figure(_PAY, top + 10, amount(fen), STRONG)

    return [Block(rhythm.body + 1.5, draw)]


def _institution(facts: SlipFacts, stretch: _Stretch, fonts: Fonts, rhythm: Rhythm) -> list[Block]:
    name = "医疗机构承担"
    x = TEXT_LEFT + fonts.measure(name, STRONG.size, bold=True) + GUTTER
    says = wrap(fonts, cited(facts.institution_clauses, facts.document), LABEL, _PAY - 76 - x, 1)[0]

    def draw(pen: Pen, top: float) -> None:
        pen.text(TEXT_LEFT, top + 10, name, STRONG)
        pen.text(x, top + 10, says, LABEL)
        pen.figure(_PAY, top + 10, amount(facts.institution_pays), STRONG)
        _rule(pen, top + 10.4 + rhythm.drop, stretch)

    return [Block(10.4 + rhythm.under, draw)]


_TAKES = {"reversal": "冲回个人负担", "adjustment": "个人负担差额"}


def person_pays(facts: SlipFacts, fonts: Fonts, rhythm: Rhythm) -> list[Block]:
    """The largest thing on the page: what the person pays, in figures and 大写, and how it came about."""
    figure = amount(facts.person_pays)
    room = TEXT_WIDTH - fonts.measure(figure, FIGURE.size, bold=True) - 2 * GUTTER
    words = wrap(fonts, f"人民币（大写）{uppercase(facts.person_pays)}", LEAD, room, 3)
    parts = [f"总额 {amount(facts.total)}", f"各方支付 {amount(facts.fund_total)}"]
    if facts.institution_pays:
        parts.append(f"机构承担 {amount(facts.institution_pays)}")
    # Two signs in a row are hard to read: figures that may be negative stand beside each other.
    sum_line = (" · " if facts.kind in _TAKES else " − ").join(parts)
    name = _TAKES.get(facts.kind, "个人应付" if facts.way == WAYS["direct"] else "个人负担")
    start = TEXT_LEFT + TEXT_WIDTH * (1 - min(1.0, abs(facts.person_pays) / abs(facts.total)) if facts.total else 0)
    height = max(40.0, 24.0 + 14.0 * len(words))

    def draw(pen: Pen, top: float) -> None:
        pen.rule(LEFT, RIGHT, top, HAIRLINE, INK)
        if facts.total and facts.person_pays:
            pen.band(start, RIGHT, top, PERSON_HUE, BAND + 0.4)
        pen.text(LEFT, top + 20, name, SECTION)
        for at, line in enumerate(words):
            pen.text(TEXT_LEFT, top + 20 + 14 * at, line, LEAD)
        pen.text(TEXT_LEFT, top + 20 + 14 * len(words), sum_line, LABEL)
        pen.right(RIGHT, top + 33, figure, FIGURE)

    return [space(rhythm.gap * 0.3), Block(height, draw), space(rhythm.gap * 0.5)]


def money(facts: SlipFacts, fonts: Fonts, rhythm: Rhythm) -> list[Block]:
    """Deposit, refund, what is collected or paid out, what the institution owes, who advanced it, later estimates."""
    rows: list[Block] = []
    payments = facts.payments
    collects = "冲回收取" if facts.kind == "reversal" else "本次收取"
    if facts.kind == "adjustment":
        collects = "补收" if facts.collect > 0 else "退还本人"
    if facts.collect and len(payments) == 1 and payments[0][1] == facts.collect:
        rows += _money_row(f"{collects}（{clean(payments[0][0])}）", facts.collect, STRONG, fonts, rhythm)
        payments = ()
    elif facts.collect:
        rows += _money_row(collects, facts.collect, STRONG, fonts, rhythm)
    for name, fen in payments:
        rows += _money_row(name, fen, BODY, fonts, rhythm)
    if facts.institution_refund:
        says = "医院应退（由医疗机构退还本人，不由基金支付）"
        rows += _money_row(says, facts.institution_refund, BODY, fonts, rhythm)
    for name, fen in facts.advances:
        rows += _money_row(name, fen, BODY, fonts, rhythm)
    for name, fen in facts.estimates:
        rows += _money_row(f"{clean(name)}（预计，另行支付，未从本单扣减）", fen, SOFT_BODY, fonts, rhythm)
    if facts.pay_out:
        rows += _pay_out(facts, fonts, rhythm)
    return section("收付", rows, rhythm)


def _money_row(name: str, fen: int, style: Style, fonts: Fonts, rhythm: Rhythm) -> list[Block]:
    parts = wrap(fonts, name, style, TEXT_WIDTH - 96, 2)

    def draw(pen: Pen, top: float) -> None:
        for at, part in enumerate(parts):
            pen.text(TEXT_LEFT, top + 10 + at * rhythm.body, part, style)
        pen.figure(_PAY, top + 10, amount(fen), style)

    return [Block(rhythm.body * len(parts), draw)]


def _pay_out(facts: SlipFacts, fonts: Fonts, rhythm: Rhythm) -> list[Block]:
    """Second largest: what the hall pays to the person (零星报销)."""
    figure = amount(facts.pay_out)
    room = TEXT_WIDTH - fonts.measure(figure, TITLE.size, bold=True) - 2 * GUTTER
    words = wrap(
        fonts,
        f"{_pays_out(facts)}，人民币（大写）{uppercase(facts.pay_out)}",
        STRONG,
        room,
        3,
    )

    def draw(pen: Pen, top: float) -> None:
        for at, line in enumerate(words):
            pen.text(TEXT_LEFT, top + 14 + rhythm.body * at, line, STRONG)
        pen.right(RIGHT, top + 15, figure, TITLE)

    return [Block(6 + rhythm.body * max(1, len(words)) + 2, draw)]


def _pays_out(facts: SlipFacts) -> str:
    if facts.kind == "adjustment":
        return "补付给本人" if facts.pay_out > 0 else "向本人收回"
    return "冲回支付" if facts.kind == "reversal" else "支付给本人"


def notices(facts: SlipFacts, fonts: Fonts, rhythm: Rhythm) -> list[Block]:
    """What the person should know, in fine print; a long one is cut after three lines and says so."""
    blocks = []
    for notice in facts.notices:
        blocks += kept([_notice_line(line, rhythm) for line in wrap(fonts, notice, FINE, TEXT_WIDTH, 3)])
    return section("提示", blocks, rhythm)


def _notice_line(line: str, rhythm: Rhythm) -> Block:
    return Block(rhythm.fine, lambda pen, top: _fine(pen, top + 9, line))


def _fine(pen: Pen, y: float, line: str) -> None:
    pen.text(TEXT_LEFT, y, line, FINE)
