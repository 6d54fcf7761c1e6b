"""``audit verify``: what it prints and its exit status."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.cli.audit import verify
from app.services.desk import Desk
from tests.helpers.service_desk import REVIEWER, desk_on, make_file, packs


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """The reviewer's desk on a small file."""
    registry = packs()
    make_file(tmp_path / "desk.db", registry, confirmed=False)
    with desk_on(tmp_path / "desk.db", registry) as made:
        yield replace(made, operator=REVIEWER)


def test_a_sound_file(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(desk, "") == 0
    first, last = capsys.readouterr().out.splitlines()
    assert first.startswith("审计记录 5 行，链尾 5:")
    assert last == "审计链完整，数据与审计记录一致。"
    assert verify(desk, first.rpartition(" ")[2]) == 0


def test_what_is_wrong_is_a_line_each(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    connection = desk.database._session().connection
    connection.execute("UPDATE stations SET name = '别处'")
    connection.execute("DROP TRIGGER audit_no_update")
    connection.execute("UPDATE audit SET action = 'person.open' WHERE sequence = 2")
    assert verify(desk, "") == 1
    _, broken, finding, structure = capsys.readouterr().out.splitlines()
    assert broken.startswith("审计记录第 2 行的内容被改动过。")
    assert finding == "窗口“别处”与审计记录第 1 行不符：内容被改动过。"
    assert structure == "数据文件的结构被别的程序改动过，有 1 处：audit_no_update。"
