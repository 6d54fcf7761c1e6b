"""Accounts with institutions and persons: contracts, prepayments and clearing, cost control, reviews, debts and trust.

* ``registers``: each register's described fields, who may write it, how long an entry is good for: data.
* ``entries``: an entry added, taken back, listed; what a contract's budget leaves. ``parameters``: the figures of lists.
* ``clearing``: what an institution claims, got and owes, down to the slips; advances; the month of 大病承办公司.
* ``control``: 控费 by institution and period, slips with 目录外, faults. ``reviews``: marks of posted lines and the findings.
* ``credit``: debts, warnings, 诚信等级, 黑名单; ``stop`` what of it a visit reads.

Only ``ui``, ``bootstrap`` and the demonstration import this package; ``quote`` and ``people`` ask ``stop``.

Decisions
* 2026-11-30: one table of entries that are only ever added, the registers as data. What takes an entry back, confirms it or
  pays a part is an entry too, so that every balance is a sum over what stands. Rejected: a table a register with states that
  are updated, whose history only the audit would know.
* 2026-11-30: nothing that can be worked out is kept: balances, who owes, whether a blacklist still holds. It ends by itself
  when the debt is paid. Rejected: a flag on the person, which somebody has to remember to take away.
* 2026-11-30: an institution's claim is what direct settlements' funds pay (先行垫付, 桂医保发〔2019〕14号（四）); what a hall paid
  out itself is none. Rejected: taking all ways together.
* 2026-11-30: who is on the blacklist is settled directly where a deposit was taken or in 急危重症; without it 先诊疗后付费 is
  refused (奈政办发〔2019〕1号 二（十一）3). Rejected: refusing direct settlement as such, which the document does not say.
"""
