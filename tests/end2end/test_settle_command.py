"""``settle``, ``settle --batch``, ``packs``, ``packs check``, as contract.md fixes them: each as a process once, and where
the streams, the locale or the end of the process are the subject."""

from __future__ import annotations

import json
import os
import resource
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.command import command as run
from tests.helpers.contract_cases import good_case, pack_files, settle, spoilt

TOP = Path(__file__).resolve().parents[2]
Json = dict[str, Any]
PLAIN = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def started(*arguments: str | Path, data: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "app", *map(str, arguments)],
        input=data,
        capture_output=True,
        cwd=TOP,
        env={**PLAIN, **environment},
        timeout=120,
        check=False,
    )


def written(case: Json) -> bytes:
    return json.dumps(case, ensure_ascii=False).encode()


def answers(done: subprocess.CompletedProcess[bytes]) -> list[Json]:
    assert done.stdout.endswith(b"\n") or not done.stdout
    return [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]


def numbered(number: int, case: Json | None = None) -> Json:
    return {**(case or good_case()), "id": f"第 {number} 例"}


SMALL: Json = {
    "pack": "naiman-2019",
    "person": {"identities": ["registered_poor"]},
    "visits": [
        {
            "type": "inpatient",
            "level": "secondary",
            "region": "in_county",
            "discharged": "2019-06-10",
            "amounts": {"total": "6000.00", "in_scope": "6000.00"},
        }
    ],
}


# ---- one case


def test_one_case_is_pretty_and_exits_0(tmp_path: Path) -> None:
    file = tmp_path / "个案.json"
    file.write_bytes(written(good_case()))
    done = started("settle", file)
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout) == settle(good_case())
    text = done.stdout.decode("utf-8")
    assert text.startswith('{\n  "id": "一例",\n')
    assert "城乡居民基本医疗保险" in text, "Chinese is written as it is"


def test_the_case_may_come_on_standard_input() -> None:
    done = run("settle", "-", data=written(SMALL))
    assert done.returncode == 0
    assert json.loads(done.stdout)["visits"][0]["person_pays"] == "750.00"


def test_a_refused_case_exits_2_with_its_error_on_standard_output() -> None:
    case = spoilt("visits[0].amounts.total", "10000.01")
    done = started("settle", "-", data=written(case))
    assert done.returncode == 2
    error = json.loads(done.stdout)
    assert error["id"] == "一例"
    assert (error["error"]["code"], error["error"]["path"]) == ("SUM", "visits[0].amounts.total")


@pytest.mark.parametrize("data", [b"", '{"id": "旗"}'.encode("gbk"), b"[" * 99_999], ids=["empty", "gbk", "deep"])
def test_what_is_no_case_is_bad_json(data: bytes) -> None:
    done = run("settle", "-", data=data)
    assert done.returncode == 2
    assert json.loads(done.stdout)["error"]["code"] == "BAD_JSON"
    assert b"Traceback" not in done.stderr


def test_a_text_that_utf_8_cannot_hold_is_no_traceback() -> None:
    done = run("settle", "-", data=b'{"id": "\\ud800", "pack": "\\udfff", "person": {"identities": []}, "visits": [1]}')
    assert done.returncode == 2
    assert json.loads(done.stdout)["error"]["code"] == "UNKNOWN_PACK"
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    "language", [{"LC_ALL": "C", "PYTHONUTF8": "0"}, {"LC_ALL": "POSIX", "PYTHONIOENCODING": "ascii"}]
)
def test_the_machines_language_does_not_matter(language: dict[str, str]) -> None:
    done = started("settle", "-", data=written(SMALL), **language)
    assert done.returncode == 0
    assert json.loads(done.stdout.decode("utf-8")) == settle(SMALL)


def test_a_file_that_is_not_there_is_one_calm_sentence(tmp_path: Path) -> None:
    for arguments in (
        ("settle", tmp_path / "没有.json"),
        ("settle", "--batch", tmp_path / "没有.jsonl"),
        ("settle", tmp_path),
    ):
        done = run(*arguments)
        assert done.returncode == 1
        assert done.stdout == b""
        said = done.stderr.decode("utf-8")
        assert said.count("\n") == 1
        assert "打不开" in said or "读不了" in said
        assert "Traceback" not in said


# ---- a batch


def test_a_batch_answers_line_by_line_in_order(tmp_path: Path) -> None:
    cases = [numbered(1), numbered(2, SMALL), numbered(3)]
    file = tmp_path / "cases.jsonl"
    file.write_bytes(b"".join(written(case) + b"\n" for case in cases))
    done = run("settle", "--batch", file)
    assert (done.returncode, done.stderr) == (0, b"")
    assert answers(done) == [settle(case) for case in cases]
    assert done.stdout.count(b"\n") == 3


def test_an_error_takes_its_place_and_the_others_are_settled() -> None:
    wrong = spoilt("visits[0].type", "surgery")
    lines = [written(numbered(1)), written(numbered(2, wrong)), b"{", b"", written(numbered(5, SMALL)), b"\xff", b"[]"]
    done = run("settle", "--batch", "-", data=b"\n".join(lines))
    assert done.returncode == 2
    found = answers(done)
    codes = [answer.get("error", {}).get("code") for answer in found]
    assert codes == [None, "BAD_VALUE", "BAD_JSON", "BAD_JSON", None, "BAD_JSON", "BAD_JSON"]
    assert [answer["id"] for answer in found] == ["第 1 例", "第 2 例", None, None, "第 5 例", None, None]
    assert found[4] == settle(numbered(5, SMALL))
    assert b"Traceback" not in done.stderr


def test_windows_line_ends_and_no_last_line_end() -> None:
    done = run("settle", "--batch", "-", data=written(numbered(1, SMALL)) + b"\r\n" + written(numbered(2, SMALL)))
    assert done.returncode == 0
    assert [answer["id"] for answer in answers(done)] == ["第 1 例", "第 2 例"]


def test_line_separators_inside_a_text_end_no_line() -> None:
    """U+2028, U+0085 and form feeds are characters of a text, not ends of a line: one case in, one line out."""
    case = {**SMALL, "id": "甲\u2028乙\u0085丙"}
    done = run("settle", "--batch", "-", data=written(case) + b"\n")
    assert done.returncode == 0
    assert done.stdout.count(b"\n") == 1
    assert json.loads(done.stdout.decode("utf-8"))["id"] == case["id"]


def test_an_empty_batch() -> None:
    done = run("settle", "--batch", "-")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def long_batch(lines: int) -> float:
    """Seconds of the processor's time for so many cases (the clock on the wall sees the other tests as well)."""
    data = b"".join(written(numbered(number, SMALL)) + b"\n" for number in range(lines))
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = started("settle", "--batch", "-", data=data)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 0
    found = done.stdout.decode("utf-8").splitlines()
    assert len(found) == lines
    assert json.loads(found[-1])["id"] == f"第 {lines - 1} 例"
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def test_a_thousand_lines_are_quick() -> None:
    assert long_batch(1_000) < 5


@pytest.mark.long
def test_ten_thousand_lines_are_quick() -> None:
    assert long_batch(10_000) < 30


def test_answers_are_written_as_the_cases_come() -> None:
    """A program that sends a case and waits for its answer before it sends the next is answered."""
    with subprocess.Popen(
        [sys.executable, "-m", "app", "settle", "--batch", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=TOP,
        env=PLAIN,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number in (1, 2):
            process.stdin.write(written(numbered(number, SMALL)) + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == f"第 {number} 例"
        process.stdin.close()
        assert process.wait(30) == 0


# ---- packs


def test_packs_are_listed_as_json() -> None:
    done = run("packs")
    assert (done.returncode, done.stderr) == (0, b"")
    listed = json.loads(done.stdout)
    assert {one["id"] for one in listed} == {file.stem for file in pack_files()}
    for one in listed:
        assert {"id", "title", "area", "from", "to", "document", "digest", "unconfirmed"} <= set(one)
        assert len(one["digest"]) == 64


def test_packs_check_is_silent_on_standard_output() -> None:
    done = started("packs", "check")
    assert (done.returncode, done.stdout) == (0, b"")
    assert "没有问题" in done.stderr.decode("utf-8")


def test_packs_check_tells_a_line_each_fault(tmp_path: Path) -> None:
    wrong = (TOP / "tests" / "data" / "wrong_packs" / "rate_over_1.toml").read_text(encoding="utf-8")
    file = tmp_path / "某县.toml"
    file.write_text(wrong.replace('"100.00"', '"100"'), encoding="utf-8")
    done = run("packs", "check", file)
    assert done.returncode == 1
    first, second = done.stdout.decode("utf-8").splitlines()
    number = next(n for n, line in enumerate(wrong.split("\n"), 1) if line.endswith("# <-"))
    assert first.startswith(f"某县.toml:{number} parameter[0].values.secondary 比例「1.05」大于 1")
    assert second.startswith("某县.toml:")
    assert "parameter[1].value" in second


def test_packs_check_of_two_files_that_overlap(tmp_path: Path) -> None:
    good = (TOP / "tests" / "data" / "wrong_packs" / "good.toml").read_text(encoding="utf-8")
    case = SMALL | {"person": {"identities": []}}
    for name in ("one", "two"):
        (tmp_path / f"{name}.toml").write_text(good.replace("area-2019", f"area-{name}"), encoding="utf-8")
        cases = f'[[case]]\nname = "{name}"\nsource = "一"\ncase = {toml(case)}\n'
        cases += 'expect.visits = [{ layers = { basic = "4425.00" } }]\n'
        (tmp_path / f"{name}.cases.toml").write_text(cases, encoding="utf-8")
    assert run("packs", "check", tmp_path / "one.toml").returncode == 0
    done = run("packs", "check", tmp_path / "one.toml", tmp_path / "two.toml")
    assert done.returncode == 1
    assert "同一天只能有一个" in done.stdout.decode("utf-8")


def toml(value: object) -> str:
    """A case as an inline table."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {toml(one)}" for key, one in value.items() if key != "pack") + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return json.dumps(value)


def test_packs_check_without_cases_or_without_the_file(tmp_path: Path) -> None:
    file = tmp_path / "good.toml"
    file.write_bytes((TOP / "tests" / "data" / "wrong_packs" / "good.toml").read_bytes())
    done = run("packs", "check", file)
    assert done.returncode == 1
    assert "旁边没有同名的 .cases.toml" in done.stdout.decode("utf-8")
    missing = run("packs", "check", tmp_path / "没有.toml")
    assert missing.returncode == 1
    assert b"Traceback" not in missing.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a file that is always full")
@pytest.mark.parametrize("batch", [[], ["--batch"]])
def test_an_output_that_is_full_is_one_calm_sentence(tmp_path: Path, batch: list[str]) -> None:
    file = tmp_path / "case.json"
    file.write_bytes(written(good_case()))
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, "-m", "app", "settle", *batch, str(file)]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
    told = done.stderr.decode()
    assert done.returncode == 1
    assert "磁盘空间" in told
    assert "Traceback" not in told


@pytest.mark.skipif(sys.platform == "win32", reason="closes streams by a shell")
def test_without_a_console_it_runs_all_the_same() -> None:
    command = [shlex.quote(sys.executable), "-m", "app", "packs", "<&-", ">&-", "2>&-"]
    done = subprocess.run(["/bin/sh", "-c", " ".join(command)], timeout=60, check=False)
    assert done.returncode == 0


def test_an_empty_data_folder_is_refused() -> None:
    done = run("--demo", "--data-dir", "")
    assert done.returncode == 2
    assert "文件夹" in done.stderr.decode()
