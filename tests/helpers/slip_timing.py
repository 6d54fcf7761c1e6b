"""How long slips take, printed and never asserted: ``python -m tests.helpers.slip_timing [rounds]`` from the root."""

from __future__ import annotations

import sys
from itertools import product
from time import perf_counter, process_time

from app.papers.slip import draw_slip
from app.records.paper import SHEETS
from tests.helpers import slip_samples


def main(rounds: int) -> None:
    """One line a sample and sheet: the first drawing, then median and worst of the warm ones (wall and processor, ms), KB."""
    for name, sheet in product(slip_samples.SAMPLES, SHEETS):
        facts = slip_samples.SAMPLES[name]()
        payload = "" if facts.trial else slip_samples.LONG_QR
        times: list[tuple[float, float]] = []
        size = 0
        for _ in range(rounds + 1):
            wall, processor = perf_counter(), process_time()
            size = len(draw_slip(facts, payload, sheet=sheet))
            times.append(((perf_counter() - wall) * 1000, (process_time() - processor) * 1000))
        walls = sorted(wall for wall, _ in times[1:])
        processors = sorted(processor for _, processor in times[1:])
        middle = len(walls) // 2
        sys.stdout.write(
            f"{name:17} {sheet:7} first {times[0][0]:6.1f}  warm p50 {walls[middle]:5.1f}  max {walls[-1]:5.1f}"
            f"  processor {processors[middle]:5.1f} ms  {size / 1024:4.0f} KB\n"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
