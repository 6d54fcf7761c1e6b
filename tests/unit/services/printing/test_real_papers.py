"""What comes out of a real CUPS queue beside the paper that was handed out: every sheet, copies, offsets, faults."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.errors import KnownError
from app.papers.test_page import draw_test_page
from app.records.paper import SHEETS, Handed, PrintChoice
from app.records.printing import PrintJob
from app.services.desk import Desk
from app.services.printing.choices import choose
from app.services.printing.jobs import follow, jobs, send
from app.services.printing.offsets import move
from app.services.slips import slip_pdf
from app.spool.cups import CupsSpool
from tests.helpers import cups as helper
from tests.helpers.cups import Cups, own_cups, printed, until
from tests.helpers.forms import settled, stay
from tests.helpers.ink import blank, ink, pictures, sizes, strayed

pytestmark = pytest.mark.skipif(bool(helper.MISSING), reason=helper.MISSING)
WITHIN = 0.5
"""Millimetres by which content may lie aside; a page may be 1 mm larger or smaller."""


@pytest.fixture(scope="module")
def server() -> Iterator[Cups]:
    """One scheduler for the file."""
    with own_cups() as cups:
        yield cups


@pytest.fixture
def cups(server: Cups, monkeypatch: pytest.MonkeyPatch) -> Cups:
    """The scheduler, as this process sees it."""
    monkeypatch.setenv("CUPS_SERVER", server.server)
    return server


@pytest.fixture
def real(desk: Desk) -> Desk:
    """The desk with the real spool."""
    return replace(desk, spool=CupsSpool())


def handed(sheet: str) -> Handed:
    return Handed(draw_test_page(SHEETS[sheet], "不移动"), "slip", "结算单 NM-1", sheet)


def ended(desk: Desk) -> PrintJob:
    """Followed until the queue has said how it ended."""
    seen: list[PrintJob] = []

    def over() -> bool:
        seen.extend(one for one in follow(desk) if one.state not in {"waiting", "printing"})
        return bool(seen)

    until(over)
    return seen[0]


def came_out(desk: Desk, papers: Path, paper: Handed) -> bytes:
    send(desk, paper)
    assert ended(desk).state == "done"
    return printed(papers)[-1].read_bytes()


def queue(cups: Cups, desk: Desk, name: str, sheet: str = "a4", copies: int = 1) -> Path:
    papers = cups.add(name)
    choose(desk, "slip", PrintChoice(name, sheet, copies))
    return papers


@pytest.mark.parametrize("sheet", SHEETS)
def test_the_page_that_came_out_is_the_page_that_was_sent(cups: Cups, real: Desk, sheet: str) -> None:
    paper = handed(sheet)
    out = came_out(real, queue(cups, real, f"Q{sheet}", sheet), paper)
    wanted, found = sizes(paper.pdf)[0], sizes(out)[0]
    assert found == pytest.approx(wanted, abs=1.0), "neither turned nor on another paper"
    sent, arrived = pictures(paper.pdf)[0], pictures(out)[0]
    # The rulers run from edge to edge: a margin that the driver cut off would be missed here.
    assert ink(arrived) == pytest.approx(ink(sent), abs=WITHIN)
    assert strayed(sent, arrived, WITHIN) == 0, "something is missing"
    assert strayed(arrived, sent, WITHIN) == 0, "something was added"


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_slip_comes_out_as_it_was_drawn(cups: Cups, real: Desk, sheet: str) -> None:
    paper = slip_pdf(real, settled(real, stay()).document_id, sheet).handed
    assert paper.sheet == sheet
    out = came_out(real, queue(cups, real, f"Slip{sheet}", sheet), paper)
    assert [pytest.approx(one, abs=1.0) for one in sizes(paper.pdf)] == sizes(out)
    for sent, arrived in zip(pictures(paper.pdf), pictures(out), strict=True):
        assert ink(arrived) == pytest.approx(ink(sent), abs=WITHIN)
        assert strayed(sent, arrived, WITHIN) == strayed(arrived, sent, WITHIN) == 0
    assert jobs(real)[0].paper == paper.id


def test_a_list_across_comes_out_on_an_upright_sheet(cups: Cups, real: Desk) -> None:
    across = Handed(blank("a4", width=297, height=210), "list", "列表", "a4")
    papers = cups.add("Lists")
    choose(real, "list", PrintChoice("Lists"))
    out = came_out(real, papers, across)
    assert sizes(out)[0] == pytest.approx((210, 297), abs=1.0)
    turned = np.rot90(pictures(across.pdf)[0])
    assert strayed(turned, pictures(out)[0], WITHIN) == strayed(pictures(out)[0], turned, WITHIN) == 0


def test_two_copies_come_out_one_whole_after_the_other(cups: Cups, real: Desk) -> None:
    papers = queue(cups, real, "Copies", copies=2)
    out = came_out(real, papers, Handed(blank("a4", 2), "slip", "结算单", "a4"))
    found = pictures(out)
    assert len(found) == 4
    assert strayed(found[0], found[2], WITHIN) == strayed(found[1], found[3], WITHIN) == 0
    assert strayed(found[0], found[1], 0.1) > 0, "first page, second page, first page again"


@pytest.mark.parametrize(("right", "down"), [("2.5", "0"), ("-4", "3.5"), ("0", "-5.0")])
@pytest.mark.parametrize("sheet", ["a4", "241x93"])
def test_an_offset_moves_what_comes_out_by_so_much(cups: Cups, real: Desk, sheet: str, right: str, down: str) -> None:
    papers = queue(cups, real, "Moved", sheet)
    move(real, "Moved", right, down)
    paper = Handed(blank(sheet), "slip", "结算单", sheet)
    out = came_out(real, papers, paper)
    by = (float(right), float(down)) * 2
    before = ink(pictures(paper.pdf)[0])
    assert ink(pictures(out)[0]) == pytest.approx(
        tuple(at + way for at, way in zip(before, by, strict=True)), abs=WITHIN
    )


def told(desk: Desk, paper: Handed) -> str:
    with pytest.raises(KnownError) as refused:
        send(desk, paper)
    return refused.value.message


def test_every_fault_is_told_recorded_and_the_slip_prints_afterwards(cups: Cups, real: Desk) -> None:
    papers = queue(cups, real, "Faults")
    paper = handed("a4")
    cups.run("cupsdisable", "-r", "Ribbon torn", "Faults")
    assert "队列停了（Ribbon torn）" in told(real, paper)
    cups.run("cupsenable", "Faults")
    cups.run("cupsreject", "-r", "Closed", "Faults")
    assert "现在不接收任务（Closed）" in told(real, paper)
    cups.run("lpadmin", "-x", "Faults")
    assert "系统里没有打印机“Faults”" in told(real, paper)
    assert [(one.state, one.job) for one in jobs(real)] == [("failed", "")] * 3
    cups.add("Faults")
    send(real, paper)
    assert ended(real).state == "done"
    assert len(printed(papers)) == 1, "none of the refused ones came out as well"


def test_a_scheduler_that_dies_while_a_job_waits_is_told_and_the_job_found_again(cups: Cups, real: Desk) -> None:
    papers = queue(cups, real, "Dies")
    (papers / "empty").touch()
    send(real, handed("a4"))
    until(lambda: "没有纸" in follow(real)[0].message)
    cups.stop()
    assert "打印服务没有运行" in follow(real)[0].message
    assert "打印服务没有运行" in told(real, handed("a4"))
    (papers / "empty").unlink()
    cups.start()
    assert ended(real).state == "done"
    assert [one.state for one in jobs(real)] == ["failed", "done"]
