"""``verify CODE``: one line of Chinese, 0 where the slip is genuine, else 1. By the hall's key alone, or at a ledger."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from app.errors import KnownError, UserError
from app.money.fen import format_fen
from app.records.verdict import Verdict
from app.services.desk import Desk
from app.services.slip_key_files import LARGEST, read_hall_keys
from app.services.verify import Trust, look_up, verify

GENUINE, OTHER = 0, 1
_LONGEST = 4_000
"""Bytes of a code on standard input."""


def run(arguments: argparse.Namespace, open_desk: Callable[[argparse.Namespace], Desk]) -> int:
    """Judge a code and print the verdict. Without ``--hall-key``, or with a data folder named, the ledger is asked as well.
    UserError BAD_KEY, NO_FILE_OPENED; KnownError NO_FILE; what ``open_desk`` raises."""
    halls = tuple(key for name in arguments.hall_key for key in _keys(name))
    if halls and not (arguments.demo or arguments.data_dir):
        if arguments.password_stdin:
            raise UserError(
                "NO_FILE_OPENED", "password", "只凭 --hall-key 核对不打开数据文件，不用口令：请去掉 --password-stdin。"
            )
        return _told(verify(_code(arguments), Trust(halls)))
    desk = open_desk(arguments)
    try:
        return _told(look_up(desk, _code(arguments), halls))
    finally:
        desk.database.close()


def _told(found: Verdict) -> int:
    parts = [found.headline]
    if found.number:
        parts.append(f"结算单 {found.number}")
    if found.person_pays is not None:
        parts.append(f"个人负担 {format_fen(found.person_pays, thousands=True)} 元")
    sys.stdout.write(f"{' · '.join(parts)} · {''.join(found.sentences)}\n")
    return GENUINE if found.genuine else OTHER


def _code(arguments: argparse.Namespace) -> str:
    """The code, read after the password where both come on standard input."""
    if arguments.code != "-":
        return str(arguments.code)
    return sys.stdin.buffer.read(_LONGEST).decode("utf-8", "replace")


def _keys(name: str) -> tuple[str, ...]:
    try:
        with Path(name).open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as wrong:
        raise KnownError("NO_FILE", f"打不开大厅公钥文件「{name}」：请核对路径和权限。") from wrong
    try:
        return read_hall_keys(data)
    except UserError as wrong:
        raise UserError(wrong.code, wrong.path, f"「{name}」：{wrong.message}") from wrong
