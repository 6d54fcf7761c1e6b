"""What payers say that they paid: their files as compared with our documents, and what was found of each difference."""

from __future__ import annotations

from app.store.schema import STAMP

PAYER_FILES = f"""
CREATE TABLE payer_files (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, payer TEXT NOT NULL, period TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0), file_name TEXT NOT NULL, sha256 TEXT NOT NULL, {STAMP.strip()},
    UNIQUE (payer, period, version)
) STRICT;
CREATE TABLE payer_file_rows (
    file INTEGER NOT NULL REFERENCES payer_files (row) DEFERRABLE INITIALLY DEFERRED, position INTEGER NOT NULL,
    class TEXT NOT NULL CHECK (class IN ('agreed', 'differs', 'ours', 'theirs', 'double', 'refused')),
    document TEXT REFERENCES documents (id), number TEXT NOT NULL, person_name TEXT NOT NULL, institution_name TEXT NOT NULL,
    day TEXT NOT NULL, lines TEXT NOT NULL, said TEXT NOT NULL, ours INTEGER NOT NULL, theirs INTEGER NOT NULL,
    why TEXT NOT NULL, PRIMARY KEY (file, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE payer_file_notes (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, file TEXT NOT NULL REFERENCES payer_files (id), position INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'explained', 'corrected')), note TEXT NOT NULL, {STAMP.strip()}
) STRICT;
CREATE INDEX payer_file_notes_file ON payer_file_notes (file, position);
"""
"""``payer_files``: of several versions of a payer's month the last counts. ``payer_file_rows``: ``document`` the settlement that a
row is about, ``lines`` the numbers of the file's rows, ``said`` how they name it, ``why`` a sentence. ``payer_file_notes``: of
several, the last says how a difference stands."""
