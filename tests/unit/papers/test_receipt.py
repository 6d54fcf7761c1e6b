"""The receipt as paper: it fits its half with all that can stand on it, and is the same bytes again."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2

from app.papers.claim_letter import ClaimLetter, LetterLine, draw_claim_letter
from app.papers.receipt import draw_receipt, receipt_template
from app.records.acceptance import ReceiptFacts, ReceiptPaper
from tests.helpers.pdf_text import page_texts, squeezed

FULL = ReceiptFacts(
    title="医疗补充保险理赔受理单",
    number="NM-01-2019-S000012",
    area="奈曼旗",
    station="社保大厅 3 号窗",
    demonstration=False,
    accepted_on="2019-11-22",
    made_at="2019-11-22 10:32",
    operator="王秀英",
    phone="0475-4210000",
    person="阿拉坦其木格·额尔敦巴雅尔·乌云毕力格图布信吉日嘎拉苏日娜其其格斯琴高娃萨仁图雅哈斯㛃䶮",
    number_masked="1505••••••••0087",
    contact="13800000000",
    agent="包七十三",
    agent_masked="1101••••••••002X",
    institution="某某省某某市某某自治旗蒙医中医综合医院第一附属医院" * 2,
    visit="医疗补充保险理赔 · 住院 2019-11-10 至 2019-11-19",
    invoices=tuple(f"04510000900{at}" for at in range(10)),
    total=123_456_789,
    payee="包七十三　6217••••••••6789　农业银行奈曼支行",
    papers=tuple(ReceiptPaper(f"材料的名字有点长第{at}种", at % 2, needed=True) for at in range(12)),
    bring_by="2019-12-06",
    due="",
    due_words="材料齐全之日起 20 个工作日；2027 年放假安排尚未录入，按周一至周五推算",
    basis="比照奈政办发〔2019〕1号 二（二）2",
    note="辽脱贫发〔2018〕18号 二（二）：补充保险再次报销；特定药品凭县级及以上定点医疗机构处方和药店小票。",
)
"""As much as there can be."""
HALF = 841.89 / 2


def test_the_fullest_receipt_stays_within_its_half() -> None:
    document = pypdfium2.PdfDocument(draw_receipt(FULL))
    assert len(document) == 1
    page = document[0]
    text = page.get_textpage()
    height = page.get_height()
    rows: list[tuple[str, float]] = []
    for at in range(text.count_rects()):
        left, bottom, right, top = text.get_rect(at)
        assert 40 <= left <= right <= 556
        assert abs((height - bottom) - HALF) > 6 or abs((height - top) - HALF) > 6
        rows.append((text.get_text_bounded(left, bottom, right, top), height - top))
    note = next(y for words, y in rows if "药店小票" in words and y < HALF)
    sign = next(y for words, y in rows if "交件人签字" in words and y < HALF)
    assert note + 8 < sign
    text.close()
    document.close()


def test_the_same_facts_are_the_same_bytes() -> None:
    assert draw_receipt(FULL) == draw_receipt(FULL)
    assert draw_receipt(FULL) != draw_receipt(replace(FULL, due="2019-12-20"))


def test_odd_texts_harm_nothing() -> None:
    odd = replace(FULL, person="=1+1\n'\"<b>", contact="\u200b", institution="字" * 10_000)
    (said,) = page_texts(draw_receipt(odd))
    assert "=1+1'\"<b>" in squeezed(said)
    assert "余略" in said


def test_a_letter_of_many_slips_runs_over_pages_and_adds_up() -> None:
    lines = tuple(LetterLine(f"NM-01-2019-{at:06d}", f"某{at}", "2019-11-22", 100 + at) for at in range(90))
    letter = ClaimLetter(
        *("奈曼旗", "窗口", True, "旗医院", "奈医保函〔2019〕3号", "2019-11-22", "王秀英", "0475-1"),
        *("旗医保中心", "农行奈曼旗支行", "0552-1", "2019-12-13", ("奈政办发〔2019〕1号",), "sha256:0", lines),
    )
    pages = page_texts(draw_claim_letter(letter))
    assert len(pages) == 3
    assert "第 3 页 共 3 页" in pages[-1]
    assert "130.05" in pages[-1]
    assert "壹佰叁拾元零伍分" in pages[-1]


def test_a_long_name_stands_whole_in_a_letter() -> None:
    name = "阿拉坦其木格·额尔敦巴雅尔·乌云毕力格图布信吉日嘎拉苏日娜其其格斯琴高娃"
    lines = (LetterLine("NM-01-2019-000001", name, "2019-11-22", 100),)
    letter = ClaimLetter(
        "奈曼旗", "窗口", True, "旗医院", "1号", "2019-11-22", "王秀英", "", "", "", "", "", (), "", lines
    )
    (said,) = page_texts(draw_claim_letter(letter))
    said = squeezed(said)
    assert all(part in said for part in ("阿拉坦其木格·额尔敦巴雅尔·乌云毕力格图布信吉日", "嘎拉苏日娜其其格斯琴高娃"))


def test_on_a5_each_part_is_a_page_with_the_same_words() -> None:
    whole = page_texts(draw_receipt(FULL))
    parts = page_texts(draw_receipt(FULL, sheet="a5"))
    assert len(parts) == 2
    assert squeezed("".join(parts)) == squeezed("".join(whole))
    document = pypdfium2.PdfDocument(draw_receipt(replace(FULL, demonstration=True), sheet="a5"))
    assert [tuple(round(side / 72 * 25.4) for side in page.get_size()) for page in document] == [(210, 148)] * 2
    document.close()
    assert all("演示" in page for page in page_texts(draw_receipt(replace(FULL, demonstration=True), sheet="a5")))
    assert receipt_template("a5") != receipt_template("a4") == receipt_template("241x140")
