"""TOML text with its lines: every fault names line, key and what is allowed."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

MAX_BYTES = 1_000_000
"""A pack is a few dozen kilobytes; what is larger is something else."""

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
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line))
        super().__init__("\n".join(map(str, self.faults)))


class Source:
    """One file being read: its tables, the line of each key, the faults so far."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        self.faults: list[Fault] = []
        self.lines: dict[Path, int] = {}
        text, table = self._load(data)
        self.text = text
        self.root = Node(self, (), table)
        self.lines = _line_index(text)

    def _load(self, data: bytes) -> tuple[str, Mapping[str, object]]:
        if len(data) > MAX_BYTES:
            raise PackFaults(
                [
                    Fault(
                        self.name,
                        1,
                        "",
                        f"文件有 {len(data)} 字节，政策包不应超过 {MAX_BYTES} 字节：请核对是不是选错了文件。",
                    )
                ]
            )
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as wrong:
            line = data[: wrong.start].count(b"\n") + 1
            raise PackFaults([Fault(self.name, line, "", "文件不是 UTF-8 编码：请用 UTF-8 另存后再试。")]) from None
        try:
            return text, tomllib.loads(text)
        except tomllib.TOMLDecodeError as wrong:
            found = re.search(r"at line (\d+)", str(wrong))
            line = int(found[1]) if found else text.count("\n") + 1
            hint = "同一个键写了两次" if "overwrite" in str(wrong) or "twice" in str(wrong) else "写法不合 TOML 规则"
            raise PackFaults([Fault(self.name, line, "", f"{hint}，读不下去（{wrong}）。")]) from None

    def fault(self, path: Path, message: str) -> None:
        """Note a fault at ``path``; its line is that of the key, or of the nearest table around it."""
        line = 1
        for end in range(len(path), 0, -1):
            if path[:end] in self.lines:
                line = self.lines[path[:end]]
                break
        self.faults.append(Fault(self.name, line, _shown(path), message))


class Node:
    """One table of the file. Reading a key marks it as known; ``done`` reports the others."""

    def __init__(self, source: Source, path: Path, table: Mapping[str, object]) -> None:
        self.source = source
        self.path = path
        self.table = table
        self._known: list[str] = []

    def fault(self, key: str, message: str) -> None:
        self.source.fault((*self.path, key) if key else self.path, message)

    def has(self, key: str) -> bool:
        return key in self.table

    def take(self, key: str, *, required: bool = True) -> object | None:
        """The raw value, marked as known; a missing required key is a fault."""
        self._known.append(key)
        if key not in self.table:
            if required:
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
        return Node(self.source, (*self.path, key), cast("dict[str, object]", value or {}))

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


_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"^\s*([A-Za-z0-9_\-]+|\"[^\"]+\")\s*=")


def _line_index(text: str) -> dict[Path, int]:
    """The line of every table header and of every key that begins a line (tomllib keeps none)."""
    index: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    here: Path = ()
    inside = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if inside:
            inside = "" if inside in line else inside
            continue
        header = _HEADER.match(line)
        if header:
            here = _place(header[2], counts, repeated=header[1] == "[[")
            index[here] = number
            continue
        key = _KEY.match(line)
        if key:
            index.setdefault((*here, key[1].strip('"')), number)
            for quotes in ('"""', "'''"):
                if line.count(quotes) == 1:
                    inside = quotes
    return index


def _place(dotted: str, counts: dict[Path, int], *, repeated: bool) -> Path:
    place: Path = ()
    parts = [part.strip().strip('"') for part in re.findall(r'"[^"]*"|[^.]+', dotted)]
    for at, part in enumerate(parts):
        place = (*place, part)
        if at == len(parts) - 1 and repeated:
            counts[place] = counts.get(place, -1) + 1
        if place in counts:
            place = (*place, counts[place])
    return place
