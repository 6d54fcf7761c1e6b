"""Who asks on the command line: a name as an option, a password at the prompt or on standard input, never an argument."""

from __future__ import annotations

import argparse
import getpass
import sys

from app.errors import KnownError, UserError
from app.services.sign_in import SignInName


def sign_in_options() -> argparse.ArgumentParser:
    """The options of every command that opens the data file: ``add_parser(…, parents=[sign_in_options()])``."""
    options = argparse.ArgumentParser(add_help=False)
    options.add_argument("--operator", default="", metavar="姓名", help="以哪位操作员的身份打开（只有一位时可不写）")
    options.add_argument("--password-stdin", action="store_true", help="从标准输入的第一行读口令，不在屏幕上问")
    return options


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
    if arguments.password_stdin:
        try:
            line = sys.stdin.buffer.readline().decode("utf-8")
        except UnicodeDecodeError as wrong:
            raise KnownError(
                "NO_PASSWORD", "标准输入里的口令不是 UTF-8 文字：请改用 UTF-8，或在屏幕上输入。"
            ) from wrong
        return line.removesuffix("\n").removesuffix("\r")
    if not sys.stdin.isatty():
        raise KnownError("NO_PASSWORD", "这里不能问口令：请在终端里运行，或加 --password-stdin 从标准输入读。")
    try:
        return getpass.getpass(prompt)
    except EOFError as wrong:
        raise KnownError("NO_PASSWORD", "没有输入口令，什么都没有做。") from wrong
