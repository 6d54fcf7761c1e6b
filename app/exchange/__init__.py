"""Files and texts in and out: the settlement contract's JSON now; rosters, invoices and sealed batches later.

Only ``services`` and above may import this room; it imports ``policy`` (for the shapes), ``records``, ``money`` and
``errors``. It reads and writes texts that it is handed; opening files is the caller's.

Decisions
* 2026-11-22: JSON is read with the standard library and a table of small parsers for each object, because the contract
  fixes the code and path of each fault. Rejected: a schema validator, whose paths and order of faults are its own.
"""
