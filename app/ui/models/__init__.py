"""The one table model, and the bill as a table with undo.

``table``: frozen rows and a description of each column; every table of the program is this model. ``bill``: the rows
of the bill grid on top of it, with undo, paste and filling from the catalogue. Only ``ui`` imports this room; it
knows no widget, and no service: look-ups are handed in as callables.

Decisions
* 2026-11-22: a row is a frozen record and a column a set of functions over it, so a model has no state of its own to
  fall out of step. Rejected: QStandardItemModel, which keeps a copy of every cell and no types.
* 2026-11-22: undo keeps the rows that were replaced (one command for every change). Rejected: one command class for
  each kind of change, each with its own way to be wrong when played backwards.
"""
