"""Settling: one promise. Read again, work out again, compare, post; the same draft twice is one settlement."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from datetime import UTC, date, timedelta
from functools import partial
from pathlib import Path

import pytest

from app.engine import evaluate
from app.errors import UserError
from app.policy import Registry
from app.records.form import CaseForm
from app.records.people import Operator
from app.services.desk import Desk
from app.services.drafts import discard_draft, open_draft, open_drafts, save_draft
from app.services.later import later
from app.services.parameters import confirm, parameter_lines
from app.services.people import open_person
from app.services.quote import basis, quote, worked_out
from app.services.settle import Settled, settle
from app.services.slips import posted_of, settled_today
from app.store import audit, ledger, proof
from app.store.canonical import sha256
from tests.helpers.forms import COMFORT, DRUG, TREATMENT, paid, quoted, reimbursed, settled, stay, totals, transfer
from tests.helpers.service_desk import AT, MANAGER, desk_on, ids


def count(desk: Desk) -> int:
    return len(settled_today(desk))


def refused(desk: Desk, form: CaseForm, code: str, pays: int | None = None) -> UserError:
    """Settling is refused with this code, nothing is posted and the draft stays open."""
    draft = open_draft(desk, form)
    before = count(desk)
    if pays is None:
        result = quoted(desk, form).result
        pays = result.person_pays if result else 0
    with pytest.raises(UserError) as caught:
        settle(desk, draft, form, pays)
    assert caught.value.code == code
    assert count(desk) == before
    assert draft.id in {one.id for one in open_drafts(desk)}
    return caught.value


def test_a_direct_settlement_from_draft_to_ledger(desk: Desk) -> None:
    form = stay("p1", tags=("disease_23",), diagnosis_code="C34.900")
    done = settled(desk, form)
    assert (done.number, done.already) == ("NM-01-2019-000001", False)
    posted = done.posted
    assert (posted.total, posted.institution_pays, posted.person_pays) == (1_000_000, 30_000, 97_000)
    assert posted.total == sum(posted.layers.values()) + posted.institution_pays + posted.person_pays
    assert open_drafts(desk) == ()
    assert settled_today(desk) == (posted,) == posted_of(desk, "p1")


def test_the_audit_row_holds_the_image_of_every_stored_row(desk: Desk) -> None:
    settled(desk, stay("p1"))
    with desk.database.reading() as work:
        assert all(one.table in ("stations", "operators") for one in proof.compare(work))
        assert audit.verify(work) is None


def test_numbers_go_on_without_a_gap_also_after_refusals(desk: Desk) -> None:
    assert settled(desk, stay("p1")).number.endswith("000001")
    refused(desk, stay("p1"), "NOT_READY")
    refused(desk, stay("p2"), "CHANGED", pays=1)
    assert settled(desk, stay("p2")).number.endswith("000002")


def test_each_way_of_settling_is_posted_with_its_payments(desk: Desk) -> None:
    settled(desk, stay("p1"))
    settled(desk, transfer(reimbursed("p2", referral="filed"), "王秀兰"))
    form = paid(reimbursed("p7", way="top_up", referral="filed", invoice_number="F2"), basic="4000.00")
    settled(desk, replace(form, rows=(TREATMENT, replace(COMFORT, amount="1500.00"))))
    with desk.database.reading() as work:
        day = ledger.totals(work, date(2019, 11, 22))
    assert day.total == 3_070_000
    assert day.collect - day.pay_out == sum(day.payments.values())
    assert day.institution_refund > 0


def test_the_same_draft_again_is_the_same_settlement(desk: Desk) -> None:
    form = stay()
    draft = open_draft(desk, form)
    first = settled(desk, form, draft)
    for _ in range(3):
        again = settle(desk, draft, form, first.posted.person_pays)
        assert again == replace(first, already=True)
    assert count(desk) == 1


def test_the_same_draft_with_other_content_is_an_error_that_names_the_slip(desk: Desk) -> None:
    form = stay()
    draft = open_draft(desk, form)
    done = settled(desk, form, draft)
    with pytest.raises(UserError) as caught:
        settle(desk, draft, replace(form, rows=(TREATMENT,)), done.posted.person_pays)
    assert caught.value.code == "REQUEST_CHANGED"
    assert done.number in caught.value.message
    assert count(desk) == 1


def test_two_windows_settling_one_draft_at_once(desk: Desk, tmp_path: Path, registry: Registry) -> None:
    form = stay("p1")
    draft = open_draft(desk, form)
    pays = worked_out(quoted(desk, form))[0].person_pays
    ready = threading.Barrier(4)
    answers: list[Settled | Exception] = []

    def work(prefix: str) -> None:
        with desk_on(tmp_path / "desk.db", registry, prefix=prefix) as own:
            ready.wait()
            try:
                answers.append(settle(own, draft, form, pays))
            except UserError as error:
                answers.append(error)

    threads = [threading.Thread(target=work, args=(f"019{at}",)) for at in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    done = [answer for answer in answers if isinstance(answer, Settled)]
    assert len(done) == 4, answers
    assert sorted(answer.already for answer in done) == [False, True, True, True]
    assert {answer.number for answer in done} == {"NM-01-2019-000001"}
    assert count(desk) == 1


def test_what_changed_since_the_clerk_confirmed_is_said_with_both_amounts(desk: Desk) -> None:
    form = stay("p1", diagnosis_code="I10.x00")
    draft = open_draft(desk, form)
    seen = worked_out(quoted(desk, form))[0].person_pays
    settled(desk, stay("p1", admitted="2019-10-01", discharged="2019-10-05"))
    with pytest.raises(UserError) as caught:
        settle(desk, draft, form, seen)
    assert caught.value.code == "CHANGED"
    now = worked_out(quoted(desk, form))[0].person_pays
    assert now != seen
    for fen in (seen, now):
        assert f"{fen // 100:,}.{fen % 100:02d}" in caught.value.message
    assert settle(desk, draft, form, now).number.endswith("000002")


def test_a_draft_that_another_window_saved_meanwhile_is_not_settled(desk: Desk) -> None:
    form = stay()
    draft = open_draft(desk, form)
    theirs = save_draft(desk, draft.id, draft.version, replace(form, rows=(TREATMENT,)))
    with pytest.raises(UserError) as caught:
        settle(desk, draft, form, worked_out(quoted(desk, form))[0].person_pays)
    assert caught.value.code == "DRAFT_CONFLICT"
    assert open_drafts(desk) == (theirs,)


def test_what_is_settled_is_what_the_draft_keeps(desk: Desk) -> None:
    draft = open_draft(desk, replace(stay(), rows=(TREATMENT,)))
    settled(desk, stay(), draft)
    with desk.database.reading() as work:
        from app.services.forms import form_from_json
        from app.store import drafts

        kept = drafts.get(work, draft.id)
    assert kept.state == "closed"
    assert form_from_json(kept.form_json) == stay()


def test_a_discarded_draft_is_not_settled(desk: Desk) -> None:
    draft = open_draft(desk, stay())
    discard_draft(desk, draft.id)
    with pytest.raises(UserError) as caught:
        settle(desk, draft, stay(), worked_out(quoted(desk, stay()))[0].person_pays)
    assert caught.value.code == "DRAFT_CLOSED"


def test_an_invoice_is_settled_once_and_the_refusal_names_its_slip(desk: Desk) -> None:
    done = settled(desk, reimbursed("p1"))
    error = refused(desk, reimbursed("p2"), "NOT_READY")
    assert error.path == "visit.invoice_number"
    assert done.number in error.message
    assert "阿拉坦其木格" in error.message
    assert quoted(desk, reimbursed("p2", institution_id="h4")).ready, "another hospital may have the same number"


def test_an_overlapping_stay_is_refused_with_the_slip_that_has_it(desk: Desk) -> None:
    done = settled(desk, stay("p1"))
    error = refused(desk, stay("p1", institution_id="h2", admitted="2019-11-18", discharged="2019-11-20"), "NOT_READY")
    assert error.path == "visit.admitted"
    assert done.number in error.message
    assert "2019-11-10 至 11-19" in error.message
    assert quoted(desk, stay("p1", institution_id="h2", admitted="2019-11-19", discharged="2019-11-20")).ready
    assert quoted(desk, stay("p1", type="outpatient", admitted="")).ready


def test_duplicates_that_appeared_after_the_quote_are_found_inside_the_unit_of_work(desk: Desk) -> None:
    form = reimbursed("p2")
    draft = open_draft(desk, form)
    pays = worked_out(quoted(desk, form))[0].person_pays
    done = settled(desk, reimbursed("p1"))
    with pytest.raises(UserError) as caught:
        settle(desk, draft, form, pays)
    assert done.number in caught.value.message


@pytest.mark.parametrize(
    ("form", "path"),
    [
        (stay("p6"), "person"),
        (stay(discharged="2019-11-30"), "visit.discharged"),
        (replace(stay(), rows=(TREATMENT, replace(COMFORT, amount="12,5"))), "rows[1].amount"),
        (replace(stay(), rows=(TREATMENT, replace(COMFORT, amount=""))), "rows[1].amount"),
        (totals(stay(), total="10.00", in_scope="9.00", prepay="2.00"), "totals.total"),
        (reimbursed(invoice_number=""), "visit.invoice_number"),
        (CaseForm(), "person"),
    ],
)
def test_what_is_wrong_or_missing_is_never_posted(desk: Desk, form: CaseForm, path: str) -> None:
    assert refused(desk, form, "NOT_READY").path == path


def test_a_trial_is_never_posted_until_a_manager_confirms(trial_desk: Desk) -> None:
    form = stay()
    trial = quoted(trial_desk, form)
    assert trial.trial
    assert "住院起付线（二级）" in "、".join(trial.unconfirmed)
    error = refused(trial_desk, form, "TRIAL")
    assert trial.unconfirmed[0] in error.message
    manager = replace(trial_desk, operator=MANAGER)
    lines = {line.name: line for line in parameter_lines(manager, "naiman-2019")}
    for name in worked_out(trial)[0].unconfirmed:
        confirm(manager, "naiman-2019", name, lines[name].text, "奈医保发〔2019〕3号", None)
    assert settled(trial_desk, form).number.endswith("000001")


def test_roles_without_the_right_are_refused(desk: Desk) -> None:
    draft = open_draft(desk, stay())
    auditor = replace(desk, operator=Operator("o9", "审计员", "审计"))
    with pytest.raises(UserError) as caught:
        settle(auditor, draft, stay(), 0)
    assert caught.value.code == "NOT_ALLOWED"


def test_the_year_is_the_fold_of_what_was_posted(desk: Desk) -> None:
    settled(desk, stay("p1", admitted="2019-03-01", discharged="2019-03-10"))
    second = settled(desk, stay("p1"))
    card = open_person(desk, "p1")
    used = {bar.what: (bar.used, bar.limit) for bar in card.bars}
    layers = [one.layers for one in card.posted]
    assert used["医疗救助年限额"] == (sum(one["assistance"] for one in layers), 3_000_000)
    assert used["大病保险起付"][1] == 700_000
    assert used["个人自付封顶"][1] == 300_000
    assert second.posted.layers["basic"] == 690_000, "no deductible at the second admission to the same tier"


def test_the_order_of_settling_counts_also_where_the_clock_was_set_back(desk: Desk) -> None:
    first = settled(desk, stay("p1", admitted="2019-03-01", discharged="2019-03-10"))
    back = replace(desk, clock=lambda: AT - timedelta(hours=9))
    second = settled(back, stay("p1", admitted="2019-05-01", discharged="2019-05-10"))
    third = settled(back, stay("p1", admitted="2019-04-01", discharged="2019-04-10"))
    assert second.posted.posted_at < first.posted.posted_at
    assert [one.number for one in posted_of(desk, "p1", 2019)] == [first.number, second.number, third.number]


def test_the_order_of_settling_counts_each_time_that_the_clock_is_set_back(desk: Desk) -> None:
    done = []
    for hours, first in enumerate(("2019-03-01", "2019-04-01", "2019-05-01")):
        # Real ids begin with the clock's time: they go back with it.
        made = ids(f"019{9 - hours}")
        earlier = AT - timedelta(hours=hours)
        back = replace(desk, clock=partial(earlier.astimezone, UTC), new_id=made)
        done.append(settled(back, stay("p1", admitted=first, discharged=f"{first[:-2]}10")))
    assert [one.number for one in posted_of(desk, "p1", 2019)] == [one.number for one in done]
    assert not [one for one in later(desk, "p1", 2019) if one.flagged]


def test_looking_at_things_changes_nothing(desk: Desk) -> None:
    settled(desk, stay("p1", admitted="2019-03-01", discharged="2019-03-10"))
    first = quoted(desk, stay("p1"))
    for _ in range(3):
        open_person(desk, "p1")
        draft = open_draft(desk, stay("p1"))
        save_draft(desk, draft.id, draft.version, stay("p1"))
    assert quoted(desk, stay("p1")) == first


def test_what_is_stored_can_be_evaluated_again_to_the_fen(desk: Desk) -> None:
    settled(desk, stay("p1", admitted="2019-03-01", discharged="2019-03-10"))
    form = replace(stay("p1"), rows=(TREATMENT, COMFORT, DRUG))
    read = basis(desk, "p1", form)
    result, case = worked_out(quote(desk, read, form))
    done = settled(desk, form)
    with desk.database.reading() as work:
        stored = json.loads(ledger.case(work, done.document_id))
        pack_text = ledger.pack_text(work, stored["pack_digest"])
    assert pack_text is not None
    assert sha256(pack_text.text) == case.pack.digest
    assert stored["state"] == {
        "year": 2019,
        "bases": dict(case.state.bases),
        "paid": dict(case.state.paid),
        "carried": dict(case.state.carried),
        "tallies": dict(case.state.tallies),
        "visits": 1,
    }
    assert stored["visits"][0]["items"][2]["price_limit"] == "80"
    assert stored["parameters"]["basic.annual_cap"] == "150000.00"
    again = evaluate(case.pack, case.values, case.identities, case.visit, case.state)
    assert again.person_pays == result.person_pays == done.posted.person_pays


def test_the_audit_chain_holds_and_names_each_act(desk: Desk) -> None:
    open_person(desk, "p1")
    done = settled(desk, stay("p1"))
    with desk.database.reading() as work:
        assert audit.verify(work) is None
        assert [row.action for row in audit.of_subject(work, "p1")] == ["person.open"]
        (row,) = audit.of_subject(work, done.document_id)
    assert row.action == "case.settle"
    assert done.number in (row.after or "")
