"""Catalogues imported and undone: what is new, what differs, what ends; bills of a day take the version of that day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.errors import UserError
from app.records.people import CatalogueItem
from app.records.roster import ListFacts
from app.services import reference, rosters, staged_lists
from app.services.catalogue import imports
from app.services.desk import Desk
from app.services.reverse import reverse
from app.store import audit, proof
from app.store.catalogue import entries
from tests.helpers import rosters as persons
from tests.helpers.catalogues import HERB, LISTED_ON, PILLS, TEA, checked, dump, facts, imported, manager, table
from tests.helpers.forms import settled, stay
from tests.helpers.service_desk import BY_REVIEWER, CLERK, STAMP
from tests.helpers.stopping import stops_in_the_midst

DAY = timedelta(days=1)
LATER = date(2019, 10, 1)
DRUGS = [PILLS, TEA, HERB]


def is_whole(desk: Desk) -> bool:
    """Whether the chain holds, and what it says of every row."""
    with desk.database.reading() as work:
        return audit.verify(work) is None and not proof.compare(work)


def second(number: str = "内医保发〔2019〕9号") -> ListFacts:
    return facts(listed_on=LATER, number=number)


def test_a_first_list_adds_and_an_undo_gives_everything_back(desk: Desk) -> None:
    boss = manager(desk)
    before = dump(desk.database)
    seen = checked(boss, DRUGS, facts(), whole=False)
    assert (seen.added, seen.changed, seen.left, seen.unchanged, seen.refused) == (3, 0, 0, 0, 0)
    with desk.database.reading() as work:
        assert work.value("SELECT count(*) FROM catalogue_items WHERE code = 'ZA01'") == 0
    done = imports.apply(boss, seen.import_id, seen.digest)
    assert (done.added, done.document_number) == (3, "内医保发〔2019〕5号")
    assert imports.apply(boss, seen.import_id, seen.digest) == done
    item = reference.item(boss, "XA02BC01", LISTED_ON)
    assert (item.item_class, item.category, item.prepay_rate, item.since, item.until) == (
        "B",
        "09",
        "0.10",
        LISTED_ON,
        None,
    )
    assert item.document == "内医保发〔2019〕5号"
    with pytest.raises(UserError, match="从 2019-07-01 起才在目录里"):
        reference.item(boss, "XA02BC01", LISTED_ON - DAY)
    assert is_whole(desk)
    imports.undo(boss, done.import_id)
    assert dump(desk.database) == before
    assert imports.undo(boss, done.import_id).between == ()
    assert imports.lists(boss)[0].undone_at is not None


def test_a_later_list_ends_the_earlier_version(desk: Desk) -> None:
    boss = manager(desk)
    imported(boss, DRUGS, facts(), whole=False)
    before = dump(desk.database)
    dearer = {**PILLS, "prepay_rate": "20%", "price_limit": "30"}
    seen = checked(boss, [dearer, TEA], second())
    assert (seen.added, seen.changed, seen.left, seen.unchanged) == (0, 1, 2, 1)
    changed = [one for _, one in imports.planned(boss, seen.import_id, "changed")]
    assert [(one.field, one.old, one.new) for one in changed[0].differences] == [
        ("prepay_rate", "0.10", "0.20"),
        ("price_limit", "", "30.00"),
    ]
    left = [one.code for _, one in imports.planned(boss, seen.import_id, "left")]
    assert sorted(left) == ["C2", "T001"]  # of the desk's own items the drug, not the bed
    done = imports.apply(boss, seen.import_id, seen.digest)
    old, new = (reference.item(boss, "XA02BC01", day) for day in (LATER - DAY, LATER))
    assert (old.prepay_rate, old.since, old.until, old.price_limit) == ("0.10", LISTED_ON, LATER - DAY, "")
    assert (new.prepay_rate, new.since, new.until, new.price_limit) == ("0.20", LATER, None, "30.00")
    ended = reference.item(boss, "T001", LATER)
    assert (ended.until, ended.ended) == (LATER - DAY, True)
    assert reference.item(boss, "T001", LATER - DAY) == replace(ended, ended=False)
    assert is_whole(desk)
    imports.discard(boss, seen.import_id)
    imports.undo(boss, done.import_id)
    assert dump(desk.database) == before
    assert is_whole(desk)


def test_a_supplement_ends_nothing(desk: Desk) -> None:
    boss = manager(desk)
    imported(boss, DRUGS, facts(), whole=False)
    seen = checked(boss, [TEA], second(), whole=False)
    assert (seen.left, seen.unchanged, seen.whole) == (0, 1, False)


def test_a_whole_list_of_one_kind_leaves_the_others(desk: Desk) -> None:
    boss = manager(desk)
    imported(boss, DRUGS, facts(), whole=False)
    seen = checked(boss, [{**HERB, "name": "炙甘草"}], facts("herbs", LATER, "草药"))
    assert (seen.changed, seen.left) == (1, 0)


def test_what_stands_in_a_refused_row_has_not_left(desk: Desk) -> None:
    boss = manager(desk)
    imported(boss, DRUGS, facts(), whole=False)
    seen = checked(boss, [{**PILLS, "prepay_rate": "许多"}, TEA, HERB], second())
    assert (seen.refused, seen.left) == (1, 1)
    assert [one.code for _, one in imports.planned(boss, seen.import_id, "left")] == ["C2"]


def test_an_entry_that_ended_begins_again(desk: Desk) -> None:
    boss = manager(desk)
    imported(boss, DRUGS, facts(), whole=False)
    imported(boss, [PILLS, HERB], second())
    back = date(2019, 11, 1)
    done = imported(boss, DRUGS, facts(listed_on=back, number="第三份"))
    assert done.changed == 1
    assert [reference.item(boss, "ZA01", day).until for day in (LATER - DAY, LATER, back)] == [
        LATER - DAY,
        LATER - DAY,
        None,
    ]
    assert [one.code for one in reference.find_items(boss, "感冒清热", on=LATER)] == ["ZA01"]


def test_another_content_from_the_same_day_is_refused(desk: Desk) -> None:
    boss = manager(desk)
    imported(boss, DRUGS, facts(), whole=False)
    seen = checked(boss, [{**TEA, "unit_price": "13.00"}, HERB], facts(number="更正"), whole=False)
    assert (seen.refused, seen.changed, seen.unchanged) == (1, 0, 1)
    (row,) = imports.refused(boss, seen.import_id)
    assert "已有从 2019-07-01 起的规定（内医保发〔2019〕5号）" in row.reasons[0]
    assert (row.code, row.name, row.line) == ("ZA01", "感冒清热颗粒", 2)


def test_two_rows_that_contradict_each_other_are_both_refused(desk: Desk) -> None:
    boss = manager(desk)
    seen = checked(boss, [TEA, {**TEA, "unit_price": "13.00"}, HERB, HERB], facts(), whole=False)
    assert (seen.added, seen.refused) == (1, 3)
    reasons = [row.reasons[0] for row in imports.refused(boss, seen.import_id)]
    assert ["第 3 行" in reasons[0], "第 2 行" in reasons[1], "完全相同" in reasons[2]] == [True] * 3


def test_what_a_list_has_no_column_for_stays(desk: Desk) -> None:
    boss = manager(desk)
    imported(boss, DRUGS, facts(), whole=False)
    import_id = imports.begin(boss, second())
    imports.stage(boss, import_id, table([TEA], ("code", "name", "item_class", "category")))
    assert imports.dry_run(boss, import_id, whole=False).unchanged == 1


def test_an_undo_is_refused_while_a_later_list_rests_on_it(desk: Desk) -> None:
    boss = manager(desk)
    first = imported(boss, DRUGS, facts(), whole=False)
    later = imported(boss, [{**TEA, "unit_price": "13.00"}], second(), whole=False)
    with pytest.raises(UserError, match=r"感冒清热颗粒共 1 项.*内医保发〔2019〕9号"):
        imports.undo(boss, first.import_id)
    imports.undo(boss, later.import_id)
    imports.undo(boss, first.import_id)


def test_a_change_since_the_preview_is_refused(desk: Desk) -> None:
    boss = manager(desk)
    seen = checked(boss, DRUGS, facts(), whole=False)
    with pytest.raises(UserError, match="STALE"):
        imports.apply(boss, seen.import_id, "other")
    with desk.database.unit_of_work() as work:
        entries.save_items(work, [CatalogueItem("C9", "别的", "次", "A", "05", "", "", "")], **STAMP)
    with pytest.raises(UserError, match="STALE"):
        imports.apply(boss, seen.import_id, seen.digest)
    with desk.database.reading() as work:
        assert work.value("SELECT count(*) FROM catalogue_items WHERE code = 'ZA01'") == 0


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (facts("none"), "BAD_VALUE"),
        (facts(number=""), "BAD_VALUE"),
        (facts(number="字" * 61), "BAD_VALUE"),
        (facts(listed_on=date(2020, 11, 23)), "BAD_DATE"),
    ],
)
def test_facts_that_cannot_be(desk: Desk, wrong: ListFacts, code: str) -> None:
    with pytest.raises(UserError, match=code):
        imports.begin(manager(desk), wrong)


def test_a_list_may_be_imported_before_it_holds(desk: Desk) -> None:
    boss = manager(desk)
    imported(boss, DRUGS, facts(), whole=False)
    imported(boss, [{**TEA, "unit_price": "13.00"}], facts(listed_on=date(2020, 11, 22), number="明年"), whole=False)
    assert reference.item(boss, "ZA01").unit_price == "12.80"


def test_the_same_file_and_an_older_list_are_refused(desk: Desk) -> None:
    boss = manager(desk)
    imported(boss, DRUGS, facts(), whole=False)
    with pytest.raises(UserError, match="DUPLICATE"):
        imports.begin(boss, facts())
    with pytest.raises(UserError, match="BAD_DATE"):
        imports.begin(boss, facts(listed_on=LISTED_ON - DAY, number="旧"))
    imports.begin(boss, facts("herbs", LISTED_ON - DAY, "另一种"))


def test_lists_of_persons_and_of_entries_stand_apart(desk: Desk) -> None:
    boss = manager(desk)
    imported(boss, DRUGS, facts(), whole=False)
    persons.imported(boss, [persons.person("p1")], persons.facts())
    assert [one.kind for one in imports.lists(boss)] == ["drugs"]
    assert [one.kind for one in rosters.lists(boss)] == ["registered_poor"]


def test_a_cancelled_list_leaves_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    boss = manager(desk)
    before = dump(desk.database)
    monkeypatch.setattr(staged_lists, "BATCH", 1)
    import_id = imports.begin(boss, facts())

    class Cancelled(Exception):
        """The window's."""

    def cancel(done: int, _total: int) -> None:
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        imports.stage(boss, import_id, table(DRUGS), cancel)
    imports.discard(boss, import_id)
    assert dump(desk.database) == before
    for text in ("staged_entries", "staged_changes", "staged_refused", "staged_imports"):
        with desk.database.reading() as work:
            assert work.value(f"SELECT count(*) FROM {text}") == 0
    with pytest.raises(UserError, match="NOT_STAGED"):
        imports.dry_run(boss, import_id)


def test_a_preview_that_was_given_up_leaves_no_names(desk: Desk) -> None:
    boss = manager(desk)
    before = dump(desk.database)
    seen = checked(boss, DRUGS, facts(), whole=False)
    assert dump(desk.database) != before  # names only
    imports.discard(boss, seen.import_id)
    assert dump(desk.database) == before


def test_diagnoses(desk: Desk) -> None:
    boss = manager(desk)
    before = dump(desk.database)
    import_id = imports.begin(boss, facts("icd10", number="国医保办发"))
    rows = [{"code": "C91.000", "name": "急性淋巴细胞白血病"}, {"code": "N18.500", "name": "慢性肾脏病5期"}]
    imports.stage(boss, import_id, table([*rows, {"code": "c91", "name": "x"}], ("code", "name"), "diagnoses"))
    seen = imports.dry_run(boss, import_id)
    assert (seen.added, seen.refused) == (2, 1)
    assert seen.left == 2  # the desk's own two
    done = imports.apply(boss, import_id, seen.digest)
    for text in ("C91", "急性淋巴", "jxlb", "baixuebing", "白血病"):
        assert [one.code for one in reference.find_diagnoses(boss, text)] == ["C91.000"], text
    young, grown = date(2015, 1, 1), date(1980, 1, 1)
    for code, born, proposes in (("C91.000", young, True), ("C91.000", grown, False), ("N18.500", grown, True)):
        assert bool(reference.proposed_tags(boss, code, born, LISTED_ON)) == proposes
    imports.discard(boss, import_id)
    imports.undo(boss, done.import_id)
    assert dump(desk.database) == before


def test_settlements_that_used_an_undone_list_are_told(desk: Desk) -> None:
    boss, clerk = manager(desk), replace(desk, operator=CLERK)
    treatment = {"code": "T1", "name": "治疗", "item_class": "甲", "category": "治疗"}
    done = imported(boss, [treatment], facts("treatments"), whole=False)
    slip = settled(clerk, stay())
    told = imports.undo(boss, done.import_id).between
    assert [(one.number, one.person_id) for one in told] == [(slip.number, "p2")]
    assert imports.undo(boss, done.import_id).between == told, "a second time it changes nothing, and says the same"
    reverse(clerk, clerk.new_id(), slip.document_id, "duplicate", "", BY_REVIEWER)
    assert imports.undo(boss, done.import_id).between == ()


def test_an_import_and_its_undo_that_are_stopped_leave_everything_as_it_was(desk: Desk) -> None:
    boss = manager(desk)
    at_first = dump(desk.database)
    seen = checked(boss, DRUGS, facts(), whole=False)
    before = dump(desk.database)
    stops_in_the_midst(boss, lambda: imports.apply(boss, seen.import_id, seen.digest))
    assert dump(desk.database) == before
    done = imports.apply(boss, seen.import_id, seen.digest)
    stops_in_the_midst(boss, lambda: imports.undo(boss, done.import_id))
    assert imports.lists(boss)[0].undone_at is None
    imports.undo(boss, done.import_id)
    assert dump(desk.database) == at_first
