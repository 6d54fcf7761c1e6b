"""The key of every data file that a test makes."""

from __future__ import annotations

KEY = bytes(range(32))
