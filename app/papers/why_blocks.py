"""Why it is this much: each layer's steps, also of layers that do not apply, and the documents' own sentences."""

from __future__ import annotations

from app.papers.flow import Block, Draw, kept, lines, section, space
from app.papers.fonts import Fonts
from app.papers.grid import Rhythm, Style
from app.papers.layout import Layout
from app.papers.pen import Pen
from app.papers.text import amount, cited, clean, wrap
from app.papers.typed_words import TypedWords, typed_words
from app.records.slip import SlipFacts, SlipLayer

_INDENT = 14.0


def why(facts: SlipFacts, fonts: Fonts, rhythm: Rhythm, page: Layout, typed: TypedWords | None = None) -> list[Block]:
    """The section 为什么 with its sub-heads, then 政策原文; empty where the facts bring neither, and on a reversal, which
    reckons nothing. ``typed``: other words for what was typed than the way of settling has."""
    if facts.kind == "reversal":
        return []
    blocks: list[Block] = []
    typed = typed or typed_words(facts)
    for layer in facts.layers:
        blocks += _layer(layer, typed, fonts, rhythm, page)
    if facts.institution_steps:
        clauses = cited(facts.institution_clauses)
        blocks += _part(
            "医疗机构承担", clauses, amount(facts.institution_pays), facts.institution_steps, fonts, rhythm, page
        )
    return [*section("为什么", blocks, rhythm, page), *_sentences(facts, fonts, rhythm, page)]


def _layer(layer: SlipLayer, typed: TypedWords, fonts: Fonts, rhythm: Rhythm, page: Layout) -> list[Block]:
    applied = layer.applied or layer.given or bool(layer.pay)
    steps = layer.steps if applied else (f"未享受：{clean(layer.reason) or '不符合条件'}", *layer.steps)
    if layer.given:
        steps = (f"{typed.whole}。", *steps)
    return _part(layer.name, cited(layer.clauses), amount(layer.pay), steps, fonts, rhythm, page)


def _part(
    name: str, clauses: str, figure: str, steps: tuple[str, ...], fonts: Fonts, rhythm: Rhythm, page: Layout
) -> list[Block]:
    names = wrap(fonts, name, page.scale.strong, page.text_width - 90, 2)
    blocks = [
        _line(line, page.scale.strong, rhythm.body, figure if at == 0 else "", page) for at, line in enumerate(names)
    ]
    if clauses:
        parts = wrap(fonts, clauses, page.scale.label, page.text_width - 90, 3)
        blocks += [_line(line, page.scale.label, rhythm.fine + 1.5, "", page) for line in parts]
    blocks = [Block(block.height, block.draw, keep=True) for block in blocks]
    for number, step in enumerate(steps, start=1):
        blocks += _numbered(str(number), wrap(fonts, step, page.scale.body, page.text_width - _INDENT), rhythm, page)
    return [*blocks, space(rhythm.gap * 0.7)]


def _numbered(number: str, parts: list[str], rhythm: Rhythm, page: Layout) -> list[Block]:
    def draw(pen: Pen, top: float, at: int) -> None:
        if at == 0:
            pen.text(page.text_left, top + 10, number, page.scale.label)
        pen.text(page.text_left + _INDENT, top + 10, parts[at], page.scale.body)

    blocks = lines([rhythm.body] * len(parts), draw)
    return kept(blocks) if len(blocks) <= 4 else blocks


def _line(text: str, style: Style, height: float, figure: str, page: Layout) -> Block:
    def draw(pen: Pen, top: float) -> None:
        pen.text(page.text_left, top + 10, text, style)
        if figure:
            pen.figure(page.right, top + 10, figure, style)

    return Block(height, draw)


def _sentences(facts: SlipFacts, fonts: Fonts, rhythm: Rhythm, page: Layout) -> list[Block]:
    blocks: list[Block] = []
    for clause, sentence in facts.clauses:
        heads = wrap(fonts, clause, page.scale.fine, page.text_width, 2)
        blocks += [Block(rhythm.fine + 1, _at(line, page.scale.label, page), keep=True) for line in heads]
        blocks += [
            Block(rhythm.body, _at(line, page.scale.body, page))
            for line in wrap(fonts, sentence, page.scale.body, page.text_width)
        ]
        blocks.append(space(rhythm.gap * 0.5))
    return section("政策原文", blocks, rhythm, page)


def _at(line: str, style: Style, page: Layout) -> Draw:
    def draw(pen: Pen, top: float) -> None:
        pen.text(page.text_left, top + 9.5, line, style)

    return draw
