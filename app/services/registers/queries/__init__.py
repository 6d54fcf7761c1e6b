"""Checks and summaries that are worked out, never kept: of persons, posted slips, and the entries of registers.

    answer = listing.run(desk, "screening", {})          # the rows; a UserError says which setting is missing
    answer = listing.run(desk, "dispatch", {"identity": "registered_poor", "period": "2019Q3"})

What for: half of what the papers ask under the name of a register (台账) is in the file already, and would be wrong the day after
somebody copied it into a list. ``query`` says what one is: what it asks for, its columns, the function that works it out inside one
reading. ``persons`` lists people, ``checks`` slips that deserve a look, ``summaries`` sums of a period; ``listing`` has all of them
and runs them. Only ``ui`` and the services of registers import it; the SQL is ``store.register_checks``.

Decisions
* 2026-11-30: a row names its slips and its person, and what somebody found out about it is an entry of a register, entered from the
  row. Rejected: a mark on the settlement, which is posted and stays as it was.
* 2026-11-30: every summary takes one period of any of the four kinds (month, quarter, half, year). Rejected: four reports.
* 2026-11-30: sums go by the business day of the slip, as the day's close does; what is listed of one person's year by its year.
"""
