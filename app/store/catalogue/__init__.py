"""Official lists of entries by code, the catalogue of items and the list of diagnoses: dated versions, finding, imports.

``parts`` says which two tables an entry lives in: its newest version and those before it. ``entries`` reads the version
that holds on a day, and saves entries without a list (the demonstration's); ``names`` is the index behind the search box;
``staging``, ``plan``, ``changes`` are a list on its way in: rows as read, what they would change, applied and undone.

Only ``services`` and the rest of ``store`` import this.

Decisions
* 2026-11-30: the newest version stays in the entry's own row, and an import copies what it replaces into a table beside
  it. So terms, codes and images of old files stay as they are, and a search finds each code once. Rejected: a row for
  every version in one table, where ten yearly lists fill the first page of every search with the same product.
* 2026-11-30: search terms belong to names, not to entries, and those of pinyin to heads, the first six characters from
  any place of a name: a hundred thousand names have twelve million places and some ten thousand heads. What is typed
  beyond a head is compared with the names found. Rejected: terms of each product, or of each name (eleven million rows,
  three minutes).
* 2026-11-30: imports, undos, refused rows and remembered columns are those of official lists of persons (``imports``); what
  changed of entries is a twin of its own, ``entry_changes``. Rejected: rebuilding ``import_changes``, whose images stand in
  the audit of every file.
"""
