"""The day's changes of settings, operators and keys, unlocked days and restores, as lines of the hand-over sheet. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from app.money.fen import format_fen
from app.records.close import CloseChange
from app.store.changes import Change

_Facts = Mapping[str, Any]


def told(found: Iterable[Change]) -> tuple[CloseChange, ...]:
    """Each change in one line, in the order in which they were made."""
    return tuple(CloseChange(one.at[:16].replace("T", " "), one.who, _WORDS[one.action](one)) for one in found)


def _settings(one: Change) -> str:
    parts = [
        f"{name} {shown(one.before.get(key))} → {shown(one.after.get(key))}"
        for key, (name, shown) in _SETTINGS.items()
        if one.before.get(key) != one.after.get(key)
    ]
    return f"窗口设置：{'，'.join(parts)}" if parts else "窗口设置"


def _yuan(fen: object) -> str:
    return f"{format_fen(fen, thousands=True)} 元" if isinstance(fen, int) else "没有"


def _plain(value: object) -> str:
    return str(value) if value not in (None, "") else "没有"


_SETTINGS: Mapping[str, tuple[str, Callable[[object], str]]] = MappingProxyType(
    {
        "reversal_limit": ("冲红复核限额", _yuan),
        "lock_minutes": ("锁屏分钟", _plain),
        "backup_every": ("每多少笔备份", _plain),
        "second_folder": ("第二备份位置", _plain),
        "phone": ("窗口电话", _plain),
    }
)


def _name(facts: _Facts) -> str:
    return str(facts.get("name", ""))


def _operator(verb: str) -> Callable[[Change], str]:
    return lambda one: f"{verb}操作员 {_name(one.after)}（{one.after.get('role', '')}）"


def _role(one: Change) -> str:
    return f"操作员 {_name(one.after)} 换角色：{one.before.get('role', '')} → {one.after.get('role', '')}"


def _key(verb: str) -> Callable[[Change], str]:
    return lambda one: f"{verb}审批密钥“{_name(one.after)}”，指纹 {one.after.get('fingerprint', '')}"


def _slip_key(verb: str) -> Callable[[Change], str]:
    return lambda one: f"{verb}结算单密钥 {one.after.get('prefix', '')}，指纹 {one.after.get('fingerprint', '')}"


def _gone(verb: str) -> Callable[[Change], str]:
    def word(one: Change) -> str:
        why = f"（{one.after['note']}）" if one.after.get("note") else ""
        return f"{_slip_key(verb)(one)}，从 {one.after.get('since', '')} 起{why}"

    return word


def _unlock(one: Change) -> str:
    return f"解锁 {one.after.get('day', '')} 的日结：{one.after.get('reason', '')}"


_WORDS: Mapping[str, Callable[[Change], str]] = MappingProxyType(
    {
        "settings.change": _settings,
        "operator.first": _operator("建立第一位"),
        "operator.add": _operator("添加"),
        "operator.rename": lambda one: f"操作员 {_name(one.before)} 改名为 {_name(one.after)}",
        "operator.role": _role,
        "operator.stop": _operator("停用"),
        "operator.restart": _operator("恢复"),
        "operator.password_reset": lambda one: f"重设操作员 {_name(one.after)} 的口令",
        "operator.recover": lambda _one: "用恢复码登录",
        "operator.recovery_code": lambda _one: "更换恢复码",
        "approval.key_make": _key("生成"),
        "approval.key_accept": _key("接受"),
        "approval.key_withdraw": _key("撤销"),
        "slip_key.make": _slip_key("生成"),
        "slip_key.sign": _slip_key("大厅签署"),
        "slip_key.import": _slip_key("读入大厅签名的"),
        "slip_key.withdraw": _gone("停用"),
        "slip_key.list_import": _gone("按大厅清单停用"),
        "day.unlock": _unlock,
        "backup.restore": lambda _one: "从备份恢复数据文件",
    }
)
ACTIONS = tuple(_WORDS)
"""The actions that the sheet tells; ``schema_2.CHANGES`` and ``changes.SLIP_KEYS`` name the same."""
