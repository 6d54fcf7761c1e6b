"""The data file for a command of the command line."""

from __future__ import annotations

from argparse import Namespace
from datetime import datetime
from pathlib import Path

from app.bootstrap import choices
from app.bootstrap.demonstration import open_demonstration
from app.bootstrap.formal import sign_in
from app.errors import KnownError, UserError
from app.services import demo
from app.services.desk import Desk
from app.services.opening import SIGN_IN, look


def open_for_command(arguments: Namespace) -> Desk:
    """The desk for a command of the command line, which asks for a password; none for the demonstration, whose manager
    asks unless another name was given: but a password that is handed over is checked there too. KnownErrors NO_DATA where there
    is no data file yet, and what stands in the way; UserError WRONG_PASSWORD."""
    from app.cli.sign_in import credentials, password

    if arguments.demo:
        operator = demo.operator_named(arguments.operator)
        if arguments.password_stdin and password(arguments, "") != demo.PASSWORD:
            raise UserError(
                "WRONG_PASSWORD",
                "password",
                f"{operator.name}的口令不对：演示的口令是 {demo.PASSWORD}；不写 --password-stdin 就不问。",
            )
        return open_demonstration(arguments.data_dir, progress=choices.say_beside, operator=operator)
    packs, path = choices.load_packs(), choices.data_file(arguments.data_dir, choices.FORMAL_FILE)
    found = look(path)
    if found.problem is not None:
        raise found.problem
    if found.state != SIGN_IN:
        raise KnownError("NO_DATA", "还没有设好管理员的数据文件：请先打开窗口，按提示设好管理员口令，再用命令行。")
    return sign_in(path, packs, *credentials(arguments, found.names))


def place_for_command(arguments: Namespace) -> tuple[Path, datetime]:
    """Where the data file lies or will lie, and the time, for a command that puts another in its place."""
    return choices.data_file(
        arguments.data_dir, choices.DEMONSTRATION_FILE if arguments.demo else choices.FORMAL_FILE
    ), choices.clock()
