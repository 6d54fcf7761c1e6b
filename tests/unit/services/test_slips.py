"""Slips come from stored facts: complete, repeatable, counted; a trial is never numbered."""

from __future__ import annotations

import threading
from dataclasses import fields, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine import evaluate
from app.errors import InvariantError, UserError
from app.exchange import slip_code
from app.papers.slip import draw_slip
from app.policy import Registry
from app.records.people import Institution
from app.records.slip import SlipFacts
from app.services.desk import Desk
from app.services.quote import basis, quote, worked_out
from app.services.resettle import resettle
from app.services.reverse import reverse
from app.services.settle import settle
from app.services.slip_json import facts_from_json, facts_to_json
from app.services.slips import SlipPaper, settled_today, slip_pdf, slip_preview, stored_facts, trial_pdf
from app.store import audit, ledger, people, prints, reference
from tests.helpers import slip_samples
from tests.helpers.forms import DRUG, TREATMENT, paid, quoted, reimbursed, settled, stay, transfer
from tests.helpers.pdf_text import page_texts
from tests.helpers.service_desk import AT, BY_REVIEWER, MANAGER, STATION, desk_on

CANCER = {"tags": ("disease_23",), "diagnosis_code": "C34.900", "diagnosis_name": "肺癌"}


def labels(pairs: tuple[tuple[str, str], ...]) -> dict[str, str]:
    return dict(pairs)


def test_a_slip_carries_every_block(desk: Desk) -> None:
    done = settled(desk, stay("p1", **CANCER))
    facts = stored_facts(desk, done.document_id)
    assert (facts.number, facts.business_date, facts.demonstration, facts.trial) == (
        "NM-01-2019-000001",
        "2019-11-22",
        True,
        False,
    )
    assert facts.title == "奈曼旗城乡居民医疗费用“一站式”结算单"
    assert facts.institution_level == "二级 · 旗县内 · 定点 · 大病集中救治定点"
    person = labels(facts.person)
    assert person["姓名"] == "阿拉坦其木格"
    assert person["年龄"] == "63 岁"
    assert person["证件号码"].startswith("1505•")
    assert person["身份"] == "建档立卡贫困人口（脱贫享受政策）"
    visit = labels(facts.visit)
    assert (visit["入院"], visit["出院"], visit["天数"]) == ("2019-11-10", "2019-11-19", "9 天")
    assert (visit["诊断"], visit["病种"], visit["转诊"]) == ("C34.900 肺癌", "大病集中救治病种", "不需要")
    assert [row.name for row in facts.categories] == ["治疗费", "其他费"]
    assert labels_of_amounts(facts)["目录外全自费"] == 80_000
    assert facts.total == facts.fund_total + facts.institution_pays + facts.person_pays
    assert [layer.id for layer in facts.layers] == list(done.posted.layers)
    assert facts.payments == (("现金", facts.collect),)
    assert facts.document == "奈政办发〔2019〕1号"
    assert len(facts.pack_digest) == len(facts.case_digest) == 64
    assert all(clause and sentence for clause, sentence in facts.clauses)
    assert facts.institution_steps
    assert facts.institution_clauses
    assert {year.what for year in facts.years} >= {"大病保险起付", "医疗救助年限额"}


def labels_of_amounts(facts: SlipFacts) -> dict[str, int]:
    return dict(facts.places)


def test_the_year_on_the_slip_includes_this_visit(desk: Desk) -> None:
    settled(desk, stay("p1", admitted="2019-03-01", discharged="2019-03-10"))
    done = settled(desk, stay("p1"))
    years = {year.what: year.used for year in stored_facts(desk, done.document_id).years}
    with desk.database.reading() as work:
        posted = ledger.posted_of(work, "p1")
    assert years["医疗救助年限额"] == sum(one.layers["assistance"] for one in posted)


def test_preference_is_the_difference_to_an_ordinary_resident(desk: Desk) -> None:
    form = stay("p1", **CANCER)
    result, case = worked_out(quoted(desk, form))
    ordinary = {one.id: one.pay for one in evaluate(case.pack, case.values, (), case.visit, case.state).layers}
    facts = stored_facts(desk, settled(desk, form).document_id)
    shown = {layer.id: layer.preference for layer in facts.layers}
    assert shown == {layer.id: layer.pay - ordinary[layer.id] for layer in result.layers}
    assert (shown["assistance"] or 0) > 0


def test_a_given_layer_has_no_preference_and_says_so(desk: Desk) -> None:
    done = settled(desk, paid(reimbursed("p1", way="top_up", referral="filed"), basic="4000.00"))
    facts = stored_facts(desk, done.document_id)
    basic = facts.layers[0]
    assert (basic.given, basic.pay, basic.preference) == (True, 400_000, None)
    assert facts.way == "补差"
    assert facts.advances == (("本人已垫付", 600_000),)
    assert facts.pay_out == facts.fund_total - 400_000


def test_reimbursement_shows_account_masked_and_who_advanced(desk: Desk) -> None:
    done = settled(desk, transfer(reimbursed("p1", referral="filed"), "阿拉坦其木格"))
    facts = stored_facts(desk, done.document_id)
    ((label, amount),) = facts.payments
    assert label == "转账到账户 演示银行 9990••••••••7890（阿拉坦其木格）"
    assert amount == -facts.pay_out
    assert facts.advances == (("本人已垫付", 1_000_000),)
    assert facts.invoice_number == "F001"
    assert labels(facts.visit)["就医地"] == "市域外"


def test_an_agent_a_third_party_and_the_same_day(desk: Desk) -> None:
    form = stay(
        "p1",
        admitted="2019-11-19",
        diagnosis_code="S72.000",
        accident="third_party",
        agent_name="王五",
        agent_number="11010519491231002X",
    )
    facts = stored_facts(desk, settled(desk, form).document_id)
    assert labels(facts.visit)["天数"] == "1 天"
    assert labels(facts.visit)["外伤第三方责任"] == "有，已登记"
    assert labels(facts.person)["代办人"] == "王五 1101••••••••002X"


def test_the_first_print_is_the_original_and_later_ones_are_counted(desk: Desk) -> None:
    done = settled(desk, stay("p1"))
    papers = [slip_pdf(desk, done.document_id) for _ in range(3)]
    assert [paper.copy for paper in papers] == [1, 2, 3]
    assert {paper.number for paper in papers} == {done.number}
    with desk.database.reading() as work:
        recorded = prints.prints_of(work, done.document_id)
        actions = [row.action for row in audit.of_subject(work, done.document_id)]
    assert [one.pdf_sha256 for one in recorded] == [sha256(paper.pdf).hexdigest() for paper in papers]
    assert actions == ["case.settle", "slip.print", "slip.print", "slip.print"]


def test_a_reprint_is_the_original_but_for_its_mark_whatever_changed_since(desk: Desk) -> None:
    done = settled(desk, replace(stay("p1"), rows=(TREATMENT, DRUG)))
    original = slip_pdf(desk, done.document_id)
    facts = stored_facts(desk, done.document_id)
    stamp: dict[str, Any] = {"at": AT, "station_id": STATION.id, "operator_id": MANAGER.id}
    with desk.database.unit_of_work() as work:
        person = people.person(work, "p1")
        people.update_person(work, replace(person, name="改名", identities=()), **stamp)
        renamed = Institution("h1", "新名医院", "tertiary", "in_city", False, False, False, "hospital")
        reference.save_institutions(work, [renamed], **stamp)
    assert stored_facts(desk, done.document_id) == facts
    with desk.database.reading() as work:
        payload = ledger.qr_payload(work, done.document_id)
    assert draw_slip(facts, payload) == original.pdf, "drawn again without the mark: the same bytes"
    assert slip_pdf(desk, done.document_id).pdf != original.pdf


def test_a_slip_of_a_reversed_settlement_says_so_and_what_took_its_place(desk: Desk) -> None:
    done, other = settled(desk, stay("p1")), settled(desk, stay("p2"))
    before = slip_preview(desk, other.document_id)
    facts = stored_facts(desk, done.document_id)
    made = reverse(desk, "r1", done.document_id, "amount", "", BY_REVIEWER)
    page = page_texts(slip_pdf(desk, done.document_id).pdf)[0]
    assert f"已冲红 · 冲红单 {made.number}" in page
    assert "重新结算" not in page
    draft = resettle(desk, done.document_id)
    again = settle(desk, draft, draft.form, done.posted.person_pays)
    for page in page_texts(slip_preview(desk, done.document_id).pdf):
        assert f"已冲红 · 冲红单 {made.number} · 已由 {again.number} 重新结算" in page
    assert stored_facts(desk, done.document_id) == facts
    assert slip_preview(desk, other.document_id).pdf == before.pdf, "a slip that stands is drawn as ever"
    for number in (made, again):
        assert "已冲红" not in page_texts(slip_preview(desk, number.document_id).pdf)[0]


def test_the_qr_text_is_versioned_and_bound_to_the_facts(desk: Desk) -> None:
    done = settled(desk, stay("p1", **CANCER))
    with desk.database.reading() as work:
        text = ledger.facts(work, done.document_id)
        code = slip_code.read(ledger.qr_payload(work, done.document_id))
    assert isinstance(code, slip_code.SlipCode)
    assert (code.number, code.person_pays) == (done.number, 97000)
    assert code.digest == sha256(text.encode()).hexdigest()
    assert slip_code.is_signed(code)


def test_two_windows_printing_one_slip_get_different_copies(desk: Desk, tmp_path: Path, registry: Registry) -> None:
    done = settled(desk, stay("p1"))
    slip_pdf(desk, done.document_id)
    papers: list[SlipPaper] = []

    def work(name: int) -> None:
        with desk_on(tmp_path / "desk.db", registry, prefix=f"019{name}") as own:
            papers.append(slip_pdf(own, done.document_id))

    threads = [threading.Thread(target=work, args=(name,)) for name in (3, 4, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(paper.copy for paper in papers) == [2, 3, 4]


def test_a_trial_is_drawn_without_number_and_nothing_is_recorded(trial_desk: Desk) -> None:
    form = stay("p1")
    read = basis(trial_desk, "p1", form)
    paper = trial_pdf(trial_desk, read, quote(trial_desk, read, form), form).pdf
    assert paper.startswith(b"%PDF-")
    assert settled_today(trial_desk) == ()


def test_a_trial_needs_figures(desk: Desk) -> None:
    form = replace(stay("p1"), rows=())
    read = basis(desk, "p1", form)
    with pytest.raises(UserError) as caught:
        trial_pdf(desk, read, quote(desk, read, form), form)
    assert caught.value.code == "NOT_READY"


def test_there_is_no_slip_of_an_unknown_document(desk: Desk) -> None:
    with pytest.raises(UserError) as caught:
        slip_pdf(desk, "nothing")
    assert caught.value.code == "NO_DOCUMENT"


def test_todays_list_is_of_the_business_date(desk: Desk) -> None:
    yesterday = replace(desk, business_date=date(2019, 11, 21))
    settled(yesterday, stay("p2"))
    done = settled(desk, stay("p1"))
    assert [one.number for one in settled_today(desk)] == [done.number]
    assert [one.number for one in settled_today(yesterday)] == ["NM-01-2019-000001"]


@pytest.mark.parametrize("name", sorted(slip_samples.SAMPLES))
def test_facts_come_back_from_their_json(name: str) -> None:
    facts = slip_samples.SAMPLES[name]()
    if "hostile" in name:
        facts = replace(facts, person=())
    text = facts_to_json(facts)
    assert facts_from_json(text) == facts
    assert facts_to_json(facts_from_json(text)) == text


@given(st.text(st.characters(codec="utf-8"), max_size=60), st.integers(-(10**12), 10**12))
def test_any_text_and_amount_comes_back(text: str, fen: int) -> None:
    plain = slip_samples.plain()
    facts = replace(plain, person=((text, text),), notices=(text,), places=((text, fen),), total=fen)
    assert facts_from_json(facts_to_json(facts)) == facts


def test_facts_of_an_older_version_get_the_defaults_of_new_fields() -> None:
    text = facts_to_json(slip_samples.plain())
    later = text[:-1] + ',"zz_new":"whatever"}'
    assert facts_from_json(later) == slip_samples.plain()
    with_default = {field.name for field in fields(SlipFacts) if field.default == ()}
    assert "advances" in with_default
    earlier = text.replace('"refers_to":"",', "")
    assert facts_from_json(earlier) == slip_samples.plain()


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"kind": 1}'])
def test_what_is_no_slip_is_a_fault_of_the_program(text: str) -> None:
    with pytest.raises(InvariantError):
        facts_from_json(text)


def test_looking_at_a_slip_is_no_print(desk: Desk) -> None:
    done = settled(desk, stay("p1"))
    looked = [slip_preview(desk, done.document_id) for _ in range(2)]
    assert [paper.copy for paper in looked] == [1, 1]
    printed = slip_pdf(desk, done.document_id)
    assert (printed.copy, printed.pdf) == (1, looked[0].pdf)
    assert slip_preview(desk, done.document_id).copy == 2
