"""The slip as bytes, as text and as pages: nothing lost, nothing changed by a reprint."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import KnownError
from app.money.fen import format_fen
from app.money.uppercase import uppercase
from app.papers.slip import TEMPLATE, Reprint, Reversal, draw_slip, template_for
from app.papers.text import cited, clean
from app.records.slip import SlipCategory, SlipFacts, SlipLayer, SlipYear
from tests.helpers import slip_samples
from tests.helpers.pdf_text import page_texts, squeezed

ROOT = Path(__file__).resolve().parents[3]


@cache
def drawn(name: str, *, reprint: Reprint | None = None) -> bytes:
    """One of the samples; a trial has no QR code."""
    facts = slip_samples.SAMPLES[name]()
    return draw_slip(facts, "" if facts.trial else slip_samples.QR, reprint=reprint)


def text_of(name: str) -> str:
    return "\n".join(page_texts(drawn(name)))


def shown(fen: int) -> str:
    return format_fen(fen, thousands=True)


def amounts_of(facts: SlipFacts) -> list[int]:
    found = [facts.total, facts.fund_total, facts.person_pays, facts.deductible]
    found += [facts.institution_pays, facts.collect, facts.pay_out, facts.institution_refund]
    for row in facts.categories:
        found += [row.total, row.class_a, row.class_b, row.class_c, row.in_scope]
    for layer in facts.layers:
        found += [layer.base, layer.deductible, layer.pay, layer.preference or 0] if layer.applied else [layer.pay]
    found += [fen for _, fen in (*facts.places, *facts.payments, *facts.estimates, *facts.advances)]
    for year in facts.years:
        found += [year.used, year.limit or 0]
    return [fen for fen in found if fen]


def texts_of(facts: SlipFacts) -> list[str]:
    found = [facts.institution, facts.institution_level, facts.number, facts.operator_name, facts.station_name]
    found += [facts.document, facts.pack_id, facts.pack_digest, facts.invoice_number, facts.way, facts.refers_to]
    for pair in (*facts.correction, *facts.person, *facts.visit, *facts.clauses):
        found += pair
    for layer in facts.layers:
        found += [layer.name, layer.reason, *layer.steps]
        found += [] if facts.kind == "reversal" else [cited(layer.clauses)]
        found += [layer.payer, layer.rate, cited(layer.clauses, facts.document)] if layer.applied else []
    found += [name for name, _ in (*facts.places, *facts.estimates, *facts.advances)]
    found += [*facts.notices, cited(facts.institution_clauses, facts.document), *facts.institution_steps]
    return [text for text in found if text]


TRUE_SAMPLES = [name for name in slip_samples.SAMPLES if name != "hostile"]


@pytest.mark.parametrize("name", TRUE_SAMPLES)
def test_the_text_holds_every_amount_and_every_word(name: str) -> None:
    facts = slip_samples.SAMPLES[name]()
    text = text_of(name)
    flat = squeezed(text)
    assert [shown(fen) for fen in amounts_of(facts) if shown(fen) not in text] == []
    assert [word for word in texts_of(facts) if squeezed(clean(word)) not in flat] == []
    assert uppercase(facts.person_pays) in flat


@pytest.mark.parametrize("name", slip_samples.SAMPLES)
def test_every_page_says_which_slip_and_which_page(name: str) -> None:
    facts = slip_samples.SAMPLES[name]()
    pages = page_texts(drawn(name))
    for number, page in enumerate(pages, start=1):
        assert f"第 {number} 页 共 {len(pages)} 页" in page
        act = {"reversal": "冲红", "adjustment": "差额"}.get(facts.kind, "结算")
        assert (f"{act}单号 {facts.number}" if facts.number else "试算单（无单号）") in page


@pytest.mark.parametrize("name", ["plain", "totals", "trial", "demonstration", "fourteen"])
def test_the_first_page_holds_all_but_the_reasons(name: str) -> None:
    facts = slip_samples.SAMPLES[name]()
    pages = page_texts(drawn(name))
    assert len(pages) == 2
    assert "为什么" not in pages[0]
    assert [shown(fen) for fen in amounts_of(facts) if shown(fen) not in pages[0]] == []
    assert ("复核" in pages[0]) is not facts.trial
    assert facts.pack_digest in squeezed(pages[0])
    assert facts.layers[0].steps[0] in pages[1]


def test_a_full_slip_goes_on_and_keeps_its_signatures() -> None:
    pages = page_texts(drawn("seven"))
    assert [page.count("领款人签字") for page in pages] == [0, 1]
    assert "支付给本人，人民币（大写）捌仟柒佰叁拾元整 8,730.00" in pages[0]


def test_reading_order_is_who_what_cost_payers_person_reasons() -> None:
    text = text_of("plain")
    order = [
        "参保人",
        "就诊类型",
        "本年度累计",
        "费用类别",
        "谁来支付",
        "个人应付",
        "收付",
        "签字",
        "为什么",
        "政策原文",
    ]
    places = [text.index(word) for word in order]
    assert places == sorted(places)


def test_rare_characters_extract_as_themselves() -> None:
    text = text_of("seven")
    assert "孛儿只斤·额尔敦陶格套胡巴特尔·𠮷䶮㛃" in text
    assert "1505••••••••002X" in text


def test_a_layer_without_entitlement_stays_with_its_reason() -> None:
    first = page_texts(drawn("plain"))[0]
    assert "城乡居民大病保险 未享受：未达大病起付线，还差 3,900.00 元 0.00" in first


def test_preference_is_shown_where_there_was_any() -> None:
    text = text_of("plain")
    assert "其中倾斜增加 375.00" in text
    assert text.count("其中倾斜增加") == 2


def test_trial_and_demonstration_say_so_on_every_page() -> None:
    for name, word in (("trial", "试算"), ("demonstration", "演示")):
        for page in page_texts(drawn(name)):
            assert page.count(word) >= 2
        assert word not in text_of("plain")
    both = draw_slip(replace(slip_samples.trial(), demonstration=True), "")
    assert all("试算" in page for page in page_texts(both))
    assert "演示数据，不作结算凭据" in page_texts(both)[0]


def test_a_reversal_is_headed_and_negative() -> None:
    first = page_texts(drawn("reversal"))[0]
    assert first.splitlines()[0] == "冲红 原单 NM-01-2019-000123"
    assert "-10,000.00" in first
    assert "冲回个人负担 人民币（大写）负玖佰柒拾元整" in first
    assert "-970.00" in first
    assert "总额-10,000.00·各方支付-8,730.00·机构承担-300.00" in squeezed(first)
    assert "领款人签字" in first, "the person gets back what was collected"


@pytest.mark.parametrize("name", ["reversal", "reversal_paid_out"])
def test_a_reversal_is_one_page_with_its_reason_and_who_stands_behind_it(name: str) -> None:
    facts = slip_samples.SAMPLES[name]()
    (page,) = page_texts(drawn(name))
    assert "为什么" not in page
    assert "余略" not in page, "a reason is printed whole"
    flat = squeezed(page)
    for label, value in facts.correction:
        assert squeezed(label + value) in flat
    assert dict(facts.correction)["复核"] == "赵复核"


def test_a_reversal_of_what_was_paid_out_is_signed_by_who_gives_it_back() -> None:
    text = text_of("reversal_paid_out")
    assert "冲回支付，人民币（大写）负玖仟零叁拾元整" in text
    assert "退款人签字" in text
    assert "演示数据，不作结算凭据" in text


def test_a_slip_that_was_reversed_says_so_on_every_page_and_is_otherwise_the_same() -> None:
    facts = slip_samples.plain()
    plain = page_texts(draw_slip(facts, slip_samples.QR, reprint=slip_samples.FIRST_REPRINT))
    mark = Reversal("NM-01-2019-000131", "NM-01-2019-000132")
    marked = page_texts(draw_slip(facts, slip_samples.QR, reprint=slip_samples.FIRST_REPRINT, reversal=mark))
    says = "已冲红 · 冲红单 NM-01-2019-000131 · 已由 NM-01-2019-000132 重新结算"
    assert len(marked) == len(plain)
    for before, after in zip(plain, marked):
        assert says in after
        assert squeezed(after).replace(squeezed(says), "", 1) == squeezed(before)


def test_the_mark_of_a_reversal_leaves_room_for_the_longest_clerk() -> None:
    reprint = replace(
        slip_samples.FIRST_REPRINT, operator="阿拉坦其木格·额尔敦巴雅尔·乌云毕力格图布信吉日嘎拉苏日娜其其格"
    )
    mark = Reversal("NM-01-2019-000131", "NM-01-2019-000132")
    page = page_texts(draw_slip(slip_samples.plain(), "", reprint=reprint, reversal=mark))[0]
    assert "重新结算" in page
    assert "2019-11-22 10:31" in page


def test_a_reimbursement_says_what_the_hall_pays_and_what_the_hospital_owes() -> None:
    first = page_texts(drawn("seven"))[0]
    assert "医院应退（由医疗机构退还本人，不由基金支付） 300.00" in first
    assert "人保补充险（预计，另行支付，未从本单扣减） 85.00" in first


def test_a_reprint_differs_by_its_mark_alone() -> None:
    mark = "补打第 1 次 王某某 2019-11-22 10:31"
    original = page_texts(drawn("plain"))
    again = page_texts(drawn("plain", reprint=slip_samples.FIRST_REPRINT))
    assert [page.count(mark) for page in again] == [1, 1]
    assert [squeezed(page.replace(mark, "")) for page in again] == [squeezed(page) for page in original]
    third = page_texts(drawn("plain", reprint=replace(slip_samples.FIRST_REPRINT, copy=4)))
    assert "补打第 3 次" in third[0]


def test_the_same_facts_give_the_same_bytes() -> None:
    for name in ("plain", "seven"):
        facts = slip_samples.SAMPLES[name]()
        assert draw_slip(facts, slip_samples.QR) == drawn(name)


def test_another_process_gives_the_same_bytes() -> None:
    program = (
        "import hashlib; from app.papers.slip import draw_slip; from tests.helpers import slip_samples as s;"
        "draw_slip(s.plain(), ''); print(hashlib.sha256(draw_slip(s.seven_layers(), s.QR)).hexdigest())"
    )
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == hashlib.sha256(drawn("seven")).hexdigest()


def test_two_threads_don_t_disturb_each_other() -> None:
    results: dict[str, bytes] = {}

    def work(name: str) -> None:
        for _ in range(3):
            results[name] = draw_slip(slip_samples.SAMPLES[name](), slip_samples.QR)

    threads = [threading.Thread(target=work, args=(name,)) for name in ("plain", "seven", "millions")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {name: drawn(name) for name in ("plain", "seven", "millions")}


def test_hostile_texts_do_no_harm_and_cuts_are_said() -> None:
    text = text_of("hostile")
    assert "=1+1 李 四 五" in text
    assert "\u202e" not in text
    assert "（共 10000 字，余略）" in text
    assert "'\"; DROP TABLE 慢性阻塞性肺疾病" in text
    assert '=HYPERLINK("x") 第二行' in text
    assert "\x00" not in text


def test_texts_of_ten_thousand_characters_anywhere_still_give_a_slip() -> None:
    facts = slip_samples.plain()
    long = "𠮷 一1，\n" * 2000
    layers = tuple(
        replace(layer, name=long, payer=long, rate=long, reason=long, clauses=(long,), steps=(long,))
        for layer in facts.layers
    )
    everything = replace(
        facts, title=long, institution=long, institution_level=long, number=long, operator_name=long, station_name=long,
        person=((long, long),), visit=((long, long),), places=((long, 1),), layers=layers, years=(SlipYear(long, 1, 2),),
        notices=(long,), way=long, payments=((long, 1),), document=long, pack_id=long, clauses=((long, long),),
        invoice_number=long, case_digest=long, business_date=long, posted_at=long, estimates=((long, 3),), refers_to=long,
        kind="reversal",
    )  # fmt: skip
    pages = page_texts(draw_slip(everything, slip_samples.QR))
    assert f"共 {len(pages)} 页" in pages[-1]


def test_empty_facts_give_a_slip() -> None:
    bare = replace(
        slip_samples.plain(), title="", person=(), visit=(), categories=(), places=(), layers=(), years=(), notices=(),
        payments=(), clauses=(), advances=(), institution_steps=(), institution_clauses=(), total=0, fund_total=0,
        institution_pays=0, person_pays=0, collect=0, operator_name="", station_name="",
    )  # fmt: skip
    pages = page_texts(draw_slip(bare, ""))
    assert len(pages) == 1
    assert pages[0].startswith("奈曼旗城乡居民医疗费用“一站式”结算单")
    assert "零元整" in pages[0]


def test_a_missing_font_is_a_calm_message(tmp_path: Path) -> None:
    with pytest.raises(KnownError) as caught:
        draw_slip(slip_samples.plain(), "", fonts_folder=tmp_path)
    assert caught.value.code == "FONT_MISSING"
    assert "重新安装" in caught.value.message


def test_the_template_has_a_name() -> None:
    assert TEMPLATE == template_for("a4") == "slip-a4-2"


# ---- whatever the facts are ----------------------------------------------------------------------------------------

_TEXT = st.text(max_size=60)
_FEN = st.integers(min_value=-999_999_999, max_value=999_999_999)


def _tuple(of: st.SearchStrategy[object], size: int) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(of, max_size=size).map(tuple)


_LAYER = st.builds(
    SlipLayer, id=_TEXT, name=_TEXT, payer=_TEXT, applied=st.booleans(), given=st.booleans(), base=_FEN, deductible=_FEN,
    rate=_TEXT, pay=_FEN, clauses=_tuple(_TEXT, 3), reason=_TEXT, preference=st.none() | _FEN, steps=_tuple(_TEXT, 4),
)  # fmt: skip
_CATEGORY = st.builds(SlipCategory, name=_TEXT, total=_FEN, class_a=_FEN, class_b=_FEN, class_c=_FEN, in_scope=_FEN)
_YEAR = st.builds(SlipYear, what=_TEXT, used=_FEN, limit=st.none() | _FEN)
_PAIR = st.tuples(_TEXT, _TEXT)
_MONEY = st.tuples(_TEXT, _FEN)
_FACTS = st.builds(
    SlipFacts, kind=st.sampled_from(["settlement", "reversal", "adjustment", ""]), number=_TEXT, area_name=_TEXT,
    station_name=_TEXT, operator_name=_TEXT, business_date=_TEXT, posted_at=_TEXT, demonstration=st.booleans(),
    trial=st.booleans(), title=_TEXT, institution=_TEXT, institution_level=_TEXT, person=_tuple(_PAIR, 9),
    visit=_tuple(_PAIR, 9), categories=_tuple(_CATEGORY, 14), places=_tuple(_MONEY, 7), layers=_tuple(_LAYER, 12),
    estimates=_tuple(_MONEY, 2), years=_tuple(_YEAR, 6), notices=_tuple(_TEXT, 3), total=_FEN, fund_total=_FEN,
    institution_pays=_FEN, person_pays=_FEN, deductible=_FEN, way=_TEXT, collect=_FEN, pay_out=_FEN,
    institution_refund=_FEN, payments=_tuple(_MONEY, 4), document=_TEXT, pack_id=_TEXT, pack_digest=_TEXT,
    clauses=_tuple(_PAIR, 5), invoice_number=_TEXT, case_digest=_TEXT, institution_clauses=_tuple(_TEXT, 2),
    institution_steps=_tuple(_TEXT, 2), advances=_tuple(_MONEY, 2), refers_to=_TEXT,
)  # fmt: skip


@given(facts=_FACTS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_facts_give_a_slip_that_keeps_every_amount(facts: SlipFacts) -> None:
    facts = replace(facts, layers=tuple(_marked(facts.layers)))
    flat = squeezed("".join(page_texts(draw_slip(facts, "QR"))))
    for at, layer in enumerate(facts.layers):
        assert f"层{at:02d}" in flat
        assert shown(layer.pay) in flat
    assert shown(facts.person_pays) in flat
    assert shown(facts.total) in flat


def _marked(layers: Sequence[SlipLayer]) -> list[SlipLayer]:
    """Names that can be found again, whatever else the layer says."""
    return [replace(layer, name=f"层{at:02d}") for at, layer in enumerate(layers)]


def test_only_who_pays_at_the_desk_is_told_to_pay() -> None:
    direct = replace(slip_samples.SAMPLES["plain"](), pay_out=0)
    for way, words in (("直接结算", "个人应付"), ("补差", "个人负担"), ("零星报销", "个人负担")):
        first = page_texts(draw_slip(replace(direct, way=way), slip_samples.QR))[0]
        assert words in first
