"""Every action that anything writes into the audit has its words."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from app.services.audit_words import ACTIONS, said

ROOT = Path(__file__).resolve().parents[3] / "app"
WRITERS = {"note", "note_row", "_note", "_noted", "_left", "_new_password", "_keep", "_audit", "append"}
ACTION = re.compile(r"[a-z]+\.[a-z_]+")


def actions_of(path: Path) -> set[str]:
    """The action codes that a module hands to whatever writes audit rows."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    found: set[str] = set()
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
        if name not in WRITERS:
            continue
        for argument in (*call.args, *(word.value for word in call.keywords if word.arg == "action")):
            value = named.get(argument.id) if isinstance(argument, ast.Name) else getattr(argument, "value", None)
            if isinstance(value, str) and ACTION.fullmatch(value):
                found.add(value)
    return found


def test_every_action_has_its_words() -> None:
    written = {
        action for room in ("services", "store") for path in (ROOT / room).rglob("*.py") for action in actions_of(path)
    }
    assert {"case.settle", "person.add", "day.unlock", "operator.sign_out", "approval.key_make"} <= written
    assert written - set(ACTIONS) == set()
    assert len(set(ACTIONS.values())) == len(ACTIONS)


def test_a_row_is_said_in_words_with_yuan_and_names() -> None:
    values = {"difference": -48500, "approver": "o3", "active": True, "reason": "amount", "id": "x", "note": ""}
    assert said(values, {"o3": "赵复核"}) == (
        "现金相差 -485.00 元",
        "复核人 赵复核",
        "可登录 是",
        "原因 金额或项目录错",
    )
    assert said({"layers": {"basic": 690000, "assistance": 0}}, {}) == ("各层支付 基本医保 6,900.00",)


def test_a_row_on_a_filing_is_said_by_its_fields() -> None:
    values = {
        "filing": "0190",
        "kind": "special_chronic",
        "state": "cancelled",
        "institution": "h1",
        "institution_name": "奈曼旗人民医院",
        "institution_level": "secondary",
        "title_1": "attending",
        "refused_pay": 16000,
    }
    assert said(values, {}) == (
        "种类 门特认定",
        "状态 已取消",
        "医疗机构 奈曼旗人民医院",
        "医师一职称 主治医师",
        "拒付定点医疗机构的金额 160.00 元",
    )
