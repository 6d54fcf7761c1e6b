"""Who is insured and who is not: lists of payments, the monthly comparison, the uninsured, subsidies, self-paid visits.

* ``imports``: a payment list (参保缴费名单) read in, looked at, imported in one step, undone in one.
* ``cover``: whether somebody is insured on a day.
* ``comparison``: the roster of a day beside what is insured, once a month; rates by township and village of each.
* ``register``: the uninsured with the eight reasons and the calls on their households; 销号 by a later list.
* ``premiums``: what a year's subsidy and supplementary premium come to, beside what the lists say was subsidised.
* ``notices``: the 参保提示单 at the desk, and visits that were paid by the person alone; ``contact`` whom the sheet names.
* ``standing``: the roster of a day with what is known of each one's insurance, which the others work on.

Only ``ui`` imports this, and ``reading``, ``people`` for ``cover``. Actions: insured.read, insured.import, insured.compare,
insured.follow, insured.money, self_paid.record.

Decisions
* 2026-11-30: a list belongs to a year (its kind is ``insured_2019``), so that the list of the next year, which is paid for in
  autumn, is compared with that year alone. Rejected: the year of the list's day.
* 2026-11-30: who stands on a list and not in the file is counted, listed and kept with the list, and not added: a list of
  payments says too little of a person. Rejected: adding them by name and number.
* 2026-11-30: somebody whom a list lacks stays insured unless the clerk says that the list is a whole one. Rejected: the
  reverse, by which a monthly supplement would uninsure a county.
* 2026-11-30: the register's rows are made by a comparison, their state is read anew each time. Rejected: states that are
  set by hand, 销号 included: an undone list would leave them wrong.
"""
