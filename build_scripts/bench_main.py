"""The bench: which rows there are, and how they are shown (build_scripts/bench)."""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import os
import traceback
import unicodedata
from collections.abc import Callable, Sequence

from build_scripts import bench_core
from build_scripts.bench_core import Row
from build_scripts.bench_data import FULL, QUICK, Files, Size, say

Rows = Callable[[Files], list[Row]]


def evaluate(files: Files) -> list[Row]:
    """One evaluation with its trace."""
    return bench_core.rows(2000 if files.size.people >= FULL.people else 300)


def find(files: Files) -> list[Row]:
    """Every kind of query."""
    from build_scripts.bench_desk import find_rows

    return find_rows(files)


def settle(files: Files) -> list[Row]:
    """Commit with full sync."""
    from build_scripts.bench_desk import settle_rows

    return settle_rows(files)


def slip(files: Files) -> list[Row]:
    """The slip as PDF."""
    from build_scripts.bench_desk import slip_rows

    return slip_rows(files)


def close(files: Files) -> list[Row]:
    """A day of 2,000 settlements checked and closed."""
    from build_scripts.bench_close import close_rows

    return close_rows(files)


def statements(files: Files) -> list[Row]:
    """Statements of a month of 60,000 settlements."""
    from build_scripts.bench_statements import statement_rows

    return statement_rows(files)


def roster(files: Files) -> list[Row]:
    """An official list read, checked and imported."""
    from build_scripts.bench_rosters import roster_rows

    return roster_rows(files)


def insured(files: Files) -> list[Row]:
    """A payment list read, checked and imported."""
    from build_scripts.bench_insured import insured_rows

    return insured_rows(files)


def catalogue(_files: Files) -> list[Row]:
    """A catalogue of 300,000 entries imported, and what is asked of it."""
    from build_scripts.bench_catalogue import catalogue_rows

    return catalogue_rows()


def keystroke(files: Files) -> list[Row]:
    """Typing in a long bill."""
    from build_scripts.bench_window import keystroke_rows

    return keystroke_rows(files)


def start(files: Files) -> list[Row]:
    """A new process until its window can be used, of the sources and of the packed program."""
    from build_scripts.bench_start import start_rows

    return start_rows(files)


def columns(_files: Files) -> list[Row]:
    """Many cases at once, where that bench is there."""
    return _others("bench_columns")


ROWS: dict[str, Rows] = {
    one.__name__: one
    for one in (evaluate, keystroke, find, settle, slip, close, statements, roster, insured, catalogue, start, columns)
}
"""By the name that ``--only`` takes, in the order of the table."""


def _others(name: str) -> list[Row]:
    """The rows of a bench module that may not be there; none then."""
    if importlib.util.find_spec(f"build_scripts.{name}") is None:
        say(f"{name}.py is not there: left out")
        return []
    rows: list[Row] = importlib.import_module(f"build_scripts.{name}").rows()
    return rows


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print. 0 also where a goal is missed: ``ok`` says so; 1 where a row could not be measured at all, or
    where kill −9 left something wrong."""
    asked = _parser().parse_args(arguments)
    size = QUICK if asked.quick else FULL
    size = Size(asked.people or size.people, asked.settlements or size.settlements)
    # Nothing of this may open a window on the screen of whoever runs it.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    if asked.kills:
        from build_scripts.bench_kills import kill_rounds

        return kill_rounds(asked.kills)
    say(f"{size.people:,} people, {size.settlements:,} settlements; load {os.getloadavg()[0]:.1f}")
    made: list[Row] = []
    failed = False
    with Files(size) as files:
        for name in asked.only or ROWS:
            try:
                made += ROWS[name](files)
            except Exception:  # noqa: BLE001 - the other rows took minutes and are still worth seeing
                say(f"{name} failed:\n{traceback.format_exc()}")
                failed = True
    if asked.peer:
        made += _others(f"bench_{asked.peer}")
    say(f"done; load {os.getloadavg()[0]:.1f}")
    print(json.dumps(made, ensure_ascii=False, indent=1) if asked.json else table(made))
    return 1 if failed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="build_scripts/bench", description="How fast it is, beside what was promised."
    )
    parser.add_argument("--json", action="store_true", help="a list of rows as JSON")
    parser.add_argument("--quick", action="store_true", help="a small data file: 20,000 people, 5,000 settlements")
    parser.add_argument("--people", type=int, help="people in the data file (500,000)")
    parser.add_argument("--settlements", type=int, help="settlements in the data file (1,000,000)")
    parser.add_argument("--only", action="append", choices=tuple(ROWS), help="this row alone; more than once for more")
    parser.add_argument("--peer", choices=("openfisca",), help="measure this peer beside it")
    parser.add_argument("--kills", type=int, default=0, help="no figures: so many rounds of kill -9 while settling")
    return parser


def table(rows: Sequence[Row]) -> str:
    """The rows for people."""
    heads = ("what", "p50", "p99", "unit", "goal", "")
    lines = [heads, *(_cells(one) for one in rows)]
    widths = [max(_wide(line[at]) for line in lines) for at in range(len(heads))]
    return "\n".join(
        "  ".join(
            text + " " * (width - _wide(text)) if at in {0, 3} else " " * (width - _wide(text)) + text
            for at, (text, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _cells(one: Row) -> tuple[str, ...]:
    return (*(str(one[key]) for key in ("name", "p50", "p99", "unit", "goal")), "" if one["ok"] else "missed")


def _wide(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
