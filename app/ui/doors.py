"""Doors: what the directory page lists and opens, each with the duties of the papers that it serves.

A topic's class in ``desks`` says its own (``doors()``); ``pages`` collects them. The directory is how everything is reached that
has no key of its own: F10 holds the few things of each day.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

GROUPS = (
    "人员",
    "备案和签约",
    "医疗机构和目录",
    "受理和结算",
    "台账",
    "月结和对账",
    "单据和打印",
    "查询和报表",
    "设置",
)
"""The directory's groups in their order."""


@dataclass(frozen=True, slots=True)
class Door:
    """One page: its ``title``, the group it stands in, ``what`` it is for in one line, how to ``open`` it, and the codes of
    the duties (附录“职责对照”) that are done there."""

    title: str
    group: str
    what: str
    open: Callable[[], None]
    duties: tuple[str, ...] = ()
