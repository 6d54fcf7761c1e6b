"""Print jobs: recorded as they were sent, followed to their end, told in words; nothing comes out unasked."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from app.errors import KnownError, UserError
from app.records.paper import SHEETS, Handed, PrintChoice
from app.services.desk import Desk
from app.services.printing.again import print_again
from app.services.printing.choices import choose
from app.services.printing.jobs import follow, jobs, send, withdraw
from app.services.slips import slip_pdf, slip_preview
from app.store import audit
from app.store.proof import compare
from tests.helpers.forms import settled, stay
from tests.helpers.ink import blank
from tests.helpers.memory_spool import MemorySpool

SLIP = Handed(blank("a4"), "slip", "结算单 NM-1 敖日其楞", "a4")


@pytest.fixture
def spool() -> MemorySpool:
    made = MemorySpool()
    made.add("HP")
    made.add("LQ-630K", "针式", default=True)
    return made


@pytest.fixture
def printing(desk: Desk, spool: MemorySpool) -> Desk:
    """The desk with two printers."""
    return replace(desk, spool=spool)


def at(desk: Desk, moment: datetime) -> Desk:
    return replace(desk, clock=lambda: moment)


def test_what_was_never_chosen_goes_to_the_systems_printer(printing: Desk, spool: MemorySpool) -> None:
    assert send(printing, SLIP).printer == "LQ-630K"
    assert [(one.printer, one.copies, one.sheet.code) for one in spool.sent] == [("LQ-630K", 1, "a4")]


def test_a_choice_decides_printer_and_copies(printing: Desk, spool: MemorySpool) -> None:
    choose(printing, "slip", PrintChoice("HP", "a4", 2))
    send(printing, SLIP)
    assert [(one.printer, one.copies) for one in spool.sent] == [("HP", 2)]


def test_no_name_stands_in_the_queue(printing: Desk, spool: MemorySpool) -> None:
    made = send(printing, SLIP)
    assert spool.sent[0].title == f"slip {made.id[-8:]}"
    assert made.title == SLIP.title, "the encrypted file knows it"


def test_a_job_is_followed_to_its_end_and_audited(printing: Desk, spool: MemorySpool) -> None:
    spool.arrives = replace(spool.arrives, state="printing")
    made = send(printing, SLIP)
    assert [one.state for one in follow(printing)] == ["printing"]
    spool.tell("done")
    assert [(one.id, one.state) for one in follow(printing)] == [(made.id, "done")]
    assert follow(printing) == (), "what has ended is asked no more"
    assert [(one.id, one.state, one.message) for one in jobs(printing)] == [(made.id, "done", "")]
    with printing.database.reading() as work:
        assert [row.action for row in audit.of_subject(work, made.id)] == ["printing.send", "printing.end"]
        assert compare(work) == ()


def test_trouble_is_told_while_it_lasts_and_the_job_ends_well(printing: Desk, spool: MemorySpool) -> None:
    send(printing, SLIP)
    spool.tell("printing", "打印机没有纸了：请装纸。")
    assert [(one.state, one.message) for one in follow(printing)] == [("printing", "打印机没有纸了：请装纸。")]
    assert jobs(printing)[0].message == "打印机没有纸了：请装纸。"
    spool.tell("done")
    assert [one.state for one in follow(printing)] == ["done"]


def test_a_refusal_is_raised_recorded_and_the_paper_prints_afterwards(printing: Desk, spool: MemorySpool) -> None:
    spool.stop("LQ-630K", "卡纸")
    with pytest.raises(KnownError) as told:
        send(printing, SLIP)
    failed = jobs(printing)[0]
    assert (failed.state, failed.job, failed.message) == ("failed", "", told.value.message)
    spool.start("LQ-630K")
    assert send(printing, SLIP).job == "LQ-630K-1"


def test_without_a_printer_it_says_what_to_do(desk: Desk) -> None:
    with pytest.raises(KnownError) as told:
        send(desk, SLIP)
    assert told.value.code == "NO_PRINTER"
    assert "另存为 PDF" in told.value.message


def test_what_waits_too_long_is_taken_out_and_counts_as_not_printed(printing: Desk, spool: MemorySpool) -> None:
    made = send(printing, SLIP)
    spool.tell("waiting", "打印机没有纸了：请装纸。")
    late = at(printing, made.at + timedelta(minutes=11))
    assert [(one.state, "已从队列取消" in one.message) for one in follow(late)] == [("failed", True)]
    assert spool.cancelled == [made.job]


def test_what_can_not_be_taken_out_is_not_clear(printing: Desk, spool: MemorySpool) -> None:
    made = send(printing, SLIP)
    spool.tell("waiting")
    spool.silent = True
    assert [(one.state, "打印服务没有运行" in one.message) for one in follow(printing)] == [("waiting", True)]
    late = at(printing, made.at + timedelta(minutes=11))
    assert [one.state for one in follow(late)] == ["unknown"]


def test_nobody_waits_for_ever(printing: Desk, spool: MemorySpool) -> None:
    made = send(printing, SLIP)
    spool.tell("printing")
    assert follow(at(printing, made.at + timedelta(minutes=29)))[0].state == "printing"
    assert follow(at(printing, made.at + timedelta(minutes=31)))[0].state == "unknown"


def test_yesterdays_job_is_looked_at_on_a_day_that_stands_still(printing: Desk, spool: MemorySpool) -> None:
    made = send(printing, SLIP)
    spool.tell("waiting", "打印机没有纸了：请装纸。")
    assert follow(at(printing, made.at - timedelta(hours=1)))[0].state == "failed"


def test_a_job_that_waits_is_withdrawn_and_one_that_is_over_is_not(printing: Desk, spool: MemorySpool) -> None:
    made = send(printing, SLIP)
    spool.tell("waiting")
    assert withdraw(printing, made.id).state == "cancelled"
    assert spool.cancelled == [made.job]
    with pytest.raises(UserError) as told:
        withdraw(printing, made.id)
    assert told.value.code == "JOB_OVER"
    with pytest.raises(UserError, match="NO_JOB"):
        withdraw(printing, "none")


def test_two_windows_record_one_end(printing: Desk, spool: MemorySpool) -> None:
    made = send(printing, SLIP)
    assert [one.state for one in follow(printing)] == ["done"]
    from app.records.printing import JobState
    from app.services.printing import jobs as module

    assert module._ended(printing, made, JobState("failed", "x")).state == "failed"
    with printing.database.reading() as work:
        assert work.value("SELECT count(*) FROM print_job_ends") == 1


def test_a_page_that_does_not_fit_its_sheet_is_never_sent(printing: Desk, spool: MemorySpool) -> None:
    wrong = replace(SLIP, sheet="241x93")
    with pytest.raises(Exception, match="does not lie on a sheet"):
        send(printing, wrong)
    assert spool.sent == []
    assert SHEETS["241x93"].height == 93


def test_a_slip_that_never_came_out_is_told_until_it_does(printing: Desk, spool: MemorySpool) -> None:
    choose(printing, "slip", PrintChoice("HP", "a4"))
    made = settled(printing, stay())
    assert not slip_preview(printing, made.document_id).lost
    spool.stop("HP", "")
    with pytest.raises(KnownError):
        send(printing, slip_pdf(printing, made.document_id).handed)
    assert slip_preview(printing, made.document_id).lost
    spool.start("HP")
    print_again(printing, jobs(printing)[0].id)
    follow(printing)
    assert not slip_preview(printing, made.document_id).lost
    assert slip_preview(printing, made.document_id).copy == 2, "the same paper, no second one"
