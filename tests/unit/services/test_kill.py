"""kill −9 before every single statement of a settlement: zero or one settlement, and the draft as it should be."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the kill test forks")
def test_killed_before_any_statement_there_is_zero_or_one_settlement(confirmed_file: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.helpers.kill_settle", str(confirmed_file), str(tmp_path)]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert told.returncode == 0, told.stderr
    outcomes = json.loads(told.stdout)
    assert len(outcomes) > 30, "a settlement has many statements"
    for nth, outcome in enumerate(outcomes, start=1):
        assert outcome["audit"], f"the audit chain broke at statement {nth}"
        if outcome["documents"]:
            assert (outcome["documents"], outcome["state"]) == (1, "closed"), nth
            assert outcome["again"] == ["NM-01-2019-000001", True, 1], nth
        else:
            assert outcome["state"] == "open", nth
            assert outcome["again"] == ["NM-01-2019-000001", False, 1], nth
    assert outcomes[-1]["documents"] == 1
    assert all(outcome["documents"] == 0 for outcome in outcomes[:-1]), "nothing is there before the commit"
