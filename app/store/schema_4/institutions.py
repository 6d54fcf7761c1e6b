"""Institutions as dated facts, the entries of their accounts and of debts, marks of a review."""

from __future__ import annotations

from app.store.schema import STAMP

INSTITUTIONS = f"""
ALTER TABLE institutions ADD COLUMN dated INTEGER CHECK (dated = 1);
CREATE TABLE institution_imports (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, document_number TEXT NOT NULL, since TEXT NOT NULL,
    file_name TEXT NOT NULL, sha256 TEXT NOT NULL, added INTEGER NOT NULL, changed INTEGER NOT NULL,
    unchanged INTEGER NOT NULL, refused INTEGER NOT NULL, {STAMP.strip()}
) STRICT;
CREATE TABLE institution_undos (
    import TEXT PRIMARY KEY REFERENCES institution_imports (id), {STAMP.strip()}
) STRICT;
CREATE TABLE institution_terms (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, institution TEXT NOT NULL REFERENCES institutions (id),
    since TEXT NOT NULL, until TEXT, name TEXT NOT NULL, code TEXT NOT NULL, level TEXT NOT NULL, region TEXT NOT NULL,
    designated INTEGER NOT NULL CHECK (designated IN (0, 1)),
    treatment_designated INTEGER NOT NULL CHECK (treatment_designated IN (0, 1)),
    treat_first INTEGER NOT NULL CHECK (treat_first IN (0, 1)),
    two_diseases INTEGER NOT NULL CHECK (two_diseases IN (0, 1)), kind TEXT NOT NULL, address TEXT NOT NULL,
    township TEXT NOT NULL, legal_person TEXT NOT NULL, phone TEXT NOT NULL, document_number TEXT NOT NULL,
    import TEXT REFERENCES institution_imports (id), {STAMP.strip()}
) STRICT;
CREATE INDEX institution_terms_institution ON institution_terms (institution);
CREATE INDEX institution_terms_code ON institution_terms (code COLLATE NOCASE) WHERE code <> '';
"""
"""``institution_terms``: what a visit reads, from ``since`` on; of several that hold on a day the one that begins last counts,
of these the one stored last. The row of ``institutions`` is the open version that holds before them, unless it is ``dated``:
then it only carries the id. ``dated`` is left out of the image where it is empty. The versions of an import that was undone
count for nothing."""

ENTRIES = f"""
CREATE TABLE account_entries (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, register TEXT NOT NULL,
    institution TEXT REFERENCES institutions (id), person TEXT REFERENCES persons (id),
    parent TEXT REFERENCES account_entries (id), year INTEGER NOT NULL, period TEXT NOT NULL, amount INTEGER NOT NULL,
    day TEXT NOT NULL, data TEXT NOT NULL, {STAMP.strip()}
) STRICT;
CREATE INDEX account_entries_register ON account_entries (register, institution);
CREATE INDEX account_entries_person ON account_entries (person) WHERE person IS NOT NULL;
CREATE INDEX account_entries_parent ON account_entries (parent) WHERE parent IS NOT NULL;
CREATE TABLE line_reviews (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, document TEXT NOT NULL REFERENCES documents (id),
    line INTEGER NOT NULL, mark TEXT NOT NULL CHECK (mark IN ('passed', 'doubtful', 'refused')), amount INTEGER NOT NULL,
    reason TEXT NOT NULL, {STAMP.strip()}
) STRICT;
CREATE INDEX line_reviews_document ON line_reviews (document, line);
"""
"""``account_entries``: ``data`` is the JSON of the register's described fields; what takes an entry back, confirms it or pays
a part of it is another entry with it as ``parent``. ``line_reviews``: ``line`` 0 is the slip as a whole; of several marks the
last one counts; ``amount`` (fen) is what is refused."""
