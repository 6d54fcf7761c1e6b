"""The tables of schema 1 as SQL. All STRICT; amounts are INTEGER fen, dates ISO text, moments ISO text with offset.

``row`` is a table's local key, short and fast in indexes; it never leaves the station. ``id`` is the county-wide one.
A posted document's parts point to ``documents.row`` by a deferred foreign key: they are written first and the document
last, so that a trigger can refuse any part that is added later.
"""

from __future__ import annotations

STAMP = """
    station_id TEXT NOT NULL REFERENCES stations (id),
    operator_id TEXT NOT NULL REFERENCES operators (id),
    at TEXT NOT NULL"""

BASE = f"""
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE stations (
    id TEXT PRIMARY KEY, area_code TEXT NOT NULL, code TEXT NOT NULL, area_name TEXT NOT NULL, name TEXT NOT NULL,
    demonstration INTEGER NOT NULL CHECK (demonstration IN (0, 1)), at TEXT NOT NULL, UNIQUE (area_code, code)
) STRICT;
CREATE TABLE operators (id TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE TABLE audit (
    sequence INTEGER PRIMARY KEY, {STAMP.strip()},
    action TEXT NOT NULL, subject TEXT NOT NULL, before TEXT, after TEXT, previous TEXT NOT NULL, hash TEXT NOT NULL UNIQUE
) STRICT;
CREATE INDEX audit_subject ON audit (subject);
"""

PEOPLE = f"""
CREATE TABLE persons (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, sex TEXT NOT NULL, born TEXT NOT NULL,
    certificate_type TEXT NOT NULL, certificate_number TEXT NOT NULL, household_number TEXT NOT NULL,
    card_number TEXT NOT NULL, phone TEXT NOT NULL, address TEXT NOT NULL, township TEXT NOT NULL, village TEXT NOT NULL,
    deceased_on TEXT, {STAMP.strip()}
) STRICT;
CREATE TABLE person_aliases (
    duplicate_id TEXT PRIMARY KEY REFERENCES persons (id), person_id TEXT NOT NULL REFERENCES persons (id),
    reason TEXT NOT NULL, {STAMP.strip()}, CHECK (duplicate_id <> person_id)
) STRICT;
CREATE INDEX person_aliases_person ON person_aliases (person_id);
CREATE TABLE identities (
    row INTEGER PRIMARY KEY, person INTEGER NOT NULL REFERENCES persons (row), code TEXT NOT NULL, since TEXT, until TEXT,
    sub_status TEXT NOT NULL, document TEXT NOT NULL, {STAMP.strip()}
) STRICT;
CREATE INDEX identities_person ON identities (person);
CREATE TABLE insured_years (
    person INTEGER NOT NULL REFERENCES persons (row), year INTEGER NOT NULL, {STAMP.strip()}, PRIMARY KEY (person, year)
) STRICT, WITHOUT ROWID;
CREATE TABLE filings (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, person INTEGER NOT NULL REFERENCES persons (row),
    kind TEXT NOT NULL, since TEXT NOT NULL, until TEXT, note TEXT NOT NULL, data TEXT NOT NULL DEFAULT '{{}}', {STAMP.strip()}
) STRICT;
CREATE INDEX filings_person ON filings (person);
CREATE TABLE person_warnings (
    person INTEGER NOT NULL REFERENCES persons (row), kind TEXT NOT NULL, note TEXT NOT NULL, {STAMP.strip()},
    PRIMARY KEY (person, kind)
) STRICT, WITHOUT ROWID;
CREATE TABLE terms (
    kind INTEGER NOT NULL, term TEXT NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (kind, term, row)
) STRICT, WITHOUT ROWID;
CREATE TABLE number_heads (head TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE INDEX persons_number ON persons (certificate_number) WHERE certificate_number <> '';
CREATE INDEX persons_tail ON persons (substr(certificate_number, -4)) WHERE certificate_number <> '';
CREATE INDEX persons_household ON persons (household_number) WHERE household_number <> '';
CREATE INDEX persons_card ON persons (card_number) WHERE card_number <> '';
"""

MIDDLES = range(7, 15)
"""First places (from 1) of the middles of a certificate number that are indexed: a B-tree for each answers any run of
digits at once, where a trigram index walks half a million postings for digits that everybody has."""

PERSON_MIDDLES = "".join(
    f"CREATE INDEX persons_middle_{at} ON persons (substr(certificate_number, {at})) WHERE certificate_number <> '';\n"
    for at in MIDDLES
)

REFERENCE = f"""
CREATE TABLE institutions (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, level TEXT NOT NULL, region TEXT NOT NULL,
    designated INTEGER NOT NULL CHECK (designated IN (0, 1)),
    treatment_designated INTEGER NOT NULL CHECK (treatment_designated IN (0, 1)),
    treat_first INTEGER NOT NULL CHECK (treat_first IN (0, 1)), kind TEXT NOT NULL, address TEXT NOT NULL, {STAMP.strip()}
) STRICT;
CREATE TABLE catalogue_items (
    row INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL, unit TEXT NOT NULL, item_class TEXT NOT NULL,
    category TEXT NOT NULL, prepay_rate TEXT NOT NULL, unit_price TEXT NOT NULL, price_limit TEXT NOT NULL, {STAMP.strip()}
) STRICT;
CREATE TABLE diagnoses (row INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL, {STAMP.strip()}) STRICT;
CREATE INDEX catalogue_items_code ON catalogue_items (code COLLATE NOCASE);
CREATE INDEX diagnoses_code ON diagnoses (code COLLATE NOCASE);
"""

DESK = f"""
CREATE TABLE drafts (
    id TEXT PRIMARY KEY, request_id TEXT NOT NULL UNIQUE, version INTEGER NOT NULL, person_name TEXT NOT NULL,
    form TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('open', 'closed', 'discarded')), saved_at TEXT NOT NULL,
    {STAMP.strip()}
) STRICT;
CREATE INDEX drafts_open ON drafts (at) WHERE state = 'open';
CREATE TABLE packs (digest TEXT PRIMARY KEY, pack_id TEXT NOT NULL, text TEXT NOT NULL) STRICT;
CREATE TABLE parameter_values (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, pack_id TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
    document_number TEXT NOT NULL, since TEXT, {STAMP.strip()}
) STRICT;
CREATE INDEX parameter_values_name ON parameter_values (pack_id, name);
"""

_PLACES = (
    "in_scope INTEGER NOT NULL, out_of_catalogue INTEGER NOT NULL, over_limit INTEGER NOT NULL, prepay INTEGER NOT NULL,"
    " special_drug INTEGER NOT NULL, patient_own INTEGER NOT NULL, institution_own INTEGER NOT NULL"
)
PART = "document INTEGER NOT NULL REFERENCES documents (row) DEFERRABLE INITIALLY DEFERRED"
_SUM = "in_scope + out_of_catalogue + over_limit + prepay + special_drug + patient_own + institution_own"

LEDGER = f"""
CREATE TABLE documents (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, request_id TEXT NOT NULL UNIQUE, content_digest TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('settlement', 'reversal', 'adjustment')), {STAMP.strip()},
    settling_year INTEGER NOT NULL, sequence INTEGER NOT NULL CHECK (sequence > 0), number TEXT NOT NULL UNIQUE,
    person_id TEXT NOT NULL REFERENCES persons (id), person_name TEXT NOT NULL,
    institution_id TEXT NOT NULL REFERENCES institutions (id), institution_name TEXT NOT NULL, operator_name TEXT NOT NULL,
    invoice_number TEXT NOT NULL, visit_type TEXT NOT NULL, admitted TEXT, discharged TEXT NOT NULL,
    business_date TEXT NOT NULL, way TEXT NOT NULL, year INTEGER NOT NULL, order_key TEXT NOT NULL,
    replaces INTEGER UNIQUE REFERENCES documents (row), reverses INTEGER UNIQUE REFERENCES documents (row),
    pack TEXT NOT NULL REFERENCES packs (digest), tier TEXT,
    total INTEGER NOT NULL, {_PLACES}, drug_in_scope INTEGER,
    fund_total INTEGER NOT NULL, institution_pays INTEGER NOT NULL, person_pays INTEGER NOT NULL,
    deductible INTEGER NOT NULL, collect INTEGER NOT NULL, pay_out INTEGER NOT NULL, institution_refund INTEGER NOT NULL,
    facts_digest TEXT NOT NULL, qr_payload TEXT NOT NULL,
    UNIQUE (station_id, settling_year, sequence),
    CHECK ((kind = 'reversal') = (reverses IS NOT NULL)),
    CHECK (total = fund_total + institution_pays + person_pays),
    CHECK (total = {_SUM}),
    CHECK (kind <> 'settlement' OR min(total, {_SUM.replace(" + ", ", ")}, fund_total, institution_pays, person_pays) >= 0)
) STRICT;
CREATE INDEX documents_person ON documents (person_id, year, order_key);
CREATE INDEX documents_invoice ON documents (invoice_number, institution_id) WHERE invoice_number <> '';
CREATE INDEX documents_day ON documents (business_date);
CREATE TABLE document_facts (
    document INTEGER PRIMARY KEY REFERENCES documents (row) DEFERRABLE INITIALLY DEFERRED,
    facts TEXT NOT NULL, case_json TEXT NOT NULL
) STRICT;
CREATE TABLE document_lines (
    {PART}, line INTEGER NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL, unit TEXT NOT NULL, category TEXT NOT NULL,
    item_class TEXT NOT NULL, quantity INTEGER NOT NULL, unit_price INTEGER NOT NULL, amount INTEGER NOT NULL,
    prepay_rate INTEGER, price_limit INTEGER, special_drug INTEGER NOT NULL, fault TEXT, decided_by TEXT NOT NULL,
    PRIMARY KEY (document, line)
) STRICT, WITHOUT ROWID;
CREATE TABLE document_line_splits ({PART}, line INTEGER NOT NULL, {_PLACES}, PRIMARY KEY (document, line)) STRICT, WITHOUT ROWID;
CREATE TABLE document_layers (
    {PART}, position INTEGER NOT NULL, layer TEXT NOT NULL, name TEXT NOT NULL, payer TEXT NOT NULL,
    applied INTEGER NOT NULL CHECK (applied IN (0, 1)), given INTEGER NOT NULL CHECK (given IN (0, 1)),
    base INTEGER NOT NULL, base_year INTEGER, deductible INTEGER NOT NULL, pay INTEGER NOT NULL, carried INTEGER NOT NULL,
    rate INTEGER, rule TEXT, reason TEXT, clauses TEXT NOT NULL,
    PRIMARY KEY (document, position), UNIQUE (document, layer)
) STRICT, WITHOUT ROWID;
CREATE TABLE document_added (
    {PART}, layer TEXT NOT NULL, base INTEGER NOT NULL, pay INTEGER NOT NULL, carried INTEGER NOT NULL,
    PRIMARY KEY (document, layer)
) STRICT, WITHOUT ROWID;
CREATE TABLE document_tallies (
    {PART}, name TEXT NOT NULL, value INTEGER NOT NULL, PRIMARY KEY (document, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE document_steps (
    {PART}, owner TEXT NOT NULL, position INTEGER NOT NULL, text TEXT NOT NULL, clause TEXT,
    PRIMARY KEY (document, owner, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE document_estimates (
    {PART}, position INTEGER NOT NULL, estimate TEXT NOT NULL, name TEXT NOT NULL, payer TEXT NOT NULL,
    pay INTEGER NOT NULL, PRIMARY KEY (document, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE document_notices (
    {PART}, position INTEGER NOT NULL, code TEXT NOT NULL, message TEXT NOT NULL, PRIMARY KEY (document, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE payments (
    {PART}, position INTEGER NOT NULL, kind TEXT NOT NULL, amount INTEGER NOT NULL, account_holder TEXT NOT NULL,
    account_number TEXT NOT NULL, account_bank TEXT NOT NULL, PRIMARY KEY (document, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE prints (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, document INTEGER NOT NULL REFERENCES documents (row),
    copy INTEGER NOT NULL CHECK (copy > 0), template TEXT NOT NULL, pdf_sha256 TEXT NOT NULL, {STAMP.strip()},
    UNIQUE (document, copy)
) STRICT;
"""
