"""One filing: what each kind asks, what is refused and where, and everything that is done with it; the audit proves each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from app.errors import UserError
from app.records.filings import ACTS, KINDS
from app.records.people import Person
from app.records.words import FILINGS
from app.services.desk import Desk
from app.services.filings import lists, register
from app.services.institutions import versions
from app.services.people import open_person
from app.store import audit, people, proof
from tests.helpers.filings import TYPED, filed, named, state_of, typed, with_identity
from tests.helpers.service_desk import MANAGER, REVIEWER, STAMP

DAY = date(2019, 10, 8)


@pytest.fixture
def boss(desk: Desk) -> Desk:
    """The manager's desk on the same file."""
    return replace(desk, operator=MANAGER)


def proved(desk: Desk) -> None:
    """Chain and live rows agree."""
    with desk.database.reading() as work:
        assert audit.verify(work) is None
        assert proof.compare(work) == ()


def refused(desk: Desk, kind: str, person_id: str = "p1", **changes: str) -> tuple[str, str]:
    with pytest.raises(UserError) as caught:
        filed(desk, kind, person_id, **changes)
    assert caught.value.message.endswith("。")
    assert not lists.of_person(desk, person_id)
    return caught.value.path, caught.value.message


def test_kinds_words_and_clauses_go_together() -> None:
    assert list(FILINGS)
    assert set(FILINGS) == set(KINDS)
    for kind in KINDS.values():
        assert kind.sentences, "each rests on a sentence"
        assert {kind.begins, *kind.decided, *kind.summary} <= set(kind.keys)
        assert set(kind.acts) <= set(ACTS)


SPANS: Mapping[str, tuple[str, date, date | None]] = {
    "outpatient_signing": ("valid", DAY, None),
    "two_diseases": ("valid", DAY, None),
    "chronic": ("valid", date(2019, 10, 11), None),
    "special_chronic": ("valid", DAY, None),
    "chronic_care": ("valid", DAY, None),
    "referral": ("valid", DAY, None),
    "emergency_report": ("valid", date(2019, 11, 12), None),
    "transfer": ("valid", date(2019, 11, 9), date(2019, 11, 12)),
    "special_case": ("valid", date(2019, 11, 10), None),
    "disease_treatment": ("valid", DAY, None),
    "green_channel": ("valid", DAY, None),
    "consultation": ("valid", DAY, DAY),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_filed_and_counts_from_its_day(desk: Desk, kind: str) -> None:
    named(desk)
    done = filed(desk, kind)
    assert state_of(desk, done.filing.id) == SPANS[kind]
    line = next(one for one in lists.of_kind(desk, kind) if one.filing.id == done.filing.id)
    assert (line.person_name, "•" in line.number) == ("阿拉坦其木格", True)
    assert line.filing.note
    assert done.filing in open_person(desk, "p1").person.filings
    proved(desk)


LATER = "2019-11-23"


@pytest.mark.parametrize(
    ("kind", "changes", "field", "words"),
    [
        ("outpatient_signing", {"institution": "h1"}, "institution", "基层卫生医疗机构"),
        ("outpatient_signing", {"institution": "nowhere"}, "institution", "没有找到"),
        ("outpatient_signing", {"signed_on": LATER}, "signed_on", "晚于今天"),
        ("outpatient_signing", {"signed_on": "2019-2-30"}, "signed_on", "写法不对"),
        ("two_diseases", {}, "institution", "没有列为两病确诊机构"),
        ("chronic", {"decided_on": "2019-10-07"}, "decided_on", "早于申报日期"),
        ("special_chronic", {"institution": "h3"}, "institution", "二级（县级）及以上"),
        ("special_chronic", {"title_2": "resident"}, "title_2", "2 名主治及以上"),
        ("special_chronic", {"doctor_2": "陈医师"}, "doctor_2", "同一人"),
        ("special_chronic", {"disease": "感冒"}, "disease", "病种请从"),
        ("chronic_care", {"certified_by": "h3"}, "certified_by", "二级医院医师"),
        ("chronic_care", {"certificate_on": "2019-10-09"}, "signed_on", "早于证明日期"),
        ("referral", {"opinion_by": "h5"}, "opinion_by", "旗内二级医院"),
        ("referral", {"opinion_by": "h3"}, "opinion_by", "旗内二级医院"),
        ("referral", {"hospital": "h1"}, "hospital", "旗县以外"),
        ("referral", {"opinion_on": "2019-10-09"}, "filed_on", "早于意见日期"),
        ("emergency_report", {"hospital": "h1"}, "hospital", "旗县以外"),
        ("emergency_report", {"reported_on": "2019-11-09"}, "reported_on", "早于入院"),
        ("transfer", {"from_hospital": "h4", "to_hospital": "h1"}, "to_hospital", "由低到高"),
        ("transfer", {"to_hospital": "h2"}, "to_hospital", "由低到高"),
        ("transfer", {"to_hospital": "h5"}, "to_hospital", "本市定点"),
        ("special_case", {"health_on": ""}, "health_on", "一起填"),
        ("special_case", {"insurance_number": ""}, "insurance_number", "一起填"),
        ("disease_treatment", {"hospital": "h2"}, "hospital", "没有列为大病集中救治定点"),
        ("disease_treatment", {"disease": "肺癌", "verified_on": "2018-12-31"}, "disease", "里没有“肺癌”"),
        ("consultation", {"fee": "1.005"}, "fee", ""),
    ],
)
def test_what_the_papers_do_not_allow_is_refused_at_its_field(
    desk: Desk, kind: str, changes: dict[str, str], field: str, words: str
) -> None:
    path, message = refused(desk, kind, **changes)
    assert path == field
    assert words in message


@pytest.mark.parametrize(
    ("since", "until", "ok"),
    [
        ("2019-10-08", "", True),
        ("2019-10-09", "", False),
        ("2019-01-01", "2019-10-08", True),
        ("2019-01-01", "2019-10-07", False),
    ],
)
def test_the_institution_is_asked_as_it_was_on_the_first_day_of_the_filing(
    desk: Desk, since: str, until: str, ok: bool
) -> None:
    named(desk, since=since, until=until)
    if ok:
        assert filed(desk, "two_diseases").filing.since == DAY
    else:
        field, message = refused(desk, "two_diseases")
        assert field == "institution"
        assert "在 2019-10-08 没有列为两病确诊机构，有文件的请管理员在“医疗机构”里凭文号改资料。" in message


def test_a_new_institution_is_not_named_before_its_first_day(desk: Desk) -> None:
    texts = {**versions.fresh(), "name": "新建卫生院", "level": "primary", "two_diseases": "yes", "since": "2019-10-09"}
    boss = replace(desk, operator=MANAGER)
    new = versions.save_version(boss, "", {**texts, "document_number": "奈医保发〔2019〕3号"})
    assert "没有列为两病确诊机构" in refused(desk, "two_diseases", institution=new.id)[1]


def test_fourteen_diseases_are_on_the_list_from_2019_on(desk: Desk) -> None:
    assert filed(desk, "disease_treatment", disease="肺癌", verified_on="2019-01-01").filing.facts["icd"]
    assert filed(desk, "disease_treatment", verified_on="2018-12-31").filing.facts["icd"] == "C16"


def test_treatment_of_a_serious_disease_is_for_the_registered_poor(desk: Desk) -> None:
    path, message = refused(desk, "disease_treatment", "p2")
    assert (path, "建档立卡" in message) == ("verified_on", True)
    with_identity(desk, "p1")
    assert refused(desk, "disease_treatment")[0] == "verified_on"


def test_two_diseases_are_filed_only_where_drugs_are_needed(desk: Desk) -> None:
    named(desk, since="2019-10-09")
    assert refused(desk, "two_diseases")[0] == "institution"
    assert filed(desk, "two_diseases", diagnosed_on="2019-10-09").filing.state == "valid"
    with pytest.raises(UserError, match="确需药物治疗"):
        filed(desk, "two_diseases", "p2", diagnosed_on="2019-10-09", drugs="no")


def test_the_dead_and_the_unborn_are_not_filed(desk: Desk) -> None:
    assert "去世" in refused(desk, "referral", "p8", filed_on="2019-11-02")[1]
    assert "出生日期" in refused(desk, "chronic", "p9", applied_on="2012-05-01", decided_on="2012-05-02")[1]
    assert filed(desk, "referral", "p8", filed_on="2019-10-31").filing.state == "valid"


def test_one_at_a_time_and_the_next_after_the_last_has_ended(desk: Desk) -> None:
    first = filed(desk, "outpatient_signing")
    with pytest.raises(UserError) as caught:
        filed(desk, "outpatient_signing", signed_on="2019-11-01")
    assert caught.value.code == "DUPLICATE"
    register.act(desk, first.filing.id, "end", {"ended_on": "2019-10-31", "why": "换了卫生院"})
    assert filed(desk, "outpatient_signing", signed_on="2019-11-01").filing.state == "valid"
    with pytest.raises(UserError, match="已有门诊统筹签约"):
        filed(desk, "outpatient_signing", signed_on="2019-10-31")


def test_a_correction_keeps_what_was_before_in_the_audit(desk: Desk) -> None:
    done = filed(desk, "chronic")
    fields = register.act_fields(desk, done.filing, "correct")
    texts = {**register.typed_of(done.filing, fields), "decided_on": "2019-10-12"}
    again = register.act(desk, done.filing.id, "correct", texts)
    assert again.filing.since == date(2019, 10, 13)
    with desk.database.reading() as work:
        row = work.rows("SELECT action, before, after FROM audit ORDER BY sequence DESC LIMIT 1")[0]
    assert row["action"] == "filing.correct"
    assert '"decided_on":"2019-10-10"' in row["before"]
    assert '"decided_on":"2019-10-12"' in row["after"]
    proved(desk)


def test_a_correction_keeps_the_day_on_which_it_was_ended(desk: Desk) -> None:
    done = filed(desk, "chronic")
    register.act(desk, done.filing.id, "end", {"ended_on": "2019-11-01", "why": "病愈"})
    ended = lists.of_kind(desk, "chronic")[0].filing
    texts = register.typed_of(ended, register.act_fields(desk, ended, "correct"))
    assert register.act(desk, done.filing.id, "correct", texts).filing.until == date(2019, 11, 1)


def test_what_is_refused_or_taken_back_can_not_be_done_over(desk: Desk) -> None:
    done = filed(desk, "chronic", decided_on="")
    register.act(desk, done.filing.id, "refuse", {"why": "检查不符"})
    assert state_of(desk, done.filing.id)[0] == "refused"
    assert register.acts_of(desk, lists.of_kind(desk, "chronic")[0].filing) == ()
    for code in ("decide", "withdraw", "correct"):
        with pytest.raises(UserError, match="未通过"):
            register.act(desk, done.filing.id, code, typed("chronic"))
    with pytest.raises(UserError, match="没有找到"):
        register.act(desk, "nothing", "withdraw", {"why": "x"})


@pytest.mark.parametrize(
    ("day", "field"),
    [("2019-10-07", "ended_on"), ("2019-11-01", None), ("2020-01-02", "ended_on"), ("2020-01-01", None)],
)
def test_an_end_lies_between_its_days(desk: Desk, day: str, field: str | None) -> None:
    done = filed(desk, "referral", until="2020-01-01")
    if field is None:
        assert register.act(
            desk, done.filing.id, "end", {"ended_on": day, "why": "病愈"}
        ).filing.until == date.fromisoformat(day)
        return
    with pytest.raises(UserError) as caught:
        register.act(desk, done.filing.id, "end", {"ended_on": day, "why": "病愈"})
    assert caught.value.path == field


def test_a_cancelled_one_has_its_refused_pay_and_the_doctor_is_known_afterwards(desk: Desk, boss: Desk) -> None:
    done = filed(desk, "special_chronic")
    texts = {"cancelled_on": "2019-11-12", "why": "诊断不符", "refused_pay": "160", "document": "奈医保〔2019〕5号"}
    with pytest.raises(UserError) as caught:
        register.act(desk, done.filing.id, "cancel", texts)
    assert caught.value.code == "NOT_ALLOWED"
    with pytest.raises(UserError, match="早于认定时间"):
        register.act(boss, done.filing.id, "cancel", {**texts, "cancelled_on": "2019-10-07"})
    gone = register.act(boss, done.filing.id, "cancel", {**texts, "lowered_1": "擅自降低标准"})
    assert (gone.filing.state, gone.filing.until, gone.filing.facts["refused_pay"]) == (
        "cancelled",
        date(2019, 11, 11),
        16_000,
    )
    (known,) = lists.doctors(desk)
    assert (known.doctor, known.title, known.noted) == ("陈医师", "主治医师", "擅自降低标准")
    assert "陈医师曾被认定降低标准" in filed(desk, "special_chronic", "p2").said
    assert "曾被认定" not in filed(desk, "special_chronic", "p10", doctor_1="包医师").said
    proved(desk)


def test_drugs_are_delivered_from_the_list_of_basic_drugs_alone(desk: Desk) -> None:
    done = filed(desk, "chronic_care")
    texts = {
        "day": "2019-11-01",
        "drug": "硝苯地平控释片",
        "quantity": "2",
        "unit": "盒",
        "on_list": "yes",
        "prescribed_by": "陈医师",
        "by": "白村医",
    }
    assert "硝苯地平控释片 2 盒" in register.act(desk, done.filing.id, "deliver", texts).said
    for changes, field in (
        ({"on_list": "no"}, "on_list"),
        ({"quantity": "0"}, "quantity"),
        ({"day": "2019-10-07"}, "day"),
        ({"drug": ""}, "drug"),
    ):
        with pytest.raises(UserError) as caught:
            register.act(desk, done.filing.id, "deliver", {**texts, **changes})
        assert caught.value.path == field
    (one,) = lists.deliveries(desk)
    assert (one.drug, one.quantity, one.person_name, one.day) == (
        "硝苯地平控释片",
        2,
        "阿拉坦其木格",
        date(2019, 11, 1),
    )
    proved(desk)


def test_after_a_treatment_the_contract_for_chronic_care_is_prompted(desk: Desk) -> None:
    done = filed(desk, "disease_treatment")
    assert "慢病签约" not in done.said
    told = register.act(desk, done.filing.id, "stage", {"treated_on": "2019-10-20", "managed_on": ""})
    assert "请接着办“慢病签约”" in told.said
    filed(desk, "chronic_care", disease="胃癌术后")
    again = register.act(desk, done.filing.id, "stage", {"treated_on": "2019-10-20", "managed_on": "2019-11-01"})
    assert "慢病签约" not in again.said
    with pytest.raises(UserError, match="早于救治日期"):
        register.act(desk, done.filing.id, "stage", {"treated_on": "2019-10-20", "managed_on": "2019-10-19"})


def test_a_change_of_the_person_keeps_what_is_filed(desk: Desk) -> None:
    filed(desk, "chronic_care")
    with desk.database.unit_of_work() as work:
        before = people.person(work, "p1")
        people.update_person(work, replace(before, phone="13800000000"), **STAMP)
        after: Person = people.person(work, "p1")
    assert after.filings == before.filings
    assert after.filings[0].facts["plan"] == TYPED["chronic_care"]["plan"]
    proved(desk)


def test_the_village_files_and_the_hall_decides(desk: Desk) -> None:
    done = filed(desk, "chronic", decided_on="")
    for role, allowed in (
        (REVIEWER, True),
        (replace(REVIEWER, role="村医"), False),
        (replace(REVIEWER, role="审计"), False),
    ):
        there = replace(desk, operator=role)
        if allowed:
            assert register.acts_of(there, done.filing)
        else:
            with pytest.raises(UserError) as caught:
                register.act(there, done.filing.id, "decide", {"decided_on": "2019-10-10"})
            assert caught.value.code == "NOT_ALLOWED"
