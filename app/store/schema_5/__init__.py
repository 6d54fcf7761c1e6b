"""What schema 5 adds: papers that leave the desk, and what balances them. One module a topic, as in ``schema_4``.

``SCRIPTS`` is their order. Only ``migrations`` imports this package. Tables are STRICT, amounts INTEGER fen,
dates ISO text.

Decisions
* 2026-11-30: one archive for every kind of paper, slips among them, beside the count of a slip's copies. Rejected: a table of prints
  a kind, each with a way of its own to draw an old paper again.
"""

from __future__ import annotations

from app.store.schema_5.archive import ARCHIVE
from app.store.schema_5.fund_codes import FUND_CODES
from app.store.schema_5.payer_files import PAYER_FILES
from app.store.schema_5.printing import PRINTING
from app.store.schema_5.slip_keys import SLIP_KEYS
from app.store.schema_5.statements import STATEMENTS
from app.store.schema_5.year_end import YEAR_END

SCRIPTS: tuple[str, ...] = (ARCHIVE, PRINTING, SLIP_KEYS, YEAR_END, PAYER_FILES, FUND_CODES, STATEMENTS)
"""The texts of schema 5 in their order."""
