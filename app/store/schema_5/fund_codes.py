"""The area's own table of fund payment codes: which code each layer's money has in the national platform's files."""

from __future__ import annotations

from app.store.schema import STAMP

FUND_CODES = f"""
CREATE TABLE fund_codes (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, layer TEXT NOT NULL CHECK (layer <> ''), payer TEXT NOT NULL,
    code TEXT NOT NULL CHECK (code <> ''), name TEXT NOT NULL, field TEXT NOT NULL, since TEXT, document_number TEXT NOT NULL,
    {STAMP.strip()}
) STRICT;
CREATE INDEX fund_codes_layer ON fund_codes (layer, payer);
"""
