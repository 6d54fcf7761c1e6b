"""Bench rows for columns: 1,000,000 visits of naiman-2019 (five layers) evaluated again, time and memory.

    .venv/bin/python build_scripts/bench_columns.py [--visits N] [--times N]

`rows()` gives the rows that build_scripts/bench prints: {"name", "p50", "p99", "unit", "goal", "ok"}. The visits are drawn
from a fixed seed with the mix of a county's year: most persons come once or twice, a few come often.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

VISITS = 1_000_000
GOAL_SECONDS, GOAL_MIB = 2.0, 1024
SEED = 20191122


def draw(count: int) -> Any:
    """`count` visits of 2019, rows of one person in order."""
    import numpy as np

    from app.engine.columns import Columns
    from app.engine.columns.record import IDENTITIES, TAGS

    rng = np.random.default_rng(SEED)

    def some(weights: list[float]) -> Any:
        return rng.choice(len(weights), size=count, p=weights).astype(np.int8)

    # visits a person: one or two for most, a long tail up to some dozens
    visits = np.minimum(rng.geometric(0.4, size=count), 40)
    person = np.repeat(np.arange(count), visits)[:count].astype(np.int32)
    persons = int(person[-1]) + 1
    poor = rng.random(persons) < 0.7
    others = (rng.random((persons, len(IDENTITIES))) < 0.08) @ (1 << np.arange(len(IDENTITIES)))
    bits = (others | np.where(poor, 1 << IDENTITIES.index("registered_poor"), 0)).astype(np.int16)
    kind = some([0.55, 0.1, 0.12, 0.13, 0.05, 0.05])
    in_scope = np.minimum(rng.lognormal(12.8, 1.3, size=count), 90_000_000).astype(np.int64)
    places = {name: (in_scope * rng.random(count) * part).astype(np.int64) for name, part in PARTS.items()}
    days = np.sort(rng.integers(737_060, 737_425, size=count))  # 2019; in order for everybody
    shuffled = rng.permutation(count)
    order = np.lexsort((days[shuffled], person))
    none = np.full(count, -1, dtype=np.int8)
    given = np.where(rng.random(count) < 0.04, in_scope // 2, -1)
    return Columns(
        case=person,
        year=person,
        years=persons,
        discharged=days[shuffled][order].astype(np.int32),
        type=kind,
        level=some([0.05, 0.25, 0.15, 0.35, 0.2]),
        region=some([0.7, 0.18, 0.12]),
        referral=some([0.45, 0.15, 0.4]),
        transfer_from=none,
        prescription_level=none,
        approval=none,
        designated=rng.random(count) < 0.95,
        treatment_designated=rng.random(count) < 0.3,
        identities=bits[person],
        tags=((rng.random((count, len(TAGS))) < 0.12) @ (1 << np.arange(len(TAGS)))).astype(np.int16),
        total=in_scope + sum(places.values()),
        in_scope=in_scope,
        **places,
        drug_in_scope=in_scope // 3,
        given={"basic": given, "social_relief": np.where(rng.random(count) < 0.02, in_scope // 50, -1)},
        held={},
        fault=np.zeros(count, dtype=np.int8),
    )


PARTS = {
    "out_of_catalogue": 0.12,
    "over_limit": 0.02,
    "prepay": 0.05,
    "special_drug": 0.01,
    "patient_own": 0.01,
    "institution_own": 0.01,
}


def measure(count: int, times: int) -> dict[str, Any]:
    """Seconds of each evaluation (by the clock and of the processor) and the largest resident size, in this process."""
    import resource

    from app.engine.columns import evaluate_columns
    from app.policy import read_pack, values_for

    path = ROOT / "resources" / "policies" / "naiman-2019.toml"
    pack = read_pack(path.read_bytes(), path.name)
    columns = draw(count)
    seconds, cpu, checksum, errors = [], [], 0, 0
    for _ in range(times):
        began, cpu_began = time.perf_counter(), time.process_time()
        results = evaluate_columns(pack, values_for(pack), columns)
        seconds.append(time.perf_counter() - began)
        cpu.append(time.process_time() - cpu_began)
        checksum = int(results.person_pays.sum())
        errors = int((results.error != 0).sum())
    return {
        "seconds": seconds,
        "cpu": cpu,
        "mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "person_pays": checksum,
        "errors": errors,
    }


def rows(count: int = VISITS, times: int = 7) -> list[dict[str, Any]]:
    """The rows; measured in a process of its own, so that the memory is that of the columns alone."""
    command = [sys.executable, __file__, "--measure", "--visits", str(count), "--times", str(times)]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ).stdout)
    seconds, cpu = sorted(found["seconds"]), sorted(found["cpu"])
    p50, p99 = seconds[len(seconds) // 2], seconds[-1]
    return [
        _row(f"columns: {count:,} visits, naiman-2019", p50, p99, "s", GOAL_SECONDS, ok=p50 < GOAL_SECONDS),
        _row(
            "the same, processor time",
            cpu[len(cpu) // 2],
            cpu[-1],
            "s",
            GOAL_SECONDS,
            ok=cpu[len(cpu) // 2] < GOAL_SECONDS,
        ),
        _row("columns: resident", found["mib"], found["mib"], "MiB", GOAL_MIB, ok=found["mib"] < GOAL_MIB),
    ]


def _row(name: str, p50: float, p99: float, unit: str, goal: float, *, ok: bool) -> dict[str, Any]:
    return {"name": name, "p50": round(p50, 3), "p99": round(p99, 3), "unit": unit, "goal": goal, "ok": ok}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visits", type=int, default=VISITS)
    parser.add_argument("--times", type=int, default=7)
    parser.add_argument("--measure", action="store_true", help="the child of rows(): raw figures as JSON")
    chosen = parser.parse_args()
    if chosen.measure:
        print(json.dumps(measure(chosen.visits, chosen.times)))
        return
    for row in rows(chosen.visits, chosen.times):
        print(f"{row['name']}: p50 {row['p50']} {row['unit']}, p99 {row['p99']}, goal {row['goal']}, ok {row['ok']}")


if __name__ == "__main__":
    main()
