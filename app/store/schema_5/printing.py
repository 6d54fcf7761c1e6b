"""What was sent to which printer, and what its queue said of it."""

from __future__ import annotations

from app.store.schema import STAMP

PRINTING = f"""
CREATE TABLE print_jobs (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, paper TEXT REFERENCES papers (id), kind TEXT NOT NULL, title TEXT NOT NULL,
    printer TEXT NOT NULL, sheet TEXT NOT NULL, copies INTEGER NOT NULL CHECK (copies > 0), job TEXT NOT NULL, {STAMP.strip()}
) STRICT;
CREATE INDEX print_jobs_paper ON print_jobs (paper);
CREATE TABLE print_job_ends (
    row INTEGER PRIMARY KEY, print_job TEXT NOT NULL UNIQUE REFERENCES print_jobs (id),
    state TEXT NOT NULL CHECK (state IN ('done', 'failed', 'cancelled', 'unknown')), message TEXT NOT NULL, {STAMP.strip()}
) STRICT;
"""
"""``paper`` NULL: of a 试算 paper, a recovery code, a test page nothing is kept. ``job`` "": the queue did not take it."""
