"""Who is insured: payments that lists state, what an import changed, comparisons, the uninsured, subsidies, self-paid visits."""

from __future__ import annotations

from app.store.schema import STAMP

_PAID = """
    name TEXT NOT NULL, certificate_number TEXT NOT NULL, own INTEGER NOT NULL CHECK (own >= 0),
    subsidy INTEGER CHECK (subsidy >= 0), paid_on TEXT, since TEXT, until TEXT, place TEXT NOT NULL,
    township TEXT NOT NULL, village TEXT NOT NULL, again INTEGER NOT NULL CHECK (again IN (0, 1))"""

IMPORTS = f"""
CREATE TABLE insured_payments (
    row INTEGER PRIMARY KEY, import INTEGER NOT NULL REFERENCES imports (row) DEFERRABLE INITIALLY DEFERRED,
    line INTEGER NOT NULL, year INTEGER NOT NULL, person INTEGER REFERENCES persons (row), {_PAID.strip()}
) STRICT;
CREATE INDEX insured_payments_person ON insured_payments (person, year, import) WHERE person IS NOT NULL;
CREATE INDEX insured_payments_unknown ON insured_payments (import, name) WHERE person IS NULL;
CREATE INDEX insured_payments_again ON insured_payments (import) WHERE again = 1;
CREATE TABLE insured_changes (
    row INTEGER PRIMARY KEY, import INTEGER NOT NULL REFERENCES imports (row) DEFERRABLE INITIALLY DEFERRED,
    person INTEGER NOT NULL, person_id TEXT NOT NULL, year INTEGER NOT NULL, before TEXT
) STRICT;
CREATE UNIQUE INDEX insured_changes_person ON insured_changes (import, person);
CREATE INDEX insured_changes_id ON insured_changes (person_id, year);
CREATE TABLE staged_insured (
    import INTEGER NOT NULL, line INTEGER NOT NULL, born TEXT, {_PAID.strip()}, cells TEXT NOT NULL, person INTEGER,
    person_id TEXT NOT NULL DEFAULT '', what TEXT NOT NULL DEFAULT '', told TEXT NOT NULL DEFAULT '[]',
    PRIMARY KEY (import, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX staged_insured_what ON staged_insured (import, what, line);
CREATE TABLE staged_uninsured (
    import INTEGER NOT NULL, person INTEGER NOT NULL, PRIMARY KEY (import, person)
) STRICT, WITHOUT ROWID;
"""
"""``insured_payments``: every row of every list, its ``person`` NULL where the file has none; ``since``, ``until`` the first
and last day insured where they are not the year's; ``again`` a second place. An undone list's rows stay and count for
nothing. ``insured_changes``: each row of ``insured_years`` that an import added, ``before`` NULL, or removed, with the row as
JSON. ``staged_insured``, ``staged_uninsured``: a list that is being read, and whom it lacks."""

COMPARISONS = f"""
CREATE TABLE insured_runs (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, month TEXT NOT NULL, day TEXT NOT NULL, who TEXT NOT NULL,
    facts TEXT NOT NULL, {STAMP.strip()}
) STRICT;
CREATE INDEX insured_runs_month ON insured_runs (month);
CREATE TABLE insured_findings (
    run INTEGER NOT NULL REFERENCES insured_runs (row) DEFERRABLE INITIALLY DEFERRED,
    person_id TEXT NOT NULL REFERENCES persons (id), kind TEXT NOT NULL, detail TEXT NOT NULL,
    PRIMARY KEY (run, person_id, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX insured_findings_person ON insured_findings (person_id);
CREATE TABLE uninsured (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, person_id TEXT NOT NULL REFERENCES persons (id),
    year INTEGER NOT NULL, opened_on TEXT NOT NULL, reason TEXT NOT NULL, reason_on TEXT NOT NULL, proof TEXT NOT NULL,
    {STAMP.strip()}, UNIQUE (person_id, year)
) STRICT;
CREATE TABLE urgings (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, household_number TEXT NOT NULL,
    person_id TEXT NOT NULL REFERENCES persons (id), year INTEGER NOT NULL, day TEXT NOT NULL, who TEXT NOT NULL,
    result TEXT NOT NULL, {STAMP.strip()}
) STRICT;
CREATE INDEX urgings_person ON urgings (person_id, year);
CREATE INDEX urgings_household ON urgings (household_number, year) WHERE household_number <> '';
"""
"""``insured_runs.facts``: counts and rates by village as JSON. ``uninsured``: whoever a comparison found uninsured in a year;
what became of it is told by reasons, notes and later lists, never stored twice."""

MONEY = f"""
CREATE TABLE premium_rules (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL CHECK (kind IN ('subsidy', 'supplementary')),
    identity TEXT NOT NULL, year INTEGER NOT NULL, amount INTEGER NOT NULL CHECK (amount >= 0), source TEXT NOT NULL,
    document_number TEXT NOT NULL, withdrawn TEXT NOT NULL DEFAULT '', {STAMP.strip()}
) STRICT;
CREATE TABLE self_paid (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, person_id TEXT NOT NULL REFERENCES persons (id),
    institution_id TEXT NOT NULL REFERENCES institutions (id), discharged TEXT NOT NULL,
    total INTEGER NOT NULL CHECK (total > 0), note TEXT NOT NULL, withdrawn TEXT NOT NULL DEFAULT '', {STAMP.strip()}
) STRICT;
CREATE INDEX self_paid_person ON self_paid (person_id);
"""

INSURED = (IMPORTS, COMPARISONS, MONEY)
