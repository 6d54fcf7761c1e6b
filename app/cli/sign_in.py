"""Who asks on the command line: a name as an option, a password at the prompt or on standard input, never an argument."""

from __future__ import annotations

import argparse
import getpass
import sys

from app.errors import KnownError, UserError
from app.services.sign_in import SignInName


def credentials(arguments: argparse.Namespace, names: tuple[SignInName, ...]) -> tuple[str, str]:
    """The operator's name and password. UserError NO_OPERATOR where the name is needed; KnownError NO_PASSWORD."""
    name = arguments.operator
    if not name:
        if len(names) != 1:
            everyone = "、".join(one.name for one in names)
            raise UserError("NO_OPERATOR", "operator", f"请用 --operator 写明操作员：{everyone}。")
        name = names[0].name
    return name, password(arguments, f"{name}的口令：")


def password(arguments: argparse.Namespace, prompt: str) -> str:
    """A password from the first line of standard input or from the prompt. KnownError NO_PASSWORD where there is none."""
    try:
        if arguments.password_stdin:
            return _first_line()
        if sys.stdin is None or not sys.stdin.isatty():
            raise KnownError("NO_PASSWORD", "这里不能问口令：请在终端里运行，或加 --password-stdin 从标准输入读。")
        return getpass.getpass(prompt)
    except UnicodeDecodeError:
        # Without its cause, which holds what was typed.
        raise KnownError("NO_PASSWORD", "输入的口令不是 UTF-8 文字：请把终端或管道改用 UTF-8，再试一次。") from None
    except (EOFError, KeyboardInterrupt) as wrong:
        raise KnownError("NO_PASSWORD", "没有输入口令，什么都没有做。") from wrong


def _first_line() -> str:
    """The first line of standard input; EOFError where there is none, which is no attempt."""
    line = b"" if sys.stdin is None else sys.stdin.buffer.readline()
    if not line:
        raise EOFError
    return line.decode("utf-8").removesuffix("\n").removesuffix("\r")
