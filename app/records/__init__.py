"""Frozen facts that the rooms hand each other; no behaviour.

* ``words``: the fixed codes (kinds of visit, levels, identities …) with their Chinese terms.
* ``case``: what the engine is asked: a person's identities, a visit, its amounts or items. Money is fen.
* ``result``: what the engine answers: layers with their steps, notices, and what the visit adds to the year.
* ``people``, ``form``, ``ledger``, ``slip``: what the store, the services, the window and the papers exchange.
* ``registers`` (what a register and its entries are), ``register_list`` (all of them, as data), ``worklist``, ``handout``.
* ``filings``: the kinds of filings as data, with their sentences (``filing_clauses``) and lists (``filing_lists``, ``filing_reference``);
  ``filing_register``: what stands beside them.
* ``paper``: kinds of paper and sheets; ``printing``: printers, what a queue says of a job, offsets.
* ``table``: a list as it leaves the window, of which workbook and paper are made.
* ``progress``: how far something long is, told from room to room, and asked to end.
* ``identity_number``: the rule of GB 11643, beside the facts that it checks.

Anyone above may import this room; it imports ``money`` and ``errors`` only. Records hold typed facts: a form holds the
texts as typed (nothing is lost when they are wrong), a case holds fen.

Decisions
* 2026-11-22: plain frozen dataclasses. Rejected: pydantic models, whose import alone costs 76 ms of the start, and
  which coerce ("10" to 10) where this house refuses.
"""
