"""Printing: which printer and sheet each kind of paper goes to, the way there, and what the queue says of it.

* ``choices``: what was chosen once for a kind of paper. ``offsets``: how far a printer's paper lies aside, and the page to measure it.
* ``jobs``: sent, followed until the queue has said what became of it, withdrawn. ``again``: what did not come out, once more.
* ``setting_up``: the rows and the form of “打印机和纸张”.

Only ``ui``, ``slips`` and the other services that draw papers import this package.

Decisions
* 2026-11-30: printer and sheet are settings of the data file, since a station is one machine. Rejected: the window's own habits,
  which neither a second window nor a restore would have.
* 2026-11-30: a job that waits ten minutes for paper or for somebody is taken out of its queue and counts as not printed: the clerk
  prints again, and no second slip comes out on its own. Rejected: leaving it there, which is how one person gets another's slip.
* 2026-11-30: what is printed again after a failure is the same paper, without a further 补打 mark: the first never came out. One whose
  queue doesn't say is asked of the clerk. Rejected: marking a first slip as a copy because a tray was empty.
* 2026-11-30: an offset moves the pages at sending; the archive keeps the paper as it was drawn. Rejected: drawing it elsewhere, by
  which the same slip would have another hash at each printer.
"""
