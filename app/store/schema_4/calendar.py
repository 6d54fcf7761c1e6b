"""Days off and days worked of years that are not built in, as notices gave them."""

from __future__ import annotations

from app.store.schema import STAMP

CALENDAR = f"""
CREATE TABLE calendar_entries (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL CHECK (kind IN ('rest', 'work')),
    holiday TEXT NOT NULL, first TEXT NOT NULL, last TEXT NOT NULL CHECK (last >= first), document_number TEXT NOT NULL,
    withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)), {STAMP.strip()}
) STRICT;
"""
"""An entry that was wrong is ``withdrawn`` and stays."""
