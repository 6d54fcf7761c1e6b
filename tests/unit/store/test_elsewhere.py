"""The rule in SQL and in Python is one."""

from __future__ import annotations

import sqlite3
from itertools import product

from app.records.elsewhere import WAIVER, elsewhere
from app.records.words import LAYERS, WAYS
from app.store.elsewhere import ELSEWHERE


def test_sql_and_python_say_the_same_of_every_layer() -> None:
    sql = f"SELECT {ELSEWHERE} FROM (SELECT ? AS layer, ? AS given) AS l, (SELECT ? AS way) AS d"
    connection = sqlite3.connect(":memory:")
    for layer, given, way in product(LAYERS, (False, True), WAYS):
        [(found,)] = connection.execute(sql, (layer, int(given), way))
        assert found in {0, 1}
        assert bool(found) is elsewhere(layer, given=given, direct=way == "direct"), (layer, given, way)
    connection.close()


def test_only_what_was_typed_and_not_laid_out_is_elsewhere() -> None:
    said = {
        (layer, given, direct): elsewhere(layer, given=given, direct=direct)
        for layer, given, direct in product(("basic", WAIVER), (False, True), (False, True))
    }
    assert {key for key, value in said.items() if value} == {
        ("basic", True, False),
        (WAIVER, True, False),
        (WAIVER, True, True),
    }
