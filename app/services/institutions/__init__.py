"""Institutions as an administrator keeps them: what a visit reads of one holds from a day on.

* ``versions``: the described fields of a version, the list and the history of an institution, a version added.
* ``lists``: a list of institutions read in, looked at, imported in one step and undone in one.

Only ``ui``, ``bootstrap`` and the demonstration import this package, ``accounts`` names institutions by it. A visit reads one by the
day of discharge (``quote``), a filing by its own first day (``filings.rules``); a posted slip keeps the name and level that it was
printed with.

Decisions
* 2026-11-30: a correction is another version from the same day, and the later one counts. Rejected: changing the row, after
  which nobody could say what a slip had been settled with.
* 2026-11-30: a list of institutions has tables of its own. Rejected: those of the rosters, whose plan and undo are all about
  persons and their identities; the reading of the file and the refused rows are shared.
* 2026-11-30: the versions of a list that is undone stay and count for nothing. Rejected: deleting them.
* 2026-11-30: what a document names an institution for (``words.ROLES``) is a fact of its versions. Rejected: a list of its own
  beside them, where the two could say different things of one day.
"""
