"""What statements group documents by, as it was when each was posted."""

from __future__ import annotations

STATEMENTS = """
CREATE TABLE document_groups (
    document INTEGER PRIMARY KEY REFERENCES documents (row) DEFERRABLE INITIALLY DEFERRED,
    township TEXT NOT NULL, village TEXT NOT NULL, identity TEXT NOT NULL
) STRICT;
"""
"""``identity`` in the words of the slip. A person who moves, or whose identity is corrected, moves no statement of a closed
month. Documents that an earlier schema posted have none: statements then read the person as it is now."""
