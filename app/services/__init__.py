"""One use case, one function: what the window and the command line may ask of the house.

* ``desk``: who sits where, with which file, packs and clock; handed to every function.
* ``rights``: one table, action → roles; every function that touches the file asks it first. ``trail``: a row of the audit.
* ``opening``: what is at a path before it is open, and the doors in; ``sign_in`` (with ``passwords``, ``slots``): who sits at
  the desk; ``approval``: a second person; ``operators``, ``recovery``, ``settings``: managed by an administrator;
  ``clock_check``: is the computer's clock right.
* ``people``, ``reference``: finding persons, institutions, catalogue items, diagnoses; the card with the year so far.
* ``catalogue``: official catalogues and lists of diagnoses imported and undone, looked through, matched with bills.
* ``list_files`` and ``staged_lists``: what the import of every official list does alike.
* ``insured``: who is insured: payment lists, the monthly comparison, the uninsured, subsidies, self-paid visits.
* ``rosters``: official lists of persons, previewed, imported, undone; ``roster_plan`` (page by page) and ``roster_compare``
  (one person) say what a list would change. ``identities``: which of a person's identities count under a pack.
* ``registers`` (台账): entries, checks, papers; ``worklist``: what is due today, from every source; ``duties``: the manual's table.
* ``filings`` (a package): 备案和签约, filed, dealt with, listed, brought in; what they say of a visit.
* ``institutions``: versions of institutions and lists of them; ``accounts``: contracts, prepayments, clearing, cost control,
  reviews, debts; ``periods``: months to years of reports.
* ``funds``: 健康扶贫基金's two accounts and their closing; ``year_end``: what layers carried and the second payment, paid in runs;
  ``payer_files``: what payers say they paid, beside our documents.
* ``bills``: a hospital's list or invoice read for an open case, checked, matched with the catalogue, put into its grid.
* ``forms``, ``drafts``, ``typed_beside``: what was typed, as text that loses nothing, its autosaved rows, and where it is while
  those have to wait.
* ``reading`` (with ``reading_bill``, ``reading_visit``, ``faults``): typed texts → the engine's case, or problems beside
  their fields.
* ``quote``: the case as it stands, at every keystroke; ``cash``: money at the desk; ``year``: the fold over what was
  posted, and its bars.
* ``compare``: 换级比较, the case of a quote asked again at other levels and with the filing.
* ``settle``: one unit of work: read again, evaluate again, compare, post; ``case_json`` is the case that is kept.
* ``later``: settlements after a reversed one, evaluated again from their ``stored_case``; ``adjust``: what they differ by
  posted as difference slips, each a ``difference``.
* ``archive``, ``printing`` (packages): papers that left the desk; printers, jobs, offsets.
* ``tables``: any list as a workbook, csv or paper, with who took it; ``spelling``: lists searched and sorted by sound.
* ``archive`` (a package): every paper that leaves the desk, kept and drawn again; ``printing``: printers and their queues.
* ``slips``: the paper, from stored facts; ``slip_facts`` makes them of a quote (``slip_items`` its list), ``slip_json`` keeps
  them, ``slip_layout`` says which layout a print has.
* ``day_close``: closing a day, its hand-over sheet, taking a close back; ``day_checks`` the identities that must hold,
  ``day_facts`` the sums, ``close_json`` keeps them.
* ``parameters``: local values and who confirmed them.
* ``acceptances``: 零星报销受理 with its receipt and its case, 医院应退, 回厅待结.
* ``calendar``: workdays, and by when something is due.
* ``backups`` (made, due, listed, the check of the file) and ``restore`` (one of them in place of the data file); ``upkeep``:
  what the first one who signs in after an upgrade or a restore writes into the audit.
* ``manual``: the manual's chapters, what is new, the guided first case, the key card.
* ``doctor``: a report without personal data for help at a distance; ``log_file``: the program's own log.
* ``demo`` (built by ``demo_build``: ``demo_people``, ``demo_cases``, ``demo_visits``, ``demo_reference``, ``chance``): the
  demonstration area, its lists filled by ``demo_fill`` (``demo_entries``, ``demo_insured``); ``headless``: its case without a
  window. ``contract``: the command line.

Only ``ui``, ``cli`` and ``bootstrap`` import this room. It alone calls ``engine.evaluate`` and ``store``; it sees no clock and
makes no id but through the Desk.

Decisions
* 2026-11-22: the audit row of a restore is written by the next one who signs in; its facts wait in the key file. Rejected:
  at the restore, where nobody sits at a desk and a kill could come before it.
* 2026-11-22: a wrong password is counted in the key file before it is tried. Rejected: after it (a full disk or a killed
  process would give guesses for nothing), and in the data file, which is closed then.
* 2026-11-22: who was stopped loses the slot in the key file, and comes back with a new password. Rejected: a flag alone,
  with which the old password would still open a copy of the file.
* 2026-11-22: ``quote`` is pure and works on a ``Basis`` that was read once per person and year; the window asks for a new
  one when the quote says so. Rejected: SQL at each keystroke (a busy disk would be felt while typing), and a cache
  inside the service (nobody knows when it is stale).
* 2026-11-22: nothing that ``quote`` saw is believed by ``settle``: year, parameters, draft and duplicates are read again
  inside the unit of work and the amount that the clerk confirmed is compared. Rejected: locking the person while a
  case is open.
* 2026-11-22: an amount may be typed at the desk as 35 or 35.5: there is one way to read that. Everything else is refused
  as the contract refuses it. Rejected: demanding ".00" eighty times a day; and cleaning up "12,5" or "１２".
* 2026-11-22: rows that can't be read yet are left out of the figures that are shown meanwhile, and the quote says so
  (``partial``). Rejected: an empty waterfall while a row is being typed.
* 2026-11-22: 换级比较 compares like with like: where a layer came from an outside slip, the differences are those to the
  same hospital by rule, in a column of its own. Rejected: differences to the slip's amounts, in which another hospital's
  figures and the level's effect can't be told apart. Outside the county, secondary and tertiary hospitals there and all
  levels of the county are compared. Rejected: township hospitals of other places, which nobody travels to.
"""
