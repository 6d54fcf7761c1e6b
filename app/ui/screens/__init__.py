"""The parts of the window, each a small widget that knows no other: they show records and tell by signals.

``desk_case`` puts find, person, visit, bill, waterfall and the settle line of ONE case together and connects them with
its ``ui.case.Case``; ``main_window`` puts the cases, the top strip and the key bar together. Anything that opens over
the desk (help, lists, preview) is a page in the one ``overlay``, inside the window: no dialogs.

Decisions
* 2026-11-22: a screen for each case with its own widgets, one of them visible. Rejected: one set of widgets loaded anew
  at each change of tab, which loses the cursor, the undo history and half-typed cells.
"""
