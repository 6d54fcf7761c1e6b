"""零星报销受理: papers taken in, a receipt given out, a case opened from it, the slip that settles it.

What for: who paid at the hospital comes to the hall with papers. They are counted one by one, what is missing is written on the
receipt with the day by which to bring it, and the time limit runs from the day on which nothing is missing. ``kinds`` holds kinds,
papers and reasons as data; ``accept`` takes in, supplements and returns; ``cases`` opens the draft; ``receipts`` draws what is handed
out. ``links`` is what ``settle`` and ``reverse`` call in their own unit of work: it imports neither, so that they may import it. Else
only ``ui`` and the demonstration import this package. ``claims`` is 医院应退 (posted slips, read as claims on the institution),
``waits`` 回厅待结.

Decisions
* 2026-11-30: an acceptance is never changed: each step is an event that carries all that holds from then on. Rejected: a state
  column, from which nobody could say since when the papers were complete.
* 2026-11-30: an invoice belongs to one acceptance from the moment it is taken in, until that is returned; a case that is not the
  acceptance's own can't settle it. Rejected: looking only at settled slips, which finds the second copy after both were paid.
* 2026-11-30: missing papers are to be brought within ten workdays; no paper says how many, so nothing ends by itself then.
* 2026-11-30: a claim on an institution has no row of its own: it is the sum of what was posted, so a reversal withdraws it by itself.
  Rejected: a claims table filled while settling, a second truth beside the ledger.
* 2026-11-30: a time limit that only Naiman's paper sets is used for the kinds of the other papers too, and the receipt says that it
  is used by analogy (比照).
"""
