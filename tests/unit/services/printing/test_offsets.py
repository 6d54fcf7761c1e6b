"""A printer's offset: typed in millimetres, refused where it is none, kept by printer, shown on its test page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.errors import UserError
from app.records.paper import PrintChoice
from app.records.printing import Offset
from app.services.desk import Desk
from app.services.printing.jobs import send
from app.services.printing.offsets import move, offset_of, offsets, page_to_measure, typed, words_of
from app.store import audit
from app.store.proof import compare
from tests.helpers.ink import ink, pictures
from tests.helpers.memory_spool import MemorySpool
from tests.helpers.pdf_text import page_texts, squeezed


def test_an_offset_is_kept_by_printer_and_audited(desk: Desk) -> None:
    assert move(desk, "LQ-630K", "2.5", "-1") == Offset(25, -10)
    assert offsets(desk) == {"LQ-630K": Offset(25, -10)}
    move(desk, "LQ-630K", "2.5", "-1.0")
    with desk.database.reading() as work:
        assert offset_of(work, "HP") == Offset()
        assert [row.action for row in audit.of_subject(work, "LQ-630K")] == ["printing.offset"], "nothing changed"
        assert compare(work) == ()


@pytest.mark.parametrize("text", ["0.3", "20.5", "-20.5", "1,5", "２", "+1", "1.50", "x", "999", "--1"])
@pytest.mark.parametrize("path", ["right", "down"])
def test_what_is_no_offset_is_refused(desk: Desk, path: str, text: str) -> None:
    values = {"right": "0", "down": "0", path: text}
    with pytest.raises(UserError) as told:
        move(desk, "LQ-630K", **values)
    assert (told.value.path, told.value.code) == (path, "BAD_VALUE")
    assert "每半毫米一档" in told.value.message


@pytest.mark.parametrize("tenths", range(-200, 201, 5))
def test_what_is_shown_can_be_typed_again(desk: Desk, tenths: int) -> None:
    assert move(desk, "P", typed(tenths), "") == Offset(tenths, 0)


def test_in_words() -> None:
    assert words_of(Offset()) == "不移动"
    assert words_of(Offset(25, -10)) == "右 2.5，上 1.0 mm"
    assert words_of(Offset(-5, 0)) == "左 0.5 mm"


def test_the_test_page_says_how_it_was_moved_and_is_moved(desk: Desk) -> None:
    spool = MemorySpool()
    spool.add("LQ-630K", default=True)
    desk = replace(desk, spool=spool)
    before = page_to_measure(desk, "LQ-630K", "241x140")
    assert "不移动" in squeezed(page_texts(before.pdf)[0])
    move(desk, "LQ-630K", "2", "3.5")
    after = page_to_measure(desk, "LQ-630K", "241x140")
    assert "右2.0，下3.5mm" in squeezed(page_texts(after.pdf)[0])
    made = send(desk, after, PrintChoice("LQ-630K"))
    assert (made.kind, made.title, made.paper) == ("test_page", "测试页 连续纸 241 × 140", "")
    left, top, _, bottom = ink(pictures(after.pdf)[0])
    moved = ink(pictures(spool.sent[0].pdf)[0])
    assert (moved[1], moved[3]) == pytest.approx((top + 3.5, bottom), abs=0.3), "the ruler runs to the lower edge"
    assert left == pytest.approx(0, abs=0.3)
    assert moved[0] == pytest.approx(2.0, abs=0.3)
