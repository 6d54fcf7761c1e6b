"""A reprint equals the original but for its mark, also after prices, names, packs and parameters changed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pypdfium2
import pytest

from app.papers.grid import TOP
from app.papers.slip import Reprint, draw_slip
from app.papers.templates import TEMPLATES, template_for
from app.policy import Registry, read_pack
from app.records.paper import SHEETS
from app.records.people import CatalogueItem, Institution, Operator
from app.services.desk import Desk
from app.services.parameters import confirm
from app.services.slips import slip_pdf, slip_preview, stored_facts
from app.store import ledger, meta, people, reference
from app.store.catalogue import entries
from tests.helpers.forms import COMFORT, DRUG, TREATMENT, settled, stay
from tests.helpers.pdf_text import page_texts, squeezed
from tests.helpers.small_desk import AT, MANAGER, STATION

STAMP: dict[str, Any] = {"at": AT, "station_id": STATION.id, "operator_id": MANAGER.id}
SCALE = 2


def everything_changes(desk: Desk) -> Desk:
    """Names of person, hospital, clerk and station, identities, the price list, a parameter, the pack's own text."""
    with desk.database.unit_of_work() as work:
        person = people.person(work, "p1")
        people.update_person(work, replace(person, name="改名", identities=(), village="别的嘎查"), **STAMP)
        renamed = Institution("h1", "新名医院", "tertiary", "in_city", False, False, False, "hospital")
        reference.save_institutions(work, [renamed], **STAMP)
        dearer = CatalogueItem("T1", "治疗（新价）", "次", "C", "05", "", "900.00", "1.00")
        entries.save_items(work, [dearer], **STAMP)
        meta.save_operator(work, Operator(desk.operator.id, "新名经办", desk.operator.role), at=AT)
        meta.save_station(work, replace(STATION, name="新窗口"), at=AT)
    confirm(replace(desk, operator=MANAGER), "naiman-2019", "basic.outpatient.rate", "0.90", "演示", None)
    pack = desk.packs.by_id("naiman-2019")
    assert pack is not None
    edited = read_pack(
        pack.text.replace('title = "奈曼旗2019', 'title = "改过的奈曼旗2019').encode(), "naiman-2019.toml"
    )
    return replace(
        desk,
        packs=Registry((edited,)),
        station=replace(STATION, name="新窗口"),
        operator=replace(desk.operator, name="新名经办"),
    )


def pictures(pdf: bytes) -> list[tuple[int, list[bytes]]]:
    """Each page as drawn: bytes of a row, and the rows from the top."""
    document = pypdfium2.PdfDocument(pdf)
    found = []
    for page in document:
        bitmap = page.render(scale=SCALE)
        data = bytes(bitmap.buffer)
        found.append((bitmap.stride, [data[at : at + bitmap.stride] for at in range(0, len(data), bitmap.stride)]))
        bitmap.close()
        page.close()
    document.close()
    return found


def without_mark(page: str) -> tuple[list[str], list[str]]:
    """The lines of a page, and apart from them those of the reprint's mark."""
    lines = page.splitlines()
    marks = [line for line in lines if line.startswith("补打第 ")]
    return [line for line in lines if line not in marks], marks


def test_must_pass_10_a_reprint_is_the_original_but_for_its_mark(desk: Desk) -> None:
    done = settled(desk, replace(stay("p1"), rows=(TREATMENT, DRUG, COMFORT)))
    original = slip_pdf(desk, done.document_id)
    later = everything_changes(desk)
    pages = page_texts(original.pdf)
    for copy in (2, 3):
        reprint = slip_pdf(later, done.document_id)
        assert (original.copy, reprint.copy, reprint.number) == (1, copy, original.number)
        again = page_texts(reprint.pdf)
        assert len(again) == len(pages)
        for first, second in zip(pages, again, strict=True):
            lines, marks = without_mark(second)
            assert lines == first.splitlines()
            [mark] = marks
            assert f"补打第 {copy - 1} 次" in mark
            assert "新名经办" in mark
    assert "新名" not in "".join(pages)


def test_must_pass_10_nothing_else_is_drawn_otherwise(desk: Desk) -> None:
    """Pixel by pixel: pages differ in the strip of the mark alone, on its right half."""
    done = settled(desk, replace(stay("p1"), rows=(TREATMENT, DRUG, COMFORT)))
    original = slip_pdf(desk, done.document_id)
    reprint = slip_pdf(everything_changes(desk), done.document_id)
    for (stride, first), (_, second) in zip(pictures(original.pdf), pictures(reprint.pdf), strict=True):
        differ = [at for at, (one, other) in enumerate(zip(first, second, strict=True)) if one != other]
        assert differ, "the mark is drawn"
        assert max(differ) < TOP * SCALE
        assert all(one[: stride // 2] == other[: stride // 2] for one, other in zip(first, second, strict=True))


def test_must_pass_10_looking_at_it_shows_what_will_be_printed(desk: Desk) -> None:
    done = settled(desk, stay("p1"))
    seen = slip_preview(desk, done.document_id)
    assert slip_pdf(desk, done.document_id).pdf == seen.pdf


def drawn_on(desk: Desk, document_id: str, template: str, reprint: Reprint | None = None) -> bytes:
    """A posted slip of the file on one of its layouts, with all that belongs to it."""
    with desk.database.reading() as work:
        payload = ledger.qr_payload(work, document_id)
    return draw_slip(stored_facts(desk, document_id), payload, template=template, reprint=reprint, annexes=True)


def test_must_pass_10_on_every_paper_in_every_layout_that_was_ever_printed(desk: Desk) -> None:
    done = settled(desk, replace(stay("p1"), rows=(TREATMENT, DRUG, COMFORT)))
    originals = {name: drawn_on(desk, done.document_id, name) for name in TEMPLATES}
    later = everything_changes(desk)
    assert {TEMPLATES[name].sheet for name in originals} == set(SHEETS)
    mark = Reprint(2, later.operator.name, "2019-11-22 10:31")
    words = squeezed(f"补打第 1 次 {mark.operator} {mark.at}")
    for name, original in originals.items():
        assert drawn_on(later, done.document_id, name) == original, name
        again = page_texts(drawn_on(later, done.document_id, name, mark))
        pages = page_texts(original)
        assert len(again) == len(pages)
        for first, second in zip(pages, again, strict=True):
            assert squeezed(second).count(words) == 1
            assert squeezed(second).replace(words, "") == squeezed(first)
        assert "新价" not in "".join(pages)


@pytest.mark.parametrize("sheet", SHEETS)
def test_must_pass_10_the_mark_moves_nothing_on_any_paper(desk: Desk, sheet: str) -> None:
    """Pixel by pixel: whatever differs lies in the strip above the contents."""
    done = settled(desk, replace(stay("p1"), rows=(TREATMENT, DRUG, COMFORT)))
    name = template_for(sheet)
    original = drawn_on(desk, done.document_id, name)
    mark = Reprint(3, "新名经办", "2019-11-25 16:40")
    reprint = drawn_on(everything_changes(desk), done.document_id, name, mark)
    for (_, first), (_, second) in zip(pictures(original), pictures(reprint), strict=True):
        differ = [at for at, (one, other) in enumerate(zip(first, second, strict=True)) if one != other]
        assert differ, "the mark is drawn"
        assert max(differ) < TOP * SCALE
