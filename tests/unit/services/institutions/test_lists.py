"""A list of institutions: read strictly, looked at, imported at once, undone at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.errors import UserError
from app.services import reference
from app.services.desk import Desk
from app.services.institutions import lists
from app.services.institutions.lists import InstitutionPlan
from app.services.list_files import with_column
from app.store import audit, proof
from tests.helpers.forms import settled, stay
from tests.helpers.service_desk import HOSPITALS, MANAGER
from tests.helpers.stopping import stops_in_the_midst
from tests.unit.services.institutions.test_versions import saved

HEAD = "医疗机构名称,国家医保编码,医院级别,所在地,是否定点,先诊疗后付费,大病救治定点,两病确诊,法人,联系电话,机构类型"
GOOD = (
    "奈曼旗人民医院,H15052500001,二级甲等,旗县内,是,是,是,是,白音,0475-4212345,医院",
    "青龙山镇中心卫生院,H15052500077,卫生院,,√,执行,,,,,卫生院",
    "奈曼旗蒙医医院,,二级,旗县内,是,是,否,否,,,",
)
SINCE = date(2019, 11, 15)
NUMBER = "奈医保发〔2019〕31号"


@pytest.fixture
def manager(desk: Desk) -> Desk:
    return replace(desk, operator=MANAGER)


def plan(desk: Desk, folder: Path, *rows: str, since: date = SINCE, number: str = NUMBER) -> InstitutionPlan:
    path = folder / "定点.csv"
    path.write_text("\n".join((HEAD, *rows)), encoding="gb18030")
    file = lists.open_list(desk, path)
    return lists.read_list(desk, file, since, number, lambda _done, _total: None)


def test_a_list_is_looked_at_and_imported_and_holds_from_its_day(manager: Desk, tmp_path: Path) -> None:
    seen = plan(manager, tmp_path, *GOOD)
    assert [(one.what, one.institution.id != "") for one in seen.rows] == [
        ("changed", True),
        ("added", False),
        ("unchanged", True),
    ]
    assert "国家医保编码 空 → H15052500001" in seen.rows[0].differences
    assert "两病确诊机构 否 → 是" in seen.rows[0].differences
    assert seen.refused == ()
    assert lists.imports(manager) == ()
    done = lists.import_list(manager, seen)
    assert (done.added, done.changed, done.unchanged) == (1, 1, 1)
    held = reference.institution(manager, "h1", SINCE)
    assert (held.two_diseases, held.legal_person, held.phone) == (True, "白音", "0475-4212345")
    assert reference.institution(manager, "h1", date(2019, 11, 14)) == HOSPITALS[0]
    assert [one.level for one in reference.find_institutions(manager, "qls")] == ["township"]
    again = plan(manager, tmp_path, *GOOD)
    assert {one.what for one in again.rows} == {"unchanged"}
    with pytest.raises(UserError, match="NOTHING"):
        lists.import_list(manager, again)
    with manager.database.reading() as work:
        assert proof.compare(work) == ()
        assert audit.verify(work) is None


def test_what_a_list_has_no_column_for_stays_as_it_is(manager: Desk, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("机构名称,定点,电话\n奈曼旗人民医院,是,\n奈曼旗蒙医医院,,1\n", encoding="utf-8")
    seen = lists.read_list(manager, lists.open_list(manager, path), SINCE, NUMBER, lambda _done, _total: None)
    assert [(one.what, one.differences) for one in seen.rows] == [
        ("unchanged", ""),
        ("changed", "医保定点 是 → 否，电话 空 → 1"),
    ]
    lists.import_list(manager, seen)
    held = reference.institution(manager, "h2", SINCE)
    assert (held.level, held.treat_first, held.designated) == ("secondary", True, False)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("无级别医院,,,,是,,,,,,", "请选级别"),
        ("四级医院,,四级,,是,,,,,,", "看不懂"),
        ("药店甲,,二级,,是,,,,,,零售药店", "药店没有级别"),
        ("也许定点医院,,二级,,大概,,,,,,", "看不懂"),
        (",H1,二级,,是,,,,,,", "没有名称"),
        (f"{'长' * 101},,二级,,是,,,,,,", "最多 100 个字"),
        ("青龙�卫生院,,卫生院,,是,,,,,,", "残缺字符"),
        (GOOD[0], "与第 2 行是同一家医疗机构"),
        ("改了名,H15052500001,二级,,是,,,,,,", "与第 2 行是同一家医疗机构"),
    ],
)
def test_a_row_that_can_t_be_read_is_refused_with_its_reason(
    manager: Desk, tmp_path: Path, row: str, reason: str
) -> None:
    seen = plan(manager, tmp_path, GOOD[0], row)
    assert [one.line for one in seen.rows] == [2]
    [(raw, faults)] = seen.refused
    assert raw.number == 3
    assert reason in faults[0].sentence
    assert reason in lists.refused_rows(seen).decode("utf-8-sig")


def test_a_rare_name_that_python_does_not_know_yet_is_a_name(manager: Desk, tmp_path: Path) -> None:
    seen = plan(manager, tmp_path, "\U00031ff0家湾卫生院,,卫生院,,是,,,,,,")
    assert [one.institution.name for one in seen.rows] == ["\U00031ff0家湾卫生院"]


def test_a_list_without_names_or_number_is_refused_whole(manager: Desk, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("医院级别,所在地\n二级,旗县内\n", encoding="utf-8")
    with pytest.raises(UserError, match="MISSING_COLUMN"):
        lists.read_list(manager, lists.open_list(manager, path), SINCE, NUMBER, lambda _done, _total: None)
    with pytest.raises(UserError, match="MISSING"):
        plan(manager, tmp_path, *GOOD, number=" ")


def test_an_undone_list_leaves_institutions_as_before_and_names_what_was_settled(manager: Desk, tmp_path: Path) -> None:
    done = lists.import_list(manager, plan(manager, tmp_path, *GOOD))
    [made] = reference.find_institutions(manager, "青龙山")
    number = settled(replace(manager, operator=replace(MANAGER, role="经办", id="o1")), stay("p1")).number
    assert lists.undo_import(manager, done.id) == (number,)
    assert reference.institution(manager, "h1", SINCE) == HOSPITALS[0]
    assert reference.find_institutions(manager, "青龙山") == ()
    with pytest.raises(UserError, match="NO_INSTITUTION"):
        reference.institution(manager, made.id, SINCE)
    with pytest.raises(UserError, match="ALREADY_UNDONE"):
        lists.undo_import(manager, done.id)
    lists.import_list(manager, plan(manager, tmp_path, *GOOD))
    assert [one.id for one in reference.find_institutions(manager, "青龙山")] == [made.id], "it keeps its id"
    with manager.database.reading() as work:
        assert proof.compare(work) == ()


def test_a_list_is_not_undone_over_a_later_version(manager: Desk, tmp_path: Path) -> None:
    done = lists.import_list(manager, plan(manager, tmp_path, *GOOD))
    saved(manager, since="2019-11-20", level="primary")
    with pytest.raises(UserError, match=r"CHANGED_SINCE|又改过"):
        lists.undo_import(manager, done.id)


def test_what_was_looked_at_is_what_is_imported(manager: Desk, tmp_path: Path) -> None:
    seen = plan(manager, tmp_path, *GOOD)
    saved(manager, level="primary")
    with pytest.raises(UserError, match="CHANGED"):
        lists.import_list(manager, seen)
    assert lists.imports(manager) == ()


def test_columns_that_were_set_are_remembered(manager: Desk, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("机构名称,定点,座机\n奈曼旗人民医院,是,0475-1\n", encoding="utf-8")
    file = with_column(lists.open_list(manager, path), "phone", "座机")
    lists.import_list(manager, lists.read_list(manager, file, SINCE, NUMBER, lambda _done, _total: None))
    assert lists.open_list(manager, path).table.recognised.columns["phone"] == "座机"


def test_a_file_that_changed_after_it_was_read_is_not_imported(manager: Desk, tmp_path: Path) -> None:
    seen = plan(manager, tmp_path, *GOOD)
    path = seen.file.path
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(UserError, match="文件在读入之后改过"):
        lists.import_list(manager, seen)
    with pytest.raises(UserError, match="文件在读入之后改过"):
        lists.read_list(manager, seen.file, SINCE, NUMBER, lambda _done, _total: None)
    assert lists.imports(manager) == ()


def test_an_import_and_its_undo_that_are_stopped_change_no_institution(manager: Desk, tmp_path: Path) -> None:
    seen = plan(manager, tmp_path, *GOOD)
    stops_in_the_midst(manager, lambda: lists.import_list(manager, seen))
    done = lists.import_list(manager, seen)
    stops_in_the_midst(manager, lambda: lists.undo_import(manager, done.id))
    assert lists.undo_import(manager, done.id) == ()
