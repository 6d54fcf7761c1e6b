"""What was sent to which printer, and what its queue said of it."""

from __future__ import annotations

from app.store.schema import STAMP

PRINTING = f"""
CREATE TABLE print_jobs (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, paper TEXT NOT NULL REFERENCES papers (id), printer TEXT NOT NULL,
    sheet TEXT NOT NULL, copies INTEGER NOT NULL CHECK (copies > 0), job TEXT NOT NULL, {STAMP.strip()}
) STRICT;
CREATE INDEX print_jobs_paper ON print_jobs (paper);
CREATE TABLE print_job_ends (
    row INTEGER PRIMARY KEY, print_job TEXT NOT NULL UNIQUE REFERENCES print_jobs (id),
    state TEXT NOT NULL CHECK (state IN ('done', 'failed', 'cancelled', 'unknown')), message TEXT NOT NULL, {STAMP.strip()}
) STRICT;
"""
