"""CUPS for real: a scheduler of our own on loopback, what comes out of it beside what was sent, and every fault in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import KnownError
from app.papers.test_page import draw_test_page
from app.records.paper import SHEETS
from app.records.printing import JobState, Offset, Printer
from app.spool.cups import CupsSpool
from app.spool.place import placed
from tests.helpers import cups as helper
from tests.helpers.cups import Cups, own_cups, printed, until

pytestmark = pytest.mark.skipif(bool(helper.MISSING), reason=helper.MISSING)


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


def page(sheet: str = "a4") -> bytes:
    return placed(draw_test_page(SHEETS[sheet], "不移动"), SHEETS[sheet], Offset())


def send(printer: str, sheet: str = "a4") -> str:
    return CupsSpool().send(printer, page(sheet), SHEETS[sheet], 1, "test_page 12345678")


def state(job: str) -> JobState:
    return CupsSpool().state(job)


def refused(printer: str, sheet: str = "a4") -> KnownError:
    with pytest.raises(KnownError) as told:
        send(printer, sheet)
    assert "结算不受影响" in told.value.message
    return told.value


def test_printers_with_what_they_are_called_and_how_they_stand(cups: Cups) -> None:
    cups.add("LQ-630K", "针式打印机（大厅）")
    cups.add("Stopped")
    cups.add("Full")
    cups.run("lpadmin", "-d", "LQ-630K")
    cups.run("cupsdisable", "-r", "Ribbon torn", "Stopped")
    cups.run("cupsreject", "-r", "No more today", "Full")
    by_name = {one.name: one for one in CupsSpool().printers()}
    assert CupsSpool().printers()[0].name == "LQ-630K", "the system's own first"
    assert by_name["LQ-630K"] == Printer("LQ-630K", "针式打印机（大厅）", "idle", accepts=True, default=True)
    assert by_name["Stopped"] == Printer("Stopped", "Stopped", "stopped", trouble="Ribbon torn")
    assert by_name["Full"] == Printer("Full", "Full", "idle", accepts=False, trouble="No more today")


def test_a_job_comes_out_under_a_title_without_names(cups: Cups) -> None:
    papers = cups.add("Plain")
    job = send("Plain")
    assert job.startswith("Plain-")
    until(lambda: state(job).over)
    assert state(job) == JobState("done")
    assert [one.with_suffix(".title").read_text().strip() for one in printed(papers)] == ["test_page 12345678"]


def test_the_local_socket_answers_as_the_port_does(cups: Cups, monkeypatch: pytest.MonkeyPatch) -> None:
    cups.add("Local")
    monkeypatch.setenv("CUPS_SERVER", cups.socket)
    job = send("Local")
    until(lambda: state(job).over)
    assert state(job) == JobState("done")


def test_an_unknown_printer_is_named(cups: Cups) -> None:
    told = refused("Nowhere")
    assert told.code == "PRINTER_GONE"
    assert "系统里没有打印机“Nowhere”" in told.message


def test_a_stopped_queue_is_refused_with_its_reason(cups: Cups) -> None:
    papers = cups.add("Halted")
    cups.run("cupsdisable", "-r", "Ribbon torn", "Halted")
    told = refused("Halted")
    assert (told.code, "Ribbon torn" in told.message) == ("PRINTER_STOPPED", True)
    cups.run("cupsenable", "Halted")
    job = send("Halted")
    until(lambda: state(job).over)
    assert len(printed(papers)) == 1, "nothing of the first one waited in the queue"


def test_a_rejecting_queue_is_refused(cups: Cups) -> None:
    cups.add("Closed")
    cups.run("cupsreject", "-r", "No more today", "Closed")
    told = refused("Closed")
    assert told.code == "PRINTER_REFUSES"
    assert "现在不接收任务（No more today）" in told.message


def test_a_driver_without_the_size_is_refused_before_anything_is_sent(cups: Cups) -> None:
    papers = cups.add("Office", custom=False)
    assert refused("Office", "241x93").code == "NO_SHEET"
    job = send("Office", "a5")
    until(lambda: state(job).over)
    assert len(printed(papers)) == 1, "A5 fed by its short edge"


def test_paper_out_is_told_and_the_job_comes_out_with_new_paper(cups: Cups) -> None:
    papers = cups.add("Empty")
    (papers / "empty").touch()
    job = send("Empty")
    until(lambda: bool(state(job).message))
    assert state(job) == JobState("printing", "打印机没有纸了：请装纸，弄好后会接着打；结算不受影响。")
    (papers / "empty").unlink()
    until(lambda: state(job).over)
    assert state(job) == JobState("done")


def test_a_jam_stops_the_queue_and_the_job_can_be_taken_back(cups: Cups) -> None:
    papers = cups.add("Jam")
    (papers / "jam").touch()
    job = send("Jam")
    until(lambda: "队列停了" in state(job).message)  # the jam is told a moment before
    assert "卡纸" in state(job).message
    assert "卡纸" in refused("Jam").message
    CupsSpool().cancel(job)
    (papers / "jam").unlink()
    cups.run("cupsenable", "Jam")
    again = send("Jam")
    until(lambda: state(again).over)
    assert [one.stem for one in printed(papers)] == [again.rpartition("-")[2]], "the first one came out no more"


def test_cancelled_at_the_printer_is_not_printed(cups: Cups) -> None:
    papers = cups.add("Panel")
    (papers / "panel").touch()
    job = send("Panel")
    until(lambda: state(job).over)
    assert state(job).state == "cancelled"
    assert "被取消" in state(job).message


def test_a_backend_that_fails_says_so_while_the_job_is_held(cups: Cups) -> None:
    papers = cups.add("Broken")
    (papers / "broken").touch()
    job = send("Broken")
    until(lambda: bool(state(job).message))
    assert not state(job).over
    assert "The printer is on fire" in state(job).message


def test_a_job_of_a_deleted_queue_is_not_known_any_more(cups: Cups) -> None:
    papers = cups.add("Deleted")
    (papers / "empty").touch()
    job = send("Deleted")
    cups.run("lpadmin", "-x", "Deleted")
    (papers / "empty").unlink()
    until(lambda: state(job).over)
    assert state(job).state in {"unknown", "cancelled"}
    assert refused("Deleted").code == "PRINTER_GONE"


def test_a_job_that_is_over_can_not_be_cancelled(cups: Cups) -> None:
    cups.add("Quick")
    job = send("Quick")
    until(lambda: state(job).over)
    with pytest.raises(KnownError) as told:
        CupsSpool().cancel(job)
    assert told.value.code == "NOT_CANCELLED"


def test_without_a_scheduler_every_question_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CUPS_SERVER", str(tmp_path / "none.sock"))
    for ask in (CupsSpool().printers, lambda: send("Any"), lambda: state("Any-1"), lambda: CupsSpool().cancel("Any-1")):
        with pytest.raises(KnownError) as told:
            ask()
        assert told.value.code == "PRINT_SYSTEM"
        assert "打印服务没有运行" in told.value.message
