"""The values of a JSON object that another station wrote, each read strictly: UserError BAD_VALUE with the place in the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from app.errors import UserError
from app.exchange import sealed

LONGEST = 500
"""Characters of a text."""
_MOST_FEN = 10**13
_HEX = 64


def wrong(path: str, what: str) -> UserError:
    """What can't be read at ``path``, as an error to raise."""
    return UserError("BAD_VALUE", path, f"文件里的「{path}」读不懂：{what}。请向发文件的单位重新要一份。")


@dataclass(frozen=True, slots=True)
class Fields:
    """The entries of one object; ``path`` stands before their names in what is refused."""

    found: Mapping[str, object]
    path: str = ""

    def only(self, keys: frozenset[str]) -> None:
        """None is missing, none is more."""
        for key in sorted(self.found.keys() ^ keys):
            raise self.wrong(key[:40], "没有这一项" if key in keys else "不认识这一项")

    def wrong(self, key: str, what: str) -> UserError:
        """``wrong`` at one of the entries."""
        return wrong(f"{self.path}{key}", what)

    def text(self, key: str, *, empty: bool = False) -> str:
        """One line, not longer than ``LONGEST``; nothing where ``empty``."""
        raw = self.found[key]
        if isinstance(raw, str) and len(raw) <= LONGEST and (sealed.one_line(raw) or (empty and not raw)):
            return raw
        raise self.wrong(key, f"应当是一行文字，不超过 {LONGEST} 字")

    def code(self, key: str, codes: Mapping[str, object]) -> str:
        """One of the codes."""
        raw = self.text(key)
        if raw not in codes:
            raise self.wrong(key, "不认识这个代码")
        return raw

    def hex(self, key: str) -> str:
        """A SHA-256."""
        raw = self.text(key)
        if len(raw) != _HEX or set(raw) - set("0123456789abcdef"):
            raise self.wrong(key, "应当是 64 位十六进制数字")
        return raw

    def base64(self, key: str, fits: Callable[[str], bool]) -> str:
        """A key or a signature."""
        raw = self.text(key)
        if not fits(raw):
            raise self.wrong(key, "不是一个完整的密钥或签名")
        return raw

    def fen(self, key: str) -> int:
        """An amount."""
        raw = self.found[key]
        if type(raw) is not int or abs(raw) > _MOST_FEN:
            raise self.wrong(key, "应当是以分为单位的整数")
        return raw

    def whole(self, key: str, allowed: range) -> int:
        """A number of a range."""
        raw = self.found[key]
        if type(raw) is not int or raw not in allowed:
            raise self.wrong(key, f"应当是 {allowed[0]} 到 {allowed[-1]} 的整数")
        return raw

    def flag(self, key: str) -> bool:
        """Yes or no."""
        raw = self.found[key]
        if not isinstance(raw, bool):
            raise self.wrong(key, "应当是 true 或 false")
        return raw

    def day(self, key: str) -> date:
        """A date."""
        day = sealed.day(self.found[key])
        if day is None:
            raise self.wrong(key, "应当是 2019-03-01 这样的日期")
        return day

    def moment(self, key: str) -> datetime:
        """A time with its offset."""
        at = sealed.moment(self.found[key])
        if at is None:
            raise self.wrong(key, "应当是带时区的时间")
        return at

    def within(self, key: str) -> Fields:
        """The object at an entry."""
        return self._object(self.found[key], key)

    def each(self, key: str, most: int) -> tuple[Fields, ...]:
        """The objects of a list of at least one and at most so many."""
        raw = self.found[key]
        if not isinstance(raw, list) or not 0 < len(raw) <= most:
            raise self.wrong(key, f"应当是一个列表，1 到 {most} 项")
        return tuple(self._object(one, f"{key}.{at}") for at, one in enumerate(raw))

    def _object(self, raw: object, key: str) -> Fields:
        if not isinstance(raw, dict):
            raise self.wrong(key, "应当是一个对象 { … }")
        return Fields(raw, f"{self.path}{key}.")


def file_root(data: bytes, kind: str, code: str, what: str, *, largest: int, version: int) -> Fields:
    """The fields of a file of this program's own: JSON whose ``format`` is ``kind``, of ``version`` at most. UserError TOO_LARGE,
    ``code`` where it is no such file (``what`` it should be, in words), NEWER_FORMAT; BAD_VALUE at ``version``."""
    if len(data) > largest:
        raise UserError("TOO_LARGE", "", f"这个文件太大，不是{what}文件：请核对选的是哪个文件。")
    other = UserError(code, "", f"这不是本程序导出的{what}文件：请核对选的是哪个文件。")
    try:
        parsed = sealed.parse(data)
    except (ValueError, RecursionError) as wrong:
        raise other from wrong
    if not isinstance(parsed, Mapping) or parsed.get("format") != kind:
        raise other
    root = Fields(parsed)
    found = parsed.get("version")
    if type(found) is not int or found < 1:
        raise root.wrong("version", "版本应当是整数")
    if found > version:
        raise UserError("NEWER_FORMAT", "version", "这个文件是更新版本的程序导出的：请先升级本机程序，再打开。")
    return root
