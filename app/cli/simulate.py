"""``simulate``: each case of a file under two packs → one JSON object on standard output."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections.abc import Iterator
from types import FrameType
from typing import BinaryIO

from app.errors import UserError
from app.exchange.answers import error_answer
from app.policy import Registry
from app.services.simulate import simulate

DONE, REFUSED, CANCELLED = 0, 2, 130
"""Exit statuses: every case compared; some refused (or a pack's name wrong); stopped by Ctrl-C."""


def run(arguments: argparse.Namespace, registry: Registry, source: BinaryIO) -> int:
    """Compare, telling the progress on standard error; Ctrl-C ends it calmly with what is done so far."""
    stop = Stop()
    rows = Rows() if arguments.rows else None
    before = signal.signal(signal.SIGINT, stop.asked)
    _say(f"开始测算：{arguments.pack} 与 {arguments.against}；按 Ctrl-C 可随时停下。")
    try:
        summary = simulate(
            registry,
            arguments.pack,
            arguments.against,
            stop.lines(source),
            draft_ok=arguments.draft_ok,
            progress=_progress,
            cancelled=lambda: stop.wanted,
            row=rows.put if rows else None,
        )
    except UserError as wrong:
        _print(json.dumps(error_answer(None, wrong), ensure_ascii=False, indent=2))
        return REFUSED
    finally:
        signal.signal(signal.SIGINT, before)
    text = json.dumps(summary, ensure_ascii=False, indent=2)
    _print(rows.closed(text) if rows else text)
    if not summary["complete"]:
        _say(f"已按要求停下：以上是已算完的 {summary['cases']} 个个案。")
        return CANCELLED
    return REFUSED if summary["refused"] else DONE


class Stop:
    """Ctrl-C: noted while cases are worked out, ends the reading at once while a line is waited for."""

    def __init__(self) -> None:
        self.wanted = False
        self.waiting = False

    def asked(self, _signal: int, _frame: FrameType | None) -> None:
        again, self.wanted = self.wanted, True
        if self.waiting or again:
            raise KeyboardInterrupt

    def lines(self, source: BinaryIO) -> Iterator[bytes]:
        """The lines up to the end, or until Ctrl-C; empty ones are left out."""
        try:
            while not self.wanted:
                self.waiting = True
                line = source.readline()
                self.waiting = False
                if not line:
                    return
                if line.strip():
                    yield line
        except KeyboardInterrupt:
            self.waiting = False


class Rows:
    """The rows as they come, inside one JSON object that the summary completes: nothing is held in memory."""

    def __init__(self) -> None:
        self.any = False

    def put(self, row: dict[str, object]) -> None:
        sys.stdout.write(",\n  " if self.any else '{\n "rows": [\n  ')
        sys.stdout.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")))
        self.any = True

    def closed(self, summary: str) -> str:
        """What is still to be written: the end of the rows, and the summary's keys behind them."""
        begin = "\n ]," if self.any else '{\n "rows": [],'
        return begin + summary.removeprefix("{")


def _progress(cases: int) -> None:
    _say(f"已算 {cases} 个个案")


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
