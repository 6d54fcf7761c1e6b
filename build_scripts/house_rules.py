#!/usr/bin/env python3
"""The house rules that no ready-made tool knows: a small check over the syntax tree and the text of tracked files.

Run by build_scripts/check; `house_rules.py [FILE ...]` checks only those files. Each message says what to do instead.
Every rule is a function from one file to complaints and stands in PYTHON_RULES or TEXT_RULES; tests/unit/
test_house_rules.py plants a violation for each.
"""

from __future__ import annotations

import ast
import io
import re
import subprocess
import sys
import tokenize
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

MAX_FUNCTION_LINES = 60
MAX_FILE_LINES = 500
MIN_PACKAGE_DOC_LINES = 5

WHOLE_NUMBER_ROOMS = ("app/money/", "app/policy/", "app/engine/")

# What a room that must be a pure function of its arguments can't import, wherever in the file. import-linter follows
# such imports through other modules; this says it at the line.
IMPURE_MODULES = frozenset(
    "asyncio ctypes glob http importlib locale logging multiprocessing os pathlib platform random secrets shutil "
    "signal socket sqlite3 ssl subprocess sys tempfile threading time urllib uuid uuid6".split()
)
CLOCK_CALLS = frozenset({"now", "today", "utcnow"})

# Late imports exist only so that the program starts faster, or where a helper is missing on some machine.
LATE_IMPORTS = {
    "PySide6": "the command line and the headless run start without Qt (80-160 ms)",
    "app.ui": "the same: only the window needs it; and a window's pages are read once it is shown",
    "app.services.demo_build": "half of what the services import, only when a demonstration area is made",
    "app.services.headless": "the same, only where there is no display",
    "app.services.settle": "what posting takes is read with the pages, once the window is shown",
    "app.cli": "the window starts without the command line",
    "app.bootstrap": "`python -m app --version` answers before anything is opened",
    "app.spool.cups": "a machine has one of the two spools",
    "app.spool.windows": "a machine has one of the two spools",
    "app.spool.ipp": "25 ms of HTTP, only once a job was sent",
    "numpy": "60 ms, only for columns of many cases",
    "pypinyin": "135 ms, only when names are indexed",
    "reportlab": "40 ms, only when a paper is drawn",
    "app.papers": "the same: drawing brings reportlab",
    "cryptography": "30 ms and an OpenSSL of its own, only when a password or a signature is asked for",
    "uuid6": "30 ms: it looks its own version up among all packages",
    "argon2": "only when a password is asked for",
    "python_calamine": "a library of several MB, only when an xls is read",
    "pypdfium2": "loads a library of several MB, only for pictures of pages",
    "segno": "only when a slip is drawn",
    "xlsxwriter": "40 ms, only when a list is written as a workbook",
    "app.exchange.lists_sheet": "the same: its class is made of one of xlsxwriter's",
    "chinese_calendar": "a table of years, only when a deadline is counted",
    "sqlite_utils": "200 ms and more (numpy, dateutil), only when a data file is made or upgraded",
}
LATE_IMPORT_FOLDERS = ("app/",)  # tests and scripts may import where they like

REASON = r"[\s\-:,#—–(]*[^\s\-:,#—–(].{3,}"  # a few words behind whatever separates them


@dataclass(frozen=True)
class Source:
    """One file: its path from the top of the checkout with forward slashes, and its text."""

    path: str
    text: str


@dataclass(frozen=True)
class Complaint:
    path: str
    line: int
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}: {self.message}"


Found = Iterator[tuple[int, str]]


@lru_cache(maxsize=1)
def _nodes(tree: ast.AST) -> tuple[ast.AST, ...]:
    """All nodes of a tree, walked once for all rules."""
    return tuple(ast.walk(tree))


# ---- rules over the syntax tree -------------------------------------------------------------------------------------


def whole_numbers(source: Source, tree: ast.Module) -> Found:
    """Money, policy and engine count in whole numbers."""
    if not source.path.startswith(WHOLE_NUMBER_ROOMS):
        return
    for node in _nodes(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
            yield node.lineno, f"{node.value!r} is a float; write whole fen, or a rate in whole parts"
        elif isinstance(node, ast.Name) and node.id == "float":
            yield node.lineno, "float is not allowed here; use int (fen, parts of a rate)"
        elif isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div):
            yield node.lineno, "/ makes a float; use // or the rounding functions of app/money"


def pure_rooms(source: Source, tree: ast.Module) -> Found:
    """Money, policy and engine are functions of their arguments."""
    if not source.path.startswith(WHOLE_NUMBER_ROOMS):
        return
    for line, name in _imports(tree):
        if name.split(".")[0] in IMPURE_MODULES:
            yield line, f"{name} brings a clock, file, network, chance or environment; take it as an argument"
    for node in _nodes(tree):
        if isinstance(node, ast.Call):
            function = node.func
            if isinstance(function, ast.Name) and function.id in {"open", "input", "print", "eval", "exec"}:
                yield node.lineno, f"{function.id}() reaches outside; take the text as an argument, return the result"
            elif isinstance(function, ast.Attribute) and function.attr in CLOCK_CALLS and not node.args:
                yield node.lineno, f".{function.attr}() reads the clock; take the date as an argument"


def no_assert(source: Source, tree: ast.Module) -> Found:
    """python -O drops assert, and a bare AssertionError tells a clerk nothing."""
    if not source.path.startswith("app/"):
        return
    for node in _nodes(tree):
        if isinstance(node, ast.Assert):
            yield node.lineno, "assert is for tests; use app.errors.require(condition, sentence)"


def short_functions(source: Source, tree: ast.Module) -> Found:
    del source
    for node in _nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > MAX_FUNCTION_LINES:
                yield (
                    node.lineno,
                    f"{node.name}() has {length} lines, at most {MAX_FUNCTION_LINES}; give its parts names",
                )


def short_files(source: Source, tree: ast.Module) -> Found:
    del tree
    length = source.text.count("\n")
    if length > MAX_FILE_LINES:
        yield 1, f"{length} lines, at most {MAX_FILE_LINES}; split the file by what its parts are for"


def late_imports(source: Source, tree: ast.Module) -> Found:
    if not source.path.startswith(LATE_IMPORT_FOLDERS):
        return
    functions = [node for node in _nodes(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    for line, name in _imports(tree):
        if not any(one.lineno <= line <= (one.end_lineno or 0) for one in functions):
            continue
        if not any(name == known or name.startswith(known + ".") for known in LATE_IMPORTS):
            yield line, f"import {name} at the top; late ones only for LATE_IMPORTS in house_rules.py"


def package_docstring(source: Source, tree: ast.Module) -> Found:
    if not (source.path.startswith("app/") and source.path.endswith("/__init__.py")):
        return
    lines = [line for line in (ast.get_docstring(tree) or "").splitlines() if line.strip()]
    if len(lines) < MIN_PACKAGE_DOC_LINES:
        message = f"the package's docstring has {len(lines)} lines, at least {MIN_PACKAGE_DOC_LINES}: what it is for, "
        yield 1, message + "who may import it, the decisions with their dates"


def _imports(tree: ast.AST) -> Found:
    for node in _nodes(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            # `from app import store` opens the door app.store; of other packages the module is enough.
            if node.module == "app":
                yield from ((node.lineno, f"app.{alias.name}") for alias in node.names)
            else:
                yield node.lineno, node.module or "."


# ---- rules over comments and calls that silence something -----------------------------------------------------------

NOQA = re.compile(r"#\s*(?:ruff:\s*)?noqa(?::\s*[A-Z]+\d+(?:[,\s]+[A-Z]+\d+)*)?", re.IGNORECASE)
TYPE_IGNORE = re.compile(r"#\s*type:\s*ignore(?:\[[^\]]*\])?")


def _comments(text: str) -> Iterator[tokenize.TokenInfo]:
    if NOQA.search(text) or TYPE_IGNORE.search(text):
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT:
                yield token


def reasons(source: Source, tree: ast.Module) -> Found:
    """Whatever switches a check off says why, behind it."""
    for token in _comments(source.text):
        for pattern, what in ((NOQA, "noqa"), (TYPE_IGNORE, "type: ignore")):
            match = pattern.search(token.string)
            if match and not re.match(REASON, token.string[match.end() :]):
                yield token.start[0], f"{what} without a reason; write: # {what}… - why it is right here"
    for node in _nodes(tree):
        if isinstance(node, ast.Call):
            yield from _reason_of_skip(node)
        for decorator in getattr(node, "decorator_list", []):
            if _dotted(decorator) in {"pytest.mark.skip", "pytest.mark.xfail"}:
                yield decorator.lineno, f"{_dotted(decorator)} without a reason; write (reason='…') behind it"


def _reason_of_skip(call: ast.Call) -> Found:
    name = _dotted(call.func)
    is_mark = name in {"pytest.mark.skip", "pytest.mark.skipif", "pytest.mark.xfail"}
    if not is_mark and name not in {"pytest.skip", "pytest.xfail"}:
        return
    has_reason = any(keyword.arg in {"reason", None} for keyword in call.keywords) or (call.args and not is_mark)
    if not has_reason:
        yield call.lineno, f"{name} without a reason; write: {name}(…, reason='…')"


def _dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return ""


# ---- rules over the text of any tracked file ------------------------------------------------------------------------

# Put together from pieces, or this file would break its own rules.
FOREIGN_PATHS = tuple(
    "".join(parts)
    for parts in (
        (".", "./shared"),
        ("/wo", "rk/"),
        ("/ho", "me/"),
        ("/ro", "ot/"),
        ("/op", "t/pypi"),
        ("/op", "t/wheels"),
    )
)
REGISTRY_HOST = re.compile(
    "|".join(
        "".join(parts)
        for parts in (
            ("pypi", r"\.org"),
            ("pythonho", r"sted\.org"),
            ("registry\\.", r"npmjs"),
            ("deb\\.", r"debian\.org"),
            ("extra-", "index-url"),
            ("--index-", "url"),
            ("--find-", "links"),
        )
    )
)


def no_foreign_paths(source: Source) -> Found:
    for number, line in enumerate(source.text.splitlines(), 1):
        for path in FOREIGN_PATHS:
            if path in line:
                yield number, f"{path} exists on one machine only; name places from the top of the checkout"


def no_registry_hosts(source: Source) -> Found:
    for number, line in enumerate(source.text.splitlines(), 1):
        match = REGISTRY_HOST.search(line)
        if match:
            yield number, f"{match.group()} says where packages come from; that is each machine's own setting"


PYTHON_RULES: dict[str, Callable[[Source, ast.Module], Found]] = {
    "whole-numbers": whole_numbers,
    "pure-rooms": pure_rooms,
    "no-assert": no_assert,
    "short-functions": short_functions,
    "short-files": short_files,
    "late-imports": late_imports,
    "package-docstring": package_docstring,
    "reasons": reasons,
}
TEXT_RULES: dict[str, Callable[[Source], Found]] = {
    "foreign-paths": no_foreign_paths,
    "registry-hosts": no_registry_hosts,
}


# ---- the run --------------------------------------------------------------------------------------------------------


def check(source: Source) -> list[Complaint]:
    """All complaints about one file, in order of lines."""
    found = [
        Complaint(source.path, line, name, message)
        for name, text_rule in TEXT_RULES.items()
        for line, message in text_rule(source)
    ]
    if source.path.endswith(".py"):
        try:
            tree = ast.parse(source.text)
        except SyntaxError as error:
            return [*found, Complaint(source.path, error.lineno or 1, "syntax", error.msg)]
        found += [
            Complaint(source.path, line, name, message)
            for name, rule in PYTHON_RULES.items()
            for line, message in rule(source, tree)
        ]
    return sorted(set(found), key=lambda complaint: (complaint.path, complaint.line, complaint.rule))


def project_files() -> list[str]:
    """Tracked files and new ones that git does not ignore, that are there."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return sorted(name for name in set(listed.split("\0")) if name and (ROOT / name).is_file())


def read(paths: Iterable[str]) -> Iterator[Source]:
    """Texts only: what is not UTF-8 is a picture, a font or a database, and has no lines to check."""
    for path in paths:
        try:
            yield Source(path, (ROOT / path).read_text(encoding="utf-8"))
        except UnicodeDecodeError:
            continue


def main(arguments: list[str]) -> int:
    paths = [str(Path(name).resolve().relative_to(ROOT)) for name in arguments] or project_files()
    complaints = [complaint for source in read(paths) for complaint in check(source)]
    for complaint in complaints:
        print(complaint)
    print(f"house rules: {len(paths)} files, {len(complaints)} complaints")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
