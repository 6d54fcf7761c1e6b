"""SQLite, and nothing else: the data file of one station, its ledger, its people, its drafts, its audit chain.

Services alone may import this room; it imports ``records``, ``money`` and ``errors``. No SQL outside it.

* ``database``: ``Database.open`` (version gate, upgrade, pragmas), ``unit_of_work()`` the one way to write,
  ``reading()`` the one way to read (``stoppable`` lets both end in the midst of a statement); both give a ``Work`` that every function here takes first.
  ``turns``: who writes, and who waits for that.
* ``schema``, ``guards``, ``migrations``: tables, the triggers that keep posted rows, the history of both.
* ``people``, ``find``, ``terms``, ``sounds``: persons, and finding one among half a million while typing.
* ``ledger`` (what is asked of posted documents), ``standing`` (what stands of a person's year) and ``posting`` (how one is
  written); ``audit`` (the chain) and ``images`` (what the chain holds of a document against its live rows).
* ``catalogue``: items and diagnoses with dated versions, found by name and pinyin, their lists on the way in and undone.
* ``insured``: payment lists, comparisons, the uninsured, premium rules, self-paid visits. ``cover``: what the
  lists that stand say of one person.
* ``staging`` (a list of persons on its way in), ``import_plan`` (what it would change, numbered beforehand) and ``imports``
  (applied in one step, undone in one, history).
* ``registers``: entries and their versions; ``register_people`` and ``register_checks``: what checks read of persons and slips.
* ``filings`` (of persons) and ``filing_lists`` (diseases, prices, named institutions, deliveries, imports of filings).
* ``institution_terms`` (what a visit reads of an institution on a day), ``account_entries`` (contracts, prepayments, debts)
  and ``institution_slips`` (what posted documents say of institutions, marks of reviews). ``fund_slips``: what a fund pays by them.
* ``statements``: the documents of a span of days as statements add them up, one by one, and those behind a figure.
* ``year_end``: runs of a year's end, their shares and payments; ``payer_files``: payers' files as compared, in versions, with notes.
* ``bills``: bills that were imported into drafts, and what each institution's own items are in the catalogue.
* ``closes``: day closes and unlocks; ``day``: what a close reads of its day, in a few queries.
* ``reference`` (institutions), ``drafts``, ``parameters``, ``prints``, ``meta``, ``health``: as they say.
* ``keys``: the key file beside a data file. ``backup`` (made, found, checked, thinned by ``thinning``), ``pair`` (a copy and
  the key file that says what it is), ``restore``, ``convert`` (the first version's plain file); ``mend`` finishes or takes
  back what a kill left of the latter two. ``disk``: files synced, copied, wiped.
* ``beside``: what is typed while the data file can't be written to, sealed beside it.
* ``driver``: the SQLite module, named once; ``faults``: its errors as calm sentences.

Nothing here reads a clock or makes an id: moments and ids are arguments.

Decisions
* 2026-11-22: every search is a range of one B-tree, ``terms`` (tails of names, initials, spellings), and of expression
  indexes on the certificate number. 500,000 people: p99 about 2 ms for every kind of question, 370 MB. Rejected: FTS5
  with one character a token and trigrams for numbers (as quick for names, 60 MB smaller): digits that everybody's
  number has and nobody in this order, such as 1505258, walk through all postings (6 to 22 ms of processor time).
* 2026-11-22: a document's parts are written first and the document last, under deferred foreign keys, so that a trigger
  can refuse a part that is added later. Rejected: guarding UPDATE and DELETE alone, which leaves a posted slip open to
  one more line.
* 2026-11-22: documents have a short local ``row`` for their parts and a county-wide ``id`` for everybody else.
  Rejected: the 36-character id in some fifty part rows of each document, which doubles the file.
* 2026-11-22: names of person, institution and operator are copied into the document. Rejected: joining today's names,
  which would change the lists of a closed day.
* 2026-11-22: an exchange of whole files (encrypting, restoring) makes the new file whole under another name and then only
  changes names, so that the names found tell how far it came. Rejected: a journal of steps beside them, one more file
  that may be missing.
* 2026-11-22: the copy before an upgrade lies beside the data file as ``NAME.vN.db`` with its key file: a backup like any
  other, which ``restore`` takes. Rejected: the folder of backups, which nobody hands to an opening.
* 2026-11-22: a copy is out of WAL mode, so that it is one file and opens where nothing can be written.
* 2026-11-22: sqlite-utils makes the migrations only, and is imported then only; statements are plain SQL on one
  connection. Rejected: its ``insert()`` (makes a misspelt table), ``atomic()`` (deferred: a read then a write fails at
  once beside another writer).
* 2026-11-30: township, village and identity of a document's person are a part of the document (``document_groups``), a
  correction's those of what it corrects. Rejected: today's roster, and filling them in for documents posted before, whose images
  the chain holds without.
* 2026-11-22: an undo gives back rows from images kept of them, and is refused where a row has another stamp than the
  import's. Rejected: working the opposite of an import out again, which can't give back what a list had overwritten.
"""
