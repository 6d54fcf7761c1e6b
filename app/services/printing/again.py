"""What did not come out, once more: the same paper, drawn again from the archive."""

from __future__ import annotations

from app.errors import UserError
from app.records.paper import Handed
from app.records.printing import JobState, PrintJob
from app.services.archive.again import drawn_again
from app.services.desk import Desk
from app.services.printing.jobs import follow, job_of, send
from app.services.rights import check

_GO = "请在原来的页面里补打"


def print_again(desk: Desk, job_id: str) -> PrintJob:
    """Send the paper of a job that failed, was cancelled or is not clear, to the printer that its kind has now. It bears no further
    补打 mark: the first one never came out.

    UserError JOB_PRINTED, JOB_OPEN, NOT_KEPT, PAPER_CHANGED; KnownError as of ``jobs.send``."""
    check(desk, "printing.send")
    active = {one.id: one for one in follow(desk)}
    one = active.get(job_id) or job_of(desk, job_id)
    if one.state == "done":
        raise UserError("JOB_PRINTED", "", f"这一份已经打印。要再给人一份，{_GO}。")
    if not JobState(one.state).over:
        raise UserError("JOB_OPEN", "", "这一份还在队列里，打印机好了会接着打；不要了就按 Del 取消，再打印。")
    if not one.paper:
        raise UserError("NOT_KEPT", "", f"这种纸不存档（试算单、恢复码、测试页）：{_GO}。")
    drawn = drawn_again(desk, one.paper)
    if not drawn.same:
        raise UserError("PAPER_CHANGED", "", f"按存档画出的和当时的不一样，没有打印：{_GO}。")
    paper = drawn.paper
    return send(desk, Handed(drawn.pdf, paper.kind, paper.title, paper.sheet, paper.id))
