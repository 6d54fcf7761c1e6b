"""The gate's own rules: each has a planted violation that it must name, and a look-alike that it must let pass."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from build_scripts.house_rules import LATE_IMPORTS, PYTHON_RULES, ROOT, TEXT_RULES, Source, check

SHARED = ".." + "/shared"  # in one piece it would break the rule it tests
INDEX = "pypi" + ".org"
LONG_FUNCTION = "def long():\n" + "    step()\n" * 60
DOCSTRING = '"""A room.\n\nWhat for.\nWho may.\nDecisions.\nMore.\n"""\n'
NOQA = "# " + "noqa"
IGNORE = "# type: " + "ignore"

PLANTED = [
    # rule, file, text, line of the violation, words that the message must hold
    ("whole-numbers", "app/money/x.py", "rate = 0.7\n", 1, "whole fen"),
    ("whole-numbers", "app/engine/x.py", "\nx = float('1')\n", 2, "int"),
    ("whole-numbers", "app/policy/x.py", "def f(a: int) -> int:\n    return a / 2\n", 2, "//"),
    ("whole-numbers", "app/money/x.py", "a = 4\na /= 2\n", 2, "//"),
    ("pure-rooms", "app/engine/x.py", "import os\n", 1, "argument"),
    ("pure-rooms", "app/engine/x.py", "from pathlib import Path\n", 1, "argument"),
    ("pure-rooms", "app/policy/x.py", "text = open('pack')\n", 1, "argument"),
    ("pure-rooms", "app/money/x.py", "import datetime\nd = datetime.date.today()\n", 2, "argument"),
    ("no-assert", "app/ui/x.py", "assert True\n", 1, "require("),
    ("short-functions", "tests/unit/x.py", LONG_FUNCTION, 1, "61 lines"),
    ("short-files", "build_scripts/x.py", "x = 1\n" * 501, 1, "501 lines"),
    ("late-imports", "app/store/x.py", "def f():\n    import json\n", 2, "at the top"),
    ("late-imports", "app/store/x.py", "def f():\n    from app import money\n", 2, "app.money"),
    ("package-docstring", "app/store/__init__.py", '"""Short."""\n', 1, "who may import it"),
    ("package-docstring", "app/store/__init__.py", "", 1, "0 lines"),
    ("reasons", "app/ui/x.py", f"x = 1  {NOQA}\n", 1, "reason"),
    ("reasons", "app/ui/x.py", f"x = 1  {NOQA}: E501\n", 1, "reason"),
    ("reasons", "app/ui/x.py", f"x = 1  {NOQA}: E501, N802\n", 1, "reason"),
    ("reasons", "app/ui/x.py", f"x = 1  {IGNORE}[arg-type]\n", 1, "reason"),
    ("reasons", "tests/unit/x.py", "@pytest.mark.skip\ndef test(): ...\n", 1, "reason"),
    ("reasons", "tests/unit/x.py", "@pytest.mark.skipif(True)\ndef test(): ...\n", 1, "reason"),
    ("reasons", "tests/unit/x.py", "def test():\n    pytest.skip()\n", 2, "reason"),
    ("foreign-paths", "README.md", f"see {SHARED}/product.md\n", 1, "top of the checkout"),
    ("registry-hosts", "requirements/x.lock", f"\nhttps://{INDEX}/simple\n", 2, "own setting"),
]

FINE = [
    ("app/money/x.py", "share = whole * 7 // 10  # 0.7 of it / in a comment\n"),
    ("app/ui/x.py", "width = 0.5\nhalf = width / 2\n"),
    ("tests/unit/x.py", "assert 1 == 1\n"),
    ("app/ui/x.py", "def f():\n    from PySide6.QtWidgets import QLabel\n    import app.ui.main\n"),
    ("tests/unit/x.py", "def f():\n    import json\n"),
    ("tests/unit/x.py", LONG_FUNCTION.replace("    step()\n", "", 1)),
    ("app/store/__init__.py", DOCSTRING),
    ("app/ui/x.py", f"x = 1  {NOQA}: E501 - a link can't be broken\n"),
    ("app/ui/x.py", f"x = 1  {NOQA}: E501, N802  # Qt 的名字\n"),
    ("app/ui/x.py", f"x = 1  {IGNORE}[arg-type]  # Qt's stub lacks None\n"),
    ("tests/unit/x.py", "@pytest.mark.skipif(True, reason='no printer')\ndef test():\n    pytest.skip('no printer')\n"),
    ("tests/unit/x.py", "note = 'a # noqa in a text'\n"),
]


@pytest.mark.parametrize(("rule", "path", "text", "line", "words"), PLANTED)
def test_a_planted_violation_is_named(rule: str, path: str, text: str, line: int, words: str) -> None:
    complaints = check(Source(path, text))
    assert [(c.rule, c.line) for c in complaints] == [(rule, line)]
    assert words in complaints[0].message


@pytest.mark.parametrize(("path", "text"), FINE)
def test_what_only_looks_like_one_passes(path: str, text: str) -> None:
    assert check(Source(path, text)) == []


def test_every_rule_has_a_planted_violation() -> None:
    assert {rule for rule, *_ in PLANTED} == set(PYTHON_RULES) | set(TEXT_RULES)


def test_text_that_is_no_python_is_a_complaint_and_no_crash() -> None:
    assert [c.rule for c in check(Source("app/ui/x.py", "def (:\n"))] == ["syntax"]


def test_the_command_names_file_and_line_and_fails(tmp_path: Path) -> None:
    del tmp_path
    outcome = subprocess.run(
        [sys.executable, str(ROOT / "build_scripts" / "house_rules.py"), str(ROOT / "app" / "__init__.py")],
        check=False,
        capture_output=True,
        text=True,
    )
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    assert "1 files, 0 complaints" in outcome.stdout


def test_late_imports_each_have_a_reason() -> None:
    assert all(len(reason) > 10 for reason in LATE_IMPORTS.values())


# ---- what else must stay true of the project's files ----------------------------------------------------------------


def _pyproject() -> dict[str, object]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def _locked(name: str) -> dict[str, str]:
    text = (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", text, flags=re.MULTILINE))


def _pins(requirements: object) -> dict[str, str]:
    assert isinstance(requirements, list)
    pairs = [str(line).split("==") for line in requirements]
    return {name.lower().replace("_", "-"): version for name, version in pairs}


def test_locks_hold_the_versions_that_pyproject_names() -> None:
    project = _pyproject()["project"]
    groups = _pyproject()["dependency-groups"]
    assert isinstance(project, dict)
    assert isinstance(groups, dict)
    run = _pins(project["dependencies"])
    for lock, wanted in {
        "run": run,
        "dev": run | _pins(groups["dev"]),
        "package": run | _pins(groups["package"]),
    }.items():
        locked = _locked(lock)
        assert {name: locked.get(name) for name in wanted} == wanted, f"run build_scripts/lock ({lock})"
        assert _locked("run").items() <= locked.items(), f"run build_scripts/lock ({lock})"


@pytest.mark.parametrize("name", ["run", "dev", "package"])
def test_a_lock_holds_names_versions_and_hashes_only(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8")
    line = re.compile(r"[a-z0-9-]+==[0-9][\w.]*( ; [^\\]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?")
    assert [found for found in text.splitlines() if not line.fullmatch(found)] == []
