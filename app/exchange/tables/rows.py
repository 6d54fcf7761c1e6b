"""Rows of a sheet → rows of data: what is a total, what is empty, which cells of wanted columns are refused and why."""

from __future__ import annotations

import heapq
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import itemgetter

from app.exchange.tables.book import Block, Sheet, SheetRow, broken, too_large
from app.exchange.tables.model import Counts, Limits, RawRow, RowFault, Table, Total, letters, shortened
from app.exchange.tables.numbers import LOST_DIGITS

_SHOWN_TOTALS = 100
_TOTAL = re.compile(
    r"(本页|本村|本组|本乡|本镇)?(合计|总计|小计|共计|累计)"
    r"|(制表|填表|填报|编制|审核|复核|经办|负责|统计|校对|打印|导出|报送|联系)(单位|部门|机构)?(人|人员|者|日期|时间|单位|电话|签字|签章|盖章)"
    r"|单位(负责人|盖章|公章)|(领导|主管)签字|注[:：]|备注[:：]|说明[:：]|注意[:：]"
)
_SCIENTIFIC = re.compile(r"[+-]?\d+(\.\d+)?[eE][+-]?\d{1,3}", re.ASCII)
_MAY_HAVE_LOST = re.compile(r"[.Ee]").search
"""Whether ``_lost_digits`` is worth asking: of half a million numbers hardly one has any of these."""
_CODE = re.compile(r"[0-9A-Za-z]{4}")
_WHOLE_POINT = re.compile(r"\d+\.0+", re.ASCII)


def reader(sheet: Sheet, blocks: Sequence[Block], limits: Limits, width: int) -> Callable[[Table], Iterator[RawRow]]:
    """What ``Table.read`` is. ``width``: of the header where a wider row is a torn one, else 0."""
    return lambda table: _rows(table, sheet, blocks, limits, width)


def _rows(table: Table, sheet: Sheet, blocks: Sequence[Block], limits: Limits, width: int) -> Iterator[RawRow]:
    counts = table.counts
    _begin(counts)
    widest = len(table.headers)
    sweep = _Sweep([block for block in blocks if block.bottom > table.header_row and block.left < widest], widest)
    titles = {place: column.title for column in table.wanted if (place := table.at.get(column.key)) is not None}
    codes = [table.at[column.key] for column in table.wanted if column.kind == "code" and column.key in table.at]
    recognised = itemgetter(*titles) if titles else tuple
    header = recognised(table.headers)
    for row in sheet.rows(counts):
        if row.number <= table.header_row:
            continue
        if not any(row.cells) and not row.bad:
            counts.empty_rows += 1
            continue
        missing = widest - len(row.cells)
        cells = (*row.cells, *[""] * missing) if missing > 0 else tuple(row.cells[:widest])
        if is_no_data(cells, titles, codes) or recognised(cells) == header:
            _note_total(counts, row, cells)
            continue
        counts.rows += 1
        counts.hidden_rows += row.hidden
        if counts.rows > limits.rows:
            raise too_large(f"表格超过 {limits.rows} 行")
        merged = sweep.at(row.number) if blocks else ()
        faults: tuple[RowFault, ...] = ()
        if (
            row.bad
            or merged
            or (width and len(row.cells) > width)
            or _MAY_HAVE_LOST("".join([cells[at] for at in codes]))
        ):
            faults = tuple(_faults(row, cells, titles, codes, merged, width))
        counts.refused += bool(faults)
        yield RawRow(row.number, cells, faults, row.hidden)
    counts.permille = 1000


def _begin(counts: Counts) -> None:
    counts.rows = counts.refused = counts.hidden_rows = counts.empty_rows = 0
    counts.totals_left_out = counts.permille = 0
    counts.totals.clear()


def is_no_data(cells: Sequence[str], titles: Mapping[int, str], codes: Sequence[int]) -> bool:
    """A row that says it is a total or a signature line, and has nothing in the columns that name a person or thing."""
    first = next(filter(None, cells), "")
    if len(first) > 200 or not _TOTAL.match("".join(first.split())):
        return False
    if codes:
        return not any(_CODE.search(cells[place]) for place in codes)
    return sum(bool(cells[place]) for place in titles) * 2 <= len(titles)


def _note_total(counts: Counts, row: SheetRow, cells: tuple[str, ...]) -> None:
    if len(counts.totals) < _SHOWN_TOTALS:
        counts.totals.append(Total(row.number, shortened(next((cell for cell in row.cells if cell), "")), cells))
    else:
        counts.totals_left_out += 1


def _faults(
    row: SheetRow,
    cells: Sequence[str],
    titles: Mapping[int, str],
    codes: Sequence[int],
    merged: Sequence[Block],
    width: int,
) -> Iterator[RowFault]:
    if width and len(row.cells) > width:
        words = shortened(row.cells[-1])
        yield RowFault(
            row.number, "", words, f"这一行有 {len(row.cells)} 格，标题只有 {width} 格：多半是内容里的分隔符没有加引号"
        )
    for place, title in titles.items():
        sentence = row.bad.get(place, "") or _merged_at(merged, place)
        if not sentence and place in codes:
            sentence = _lost_digits(cells[place])
        if sentence:
            yield RowFault(row.number, title, shortened(cells[place]), sentence)


def _merged_at(merged: Sequence[Block], place: int) -> str:
    for block in merged:
        if block.left <= place <= block.right:
            where = f"{letters(block.left)}{block.top}:{letters(block.right)}{block.bottom}"
            return f"这里是合并单元格（{where}），只有第一格有内容：请在原表里取消合并，逐格填好"
    return ""


def _lost_digits(text: str) -> str:
    """A number that a spreadsheet turned into a figure before it was written as a text."""
    if _SCIENTIFIC.fullmatch(text):
        return LOST_DIGITS
    if _WHOLE_POINT.fullmatch(text):
        return "这个号码在表格里曾是数字（末尾有 .0），可能丢了位数：请把这一列设为「文本」格式后重新录入这一格"
    return ""


class _Sweep:
    """The merged blocks at a row, for rows that come in ascending order."""

    __slots__ = ("_ahead", "_most", "_open")

    def __init__(self, blocks: Sequence[Block], most: int) -> None:
        self._most = most
        self._ahead = sorted(blocks, key=lambda block: -block.top)
        self._open: list[tuple[int, int, Block]] = []

    def at(self, row: int) -> list[Block]:
        while self._ahead and self._ahead[-1].top <= row:
            block = self._ahead.pop()
            heapq.heappush(self._open, (block.bottom, len(self._ahead), block))
        while self._open and self._open[0][0] < row:
            heapq.heappop(self._open)
        if len(self._open) > self._most:
            raise broken("合并单元格互相重叠")
        return [block for _, _, block in self._open]
