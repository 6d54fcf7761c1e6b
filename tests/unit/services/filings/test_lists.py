"""Who lacks a filing, progress, what is due, the month's list; tables brought in and taken back; what settlements show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.errors import UserError
from app.records.filing_register import Progress
from app.services.desk import Desk
from app.services.filings import found, imports, lists, reference, register
from app.services.list_files import lacking, with_column
from app.store import audit, people, proof
from tests.helpers.filings import filed, in_area, named, state_of
from tests.helpers.forms import settled, stay, totals
from tests.helpers.rosters import NUMBERS
from tests.helpers.service_desk import MANAGER, NEWCOMER, STAMP
from tests.helpers.stopping import goes_in_steps, stops_in_the_midst
from tests.helpers.workbooks import csv_file, xlsx

DOCUMENT = "沈医保发〔2020〕56号"


@pytest.fixture
def boss(desk: Desk) -> Desk:
    """The manager's desk on the same file."""
    return replace(desk, operator=MANAGER)


def proved(desk: Desk) -> None:
    with desk.database.reading() as work:
        assert audit.verify(work) is None
        assert proof.compare(work) == ()


def written(folder: Path, rows: Sequence[Sequence[str]], name: str = "表.csv") -> Path:
    file = folder / name
    file.write_bytes(csv_file(rows) if name.endswith("csv") else xlsx(rows))
    return file


# ---- who lacks one


def test_every_registered_poor_person_is_to_be_signed(desk: Desk) -> None:
    assert [one.person_id for one in lists.lacking(desk, "outpatient_signing")] == ["p5", "p1", "p7"]
    assert lists.progress(desk, "outpatient_signing") == (Progress("沁源镇", 3, 0),)
    filed(desk, "outpatient_signing", "p7")
    filed(desk, "outpatient_signing", "p2")
    done = filed(desk, "outpatient_signing", "p1")
    assert lists.progress(desk, "outpatient_signing") == (Progress("沁源镇", 3, 2),)
    register.act(desk, done.filing.id, "end", {"ended_on": "2019-11-21", "why": "迁出"})
    assert [one.person_id for one in lists.lacking(desk, "outpatient_signing")] == ["p5", "p1"]


def test_a_support_period_that_ended_yesterday_is_no_longer_to_be_signed(desk: Desk) -> None:
    with desk.database.unit_of_work() as work:
        work.execute("UPDATE identities SET supported_until = '2019-11-21' WHERE person = 1")
    assert [one.person_id for one in lists.lacking(desk, "outpatient_signing")] == ["p5", "p7"]


def test_the_deadline_is_said_where_the_paper_holds_and_until_its_day(desk: Desk) -> None:
    assert lists.deadline(desk) == ""
    there = in_area(desk, "沈阳市", date(2020, 9, 18))
    assert "2020-09-18" in lists.deadline(there)
    assert lists.deadline(replace(there, business_date=date(2020, 9, 19))) == ""


# ---- what is due


def test_what_was_applied_for_is_decided_within_the_quarter(desk: Desk) -> None:
    filed(desk, "chronic", decided_on="", applied_on="2019-09-30", within="no")
    filed(desk, "chronic", "p2", decided_on="", applied_on="2019-10-01")
    filed(desk, "referral", "p7", until="2019-12-22")
    filed(desk, "referral", "p10", until="2019-12-23")
    found_due = [(one.person_name, one.by, one.late) for one in lists.due(desk)]
    assert found_due == [
        ("阿拉坦其木格", date(2019, 9, 30), True),
        ("额尔敦巴雅尔", date(2019, 12, 22), False),
        ("王秀兰", date(2019, 12, 31), False),
    ]
    assert not [one for one in lists.due(replace(desk, business_date=date(2019, 9, 30))) if one.late]


# ---- the month's list


def test_the_list_of_a_month_has_the_poor_who_were_certified_in_it(desk: Desk, boss: Desk) -> None:
    first = filed(desk, "special_chronic", "p1", certified_on="2019-10-01")
    filed(desk, "special_chronic", "p7", certified_on="2019-10-31", institution="h2")
    filed(desk, "special_chronic", "p5", certified_on="2019-11-01")
    filed(desk, "special_chronic", "p2", certified_on="2019-10-02")
    wrong = filed(desk, "special_chronic", "p1", certified_on="2019-10-03", disease="血友病")
    register.act(desk, wrong.filing.id, "withdraw", {"why": "登记错了"})
    made = lists.monthly(desk, 2019, 10)
    assert [one.person_name for one in made.lines] == ["阿拉坦其木格", "额尔敦巴雅尔"]
    assert (made.month, made.institution_name) == ("2019 年 10 月", "（多家医院）")
    assert [one.filing.id for one in lists.monthly(desk, 2019, 10, "h1").lines] == [first.filing.id]
    assert found.parse_month(" 2019-07 ") == (2019, 7)
    for text in ("2019-13", "2019-00", "2019", "19-07", "2019-7", "a-b"):
        with pytest.raises(UserError, match="请写成年-月"):
            found.parse_month(text)


# ---- tables


def looked(desk: Desk, kind: str, purpose: str, path: Path) -> imports.Look:
    return imports.look_at(desk, kind, purpose, imports.open_file(desk, kind, purpose, path))


HEALTH = (
    ("姓名", "身份证号", "疾病名称"),
    ("王秀兰", NUMBERS["p2"], "高血压"),
    ("李建国", NUMBERS["p10"], "糖尿病"),
    ("李大国", NUMBERS["p10"], "高血压"),
    ("无此人", "150525197001090000", "高血压"),
    ("王秀兰", NUMBERS["p2"], "高血压"),
    ("额尔敦巴雅尔", NUMBERS["p7"], "高血压"),
    ("张㛃䶮", NUMBERS["p5"], ""),
)


def test_health_records_give_the_list_of_who_is_to_be_filed(desk: Desk, tmp_path: Path) -> None:
    named(desk)
    filed(desk, "two_diseases", "p7")
    look = looked(desk, "two_diseases", "prospects", written(tmp_path, HEALTH))
    assert [(one.line, one.state) for one in look.rows] == [
        (2, "new"),
        (3, "new"),
        (4, "refused"),
        (5, "refused"),
        (6, "refused"),
        (7, "known"),
        (8, "refused"),
    ]
    assert "是李建国的" in look.rows[2].said
    assert "没有这个证件号码" in look.rows[3].said
    assert "第 2 行" in look.rows[4].said
    assert lists.lacking(desk, "two_diseases") == ()
    done = imports.bring_in(desk, look, DOCUMENT)
    assert (done.added, done.known, done.refused) == (2, 1, 4)
    assert {(one.person_name, one.disease) for one in lists.lacking(desk, "two_diseases")} == {
        ("王秀兰", "高血压"),
        ("李建国", "糖尿病"),
    }
    assert lists.progress(desk, "two_diseases") == (Progress("沁源镇", 3, 1),)
    lists.close(desk, "two_diseases", "p10", "不需药物治疗")
    filed(desk, "two_diseases", "p2")
    assert lists.lacking(desk, "two_diseases") == ()
    assert lists.progress(desk, "two_diseases") == (Progress("沁源镇", 2, 2),)
    for person, why in (("p10", "又一次"), ("p1", "不在名单"), ("p10", " ")):
        with pytest.raises(UserError):
            lists.close(desk, "two_diseases", person, why)
    refused = imports.refused_csv(desk, look).decode("utf-8-sig")
    assert refused.count("\n") >= 5
    assert "李建国的" in refused
    proved(desk)


def test_a_list_that_was_taken_back_asks_for_nobody(desk: Desk, tmp_path: Path) -> None:
    look = looked(desk, "two_diseases", "prospects", written(tmp_path, HEALTH))
    done = imports.bring_in(desk, look, DOCUMENT)
    with pytest.raises(UserError, match="已作为"):
        imports.bring_in(desk, replace(look, rows=look.rows), DOCUMENT)
    imports.undo(desk, done.id, "给错了文件")
    assert lists.lacking(desk, "two_diseases") == ()
    assert imports.imports(desk)[0].undone_at is not None
    with pytest.raises(UserError, match="已经撤销过"):
        imports.undo(desk, done.id, "再来")
    again = imports.bring_in(desk, looked(desk, "two_diseases", "prospects", look.file.path), DOCUMENT)
    assert len(lists.lacking(desk, "two_diseases")) == again.added == 3
    proved(desk)


def test_a_merged_person_is_found_by_either_number(desk: Desk, tmp_path: Path) -> None:
    """A list that was printed before two entries of one person were merged."""
    table = ((*HEALTH[0],), ("王秀兰", NEWCOMER, "高血压"), ("王秀兰", NUMBERS["p2"], "高血压"))
    with desk.database.unit_of_work() as work:
        twin = replace(people.person(work, "p2"), id="twin", certificate_number=NEWCOMER)
        people.add_people(work, [twin], **STAMP)
        people.add_alias(work, "twin", "p2", reason="重复", **STAMP)
    look = looked(desk, "two_diseases", "prospects", written(tmp_path, table))
    assert [one.state for one in look.rows] == ["new", "refused"]
    assert "与第 2 行是同一个人" in look.rows[1].said
    imports.bring_in(desk, look, DOCUMENT)
    assert [one.person_id for one in lists.lacking(desk, "two_diseases")] == ["p2"]


def test_a_lost_character_is_refused(desk: Desk, tmp_path: Path) -> None:
    table = ((*HEALTH[0],), ("王秀兰", NUMBERS["p2"], "高�压"))
    [row] = looked(desk, "two_diseases", "prospects", written(tmp_path, table)).rows
    assert (row.state, "残缺字符" in row.said) == ("refused", True)


SIGNED = (
    ("姓名", "证件号码", "签约机构", "签约日期", "签约医生"),
    ("阿拉坦其木格", NUMBERS["p1"], "沁源镇中心卫生院", "20191008", "白医生"),
    ("额尔敦巴雅尔", NUMBERS["p7"], "沁源镇中心卫生院", "2019年10月9日", ""),
    ("王秀兰", NUMBERS["p2"], "奈曼旗人民医院", "2019-10-08", ""),
    ("李建国", NUMBERS["p10"], "某某卫生院", "2019-10-08", ""),
    ("曾小明", NUMBERS["p9"], "沁源镇中心卫生院", "2019-12-01", ""),
)


@pytest.mark.parametrize("name", ["签约.csv", "签约.xlsx"])
def test_a_table_of_signings_is_filed_and_taken_back_as_a_whole(desk: Desk, tmp_path: Path, name: str) -> None:
    look = looked(desk, "outpatient_signing", "filings", written(tmp_path, SIGNED, name))
    assert [one.state for one in look.rows] == ["new", "new", "refused", "refused", "refused"]
    assert [word in one.said for word, one in zip(("基层", "全称", "晚于今天"), look.rows[2:], strict=True)] == [
        True
    ] * 3
    done = imports.bring_in(desk, look, DOCUMENT)
    lines = lists.of_kind(desk, "outpatient_signing")
    assert {(one.person_id, one.filing.since) for one in lines} == {
        ("p1", date(2019, 10, 8)),
        ("p7", date(2019, 10, 9)),
    }
    again = looked(desk, "outpatient_signing", "filings", look.file.path)
    assert [one.state for one in again.rows[:2]] == ["known", "known"]
    with pytest.raises(UserError) as caught:
        imports.bring_in(desk, again, "另一次")
    assert caught.value.code == "DUPLICATE"
    imports.undo(desk, done.id, "签错了")
    assert {state_of(desk, one.filing.id)[0] for one in lines} == {"withdrawn"}
    assert len(lists.lacking(desk, "outpatient_signing")) == 3
    proved(desk)


def test_what_changed_since_it_was_looked_at_is_not_brought_in(desk: Desk, tmp_path: Path) -> None:
    look = looked(desk, "outpatient_signing", "filings", written(tmp_path, SIGNED))
    with pytest.raises(UserError, match="来源文号"):
        imports.bring_in(desk, look, " ")
    filed(desk, "outpatient_signing", "p1")
    with pytest.raises(UserError) as caught:
        imports.bring_in(desk, look, DOCUMENT)
    assert caught.value.code == "CHANGED"
    written(tmp_path, SIGNED[:2])
    with pytest.raises(UserError, match="文件在读入之后改过"):
        imports.bring_in(desk, look, DOCUMENT)
    nothing = looked(desk, "outpatient_signing", "filings", look.file.path)
    with pytest.raises(UserError, match="没有可以导入的行"):
        imports.bring_in(desk, nothing, DOCUMENT)
    assert imports.imports(desk) == ()


def test_a_table_without_its_columns_is_refused(desk: Desk, tmp_path: Path) -> None:
    file = written(tmp_path, (("姓名", "证件号码", "备注"), ("王秀兰", NUMBERS["p2"], "")))
    with pytest.raises(UserError, match="签约机构"):
        looked(desk, "outpatient_signing", "filings", file)


# ---- what settlements show


def chronic(desk: Desk, person: str, code: str, day: str) -> None:
    form = stay(person, institution_id="h3", type="outpatient", admitted="", discharged=day, diagnosis_code=code)
    settled(desk, totals(form, total="100.00", in_scope="100.00"))


def test_covered_people_who_come_twice_for_a_chronic_disease_are_found(desk: Desk) -> None:
    for person, code, day in (
        ("p1", "I10.x00", "2019-11-01"),
        ("p1", "I11.900", "2019-11-08"),
        ("p7", "I10.x00", "2019-11-01"),
        ("p7", "E11.900", "2019-11-08"),
        ("p2", "I10.x00", "2019-11-01"),
        ("p2", "I10.x00", "2019-11-08"),
        ("p5", "J18.900", "2019-11-01"),
        ("p5", "J18.900", "2019-11-08"),
    ):
        chronic(desk, person, code, day)
    (one,) = found.chronic_patients(desk)
    assert (one.person_id, one.disease, one.why) == ("p1", "高血压", "近 2 年结算：高血压 2 次")
    assert {one.person_id for one in found.chronic_patients(desk, 1)} == {"p1", "p7"}
    filed(desk, "chronic", "p1", decided_on="")
    assert found.chronic_patients(desk) == ()


# ---- dated lists


DISEASE: Mapping[str, str] = {
    "list": "treatment",
    "name": "脑瘫",
    "icd": "G80",
    "since": "2019-06-01",
    "document": "奈卫发〔2019〕6号",
}


def test_a_disease_is_added_by_its_document_from_its_day_on(desk: Desk, boss: Desk) -> None:
    with pytest.raises(UserError, match="病种请从"):
        filed(desk, "disease_treatment", disease="脑瘫")
    reference.add_disease(boss, DISEASE)
    assert filed(desk, "disease_treatment", disease="脑瘫").filing.facts["icd"] == "G80"
    with pytest.raises(UserError, match="里没有"):
        filed(desk, "disease_treatment", "p7", disease="脑瘫", verified_on="2019-05-31")
    assert len([one for one in reference.diseases(desk) if one.list == "treatment"]) == 24
    for changes, path in (({}, "name"), ({"name": "胃癌"}, "name"), ({"name": "x", "icd": "80"}, "icd")):
        with pytest.raises(UserError) as caught:
            reference.add_disease(boss, {**DISEASE, **changes})
        assert caught.value.path == path
    with pytest.raises(UserError, match="早于起用日期"):
        reference.add_disease(boss, {**DISEASE, "name": "x", "until": "2019-05-31"})
    proved(desk)


def test_nine_diseases_before_2019_and_23_from_then_on(desk: Desk) -> None:
    treated = [one for one in reference.diseases(desk) if one.list == "treatment"]
    assert len([one for one in treated if one.since < date(2019, 1, 1)]) == 9
    assert len(treated) == 23
    assert all(one.icd for one in treated), "each has its codes by the pack"


def test_prices_are_refused_where_they_say_nothing(boss: Desk) -> None:
    price = {
        "disease": "胃癌",
        "icd": "C16",
        "level": "secondary",
        "bearer": "fund",
        "since": "2019-01-01",
        "document": "文",
    }
    for text in ("0.00", "", "1.005", "-1.00"):
        with pytest.raises(UserError) as caught:
            reference.add_price(boss, {**price, "price": text})
        assert caught.value.path == "price"
    assert reference.over_price(boss, date(2019, 1, 1), date(2019, 12, 31)) == ()
    proved(boss)


def test_columns_that_were_set_are_remembered_for_the_next_table(desk: Desk, tmp_path: Path) -> None:
    named(desk)
    table = (("姓名", "身份证号", "档案里的病"), ("王秀兰", NUMBERS["p2"], "高血压"))
    file = imports.open_file(desk, "two_diseases", "prospects", written(tmp_path, table))
    assert "病种" in lacking(file)
    with pytest.raises(UserError, match="病种"):
        imports.look_at(desk, "two_diseases", "prospects", file)
    look = imports.look_at(desk, "two_diseases", "prospects", with_column(file, "disease", "档案里的病"))
    imports.bring_in(desk, look, DOCUMENT)
    again = imports.open_file(desk, "two_diseases", "prospects", look.file.path)
    assert lacking(again) == ""
    assert lacking(imports.open_file(desk, "chronic_care", "prospects", look.file.path)), "each kind has its own"


def test_a_table_that_changes_under_the_look_is_not_brought_in(desk: Desk, tmp_path: Path) -> None:
    named(desk)
    path = written(tmp_path, HEALTH)
    file = imports.open_file(desk, "two_diseases", "prospects", path)
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(UserError, match="文件在读入之后改过"):
        imports.look_at(desk, "two_diseases", "prospects", file)


def test_a_table_goes_in_steps_and_stopped_brings_nothing_in(desk: Desk, tmp_path: Path) -> None:
    path = written(tmp_path, HEALTH)
    look = looked(desk, "two_diseases", "prospects", path)
    goes_in_steps(desk, lambda step: imports.bring_in(desk, look, DOCUMENT, step))
    [done] = imports.imports(desk)
    stops_in_the_midst(desk, lambda: imports.undo(desk, done.id, "给错了文件"))
    assert imports.imports(desk)[0].undone_at is None
