"""Statements (月结) of a month, quarter, half-year or year, each figure down to its slips. Money is fen.

* ``payers``: what each payer owes institutions and persons, by layer, institution and identity; 人保 estimates.
* ``institutions``: what the hall owes each institution, less what was refused, prepaid and paid; 大病承办公司 by institution.
* ``townships``: persons of each township and village, payer by payer. ``fees``: 一般诊疗费, clinic → hospital → county, its slips
  beside its reports; ``fee_items`` what stands behind a clinic's.
* ``behind``: the slips behind any figure. ``scope``: which documents somebody may read, and how final a period is.

Only ``ui`` and ``bootstrap`` import this package; it reads ``store.statements`` and what ``accounts`` keeps.

Decisions
* 2026-11-30: an amount counts on the business day of its document, reversals negative on their own, so that a closed month never
  changes. Rejected: taking a reversal out of the month of its settlement, after which last month's paper is wrong.
* 2026-11-30: where a person lives and what identity the slip named is stored with the document (``document_groups``). Rejected:
  reading the roster of today, by which a closed month's township changed whenever somebody moved.
* 2026-11-30: layers that were settled elsewhere stand in a column of their own and in no sum that is claimed. Which they are
  ``records.elsewhere`` says: in a direct settlement a layer that was typed by hand is claimed like any other.
* 2026-11-30: sums are folded here, from the same rows that Enter opens; SQL adds nothing up but a document's own lines. Rejected:
  one GROUP BY a statement, of which each could have its own condition, and none counts a person of two lines once.
* 2026-11-30: what reviews refused counts in the month of its slip, as ``accounts.clearing`` has it; these columns, and payments
  typed later, are as of the moment of reading, and the paper says so.
* 2026-11-30: the 村医 reads what was posted at the own station for village clinics, the hall everything.
"""
