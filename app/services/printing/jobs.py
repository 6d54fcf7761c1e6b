"""Print jobs: sent, followed until their queue has said what became of them, told, printed once more.

Nothing is polled in here: the window asks ``follow`` from its worker, every second or so while there is a job without an end.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from app.errors import KnownError, UserError
from app.records.paper import SHEETS, Handed, PrintChoice
from app.records.printing import JobState, Printer, PrintJob
from app.services.desk import Desk, now, row_stamp
from app.services.printing.choices import choice_of
from app.services.printing.offsets import offset_of
from app.services.rights import check
from app.services.trail import note
from app.spool.place import placed
from app.store import print_jobs
from app.store.images import Image

TROUBLE_LASTS = timedelta(minutes=10)
"""So long a job may wait for paper or for somebody; then it is taken out of the queue, or it would come out unasked, days later."""
LASTS = timedelta(minutes=30)
"""So long a job is followed of which the queue says that all is well."""
_LIST_LONGEST = 500
_WITHDRAWN = "等了很久没有打出来，已从队列取消，不会再自己打出来：请处理好打印机，再打印一次；结算不受影响。"
_NOT_WITHDRAWN = "等了很久没有打出来，也没能从队列取消：请看打印机有没有出纸，没有出纸就再打印一次；结算不受影响。"
_TOO_LONG = "半小时还没有打完，不再跟踪：请看打印机有没有出纸，没有出纸就再打印一次；结算不受影响。"
_BY_HAND = "已从打印任务里取消。"


def printers(desk: Desk) -> tuple[Printer, ...]:
    """The machine's printers, the default first. KnownError PRINT_SYSTEM."""
    check(desk, "printing.send")
    return desk.spool.printers()


def printer_for(desk: Desk, choice: PrintChoice) -> str:
    """The name of the printer of a choice, of the system's own where none was made. KnownError NO_PRINTER, PRINT_SYSTEM."""
    if choice.printer:
        return choice.printer
    found = printers(desk)
    if not found:
        raise KnownError(
            "NO_PRINTER", "这台电脑还没有打印机：请在系统设置里添加后再打印；也可以先“另存为 PDF”，结算不受影响。"
        )
    return found[0].name


def send(desk: Desk, paper: Handed, choice: PrintChoice | None = None) -> PrintJob:
    """Send a paper to the printer of its kind, or of ``choice``, moved by that printer's offset, in as many copies as chosen.

    What the queue refuses is recorded too, and raised: KnownError as of ``Spool.send``, NO_PRINTER; UserError NOT_ALLOWED."""
    check(desk, "printing.send")
    with desk.database.reading() as work:
        choice = choice or choice_of(work, paper.kind)
    name = printer_for(desk, choice)
    with desk.database.reading() as work:
        offset = offset_of(work, name)
    sheet, job_id = SHEETS[paper.sheet], desk.new_id()
    made = PrintJob(
        *(job_id, paper.id, paper.kind, paper.title, name, sheet.code, choice.copies, ""),
        at=now(desk),
        operator_id=desk.operator.id,
    )
    moved = placed(paper.pdf, sheet, offset)
    desk.database.begun()
    try:
        # No name of a person: titles stand in the queue's lists and logs.
        job = desk.spool.send(name, moved, sheet, choice.copies, f"{paper.kind} {job_id[-8:]}")
    except KnownError as refused:
        _record(desk, made, JobState("failed", refused.message))
        raise
    made = replace(made, job=job)
    _record(desk, made, None)
    return made


def follow(desk: Desk) -> tuple[PrintJob, ...]:
    """Look once at every job without an end; each as it is now. What has ended is recorded, also of an earlier run of the program."""
    check(desk, "printing.send")
    with desk.database.reading() as work:
        found = print_jobs.open_jobs(work, desk.station.id)
    return tuple(_followed(desk, one) for one in found)


def jobs(desk: Desk) -> tuple[PrintJob, ...]:
    """The station's print jobs, the newest first, those without an end as their queue sees them now."""
    active = {one.id: one for one in follow(desk)}
    with desk.database.reading() as work:
        return tuple(active.get(one.id, one) for one in print_jobs.latest(work, desk.station.id, _LIST_LONGEST))


def withdraw(desk: Desk, job_id: str) -> PrintJob:
    """Take a job out of its queue. UserError JOB_OVER; KnownError NOT_CANCELLED, PRINT_SYSTEM."""
    check(desk, "printing.send")
    one = job_of(desk, job_id)
    one = one if one.message or one.state != "waiting" else _followed(desk, one)
    if JobState(one.state).over:
        raise UserError("JOB_OVER", "", "这个任务已经结束，不用取消。")
    desk.database.begun()
    desk.spool.cancel(one.job)
    return _ended(desk, one, JobState("cancelled", _BY_HAND))


def job_of(desk: Desk, job_id: str) -> PrintJob:
    """One job as it was recorded. UserError NO_JOB."""
    with desk.database.reading() as work:
        found = print_jobs.job(work, job_id)
    if found is None:
        raise UserError("NO_JOB", "", "没有这个打印任务：请重新打开列表再选。")
    return found


def _followed(desk: Desk, one: PrintJob) -> PrintJob:
    try:
        state = desk.spool.state(one.job)
    except KnownError as silent:
        state = JobState("waiting", silent.message)
    if state.over:
        return _ended(desk, one, state)
    waited = now(desk) - one.at
    # A business date that stands still (the demonstration) makes yesterday's job one of later today.
    long = waited < timedelta()
    if state.message and (long or waited > TROUBLE_LASTS):
        return _ended(desk, one, _taken_back(desk, one))
    if long or waited > LASTS:
        return _ended(desk, one, JobState("unknown", _TOO_LONG))
    return replace(one, state=state.state, message=state.message)


def _taken_back(desk: Desk, one: PrintJob) -> JobState:
    try:
        desk.spool.cancel(one.job)
    except KnownError:
        return JobState("unknown", _NOT_WITHDRAWN)
    return JobState("failed", _WITHDRAWN)


def _ended(desk: Desk, one: PrintJob, end: JobState) -> PrintJob:
    with desk.database.unit_of_work() as work:
        if print_jobs.end_job(work, one.id, end, row_stamp(desk)):
            note(desk, work, "printing.end", one.id, _said(one, end), image=Image("print_job_ends", one.id))
    return replace(one, state=end.state, message=end.message)


def _record(desk: Desk, one: PrintJob, end: JobState | None) -> None:
    with desk.database.unit_of_work() as work:
        print_jobs.add_job(work, one, row_stamp(desk))
        sent: dict[str, object] = {"title": one.title, "printer": one.printer, "copies": one.copies}
        note(desk, work, "printing.send", one.paper or one.id, sent, image=Image("print_jobs", one.id))
        if end is not None:
            print_jobs.end_job(work, one.id, end, row_stamp(desk))
            note(desk, work, "printing.end", one.id, _said(one, end), image=Image("print_job_ends", one.id))


def _said(one: PrintJob, end: JobState) -> dict[str, object]:
    return {"title": one.title, "print_state": end.state, "message": end.message}
