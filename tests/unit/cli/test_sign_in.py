"""Where a password comes from on the command line; what is no password is said, and counted as no attempt."""

from __future__ import annotations

import argparse
import getpass
import io
import sys

import pytest

from app import bootstrap
from app.bootstrap import commands
from app.cli.sign_in import password
from app.errors import KnownError, UserError
from app.services import demo


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def refused(*, stdin: bool) -> str:
    with pytest.raises(KnownError) as caught:
        password(argparse.Namespace(password_stdin=stdin), "口令：")
    assert caught.value.code == "NO_PASSWORD"
    return caught.value.message


@pytest.mark.parametrize(("line", "read"), [("草原 上\r\n", "草原 上"), (" 尾 \n次行", " 尾 "), ("\n", "")])
def test_the_first_line_as_it_stands(monkeypatch: pytest.MonkeyPatch, line: str, read: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(line.encode())))
    assert password(argparse.Namespace(password_stdin=True), "") == read


def test_no_line_or_no_input_at_all_is_no_attempt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    assert "没有输入口令" in refused(stdin=True)
    monkeypatch.setattr(sys, "stdin", None)
    assert "没有输入口令" in refused(stdin=True)
    assert "不能问口令" in refused(stdin=False)


@pytest.mark.parametrize(
    "given", [KeyboardInterrupt(), EOFError(), UnicodeDecodeError("utf-8", b"\xc3\xdc", 0, 1, "x")]
)
def test_a_prompt_that_is_left_or_gives_no_text(monkeypatch: pytest.MonkeyPatch, given: BaseException) -> None:
    def ask(_prompt: str) -> str:
        raise given

    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(getpass, "getpass", ask)
    assert ("UTF-8" if isinstance(given, UnicodeDecodeError) else "什么都没有做") in refused(stdin=False)


def asked(operator: str, *, password_stdin: bool = True) -> argparse.Namespace:
    """A command on the demonstration."""
    return argparse.Namespace(data_dir=None, demo=True, operator=operator, password_stdin=password_stdin)


def test_a_password_that_is_handed_to_the_demonstration_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(commands, "open_demonstration", lambda *_path, operator, **_more: opened.append(operator.name))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"wrong\n")))
    with pytest.raises(UserError) as wrong:
        bootstrap.open_for_command(asked(demo.CLERK.name))
    assert wrong.value.code == "WRONG_PASSWORD"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(f"{demo.PASSWORD}\nthe code\n".encode())))
    bootstrap.open_for_command(asked(demo.CLERK.name))
    assert sys.stdin.readline() == "the code\n", "the password is no part of what is judged"
    bootstrap.open_for_command(asked("", password_stdin=False))
    assert opened == [demo.CLERK.name, demo.CONFIRMED_BY.name]
