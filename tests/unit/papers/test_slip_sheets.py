"""The slip on each of its papers: the same words and amounts, the same order, within what the paper can take."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import pypdfium2
import pytest
import zxingcpp

from app.money.fen import format_fen
from app.money.uppercase import uppercase
from app.papers.layout import MM
from app.papers.marks import Reprint, Reversal
from app.papers.slip import draw_slip
from app.papers.text import cited, clean
from app.records.paper import SHEETS
from app.records.slip import SlipFacts, SlipYear
from tests.helpers import slip_samples
from tests.helpers.paper_geometry import Page, overlapping, pages, ragged
from tests.helpers.pdf_streams import page_operators
from tests.helpers.pdf_text import page_texts, squeezed

ALL = tuple(SHEETS)
SMALL = tuple(code for code in ALL if code != "a4")
BLACK = ("241x140", "241x93", "80mm")
MARK = Reversal("NM-01-2019-000131", "NM-01-2019-000132")


@cache
def drawn(name: str, sheet: str, *, annexes: bool | None = None, payload: str = slip_samples.LONG_QR) -> bytes:
    facts = slip_samples.SAMPLES[name]()
    return draw_slip(facts, "" if facts.trial else payload, sheet=sheet, annexes=annexes)


@cache
def texts(name: str, sheet: str, *, annexes: bool | None = None) -> tuple[str, ...]:
    return tuple(page_texts(drawn(name, sheet, annexes=annexes)))


@cache
def placed(name: str, sheet: str) -> tuple[Page, ...]:
    return pages(drawn(name, sheet, annexes=True))


def shown(fen: int) -> str:
    return format_fen(fen, thousands=True)


def amounts_of(facts: SlipFacts) -> set[str]:
    found = [facts.total, facts.fund_total, facts.person_pays, facts.deductible, facts.institution_pays, facts.collect]
    found += [facts.pay_out, facts.institution_refund]
    for layer in facts.layers:
        found += [layer.pay, layer.preference or 0] + ([layer.base, layer.deductible] if layer.before is None else [])
    found += [row.total for row in facts.categories] + [year.used for year in facts.years]
    found += [fen for _, fen in (*facts.places, *facts.payments, *facts.estimates, *facts.advances)]
    return {shown(fen) for fen in found if fen}


def words_of(facts: SlipFacts) -> list[str]:
    found = [facts.institution, facts.institution_level, facts.number, facts.operator_name, facts.station_name]
    found += [facts.document, facts.pack_id, facts.pack_digest.removeprefix("sha256:"), facts.invoice_number]
    found += [facts.way, facts.refers_to, facts.case_digest, facts.business_date, facts.posted_at]
    for pair in (*facts.correction, *facts.person, *facts.visit, *facts.clauses):
        found += pair
    for layer in facts.layers:
        found += [layer.name, layer.reason, *layer.steps]
        found += [layer.payer] if layer.pay else []
        found += [] if facts.kind == "reversal" else [cited(layer.clauses)]
    found += [name for name, _ in (*facts.estimates, *facts.advances)]
    found += [year.what for year in facts.years]
    return [squeezed(clean(text)) for text in (*found, *facts.notices, *facts.institution_steps) if clean(text)]


@pytest.mark.parametrize("sheet", SMALL)
@pytest.mark.parametrize("name", [name for name in slip_samples.SAMPLES if name not in {"hostile", "items300"}])
def test_with_its_annexes_a_small_slip_says_all_that_the_large_one_says(name: str, sheet: str) -> None:
    facts = slip_samples.SAMPLES[name]()
    text = "\n".join(texts(name, sheet, annexes=True))
    flat = squeezed(text)
    assert [fen for fen in amounts_of(facts) if fen not in text] == []
    assert [word for word in words_of(facts) if word not in flat] == []
    assert uppercase(facts.person_pays) in flat


@pytest.mark.parametrize("sheet", SMALL)
@pytest.mark.parametrize("name", ["plain", "six", "seven", "trial", "reversal", "adjustment"])
def test_without_annexes_it_holds_the_essentials_and_names_what_it_leaves_out(name: str, sheet: str) -> None:
    facts = slip_samples.SAMPLES[name]()
    text = "\n".join(texts(name, sheet))
    flat = squeezed(text)
    essential = [facts.total, facts.fund_total, facts.person_pays, facts.institution_pays, facts.collect, facts.pay_out]
    essential += [layer.pay for layer in facts.layers]
    assert [fen for fen in essential if fen and shown(fen) not in text] == []
    assert [one.name for one in facts.layers if squeezed(one.name) not in flat] == []
    assert uppercase(facts.person_pays) in flat
    assert "政策原文" not in text
    assert ("未列" in text and "为什么" in flat) is (facts.kind != "reversal")
    assert facts.case_digest in flat


@pytest.mark.parametrize(
    ("sheet", "name", "most"),
    [
        *((sheet, name, 1) for sheet in ("a5", "241x140", "80mm") for name in ("plain", "six", "items", "trial")),
        *((sheet, name, 1) for sheet in ("a5", "241x140") for name in ("reversal", "adjustment", "demonstration")),
        *(("241x93", name, 2) for name in ("plain", "six", "items", "trial", "reversal", "adjustment")),
        ("a5", "seven", 2),
        ("241x140", "seven", 2),
    ],
)
def test_continuous_paper_is_counted(sheet: str, name: str, most: int) -> None:
    assert len(texts(name, sheet)) <= most


@pytest.mark.parametrize("name", ["plain", "six"])
def test_on_the_lowest_paper_what_is_signed_is_what_is_paid(name: str) -> None:
    pages = texts(name, "241x93")
    with_figure = next(at for at, page in enumerate(pages) if "人民币（大写）" in page)
    assert with_figure == 0
    if name == "plain":
        assert "患者（代办人）签字" in pages[0]


@pytest.mark.parametrize("sheet", ALL)
def test_reading_order_is_the_same_on_every_paper(sheet: str) -> None:
    text = "".join(texts("six", sheet))
    order = ["姓名", "就诊类型", "政策范围内", "城乡居民基本医疗保险", "各方支付合计", "人民币（大写）", "本次收取",
             "患者（代办人）签字", "政策文件", "扫码核对单号与金额"]  # fmt: skip
    places = [text.index(word) for word in order]
    assert places == sorted(places)


@pytest.mark.parametrize("sheet", ALL)
@pytest.mark.parametrize("name", ["plain", "seven", "items", "hostile", "millions", "reversal_paid_out"])
def test_nothing_is_drawn_where_the_paper_can_t_take_it(name: str, sheet: str) -> None:
    """Continuous paper has its holes 13 mm from each side; a receipt prints 72 of its 80 mm."""
    edge = {"a4": 10, "a5": 8, "80mm": 4}.get(sheet, 13) * MM - 0.5
    for page in placed(name, sheet):
        assert page.runs
        for run in page.runs:
            left, top, right, bottom = run.box
            assert edge <= left < right <= page.width - edge, run.text
            assert 3 <= top < bottom <= page.height - 3, run.text


@pytest.mark.parametrize("sheet", ALL)
@pytest.mark.parametrize("name", ["six", "seven", "items", "reversal_paid_out", "adjustment", "millions", "hostile"])
def test_nothing_stands_on_something_else_and_points_stand_under_points(name: str, sheet: str) -> None:
    for page in placed(name, sheet):
        assert overlapping(page) == []
        assert ragged(page) == []


@pytest.mark.parametrize("sheet", BLACK)
@pytest.mark.parametrize("name", ["plain", "trial", "demonstration", "reversal", "items"])
def test_needles_and_hot_wires_get_black_and_no_thin_stroke(name: str, sheet: str) -> None:
    for page in page_operators(drawn(name, sheet, annexes=True)):
        inks = re.findall(r"([0-9.]+) (?:g|G)\b", page)
        assert {float(ink) for ink in inks} == {0.0}
        assert " rg" not in page
        for width, height in re.findall(r"([0-9.]+) ([0-9.]+) re f", page):
            assert min(float(width), float(height)) >= 0.7


@pytest.mark.parametrize("sheet", ALL)
def test_what_you_pay_is_the_largest_thing_on_the_paper(sheet: str) -> None:
    page = page_operators(drawn("six", sheet))[0]
    sizes = sorted({float(size) for size in re.findall(r" ([0-9.]+) Tf", page)})
    assert sizes[-1] >= 30
    assert sizes[-1] >= 1.9 * sizes[-2], "nothing comes near it"
    assert sizes[0] >= (9 if sheet.startswith("241") else 7.5), "the smallest that can be read"


@pytest.mark.parametrize("sheet", ALL)
def test_seven_figures_still_fit(sheet: str) -> None:
    facts = replace(slip_samples.plain(), person_pays=-999_999_999)
    text = squeezed("".join(page_texts(draw_slip(facts, slip_samples.QR, sheet=sheet))))
    assert "-9,999,999.99" in text
    assert uppercase(-999_999_999) in text, "大写 is never cut"


@pytest.mark.parametrize("sheet", ALL)
def test_marks_stand_on_every_page_and_move_nothing(sheet: str) -> None:
    facts = slip_samples.six_layers()
    bare = page_texts(draw_slip(facts, slip_samples.QR, sheet=sheet))
    again = page_texts(
        draw_slip(facts, slip_samples.QR, sheet=sheet, reprint=slip_samples.FIRST_REPRINT, reversal=MARK)
    )
    assert len(bare) == len(again)
    for before, after in zip(bare, again, strict=True):
        flat = squeezed(after)
        for words in ("已冲红·冲红单NM-01-2019-000131·已由NM-01-2019-000132重新结算", "补打第1次王某某2019-11-2210:31"):
            assert flat.count(words) == 1
            flat = flat.replace(words, "")
        assert flat == squeezed(before)


@pytest.mark.parametrize("sheet", ALL)
@pytest.mark.parametrize(("name", "word"), [("trial", "试算"), ("demonstration", "演示")])
def test_trial_and_demonstration_cross_every_page_and_are_headed(name: str, word: str, sheet: str) -> None:
    pages = texts(name, sheet, annexes=True)
    assert all(word in page for page in pages)
    assert "不作结算凭据" in pages[0]
    if name == "trial":
        assert "签字" not in "".join(pages)


@pytest.mark.parametrize("sheet", ALL)
def test_a_reversal_and_a_difference_are_headed_and_negative(sheet: str) -> None:
    reversal = squeezed("".join(texts("reversal", sheet)))
    for words in (
        "冲红",
        "原单NM-01-2019-000123",
        "冲回个人负担",
        "-970.00",
        "-10,000.00",
        "负玖佰柒拾元整",
        "床位费录成了两次",
        "总额-10,000.00·各方支付-8,730.00",
    ):
        assert words in reversal, words
    difference = squeezed("".join(texts("adjustment", sheet)))
    for words in ("差额", "个人负担差额", "-40.00", "6,900.00", "6,750.00", "-150.00", "1,570.00", "退还本人"):
        assert words in difference, words
    assert "〓" not in reversal + difference, "a minus inside a line is no missing character"


@pytest.mark.parametrize("sheet", ALL)
def test_rare_characters_and_long_names_are_whole(sheet: str) -> None:
    text = squeezed("".join(texts("seven", sheet)))
    assert squeezed(slip_samples.LONG_NAME) in text
    assert slip_samples.LONG_INSTITUTION in text
    assert "〓" not in text
    name = "阿拉坦其木格·额尔敦巴雅尔·乌云毕力格图布信吉日嘎拉苏日娜其其格斯琴高娃㛃䶮𠮷"
    facts = replace(slip_samples.plain(), person=(("姓名", name), *slip_samples.plain().person[1:]))
    assert name in squeezed("".join(page_texts(draw_slip(facts, "", sheet=sheet))))


@pytest.mark.parametrize("sheet", SMALL)
def test_hostile_texts_do_no_harm(sheet: str) -> None:
    text = "\n".join(texts("hostile", sheet, annexes=True))
    assert "=1+1 李 四 五" in text
    assert "（共 10000 字，余略）" in squeezed(text).replace("（共10000字，余略）", "（共 10000 字，余略）")
    assert "\u202e" not in text
    assert "970.00" in text


@pytest.mark.parametrize("sheet", SMALL)
def test_texts_of_ten_thousand_characters_anywhere_still_give_a_slip(sheet: str) -> None:
    facts = slip_samples.few_items()
    long = "𠮷 一1，\n" * 2000
    layers = tuple(
        replace(layer, name=long, payer=long, rate=long, reason=long, clauses=(long,), steps=(long[:300],))
        for layer in facts.layers
    )
    everything = replace(
        facts, title=long, institution=long, institution_level=long, number=long, operator_name=long, station_name=long,
        person=((long, long),), visit=((long, long),), places=((long, 1),), layers=layers, years=(SlipYear(long, 1, 2),),
        notices=(long,), way=long, payments=((long, 1),), document=long, pack_id=long, pack_digest=long,
        clauses=((long, long[:300]),), invoice_number=long, case_digest=long, business_date=long, posted_at=long,
        estimates=((long, 3),), refers_to=long, correction=((long, long),),
        items=tuple(item._replace(name=long, category=long, unit=long, item_class=long[:50]) for item in facts.items),
    )  # fmt: skip
    reprint = Reprint(2, long, long)
    pages = page_texts(draw_slip(everything, slip_samples.QR, sheet=sheet, annexes=True, reprint=reprint))
    assert f"共 {len(pages)} 页" in pages[-1]


@pytest.mark.parametrize("payload", [slip_samples.QR, slip_samples.LONG_QR], ids=["short", "long"])
@pytest.mark.parametrize("sheet", ALL)
def test_the_code_is_read_off_the_page_as_a_scanner_reads_it(sheet: str, payload: str) -> None:
    """At 300 dots an inch, and in two tones at the 180 that a needle printer has."""
    for dpi, two_tones in ((300, False), (180, True)):
        found = []
        document = pypdfium2.PdfDocument(drawn("demonstration", sheet, payload=payload))
        for page in document:
            image = page.render(scale=dpi / 72, grayscale=True).to_pil()
            if two_tones:
                image = image.point(lambda tone: 0 if tone < 128 else 255)
            found += [code.text for code in zxingcpp.read_barcodes(image)]
            page.close()
        document.close()
        assert found == [payload]


@pytest.mark.parametrize(
    ("sheet", "least"), [("a4", 0.42), ("a5", 0.42), ("241x140", 0.5), ("241x93", 0.5), ("80mm", 0.45)]
)
def test_a_module_of_a_long_code_is_large_enough(sheet: str, least: float) -> None:
    pages = page_operators(drawn("plain", sheet))
    [unit] = [float(one) for page in pages for one in re.findall(r"q 0 g ([0-9.]+) 0 0 ", page)]
    assert unit / MM >= least - 0.001
