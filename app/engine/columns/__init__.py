"""Columns of many cases → pay, carried and errors as columns: the same pack read a second way, without a trace (测算).

``evaluate_columns(pack, values, columns)`` interprets the very dataclasses that ``engine.evaluate`` interprets, file by
file the same: ``slices`` is the scene of some 16,000 visits at once, ``conditions``, ``share``, ``annual``, ``target``,
``year_cap``, ``ceiling``, ``layers``, ``institution``, ``estimates`` mirror their namesakes, ``evaluate`` has the order
of it all. Whole fen in int64 throughout, half up, to the fen as the scalar
engine: a test compares both on random cases and beside every threshold. A rule changed there is changed here.

Visits of one person's year depend on each other, so they are settled in rounds: round k holds the k-th visit of every
year, and a year's sums are arrays over all years. A visit that is refused has an error code in place of an exception
and adds nothing to its year; what that means for the other visits of its case is the caller's to say.

The only importer of numpy. Only ``services`` may call it, late (numpy takes 60 ms to load).

Decisions
* 2026-11-22: interpret the pack per slice rather than compile it: with 16,000 rows at a time the interpretation is noise,
  and the code reads like the scalar one. Rejected: generated code or closures.
* 2026-11-22: slices of one kind of visit (where there are enough), so that most conditions are decided once for all rows.
* 2026-11-22: choosing between amounts by bit masks: numpy's ``where`` on a random mask costs twenty times as much.
"""

from app.engine.columns.build import from_cases
from app.engine.columns.evaluate import evaluate_columns
from app.engine.columns.record import ERRORS, Columns, Results

__all__ = ["ERRORS", "Columns", "Results", "evaluate_columns", "from_cases"]
