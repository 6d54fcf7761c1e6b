"""Who is insured, as rows: lists of payments staged, planned, applied, undone, and everything that is read from them.

* ``staging``: rows of a list as they were read, and what it would change (``plan``).
* ``changes``: a plan applied in one step and undone in one.
* ``payments``: what the newest list says of somebody; the cover of a year that is not the whole one.
* ``roster``: the roster of a day beside what is insured, row by row, for comparisons, rates and subsidies.
* ``runs``: comparisons that were made. ``register``: the uninsured, with reasons and calls. ``money``: premium rules and
  self-paid visits.

Only ``services`` import this. ``insured_years`` stays what the engine's question is answered by; payments only say more.

Decisions
* 2026-11-30: a list's rows stay for good, those of an undone list count for nothing. Rejected: only what changed since the
  list before, by which nobody could tell who stood on a later list, or in two places on one.
* 2026-11-30: a table of changes of its own (``insured_changes``) beside ``import_changes``: that one names its two tables in
  a CHECK of a released schema, and rows by a place that ``insured_years`` has not. ``imports`` and ``import_undos`` are
  shared.
* 2026-11-30: whether an uninsured person was urged, or insured since (销号), is read from calls and lists. Rejected: a
  stored state, which an undone list would leave wrong.
"""
