"""slip_keys: its tables come with its topic."""

from __future__ import annotations

SLIP_KEYS = ""
