"""Registers (台账): entries that a person keeps, checks that the program works out, and their papers.

    entry = book.add(desk, "appeals", texts)         # read strictly, stored with its first version
    book.move(desk, entry.id, entry.version, "s3", "已电话答复")
    book.listed(desk, "appeals")                     # newest first
    handing_out.hand_out(desk, "village", person_id, texts)
    queries.run(desk, "screening", texts)            # columns and rows of a check

What for: the papers ask the window to keep a dozen lists, each with its own columns, states and time limit. All of them are one
table and one set of services; what differs stands in ``records.register_list``. Only ``ui`` and ``services.worklist`` import it.

* ``book``: an entry added, changed, moved to a state, withdrawn; lists and history. ``due``: by when it is due.
* ``handing_out``: papers handed to a household or a village in one step, and who has none yet.
* ``own_settings``: figures and telephones that the papers leave to each place.
* ``queries``: what is worked out of persons, settlements and entries: ``query`` says what one is, ``checks``, ``persons``,
  ``summaries`` hold them, ``listing`` runs them.
* ``papers``: 附件2 as printed, its workbook; 政策问答 with the local telephones; the card of a pack.

Decisions
* 2026-11-30: an entry is never changed: each step is a further version, and the newest one is how it stands. Rejected: one row
  with a log beside it, where the two can differ.
* 2026-11-30: an entry that is wrong is withdrawn with a reason. Rejected: deleting it, which an audit of the register can't see.
* 2026-11-30: person and institution of an entry are chosen once. Rejected: changing them later, after which the history of a
  household holds what was never about it.
* 2026-11-30: a figure that no paper gives (what a high cost is) is a setting without a default: until it is set, the check says
  so. Rejected: a number in the code, which looks like the paper's.
"""
