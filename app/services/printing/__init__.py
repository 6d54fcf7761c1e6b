"""Printing: which printer and sheet each kind of paper goes to, the way there, and what the queue says of it.

* ``choices``: what was chosen once for a kind of paper.

Only ``ui``, ``slips`` and the other services that draw papers import this package.

Decisions
* 2026-11-30: printer and sheet are settings of the data file, since a station is one machine. Rejected: the window's own habits,
  which neither a second window nor a restore would have.
"""
