"""Who may do what: one table. Every service that reads or writes the file asks ``check`` first."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.errors import UserError, require
from app.services.desk import Desk

CLERK = "经办"
REVIEWER = "复核"
MANAGER = "管理"
VILLAGE = "村医"
AUDITOR = "审计"
ROLES = (CLERK, REVIEWER, MANAGER, VILLAGE, AUDITOR)

SOLE = "单人"
"""单人窗口: the one operator that the program is born with. Until operators can be added, nobody else could ever confirm
a local value, and a formal file would stay 试算 for good: so this role has the desk's rights and the manager's over
values. It is not among ``ROLES``: nobody is ever sent to it for help."""

_DESK = frozenset({CLERK, REVIEWER, VILLAGE, SOLE})
_ALL = frozenset({*ROLES, SOLE})
_VALUES = frozenset({MANAGER, SOLE})

RIGHTS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "person.find": _ALL,
        "person.open": _ALL,
        "reference.read": _ALL,
        "draft.edit": _DESK,
        "case.quote": _ALL,
        "case.settle": _DESK,
        "slip.print": _DESK,
        "slip.list": _ALL,
        "parameter.read": _ALL,
        "parameter.confirm": _VALUES,
        "parameter.exchange": _VALUES,
    }
)
"""Action → roles. 审计 looks at everything and changes nothing."""

_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "person.find": "查找参保人",
        "person.open": "查看参保人",
        "reference.read": "查看目录和机构",
        "draft.edit": "录入个案",
        "case.quote": "试算个案",
        "case.settle": "结算",
        "slip.print": "打印结算单",
        "slip.list": "查看结算单",
        "parameter.read": "查看政策参数",
        "parameter.confirm": "确认政策参数",
        "parameter.exchange": "导出或导入政策参数",
    }
)


def check(desk: Desk, action: str) -> None:
    """UserError NOT_ALLOWED unless the operator's role may do ``action``; an action that is not in the table is a bug."""
    refused = refusal(desk, action)
    if refused:
        raise UserError("NOT_ALLOWED", "", refused)


def refusal(desk: Desk, action: str) -> str:
    """Why the operator's role may not do ``action``, empty where it may: for a screen that says so beforehand."""
    require(action in RIGHTS, f"no right is defined for {action}")
    allowed = RIGHTS[action]
    if desk.operator.role in allowed:
        return ""
    roles = "、".join(role for role in ROLES if role in allowed)
    return f"“{_NAMES[action]}”需要{roles}权限，您现在以{desk.operator.role}身份登录：请由有权限的人员办理。"
