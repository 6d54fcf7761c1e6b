"""The bench of columns runs and has the form that build_scripts/bench prints; nothing else of the program loads numpy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from build_scripts import bench_columns, bench_openfisca

ROOT = Path(__file__).resolve().parents[2]


def test_rows_of_a_small_run() -> None:
    rows = bench_columns.rows(3_000, 2)
    assert [set(row) for row in rows] == [{"name", "p50", "p99", "unit", "goal", "ok"}] * 3
    assert all(row["ok"] for row in rows)


def test_the_drawn_visits_can_all_be_settled() -> None:
    found = bench_columns.measure(3_000, 1)
    assert found["errors"] == 0
    assert found["person_pays"] > 0


def test_the_three_layers_of_the_peer_are_the_packs_own() -> None:
    pack = bench_openfisca.three_layers()
    assert [layer.id for layer in pack.layers] == ["basic", "critical_illness", "assistance"]
    figures = bench_openfisca.figures_of(pack)
    assert figures["critical_illness"]["poor"][:2] == [[0.0, 0.0], [7000.0, 0.55]]


def test_settling_and_the_command_line_start_without_numpy() -> None:
    code = "import sys, app.cli.commands, app.services.contract; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
