"""Bench rows beside OpenFisca-Core: the same three-layer rule (基本 → 大病 → 医疗救助) over the same visits in one run.

    .venv/bin/python build_scripts/bench_openfisca.py [--visits N] [--times N]

The first three layers of naiman-2019, one inpatient visit a person and year. OpenFisca-Core is installed into
build/openfisca-venv and runs peer_openfisca.py there; the program's side is app.engine.columns, with everything that a
pack brings along (conditions, caps of the year, carried). `rows()` is what build_scripts/bench prints.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

PEER = "OpenFisca-Core==46.0.1"
VENV = ROOT / "build" / "openfisca-venv"
VISITS, TIMES = 1_000_000, 5
SEED = 20190501
TIERS = ("township", "primary", "secondary", "tertiary")


def peer_python() -> Path:
    """The interpreter that has OpenFisca-Core; installed the first time."""
    python = VENV / "bin" / "python"
    stamp = VENV / ".installed"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != PEER:
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
        subprocess.run(
            [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", PEER], check=True
        )
        stamp.write_text(PEER, encoding="utf-8")
    return python


def three_layers() -> Any:
    """The pack's first three layers, and nothing besides."""
    from app.policy import read_pack

    path = ROOT / "resources" / "policies" / "naiman-2019.toml"
    pack = read_pack(path.read_bytes(), path.name)
    return replace(pack, layers=pack.layers[:3], catalogue_limits=(), notices=())


def figures_of(pack: Any) -> dict[str, Any]:
    """The pack's figures as OpenFisca wants them: yuan and shares of 1 in floating point."""
    from app.money.fen import ONE, at_rate
    from app.policy import values_for

    found: Any = values_for(pack).figures
    start = found["critical_illness.deductible"]
    factor, bonus = found["critical_illness.poor_deductible_factor"], found["critical_illness.poor_rate_bonus"]
    bands = [(band.start, band.rate) for band in found["critical_illness.bands"]]

    def scale(deductible: int, more: int) -> list[list[float]]:
        above = [[max(first, deductible) / 100, (rate + more) / ONE] for first, rate in bands]
        return [[0.0, 0.0], *above]

    def family(name: str, unit: int) -> dict[str, float]:
        return {tier: found[f"basic.inpatient.{name}.{tier}"] / unit for tier in TIERS}

    return {
        "basic": {
            "deductible": family("deductible", 100),
            "rate": family("rate", ONE),
            "annual_cap": found["basic.annual_cap"] / 100,
        },
        "critical_illness": {"ordinary": scale(start, 0), "poor": scale(at_rate(start, factor), bonus)},
        "assistance": {"rate": found["assistance.rate"] / ONE, "annual_cap": found["assistance.annual_cap"] / 100},
    }


def draw(count: int) -> Any:
    """One inpatient visit of each of `count` persons."""
    import numpy as np

    from app.engine.columns import Columns
    from app.engine.columns.record import IDENTITIES, LEVELS, PLACES, REFERRALS, REGIONS, TYPES

    rng = np.random.default_rng(SEED)
    nothing = np.zeros(count, dtype=np.int64)
    in_scope = np.minimum(rng.lognormal(13.2, 1.2, size=count), 90_000_000).astype(np.int64)
    outside = (in_scope * rng.random(count) * 0.1).astype(np.int64)
    none, yes = np.full(count, -1, dtype=np.int8), np.ones(count, dtype=np.bool_)
    poor = rng.random(count) < 0.6
    places = {**dict.fromkeys(PLACES, nothing), "in_scope": in_scope, "out_of_catalogue": outside}
    return Columns(
        case=np.arange(count, dtype=np.int32),
        year=np.arange(count, dtype=np.int32),
        years=count,
        discharged=rng.integers(737_060, 737_425, size=count).astype(np.int32),
        type=np.full(count, TYPES.index("inpatient"), dtype=np.int8),
        level=rng.integers(LEVELS.index("township"), len(LEVELS), size=count).astype(np.int8),
        region=np.full(count, REGIONS.index("in_county"), dtype=np.int8),
        referral=np.full(count, REFERRALS.index("filed"), dtype=np.int8),
        transfer_from=none,
        prescription_level=none,
        approval=none,
        designated=yes,
        treatment_designated=yes,
        identities=(poor * (1 << IDENTITIES.index("registered_poor"))).astype(np.int16),
        tags=np.zeros(count, dtype=np.int16),
        total=in_scope + outside,
        **places,
        drug_in_scope=none.astype(np.int64),
        given={},
        held={},
        fault=np.zeros(count, dtype=np.int8),
    )


def rows(count: int = VISITS, times: int = TIMES) -> list[dict[str, Any]]:
    """Both sides; the goal of the program's row is the peer's median."""
    import numpy as np

    from app.engine.columns import evaluate_columns
    from app.policy import values_for

    python, pack, columns = peer_python(), three_layers(), draw(count)
    ours, ours_cpu, pays = [], [], columns.total
    for _ in range(times):
        began, cpu = time.perf_counter(), time.process_time()
        results = evaluate_columns(pack, values_for(pack), columns)
        ours.append(time.perf_counter() - began)
        ours_cpu.append(time.process_time() - cpu)
        pays = results.person_pays
    with tempfile.NamedTemporaryFile(suffix=".npz", dir=ROOT / "build") as file:
        np.savez(
            file,
            total=columns.total,
            in_scope=columns.in_scope,
            poor=columns.identities != 0,
            tier=columns.level - 1,
            person_pays=pays,
            figures=json.dumps(figures_of(pack)),
        )
        file.flush()
        command = [str(python), str(ROOT / "build_scripts" / "peer_openfisca.py"), file.name, str(times)]
        peer = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    theirs, wrong = sorted(peer["seconds"]), peer["differ"]
    middle = theirs[len(theirs) // 2]
    name = f"three layers, {count:,} visits"
    return [
        _row(f"{name}: columns", sorted(ours), "s", middle),
        _row(f"{name}: OpenFisca-Core", theirs, "s", middle),
        _row(f"{name}: columns, processor time", sorted(ours_cpu), "s", sorted(peer["cpu"])[len(theirs) // 2]),
        _row(
            f"{name}: OpenFisca-Core, processor time", sorted(peer["cpu"]), "s", sorted(peer["cpu"])[len(theirs) // 2]
        ),
        _row(f"{name}: persons whose amount OpenFisca-Core (float32) has wrong by a fen or more", [wrong], "", wrong),
    ]


def _row(name: str, figures: list[float], unit: str, goal: float) -> dict[str, Any]:
    p50, p99 = figures[len(figures) // 2], figures[-1]
    return {
        "name": name,
        "p50": round(p50, 3),
        "p99": round(p99, 3),
        "unit": unit,
        "goal": round(goal, 3),
        "ok": p50 <= goal,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visits", type=int, default=VISITS)
    parser.add_argument("--times", type=int, default=TIMES)
    chosen = parser.parse_args()
    for row in rows(chosen.visits, chosen.times):
        print(f"{row['name']}: p50 {row['p50']} {row['unit']}, p99 {row['p99']}")


if __name__ == "__main__":
    main()
