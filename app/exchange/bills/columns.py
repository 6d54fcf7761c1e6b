"""Which column is which, where the titles alone don't say: 「类别」 is 甲乙丙 in one hospital and 西药费 in another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice

from app.exchange.bills.words import CLASS_WORDS, category_of
from app.exchange.tables import Recognised, Table
from app.records.words import CATEGORIES

_LOOKED_AT = 200
_NUMBERISH = re.compile(r"-?[-+]?[¥￥]?\s*-?[0-9][0-9.,，]*\s*[%元]?")


def settled(table: Table, chosen: Iterable[str] = ()) -> Table:
    """The table with class and category told by what stands below them; ``chosen``: columns that the clerk named and that stay."""
    named = set(chosen)
    keys = [""] * len(table.headers)
    for key, place in table.at.items():
        keys[place] = key
    lines = [row.cells for row in islice(table.rows(), _LOOKED_AT)]
    told = by_content(keys, lines)
    if told == keys or named & {"category", "item_class"}:
        return table
    at = {key: place for place, key in enumerate(told) if key}
    columns = {key: table.headers[place] for key, place in at.items()}
    recognised = Recognised(columns, table.recognised.missing, table.recognised.doubtful)
    return replace(table, recognised=recognised, at=at)


def by_content(keys: Sequence[str], lines: Sequence[Sequence[str]]) -> list[str]:
    """The keys of columns with class and category told by what the lines hold; a column that nobody wants is asked too."""
    held = [[line[at] for line in lines if at < len(line) and line[at]] for at in range(len(keys))]
    told = ["" if key in _TWO and held[at] else key for at, key in enumerate(keys)]
    for key, test in _TESTS:
        if key in told:
            continue
        fits = [at for at, one in enumerate(told) if not one and test(held[at])]
        first = next((at for at in fits if keys[at] == key), next((at for at in fits if keys[at]), None))
        if first is None and fits and key not in keys:
            first = fits[0]
        if first is not None:
            told[first] = key
    for at, key in enumerate(keys):  # what is neither stays what its title says
        if key in _TWO and not told[at] and key not in told:
            told[at] = key
    return told


def guessed(lines: Sequence[Sequence[str]]) -> list[str]:
    """Columns without titles, told by what they hold: one or two of text (code or name; a column of 甲乙丙; of categories; the
    unit), then quantity, unit price, amount."""
    width = max((len(line) for line in lines), default=0)
    columns = [[line[at] for line in lines if at < len(line) and line[at]] for at in range(width)]
    numeric = [bool(held) and at > 0 and all(map(_NUMBERISH.fullmatch, held)) for at, held in enumerate(columns)]
    numbers = [at for at in range(width) if numeric[at]]
    keys = [""] * width
    places = ("amount",) if len(numbers) == 1 else ("quantity", "unit_price", "amount")
    for at, key in zip(numbers, places, strict=False):
        keys[at] = key
    texts = [at for at in range(width) if not numeric[at] and columns[at]]
    first = numbers[0] if numbers else width
    names = [at for at in texts if at < first and not is_class(columns[at])]
    for at in texts:
        if is_class(columns[at]):
            keys[at] = "item_class"
    words = [at for at in texts if not keys[at] and is_category(columns[at])]
    if words and set(names) - set(words):  # alone they are the items' names
        keys[words[0]] = "category"
        names = [at for at in names if at != words[0]]
    if len(names) >= 2 and all(cell.isascii() for cell in columns[names[0]]):
        keys[names[0]], keys[names[1]] = "own_code", "name"
        names = names[1:]
    elif names:
        keys[names[0]] = "name"
    if len(names) >= 2:
        keys[names[1]] = "unit"
    return keys


def is_class(held: Sequence[str]) -> bool:
    """Whether a column holds nothing but 甲乙丙 in words."""
    return bool(held) and all(cell in CLASS_WORDS and not cell.isdigit() for cell in held)


def is_category(held: Sequence[str]) -> bool:
    """Whether a column holds nothing but charge categories."""
    return bool(held) and all(category_of(cell) in CATEGORIES for cell in held)


_TWO = ("category", "item_class")
_TESTS = (("item_class", is_class), ("category", is_category))
