"""Posting, numbers, what is read back, and reversals."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import InvariantError, UserError
from app.records.ledger import NewDocument
from app.records.result import Added, LayerAdded, YearState
from app.store import ledger, people
from app.store.canonical import sha256
from app.store.database import Database
from tests.unit.store import samples

DAY = date(2019, 11, 22)


def posted(database: Database, *documents: NewDocument) -> list[str]:
    """Post each in its own unit of work; the numbers."""
    numbers = []
    for one in documents:
        with database.unit_of_work() as work:
            numbers.append(samples.post(work, one))
    return numbers


def test_one_sequence_for_all_kinds_of_a_station_and_year(database: Database) -> None:
    later = samples.document(3, business_date=date(2020, 1, 2))
    numbers = posted(database, samples.document(1), samples.reversal("d1", 2), later)
    assert numbers == ["NM-01-2019-000001", "NM-01-2019-000002", "NM-01-2020-000001"]


def test_what_was_posted_is_read_back(database: Database) -> None:
    posted(database, samples.document(1))
    with database.reading() as work:
        one = ledger.posted(work, "d1")
        assert ledger.by_number(work, one.number) == one
        assert ledger.by_number(work, "NM-01-2019-000009") is None
        assert ledger.facts(work, "d1") == '{"kind":"settlement"}'
        assert ledger.case(work, "d1") == '{"number":1}'
        assert ledger.qr_payload(work, "d1") == "1|NM-01-2019-000001"
        assert ledger.pack_text(work, samples.PACK.digest) == samples.PACK
        assert ledger.pack_text(work, "0") is None
        counts = {
            table: work.value(f"SELECT count(*) FROM {table}")
            for table in "document_lines document_line_splits document_layers document_added document_steps payments".split()
        }
    assert (one.number, one.total, one.fund_total, one.person_pays) == ("NM-01-2019-000001", 10000, 7000, 3000)
    assert (one.person_name, one.institution_name, one.operator_name) == ("阿拉坦其木格", "奈曼旗人民医院", "王秀英")
    assert one.layers == {"basic": 7000, "critical_illness": 0}
    assert list(one.layers) == ["basic", "critical_illness"]
    assert (one.reversed_by, one.posted_at, one.business_date) == (None, samples.AT, DAY)
    assert counts == {
        "document_lines": 1,
        "document_line_splits": 1,
        "document_layers": 2,
        "document_added": 1,
        "document_steps": 3,
        "payments": 1,
    }


def test_names_are_those_of_the_day_of_posting(database: Database) -> None:
    posted(database, samples.document(1))
    with database.unit_of_work() as work:
        people.update_person(work, samples.person(name="改过名"), **samples.STAMP)
    with database.reading() as work:
        assert ledger.posted(work, "d1").person_name == "阿拉坦其木格"


@pytest.mark.parametrize("ask", [ledger.posted, ledger.facts, ledger.case, ledger.qr_payload])
def test_an_unknown_document_is_said_calmly(database: Database, ask: Any) -> None:
    with pytest.raises(UserError, match="NO_DOCUMENT"), database.reading() as work:
        ask(work, "none")


def test_the_same_request_twice_is_one_document(database: Database) -> None:
    posted(database, samples.document(1))
    with database.unit_of_work() as work:
        again = samples.document(1, id="d9", posted_at=samples.AT.replace(hour=23))
        sequence, number = ledger.next_number(work, samples.STATION, 2019)
        facts = "{}"
        assert not ledger.post(work, again, sequence, number, facts, sha256(facts), "", "s1", "o1")
        assert ledger.by_request(work, "r1") == ("d1", ledger.content_digest(again))
        assert ledger.by_request(work, "r2") is None
        assert len(ledger.latest(work)) == 1


@pytest.mark.parametrize("change", [{"invoice_number": "other"}, {"case_json": "{}"}, {"content_digest": "other"}])
def test_the_same_request_with_other_content_is_refused(database: Database, change: dict[str, Any]) -> None:
    posted(database, samples.document(1))
    with pytest.raises(UserError, match="REQUEST_CHANGED") as caught:
        posted(database, samples.document(1, id="d9", **change))
    assert caught.value.message.endswith("。")


def test_a_content_digest_of_the_services_counts_alone(database: Database) -> None:
    posted(database, samples.document(1, content_digest="form"))
    posted(database, samples.document(1, id="d9", content_digest="form", case_json="{}"))
    with database.reading() as work:
        assert [one.id for one in ledger.latest(work)] == ["d1"]


def test_a_reversal_is_linked_both_ways_and_made_once(database: Database) -> None:
    numbers = posted(database, samples.document(1), samples.reversal("d1", 2))
    with database.reading() as work:
        assert ledger.posted(work, "d1").reversed_by == numbers[1]
        assert ledger.posted(work, "d2").reversed_by is None
        assert ledger.posted(work, "d2").total == -10000
        assert ledger.reverses(work, "d2") == "d1"
        assert ledger.reverses(work, "d1") is None
    with pytest.raises(InvariantError):
        posted(database, samples.reversal("d1", 3))
    with pytest.raises(InvariantError, match="a reversal is not reversed"):
        posted(database, samples.document(3, kind="reversal", reverses="d2"))
    with pytest.raises(InvariantError, match="posted documents only"):
        posted(database, samples.reversal("none", 3))
    with pytest.raises(InvariantError, match="the whole document"):
        posted(database, replace(samples.reversal("d1", 3), result=samples.result(500, sign=-1)))


def test_only_a_reversed_document_is_replaced_and_keeps_its_place(database: Database) -> None:
    replacing = samples.document(4, replaces="d1", order_key="000001", invoice_number="F00001", total=20000)
    posted(database, samples.document(1), samples.document(2))
    with pytest.raises(InvariantError, match="reversed document is replaced"):
        posted(database, replace(replacing, invoice_number="other"))
    posted(database, samples.reversal("d1", 3), replacing)
    with database.reading() as work:
        added = ledger.added_of(work, "p1", 2019)
        assert [one.layers["basic"].base for one in added] == [20000, 10000]
        assert [one.id for one in ledger.posted_of(work, "p1", 2019)] == ["d1", "d4", "d2", "d3"]


def test_an_adjustment_counts_with_its_signs(database: Database) -> None:
    difference = samples.document(2, kind="adjustment", total=300, sign=-1, invoice_number="F00001", adjusts="d1")
    posted(database, samples.document(1), difference)
    with database.reading() as work:
        assert [one.layers["basic"].pay for one in ledger.added_of(work, "p1", 2019)] == [6790]
        assert ledger.totals(work, DAY).total == 9700


@pytest.mark.parametrize(
    "change",
    [
        {"collect": "3000"},
        {"collect": 3000.0},
        {"pay_out": True},
        {"result": replace(samples.result(), person_pays=3000.0)},  # type: ignore[arg-type]  # wrong on purpose
        {"added": Added(2019, {"basic": LayerAdded(1, 1.0, 0)}, {})},  # type: ignore[arg-type]  # wrong on purpose
        {"added": Added(2019, {}, {"visits": True})},
    ],
)
def test_only_whole_numbers_are_stored(database: Database, change: dict[str, Any]) -> None:
    with pytest.raises(InvariantError, match="a whole number is stored"):
        posted(database, samples.document(1, **change))
    with database.reading() as work:
        assert work.value("SELECT count(*) FROM document_layers") == 0


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"result": replace(samples.result(), unconfirmed=("x",))}, "a trial"),
        ({"result": replace(samples.result(), person_pays=2999)}, "CHECK"),
        ({"result": replace(samples.result(), fund_total=6999, person_pays=3001)}, "layers add up"),
        ({"result": replace(samples.result(), lines=samples.result(9999).lines)}, "lines add up"),
        ({"lines": samples.document(1).lines * 2}, "each line"),
        ({"person_id": "nobody"}, "persons that exist"),
        ({"institution_id": "nowhere"}, "institutions that exist"),
        ({"pack": replace(samples.PACK, text="other")}, "SHA-256 of its text"),
        ({"kind": "reversal"}, "CHECK"),
        ({"kind": "other"}, "CHECK"),
        ({"posted_at": samples.AT.replace(tzinfo=None)}, "offset"),
        ({"business_date": samples.AT}, "a date is stored"),
    ],
)
def test_what_does_not_hold_is_not_posted(database: Database, change: dict[str, Any], why: str) -> None:
    with pytest.raises(InvariantError, match=why):
        posted(database, samples.document(1, **change))
    with database.reading() as work:
        assert ledger.latest(work) == ()
        assert ledger.next_number(work, samples.STATION, 2019)[0] == 1


def test_facts_and_their_digest_belong_together(database: Database) -> None:
    def wrong() -> None:
        with database.unit_of_work() as work:
            ledger.post(work, samples.document(1), 1, "NM-01-2019-000001", "{}", "0" * 64, "", "s1", "o1")

    with pytest.raises(InvariantError, match="facts_digest"):
        wrong()


def test_an_invoice_is_used_until_it_is_reversed(database: Database) -> None:
    posted(database, samples.document(1))
    with database.reading() as work:
        found = ledger.invoice_used(work, "h1", "F00001")
        assert found is not None
        assert found.id == "d1"
        assert ledger.invoice_used(work, "h2", "F00001") is None
        assert ledger.invoice_used(work, "h1", "") is None
    with pytest.raises(InvariantError, match="an invoice is settled once"):
        posted(database, samples.document(2, invoice_number="F00001"))
    posted(database, samples.reversal("d1", 2, invoice_number="F00001"))
    with database.reading() as work:
        assert ledger.invoice_used(work, "h1", "F00001") is None


def test_bills_without_an_invoice_number_do_not_collide(database: Database) -> None:
    assert len(posted(database, samples.document(1, invoice_number=""), samples.document(2, invoice_number=""))) == 2


@pytest.mark.parametrize(
    ("admitted", "discharged", "overlaps"),
    [
        ("2019-01-10", "2019-01-20", True),
        ("2019-01-05", "2019-01-11", True),
        ("2019-01-12", "2019-01-13", True),
        ("2019-01-01", "2019-02-01", True),
        ("2019-01-01", "2019-01-10", False),  # transferred away on the day
        ("2019-01-20", "2019-01-25", False),
        ("2019-01-21", "2019-01-25", False),
        ("2019-01-15", "2019-01-15", True),
    ],
)
def test_overlapping_stays(database: Database, admitted: str, discharged: str, overlaps: bool) -> None:
    stay = {"admitted": date(2019, 1, 10), "discharged": date(2019, 1, 20)}
    outpatient = samples.document(2, visit_type="outpatient", admitted=None, discharged=date(2019, 1, 22))
    posted(database, samples.document(1, **stay), outpatient)
    days = (date.fromisoformat(admitted), date.fromisoformat(discharged))
    with database.reading() as work:
        found = ledger.overlapping_stay(work, "p1", *days)
        assert (found is not None) is overlaps
        assert ledger.overlapping_stay(work, "p2", *days) is None
    posted(database, samples.reversal("d1", 3, **stay))
    with database.reading() as work:
        assert ledger.overlapping_stay(work, "p1", *days) is None


def test_a_stay_within_one_day_overlaps_itself(database: Database) -> None:
    one = date(2019, 3, 5)
    posted(database, samples.document(1, admitted=one, discharged=one))
    with database.reading() as work:
        assert ledger.overlapping_stay(work, "p1", one, one) is not None


def test_a_merged_duplicates_documents_are_the_persons(database: Database) -> None:
    with database.unit_of_work() as work:
        people.add_people(work, [samples.person("p2"), samples.person("p3")], **samples.STAMP)
    posted(database, samples.document(1, person_id="p2"), samples.document(2))
    with database.unit_of_work() as work:
        people.add_alias(work, "p2", "p3", reason="同一人", **samples.STAMP)
        people.add_alias(work, "p3", "p1", reason="同一人", **samples.STAMP)
    with database.reading() as work:
        for person_id in ("p1", "p2", "p3"):
            assert [one.id for one in ledger.posted_of(work, person_id)] == ["d1", "d2"]
            assert len(ledger.added_of(work, person_id, 2019)) == 2
            assert ledger.overlapping_stay(work, person_id, date(2019, 1, 1), date(2019, 1, 3)) is not None


def test_lists_and_totals_of_a_day(database: Database) -> None:
    yesterday = samples.document(1, business_date=date(2019, 11, 21))
    posted(database, yesterday, samples.document(2), samples.document(3), samples.reversal("d2", 4))
    with database.reading() as work:
        assert [one.id for one in ledger.latest(work, 2)] == ["d4", "d3"]
        assert [one.id for one in ledger.latest(work, station_id="s1", business_date=DAY)] == ["d4", "d3", "d2"]
        assert ledger.latest(work, station_id="s2") == ()
        found = ledger.totals(work, DAY, "s1")
        empty = ledger.totals(work, date(2019, 1, 1))
    assert found.counts == {"settlement": 2, "reversal": 1}
    assert (found.total, found.fund_total, found.person_pays, found.collect) == (10000, 7000, 3000, 3000)
    assert found.layers == {"basic": 7000, "critical_illness": 0}
    assert found.payments == {"cash": 3000}
    assert (empty.total, empty.counts, empty.payments) == (0, {}, {})


def test_two_stations_have_their_own_numbers(database: Database) -> None:
    other = replace(samples.STATION, id="s2", code="02")
    with database.reading() as work:
        assert ledger.next_number(work, other, 2019) == (1, "NM-02-2019-000001")


def test_numbers_have_no_gaps_while_threads_post_at_once(database: Database) -> None:
    """One in three units of work fails after it took a number."""

    def fail_at_every_third(at: int) -> None:
        if at % 3 == 0:
            raise LookupError

    def work_on(first: int) -> None:
        for at in range(first, first + 20):
            try:
                with database.unit_of_work() as work:
                    samples.post(work, samples.document(at))
                    fail_at_every_third(at)
            except LookupError:
                pass

    threads = [threading.Thread(target=work_on, args=(first,)) for first in (100, 200, 300)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as work:
        sequences = [row[0] for row in work.rows("SELECT sequence FROM documents ORDER BY row")]
    assert sequences == list(range(1, len(sequences) + 1))
    assert len(sequences) == sum(at % 3 != 0 for first in (100, 200, 300) for at in range(first, first + 20))


# ---- the year's fold -------------------------------------------------------------------------------------------------

ACTS = st.lists(st.tuples(st.sampled_from(["settle", "adjust", "reverse", "replace"]), st.integers(0, 9)), max_size=14)


def fold(added: tuple[Added, ...]) -> YearState:
    """What the engine does with the rows, for one layer."""
    state = YearState(2019)
    for one in added:
        bases, paid = dict(state.bases), dict(state.paid)
        for name, layer in one.layers.items():
            bases[name] = bases.get(name, 0) + layer.base
            paid[name] = paid.get(name, 0) + layer.pay
        state = YearState(2019, bases, paid, state.carried, state.tallies, state.visits + 1)
    return state


@settings(max_examples=20)
@given(ACTS)
def test_the_years_rows_are_the_open_documents_in_their_order(acts: list[tuple[str, int]]) -> None:
    """Against a model, order key and worth by id, which settling, adjusting, reversing and replacing change."""
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder, samples.opened(Path(folder)) as database:
        model: dict[str, tuple[str, int]] = {}
        dead: list[tuple[str, str]] = []
        amounts: dict[str, int] = {}
        differences: dict[str, list[tuple[str, int]]] = {}
        for at, (act, pick) in enumerate(acts, start=1):
            amount, name = 1000 * at, f"d{at}"
            if act == "settle":
                posted(database, samples.document(at, total=amount))
                model[name] = (f"{at:06d}", amount)
                amounts[name] = amount
            elif act == "adjust" and model:
                victim = sorted(model)[pick % len(model)]
                key, worth = model[victim]
                changes = {"kind": "adjustment", "adjusts": victim, "order_key": f"{key}~{at}", "lines": ()}
                posted(database, samples.document(at, total=amount, sign=-1, **changes))
                model[victim] = (key, worth - amount)
                differences.setdefault(victim, []).append((name, amount))
            elif act == "reverse" and model:
                victim = sorted(model)[pick % len(model)]
                key, _ = model.pop(victim)
                for place, (one, worth) in enumerate(differences.get(victim, ())):
                    counter = samples.reversal(one, 1000 * at + place, order_key=key)
                    result = samples.result(worth)
                    posted(database, replace(counter, result=result, added=result.added, lines=()))
                posted(database, samples.reversal(victim, at, total=amounts[victim], order_key=key))
                dead.append((victim, key))
            elif act == "replace" and dead:
                victim, key = dead.pop(pick % len(dead))
                posted(database, samples.document(at, total=amount, replaces=victim, order_key=key))
                model[name] = (key, amount)
                amounts[name] = amount
        with database.reading() as work:
            added = ledger.added_of(work, "p1", 2019)
            assert work.value("SELECT count(*) FROM documents") == (
                work.value("SELECT max(sequence) FROM documents") or 0
            )
    expected = [worth for _, worth in sorted(model.values())]
    assert [one.layers["basic"].base for one in added] == expected
    assert fold(added).bases.get("basic", 0) == sum(expected)
