"""Who pays, on small papers: a table of one line a layer where it is wide enough, else name and figure and what is behind it."""

from __future__ import annotations

from app.papers.flow import Block, kept, space, text_line
from app.papers.fonts import Fonts
from app.papers.grid import HAIRLINE, INK, LINE, Rhythm
from app.papers.layout import Layout
from app.papers.pen import Pen
from app.papers.small_blocks import applies, figure_row, under
from app.papers.text import amount, clean, wrap
from app.papers.typed_words import typed_words
from app.records.slip import SlipFacts, SlipLayer

_GAP = 9.0
_RATE_MOST = 62.0
_NAME_LINES = 3
_HEADS = ("计算基数", "起付线", "比例", "支付金额")
_DIFFERENCE_HEADS = ("原支付", "重新核算", "", "支付差额")


class _Columns:
    """Right edges of base, deductible, rate, payment, each as wide as its widest figure; the name has the rest."""

    def __init__(self, facts: SlipFacts, fonts: Fonts, page: Layout) -> None:
        strong, label = page.scale.strong, page.scale.label
        self.typed = typed_words(facts)
        self.heads = _DIFFERENCE_HEADS if facts.kind == "adjustment" else _HEADS
        shown = [layer for layer in facts.layers if applies(layer)]
        first = [first_figures(layer) for layer in shown]
        pays = [layer.pay for layer in facts.layers] + [facts.fund_total, facts.institution_pays]

        def width(texts: list[str], head: str) -> float:
            longest = max((fonts.measure(text, strong.size, bold=True) for text in texts), default=0.0)
            return max(longest, fonts.measure(head, label.size)) + _GAP

        rates = max((fonts.measure(clean(layer.rate), page.scale.body.size) for layer in shown), default=0.0)
        rate = min(_RATE_MOST, max(rates, fonts.measure(self.heads[2], label.size))) + _GAP
        self.rate_width = rate - _GAP + 1
        pay = width([amount(fen) for fen in pays], self.heads[3])
        deductible = width([amount(pair[1]) for pair in first], self.heads[1])
        base = width([amount(pair[0]) for pair in first], self.heads[0])
        self.edges = (
            page.right - pay - rate - deductible,
            page.right - pay - rate,
            page.right - pay,
            page.right,
        )
        self.name_width = self.edges[0] - base - page.text_left
        self.reason_end = page.right - pay


def first_figures(layer: SlipLayer) -> tuple[int, int]:
    """Base and deductible; of an adjustment what the layer paid and what it pays."""
    if layer.before is None:
        return layer.base, layer.deductible
    return layer.before, layer.before + layer.pay


def layer_table(facts: SlipFacts, fonts: Fonts, rhythm: Rhythm, page: Layout, *, payers: bool) -> list[Block]:
    """Every layer in its order, those that do not apply with their reason; the funds' sum; the institution's share.

    ``payers``: a second line under each row says who pays and what else there is to say.
    """
    columns = _Columns(facts, fonts, page)
    rows = [_head(columns, page)]
    for layer in facts.layers:
        rows += _row(layer, columns, fonts, rhythm, page, payers=payers)
    return [*rows, *_sums(facts, fonts, rhythm, page)]


def _head(columns: _Columns, page: Layout) -> Block:
    scale = page.scale
    base = scale.section.size + 4

    def draw(pen: Pen, top: float) -> None:
        pen.rule(page.text_left, page.right, top, HAIRLINE, LINE)
        pen.text(page.text_left, top + base, "谁来支付", scale.section)
        for edge, name in zip(columns.edges, columns.heads, strict=True):
            pen.right(edge, top + base, name, scale.label)
        pen.rule(page.text_left, page.right, top + base + 4, HAIRLINE, LINE)

    return Block(base + 6, draw, keep=True)


def _row(
    layer: SlipLayer, columns: _Columns, fonts: Fonts, rhythm: Rhythm, page: Layout, *, payers: bool
) -> list[Block]:
    scale = page.scale
    if not applies(layer):
        return _reason_row(layer, columns, fonts, rhythm, page)
    lead, body = (scale.strong, scale.body) if layer.pay else (scale.soft_body, scale.soft_body)
    name = clean(layer.name) + (columns.typed.behind if layer.given and not payers else "")
    names = wrap(fonts, name, scale.strong, columns.name_width, _NAME_LINES)
    rate = "" if layer.before is not None else layer.rate or "—"
    rates = wrap(fonts, rate, scale.body, columns.rate_width, _NAME_LINES)
    figures = first_figures(layer)
    base = scale.body.size + 1

    def draw(pen: Pen, top: float) -> None:
        y = top + base
        for at, part in enumerate(names):
            pen.text(page.text_left, y + at * rhythm.body, part, lead)
        for edge, fen in zip(columns.edges, figures):
            pen.figure(edge, y, amount(fen), body)
        for at, part in enumerate(rates):
            pen.right(columns.edges[2], y + at * rhythm.body, part, body)
        pen.figure(page.right, y, amount(layer.pay), lead)

    says = under(layer, columns.typed) if payers else "" if layer.pay else clean(layer.reason)
    lines = wrap(fonts, says, scale.label, page.text_width, 2, made=True) if says else []
    below = [text_line(page.text_left, scale.label.size, line, scale.label, rhythm.fine) for line in lines]
    return kept([Block(rhythm.body * max(len(names), len(rates)), draw), *below])


def _reason_row(layer: SlipLayer, columns: _Columns, fonts: Fonts, rhythm: Rhythm, page: Layout) -> list[Block]:
    """The reason beside the name where both have room on a line, else under it."""
    scale = page.scale
    reason = "未享受：" + (clean(layer.reason) or "不符合条件")
    names = wrap(fonts, layer.name, scale.soft_body, columns.name_width, _NAME_LINES)
    room = columns.reason_end - page.text_left
    beside = page.text_left + fonts.measure(names[0], scale.soft_body.size) + _GAP
    apart = len(names) > 1 or beside + fonts.measure(reason[:200], scale.quiet.size) > columns.reason_end
    reasons = wrap(fonts, reason, scale.quiet, room, 2) if apart else [reason]
    base = scale.body.size + 1

    def draw(pen: Pen, top: float) -> None:
        for at, part in enumerate(names):
            pen.text(page.text_left, top + base + at * rhythm.body, part, scale.soft_body)
        if not apart:
            pen.text(beside, top + base, reason, scale.quiet)
        pen.figure(page.right, top + base, amount(0), scale.soft_body)

    lines = reasons if apart else []
    below = [text_line(page.text_left, scale.quiet.size, line, scale.quiet, rhythm.fine) for line in lines]
    return kept([Block(rhythm.body * len(names), draw), *below])


def _sums(facts: SlipFacts, fonts: Fonts, rhythm: Rhythm, page: Layout) -> list[Block]:
    strong = page.scale.strong

    def ruled(pen: Pen, top: float) -> None:
        pen.rule(page.text_left, page.right, top + 1.5, HAIRLINE, INK)

    rows = [Block(3.5, ruled, keep=True)]
    rows += figure_row("各方支付合计", amount(facts.fund_total), strong, fonts, rhythm, page)
    if facts.institution_pays or facts.institution_clauses:
        rows += figure_row("医疗机构承担", amount(facts.institution_pays), strong, fonts, rhythm, page)
    return rows


def layer_list(facts: SlipFacts, fonts: Fonts, rhythm: Rhythm, page: Layout) -> list[Block]:
    """The same where a table has no room: name and payment, below them payer and reckoning."""
    scale = page.scale
    head = text_line(page.left, scale.section.size + 2, "谁来支付", scale.section, scale.section.size + 6, keep=True)
    rows: list[Block] = [_ruled(page, 3.0), head]
    typed = typed_words(facts)
    for layer in facts.layers:
        lead = scale.strong if layer.pay else scale.body
        says = (
            (under(layer, typed), _reckoned(layer))
            if applies(layer)
            else ("未享受：" + (clean(layer.reason) or "不符合条件"),)
        )
        below = [
            text_line(page.left, scale.fine.size, line, scale.fine, rhythm.fine)
            for text in says
            if text
            for line in wrap(fonts, text, scale.fine, page.text_width, 3, made=True)
        ]
        rows += kept([*figure_row(layer.name, amount(layer.pay), lead, fonts, rhythm, page), *below])
        rows.append(space(rhythm.row))
    return [*rows, *_sums(facts, fonts, rhythm, page), space(rhythm.gap * 0.5)]


def _ruled(page: Layout, height: float) -> Block:
    return Block(height, lambda pen, top: pen.rule(page.left, page.right, top, HAIRLINE, INK), keep=True)


def _reckoned(layer: SlipLayer) -> str:
    first, second = first_figures(layer)
    if layer.before is not None:
        return f"原支付 {amount(first)}，重新核算 {amount(second)}"
    parts = [f"基数 {amount(first)}", f"起付线 {amount(second)}" if second else "", clean(layer.rate)]
    return " · ".join(filter(None, parts))
