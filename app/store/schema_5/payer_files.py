"""payer_files: its tables come with its topic."""

from __future__ import annotations

PAYER_FILES = ""
