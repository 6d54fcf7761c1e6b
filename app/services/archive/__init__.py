"""The archive: each paper that leaves the desk is kept with its facts, template and hash, and can be drawn again as it was.

What for: who holds a paper asks what it says, years later, after names, prices, packs and layouts changed. The PDF itself is not
kept: the facts are, and every template that ever drew a paper stays drawable.

* ``leaving``: ``hand_out`` keeps a paper inside the unit of work that records the act; ``Prepared`` and ``hand_over`` for papers
  of which nothing else is recorded.
* ``facts``: facts as JSON and back, strictly. ``templates``: the one table, kind and template → what draws it. ``references``:
  papers whose facts are stored elsewhere (slips, receipts, day sheets): the reference and the marks as printed.
* ``again``: a paper drawn again, its hash compared. ``listing``: what left the desk. ``spoiling``: sheets that were spoiled.

Services that draw papers import ``leaving``, ``facts`` and ``references``; the rest is for ``ui``. A recovery code and a 试算 paper
are never kept: the one is kept nowhere, the other is no document.

Decisions
* 2026-12-01: a slip's row holds a reference to the document and the marks as they were printed (补打, whose name, when, 已冲红): the
  document's facts are stored with it and never change. Rejected: the facts once more with every copy, tens of kilobytes each.
* 2026-12-01: who looks at an old paper can't print it from there: it would be an original without its 补打 mark. Rejected: printing
  it with a further mark, which would not be the paper that left.
* 2026-12-01: bytes that differ are shown all the same, and the page says so. Rejected: refusing, which would hide the facts from
  who needs them because a font was replaced.
* 2026-12-01: a paper of a template that this version does not know is not drawn: the nearest layout would be a paper that never was.
* 2026-12-01: sheets are counted from what went to a printer; a file that was saved used none. Rejected: a page for a sheet of every
  paper, which counts files and leaves out second copies.
"""
