"""The one table model, lists that filter and sort, and the bill as a table with undo.

``table``: frozen rows and a description of each column; every table of the program is this model. ``typed``: columns
by what their cells are. ``arranged``: the rows of a list filtered (``table_filter``) and sorted; ``snapshot``: what it
shows, as facts for a file or a paper. ``bill``: the rows of the bill grid, with undo, paste and filling from the
catalogue. Only ``ui`` imports this room; it knows no widget, and asks no service for anything stored: look-ups are
handed in as callables.

Decisions
* 2026-11-22: a row is a frozen record and a column a set of functions over it, so a model has no state of its own to
  fall out of step. Rejected: QStandardItemModel, which keeps a copy of every cell and no types.
* 2026-11-30: a list's filter is one line of text, read strictly and said again in words. Rejected: a field for each
  column, which is a form to be walked through by Tab while somebody waits.
* 2026-11-22: undo keeps the rows that were replaced (one command for every change). Rejected: one command class for
  each kind of change, each with its own way to be wrong when played backwards.
"""
