"""kill −9 before any statement: zero or one settlement, zero or one reversal, difference slip, day close, and the rest as it
should be. Every fifteenth statement here and the last two; each single one with ``-m long``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.helpers import kill_act

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="the kill test forks"),
    pytest.mark.parametrize("every", [15, pytest.param(1, marks=pytest.mark.long)], ids=["some", "each"]),
]


def outcomes_of(act: str, file: Path, folder: Path, every: int, least: int = 20) -> list[dict[str, Any]]:
    """What was found after a kill before each statement that is taken; the last one after the act had returned."""
    outcomes = kill_act.outcomes(act, file, folder, every)
    assert (len(outcomes) - 3) * every > least, "it has many statements"
    for nth, outcome in enumerate(outcomes, start=1):
        assert outcome["audit"], f"the audit broke at statement {nth}"
    return outcomes


def test_killed_before_any_statement_there_is_zero_or_one_settlement(
    confirmed_file: Path, tmp_path: Path, every: int
) -> None:
    outcomes = outcomes_of("settle", confirmed_file, tmp_path, every)
    for nth, outcome in enumerate(outcomes, start=1):
        done = nth == len(outcomes)
        assert (outcome["documents"], outcome["state"]) == ((1, "closed") if done else (0, "open")), nth
        assert outcome["again"] == ["NM-01-2019-000001", done], nth
        assert outcome["then"] == {"documents": 1, "state": "closed"}, nth


def test_killed_before_any_statement_there_is_zero_or_one_reversal(
    confirmed_file: Path, tmp_path: Path, every: int
) -> None:
    outcomes = outcomes_of("reverse", confirmed_file, tmp_path, every)
    number = "NM-01-2019-000003"
    reversed_ = {"documents": 3, "reversed_by": number, "counts_in_the_year": 0}
    for nth, outcome in enumerate(outcomes, start=1):
        done = nth == len(outcomes)
        found = {name: outcome[name] for name in reversed_}
        assert found == (reversed_ if done else {"documents": 2, "reversed_by": None, "counts_in_the_year": 1}), nth
        assert outcome["again"] == [number, done], nth
        assert outcome["then"] == reversed_, nth


def test_killed_before_any_statement_all_differences_are_posted_or_none(
    confirmed_file: Path, tmp_path: Path, every: int
) -> None:
    outcomes = outcomes_of("adjust", confirmed_file, tmp_path, every)
    number = "NM-01-2019-000004"
    for nth, outcome in enumerate(outcomes, start=1):
        done = nth == len(outcomes)
        assert (outcome["documents"], outcome["flagged"]) == ((4, 0) if done else (3, 1)), nth
        assert outcome["again"] == [[number], done], nth
        assert outcome["then"] == {"documents": 4, "flagged": 0}, nth


def test_killed_before_any_statement_a_day_is_closed_once_or_not(
    confirmed_file: Path, tmp_path: Path, every: int
) -> None:
    outcomes = outcomes_of("close", confirmed_file, tmp_path, every)
    for nth, outcome in enumerate(outcomes, start=1):
        done = nth == len(outcomes)
        assert (outcome["closes"], outcome["closed"]) == (int(done), done), nth
        assert outcome["again"] == ["the-close", done], nth
        assert outcome["then"] == {"closes": 1, "closed": True}, nth


def test_killed_before_any_statement_a_list_is_imported_whole_or_not_at_all(
    confirmed_file: Path, tmp_path: Path, every: int
) -> None:
    outcomes = outcomes_of("import", confirmed_file, tmp_path, every)
    done: dict[str, Any] = {"lists": 1, "names": ["王秀岚", "王秀兰"], "history": 1}
    for nth, outcome in enumerate(outcomes, start=1):
        found = {name: outcome[name] for name in done}
        assert found in ({"lists": 0, "names": ["王秀兰", "王秀兰"], "history": 0}, done), nth
        assert outcome["again"] == [0, 3], nth
        assert sorted(outcome["then"]["names"]) == sorted(done["names"]), nth
        assert outcome["then"]["lists"] == 1, nth
    assert outcomes[-1]["lists"] == 1


def test_killed_before_any_statement_a_list_is_undone_whole_or_not_at_all(
    confirmed_file: Path, tmp_path: Path, every: int
) -> None:
    outcomes = outcomes_of("undo", confirmed_file, tmp_path, every)
    for nth, outcome in enumerate(outcomes, start=1):
        assert (outcome["undone"], "王秀岚" in outcome["names"]) in ((0, True), (1, False)), nth
        assert outcome["again"] == [0, []], nth
        assert outcome["then"] == {"undone": 1, "names": ["王秀兰", "王秀兰"]}, nth
    assert outcomes[-1]["undone"] == 1


def test_killed_before_any_statement_a_payment_list_is_imported_whole_or_not_at_all(
    confirmed_file: Path, tmp_path: Path, every: int
) -> None:
    outcomes = outcomes_of("insure", confirmed_file, tmp_path, every)
    _whole_or_not(outcomes, {"stand": 0, "insured": 8, "paid": 0}, {"stand": 1, "insured": 3, "paid": 1}, [1, 6])


def test_killed_before_any_statement_a_payment_list_is_undone_whole_or_not_at_all(
    confirmed_file: Path, tmp_path: Path, every: int
) -> None:
    outcomes = outcomes_of("uninsure", confirmed_file, tmp_path, every)
    _whole_or_not(outcomes, {"stand": 1, "insured": 3, "paid": 1}, {"stand": 0, "insured": 8, "paid": 0}, [0])


_OLD = {"stand": 0, "items": ["三人间床位费", "注射用美罗培南"], "versions": 0}
_NEW = {"stand": 1, "items": ["三人间床位费", "甘草", "奥美拉唑肠溶胶囊", "感冒清热颗粒"], "versions": 1}


def test_killed_before_any_statement_a_catalogue_is_imported_whole_or_not_at_all(
    confirmed_file: Path, tmp_path: Path, every: int
) -> None:
    _whole_or_not(outcomes_of("stock", confirmed_file, tmp_path, every), _OLD, _NEW, [2, 1, 0])


def test_killed_before_any_statement_a_catalogue_is_undone_whole_or_not_at_all(
    confirmed_file: Path, tmp_path: Path, every: int
) -> None:
    _whole_or_not(outcomes_of("unstock", confirmed_file, tmp_path, every), _NEW, _OLD, [0])


def _whole_or_not(
    outcomes: list[dict[str, Any]], before: dict[str, Any], after: dict[str, Any], again: list[int]
) -> None:
    for nth, outcome in enumerate(outcomes, start=1):
        assert {name: outcome[name] for name in before} in (before, after), nth
        assert (outcome["again"], outcome["then"]) == (again, after), nth
    assert {name: outcomes[-1][name] for name in after} == after


def test_killed_between_drawing_and_recording_a_slip_is_counted_and_kept_or_neither(
    confirmed_file: Path, tmp_path: Path, every: int
) -> None:
    outcomes = outcomes_of("print", confirmed_file, tmp_path, every)
    for nth, outcome in enumerate(outcomes, start=1):
        done = int(nth == len(outcomes))
        found = {name: outcome[name] for name in ("prints", "papers", "same")}
        assert found == {"prints": done, "papers": done, "same": True}, nth
        assert outcome["again"] == [1 + done], nth
        assert outcome["then"] == {"prints": 1 + done, "papers": 1 + done, "same": True}, nth


def test_killed_while_a_list_is_handed_out_it_is_noted_and_kept_or_neither(
    confirmed_file: Path, tmp_path: Path, every: int
) -> None:
    outcomes = outcomes_of("list", confirmed_file, tmp_path, every, least=5)
    for nth, outcome in enumerate(outcomes, start=1):
        done = int(nth == len(outcomes))
        assert (outcome["noted"], outcome["papers"]) == (done, done), nth
        assert outcome["then"] == {"noted": 1 + done, "papers": 1 + done}, nth


@pytest.mark.parametrize(("act", "count"), [("clear", 1), ("second", 2)])
def test_killed_before_any_statement_a_year_is_paid_once_or_not(
    confirmed_file: Path, tmp_path: Path, every: int, act: str, count: int
) -> None:
    outcomes = outcomes_of(act, confirmed_file, tmp_path, every)
    for nth, outcome in enumerate(outcomes, start=1):
        done = nth == len(outcomes)
        found = {name: outcome[name] for name in ("runs", "shares")}
        assert found == ({"runs": 1, "shares": count} if done else {"runs": 0, "shares": 0}), nth
        assert outcome["again"] == [count, done], nth
        assert outcome["then"] == {"runs": 1, "shares": count}, nth
