"""对账: what a payer says it paid or accepts for a month, beside what our documents say it pays.

* ``compare``: both sides put together, pure. ``importing``: a file opened, read, compared, kept as the month's next version.
* ``results``: what was kept: files, their rows by class, notes on differences.

Only ``ui`` imports this package. Money is fen; ``exchange.payer_file`` knows the columns.

Decisions
* 2026-11-30: one case is one row: a settlement with its reversal and differences of the month, since payers tell them together
  as often as apart. A case that comes to 0 on both sides is left out. Rejected: document by document, where a slip reversed
  in the same month made two differences of nothing.
* 2026-11-30: rows of one case are added up where they come to our figure; else a row that repeats another (same slip, same
  amount) is a duplicate and counts apart. So theirs = agreed + differs + only theirs + duplicates, to the fen.
* 2026-11-30: what a payer's estimate (人保's 扶贫补充险) says stands beside its layers: its file is compared with it.
* 2026-11-30: what is kept is the result, with the file's digest, never changed; the same month once more is a new version. A note
  of the version before is shown as long as the difference is the same. Rejected: notes moved by hand.
* 2026-11-30: a version that was kept by mistake is taken back by a note on it as a whole; it stays in the list, the last one that
  stands counts. Rejected: a right version imported over it, which a month that the payer never told of hasn't got.
* 2026-11-30: a file's ID numbers are used to find the case and kept masked.
"""
