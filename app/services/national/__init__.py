"""Settlements of a period in files with the national platform's field names, and the area's table of fund payment codes.

* ``codes``: which code each layer's money has in this area, on which day.
* ``making``: the ledger's documents with their codes, shares and certificates.
* ``identities``: what must hold of every settlement and of the whole file; nothing is written where one does not.
* ``export``: the file, and its audit row.

Only ``ui`` and ``cli`` import this package.

Decisions
* 2026-11-30: 个人自费 is what of the bill lies outside the policy's scope and stays with the person; what payers and the
  institution bear counts against it first where the document says so (institution_pays), else against what is in scope. The rest
  of the person's share is 个人自付. Rejected: out_of_catalogue as it is, which may be more than the person pays at all.
* 2026-11-30: a layer without a code stops the export. Rejected: leaving the line out or sending a code of this program's own:
  the sums would hold and nobody would miss the money.
"""
