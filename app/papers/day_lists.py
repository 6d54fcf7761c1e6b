"""The hand-over sheet's lower half: reversals, what was changed, what is left to do, the checks, signatures and the audit's head."""

from __future__ import annotations

from collections.abc import Sequence

from app.papers.day_blocks import drawn
from app.papers.flow import Block, kept, section
from app.papers.fonts import Fonts
from app.papers.grid import (
    BODY,
    BOTTOM,
    FINE,
    GUTTER,
    HAIRLINE,
    LABEL,
    LEFT,
    LINE,
    QUIET,
    RIGHT,
    SECTION,
    SOFT,
    STRONG,
    TEXT_LEFT,
    TEXT_WIDTH,
    Rhythm,
)
from app.papers.pen import Pen
from app.papers.text import amount, clean, wrap
from app.records.close import CloseChange, CloseCheck, CloseFacts, CloseReversal

_MONEY = 74.0
_WHO = 132.0
"""Room for when and who."""
_GROUP = 4
_TOGETHER = 8
"""So many reversals stay on one page."""
_SIGN_WIDTHS = (0.25, 0.25, 0.25, 0.25)


def reversals(facts: CloseFacts, fonts: Fonts, rhythm: Rhythm) -> list[Block]:
    """The day's reversals, each with what it takes back and that slip's date."""
    if not facts.reversals:
        return []

    def heads(pen: Pen, top: float) -> None:
        pen.text(TEXT_LEFT, top + 9, "冲红单", LABEL)
        pen.right(RIGHT - _MONEY, top + 9, "医疗费总额", LABEL)
        pen.right(RIGHT, top + 9, "个人负担", LABEL)

    rows = [_reversal(one, fonts, rhythm) for one in facts.reversals]
    earlier = sum(one.earlier for one in facts.reversals)
    told = f"共 {len(rows)} 张，其中冲以前日期的 {earlier} 张，计入今天，不改原来那一天。"
    ending = Block(rhythm.body, drawn(TEXT_LEFT, 10, told, LABEL))
    whole = section("冲红", [Block(rhythm.body, heads, keep=True), *rows, ending], rhythm)
    return kept(whole) if len(rows) <= _TOGETHER else whole


def _reversal(one: CloseReversal, fonts: Fonts, rhythm: Rhythm) -> Block:
    names = wrap(fonts, f"{clean(one.number)}　{clean(one.person_name)}", BODY, TEXT_WIDTH - 2 * _MONEY - GUTTER, 2)
    when = f"{one.original_date}（以前日期）" if one.earlier else "当日"
    of = " · ".join(filter(None, (f"原单 {clean(one.original)}", when, clean(one.reason))))
    under = wrap(fonts, of, LABEL, TEXT_WIDTH - 2 * _MONEY - GUTTER, 2)
    line = rhythm.body - 0.6

    def draw(pen: Pen, top: float) -> None:
        y = top + 9.5
        for at, part in enumerate(names):
            pen.text(TEXT_LEFT, y + at * line, part, BODY)
        for at, part in enumerate(under):
            pen.text(TEXT_LEFT, y + (len(names) - 1) * line + (at + 1) * rhythm.fine, part, LABEL)
        pen.figure(RIGHT - _MONEY, y, amount(one.total), BODY)
        pen.figure(RIGHT, y, amount(one.person_pays), BODY)

    return Block(line * len(names) + rhythm.fine * len(under) + rhythm.row, draw)


def changes(facts: CloseFacts, fonts: Fonts, rhythm: Rhythm) -> list[Block]:
    """Who changed how the station works since the close before; nothing where nobody did."""
    if not facts.changes:
        return []
    rows = [_change(one, fonts, rhythm) for one in facts.changes]
    return section("设置和人员变动", rows, rhythm)


def _change(one: CloseChange, fonts: Fonts, rhythm: Rhythm) -> Block:
    who = f"{clean(one.at)}　{clean(one.who)}"
    lines = wrap(fonts, clean(one.what), BODY, TEXT_WIDTH - _WHO - GUTTER, 3)
    line = rhythm.body - 0.6

    def draw(pen: Pen, top: float) -> None:
        for at, part in enumerate(lines):
            pen.text(TEXT_LEFT, top + 9.5 + at * line, part, BODY)
        pen.right(RIGHT, top + 9.5, wrap(pen.fonts, who, LABEL, _WHO, 1)[0], LABEL)

    return Block(line * len(lines), draw)


def left_over(facts: CloseFacts, fonts: Fonts, rhythm: Rhythm) -> list[Block]:
    """What the next one takes over: prints, slips that nobody printed, open cases, requests that wait."""
    printed = f"打印结算单 {facts.originals} 张，补打 {facts.reprints} 次"
    blocks = [_fact(printed, rhythm)]
    slips = [(f"{clean(one.number)}　{clean(one.person_name)}", amount(one.person_pays)) for one in facts.unprinted]
    drafts = [(clean(one.person_name) or "（未选人员）", one.saved_at) for one in facts.drafts]
    requests = [(clean(one.number), one.at) for one in facts.requests]
    blocks += _entries("没有打印的单", "张", slips, fonts, rhythm)
    blocks += _entries("没有办完的个案", "份", drafts, fonts, rhythm)
    blocks += _entries("等待复核的申请", "份", requests, fonts, rhythm)
    return section("移交事项", blocks, rhythm)


def _fact(text: str, rhythm: Rhythm) -> Block:
    return Block(rhythm.body, drawn(TEXT_LEFT, 10, text, BODY))


def _entries(name: str, unit: str, entries: Sequence[tuple[str, str]], fonts: Fonts, rhythm: Rhythm) -> list[Block]:
    """A heading with the number of entries, then the entries in two columns."""
    if not entries:
        return [_fact(f"{name}：无", rhythm)]
    width = (TEXT_WIDTH - 3 * GUTTER) / 2
    lead = rhythm.row * 0.6
    told = f"{name}：{len(entries)} {unit}"
    blocks = [Block(rhythm.body + lead, drawn(TEXT_LEFT, 10 + lead, told, STRONG), keep=True)]
    for at in range(0, len(entries), 2):
        pair = [
            (TEXT_LEFT + place * (width + 3 * GUTTER), *_entry(one, fonts, width))
            for place, one in enumerate(entries[at : at + 2])
        ]

        def draw(pen: Pen, top: float, pair: Sequence[tuple[float, str, str]] = pair) -> None:
            for x, text, value in pair:
                pen.text(x, top + 8.5, text, FINE)
                if "." in value:
                    pen.figure(x + width, top + 8.5, value, FINE)
                else:
                    pen.right(x + width, top + 8.5, value, LABEL)

        blocks.append(Block(rhythm.fine + 0.5, draw))
    return blocks


def _entry(one: tuple[str, str], fonts: Fonts, width: float) -> tuple[str, str]:
    room = width - fonts.measure(one[1], FINE.size) - GUTTER
    return wrap(fonts, one[0], FINE, room, 1)[0], one[1]


def checks(facts: CloseFacts, fonts: Fonts, rhythm: Rhythm) -> list[Block]:
    """Which identities were asked of how much, in two columns under one sentence."""
    wrong = sum(one.faults for one in facts.checks)
    told = f"{len(facts.checks)} 项核对全部相符" if not wrong else f"{len(facts.checks)} 项核对，{wrong} 处不符"
    width = (TEXT_WIDTH - 3 * GUTTER) / 2
    half = (len(facts.checks) + 1) // 2
    blocks = [Block(rhythm.body, drawn(TEXT_LEFT, 10, told, STRONG), keep=True)]
    for at in range(half):
        pair = [
            (TEXT_LEFT + place * (width + 3 * GUTTER), *_entry((one.name, _asked(one)), fonts, width))
            for place, one in enumerate(facts.checks[at::half])
        ]

        def draw(pen: Pen, top: float, pair: Sequence[tuple[float, str, str]] = pair) -> None:
            for x, name, asked in pair:
                pen.text(x, top + 8.5, name, LABEL)
                pen.right(x + width, top + 8.5, asked, LABEL)

        blocks.append(Block(rhythm.fine, draw))
    return kept(section("核对", blocks, rhythm))


def _asked(one: CloseCheck) -> str:
    if one.faults:
        return f"{one.count} 项，{one.faults} 处不符"
    return f"{one.count} 项" if one.count else "无"


def foot(facts: CloseFacts, facts_digest: str, rhythm: Rhythm) -> Block:
    """One block that is never divided: where three people sign, then the seal of the machine."""
    prints = (
        ("审计链尾", f"第 {facts.audit_sequence} 行（本次日结之前的最后一行）"),
        ("", grouped(facts.audit_hash)),
        ("日结摘要", grouped(facts_digest)),
    )
    fine_top = rhythm.sign + 4
    height = fine_top + 8 + rhythm.fine * len(prints)

    def draw(pen: Pen, top: float) -> None:
        pen.rule(LEFT, RIGHT, top, HAIRLINE, LINE)
        pen.text(LEFT, top + 15, "签字", SECTION)
        x = TEXT_LEFT
        for part, name in zip(_SIGN_WIDTHS, ("交班", "接班", "复核", "日期"), strict=True):
            width = TEXT_WIDTH * part
            end = pen.text(x, top + rhythm.sign - 10, name, LABEL)
            pen.rule(end + 4, x + width - GUTTER, top + rhythm.sign - 9, HAIRLINE, SOFT)
            x += width
        pen.text(LEFT, top + fine_top + 8, "凭据", SECTION)
        for at, (name, value) in enumerate(prints):
            y = top + fine_top + 8 + at * rhythm.fine
            pen.text(TEXT_LEFT, y, name, QUIET)
            pen.text(TEXT_LEFT + 44, y, value, LABEL)

    return Block(height, draw)


def grouped(digest: str) -> str:
    """Hex digits in groups of four, so that two people can compare them aloud."""
    return " ".join(digest[at : at + _GROUP] for at in range(0, len(digest), _GROUP)) or "（空）"


def running_foot(pen: Pen, facts: CloseFacts, page: int, pages: int) -> None:
    """On every page: whose day it is and 第 1 页 共 2 页."""
    text = f"日结交接单 {clean(facts.business_date)[:20]} {clean(facts.station_name)}"
    pen.text(LEFT, BOTTOM, wrap(pen.fonts, text, LABEL, (RIGHT - LEFT) * 0.8, 1)[0], LABEL)
    pen.right(RIGHT, BOTTOM, f"第 {page} 页 共 {pages} 页", LABEL)
