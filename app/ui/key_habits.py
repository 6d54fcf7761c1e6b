"""Keys as this window's clerk has them: what was changed of the shortcut table, kept with the window's own settings.

Only keys that work from everywhere in the window can be changed; Enter, Esc, Tab and the keys of lists and grids are those of every
program and stay. A key that is taken, here or in a list, is refused with the name of what has it.

A sentence of the window names such a key in brackets by its usual name, ``按 [F8] 结算``; ``with_keys`` says the one that works now. What
shows sentences (``Message``, ``NoticeLine``, ``Overlay``, ``FormPage``) asks it; any other label asks by itself, and a test refuses a bare F8.

Decisions
* 2026-11-30: the keys in force are a property of the QApplication, like the scale of the type. Rejected: the settings handed to every
  widget that shows a sentence.
* 2026-11-30: usual names in brackets. Rejected: ids in braces (they clash with ``format`` and say nothing to a reader), and replacing
  every F8 in any text on the screen (F20 is a diagnosis, and a sentence told twice would change twice).
* 2026-11-30: services name no key, a ``Problem`` says at most which action helps (``by``); the window adds the key. The manual keeps the
  usual keys, with a line on top that says which were changed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from PySide6.QtCore import QCoreApplication, QSettings, Qt
from PySide6.QtGui import QKeySequence

from app.ui.actions import SHORTCUTS, Shortcut

GROUP = PROPERTY = "keys"
_SHOWN = MappingProxyType({row.id: row.shown for row in SHORTCUTS if row.bound})
USUAL = MappingProxyType({key: row_id for row_id, key in _SHOWN.items()})
"""Usual key → id of what it does."""
_USUALLY = MappingProxyType({row.id: row.keys for row in SHORTCUTS})
_NAMED = re.compile(r"\[([^\[\]]+)\]")
EDITING = frozenset({"Ctrl+A", "Ctrl+C", "Ctrl+V", "Ctrl+X", "Ctrl+Z", "Ctrl+Y"})
"""What every text field has: all, copy, paste, cut, undo, redo."""
_LETTERS = range(Qt.Key.Key_A.value, Qt.Key.Key_Z.value + 1)
_FIGURES = range(Qt.Key.Key_0.value, Qt.Key.Key_9.value + 1)
_FUNCTION = range(Qt.Key.Key_F1.value, Qt.Key.Key_F12.value + 1)
ALLOWED = "只能用 F1 到 F12（可加 Shift、Ctrl），或 Ctrl 加一个字母、数字：请另按一个。"


def table(changed: Mapping[str, str]) -> tuple[Shortcut, ...]:
    """The shortcut table with what was ``changed``: id → key."""
    return tuple(replace(row, keys=(changed[row.id],)) if row.id in changed else row for row in SHORTCUTS)


def changed(settings: QSettings) -> dict[str, str]:
    """What was changed and can still be had: a key that a later version gave to something else is the usual one again."""
    found = {row.id: str(settings.value(f"{GROUP}/{row.id}", "")) for row in SHORTCUTS if row.bound}
    found = {row_id: key for row_id, key in found.items() if key}
    while wrong := [row_id for row_id, key in found.items() if refused(row_id, key, found)]:
        del found[wrong[0]]
    return found


def keep(settings: QSettings, wanted: Mapping[str, str]) -> None:
    """Remember what was changed."""
    settings.remove(GROUP)
    for row_id, key in wanted.items():
        settings.setValue(f"{GROUP}/{row_id}", key)
    settings.sync()


def refused(row_id: str, key: str, others: Mapping[str, str]) -> str:
    """Why a key can't be given to a row, "" where it can; ``others``: what is changed besides."""
    if not _allowed(key) and key not in _USUALLY[row_id]:
        return ALLOWED
    if key in EDITING:
        return f"{key} 在每个输入框里都要用（复制、粘贴、撤销等），不能改作别用：请另按一个。"
    for row in table({one: kept for one, kept in others.items() if one != row_id}):
        if row.id != row_id and key in {QKeySequence(one).toString() for one in row.keys}:
            return f"{key} 已经是“{row.label}”的键：请另按一个，或先改那一个。"
    return ""


def put_in_force(settings: QSettings) -> tuple[Shortcut, ...]:
    """The keys of ``settings`` are those that sentences name from now on; the table with them."""
    rows, application = table(changed(settings)), QCoreApplication.instance()
    if application is not None:
        application.setProperty(PROPERTY, {row.id: row.shown for row in rows if row.bound})
    return rows


def with_keys(sentence: str) -> str:
    """A sentence with the keys that work now in place of the usual ones in brackets. Told again it stays the same."""
    return _NAMED.sub(lambda found: _now(USUAL[found[1]]) if found[1] in USUAL else found[0], sentence)


def with_key_of(sentence: str, row_id: str) -> str:
    """A sentence with the key of what helps at its end."""
    return f"{sentence.rstrip('。')}（{_now(row_id)}）。"


def _now(row_id: str) -> str:
    application = QCoreApplication.instance()
    keys = application.property(PROPERTY) if application is not None else None
    return str((keys or _SHOWN)[row_id])


def _allowed(key: str) -> bool:
    sequence = QKeySequence(key)
    if sequence.count() != 1 or sequence.toString() != key:
        return False
    pressed = sequence[0]  # type: ignore[index]  # PySide's stubs lack it
    held, code = pressed.keyboardModifiers(), pressed.key().value
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    if code in _FUNCTION:
        return held in (Qt.KeyboardModifier.NoModifier, control, shift)
    return held == control and (code in _LETTERS or code in _FIGURES)
