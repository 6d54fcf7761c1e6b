"""Print jobs: sent, and ended once. A job without an end is one that is still looked after."""

from __future__ import annotations

from datetime import datetime

from app.records.printing import JobState, PrintJob
from app.store.driver import Row
from app.store.stamp import Stamp, whole
from app.store.work import Work

_JOBS = """
SELECT jobs.*, ends.state AS state, ends.message AS message
FROM print_jobs AS jobs LEFT JOIN print_job_ends AS ends ON ends.print_job = jobs.id
"""


def add_job(work: Work, one: PrintJob, stamp: Stamp) -> None:
    """Store a job that was sent; of its state nothing."""
    work.execute(
        "INSERT INTO print_jobs (id, paper, kind, title, printer, sheet, copies, job, station_id, operator_id, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (one.id, one.paper or None, one.kind, one.title, one.printer, one.sheet, whole(one.copies), one.job, *stamp),
    )


def end_job(work: Work, job_id: str, end: JobState, stamp: Stamp) -> bool:
    """Store how a job ended; False where it has an end already (another window saw it first)."""
    if work.value("SELECT 1 FROM print_job_ends WHERE print_job = ?", (job_id,)):
        return False
    work.execute(
        "INSERT INTO print_job_ends (print_job, state, message, station_id, operator_id, at) VALUES (?, ?, ?, ?, ?, ?)",
        (job_id, end.state, end.message, *stamp),
    )
    return True


def open_jobs(work: Work, station_id: str) -> tuple[PrintJob, ...]:
    """A station's jobs without an end, the oldest first."""
    rows = work.rows(f"{_JOBS} WHERE ends.row IS NULL AND jobs.station_id = ? ORDER BY jobs.row", (station_id,))
    return tuple(_job(row) for row in rows)


def latest(work: Work, station_id: str, most: int) -> tuple[PrintJob, ...]:
    """A station's jobs, the newest first."""
    rows = work.rows(f"{_JOBS} WHERE jobs.station_id = ? ORDER BY jobs.row DESC LIMIT ?", (station_id, most))
    return tuple(_job(row) for row in rows)


def job(work: Work, job_id: str) -> PrintJob | None:
    """One job."""
    row = work.row(f"{_JOBS} WHERE jobs.id = ?", (job_id,))
    return None if row is None else _job(row)


def never_came_out(work: Work, subject: str) -> bool:
    """Whether the newest paper of a document was sent to printers, came out of none of them and was not saved as a file either."""
    found = work.row(
        "SELECT count(*) AS sent, count(CASE WHEN ends.state IN ('failed', 'cancelled') THEN 1 END) AS failed FROM print_jobs AS jobs"
        " LEFT JOIN print_job_ends AS ends ON ends.print_job = jobs.id"
        " WHERE jobs.paper = (SELECT id FROM papers WHERE subject = ? AND kind = 'slip' ORDER BY row DESC LIMIT 1)"
        " AND NOT EXISTS (SELECT 1 FROM audit WHERE audit.subject = jobs.paper AND action = 'paper.save')",
        (subject,),
    )
    return found is not None and 0 < found["sent"] == found["failed"]


def _job(row: Row) -> PrintJob:
    return PrintJob(
        id=row["id"],
        paper=row["paper"] or "",
        kind=row["kind"],
        title=row["title"],
        printer=row["printer"],
        sheet=row["sheet"],
        copies=row["copies"],
        job=row["job"],
        at=datetime.fromisoformat(row["at"]),
        operator_id=row["operator_id"],
        state=row["state"] or "waiting",
        message=row["message"] or "",
    )
