"""Forms whose fields are data: what a filing, a register's entry or a contract is asked for, described once.

The window makes the form of it (``ui.widgets.entry_form``), the services read what was typed (``services.entries``), lists and
papers take titles and order from it. A new register is a new tuple of fields and no new code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

FieldKind = Literal["text", "day", "choice", "money", "count", "rate", "person", "institution"]
Value = str | int | None
"""What is kept of a field: text; a day as ISO text; a choice's code; fen; a count; a rate in parts per million; the id of a
person or institution; None where it was left empty."""

YES_NO: Mapping[str, str] = MappingProxyType({"yes": "是", "no": "否"})
_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Field:
    """One field. ``choices`` code → word of a choice, in order; ``longest`` characters of a text; ``past``: a day after
    the business date is refused; ``hint`` stands behind the title in brackets; ``when``: the hint says when the field is
    filled in, so that it is not called optional besides; ``most`` of a count."""

    key: str
    title: str
    kind: FieldKind = "text"
    required: bool = True
    choices: Mapping[str, str] = field(default_factory=lambda: _NONE)
    longest: int = 100
    past: bool = False
    hint: str = ""
    most: int = 1_000_000
    when: bool = False


WHY = Field("why", "撤销原因")
"""What is asked whenever something that was entered is taken back."""
