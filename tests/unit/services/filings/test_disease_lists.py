"""A list of diseases as a table: looked at, added as a whole by its document, refused rows with their reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.errors import UserError
from app.services.desk import Desk
from app.services.filings import disease_lists, reference
from app.services.filings.disease_lists import DiseaseLook
from app.services.list_files import with_column
from app.store import audit, proof
from tests.helpers.service_desk import MANAGER
from tests.helpers.workbooks import csv_file

FACTS = {"list": "treatment", "since": "2019-11-01", "document": "桂卫发〔2019〕8号"}
HEAD = ("序号", "病种", "ICD-10")


@pytest.fixture
def boss(desk: Desk) -> Desk:
    return replace(desk, operator=MANAGER)


def written(folder: Path, *rows: Sequence[str]) -> Path:
    path = folder / "病种.csv"
    path.write_bytes(csv_file((HEAD, *rows)))
    return path


def look(desk: Desk, path: Path, **changes: str) -> DiseaseLook:
    return disease_lists.look_at(desk, {**FACTS, **changes}, disease_lists.open_file(desk, path))


def test_twenty_nine_diseases_come_in_by_one_document(boss: Desk, tmp_path: Path) -> None:
    rows = [(str(at), f"试种病{at}", f"D{at:02d}") for at in range(1, 30)]
    seen = look(boss, written(tmp_path, *rows))
    assert (seen.count("new"), seen.count("known"), seen.count("refused")) == (29, 0, 0)
    before = reference.diseases(boss)
    assert disease_lists.bring_in(boss, seen) == 29
    added = [one for one in reference.diseases(boss) if one not in before]
    assert {(one.list, one.since, one.document) for one in added} == {
        ("treatment", date(2019, 11, 1), FACTS["document"])
    }
    assert [(one.name, one.icd) for one in added][:2] == [("试种病1", "D01"), ("试种病2", "D02")]
    again = look(boss, seen.file.path)
    assert again.count("known") == 29
    with pytest.raises(UserError, match="没有可以加入的病种"):
        disease_lists.bring_in(boss, again)
    with boss.database.reading() as work:
        assert audit.verify(work) is None
        assert proof.compare(work) == ()


def test_a_row_that_can_t_be_read_is_refused_with_its_reason(boss: Desk, tmp_path: Path) -> None:
    seen = look(
        boss, written(tmp_path, ("1", "甲病", "c16、C17"), ("2", "", "C18"), ("3", "甲病", ""), ("4", "乙病", "肺癌"))
    )
    assert [(one.line, one.state) for one in seen.rows] == [(2, "new"), (3, "refused"), (4, "refused"), (5, "refused")]
    assert seen.new[0].icd == "C16 C17"
    told = disease_lists.refused_csv(boss, seen).decode("utf-8-sig")
    assert "请补上" in told
    assert "与第 2 行重复" in told
    assert "不是诊断编码的开头" in told


def test_what_changed_after_the_look_is_not_added(boss: Desk, tmp_path: Path) -> None:
    seen = look(boss, written(tmp_path, ("1", "甲病", "C16"), ("2", "乙病", "C17")))
    reference.add_disease(boss, {**FACTS, "name": "甲病", "icd": "C16", "until": ""})
    with pytest.raises(UserError, match="在核对之后有变动"):
        disease_lists.bring_in(boss, seen)
    seen.file.path.write_bytes(seen.file.path.read_bytes() + b"\n")
    with pytest.raises(UserError, match="文件在读入之后改过"):
        disease_lists.bring_in(boss, seen)


def test_columns_are_remembered_and_the_document_is_asked_for(boss: Desk, tmp_path: Path) -> None:
    path = tmp_path / "表.csv"
    path.write_bytes(csv_file((("病种", "代号"), ("甲病", "C16"))))
    file = with_column(disease_lists.open_file(boss, path), "icd", "代号")
    with pytest.raises(UserError) as caught:
        disease_lists.look_at(boss, {**FACTS, "document": ""}, file)
    assert caught.value.path == "document"
    with pytest.raises(UserError, match="病种"):
        disease_lists.look_at(boss, FACTS, with_column(file, "name", ""))
    disease_lists.bring_in(boss, disease_lists.look_at(boss, FACTS, file))
    assert [one.icd for one in reference.diseases(boss) if one.name == "甲病"] == ["C16"]
    assert disease_lists.open_file(boss, path).table.recognised.columns == {"name": "病种", "icd": "代号"}
