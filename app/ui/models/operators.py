"""The list of operators, and what each role does in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.records.people import Operator
from app.services.rights import AUDITOR, CLERK, MANAGER, REVIEWER, SOLE, VILLAGE
from app.ui.models.table import Column, Mark

DOES: Mapping[str, str] = MappingProxyType(
    {
        CLERK: "录入、试算、结算、打印、冲红、日结。",
        REVIEWER: "经办的都能做；另为别人的大额冲红、补收、日结解锁作第二个人。",
        MANAGER: "管操作员、窗口设置、本地参数、恢复备份；为别人作第二个人。不办结算。",
        VILLAGE: "在卫生室录入、试算、结算、打印、冲红、日结。",
        AUDITOR: "只看不改：单据、参数、审计记录。",
        SOLE: "一个人的窗口：经办和管理都由他；自己的单据不能自己复核。",
    }
)
"""Role → what whoever has it may do."""


@dataclass(frozen=True, slots=True)
class OperatorRow:
    """One line of the list; ``own`` is whoever looks at it."""

    operator: Operator
    active: bool
    own: bool


def _quiet(row: OperatorRow) -> Mark | None:
    return None if row.active else Mark.QUIET


COLUMNS: tuple[Column[OperatorRow], ...] = (
    Column("name", "姓名", lambda row: f"{row.operator.name}（本人）" if row.own else row.operator.name, mark=_quiet),
    Column("role", "身份", lambda row: row.operator.role, mark=_quiet),
    Column("state", "状态", lambda row: "可登录" if row.active else "已停用", mark=_quiet),
)
