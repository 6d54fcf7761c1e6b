"""A list is a ListPage: nobody writes a table of his own."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[3]
KNOWN = {
    "app/ui/screens/lists.py": "the list",
    "app/ui/screens/parameters.py": "headings of packs between the rows, which have an order of their own",
    "app/ui/widgets/bill_grid.py": "an editor",
    "app/ui/widgets/compare_table.py": "a matrix",
}
"""Who makes a table view, and why that is no list."""


def _made(path: Path) -> bool:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "QTableView":
            return True
        if isinstance(node, ast.ClassDef) and any(
            isinstance(one, ast.Name) and one.id == "QTableView" for one in node.bases
        ):
            return True
    return False


def test_only_the_list_and_what_is_no_list_make_a_table_view() -> None:
    makers = {path.relative_to(ROOT).as_posix() for path in (ROOT / "app" / "ui").rglob("*.py") if _made(path)}
    assert makers == {*KNOWN}
