"""One word for one thing, in every text of the program: taking back, institutions, townships (the glossary's terms)."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAPER = {
    *(
        "archive/",
        "life.py",
        "rights.py",
        "audit_words.py",
        "guards.py",
        "images.py",
        "day_blocks.py",
        "recovery_sheet.py",
    ),
    *("desks/archive.py", "screens/archive.py", "first_steps.py", "recover.py", "recovery_code.py", "operators.py"),
}
"""Where a sheet of paper is spoken of: it alone is 作废."""
ASKED = {"approval_requests.py", "requests.py", "records/words.py", "acceptances/kinds.py"}
"""Where somebody's request is: it alone is 撤回."""
LAYOUTS = {"app/papers/"}
"""Layouts of slips draw for ever what they drew."""
WORDS: tuple[tuple[str, set[str]], ...] = (
    ("撤下", set()),
    ("冲回", LAYOUTS),
    ("作废", PAPER),
    ("撤回", ASKED),
    (r"(?<!苏木)乡镇(?!卫生院|街道|级|\"|$)", {"exchange/", "register_list.py", "filing_clauses.py"}),
    (
        r"(?<![疗药办保诊约险在卫])机构(?!范围|备案|原因|类|级|代码|等|编|地址|名称|$)",
        {*LAYOUTS, "filing_clauses.py", "exchange/"},
    ),
)


@cache
def texts() -> tuple[tuple[str, str], ...]:
    """Each text that isn't a docstring, with its file: of the files that hold one of the words at all."""
    found = []
    for path in sorted((ROOT / "app").rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        if not any(re.search(word, source) for word, _ in WORDS):
            continue
        told: set[int] = set()
        for one in ast.walk(ast.parse(source)):  # a statement comes before what stands in it
            if isinstance(one, ast.Expr):
                told.add(id(one.value))
            elif isinstance(one, ast.Constant) and isinstance(one.value, str) and id(one) not in told:
                found.append((path.relative_to(ROOT).as_posix(), one.value))
    return tuple(found)


@pytest.mark.parametrize(("word", "allowed"), WORDS, ids=[one for one, _ in WORDS])
def test_a_word_stands_only_where_it_is_meant(word: str, allowed: set[str]) -> None:
    found = [
        (path, text) for path, text in texts() if re.search(word, text) and not any(one in path for one in allowed)
    ]
    assert not found
