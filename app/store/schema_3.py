"""What schema 3 adds: official lists of persons, staged, applied in one step and undone in one."""

from __future__ import annotations

from app.store.schema import STAMP

IDENTITIES = """
ALTER TABLE identities ADD COLUMN supported_until TEXT;
ALTER TABLE identities ADD COLUMN category TEXT NOT NULL DEFAULT '';
ALTER TABLE identities ADD COLUMN marks TEXT NOT NULL DEFAULT '';
ALTER TABLE identities ADD COLUMN relation TEXT NOT NULL DEFAULT '';
"""
"""Left out of an image where they are empty, so that images from before stay as they were (``image_rows``)."""

_PERSON = """
    name TEXT NOT NULL, sex TEXT NOT NULL, born TEXT NOT NULL, certificate_type TEXT NOT NULL,
    certificate_number TEXT NOT NULL, household_number TEXT NOT NULL, card_number TEXT NOT NULL, phone TEXT NOT NULL,
    address TEXT NOT NULL, township TEXT NOT NULL, village TEXT NOT NULL"""

IMPORTS = f"""
CREATE TABLE imports (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, document_number TEXT NOT NULL,
    listed_on TEXT NOT NULL, file_name TEXT NOT NULL, sha256 TEXT NOT NULL, columns TEXT NOT NULL,
    added INTEGER NOT NULL, changed INTEGER NOT NULL, left_out INTEGER NOT NULL, unchanged INTEGER NOT NULL,
    refused INTEGER NOT NULL, ends_left INTEGER NOT NULL CHECK (ends_left IN (0, 1)), digest TEXT NOT NULL,
    last_document INTEGER NOT NULL, {STAMP.strip()}
) STRICT;
CREATE INDEX imports_kind ON imports (kind);
CREATE TABLE import_undos (
    import TEXT PRIMARY KEY REFERENCES imports (id), last_document INTEGER NOT NULL, {STAMP.strip()}
) STRICT;
CREATE TABLE import_changes (
    row INTEGER PRIMARY KEY, import INTEGER NOT NULL REFERENCES imports (row) DEFERRABLE INITIALLY DEFERRED,
    person INTEGER NOT NULL, person_id TEXT NOT NULL, part TEXT NOT NULL CHECK (part IN ('persons', 'identities')),
    place INTEGER NOT NULL, before TEXT
) STRICT;
CREATE UNIQUE INDEX import_changes_place ON import_changes (import, part, place);
CREATE INDEX import_changes_person ON import_changes (person_id);
CREATE TABLE import_members (
    import INTEGER NOT NULL, person_id TEXT NOT NULL, code TEXT NOT NULL, PRIMARY KEY (import, person_id, code)
) STRICT, WITHOUT ROWID;
CREATE INDEX import_members_person ON import_members (person_id);
CREATE TABLE remembered_columns (kind TEXT PRIMARY KEY, columns TEXT NOT NULL) STRICT;
"""
"""``import_changes``: each row of ``part`` (at local row ``place``) that an import added, ``before`` NULL, or changed, with
the row before it as JSON: enough to undo it exactly. The identities of a person who was added go with the person.
``import_members``: who stands on a list, changed or not; those of a list that is only staged count for nothing, and go
with it. ``last_document``: the newest document's row at that moment."""

STAGED = f"""
CREATE TABLE staged_imports (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, document_number TEXT NOT NULL,
    listed_on TEXT NOT NULL, file_name TEXT NOT NULL, sha256 TEXT NOT NULL, columns TEXT NOT NULL,
    ends_left INTEGER NOT NULL DEFAULT 1, planned INTEGER, digest TEXT, before_sum TEXT, singly TEXT, counts TEXT,
    {STAMP.strip()}
) STRICT;
CREATE TABLE staged_rows (
    import INTEGER NOT NULL, line INTEGER NOT NULL, {_PERSON.strip()}, identities TEXT NOT NULL, cells TEXT NOT NULL,
    PRIMARY KEY (import, line)
) STRICT, WITHOUT ROWID;
CREATE TABLE staged_refused (
    import INTEGER NOT NULL, line INTEGER NOT NULL, cells TEXT NOT NULL, reasons TEXT NOT NULL, name TEXT NOT NULL,
    household_number TEXT NOT NULL, certificate_number TEXT NOT NULL, planned INTEGER NOT NULL, PRIMARY KEY (import, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX staged_refused_name ON staged_refused (import, name);
CREATE INDEX staged_refused_number ON staged_refused (import, certificate_number);
CREATE TABLE staged_people (
    import INTEGER NOT NULL, person INTEGER NOT NULL, id TEXT NOT NULL, what TEXT NOT NULL, line INTEGER NOT NULL,
    rewritten INTEGER NOT NULL, {_PERSON.strip()}, differences TEXT NOT NULL,
    terms TEXT NOT NULL, former_terms TEXT NOT NULL, PRIMARY KEY (import, person)
) STRICT, WITHOUT ROWID;
CREATE TABLE staged_identities (
    import INTEGER NOT NULL, row INTEGER NOT NULL, person INTEGER NOT NULL, code TEXT NOT NULL, since TEXT, until TEXT,
    sub_status TEXT NOT NULL, supported_until TEXT, category TEXT NOT NULL, marks TEXT NOT NULL, relation TEXT NOT NULL,
    PRIMARY KEY (import, row)
) STRICT, WITHOUT ROWID;
CREATE TABLE staged_ends (
    import INTEGER NOT NULL, row INTEGER NOT NULL, person INTEGER NOT NULL, until TEXT NOT NULL, PRIMARY KEY (import, row)
) STRICT, WITHOUT ROWID;
"""
"""A list that is being read (rows, refused) and what it would change (people with the search terms of new and former names,
identities, ends): plain tables, emptied once it is applied or given up. ``planned`` is the length of the audit chain that the plan was
made on, ``before_sum`` and ``singly`` what the audit is to hold of the persons before it."""
