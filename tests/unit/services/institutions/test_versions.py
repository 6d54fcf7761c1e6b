"""Institutions as dated facts: what a visit reads on each side of a day, corrections, new ones, refused ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.errors import UserError
from app.records.people import Institution
from app.services import reference
from app.services.desk import Desk
from app.services.institutions.versions import fresh, history, institutions_listed, save_version, typed_of
from app.services.slips import posted_of
from app.store import audit, images, proof
from tests.helpers.forms import quoted, sentences, settled, stay
from tests.helpers.service_desk import HOSPITALS, MANAGER

NUMBER = "奈医保发〔2019〕30号"


def manager(desk: Desk) -> Desk:
    return replace(desk, operator=MANAGER)


def typed(desk: Desk, institution_id: str = "h1", **changes: str) -> dict[str, str]:
    texts = typed_of(reference.institution(desk, institution_id))
    return {**texts, "since": "2019-11-15", "until": "", "document_number": NUMBER, **changes}


def saved(desk: Desk, institution_id: str = "h1", **changes: str) -> Institution:
    return save_version(manager(desk), institution_id, typed(desk, institution_id, **changes))


def refused(desk: Desk, institution_id: str = "h1", **changes: str) -> tuple[str, str, str]:
    with pytest.raises(UserError) as found:
        saved(desk, institution_id, **changes)
    return found.value.code, found.value.path, found.value.message


def test_a_version_holds_from_its_day_on_and_not_before(desk: Desk) -> None:
    saved(desk, level="primary", name="奈曼旗第一人民医院")
    before, after = (reference.institution(desk, "h1", date(2019, 11, day)) for day in (14, 15))
    assert (before, before.since) == (HOSPITALS[0], None), "what was there is the open version before"
    assert (after.level, after.name, after.since) == ("primary", "奈曼旗第一人民医院", date(2019, 11, 15))
    assert [one.name for one in reference.find_institutions(desk, "dyrmyy")] == ["奈曼旗第一人民医院"]
    assert [one.id for one in reference.find_institutions(desk, "nmqrmyy")] == ["h1"], "its former name finds it too"


def test_a_visit_reads_the_version_of_the_day_of_discharge(desk: Desk) -> None:
    saved(desk, level="township")
    visits = {}
    for discharged in ("2019-11-14", "2019-11-15"):
        case = quoted(desk, stay("p1", discharged=discharged)).case
        assert case is not None
        visits[discharged] = case.visit.level
    assert visits == {"2019-11-14": "secondary", "2019-11-15": "township"}


def test_a_posted_slip_is_untouched(desk: Desk) -> None:
    done = settled(desk, stay("p1"))
    with desk.database.reading() as work:
        before = images.digest(work, "documents", done.document_id), images.digest(work, "institutions", "h1")
    saved(desk, name="别的名称")
    with desk.database.reading() as work:
        assert before == (images.digest(work, "documents", done.document_id), images.digest(work, "institutions", "h1"))
        assert proof.compare(work) == ()
        assert audit.verify(work) is None
    assert posted_of(desk, "p1")[0].institution_name == HOSPITALS[0].name


def test_a_correction_of_the_same_day_counts_and_the_history_says_so(desk: Desk) -> None:
    saved(desk, level="primary")
    saved(desk, level="tertiary", document_number="更正")
    assert reference.institution(desk, "h1", date(2019, 11, 15)).level == "tertiary"
    found = [(one.document_number, one.institution.level, one.covered) for one in history(desk, "h1")]
    assert found == [("更正", "tertiary", False), (NUMBER, "primary", True), ("", "secondary", False)]


def test_a_version_with_an_end_gives_way_to_the_open_one(desk: Desk) -> None:
    saved(desk, designated="no", until="2019-11-17")
    held = [reference.institution(desk, "h1", date(2019, 11, day)).designated for day in (14, 15, 17, 18)]
    assert held == [True, False, False, True]


def test_a_new_institution_is_not_there_before_its_first_day(desk: Desk) -> None:
    texts = {
        **fresh(),
        "name": "八仙筒镇中心卫生院",
        "code": "H15052500012",
        "level": "township",
        "since": "2019-11-15",
    }
    made = save_version(manager(desk), "", {**texts, "document_number": NUMBER})
    assert [one.id for one in reference.find_institutions(desk, "h150525")] == [made.id], "by its national code"
    assert [one.id for one in reference.find_institutions(desk, "bxt")] == [made.id]
    assert made.id in {one.id for one in institutions_listed(desk)}
    said = sentences(desk, stay("p1", institution_id=made.id, discharged="2019-11-14"))
    assert "从 2019-11-15 起，2019-11-14 那天没有它的资料" in said["visit.institution_id"]
    assert "visit.institution_id" not in sentences(desk, stay("p1", institution_id=made.id, discharged="2019-11-15"))
    assert settled(desk, stay("p1", institution_id=made.id)).posted.institution_name == "八仙筒镇中心卫生院"
    with desk.database.reading() as work:
        assert proof.compare(work) == ()


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({"until": "2019-11-14"}, "BAD_DATE", "until"),
        ({"level": ""}, "BAD_VALUE", "level"),
        ({"kind": "pharmacy"}, "BAD_VALUE", "level"),
        ({"since": ""}, "MISSING", "since"),
        ({"document_number": " "}, "MISSING", "document_number"),
        ({"region": "moon"}, "BAD_VALUE", "region"),
        ({"name": "一" * 101}, "BAD_VALUE", "name"),
        ({"since": "2019-02-30"}, "BAD_DATE", "since"),
        ({}, "SAME", ""),
    ],
)
def test_what_can_t_be_a_version_is_refused_beside_its_field(
    desk: Desk, changes: dict[str, str], code: str, path: str
) -> None:
    assert refused(desk, **changes)[:2] == (code, path)
    assert len(history(desk, "h1")) == 1


def test_a_code_or_a_name_is_one_institution_s(desk: Desk) -> None:
    saved(desk, code="H150525001")
    assert refused(desk, "h2", code="h150525001")[:2] == ("CODE_TAKEN", "code")
    texts = {**typed(desk, "h1"), "code": "", "name": HOSPITALS[1].name}
    with pytest.raises(UserError, match="NAME_TAKEN"):
        save_version(manager(desk), "", texts)
