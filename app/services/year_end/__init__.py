"""The end of a year: what annual layers still owe (年终清算), and 沈阳's second payment (年底二次报销).

* ``carried``: who of a year and pack is still owed, or was overpaid, layer by layer, down to the visits.
* ``second``: what a person bears of drugs after the first payment; a rate or a sum that is distributed over it.
* ``share_out``: the distribution, pure. ``runs``: what both have in common: made once, with a second person, paid, taken back.

Only ``ui`` imports this package. Money is fen.

Decisions
* 2026-11-30: a clearing is a run of its own (``year_runs``), no difference document. The ledger's adjustment says what a
  settlement *evaluated again* differs from what stands, and the next evaluation of the year would find a clearing posted that
  way as one more difference and take it back (``later.again`` requires that nothing differs afterwards). A visit's own figures
  would break too: ``carried`` is owed because the visit had nothing left to pay, so its person_pays would fall below zero.
  Rejected: an adjustment marked as a clearing, which every reader of documents would have to leave out by name.
* 2026-11-30: only what is owed is paid. What was overpaid is listed and not claimed back: the contract's ``carried`` ends with
  the year, and no document says that a person owes it. Rejected: a claim by itself, or netting it against another layer.
* 2026-11-30: layers are cleared in the pack's order, an earlier one's amount as paid: a later layer's entitlement falls by
  what the earlier one takes of its base (``engine.less_entitled``). Never more than the person bears of the year.
* 2026-11-30: a year may be cleared more than once: a late bill changes what is owed, and the next run pays the rest alone. The
  second payment of a year and pack is made once; to make it again, it is taken back first.
* 2026-11-30: a run leaves the hall by transfer: it is no payment of the desk, and no day close counts it.
* 2026-11-30: a year is cleared when it is over; the second payment from 1 December on (「年底根据资金结余情况进行二次报销」).
"""
