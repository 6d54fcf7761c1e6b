"""fund_codes: its tables come with its topic."""

from __future__ import annotations

FUND_CODES = ""
