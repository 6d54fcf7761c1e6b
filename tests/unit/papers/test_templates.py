"""Layouts that have left the desk stay as they are: what each draws of fixed facts is held here by its digest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import pypdfium2
import pytest

from app.errors import UserError
from app.papers.marks import Reversal
from app.papers.slip import draw_slip
from app.papers.templates import TEMPLATES, template_for, template_named
from app.records.paper import SHEETS
from tests.helpers import slip_samples
from tests.helpers.pdf_streams import drawn_digest
from tests.helpers.pdf_text import page_texts

_REVERSAL = Reversal("NM-01-2019-000131", "NM-01-2019-000132")
HELD: Mapping[str, str] = MappingProxyType(
    {
        "slip-a4-1": "95dce5306baf7ea8 e8f183f2f6bd7b86 5e78bcf88b821ee0 49a5d9f9e24905f8 3482f0c6fb078a17 e9db5a69cb7453cf",
        "slip-a4-2": "0572d26bab74650b e8f183f2f6bd7b86 930ba9b49bc1b2c1 49a5d9f9e24905f8 3482f0c6fb078a17 e9db5a69cb7453cf",
        "slip-a5-1": "d0c91ef9c5df5f51 78407062522dfc24 7b1321acc87372e2 c4d20da5b47391c2 38ffb0b65a131f67 c4d6c47eaf9c7555",
        "slip-241x140-1": "3e42cfd7f33e04b0 16212fdca41727e0 8934f8176d29e633 257025e2f9606f82 3942c1bac83858a1 1934c4653a81320d",
        "slip-241x93-1": "328a24c9cac6991a 7c5b70adcb36ecc8 7cd3b32539e4b5bc a88fb2c72bcd7ea4 bf1df863a5cf93d8 d2bc334a433e5a9e",
        "slip-80mm-1": "0a88c05837790b45 d7c6eef128176719 2b59bb822f23a7aa db0dd4e7daa04932 5ac924ab150f2cd7 6da36af8de50b1b2",
    }
)
"""Of each slip in the order of ``digest_of``."""
_SAYS = (
    "the layout {name} no longer draws what it drew. Slips were printed with it, and a reprint must equal the original: leave "
    "its function as it was, write the next layout beside it, give it a new name in app/papers/templates.py, and hold its "
    "digest ({found}) here. Only a layout that was in no release yet may change its digest."
)


def digest_of(name: str) -> str:
    """Of a settlement with marks, a reversal, a difference, a trial, long names and items, drawn with a template."""
    slips = [
        draw_slip(
            slip_samples.few_items(),
            slip_samples.QR,
            template=name,
            annexes=True,
            reprint=slip_samples.FIRST_REPRINT,
            reversal=_REVERSAL,
        ),
        *(
            draw_slip(slip_samples.SAMPLES[sample](), payload, template=name)
            for sample, payload in (
                ("plain", slip_samples.QR),
                ("seven", slip_samples.LONG_QR if name != "slip-a4-1" else slip_samples.QR),
                ("reversal_paid_out", slip_samples.QR),
                ("adjustment", slip_samples.QR),
                ("trial", ""),
            )
        ),
    ]
    return " ".join(drawn_digest(slip)[:16] for slip in slips)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_layout_draws_for_ever_what_it_drew(name: str) -> None:
    found = digest_of(name)
    assert HELD.get(name) == found, _SAYS.format(name=name, found=found)


def test_nothing_is_held_of_a_layout_that_is_gone() -> None:
    assert set(HELD) == set(TEMPLATES), "a layout that was released is never taken out"


def test_every_sheet_has_a_layout_of_its_size() -> None:
    assert {one.sheet for one in TEMPLATES.values()} == set(SHEETS)
    for code, sheet in SHEETS.items():
        document = pypdfium2.PdfDocument(draw_slip(slip_samples.plain(), slip_samples.QR, sheet=code))
        for page in document:
            wide, high = (points / 72 * 25.4 for points in page.get_size())
            assert wide == pytest.approx(sheet.width, abs=0.1)
            assert high <= sheet.height if sheet.roll else high == pytest.approx(sheet.height, abs=0.1)
            page.close()
        document.close()


def test_the_newest_of_a_sheet_is_taken_and_an_old_one_by_its_name() -> None:
    assert template_for("a4") == "slip-a4-2"
    assert template_named("slip-a4-1").sheet == "a4"
    old = draw_slip(slip_samples.plain(), slip_samples.QR, sheet="a5", template="slip-a4-1")
    assert old == draw_slip(slip_samples.plain(), slip_samples.QR, template="slip-a4-1"), "a template brings its sheet"
    assert old != draw_slip(slip_samples.plain(), slip_samples.QR)


def test_the_first_layout_ignores_what_came_later() -> None:
    """Its slips had no item list and always the reasons, whatever is asked for."""
    plain = draw_slip(slip_samples.plain(), slip_samples.QR, template="slip-a4-1")
    assert plain == draw_slip(slip_samples.few_items(), slip_samples.QR, template="slip-a4-1", annexes=False)


@pytest.mark.parametrize("name", TEMPLATES)
def test_what_was_typed_in_a_direct_settlement_is_no_longer_said_to_be_settled_elsewhere(name: str) -> None:
    """The first layout says so for ever, of old facts and new ones; in 补差 all do."""
    direct = slip_samples.six_layers()
    told = {
        facts.way: "".join(page_texts(draw_slip(facts, slip_samples.QR, template=name, annexes=True)))
        for facts in (direct, replace(direct, way="补差"))
    }
    assert ("手工填入" in told["直接结算"], "他处" in told["直接结算"]) == (name != "slip-a4-1", name == "slip-a4-1")
    assert ("手工填入" in told["补差"], "他处" in told["补差"]) == (False, True)


def test_what_is_not_known_is_said() -> None:
    with pytest.raises(UserError) as sheet:
        template_for("b5")
    assert sheet.value.code == "SHEET_UNKNOWN"
    assert "80mm" in sheet.value.message
    with pytest.raises(UserError) as name:
        draw_slip(slip_samples.plain(), "", template="slip-a4-9")
    assert name.value.code == "TEMPLATE_UNKNOWN"
    assert "升级" in name.value.message
