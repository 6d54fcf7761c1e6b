"""The commands of ``python -m app``: arguments → services → standard output and exit status."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from app.cli import backups, doctor
from app.cli import verify as slip_verify
from app.cli.audit import verify
from app.errors import KnownError
from app.policy import Fault, Registry
from app.services.contract import check_pack, check_together, list_packs, settle_text
from app.services.desk import Desk

DONE, REFUSED, FAILED = 0, 2, 1
"""Exit statuses: all well; a case that can't be settled; a file that can't be read or faults in a pack."""


OpenDesk = Callable[[argparse.Namespace], Desk]
"""Opens the data file for a command that has ``sign_in_options``: asks for the password (none for the demonstration). The
command closes it with ``desk.database.close()``. UserErrors and KnownErrors end the program with their sentence."""

Place = Callable[[argparse.Namespace], tuple[Path, datetime]]
"""Where the data file lies or will lie, and the time: for a command that works on it while it is closed."""


def run(
    arguments: argparse.Namespace,
    packs: Callable[[], Registry],
    policies: Path,
    open_desk: OpenDesk,
    place: Place,
) -> int:
    """Run one command; its exit status. ``packs`` reads the packs when they are needed; ``policies`` is their folder;
    ``open_desk`` gives a desk to a command that needs the data file, ``place`` its path to one that replaces it."""
    if arguments.command == "settle":
        with _input(arguments.file) as source:
            return settle_batch(source, packs()) if arguments.batch else settle_one(source, packs())
    if arguments.command == "simulate":
        from app.cli import simulate  # brings numpy

        with _input(arguments.file) as source:
            return simulate.run(arguments, packs(), source)
    if arguments.command == "audit":
        return _at_desk(arguments, open_desk, lambda desk: verify(desk, arguments.head))
    if arguments.command == "backup":
        return _at_desk(arguments, open_desk, lambda desk: backups.make(desk, arguments.to))
    if arguments.command == "restore":
        return backups.put_back(arguments, *place(arguments))
    if arguments.command == "verify":
        return slip_verify.run(arguments, open_desk)
    if arguments.command == "doctor":
        if arguments.closed:
            return doctor.report_closed(*place(arguments), arguments.to)
        return _at_desk(arguments, open_desk, lambda desk: doctor.report(desk, arguments.to))
    if arguments.action == "check":
        files = [Path(name) for name in arguments.files] or _pack_files(policies)
        return check_packs(files)
    _print(json.dumps(list_packs(packs()), ensure_ascii=False, indent=2))
    return DONE


def _at_desk(arguments: argparse.Namespace, open_desk: OpenDesk, command: Callable[[Desk], int]) -> int:
    desk = open_desk(arguments)
    try:
        return command(desk)
    finally:
        desk.database.close()


def settle_one(source: BinaryIO, registry: Registry) -> int:
    """One case: its answer as pretty JSON."""
    answer = settle_text(registry, source.read())
    _print(json.dumps(answer, ensure_ascii=False, indent=2))
    return REFUSED if "error" in answer else DONE


def settle_batch(source: Iterable[bytes], registry: Registry) -> int:
    """One case a line, one answer a line, in the same order; a refused line takes its place."""
    status = DONE
    for line in source:
        answer = settle_text(registry, line.rstrip(b"\r\n"))
        if "error" in answer:
            status = REFUSED
        _print(json.dumps(answer, ensure_ascii=False, separators=(",", ":")))
        sys.stdout.flush()  # whoever sends a case and waits for its answer gets it
    return status


def check_packs(files: Iterable[Path]) -> int:
    """A line for each fault: ``file:line key message``; silent where all is well."""
    faults: list[Fault] = []
    whole: list[tuple[str, bytes]] = []
    for file in files:
        beside, data = file.with_suffix(".cases.toml"), _read(file)
        faults += check_pack(file.name, data, _read(beside) if beside.is_file() else None)
        whole.append((file.name, data))
    faults = faults or list(check_together(whole))
    for fault in faults:
        _print(str(fault))
    if not faults:
        _say(f"{len(whole)} 个政策包和算例都没有问题。")
    return FAILED if faults else DONE


def _pack_files(policies: Path) -> list[Path]:
    return sorted(file for file in policies.glob("*.toml") if not file.name.endswith(".cases.toml"))


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as wrong:
        raise KnownError("NO_FILE", f"打不开文件「{file}」：请核对路径和权限。") from wrong


def _input(name: str) -> BinaryIO:
    if name == "-":
        return sys.stdin.buffer
    try:
        return Path(name).open("rb")
    except OSError as wrong:
        raise KnownError("NO_FILE", f"打不开文件「{name}」：请核对路径和权限。") from wrong


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
