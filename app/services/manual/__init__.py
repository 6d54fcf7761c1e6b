"""What the window says of itself: the manual's chapters, what is new in this version, the guided first case, the key card.

* ``folder``: where the texts lie. ``chapters``: the manual, and which chapter belongs to what is in front.
* ``news``: the parts of CHANGELOG that are newer than what was seen. ``first_case``: the next key of the guided case.
* ``key_card``: the paper of the shortcut table.

Only ``ui`` imports this package. Nothing here touches the data file, so nothing here asks ``rights``.

Decisions
* 2026-11-30: a chapter says in its own first line which pages it belongs to. Rejected: a table in Python, which whoever writes
  a chapter forgets; a test opens every page and asks for its chapter.
* 2026-11-30: every page of the directory has a passage under a heading of its own, which says in a line above it which pages it is
  about: F1 opens the chapter there. A passage repeats the page's foot word by word (`Ins` 受理), so that a test can compare them.
* 2026-11-30: keys stand in a chapter as `F8`, and nothing else does: so they are drawn as keys, and a test asks the shortcut
  table and the pages for each of them.
* 2026-11-30: the guided case says what is still missing in the case that is open, never the step after the last one: who
  errs, goes back or does two things at once is told the right key all the same. Rejected: a script that counts steps.
"""
