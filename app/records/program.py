"""What the program is called and which version it is."""

from __future__ import annotations

TITLE = "一站式结算窗口"
VERSION = "0.4.0"
"""The same as in pyproject.toml (a test holds them together): a packed program has no other place to read it."""
