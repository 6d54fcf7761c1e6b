"""``python -m app simulate``: one JSON object on standard output, talk on standard error, calm on Ctrl-C."""

from __future__ import annotations

import io
import json
import signal
import subprocess
import sys
import time
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any, Never

import pytest

from app.cli import simulate
from app.cli.commands import run
from app.cli.options import add_commands
from app.policy import Registry, read_pack

TOP = Path(__file__).resolve().parents[3]
CASES = TOP / "tests" / "data" / "cases" / "shenyang-2020.json"
PAIR = ["--pack", "shenyang-2020", "--against", "yiyuan-2020"]


def registry() -> Registry:
    files = [TOP / "resources" / "policies" / f"{name}-2020.toml" for name in ("shenyang", "yiyuan")]
    return Registry(tuple(read_pack(file.read_bytes(), file.name) for file in files))


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of cases that both packs can settle."""
    cases = [one["case"] for one in json.loads(CASES.read_text(encoding="utf-8"))]
    plain = [case for case in cases if "parameters" not in case and "transfer_from" not in json.dumps(case)]
    file = tmp_path_factory.mktemp("cases") / "个案.jsonl"
    file.write_text("\n\n".join(json.dumps(case, ensure_ascii=False) for case in plain[:8]), encoding="utf-8")
    return file


def call(*words: str) -> int:
    parser = ArgumentParser()
    add_commands(parser)
    return run(parser.parse_args(["simulate", *words]), registry, TOP, _no_file, _no_file)


def _no_file(_arguments: Namespace) -> Never:
    raise AssertionError("a simulation opens no data file")


def test_the_summary_is_one_json_object(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(*PAIR, str(good)) == 0
    out, err = capsys.readouterr()
    summary = json.loads(out)
    assert (summary["a"]["pack"], summary["b"]["pack"], summary["cases"]) == ("shenyang-2020", "yiyuan-2020", 8)
    assert err.splitlines()[1:] == ["已算 8 个个案"]


def test_with_rows_it_still_is_one_json_object(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(*PAIR, "--rows", str(good)) == 0
    whole = json.loads(capsys.readouterr().out)
    assert len(whole.pop("rows")) == 8
    call(*PAIR, str(good))
    assert whole == json.loads(capsys.readouterr().out)


def test_no_rows_are_rows_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.write_bytes(b"")
    assert call(*PAIR, "--rows", str(empty)) == 0
    assert json.loads(capsys.readouterr().out)["rows"] == []


def test_a_refused_case_shows_in_the_exit_status(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_bytes(b"{}\n")
    assert call(*PAIR, str(file)) == 2
    assert json.loads(capsys.readouterr().out)["a"]["errors"] == {"MISSING": 1}


def test_a_wrong_name_of_a_pack_is_an_error_of_the_contract(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("--pack", "shenyang-2020", "--against", "沈阳", str(good)) == 2
    error = json.loads(capsys.readouterr().out)["error"]
    assert (error["code"], error["path"]) == ("UNKNOWN_PACK", "pack")


def test_ctrl_c_between_two_lines_ends_the_reading() -> None:
    stop = simulate.Stop()
    lines = stop.lines(io.BytesIO(b"1\n2\n3\n"))
    assert next(lines) == b"1\n"
    stop.asked(signal.SIGINT, None)
    assert list(lines) == []
    assert stop.wanted


def test_ctrl_c_while_a_line_is_waited_for() -> None:
    """The program as a process: two cases come, then nothing more, then Ctrl-C."""
    command = [sys.executable, "-m", "app", "simulate", *PAIR, "-"]
    case = json.loads(CASES.read_text(encoding="utf-8"))[0]["case"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=TOP, stdin=pipe, stdout=pipe, stderr=pipe) as process:
        stderr: Any = process.stderr
        assert "按 Ctrl-C 可随时停下" in stderr.readline().decode()
        stdin: Any = process.stdin
        stdin.write(json.dumps(case).encode() + b"\n" + json.dumps(case).encode() + b"\n")
        stdin.flush()
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        stdout: Any = process.stdout
        summary = json.loads(stdout.read())
        said = stderr.read().decode()
        assert process.wait(timeout=60) == 130
    assert summary["complete"] is False
    assert summary["cases"] <= 2  # on a busy machine the signal may come before the cases
    assert "已按要求停下" in said
    assert "Traceback" not in said
