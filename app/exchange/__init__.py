"""Files and texts in and out: the settlement contract's JSON, sets of local values, tables, official lists
of persons, payments, institutions and catalogues, the program's own lists; sealed batches later.

``tables`` reads any table from outside, ``bills`` what a hospital's is made of; ``slip_code`` is the text in a slip's QR code.

Only ``services`` and above may import this room; it imports ``policy`` (for the shapes), ``records``, ``money`` and
``errors``. It reads and writes texts that it is handed; opening files is the caller's,
but for ``tables``, which streams files too large to hand over, and ``new_file``, which leaves a file whole or not at all.

Decisions
* 2026-11-22: JSON is read with the standard library and a table of small parsers for each object, because the contract
  fixes the code and path of each fault. Rejected: a schema validator, whose paths and order of faults are its own.
* 2026-11-22: a set of local values is JSON with a SHA-256 over its content, texts as they are typed, and says nothing of
  when it was written, so that the same values are the same bytes. Rejected: XLSX, which retypes 0.70 and dates on the
  way; a file that is taken in part, because half an official list is a list that nobody issued.
"""
