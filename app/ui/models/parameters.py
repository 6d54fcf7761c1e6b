"""The list of parameters: each pack of the area as a heading with its parameters under it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.services.parameters import Confirmation, ParameterGroup, ParameterLine
from app.ui.models.table import Align, Column, Mark


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """A row of the list; without ``line`` it is the pack's own heading."""

    group: ParameterGroup
    line: ParameterLine | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What stays the same when the list is read again."""
        return self.group.pack_id, self.line.name if self.line else ""


def rows_of(groups: Sequence[ParameterGroup], *, pending: bool) -> tuple[ParameterRow, ...]:
    """All rows, or with ``pending`` those of values to be confirmed; a pack without any is left out then."""
    found: list[ParameterRow] = []
    for group in groups:
        lines = [line for line in group.lines if line.unconfirmed or not pending]
        if lines or not pending:
            found.append(ParameterRow(group))
            found.extend(ParameterRow(group, line) for line in lines)
    return tuple(found)


def waiting(groups: Sequence[ParameterGroup]) -> int:
    """How many local values nobody has confirmed."""
    return sum(line.unconfirmed for group in groups for line in group.lines)


def state_of(line: ParameterLine) -> str:
    """Where the value comes from, in words."""
    if line.source != "local":
        return "文件规定"
    return "待当地确认" if line.unconfirmed else "已确认"


def heading(group: ParameterGroup) -> str:
    """A pack in one line: title, dates, whether it holds, what is left to do."""
    dates = f"{group.starts} 至 {group.ends}" if group.ends else f"{group.starts} 起"
    left = waiting((group,))
    todo = f"待确认 {left} 项" if left else "当地参数都已确认"
    return f"{group.title}　{dates}{'' if group.in_force else '（今天不在期内）'}　{todo}"


def held(line: ParameterLine) -> Confirmation | None:
    """The confirmation that holds today, with who made it."""
    return next((one for one in line.history if line.confirmation and one.value.id == line.confirmation.id), None)


def _title(row: ParameterRow) -> str:
    return row.line.title if row.line else heading(row.group)


def _shown(row: ParameterRow) -> str:
    return row.line.shown if row.line else ""


def _clause(row: ParameterRow) -> str:
    return row.line.clause.removeprefix(row.group.document).strip() if row.line else ""


def _state_mark(row: ParameterRow) -> Mark | None:
    if row.line is None or row.line.source != "local":
        return Mark.QUIET
    return Mark.WARN if row.line.unconfirmed else None


def _confirmed(row: ParameterRow) -> str:
    one = held(row.line) if row.line else None
    if one is None:
        return ""
    since = f"自 {one.value.since}　" if one.value.since else ""
    return f"{since}{one.value.document_number}　{one.who} {one.value.confirmed_at:%Y-%m-%d}"


def _hint(row: ParameterRow) -> str:
    return row.line.sentence if row.line else row.group.document


COLUMNS: tuple[Column[ParameterRow], ...] = (
    Column("title", "参数", _title, hint=_hint),
    Column("shown", "现值", _shown, Align.RIGHT, hint=_shown),
    Column("state", "来源", lambda row: state_of(row.line) if row.line else "", mark=_state_mark),
    Column("clause", "条款", _clause, mark=lambda _row: Mark.QUIET),
    Column("confirmed", "自哪天、文件、谁、何时确认", _confirmed, hint=_confirmed),
)
