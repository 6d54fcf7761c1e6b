"""The desk window: the only room that imports PySide6. It shows what the services return and decides no figure.

* ``start``: opens the program (or takes its picture). ``session``: which window is open: ``entrance`` before there is a desk,
  then the desk of one operator after another; ``locking``: the lock, and who takes over. ``main_window``: the thin frame; ``cases``: tabs and screens.
* ``case``: one open case without any widget: form → quote at each change, form → draft through ``autosave``;
  ``case_saving`` says what became of it.
* ``pages``: what opens over the desk, each topic by its class in ``desks``. ``screens``: small widgets that know no other.
  ``widgets``, ``models``, ``style``: the pieces they are made of.
* ``guide``: the guided first case: watches the desk, speaks in a line at the foot. The manual (F1) is ``desks.manual``.
* ``actions``: the ONE shortcut table; ``held_keys``: a key held down is one press (it and the idle lock see the keys by
  ``focus_window``).
* ``operations``: the ONE off-thread runner; ``waiting``: what is seen of a job that takes its time, and Esc that stops it.
  A job that finds the data file taken waits its turn; what is typed meanwhile lies beside the file (``autosave``).
  ``faults``: exceptions → one sentence.

Only ``bootstrap`` and ``__main__`` import it. It imports services, records, errors, and money to format figures.

A change goes: widget → signal → ``Case.change_…`` → services.quote on this thread → signal → the screens show it; and to
the store through ``autosave`` on the worker. A screen never reads the store: only ``case``, ``cases``, ``pages`` and the two
search boxes call services.

Decisions
* 2026-11-22: no dialogs; what opens does so inside the window and closes with Esc. Rejected: QDialog and QMessageBox, which
  take the keyboard from the case and hide it. The one exception is ``refusal``: a start that is refused has no window yet.
* 2026-11-22: papers are shown from memory; a PDF reaches the disk only where the clerk says where. Rejected: writing each
  slip to a folder, which leaves names outside the (later encrypted) file.
* 2026-11-22: another operator gets a window of his own on the drafts that were stored a moment before. Rejected: one window
  whose desk changes, where each screen would have to forget whose rights it was built for.
* 2026-11-22: the idle lock watches the program's windows, which keys and mouse reach first. Rejected: a filter over all
  objects, which costs each keystroke hundreds of calls.
* 2026-11-22: large type builds the screens of a case anew. Rejected: every widget listening for a change of scale.
* 2026-11-30: what version was seen last is kept among the window's own settings, for the computer. Rejected: in the data file,
  where each sign-in after an update would write a row for the audit, and several windows of one file differ in version.
* 2026-11-30: the window is shown before the code of its pages is read (``session``, ``main_window.pages``): half of a start.
  Rejected: a thread for it from the first moment, which held the painting up by a second; each page's code for itself.
* 2026-11-30: the manual is Markdown that Qt reads (QTextBrowser), dressed by ``widgets.manual_text``. Rejected: HTML with a
  style sheet (nobody writes it by hand), and a browser's engine (100 MB).
* 2026-11-30: what the clerk waits for is told in the place of the key bar's keys. Rejected: a line of its own, which moves the page
  when it comes and goes, or takes room all day; and the page's last line, which the desk does not have.
* 2026-11-30: the guided case is a line beside the work, without focus. Rejected: pages over the desk that are clicked away,
  since what is to be learnt lies below them.
"""
