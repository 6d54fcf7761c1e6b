"""TOML text with its lines: every fault names line, key and what is allowed."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import cast

MAX_BYTES = 1_000_000
"""A pack is a few dozen kilobytes; what is larger is something else."""
MAX_LINE = 5_000
"""Characters of a line; the longest that came with the program has a sixth of them."""

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: the line (1-based), the key as a path ("layer[2].rule[0].rate"), a Chinese sentence."""

    name: str
    line: int
    key: str
    message: str

    def __str__(self) -> str:
        return f"{self.name}:{self.line} {self.key} {self.message}"


class PackFaults(Exception):
    """A file that is no pack, with every fault found in it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(dict.fromkeys(faults), key=lambda fault: fault.line))
        super().__init__("\n".join(map(str, self.faults)))


class Source:
    """One file being read: its tables, the line of each key, the faults so far."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        self.faults: list[Fault] = []
        self.text, table = self._load(data)
        self.root = Node(self, (), table)

    @cached_property
    def lines(self) -> Mapping[Path, int]:
        """The line of each key, looked for once there is a fault to tell."""
        return _line_index(self.text)

    def _load(self, data: bytes) -> tuple[str, Mapping[str, object]]:
        if len(data) > MAX_BYTES:
            size = f"文件有 {len(data)} 字节，政策包不应超过 {MAX_BYTES} 字节：请核对是不是选错了文件。"
            raise self._unreadable(1, size)
        if data.startswith(b"\xef\xbb\xbf"):
            raise self._unreadable(1, "文件开头有 BOM 标记：请另存为「UTF-8」（不带 BOM）后再试。")
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as wrong:
            line = data[: wrong.start].count(b"\n") + 1
            raise self._unreadable(line, "文件不是 UTF-8 编码：请用 UTF-8 另存后再试。") from None
        for number, written in enumerate(text.split("\n"), start=1):
            # A key of thousands of parts takes minutes to read.
            if len(written) > MAX_LINE:
                raise self._unreadable(
                    number, f"这一行有 {len(written)} 个字，每行最多 {MAX_LINE} 个：请分行写，或核对文件内容。"
                )
        try:
            return text, tomllib.loads(text)
        except tomllib.TOMLDecodeError as wrong:
            line, message = _toml_fault(str(wrong), text)
            raise self._unreadable(line, _full_width(text, line) or message) from None
        except RecursionError:
            raise self._unreadable(1, "括号一层套一层，套得太深，读不下去：请核对文件内容。") from None

    def _unreadable(self, line: int, message: str) -> PackFaults:
        return PackFaults([Fault(self.name, line, "-", message)])

    def fault(self, path: Path, message: str) -> None:
        """Note a fault at ``path``; its line is that of the key, or of the nearest table around it."""
        line = 1
        for end in range(len(path), 0, -1):
            if path[:end] in self.lines:
                line = self.lines[path[:end]]
                break
        self.faults.append(Fault(self.name, line, _shown(path), message))


class Node:
    """One table of the file. Reading a key marks it as known; ``done`` reports the others. Of an ``absent`` table, which was
    reported itself, no key is missed."""

    def __init__(self, source: Source, path: Path, table: Mapping[str, object], *, absent: bool = False) -> None:
        self.source = source
        self.path = path
        self.table = table
        self._absent = absent
        self._known: list[str] = []

    def fault(self, key: str, message: str) -> None:
        self.source.fault((*self.path, key) if key else self.path, message)

    def allow(self, *keys: str) -> None:
        """Keys that may stand here and are read only where they do: ``done`` lists them among those allowed."""
        self._known.extend(keys)

    def has(self, key: str) -> bool:
        return key in self.table

    def take(self, key: str, *, required: bool = True) -> object | None:
        """The raw value, marked as known; a missing required key is a fault."""
        self._known.append(key)
        if key not in self.table:
            if required and not self._absent:
                self.fault(key, f"缺少「{key}」，必须写明。")
            return None
        return self.table[key]

    def text(self, key: str, *, required: bool = True, default: str = "") -> str:
        value = self.take(key, required=required)
        if value is None:
            return default
        if not isinstance(value, str) or not value.strip():
            self.fault(key, "应当是带引号的文字，不能为空。")
            return default
        return value

    def choice(self, key: str, allowed: Iterable[str], *, required: bool = True, default: str = "") -> str:
        value = self.text(key, required=required, default=default)
        options = tuple(allowed)
        if value != default and value not in options:
            self.fault(key, f"「{value}」不认识，只能是：{_listed(value, options)}。")
            return default
        return value

    def flag(self, key: str) -> bool:
        value = self.take(key, required=False)
        if value is not None and not isinstance(value, bool):
            self.fault(key, "只能写 true 或 false。")
        return value is True

    def day(self, key: str, *, required: bool = True) -> date | None:
        value = self.take(key, required=required)
        if value is None:
            return None
        if not isinstance(value, date) or isinstance(value, datetime):
            self.fault(key, "应当是日期，不带引号，例如 2019-01-01。")
            return None
        return value

    def texts(self, key: str, allowed: Iterable[str] | None = None, *, required: bool = False) -> tuple[str, ...]:
        """A list of texts without repeats; one text may stand alone."""
        value = self.take(key, required=required)
        if value is None:
            return ()
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, list) or not values or not all(isinstance(one, str) and one for one in values):
            self.fault(key, '应当是一组带引号的文字，至少一个，例如 ["inpatient"]。')
            return ()
        texts = cast("list[str]", values)
        options = None if allowed is None else tuple(allowed)
        for one in texts:
            if options is not None and one not in options:
                self.fault(key, f"「{one}」不认识，只能是：{_listed(one, options)}。")
            elif texts.count(one) > 1:
                self.fault(key, f"「{one}」写了两次，请删去一个。")
                break
        return tuple(dict.fromkeys(one for one in texts if options is None or one in options))

    def node(self, key: str, *, required: bool = False) -> Node:
        """A sub-table; an empty one where it is missing."""
        value = self.take(key, required=required)
        if value is not None and not isinstance(value, dict):
            self.fault(key, '应当是一个表，例如 { type = ["inpatient"] }。')
            value = None
        absent = required and value is None
        return Node(self.source, (*self.path, key), cast("dict[str, object]", value or {}), absent=absent)

    def nodes(self, key: str, *, required: bool = False) -> tuple[Node, ...]:
        """The tables of ``[[key]]``."""
        value = self.take(key, required=required)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.fault(key, f"应当写成 [[{key}]]，可以有几个。")
            return ()
        tables = cast("list[dict[str, object]]", value)
        return tuple(Node(self.source, (*self.path, key, at), table) for at, table in enumerate(tables))

    def done(self) -> None:
        """Report every key that was not asked for, with those that are allowed here."""
        for key in self.table:
            if key not in self._known:
                self.fault(key, f"这里没有「{key}」这个键，只能是：{_listed(key, self._known)}。")


def _listed(given: str, options: Iterable[str]) -> str:
    names = list(dict.fromkeys(options))
    close = difflib.get_close_matches(given, names, n=1)
    listed = "、".join(names) if names else "（无）"
    return f"{listed}（是不是想写「{close[0]}」）" if close else listed


def _shown(path: Path) -> str:
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text or "-"


_TOML_HINTS = (
    ("overwrite|twice|[Dd]uplicate|redefine|immutable", "同一个键（或同一张表）写了两次，请删去一个"),
    ("declaration", "表头的方括号没有成对，应当写成 [表] 或 [[表]]"),
    ("Unclosed array", "方括号 [ ] 没有成对"),
    ("Unclosed inline table", "花括号 { } 没有成对"),
    (
        "string|Illegal character|invalid character",
        "引号没有成对，或引号里有不许写的字符：文字写在一行里，前后各一个双引号",
    ),
    ("'=' after a key", "键后面缺少等号，应当写成：键 = 值"),
    ("Invalid value|hex|float|date", '等号后面的值写法不对：文字、金额、比例都要加双引号，例如 "0.65"'),
    ("Expected newline", "这里多了东西：一行只写一个「键 = 值」，文字、金额、比例都要加双引号"),
    ("statement|key part", "这一行既不是「键 = 值」，也不是 [表]"),
)


_FULL_WIDTH = {
    "“": '"',
    "”": '"',
    "，": ",",
    "＝": "=",
    "：": "=",
    "【": "[",
    "】": "]",
    "｛": "{",
    "｝": "}",
    "\u3000": "空格",
}


def _full_width(text: str, line: int) -> str:
    """What to say of a line that has Chinese punctuation outside its quoted texts; empty where it has none."""
    lines = text.splitlines()
    bare = re.sub(r'"[^"]*"|#.*', "", lines[line - 1]) if line <= len(lines) else ""
    found = next((mark for mark in _FULL_WIDTH if mark in bare), "")
    name = "全角空格" if found == "\u3000" else f"「{found}」"
    return f"这一行有中文标点{name}，请改成英文半角的 {_FULL_WIDTH[found]}。" if found else ""


def _toml_fault(said: str, text: str) -> tuple[int, str]:
    """tomllib's English sentence → line and a Chinese one that says what to look for."""
    hint = next((hint for pattern, hint in _TOML_HINTS if re.search(pattern, said)), "写法不合 TOML 规则")
    found = re.search(r"at line (\d+), column (\d+)", said)
    if found is None:
        return text.count("\n") + 1, f"{hint}（到文件末尾为止）。"
    return int(found[1]), f"{hint}（第 {found[2]} 个字处）。"


_NAME = r"(?:[A-Za-z0-9_\-]+|\"[^\"]*\"|'[^']*')"
_HEADER = re.compile(rf"\s*(\[\[?)\s*({_NAME}(?:\s*\.\s*{_NAME})*)\s*\]\]?")
_KEY = re.compile(rf"\s*({_NAME}(?:\s*\.\s*{_NAME})*)\s*=")
_PIECE = re.compile(r'"""|\'\'\'|"(?:[^"\\]|\\.)*"|\'[^\']*\'|\#|[\[\]{}]')
"""What decides whether a value goes on in the next line: quotes, comments, brackets."""


def _line_index(text: str) -> dict[Path, int]:
    """The line of every table header and of every key that begins a line (tomllib keeps none)."""
    index: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    here: Path = ()
    depth, quotes = 0, ""
    for number, line in enumerate(text.split("\n"), start=1):
        if not depth and not quotes:
            header = _HEADER.match(line)
            if header:
                here = _place(header[2], counts, repeated=header[1] == "[[")
                index[here] = number
                continue
            key = _KEY.match(line)
            if key:
                place = here
                for part in _dotted(key[1]):
                    place = (*place, part)
                    index.setdefault(place, number)
        depth, quotes = _goes_on(line, depth, quotes)
    return index


def _goes_on(line: str, depth: int, quotes: str) -> tuple[int, str]:
    """How many brackets, and which long quotes, are open after ``line``."""
    at = 0
    while True:
        if quotes:
            end = line.find(quotes, at)
            if end < 0:
                return depth, quotes
            at, quotes = end + 3, ""
        piece = _PIECE.search(line, at)
        if piece is None or piece[0] == "#":
            return depth, ""
        at = piece.end()
        if piece[0] in ('"""', "'''"):
            quotes = piece[0]
        else:
            depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(piece[0], 0)


def _dotted(name: str) -> list[str]:
    return [part.strip("\"'") for part in re.findall(_NAME, name)]


def _place(dotted: str, counts: dict[Path, int], *, repeated: bool) -> Path:
    place: Path = ()
    parts = _dotted(dotted)
    for at, part in enumerate(parts):
        place = (*place, part)
        if at == len(parts) - 1 and repeated:
            counts[place] = counts.get(place, -1) + 1
        if place in counts:
            place = (*place, counts[place])
    return place
