"""The hand-over sheet's upper half: head, documents, who pays, payments, and the drawer as it was counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.money.uppercase import uppercase
from app.papers.flow import Block, Draw, kept, section, space
from app.papers.fonts import Fonts
from app.papers.grid import (
    BODY,
    FIGURE,
    FINE,
    GUTTER,
    HAIRLINE,
    INK,
    LABEL,
    LEAD,
    LEFT,
    LINE,
    QUIET,
    RIGHT,
    SECTION,
    STRONG,
    TEXT_LEFT,
    TEXT_WIDTH,
    TITLE,
    WARNING_HUE,
    Rhythm,
    Style,
)
from app.papers.pen import Pen
from app.papers.text import amount, clean, wrap
from app.records.close import DENOMINATIONS, CloseCash, CloseFacts, CloseLayer, CloseSums
from app.records.words import PAYMENTS, WAYS

_KINDS = {"settlement": "结算", "reversal": "冲红", "adjustment": "差额"}
_MONEY = 74.0
"""Room for an amount: 9,999,999.99 with its sign, in bold."""
_COUNT = 58.0
"""Room for a count and its head."""
_NOTHING = "–"
_NOTE_LINES = 14
"""Enough for the longest note that is taken."""


def title_of(facts: CloseFacts) -> str:
    """The sheet's title."""
    return f"{clean(facts.area_name)}城乡居民医疗费用“一站式”结算日结交接单"


def drawn(x: float, down: float, text: str, style: Style) -> Draw:
    """One text, ``down`` points below a block's top."""

    def draw(pen: Pen, top: float) -> None:
        pen.text(x, top + down, text, style)

    return draw


def head(facts: CloseFacts, fonts: Fonts, rhythm: Rhythm) -> list[Block]:
    """Title, whose day it is, from which number to which, when it was closed."""
    titles = wrap(fonts, title_of(facts), TITLE, RIGHT - LEFT, 3)
    blocks = [Block(19, drawn(LEFT, 14, line, TITLE), keep=True) for line in titles]
    if facts.demonstration:
        blocks.append(Block(rhythm.fine, drawn(LEFT, 8, "演示数据，不作交接凭据", FINE), keep=True))
    ends = dict.fromkeys(filter(None, (facts.first_number, facts.last_number)))
    again = f"（第 {facts.close_number} 次日结，此前的已解锁）" if facts.close_number > 1 else ""
    own = (
        ("窗口", facts.station_name),
        ("经办", facts.operator_name),
        ("单号", " 至 ".join(ends) or "当日没有单据"),
        ("日结", f"{clean(facts.closed_at)[:40]}{again}"),
    )
    return [*blocks, space(rhythm.gap * 0.5), _own(facts, own, fonts, rhythm), space(rhythm.gap * 0.7)]


def _own(facts: CloseFacts, own: Sequence[tuple[str, str]], fonts: Fonts, rhythm: Rhythm) -> Block:
    """The day at the left, by which the sheet is found; the rest beside it."""
    label = 30.0
    room = TEXT_WIDTH - label
    parts = [
        (name if at == 0 else "", part)
        for name, value in own
        for at, part in enumerate(wrap(fonts, value, BODY, room, 2))
    ]

    def draw(pen: Pen, top: float) -> None:
        pen.text(LEFT, top + 10.5, clean(facts.business_date)[:20], SECTION)
        for at, (name, part) in enumerate(parts):
            pen.text(TEXT_LEFT, top + 10.5 + at * rhythm.body, name, LABEL)
            pen.text(TEXT_LEFT + label, top + 10.5 + at * rhythm.body, part, BODY)

    return Block(rhythm.body * len(parts), draw, keep=True)


# ---- tables: a name, then figures on their points ----


@dataclass(frozen=True, slots=True)
class _Row:
    """``names`` the lines of the name, ``under`` fine print below them; ``cells`` amounts and counts as printed."""

    names: Sequence[str]
    cells: Sequence[str]
    style: Style = BODY
    under: Sequence[str] = ()
    ruled: bool = False


def _heads(name: str, edges: Sequence[float], names: Sequence[str], rhythm: Rhythm) -> Block:
    def draw(pen: Pen, top: float) -> None:
        pen.text(TEXT_LEFT, top + 9, name, LABEL)
        for edge, title in zip(edges, names, strict=True):
            pen.right(edge, top + 9, title, LABEL)

    return Block(rhythm.body, draw, keep=True)


def _row(row: _Row, edges: Sequence[float], rhythm: Rhythm) -> Block:
    lead = 4.5 if row.ruled else 0.0
    line = rhythm.body - 0.6
    height = lead + line * len(row.names) + rhythm.fine * len(row.under)

    def draw(pen: Pen, top: float) -> None:
        if row.ruled:
            pen.rule(TEXT_LEFT, RIGHT, top + 2.5, HAIRLINE, LINE)
        y = top + 9.5 + lead
        for at, part in enumerate(row.names):
            pen.text(TEXT_LEFT, y + at * line, part, row.style)
        for at, part in enumerate(row.under):
            pen.text(TEXT_LEFT, y + (len(row.names) - 1) * line + (at + 1) * rhythm.fine, part, LABEL)
        for edge, text in zip(edges, row.cells, strict=True):
            cell(pen, edge, y, text, row.style)

    return Block(height, draw)


def cell(pen: Pen, edge: float, y: float, text: str, style: Style) -> None:
    """An amount on its point, a count or a dash at the edge."""
    if "." in text:
        pen.figure(edge, y, text, style)
    else:
        pen.right(edge, y, text, QUIET if text == _NOTHING else style)


def _table(heads: Block, rows: Sequence[_Row], edges: Sequence[float], rhythm: Rhythm) -> list[Block]:
    """The heads with the first row, the sums with the last."""
    blocks = [_row(row, edges, rhythm) for row in rows]
    if len(blocks) > 1:
        blocks = [*blocks[:-2], *kept(blocks[-2:])]
    return [heads, *blocks]


def figure(fen: int) -> str:
    """An amount, a dash for nothing."""
    return amount(fen) if fen else _NOTHING


def _edges(count: int, width: float = _MONEY) -> list[float]:
    """Right edges of so many columns that end at the page's."""
    return [RIGHT - width * (count - 1 - at) for at in range(count)]


# ---- the sections ----


def documents(facts: CloseFacts, rhythm: Rhythm) -> list[Block]:
    """How many of which kind, and what they are made of."""
    edges = [_edges(4)[0] - _MONEY, *_edges(4)]
    rows = [
        _Row([f"{_KINDS.get(one.kind, one.kind)} · {WAYS.get(one.way, one.way)}"], _cells(one.sums, figure))
        for one in facts.groups
    ]
    rows.append(_Row(["合计"], _cells(facts.sums, amount), STRONG, ruled=bool(rows)))
    heads = _heads("类别和方式", edges, ("张数", "医疗费总额", "各方支付", "医疗机构承担", "个人负担"), rhythm)
    return section("单据", _table(heads, rows, edges, rhythm), rhythm)


def _cells(sums: CloseSums, shown: Callable[[int], str]) -> list[str]:
    parts = (sums.total, sums.fund_total, sums.institution_pays, sums.person_pays)
    return [str(sums.count), *map(shown, parts)]


def layers(facts: CloseFacts, fonts: Fonts, rhythm: Rhythm) -> list[Block]:
    """What each layer pays, by kind of document; then what each payer owes where that is something else."""
    if not facts.layers:
        return []
    edges = _edges(4)
    rows = [_layer(one, fonts, edges[0]) for one in facts.layers]
    parts = [
        sum(column) for column in zip(*((one.settled, one.reversed, one.adjusted, one.net) for one in facts.layers))
    ]
    rows.append(_Row(["各方支付合计"], [*map(figure, parts[:3]), amount(parts[3])], STRONG, ruled=True))
    heads = _heads("支付层", edges, ("结算", "冲红", "差额", "净额"), rhythm)
    return section("谁支付", [*_table(heads, rows, edges, rhythm), *_payers(facts, fonts, rhythm)], rhythm)


def _layer(one: CloseLayer, fonts: Fonts, first: float) -> _Row:
    room = first - _MONEY - TEXT_LEFT + 20
    given = f"其中已在他处结算 {amount(one.given)}" if one.given else ""
    under = [part for text in (clean(one.payer), given) if text for part in wrap(fonts, text, LABEL, room, 2)]
    cells = [*map(figure, (one.settled, one.reversed, one.adjusted)), amount(one.net)]
    return _Row(wrap(fonts, one.name, BODY, room, 2), cells, under=under)


def _payers(facts: CloseFacts, fonts: Fonts, rhythm: Rhythm) -> list[Block]:
    plain = len(facts.payers) == len(facts.layers) and not any(one.given for one in facts.layers)
    if plain:
        return []
    edges = [RIGHT]
    rows = [
        _Row(wrap(fonts, one.payer, BODY, TEXT_WIDTH - _MONEY - GUTTER, 2), [amount(one.net)]) for one in facts.payers
    ]
    heads = _heads("付款方", edges, ("应付",), rhythm)
    return [space(rhythm.gap * 0.5), heads, *(_row(row, edges, rhythm) for row in rows)]


def payments(facts: CloseFacts, rhythm: Rhythm) -> list[Block]:
    """What came in and went out, by kind; what institutions owe."""
    edges = [_edges(3)[0] - _MONEY, *_edges(3)]
    rows = [
        _Row(
            [PAYMENTS.get(one.kind, one.kind)],
            [str(one.count), figure(one.received), figure(one.paid), amount(one.net)],
        )
        for one in facts.payments
    ]
    if rows:
        received, paid = (sum(getattr(one, name) for one in facts.payments) for name in ("received", "paid"))
        count = sum(one.count for one in facts.payments)
        cells = [str(count), figure(received), figure(paid), amount(received + paid)]
        rows.append(_Row(["收付合计"], cells, STRONG, ruled=True))
    if facts.sums.institution_refund:
        cells = ["", "", "", amount(facts.sums.institution_refund)]
        rows.append(_Row(["医院应退（另向医疗机构追收，不在收付之内）"], cells))
    if not rows:
        return []
    heads = _heads("方式", edges, ("笔数", "收入", "付出", "净额"), rhythm)
    return section("收付款", _table(heads, rows, edges, rhythm), rhythm)


def papers(facts: CloseFacts, rhythm: Rhythm) -> list[Block]:
    """The papers that left the desk by kind, and the sheets that they took: pre-numbered paper is counted by this."""
    if not facts.papers:
        return []
    edges = _edges(5, _COUNT)
    rows = [_Row([clean(one.kind)], _counts(one.made, one.again, one.used, one.spoiled)) for one in facts.papers]
    if len(rows) > 1:
        sums = (sum(getattr(one, name) for one in facts.papers) for name in ("made", "again", "used", "spoiled"))
        rows.append(_Row(["合计"], _counts(*sums), STRONG, ruled=True))
    heads = _heads("单据种类", edges, ("份数", "其中补打", "用纸张数", "其中作废", "有效张数"), rhythm)
    return section("打印用纸", _table(heads, rows, edges, rhythm), rhythm)


def _counts(made: int, again: int, used: int, spoiled: int) -> list[str]:
    return [str(one) if one else _NOTHING for one in (made, again, used, spoiled, used - spoiled)]


def drawer(facts: CloseFacts, fonts: Fonts, rhythm: Rhythm) -> list[Block]:
    """The count by denomination, then what it comes to: the largest thing on the sheet."""
    cash = facts.cash
    counted = section("现金清点", [*_pieces(cash, rhythm), space(rhythm.gap * 0.3)], rhythm)
    return [*kept(counted), *_counted(cash, fonts, rhythm)]


def _pieces(cash: CloseCash, rhythm: Rhythm) -> list[Block]:
    """Denominations in two columns, the largest first."""
    width = (TEXT_WIDTH - 4 * GUTTER) / 2
    rows = [(_denomination(fen), many, many * fen) for fen, many in zip(DENOMINATIONS, cash.pieces, strict=True)]
    half = (len(rows) + 1) // 2
    blocks = []
    for at in range(half):
        pair = [(TEXT_LEFT + place * (width + 4 * GUTTER), one) for place, one in enumerate(rows[at::half])]

        def draw(pen: Pen, top: float, pair: list[tuple[float, tuple[str, int, int]]] = pair) -> None:
            for x, (name, many, fen) in pair:
                pen.text(x, top + 9.5, name, BODY)
                cell(pen, x + 86, top + 9.5, f"× {many}" if many else _NOTHING, BODY)
                cell(pen, x + width, top + 9.5, figure(fen), BODY)

        blocks.append(Block(rhythm.body - 0.6, draw))
    if cash.loose:
        loose = amount(cash.loose)

        def draw_loose(pen: Pen, top: float) -> None:
            pen.text(TEXT_LEFT, top + 9.5, "分币", BODY)
            pen.figure(TEXT_LEFT + width, top + 9.5, loose, BODY)

        blocks.append(Block(rhythm.body - 0.6, draw_loose))
    return blocks


def _denomination(fen: int) -> str:
    return f"{fen // 100} 元" if fen >= 100 else f"{fen // 10} 角"


def _counted(cash: CloseCash, fonts: Fonts, rhythm: Rhythm) -> list[Block]:
    counted = amount(cash.counted)
    room = TEXT_WIDTH - fonts.measure(counted, FIGURE.size, bold=True) - 2 * GUTTER
    words = wrap(fonts, f"人民币（大写）{uppercase(cash.counted)}", LEAD, room, 3)
    moved = f"+ 当日现金收入 {amount(cash.moved)}" if cash.moved >= 0 else f"− 当日现金付出 {amount(-cash.moved)}"
    sum_line = f"备用金 {amount(cash.opening)} {moved} = 应有 {amount(cash.expected)}"
    sums = wrap(fonts, sum_line, LABEL, room, 2)
    height = max(40.0, 12.0 + 14.0 * len(words) + rhythm.fine * len(sums))

    def draw(pen: Pen, top: float) -> None:
        pen.rule(LEFT, RIGHT, top, HAIRLINE, INK)
        pen.text(LEFT, top + 20, "实点现金", SECTION)
        for at, line in enumerate(words):
            pen.text(TEXT_LEFT, top + 20 + 14 * at, line, LEAD)
        for at, line in enumerate(sums):
            pen.text(TEXT_LEFT, top + 20 + 14 * len(words) + rhythm.fine * at, line, LABEL)
        pen.right(RIGHT, top + 33, counted, FIGURE)

    return [Block(height, draw, keep=True), *_difference(cash, fonts, rhythm), space(rhythm.gap * 0.5)]


def _difference(cash: CloseCash, fonts: Fonts, rhythm: Rhythm) -> list[Block]:
    """Whether it is what it should be; the note also where it is."""
    if not cash.difference:
        told = drawn(TEXT_LEFT, 10, "与应有相符", STRONG)
        blocks = [Block(rhythm.body, told)]
    else:
        word = "长款" if cash.difference > 0 else "短款"

        def draw(pen: Pen, top: float) -> None:
            pen.coloured(LEFT, top + 13, word, SECTION, WARNING_HUE)
            pen.text(TEXT_LEFT, top + 13, "实点 − 应有", BODY)
            pen.figure(RIGHT, top + 13, amount(cash.difference), SECTION)

        blocks = [Block(rhythm.body + 3.5, draw)]
    if cash.note:
        parts = wrap(fonts, f"说明：{cash.note}", BODY, TEXT_WIDTH, _NOTE_LINES)
        blocks += [Block(rhythm.body, drawn(TEXT_LEFT, 10, part, BODY)) for part in parts]
    return kept(blocks)
