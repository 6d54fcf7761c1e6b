"""A row of an official list is sound, or refused with every reason in its own words."""

from __future__ import annotations

from datetime import date

import pytest

from app.exchange.roster import LISTS, RosterReader
from app.exchange.roster_words import CERTIFICATE_CALLED, IDENTITY_CODES, SUB_STATUS_CALLED
from app.exchange.tables import RawRow, RowFault
from app.records.roster import RefusedRow, RosterIdentity, RosterRow
from app.records.words import CERTIFICATES, IDENTITIES, SUB_STATUSES
from tests.helpers.rosters import table

NUMBER = "11010519491231002X"
GOOD = {"name": "阿拉坦其木格", "certificate_number": NUMBER}
CHILD = {"name": "包小山", "sex": "男", "born": "2019/8/1", "household_number": "H9", "certificate_type": "新生儿"}
ON = date(2020, 1, 31)


def read(*rows: dict[str, str], kind: str = "registered_poor") -> list[RosterRow | RefusedRow]:
    made = table(rows)
    reader = RosterReader(made, kind, ON)
    return [reader.read(raw) for raw in made.rows()]


def sound(cells: dict[str, str], kind: str = "registered_poor") -> RosterRow:
    [found] = read(cells, kind=kind)
    assert isinstance(found, RosterRow), found
    return found


def reasons(cells: dict[str, str], kind: str = "registered_poor") -> tuple[str, ...]:
    [found] = read(cells, kind=kind)
    assert isinstance(found, RefusedRow), found
    return found.reasons


def test_the_number_says_birth_and_sex() -> None:
    found = sound({**GOOD, "sex": "女", "born": "1949.12.31", "township": "沁源镇", "phone": "0475-1"})
    assert (found.born, found.sex, found.certificate_type) == (date(1949, 12, 31), "female", "resident_id")
    assert (found.line, found.first_line, found.township, found.phone) == (2, 2, "沁源镇", "0475-1")
    assert found.identities == (RosterIdentity("registered_poor"),)


def test_everything_that_a_list_says_of_an_identity() -> None:
    found = sound(
        {
            **GOOD,
            "identity": "建档立卡户、临时对象",
            "since": "2016年1月1日",
            "until": "20201231",
            "sub_status": "继续扶持期",
            "supported_until": "2020-06-30",
            "category": "重性精神病",
            "marks": "市标",
            "mark_0": "√",
            "mark_1": "否",
            "relation": "户主",
        }
    )
    days = (date(2016, 1, 1), date(2020, 12, 31))
    assert found.identities == (
        RosterIdentity("registered_poor", *days, "两年继续扶持期", date(2020, 6, 30), "", "国标、市标", "户主"),
        RosterIdentity("temporary_relief", *days, "", None, "重度精神障碍", "国标、市标", "户主"),
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "姓名「」：姓名是空的"),
        ({"name": "王1"}, "姓名「王1」：姓名里有数字"),
        ({"name": "王\x07兰"}, "看不见的控制字符"),
        ({"name": "王�兰"}, "姓名「王�兰」：里面有看不见的控制字符或残缺字符"),
        ({"until": "1949-12-30"}, "终止日期「1949-12-30」：终止日期 1949-12-30 早于出生日期 1949-12-31"),
        ({"name": "王" * 51}, "太长，最多 50 个字"),
        ({"certificate_number": "110105194912310021"}, "校验码不符"),
        ({"certificate_number": "150525199913010018"}, "不是真实的日期"),
        ({"certificate_number": "110105491231002"}, "15 位的旧号码，不能导入"),
        ({"certificate_number": "11010519491231002x"}, "大写 X"),
        ({"sex": "男"}, "性别「男」：与证件号码不符（证号是女）"),
        ({"sex": "不详"}, "只能是：男、女"),
        ({"born": "1949-12-30"}, "与证件号码不符（证号是1949-12-31）"),
        ({"born": "3/1/2019"}, "分不清哪个是月"),
        ({"identity": "低保、小康户"}, "不认识身份“小康户”"),
        ({"since": "2019-02-01", "until": "2019-01-31"}, "终止日期 2019-01-31 早于认定日期 2019-02-01"),
        ({"until": "2019-02-30"}, "没有「2019-02-30」这一天"),
        ({"sub_status": "脱贫了"}, "脱贫状态「脱贫了」：不认识，只能是：未脱贫、正常脱贫"),
        ({"sub_status": "两年继续扶持期"}, "要写明到哪一天止"),
        ({"since": "2019-02-01", "supported_until": "2019-01-01"}, "扶持期止 2019-01-01 早于认定日期"),
        ({"marks": "县标"}, "不认识“县标”"),
        ({"mark_0": "大概"}, "国标「大概」：只能写“是”或“否”"),
        ({"certificate_type": "工作证"}, "身份证、新生儿、其他证件"),
        ({"certificate_number": "", "certificate_type": "身份证"}, "却没有号码"),
    ],
)
def test_each_fault_in_the_row_s_own_words(changes: dict[str, str], words: str) -> None:
    found = reasons({**GOOD, **changes})
    assert any(words in one for one in found), found
    assert all(one.endswith("。") and "错误" not in one and "！" not in one for one in found)


def test_every_fault_of_a_row_is_said_at_once() -> None:
    assert len(reasons({"name": "", "certificate_number": "1", "identity": "无", "since": "x"})) == 4


def test_a_rare_name_that_python_does_not_know_yet_is_a_name() -> None:
    """The planes of rare Chinese characters grow with every edition of Unicode."""
    assert sound({**GOOD, "name": "张\U00031ff0\U00020bb7·㛃"}).name == "张\U00031ff0\U00020bb7·㛃"


def test_without_a_number_it_says_enough_to_find_the_person() -> None:
    found = sound(CHILD)
    assert (found.certificate_type, found.certificate_number, found.born) == ("newborn", "", date(2019, 8, 1))
    for key, words in (("sex", "请写明性别"), ("born", "请写明出生日期"), ("household_number", "请写明户编号")):
        assert any(words in one for one in reasons({**CHILD, key: ""}))
    assert any("晚于名单日期" in one for one in reasons({**CHILD, "born": "2020-02-01"}))
    passport = {**CHILD, "certificate_type": "护照", "certificate_number": "E12345678", "household_number": ""}
    assert sound(passport).certificate_type == "other"


def test_a_repeated_row_is_refused_and_another_identity_joins_the_first() -> None:
    first, again, other, name = read(
        {**GOOD, "identity": "低保"},
        {**GOOD, "identity": "低保"},
        {**GOOD, "identity": "重残"},
        {**GOOD, "name": "王五", "identity": "特困"},
        kind="mixed",
    )
    assert isinstance(first, RosterRow)
    assert isinstance(again, RefusedRow)
    assert "与第 2 行重复（低保对象）" in again.reasons[0]
    assert isinstance(other, RosterRow)
    assert (other.line, other.first_line) == (4, 2)
    assert isinstance(name, RefusedRow)
    assert "姓名不同（阿拉坦其木格）" in name.reasons[0]


def test_a_list_of_several_identities_says_which() -> None:
    assert any("请写明这个人是哪一种" in one for one in reasons(GOOD, "mixed"))
    assert sound({**GOOD, "identity": "五保户"}, "mixed").identities[0].code == "destitute"


def test_what_the_table_refused_stays_refused_and_tells_who_it_may_be() -> None:
    made = table([GOOD])
    fault = RowFault(2, "证件号码", "1.1E+17", "这个号码被表格软件改成了科学计数法。")
    raw = next(iter(made.rows()))
    found = RosterReader(made, "registered_poor", ON).read(RawRow(raw.number, raw.cells, (fault,)))
    assert isinstance(found, RefusedRow)
    assert found.reasons == ("证件号码「1.1E+17」：这个号码被表格软件改成了科学计数法。",)
    assert (found.name, found.certificate_number) == ("阿拉坦其木格", NUMBER)


def test_the_tables_of_words_name_only_what_the_program_knows() -> None:
    assert set(IDENTITY_CODES.values()) == set(IDENTITIES)
    assert {one.code for one in LISTS.values()} == {*IDENTITIES, ""}
    assert set(SUB_STATUS_CALLED.values()) == set(SUB_STATUSES)
    assert set(CERTIFICATE_CALLED.values()) == set(CERTIFICATES)
