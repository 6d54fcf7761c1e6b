"""year_end: its tables come with its topic."""

from __future__ import annotations

YEAR_END = ""
