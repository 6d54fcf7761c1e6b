"""Printing by keyboard: a printer chosen once, no dialog, every fault told, the same paper once more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.records.paper import PrintChoice
from app.records.printing import JobState, PrintJob
from app.services.archive.listing import papers, way_word
from app.services.desk import Desk
from app.services.periods import read_period
from app.services.printing import choices
from app.services.printing.jobs import jobs, send
from app.services.printing.offsets import offsets
from app.services.slips import slip_pdf
from app.spool.cups import CupsSpool
from app.ui.screens.form_page import FormPage
from app.ui.screens.preview import PreviewPage
from app.ui.screens.recovery_code import RecoveryCodePage
from app.ui.screens.told_list import ToldList
from tests.helpers import cups as helper
from tests.helpers.cups import own_cups, printed, until
from tests.helpers.forms import settled, stay
from tests.helpers.hands import CTRL, ENTER, ESC, Hands
from tests.helpers.ink import pictures, sizes
from tests.helpers.memory_spool import MemorySpool
from tests.helpers.pdf_text import page_texts, squeezed
from tests.helpers.service_desk import AUDITOR, MANAGER

Key = Qt.Key
NOVEMBER = read_period("2019-11", "period", "month")


@pytest.fixture
def spool() -> MemorySpool:
    made = MemorySpool()
    made.add("HP", "办公室激光")
    made.add("LQ-630K", "窗口针式", default=True)
    return made


@pytest.fixture
def printing(desk: Desk, spool: MemorySpool) -> Desk:
    """The small desk with two printers."""
    return replace(desk, spool=spool)


@pytest.fixture
def at(open_window: Callable[[Desk], Hands], printing: Desk) -> Hands:
    """Hands at its window."""
    return open_window(printing)


def open_slip(hands: Hands, desk: Desk) -> PreviewPage:
    """The preview of a new slip, from today's list."""
    done = settled(desk, stay())
    hands.window.pages.papers.open_slip(done.document_id)
    hands.wait()
    return preview(hands)


def preview(hands: Hands) -> PreviewPage:
    page = hands.opened()
    assert isinstance(page, PreviewPage)
    return page


def listed(hands: Hands) -> ToldList:
    page = hands.opened()
    assert isinstance(page, ToldList)
    return page


def form(hands: Hands) -> FormPage:
    page = hands.opened()
    assert isinstance(page, FormPage)
    return page


def way(page: PreviewPage) -> str:
    label = page.findChild(QLabel, "preview_way")
    assert isinstance(label, QLabel)
    return label.text()


def look(hands: Hands) -> None:
    """As the timer does, a second later."""
    hands.window.pages.papers.watch.look()
    hands.wait()


def states(desk: Desk) -> list[str]:
    return [one.state for one in jobs(desk)]


def test_the_first_print_asks_once_and_remembers(at: Hands, printing: Desk, spool: MemorySpool) -> None:
    page = open_slip(at, printing)
    assert "还没有为这种单据选打印机" in way(page)
    at.press(ENTER)
    at.wait()
    rows = listed(at).list.rows()
    assert [row.printer.name for row in rows if row.sheet.code == "a4"] == ["LQ-630K", "HP"], "the system's own first"
    at.press(ENTER)
    at.wait()
    assert preview(at) is page
    assert [(one.printer, one.copies) for one in spool.sent] == [("LQ-630K", 1)], "chosen and printed with one Enter"
    assert way(page) == "打印到 LQ-630K · A4 · 1 份"
    look(at)
    assert page.told == "已打印（LQ-630K）。"
    at.press(ENTER)
    at.wait()
    assert len(spool.sent) == 2, "not asked again"
    assert ["补打" in squeezed(page_texts(one.pdf)[0]) for one in spool.sent] == [False, True]


def test_leaving_the_question_prints_nothing(at: Hands, printing: Desk, spool: MemorySpool) -> None:
    page = open_slip(at, printing)
    at.press(ENTER)
    at.wait()
    at.press(ESC)
    assert preview(at) is page
    assert spool.sent == []
    assert jobs(printing) == ()


def test_another_printer_is_one_key_away(at: Hands, printing: Desk, spool: MemorySpool) -> None:
    choices.choose(printing, "slip", PrintChoice("LQ-630K", "a4", 2))
    page = open_slip(at, printing)
    at.press(Key.Key_P, modifier=CTRL)
    at.wait()
    at.press(*[Key.Key_Down] * [row.printer.name for row in listed(at).list.rows()].index("HP"))
    at.press(ENTER)
    at.wait()
    assert way(page) == "打印到 HP · A4 · 2 份"
    assert spool.sent == [], "changing is not printing"
    at.press(ENTER)
    at.wait()
    assert [(one.printer, one.copies) for one in spool.sent] == [("HP", 2)]


def test_another_sheet_is_looked_at_before_it_is_printed(at: Hands, printing: Desk, spool: MemorySpool) -> None:
    page = open_slip(at, printing)
    at.press(ENTER)
    at.wait()
    rows = listed(at).list.rows()
    at.press(*[Key.Key_Down] * [(row.printer.name, row.sheet.code) for row in rows].index(("LQ-630K", "241x140")))
    at.press(ENTER)
    at.wait()
    assert spool.sent == [], "drawn again for the other sheet, to be looked at"
    assert preview(at) is not page
    assert way(preview(at)) == "打印到 LQ-630K · 连续纸 241 × 140 · 1 份"
    at.press(ENTER)
    at.wait()
    assert [sizes(one.pdf)[0] for one in spool.sent] == [pytest.approx((241, 140), abs=0.1)]
    at.press(ESC)
    assert at.opened() is None, "nothing of the first preview is left below"


def test_a_refused_paper_prints_again_with_enter_and_is_no_copy(at: Hands, printing: Desk, spool: MemorySpool) -> None:
    choices.choose(printing, "slip", PrintChoice("LQ-630K"))
    spool.stop("LQ-630K", "卡纸")
    page = open_slip(at, printing)
    at.press(ENTER)
    at.wait()
    assert "队列停了（卡纸）" in page.told
    assert "结算不受影响" in page.told
    assert states(printing) == ["failed"]
    spool.start("LQ-630K")
    at.press(ENTER)
    at.wait()
    assert states(printing) == ["done", "failed"]
    assert "补打" not in squeezed(page_texts(spool.sent[0].pdf)[0]), "the first one never came out"


def test_a_paper_that_did_not_come_out_and_was_saved_is_a_file(
    at: Hands, printing: Desk, spool: MemorySpool, tmp_path: Path
) -> None:
    choices.choose(printing, "slip", PrintChoice("LQ-630K"))
    page = open_slip(at, printing)
    spool.arrives = JobState("printing")
    at.press(ENTER)
    at.wait()
    spool.tell("failed", "打印机没有打出这一份。")
    at.window.pages.papers.watch.look()
    at.wait()
    assert states(printing) == ["failed"]
    page.saved.emit(tmp_path / "结算单.pdf")
    at.wait()
    assert "已存为" in page.told
    [paper] = papers(printing, read_period("2019-11"))
    assert (paper.copy, way_word(paper)) == (1, "存为文件"), "the paper that nobody had, not a second one"


def test_trouble_reaches_the_clerk_at_the_desk(at: Hands, printing: Desk, spool: MemorySpool) -> None:
    choices.choose(printing, "slip", PrintChoice("LQ-630K"))
    spool.arrives = JobState("printing")
    open_slip(at, printing)
    at.press(ENTER)
    at.wait()
    at.press(ESC)
    spool.tell("printing", "打印机没有纸了：请装纸，弄好后会接着打；结算不受影响。")
    look(at)
    assert "结算单 NM-01-2019-000001：打印机没有纸了" in at.window.notice.text
    at.window.notice.clear(lasting=False)
    assert at.window.notice.text, "it stays while the job waits"
    at.window.notice.tell("已结算", "done")
    for _ in range(12):
        look(at)
    assert "没有纸" in at.window.notice.text, "told again after something else was said"
    spool.tell("done")
    look(at)
    assert "打印机好了，已打印" in at.window.notice.text


def test_what_was_cancelled_at_the_printer_prints_again_from_the_list(
    at: Hands, printing: Desk, spool: MemorySpool
) -> None:
    choices.choose(printing, "slip", PrintChoice("LQ-630K"))
    spool.arrives = JobState("printing")
    open_slip(at, printing)
    at.press(ENTER)
    at.wait()
    at.press(ESC)
    spool.tell("cancelled", "这一份在打印机或队列里被取消了：要的话再打印一次；结算不受影响。")
    look(at)
    assert "在“打印任务”里按 Enter 可以再打印" in at.window.notice.text
    at.open_door("打印任务")
    assert at.window.notice.text == "", "seen"
    assert [row.state for row in listed(at).list.rows()] == ["cancelled"]
    spool.arrives = JobState("done")
    at.press(ENTER)
    at.wait()
    assert [row.state for row in listed(at).list.rows()] == ["done", "cancelled"]
    first, again = (pictures(one.pdf)[0] for one in spool.sent)
    assert (first == again).all(), "the same paper, drawn again from the archive"
    at.press(ENTER)
    at.wait()
    assert "这一份已经打印" in listed(at).told
    assert len(spool.sent) == 2


def test_an_unclear_end_is_asked_before_it_prints_again(at: Hands, printing: Desk, spool: MemorySpool) -> None:
    choices.choose(printing, "slip", PrintChoice("LQ-630K"))
    spool.arrives = JobState("unknown", "打印队列里查不到这一份了：请看打印机有没有出纸。")
    open_slip(at, printing)
    at.press(ENTER)
    at.wait()
    at.press(ESC)
    at.open_door("打印任务")
    at.press(ENTER)
    at.wait()
    assert len(spool.sent) == 1, "asked first"
    at.press(ENTER)
    at.wait()
    assert len(spool.sent) == 2


def test_a_job_that_waits_is_cancelled_from_the_list(at: Hands, printing: Desk, spool: MemorySpool) -> None:
    choices.choose(printing, "slip", PrintChoice("LQ-630K"))
    spool.arrives = JobState("waiting")
    open_slip(at, printing)
    at.press(ENTER)
    at.wait()
    at.press(ESC)
    at.open_door("打印任务")
    at.press(ENTER)
    at.wait()
    assert "还在队列里" in listed(at).told
    at.press(Key.Key_Delete, ENTER)
    at.wait()
    assert states(printing) == ["cancelled"]
    assert spool.cancelled == ["LQ-630K-1"]


def test_the_settings_page_changes_a_row(at: Hands, printing: Desk, spool: MemorySpool) -> None:
    at.open_door("打印机和纸张")
    assert "每种单据选一次" in listed(at).told
    at.press(ENTER)
    assert at.where == "printer.editor"
    at.press(Key.Key_2)
    at.press(ENTER)
    at.press(Key.Key_3)
    at.press(ENTER)
    at.press(Key.Key_A, modifier=CTRL)
    at.enter("2")
    at.press(Key.Key_A, modifier=CTRL)
    at.enter("1.5")
    at.press(Key.Key_A, modifier=CTRL)
    at.enter("-0.5")
    at.wait()
    assert "已保存：结算单以后直接打印" in listed(at).told
    assert choices.choices(printing)["slip"] == PrintChoice("HP", "241x140", 2)
    assert {name: (one.right, one.down) for name, one in offsets(printing).items()} == {"HP": (15, -5)}
    at.press(Key.Key_T, modifier=CTRL)
    at.wait()
    assert [(one.printer, one.sheet.code, one.copies) for one in spool.sent] == [("HP", "241x140", 1)]
    assert "右1.5，上0.5mm" in squeezed(page_texts(spool.sent[0].pdf)[0])
    assert "测试页已送往“HP”" in listed(at).told


def test_a_wrong_offset_is_refused_at_its_field(at: Hands, printing: Desk) -> None:
    at.open_door("打印机和纸张")
    at.press(ENTER)
    at.press(ENTER, ENTER, ENTER)
    at.press(Key.Key_A, modifier=CTRL)
    at.enter("25", "")
    at.wait()
    page = form(at)
    assert at.where == "right.editor"
    assert "每半毫米一档" in "".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())
    assert offsets(printing) == {}
    assert choices.choices(printing)["slip"] == PrintChoice()
    at.press(ESC)
    at.wait()
    assert isinstance(at.opened(), ToldList)


def test_another_printer_keeps_its_own_offset(at: Hands, printing: Desk) -> None:
    from app.services.printing.offsets import move

    move(printing, "LQ-630K", "3", "0")
    choices.choose(printing, "slip", PrintChoice("LQ-630K"))
    at.open_door("打印机和纸张")
    at.press(ENTER)
    at.press(Key.Key_2)
    at.press(ENTER, ENTER, ENTER, ENTER, ENTER)
    at.wait()
    assert choices.choices(printing)["slip"].printer == "HP"
    assert set(offsets(printing)) == {"LQ-630K"}


def test_a_print_system_that_does_not_answer_is_told(at: Hands, printing: Desk, spool: MemorySpool) -> None:
    choices.choose(printing, "slip", PrintChoice("LQ-630K"))
    spool.silent = True
    at.open_door("打印机和纸张")
    assert "打印服务没有运行" in listed(at).told
    assert listed(at).list.rows()[0].choice.printer == "LQ-630K", "what was chosen can still be read"
    at.press(ESC, ESC)
    page = open_slip(at, printing)
    at.press(ENTER)
    at.wait()
    assert "打印服务没有运行" in page.told


def test_who_may_not_choose_prints_on_the_systems_printer(
    open_window: Callable[[Desk], Hands], printing: Desk, spool: MemorySpool
) -> None:
    seated = replace(printing, operator=AUDITOR)
    hands = open_window(seated)
    hands.open_door("打印机和纸张")
    hands.press(ENTER)
    assert "选择打印机和纸张" in listed(hands).told
    hands.press(Key.Key_P, modifier=CTRL)  # the list itself
    hands.wait()
    preview(hands)
    hands.press(ENTER)
    hands.wait()
    assert [one.printer for one in spool.sent] == ["LQ-630K"]


@pytest.mark.parametrize("silent", [True, False])
def test_without_any_printer_nothing_counts_as_printed(
    open_window: Callable[[Desk], Hands], printing: Desk, silent: bool
) -> None:
    spool = MemorySpool(silent=silent)
    hands = open_window(replace(printing, operator=AUDITOR, spool=spool))
    settled(printing, stay())
    hands.open_door("月结：按付款方")
    hands.press(Key.Key_P, modifier=CTRL)
    hands.wait()
    hands.press(ENTER)
    hands.wait()
    assert ("打印服务没有运行" if silent else "还没有打印机") in preview(hands).told
    assert papers(printing, NOVEMBER) == (), "nothing left the window"
    spool.silent = False
    spool.add("HP")
    hands.press(ENTER)
    hands.wait()
    assert len(spool.sent) == 1
    assert [(one.copy, one.printed) for one in papers(printing, NOVEMBER)] == [(1, 1)]


def test_jobs_of_an_earlier_run_are_looked_at_when_the_window_opens(
    open_window: Callable[[Desk], Hands], printing: Desk, spool: MemorySpool
) -> None:
    spool.arrives = JobState("printing")
    send(printing, slip_pdf(printing, settled(printing, stay()).document_id).handed)
    spool.tell("failed", "打印机没有打出这一份：请检查打印机，再打印一次；结算不受影响。")
    later = open_window(printing)
    later.window.pages.papers.watch.begin()
    later.wait()
    assert "没有打出这一份" in later.window.notice.text
    assert states(printing) == ["failed"]


@pytest.fixture
def needle(monkeypatch: pytest.MonkeyPatch) -> Iterator[helper.Cups]:
    """A real queue."""
    with own_cups() as cups:
        monkeypatch.setenv("CUPS_SERVER", cups.server)
        yield cups


@pytest.mark.skipif(bool(helper.MISSING), reason=helper.MISSING)
def test_a_real_queue_prints_tells_and_prints_again(
    open_window: Callable[[Desk], Hands], desk: Desk, needle: helper.Cups
) -> None:
    papers = needle.add("LQ-630K", "窗口针式")
    real = replace(desk, spool=CupsSpool())
    hands = open_window(real)
    (papers / "panel").touch()
    open_slip(hands, real)
    hands.press(ENTER)
    hands.wait()
    hands.press(ENTER)  # the only printer, on A4
    hands.wait()
    until(lambda: _looked(hands, real)[0].state == "cancelled")
    assert "被取消" in preview(hands).told
    hands.press(ESC)
    (papers / "panel").unlink()
    hands.open_door("打印任务")
    hands.press(ENTER)
    hands.wait()
    until(lambda: _looked(hands, real)[0].state == "done")
    (out,) = printed(papers)
    assert sizes(out.read_bytes())[0] == pytest.approx((210, 297), abs=1)


def _looked(hands: Hands, desk: Desk) -> tuple[PrintJob, ...]:
    look(hands)
    return jobs(desk)


def test_a_recovery_code_goes_to_the_systems_printer_and_its_end_is_told(
    open_window: Callable[[Desk], Hands], printing: Desk, spool: MemorySpool
) -> None:
    hands = open_window(replace(printing, operator=MANAGER))
    hands.window.pages.people.open()
    hands.wait()
    hands.press(Key.Key_K, modifier=CTRL)
    hands.press(ENTER)
    hands.wait()
    page = hands.opened()
    assert isinstance(page, RecoveryCodePage)
    spool.arrives = JobState("printing")
    hands.press(Key.Key_P, modifier=CTRL)
    hands.wait()
    assert "已送往打印机“LQ-630K”" in page.told
    assert "恢复码" in squeezed(page_texts(spool.sent[0].pdf)[0])
    assert jobs(printing)[0].paper == "", "nothing is kept of it"
    spool.tell("failed", "打印机没有打出这一份：请检查打印机，再打印一次；结算不受影响。")
    until(lambda: _told_after_events(hands, page))


def _told_after_events(hands: Hands, page: RecoveryCodePage) -> bool:
    hands.wait()
    return "没有打出这一份" in page.told
