"""The parts that screens are made of: fields, suggestions, the bill grid, the waterfall, bars, chips.

A widget shows records and hands out texts; look-ups come in as callables, what changed goes out as a signal. Only
``ui.screens`` and the main window import this room; it imports ``ui.style`` and ``ui.models``, records, and money for
formatting. No widget knows a service, a screen or another widget's inside.

Decisions
* 2026-11-22: the bill's cell editor is one line edit that travels with the current cell. Rejected: Qt's delegate
  editors, made and destroyed with every cell: the first key of an input method is lost while one is being made.
* 2026-11-22: a list of suggestions is a child of the window, not a window of its own, so that it never takes the
  focus from the input method. Rejected: QCompleter, which filters a list that it must have whole.
* 2026-11-22: each layer of the waterfall is a widget, so that Tab, screen readers and wrapping work as everywhere.
  Rejected: one painted canvas with its own idea of rows.
"""
