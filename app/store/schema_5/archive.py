"""Every paper that left the desk: its facts, the template that drew it, the hash of its bytes; sheets that were spoiled."""

from __future__ import annotations

from app.store.schema import STAMP

ARCHIVE = f"""
CREATE TABLE papers (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, title TEXT NOT NULL, subject TEXT NOT NULL,
    template TEXT NOT NULL, sheet TEXT NOT NULL, pages INTEGER NOT NULL CHECK (pages > 0),
    copy INTEGER NOT NULL CHECK (copy > 0), facts TEXT NOT NULL, pdf_sha256 TEXT NOT NULL, {STAMP.strip()}
) STRICT;
CREATE INDEX papers_subject ON papers (subject, row) WHERE subject <> '';
CREATE INDEX papers_at ON papers (at);
CREATE TABLE paper_spoils (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, paper TEXT NOT NULL REFERENCES papers (id),
    sheets INTEGER NOT NULL CHECK (sheets > 0), reason TEXT NOT NULL, note TEXT NOT NULL,
    {STAMP.strip()}
) STRICT;
CREATE INDEX paper_spoils_paper ON paper_spoils (paper);
CREATE INDEX paper_spoils_at ON paper_spoils (at);
"""
