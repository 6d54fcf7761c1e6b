"""One word for one thing, in every text of the program: taking back, institutions, townships (the glossary's terms)."""

from __future__ import annotations

import re
from functools import cache

import pytest

from tests.helpers.said import texts

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
LAYOUTS = {"papers/"}
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
def said() -> tuple[tuple[str, str], ...]:
    return tuple(texts(re.compile("|".join(word for word, _ in WORDS))))


@pytest.mark.parametrize(("word", "allowed"), WORDS, ids=[one for one, _ in WORDS])
def test_a_word_stands_only_where_it_is_meant(word: str, allowed: set[str]) -> None:
    found = [(path, text) for path, text in said() if re.search(word, text) and not any(one in path for one in allowed)]
    assert not found
