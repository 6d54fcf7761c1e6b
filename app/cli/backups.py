"""``backup`` and ``restore FILE``: what the desk does by itself, and the way back, where no window opens."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from app.cli.sign_in import credentials
from app.errors import UserError
from app.services import demo
from app.services.backups import Backup, back_up, state
from app.services.desk import Desk
from app.services.passwords import Unlocked
from app.services.restore import backup_at, backup_names, restore, unlock_backup

_DONE = 0


def make(desk: Desk, folder: str) -> int:
    """Make a backup in the desk's folder, or in ``folder`` ("" for the desk's), and say where it is. UserError NO_FOLDER,
    NOT_ALLOWED; KnownErrors of ``back_up``."""
    if folder and not Path(folder).is_dir():
        # A stick that isn't there must not become a folder on this disk.
        raise UserError("NO_FOLDER", "to", f"没有「{folder}」这个文件夹，没有备份：请插好U盘或先建好文件夹。")
    made = back_up(replace(desk, backups=Path(folder)) if folder else desk)
    _say(f"备份已做好，并整份读回核对过：{made.path}")
    _say(_holds(made))
    told = state(desk)
    for sentence in filter(None, (told.problem, told.second)):
        _say(sentence)
    return _DONE


def put_back(arguments: argparse.Namespace, data_file: Path, at: datetime) -> int:
    """Put the backup that the arguments name in the place of ``data_file``, with a password of its own (the demonstration's
    is known), and say what that means. Errors of ``services.restore``."""
    source = backup_at(Path(arguments.file))
    _say(f"备份 {source.path.name}，{source.made:%Y-%m-%d %H:%M} 做的。{_holds(source)}")
    done = restore(source, _unlocked(arguments, source), data_file, at, demonstration=arguments.demo)
    _say(done.message)
    _say("下次登录时，这次恢复会写进审计记录。")
    return _DONE


def _unlocked(arguments: argparse.Namespace, source: Backup) -> Unlocked:
    if arguments.demo:
        return unlock_backup(source, demo.CONFIRMED_BY.id, demo.PASSWORD)
    return unlock_backup(source, *credentials(arguments, backup_names(source)))


def _holds(made: Backup) -> str:
    return f"单据 {made.documents} 张，审计记录到第 {made.sequence} 行，{made.size:,} 字节。"


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
