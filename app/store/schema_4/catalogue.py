"""Dated catalogues and lists of diagnoses: versions of an entry, the index of their names, what an import changed."""

from __future__ import annotations

from app.store.schema import STAMP

_DATED = "pinyin TEXT NOT NULL DEFAULT ''", "since TEXT", "until TEXT", "document TEXT NOT NULL DEFAULT ''"
_ITEM = """
    code TEXT NOT NULL, name TEXT NOT NULL, unit TEXT NOT NULL, item_class TEXT NOT NULL, category TEXT NOT NULL,
    prepay_rate TEXT NOT NULL, unit_price TEXT NOT NULL, price_limit TEXT NOT NULL, pinyin TEXT NOT NULL,
    spec TEXT NOT NULL"""
_DIAGNOSIS = "code TEXT NOT NULL, name TEXT NOT NULL, pinyin TEXT NOT NULL"
_VERSION = f"since TEXT, until TEXT, document TEXT NOT NULL, {STAMP.strip()}"


def _columns(table: str, *columns: str) -> str:
    return "".join(f"ALTER TABLE {table} ADD COLUMN {column};\n" for column in columns)


ENTRIES = f"""
{_columns("catalogue_items", *_DATED, "spec TEXT NOT NULL DEFAULT ''")}
{_columns("diagnoses", *_DATED)}
CREATE INDEX catalogue_items_name ON catalogue_items (name);
CREATE INDEX diagnoses_name ON diagnoses (name);
CREATE TABLE catalogue_versions (row INTEGER PRIMARY KEY, {_ITEM.strip()}, {_VERSION}) STRICT;
CREATE INDEX catalogue_versions_code ON catalogue_versions (code, until);
CREATE INDEX catalogue_versions_name ON catalogue_versions (name);
CREATE TABLE diagnosis_versions (row INTEGER PRIMARY KEY, {_DIAGNOSIS}, {_VERSION}) STRICT;
CREATE INDEX diagnosis_versions_code ON diagnosis_versions (code, until);
CREATE INDEX diagnosis_versions_name ON diagnosis_versions (name);
"""
"""An entry's newest version stands in its own table, those before it beside it: ``since`` NULL is from ever, ``until`` NULL
as far as is known; ``document`` the number of the list that it came with. A code's versions never overlap."""

NAMES = """
CREATE TABLE entry_names (
    row INTEGER PRIMARY KEY, part TEXT NOT NULL, name TEXT NOT NULL, pinyin TEXT NOT NULL, plain TEXT NOT NULL,
    UNIQUE (part, name, pinyin)
) STRICT;
CREATE INDEX entry_names_plain ON entry_names (part, plain);
CREATE TABLE entry_heads (
    row INTEGER PRIMARY KEY, part TEXT NOT NULL, head TEXT NOT NULL, UNIQUE (part, head)
) STRICT;
INSERT INTO entry_names (part, name, pinyin, plain)
    SELECT DISTINCT 'catalogue_items', name, '', name FROM catalogue_items ORDER BY name;
INSERT INTO entry_names (part, name, pinyin, plain)
    SELECT DISTINCT 'diagnoses', name, '', name FROM diagnoses ORDER BY name;
INSERT OR IGNORE INTO terms (kind, term, row)
    SELECT CASE t.kind WHEN 22 THEN 125 ELSE t.kind + 100 END, t.term, n.row FROM terms AS t JOIN catalogue_items AS e ON e.row = t.row
    JOIN entry_names AS n ON n.part = 'catalogue_items' AND n.name = e.name WHERE t.kind BETWEEN 21 AND 23;
INSERT OR IGNORE INTO terms (kind, term, row)
    SELECT CASE t.kind WHEN 32 THEN 135 ELSE t.kind + 100 END, t.term, n.row FROM terms AS t JOIN diagnoses AS e ON e.row = t.row
    JOIN entry_names AS n ON n.part = 'diagnoses' AND n.name = e.name WHERE t.kind BETWEEN 31 AND 33;
DELETE FROM terms WHERE kind BETWEEN 21 AND 33;
"""
"""Search terms lead to a name, and a name to its entries: three hundred thousand products share some ten thousand names.
Initials and spellings lead to a head, the first characters from any place of a name, which very many names share."""

IMPORTS = """
CREATE TABLE entry_changes (
    row INTEGER PRIMARY KEY, import INTEGER NOT NULL REFERENCES imports (row) DEFERRABLE INITIALLY DEFERRED,
    part TEXT NOT NULL, code TEXT NOT NULL, place INTEGER NOT NULL, upto INTEGER NOT NULL, before TEXT
) STRICT;
CREATE UNIQUE INDEX entry_changes_place ON entry_changes (import, part, place);
CREATE INDEX entry_changes_code ON entry_changes (code);
ALTER TABLE staged_refused ADD COLUMN code TEXT NOT NULL DEFAULT '';
CREATE INDEX staged_refused_code ON staged_refused (import, code);
CREATE TABLE staged_entries (
    import INTEGER NOT NULL, line INTEGER NOT NULL, code TEXT NOT NULL, fields TEXT NOT NULL, cells TEXT NOT NULL,
    PRIMARY KEY (import, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX staged_entries_code ON staged_entries (import, code);
CREATE TABLE staged_changes (
    import INTEGER NOT NULL, place INTEGER NOT NULL, what TEXT NOT NULL, line INTEGER NOT NULL, code TEXT NOT NULL,
    name TEXT NOT NULL, pinyin TEXT NOT NULL, spec TEXT, unit TEXT, item_class TEXT, category TEXT, prepay_rate TEXT,
    unit_price TEXT, price_limit TEXT, PRIMARY KEY (import, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX staged_changes_what ON staged_changes (import, what, place);
"""
"""``entry_changes``: each row of ``part`` (at local row ``place``) that an import changed, with the row before it as JSON; what
it added, ``before`` NULL, are the rows from ``place`` to ``upto``, without a code. ``staged_entries.fields``: what a row states, as
JSON. ``staged_changes``: what a staged list would make of the entry at ``place``, the row that it has or will have; of a diagnosis
only name and pinyin are used."""

CATALOGUE = (ENTRIES, NAMES, IMPORTS)
