"""Finding, opening, drafts, reference data, rights: each asks the table of rights, and what must be audited is."""

from __future__ import annotations

import inspect
from dataclasses import replace
from datetime import date

import pytest

from app.errors import InvariantError, UserError
from app.records.people import Operator
from app.services import drafts, parameters, people, quote, reference, settle, slips
from app.services.desk import Desk, now, today
from app.services.people import age, find_people, note_search, open_person
from app.services.reference import (
    find_diagnoses,
    find_institutions,
    find_items,
    hand_layers,
    institution,
    item,
    pack_title,
    proposed_tags,
)
from app.services.rights import RIGHTS, ROLES, check
from app.store import audit
from tests.helpers.forms import settled, stay
from tests.helpers.service_desk import AT, everybody


def as_role(desk: Desk, role: str) -> Desk:
    return replace(desk, operator=Operator("o9", "某某", role))


def test_every_action_is_allowed_to_somebody_and_every_role_exists() -> None:
    for action, roles in RIGHTS.items():
        assert roles
        assert roles <= {*ROLES, "单人"}, action


@pytest.mark.parametrize(
    ("role", "action", "allowed"),
    [
        ("经办", "case.settle", True),
        ("村医", "case.settle", True),
        ("审计", "case.settle", False),
        ("管理", "case.settle", False),
        ("管理", "parameter.confirm", True),
        ("经办", "parameter.confirm", False),
        ("审计", "person.open", True),
        ("审计", "draft.edit", False),
        ("陌生", "person.find", False),
    ],
)
def test_who_may_do_what(desk: Desk, role: str, action: str, *, allowed: bool) -> None:
    who = as_role(desk, role)
    if allowed:
        check(who, action)
        return
    with pytest.raises(UserError) as caught:
        check(who, action)
    assert caught.value.code == "NOT_ALLOWED"
    assert role in caught.value.message


def test_an_action_without_a_right_is_a_fault_of_the_program(desk: Desk) -> None:
    with pytest.raises(InvariantError):
        check(desk, "world.end")


@pytest.mark.parametrize("module", [drafts, parameters, people, quote, reference, settle, slips])
def test_every_service_that_opens_the_file_asks_for_its_right(module: object) -> None:
    for name, function in inspect.getmembers(module, inspect.isfunction):
        source = inspect.getsource(function)
        if function.__module__ == getattr(module, "__name__", "") and "desk.database" in source:
            assert "check(desk," in source or name == "tags_of", name


def test_the_business_clock(desk: Desk) -> None:
    assert today(desk) == date(2019, 11, 22)
    assert now(desk).date() == date(2019, 11, 22)
    later = replace(desk, business_date=date(2019, 12, 2))
    assert now(later).date() == date(2019, 12, 2)
    real = replace(desk, business_date=None)
    assert today(real) == AT.date()
    assert now(real).tzinfo is not None


def test_a_finished_search_is_written_down_once(desk: Desk) -> None:
    found = find_people(desk, "wxl")
    assert {hit.id for hit in found} == {"p2", "p3"}
    note_search(desk, "wxl\ud800", len(found))
    with desk.database.reading() as work:
        rows = [row for row in audit.of_subject(work, "") if row.action == "person.search"]
        assert audit.verify(work) is None
    assert len(rows) == 1
    assert '"found":2' in (rows[0].after or "")


def test_the_card_says_who_this_is_and_what_to_mind(desk: Desk) -> None:
    card = open_person(desk, "p7")
    assert (card.age, card.insured, card.identity_codes) == (60, True, ("registered_poor",))
    assert card.warnings == ("欠费",)
    assert card.masked_number.startswith("1505•")
    assert open_person(desk, "p6").warnings == ("2019 年未参保",)
    assert open_person(desk, "p8").warnings == ("已于 2019-11-01 去世",)
    with desk.database.reading() as work:
        assert [row.action for row in audit.of_subject(work, "p7")] == ["person.open"]


def test_a_gap_in_the_insurance_is_a_warning(desk: Desk) -> None:
    person = replace(everybody()[0], insured_years=(2015, 2017, 2019))
    assert people._warnings(person, date(2019, 11, 22)) == ("参保中断过",)
    assert people._warnings(replace(person, insured_years=(2017, 2018, 2019)), date(2019, 11, 22)) == ()
    assert people._warnings(replace(person, insured_years=(2019,)), date(2019, 11, 22)) == ()


def test_the_card_of_another_day_shows_that_year(desk: Desk) -> None:
    settled(desk, stay("p1"))
    assert [bar.used for bar in open_person(desk, "p1", date(2019, 1, 2)).bars] == [
        bar.used for bar in open_person(desk, "p1").bars
    ]
    card = open_person(desk, "p1", date(2018, 6, 1))
    assert card.bars == ()
    assert len(card.posted) == 1


def test_an_ordinary_resident_has_the_bars_of_an_ordinary_resident(desk: Desk) -> None:
    bars = {bar.what: bar.limit for bar in open_person(desk, "p2").bars}
    assert bars == {"基本医保年限额": 15_000_000, "大病保险起付": 1_400_000}


def test_an_unknown_person_is_said_calmly(desk: Desk) -> None:
    with pytest.raises(UserError) as caught:
        open_person(desk, "nobody")
    assert caught.value.code == "NO_PERSON"


def test_age_in_full_years() -> None:
    assert age(date(1956, 3, 12), date(2019, 3, 11)) == 62
    assert age(date(1956, 3, 12), date(2019, 3, 12)) == 63
    assert age(date(2019, 11, 1), date(2019, 11, 22)) == 0


def test_reference_data_is_found(desk: Desk) -> None:
    assert find_institutions(desk, "rmyy")[0].id == "h1"
    assert len(find_institutions(desk, "")) == 7
    assert institution(desk, "h4").level == "tertiary"
    assert find_items(desk, "srj")[0].code == "C1"
    assert item(desk, "C1").name == "三人间床位费"
    assert find_diagnoses(desk, "C34.9")[0].code == "C34.900"
    assert find_items(desk, "") == ()


def test_a_diagnosis_proposes_and_says_why(desk: Desk) -> None:
    old, young, day = date(1956, 1, 1), date(2014, 1, 1), date(2019, 11, 19)
    assert proposed_tags(desk, "c34.900", old, day) == (("disease_23", "诊断 C34.900 属于肺癌"),)
    assert proposed_tags(desk, "C91.000", old, day) == ()
    assert [tag for tag, _ in proposed_tags(desk, "C91.000", young, day)] == ["disease_23"]
    assert "病理" in proposed_tags(desk, "C40.200", old, day)[0][1]
    assert proposed_tags(desk, "J18.900", old, day) == ()
    assert proposed_tags(desk, "", old, day) == ()
    assert proposed_tags(desk, "C34.900", old, date(2017, 1, 1)) == ()


def test_the_layers_of_the_day_and_its_pack(desk: Desk) -> None:
    layers = hand_layers(desk, date(2019, 11, 19))
    assert layers[0][0] == "basic"
    assert [layer for layer, _, by_hand in layers if by_hand] == ["social_relief"]
    assert hand_layers(desk, date(2017, 1, 1)) == ()
    assert pack_title(desk) == "奈曼旗2019年健康扶贫政策"
    assert "没有可用的政策" in pack_title(desk, date(2017, 1, 1))


def test_drafts_keep_what_was_typed_and_nobodys_typing_is_lost(desk: Desk) -> None:
    form = stay("p5", note="备注\n=1+1")
    opened = drafts.open_draft(desk, form)
    assert opened.person_name == "张㛃䶮"
    assert drafts.open_drafts(desk) == (opened,)
    later = drafts.save_draft(desk, opened.id, opened.version, replace(form, person_id="p1"))
    assert (later.version, later.person_name, later.request_id) == (2, "阿拉坦其木格", opened.request_id)
    with pytest.raises(UserError) as caught:
        drafts.save_draft(desk, opened.id, opened.version, form)
    assert caught.value.code == "DRAFT_CONFLICT"
    assert drafts.open_drafts(desk) == (later,)
    drafts.discard_draft(desk, opened.id)
    assert drafts.open_drafts(desk) == ()
    [gone] = drafts.discarded_drafts(desk)
    assert (gone.id, gone.form) == (later.id, later.form)
    back = drafts.bring_back(desk, opened.id)
    assert (back.id, back.request_id, back.form) == (later.id, later.request_id, later.form)
    assert drafts.open_drafts(desk) == (back,)
    assert drafts.discarded_drafts(desk) == ()
    with pytest.raises(UserError) as open_:
        drafts.bring_back(desk, opened.id)
    assert open_.value.code == "DRAFT_OPEN"
    drafts.discard_draft(desk, opened.id)
    assert [one.id for one in drafts.discarded_drafts(desk)] == [opened.id], "once, whatever became of it before"
    last = drafts.open_draft(desk, form)
    drafts.discard_draft(desk, last.id)
    assert [one.id for one in drafts.discarded_drafts(desk)] == [last.id, opened.id]


def test_a_draft_of_nobody_has_no_name(desk: Desk) -> None:
    assert drafts.open_draft(desk, replace(stay(), person_id="")).person_name == ""
