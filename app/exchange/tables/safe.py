"""Texts for a csv that a spreadsheet opens: nothing is run, no digit lost, and ``read_table`` sees the text as it was."""

from __future__ import annotations

import re

_UNWRITABLE = re.compile("[\0\ud800-\udfff]")
_FORMULA = "=+-@\t\r＝＋－＠"
_PLAIN_NUMBER = re.compile(r"[+-]?\d[\d,]*(\.\d+)?", re.ASCII)
_LONG_NUMBER = re.compile(r"(\d{12,}[Xx]?|0\d+)", re.ASCII)


def safe(text: str) -> str:
    """``text`` with a leading ' where a spreadsheet would run it, a leading tab where it would take digits for a number. Half
    characters and zero bytes, for which no csv could be written or read again, are a �, which is refused as they are."""
    text = _UNWRITABLE.sub("\ufffd", text)
    if _LONG_NUMBER.fullmatch(text):
        return f"\t{text}"
    if text[:1] in _FORMULA and text and not _PLAIN_NUMBER.fullmatch(text):
        return f"'{text}"
    return text
