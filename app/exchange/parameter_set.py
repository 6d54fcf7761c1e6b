"""A confirmed set of local values as a file: one county office types them, thirty clinics read the file in.

The file is JSON. Everything but ``sha256`` is what the digest is taken over, as canonical JSON (keys sorted, no spaces),
so that a file that somebody set out more readably is still whole, and one in which a figure was touched is not. The same
values give the same bytes: nothing in it says when it was written. Values are read as texts; whether one is allowed,
the pack that it is for decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from app.errors import UserError
from app.exchange import sealed

FORMAT = "settlement-window.parameter-set"
VERSION = 1
LARGEST = 1_000_000
"""Bytes; a set of all values of a pack has some ten thousand."""
_MOST_VALUES = 2_000
_LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class SetValue:
    """One confirmation: ``value`` as it is typed, for discharges from ``since`` on (None: all), with its document; who
    confirmed it, when, and at which station."""

    name: str
    title: str
    value: str
    document_number: str
    since: date | None
    confirmed_by: str
    confirmed_at: datetime
    station: str


@dataclass(frozen=True, slots=True)
class ParameterSet:
    """All confirmed values of one pack (its id, and the digest of its text); ``demonstration`` ones are figures that
    nobody's document has."""

    pack_id: str
    pack_digest: str
    area: str
    demonstration: bool
    values: tuple[SetValue, ...]


def write_set(held: ParameterSet) -> bytes:
    """The file of a set: the same values give the same bytes, in whatever order they come."""
    content = _content(held)
    return sealed.write(content, sha256=sealed.digest(content))


def digest_of(held: ParameterSet) -> str:
    """SHA-256 of the set's content, 64 hex digits: what the file carries and the audit remembers."""
    return sealed.digest(_content(held))


def read_set(data: bytes) -> ParameterSet:
    """The set in a file. UserError, nothing else: TOO_LARGE, NOT_A_SET, NEWER_FORMAT, BROKEN_DIGEST, or BAD_VALUE with
    the place in the file."""
    if len(data) > LARGEST:
        raise UserError("TOO_LARGE", "", "这个文件太大，不是本地参数文件：请核对选的是哪个文件。")
    root = _object(_parse(data), "")
    if root.get("format") != FORMAT:
        raise _not_a_set()
    version = root.get("version")
    if type(version) is not int or version < 1:
        raise _wrong("version", "版本应当是整数")
    if version > VERSION:
        raise UserError("NEWER_FORMAT", "version", "这个文件是更新版本的程序导出的：请先升级本机程序，再导入。")
    _check_digest(root)
    return _read(root)


# ---- writing


def _content(held: ParameterSet) -> dict[str, object]:
    ordered = sorted(held.values, key=lambda one: (one.name, one.since or date.min))
    return {
        "format": FORMAT,
        "version": VERSION,
        "pack": held.pack_id,
        "pack_digest": held.pack_digest,
        "area": held.area,
        "demonstration": held.demonstration,
        "values": [_value_json(one) for one in ordered],
    }


def _value_json(one: SetValue) -> dict[str, object]:
    return {
        "name": one.name,
        "title": one.title,
        "value": one.value,
        "document": one.document_number,
        "since": None if one.since is None else one.since.isoformat(),
        "confirmed_by": one.confirmed_by,
        "confirmed_at": one.confirmed_at.isoformat(),
        "station": one.station,
    }


# ---- reading


def _not_a_set() -> UserError:
    return UserError("NOT_A_SET", "", "这不是本程序导出的本地参数文件：请核对选的是哪个文件。")


def _wrong(path: str, what: str) -> UserError:
    return UserError("BAD_VALUE", path, f"文件里的「{path}」读不懂：{what}。请向发文件的单位重新要一份。")


def _parse(data: bytes) -> object:
    try:
        return sealed.parse(data)
    except (ValueError, RecursionError) as wrong:
        raise _not_a_set() from wrong


def _check_digest(root: Mapping[str, object]) -> None:
    if root.get("sha256") != sealed.digest(sealed.without(root, "sha256")):
        raise UserError("BROKEN_DIGEST", "sha256", "文件内容和校验码对不上，可能传输中损坏或被改过：请重新要一份。")


_KEYS = frozenset({"format", "version", "pack", "pack_digest", "area", "demonstration", "values", "sha256"})
_VALUE_KEYS = frozenset({"name", "title", "value", "document", "since", "confirmed_by", "confirmed_at", "station"})


def _read(root: Mapping[str, object]) -> ParameterSet:
    _only(root, _KEYS, "")
    demonstration, raw = root["demonstration"], root["values"]
    if not isinstance(demonstration, bool):
        raise _wrong("demonstration", "应当是 true 或 false")
    if not isinstance(raw, list) or len(raw) > _MOST_VALUES:
        raise _wrong("values", f"应当是一组参数，最多 {_MOST_VALUES} 项")
    values = tuple(_value(one, f"values[{at}]") for at, one in enumerate(raw))
    if len({(one.name, one.since) for one in values}) != len(values):
        raise _wrong("values", "同一个参数从同一天起有两个值")
    return ParameterSet(
        _text(root, "pack", ""), _text(root, "pack_digest", ""), _text(root, "area", ""), demonstration, values
    )


def _value(raw: object, path: str) -> SetValue:
    found = _object(raw, path)
    _only(found, _VALUE_KEYS, f"{path}.")
    return SetValue(
        name=_text(found, "name", f"{path}."),
        title=_text(found, "title", f"{path}."),
        value=_text(found, "value", f"{path}."),
        document_number=_text(found, "document", f"{path}."),
        since=_day(found["since"], f"{path}.since"),
        confirmed_by=_text(found, "confirmed_by", f"{path}."),
        confirmed_at=_moment(found["confirmed_at"], f"{path}.confirmed_at"),
        station=_text(found, "station", f"{path}."),
    )


def _object(raw: object, path: str) -> Mapping[str, object]:
    if not isinstance(raw, dict):
        raise _wrong(path, "应当是一个对象 { … }") if path else _not_a_set()
    return raw


def _only(found: Mapping[str, object], keys: frozenset[str], path: str) -> None:
    for key in sorted(found.keys() ^ keys):
        raise _wrong(f"{path}{key[:40]}", "没有这一项" if key in keys else "不认识这一项")


def _text(found: Mapping[str, object], key: str, path: str) -> str:
    raw = found[key]
    if not isinstance(raw, str) or not sealed.one_line(raw) or len(raw) > _LONGEST:
        raise _wrong(f"{path}{key}", f"应当是一行文字，不超过 {_LONGEST} 字")
    return raw


def _day(raw: object, path: str) -> date | None:
    found = sealed.day(raw)
    if raw is not None and found is None:
        raise _wrong(path, "应当是 2019-03-01 这样的日期，或 null")
    return found


def _moment(raw: object, path: str) -> datetime:
    found = sealed.moment(raw)
    if found is None:
        raise _wrong(path, "应当是带时区的时间")
    return found
