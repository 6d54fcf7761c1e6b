"""``packs check``: a pack with the cases beside it; the cases are read as strictly as the pack."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.policy import Fault
from app.services.contract import check_pack, compare, list_packs
from tests.helpers.contract_cases import pack_files, registry

PACK = (Path(__file__).resolve().parents[2] / "data" / "wrong_packs" / "good.toml").read_bytes()

CASES = """
[[case]]
name = "二级 起付线以上"
source = "一；(1000−100)×0.75"
case.person.identities = []
case.visits = [
    { type = "inpatient", level = "secondary", region = "in_city", discharged = "2019-06-10", amounts = { total = "1000.00", in_scope = "1000.00" } },
]
expect.visits = [{ layers = { basic = "675.00" }, institution_pays = "0.00", person_pays = "325.00" }]

[[case]]
name = "不在有效期"
source = "标题"
case.person.identities = []
case.visits = [
    { type = "inpatient", level = "secondary", region = "in_city", discharged = 2020-06-10, amounts = { total = "1000.00", in_scope = "1000.00" } },
]
expect.error = { code = "NOT_IN_FORCE", path = "visits[0].discharged" }
"""


def faults(cases: str | bytes | None, pack: bytes = PACK) -> tuple[Fault, ...]:
    return check_pack("area.toml", pack, cases.encode() if isinstance(cases, str) else cases)


def only(old: str, new: str) -> Fault:
    assert old in CASES
    [fault] = faults(CASES.replace(old, new, 1))
    assert fault.name == "area.cases.toml"
    return fault


def test_right_cases_say_nothing() -> None:
    assert faults(CASES) == ()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"675.00"', '"675.01"', "算例「二级 起付线以上」第 1 次 basic.pay：应为 675.01，实为 675.00。"),
        ('"325.00"', '"325.01"', "第 1 次 person_pays：应为 325.01，实为 325.00。"),
        ("basic = ", "basics = ", "第 1 次 basics.pay：应为 675.00，实为 None。"),
        ("layers = {", "carried = {", "basic.carried：应为 675.00，实为 0.00"),
        ('institution_pays = "0.00"', 'notices = ["NO_REFERRAL"]', "notices NO_REFERRAL：应为 True，实为 False"),
        ('"NOT_IN_FORCE"', '"SUM"', "应为拒收（SUM，visits[0].discharged），实为拒收（NOT_IN_FORCE"),
        ("2020-06-10", "2019-06-10", "应为拒收（NOT_IN_FORCE，visits[0].discharged），实为可以结算"),
        ('"2019-06-10"', '"2018-06-10"', "应为可以结算，实为拒收（NOT_IN_FORCE，visits[0].discharged）"),
        ("expect.visits = [{", "expect.visits = [{ }, {", "有 1 次就诊，算例写了 2 次"),
    ],
)
def test_a_figure_that_differs_is_named(old: str, new: str, words: str) -> None:
    if old.startswith("expect.visits"):
        told = faults(CASES.replace(old, new, 1))
        assert words in told[0].message
        return
    assert words in only(old, new).message


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('source = "标题"\n', "", "缺少「source」"),
        ('name = "不在有效期"\n', "", "缺少「name」"),
        ('name = "不在有效期"', 'name = "二级 起付线以上"', "算例「二级 起付线以上」写了两次"),
        ("layers = {", "layer = {", "这里没有「layer」这个键"),
        ("person_pays", "person_pay", "这里没有「person_pay」这个键"),
        ('person_pays = "325.00"', "person_pays = 325.00", "应当是带引号的文字"),
        ('basic = "675.00"', "basic = 675", "应当是带引号的文字"),
        ("expect.visits", "expects.visits", "缺少「expect」"),
        ("expect.visits = [{", "expect.visit = [{", "缺少「visits」"),
        ('code = "NOT_IN_FORCE", ', "", "缺少「code」"),
        ('path = "visits', 'place = "visits', "这里没有「place」这个键"),
        ('name = "不在有效期"', 'name = "不在有效期"\ntolerance = "0.01"', "这里没有「tolerance」这个键"),
    ],
)
def test_a_slip_of_the_pen_would_compare_nothing(old: str, new: str, words: str) -> None:
    told = faults(CASES.replace(old, new, 1))
    assert any(words in fault.message for fault in told), [str(fault) for fault in told]
    assert all(fault.name == "area.cases.toml" for fault in told)


def test_the_line_is_that_of_the_expectation() -> None:
    line = only('"675.00"', '"675.01"').line
    assert CASES.split("\n")[line - 1].startswith("expect.visits")


@pytest.mark.parametrize(
    ("cases", "words"),
    [
        (None, "旁边没有同名的 .cases.toml"),
        ("", "缺少「case」"),
        ("# 还没写\n", "缺少「case」"),
        ("[case]\nname = 1\n", "应当写成 [[case]]"),
        ("[[case]\n", "表头的方括号没有成对"),
        (b"\xff\xfe", "不是 UTF-8 编码"),
        ('[[case]]\nname = "x"\nsource = "y"\ncase = 1\nexpect = 2\n', "应当是一个表"),
        (
            '[[case]]\nname = "x"\nsource = "y"\ncase = {}\nexpect = { visits = [] }\n',
            "应为可以结算，实为拒收（MISSING，person）",
        ),
    ],
)
def test_a_file_of_cases_that_says_nothing(cases: str | bytes | None, words: str) -> None:
    assert any(words in fault.message for fault in faults(cases))


def test_a_wrong_pack_is_told_before_its_cases() -> None:
    assert [fault.name for fault in faults("", PACK.replace(b'"100.00"', b'"100"'))] == ["area.toml"]


def test_only_what_is_named_is_compared() -> None:
    answer = {
        "visits": [{"layers": [{"id": "basic", "pay": "1.00"}], "estimates": [], "notices": [], "person_pays": "2.00"}]
    }
    assert list(compare(answer, {"visits": [{}]})) == []
    assert list(compare(answer, {"visits": [{"estimates": {"supplementary": None}}]})) == []
    assert list(compare(answer, {"visits": [{"estimates": {"supplementary": "0.00"}}]})) == []
    assert list(compare(answer, {"visits": [{"estimates": {"supplementary": "1.00"}}]})) != []


def test_the_list_of_packs() -> None:
    listed = {str(one["id"]): one for one in list_packs(registry())}
    assert len(listed) == len(pack_files())
    naiman = listed["naiman-2019"]
    assert (naiman["area"], naiman["from"], naiman["to"]) == ("奈曼旗", "2019-01-01", "2019-12-31")
    assert naiman["document"] == "奈政办发〔2019〕1号"
    assert "basic.outpatient.rate" in str(naiman["unconfirmed"])
    assert "fund.target_rate" not in str(naiman["unconfirmed"])
