"""Acceptances with their steps, invoices and receipts; claims on institutions; remainders that wait at the hall."""

from __future__ import annotations

from app.store.schema import STAMP

ACCEPTANCES = f"""
CREATE TABLE acceptances (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, number TEXT NOT NULL UNIQUE, accepted_year INTEGER NOT NULL,
    sequence INTEGER NOT NULL CHECK (sequence > 0), kind TEXT NOT NULL, person_id TEXT NOT NULL REFERENCES persons (id),
    institution_id TEXT NOT NULL REFERENCES institutions (id), visit_type TEXT NOT NULL, admitted TEXT,
    discharged TEXT NOT NULL, accepted_on TEXT NOT NULL, content TEXT NOT NULL, {STAMP.strip()},
    UNIQUE (station_id, accepted_year, sequence)
) STRICT;
CREATE INDEX acceptances_person ON acceptances (person_id);
CREATE TABLE acceptance_invoices (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, acceptance TEXT NOT NULL REFERENCES acceptances (id),
    institution_id TEXT NOT NULL, invoice_number TEXT NOT NULL, {STAMP.strip()}, UNIQUE (acceptance, invoice_number)
) STRICT;
CREATE INDEX acceptance_invoices_number ON acceptance_invoices (invoice_number, institution_id);
CREATE TABLE acceptance_events (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, acceptance TEXT NOT NULL REFERENCES acceptances (id),
    state TEXT NOT NULL CHECK (state IN ('accepted', 'lacking', 'reviewing', 'settled', 'returned')),
    reason TEXT NOT NULL, papers TEXT NOT NULL, complete_on TEXT, due TEXT, bring_by TEXT, draft TEXT NOT NULL,
    document TEXT REFERENCES documents (id), facts TEXT NOT NULL, {STAMP.strip()}
) STRICT;
CREATE INDEX acceptance_events_acceptance ON acceptance_events (acceptance);
CREATE INDEX acceptance_events_draft ON acceptance_events (draft);
CREATE INDEX acceptance_events_document ON acceptance_events (document) WHERE document IS NOT NULL;
CREATE TABLE acceptance_prints (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, event TEXT NOT NULL REFERENCES acceptance_events (id),
    copy INTEGER NOT NULL CHECK (copy > 0), template TEXT NOT NULL, pdf_sha256 TEXT NOT NULL, {STAMP.strip()},
    UNIQUE (event, copy)
) STRICT;
"""
"""An acceptance is never changed, its state is that of its latest event. ``content`` and ``papers`` are JSON; ``facts`` is the
receipt of that step, so that a reprint equals the original."""

CLAIMS = f"""
CREATE TABLE claim_letters (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, institution_id TEXT NOT NULL REFERENCES institutions (id),
    letter_number TEXT NOT NULL, sent_on TEXT NOT NULL, claims TEXT NOT NULL, total INTEGER NOT NULL, {STAMP.strip()}
) STRICT;
CREATE TABLE claim_receipts (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, document TEXT NOT NULL REFERENCES documents (id),
    amount INTEGER NOT NULL CHECK (amount <> 0), received_on TEXT NOT NULL, note TEXT NOT NULL, {STAMP.strip()}
) STRICT;
CREATE INDEX claim_receipts_document ON claim_receipts (document);
"""
"""A claim itself is no row: it is what the posted documents say. ``claims`` of a letter is JSON, document → fen; a receipt that
was entered by mistake is met by a negative one."""

WAITS = f"""
CREATE TABLE hall_waits (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, person_id TEXT NOT NULL REFERENCES persons (id),
    institution_id TEXT NOT NULL REFERENCES institutions (id), discharged TEXT NOT NULL, upstream_number TEXT NOT NULL,
    since TEXT NOT NULL, note TEXT NOT NULL, {STAMP.strip()}
) STRICT;
CREATE TABLE hall_wait_events (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, wait TEXT NOT NULL REFERENCES hall_waits (id),
    state TEXT NOT NULL CHECK (state IN ('opened', 'settled', 'reopened', 'dropped')), draft TEXT NOT NULL,
    document TEXT REFERENCES documents (id), reason TEXT NOT NULL, {STAMP.strip()}
) STRICT;
CREATE INDEX hall_wait_events_wait ON hall_wait_events (wait);
CREATE INDEX hall_wait_events_draft ON hall_wait_events (draft);
CREATE INDEX hall_wait_events_document ON hall_wait_events (document) WHERE document IS NOT NULL;
"""
"""NMr8: since 2019-02-01 what out-of-county hospitals leave unsettled waits at the hall."""
