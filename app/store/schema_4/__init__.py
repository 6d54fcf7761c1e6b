"""What schema 4 adds: people and papers. One module a topic, each a text of CREATE and ALTER statements.

``SCRIPTS`` is their order. Only ``migrations`` imports this package. Tables are STRICT, amounts INTEGER fen, dates ISO text;
``row`` is a table's local key, ``id`` the county-wide one, as in ``schema``.

Decisions
* 2026-11-30: a package with a module a topic. Rejected: one text of all tables, which nobody reads to its end.
"""

from __future__ import annotations

from app.store.schema_4.acceptances import ACCEPTANCES, CLAIMS, WAITS
from app.store.schema_4.bills import BILLS
from app.store.schema_4.calendar import CALENDAR
from app.store.schema_4.catalogue import CATALOGUE
from app.store.schema_4.filings import FILINGS
from app.store.schema_4.institutions import ENTRIES, INSTITUTIONS
from app.store.schema_4.insured import INSURED
from app.store.schema_4.registers import REGISTERS

SCRIPTS: tuple[str, ...] = (
    BILLS,
    CALENDAR,
    *CATALOGUE,
    FILINGS,
    *INSURED,
    ACCEPTANCES,
    CLAIMS,
    WAITS,
    REGISTERS,
    INSTITUTIONS,
    ENTRIES,
)
"""The texts of schema 4 in their order."""
