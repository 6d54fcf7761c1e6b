"""Names in a short list are found as somebody types them."""

from __future__ import annotations

import pytest

from app.services.spelling import begins


@pytest.mark.parametrize(
    ("name", "typed", "found"),
    [
        ("王秀英", "王", True),
        ("王秀英", "wxy", True),
        ("王秀英", "W", True),
        ("王秀英", "wangx", True),
        ("单国强", "sgq", True),
        ("单国强", "dgq", True),
        ("王秀英", "xy", False),
        ("王秀英", "", False),
        ("Operator 2", "op", True),
    ],
)
def test_a_name_begins_as_it_is_typed(name: str, typed: str, *, found: bool) -> None:
    assert begins(name, typed) is found
