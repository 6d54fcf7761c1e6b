"""The report for help at a distance: what is wrong is marked, and nobody is in it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.records.program import VERSION
from app.services.desk import Desk
from app.services.doctor import inside, outside, text_of
from app.services.log_file import FOLDER, NAME
from app.store.counts import table_rows
from tests.helpers.service_desk import AUDITOR
from tests.helpers.stopping import stops_in_the_midst


def found(desk: Desk) -> dict[str, str]:
    return {line.what: line.found for line in inside(desk)}


def test_it_counts_and_checks_what_is_in_the_file(desk: Desk) -> None:
    said = found(desk)
    assert said["程序"].startswith(VERSION)
    assert said["文件结构"] == "完好"
    with desk.database.reading() as work:
        assert f"persons {table_rows(work)['persons']}" in said["各表行数"]
    assert said["备份"] == "没有备份文件夹"


def test_nobody_is_in_it(desk: Desk) -> None:
    text = text_of(inside(desk))
    with desk.database.reading() as work:
        everyone = work.rows("SELECT name, certificate_number FROM persons")
        operators = [row[0] for row in work.rows("SELECT name FROM operators")]
    assert everyone
    for one in everyone:
        assert one["name"] not in text
        assert not one["certificate_number"] or one["certificate_number"] not in text
    assert not any(name in text for name in operators)
    assert desk.station.name not in text


def test_what_is_wrong_is_marked(desk: Desk, tmp_path: Path) -> None:
    assert any(line.wrong and line.what == "备份" for line in inside(desk))
    missing = outside(tmp_path / "settlements.db", desk.clock())
    assert {line.what for line in missing if line.wrong} >= {"数据文件", "密钥文件"}
    assert "！密钥文件：没有\n" in text_of(missing)


def test_the_last_errors_stand_in_it(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / NAME).write_text("one\n\ntwo\n", encoding="utf-8")
    lines = [line.found for line in outside(tmp_path / "settlements.db", desk.clock()) if line.what == "最近的错误"]
    assert lines == ["one", "two"]


@pytest.mark.parametrize("role", ["经办", "村医"])
def test_who_may_not_verify_the_audit_gets_the_rest(desk: Desk, role: str) -> None:
    clerk = replace(desk, operator=replace(desk.operator, role=role))
    assert found(clerk)["审计记录"].startswith("没有核查")


def test_it_reads_the_file_in_steps_and_can_be_stopped(desk: Desk) -> None:
    boss = replace(desk, operator=AUDITOR)
    told: list[int] = []
    inside(boss, lambda done, total: told.append(done * 1000 // total))
    assert told == sorted(told)
    assert (told[0], told[-1] > 900) == (0, True)
    stops_in_the_midst(boss, lambda: inside(boss))
