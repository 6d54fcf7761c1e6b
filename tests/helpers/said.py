"""What the program's modules say: every text in them that isn't a docstring."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

APP = Path(__file__).parents[2] / "app"


def texts(wanted: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """Each text with its file below ``app``, of the files that hold what is ``wanted`` at all: few do, and to parse them all
    takes seconds."""
    for path in sorted(APP.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        if not wanted.search(source):
            continue
        told: set[int] = set()
        for one in ast.walk(ast.parse(source)):  # a statement comes before what stands in it
            if isinstance(one, ast.Expr):
                told.add(id(one.value))
            elif isinstance(one, ast.Constant) and isinstance(one.value, str) and id(one) not in told:
                yield path.relative_to(APP).as_posix(), one.value
