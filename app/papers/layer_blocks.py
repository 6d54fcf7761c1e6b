"""Who paid, layer by layer, what is left to the person, and the money that moves at the desk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.money.uppercase import uppercase
from app.papers.flow import Block, kept, section, space, text_line
from app.papers.fonts import Fonts
from app.papers.grid import BAND, GUTTER, HAIRLINE, INK, INSTITUTION_HUE, LINE, PERSON_HUE, Colour, Rhythm, Style, hue
from app.papers.layout import Layout
from app.papers.pen import Pen
from app.papers.text import amount, cited, clean, wrap
from app.papers.typed_words import TypedWords
from app.records.slip import SlipFacts, SlipLayer
from app.records.words import WAYS

_RATE_WIDTH = 60.0


class _Edges:
    """Right edges of the table's figures, and how wide names may be."""

    def __init__(self, page: Layout) -> None:
        self.rate = page.right - 84
        self.deductible = self.rate - 66
        self.base = self.deductible - 72
        self.name_width = self.base - 68 - page.text_left


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A payer's part of the total as x positions on the content's width."""

    begin: float
    end: float
    colour: Colour


class _Scale:
    """Lays the payers' parts one after the other on the width of the contents; signs don't matter (冲红)."""

    def __init__(self, total: int, page: Layout) -> None:
        self._page = page
        self._total = abs(total)
        self._used = 0

    def next(self, fen: int, colour: Colour) -> _Stretch:
        begin = self._x(self._used)
        self._used += abs(fen)
        return _Stretch(begin, self._x(self._used), colour)

    def _x(self, fen: int) -> float:
        share = min(fen, self._total) / self._total if self._total else 0.0
        return self._page.text_left + self._page.text_width * share


def layers(facts: SlipFacts, typed: TypedWords, fonts: Fonts, rhythm: Rhythm, page: Layout) -> list[Block]:
    """Every layer in its order, those that do not apply faint; the funds' sum; the institution's share; what is left."""
    scale = _Scale(facts.total, page)
    rows: list[Block] = [_heads(_HEADS.get(facts.kind, _HEADS["settlement"]), rhythm, page)]
    for layer in facts.layers:
        if layer.applied or layer.given or layer.pay:
            stretch = scale.next(layer.pay, hue(layer.id))
            cites = cited(layer.clauses, facts.document)
            says = (
                clean(layer.payer),
                cites,
                typed.whole if layer.given else "",
                "" if layer.pay else clean(layer.reason),
            )
            rows += _applied(layer, " · ".join(filter(None, says)), stretch, fonts, rhythm, page)
        else:
            rows += _not_applied(layer, fonts, rhythm, page)
    rows += _sum_row("各方支付合计", facts.fund_total, rhythm, page)
    if facts.institution_pays or facts.institution_clauses:
        rows += _institution(facts, scale.next(facts.institution_pays, INSTITUTION_HUE), fonts, rhythm, page)
    return section("谁来支付", rows, rhythm, page)


_HEADS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "settlement": ("计算基数", "起付线", "比例", "支付金额"),
        "adjustment": ("原支付", "重新核算", "", "支付差额"),
    }
)


def _heads(names: tuple[str, ...], rhythm: Rhythm, page: Layout) -> Block:
    edges = _Edges(page)

    def draw(pen: Pen, top: float) -> None:
        y = top + 9
        pen.text(page.text_left, y, "项目与支付方", page.scale.label)
        for edge, name in zip((edges.base, edges.deductible, edges.rate, page.right), names):
            pen.right(edge, y, name, page.scale.label)
        pen.rule(page.text_left, page.right, y + 4)

    return Block(14.0 + rhythm.row * 0.8, draw, keep=True)


def _applied(layer: SlipLayer, says: str, stretch: _Stretch, fonts: Fonts, rhythm: Rhythm, page: Layout) -> list[Block]:
    """Two lines: the figures; below them payer and clause. Faint where the layer applies and pays nothing."""
    edges = _Edges(page)
    lead, body = (page.scale.strong, page.scale.body) if layer.pay else (page.scale.soft_body, page.scale.soft_body)
    names = wrap(fonts, layer.name, page.scale.strong, edges.name_width, 3)
    rates = wrap(fonts, "" if layer.before is not None else layer.rate or "—", page.scale.body, _RATE_WIDTH, 3)
    first, second = _first_figures(layer)

    def draw(pen: Pen, top: float) -> None:
        y = top + 9.4
        for at, name in enumerate(names):
            pen.text(page.text_left, y + at * line, name, lead)
        pen.figure(edges.base, y, amount(first), body)
        pen.figure(edges.deductible, y, amount(second), body)
        for at, rate in enumerate(rates):
            pen.right(edges.rate, y + at * line, rate, body)
        pen.figure(page.right, y, amount(layer.pay), lead)

    line = rhythm.body - 0.5
    upper = Block(line * max(len(names), len(rates)), draw)
    return kept([upper, _under(layer, says, stretch, fonts, rhythm, page)])


def _first_figures(layer: SlipLayer) -> tuple[int, int]:
    """Base and deductible; of an adjustment what the layer paid and what it pays."""
    if layer.before is None:
        return layer.base, layer.deductible
    return layer.before, layer.before + layer.pay


def _under(layer: SlipLayer, says: str, stretch: _Stretch, fonts: Fonts, rhythm: Rhythm, page: Layout) -> Block:
    """Payer, clause and what else there is to say in fine print, the part that preference added under the amount, the rule with its stretch."""
    added = f"其中倾斜增加 {amount(layer.preference)}" if layer.preference else ""
    room = page.text_width - (fonts.measure(added, page.scale.fine.size) + 2 * GUTTER if added else 0)
    style = page.scale.label if layer.pay else page.scale.quiet
    parts = wrap(fonts, says, style, room, 3)
    more = rhythm.fine * (len(parts) - 1)

    def draw(pen: Pen, top: float) -> None:
        y = top + 8.4
        for at, part in enumerate(parts):
            pen.text(page.text_left, y + at * rhythm.fine, part, style)
        pen.right(page.right, y, added, page.scale.label)
        _rule(pen, y + more + rhythm.drop, stretch, page)

    return Block(8.4 + more + rhythm.under, draw)


def _rule(pen: Pen, y: float, stretch: _Stretch, page: Layout) -> None:
    pen.rule(page.text_left, page.right, y, HAIRLINE, LINE)
    if stretch.end - stretch.begin > 0.1:
        pen.band(stretch.begin, stretch.end, y - (BAND - HAIRLINE) / 2, stretch.colour)


def _not_applied(layer: SlipLayer, fonts: Fonts, rhythm: Rhythm, page: Layout) -> list[Block]:
    names = wrap(fonts, layer.name, page.scale.soft_body, _Edges(page).name_width, 2)
    x = page.text_left + max(92.0, *(fonts.measure(name, page.scale.soft_body.size) for name in names)) + GUTTER
    reasons = wrap(fonts, "未享受：" + (clean(layer.reason) or "不符合条件"), page.scale.quiet, page.right - 46 - x, 2)
    line = rhythm.body - 1
    more = line * (max(len(names), len(reasons)) - 1)

    def draw(pen: Pen, top: float) -> None:
        y = top + 10
        for at, name in enumerate(names):
            pen.text(page.text_left, y + at * line, name, page.scale.soft_body)
        for at, reason in enumerate(reasons):
            pen.text(x, y + at * line, reason, page.scale.quiet)
        pen.figure(page.right, y, amount(0), page.scale.soft_body)
        pen.rule(page.text_left, page.right, y + more + rhythm.drop + 0.4)

    return [Block(10.4 + more + rhythm.under, draw)]


def _sum_row(name: str, fen: int, rhythm: Rhythm, page: Layout) -> list[Block]:
    def draw(pen: Pen, top: float) -> None:
        pen.text(page.text_left, top + 10, name, page.scale.strong)
        pen.figure(page.right, top + 10, amount(fen), page.scale.strong)

    return [Block(rhythm.body + 1.5, draw)]


def _institution(facts: SlipFacts, stretch: _Stretch, fonts: Fonts, rhythm: Rhythm, page: Layout) -> list[Block]:
    name = "医疗机构承担"
    x = page.text_left + fonts.measure(name, page.scale.strong.size, bold=True) + GUTTER
    says = wrap(fonts, cited(facts.institution_clauses, facts.document), page.scale.label, page.right - 76 - x, 1)[0]

    def draw(pen: Pen, top: float) -> None:
        pen.text(page.text_left, top + 10, name, page.scale.strong)
        pen.text(x, top + 10, says, page.scale.label)
        pen.figure(page.right, top + 10, amount(facts.institution_pays), page.scale.strong)
        _rule(pen, top + 10.4 + rhythm.drop, stretch, page)

    return [Block(10.4 + rhythm.under, draw)]


_TAKES = {"reversal": "冲回个人负担", "adjustment": "个人负担差额"}


def name_of_share(facts: SlipFacts) -> str:
    """What the largest figure is: only who pays at the desk is told to pay."""
    return _TAKES.get(facts.kind, "个人应付" if facts.way == WAYS["direct"] else "个人负担")


def sum_of_share(facts: SlipFacts) -> str:
    """How the largest figure came about."""
    parts = [f"总额 {amount(facts.total)}", f"各方支付 {amount(facts.fund_total)}"]
    if facts.institution_pays:
        parts.append(f"机构承担 {amount(facts.institution_pays)}")
    # Two signs in a row are hard to read: figures that may be negative stand beside each other.
    return (" · " if facts.kind in _TAKES else " − ").join(parts)


def person_pays(facts: SlipFacts, fonts: Fonts, rhythm: Rhythm, page: Layout) -> list[Block]:
    """The largest thing on the page: what the person pays, in figures and 大写, and how it came about."""
    figure = amount(facts.person_pays)
    room = page.text_width - fonts.measure(figure, page.scale.figure.size, bold=True) - 2 * GUTTER
    words = wrap(fonts, f"人民币（大写）{uppercase(facts.person_pays)}", page.scale.lead, room, 3)
    name, sum_line = name_of_share(facts), sum_of_share(facts)
    start = page.text_left + page.text_width * (
        1 - min(1.0, abs(facts.person_pays) / abs(facts.total)) if facts.total else 0
    )
    height = max(40.0, 24.0 + 14.0 * len(words))

    def draw(pen: Pen, top: float) -> None:
        pen.rule(page.left, page.right, top, HAIRLINE, INK)
        if facts.total and facts.person_pays:
            pen.band(start, page.right, top, PERSON_HUE, BAND + 0.4)
        pen.text(page.left, top + 20, name, page.scale.section)
        for at, line in enumerate(words):
            pen.text(page.text_left, top + 20 + 14 * at, line, page.scale.lead)
        pen.text(page.text_left, top + 20 + 14 * len(words), sum_line, page.scale.label)
        pen.right(page.right, top + 33, figure, page.scale.figure)

    return [space(rhythm.gap * 0.3), Block(height, draw), space(rhythm.gap * 0.5)]


def money_entries(facts: SlipFacts) -> Iterator[tuple[str, int, str]]:
    """Name, fen and weight (strong, body, soft) of each row: what is collected, how it was paid, what the institution owes,
    who advanced what, later estimates."""
    payments = facts.payments
    collects = "冲回收取" if facts.kind == "reversal" else "本次收取"
    if facts.kind == "adjustment":
        collects = "补收" if facts.collect > 0 else "退还本人"
    if facts.collect and len(payments) == 1 and payments[0][1] == facts.collect:
        yield f"{collects}（{clean(payments[0][0])}）", facts.collect, "strong"
        payments = ()
    elif facts.collect:
        yield collects, facts.collect, "strong"
    for name, fen in payments:
        yield name, fen, "body"
    if facts.institution_refund:
        yield "医院应退（由医疗机构退还本人，不由基金支付）", facts.institution_refund, "body"
    for name, fen in facts.advances:
        yield name, fen, "body"
    for name, fen in facts.estimates:
        yield f"{clean(name)}（预计，另行支付，未从本单扣减）", fen, "soft"


def money(facts: SlipFacts, fonts: Fonts, rhythm: Rhythm, page: Layout) -> list[Block]:
    """Deposit, refund, what is collected or paid out, what the institution owes, who advanced it, later estimates."""
    rows: list[Block] = []
    for name, fen, weight in money_entries(facts):
        rows += _money_row(name, fen, weighed(page, weight), fonts, rhythm, page)
    if facts.pay_out:
        rows += _pay_out(facts, fonts, rhythm, page)
    return section("收付", rows, rhythm, page)


def weighed(page: Layout, weight: str) -> Style:
    """The style of a row of money."""
    scale = page.scale
    return {"strong": scale.strong, "soft": scale.soft_body}.get(weight, scale.body)


def _money_row(name: str, fen: int, style: Style, fonts: Fonts, rhythm: Rhythm, page: Layout) -> list[Block]:
    parts = wrap(fonts, name, style, page.text_width - 96, 2)

    def draw(pen: Pen, top: float) -> None:
        for at, part in enumerate(parts):
            pen.text(page.text_left, top + 10 + at * rhythm.body, part, style)
        pen.figure(page.right, top + 10, amount(fen), style)

    return [Block(rhythm.body * len(parts), draw)]


def _pay_out(facts: SlipFacts, fonts: Fonts, rhythm: Rhythm, page: Layout) -> list[Block]:
    """Second largest: what the hall pays to the person (零星报销)."""
    figure = amount(facts.pay_out)
    room = page.text_width - fonts.measure(figure, page.scale.title.size, bold=True) - 2 * GUTTER
    words = wrap(
        fonts,
        f"{pays_out(facts)}，人民币（大写）{uppercase(facts.pay_out)}",
        page.scale.strong,
        room,
        3,
    )

    def draw(pen: Pen, top: float) -> None:
        for at, line in enumerate(words):
            pen.text(page.text_left, top + 14 + rhythm.body * at, line, page.scale.strong)
        pen.right(page.right, top + 15, figure, page.scale.title)

    return [Block(6 + rhythm.body * max(1, len(words)) + 2, draw)]


def pays_out(facts: SlipFacts) -> str:
    if facts.kind == "adjustment":
        return "补付给本人" if facts.pay_out > 0 else "向本人收回"
    return "冲回支付" if facts.kind == "reversal" else "支付给本人"


def notices(facts: SlipFacts, fonts: Fonts, rhythm: Rhythm, page: Layout) -> list[Block]:
    """What the person should know, in fine print; a long one is cut after three lines and says so."""
    blocks = []
    for notice in facts.notices:
        blocks += kept(
            [
                text_line(page.text_left, 9, line, page.scale.fine, rhythm.fine)
                for line in wrap(fonts, notice, page.scale.fine, page.text_width, 3)
            ]
        )
    return section("提示", blocks, rhythm, page)
