"""How the window looks: colours by meaning, one type scale, one style sheet.

``palette`` and ``type`` are the two lists everything else is built from; ``sheet`` makes Qt's style sheet of them and
``apply(app, scale)`` dresses the application. Only ``ui`` imports this room; it knows no screen and no widget.
Painted widgets ask ``palette`` for a colour by its meaning ("warn", a layer's hue) and ``type.font(role)`` for a font;
no other module of the program names a colour or a size.

Decisions
* 2026-11-22: the large-type factor lives in the application font alone (``type.scale()`` reads it back), so there is
  no global of our own that could disagree. Rejected: a settings object handed to every widget.
* 2026-11-22: all bundled fonts are loaded at the start: Noto Sans SC 8 ms, HanaMinB 6 ms (measured), a tenth of what
  one screenful costs. Rejected: loading HanaMinB at the first rare character, since Qt then lays out everything again
  under the clerk's hands.
* 2026-11-22: Fusion with a palette and one short sheet. Rejected: a sheet with a rule for each widget, which Qt
  evaluates again for every child when anything changes.
"""
