"""健康扶贫基金's two accounts (奈政办发〔2019〕1号: 「分别在旗医保局和卫计局设立健康扶贫基金专户」): grants, payments, the year's closing.

* ``accounts``: the movements of an account and year with the balance after each, down to the slip; entries by hand.
* ``grants``: 定额拨付 planned and received by month or quarter. ``closing``: 年终决算、多退少补, once a year and account.

Only ``ui`` imports this package. Money is fen.

Decisions
* 2026-11-30: what slips take is read from their layers (``LAYERS``) on their business day, never entered a second time: a
  reversal comes back on its own day. What was settled elsewhere (given) is none of this account. Rejected: an entry a day that
  is made from the slips, which could differ from them.
* 2026-11-30: a year begins with what the years before left; it is 0 once they are closed. Its closing is an entry of its last
  day (``fund_close``), made when the year is over, one a year and account, and taken back by a counter-entry alone, the latest
  year first. Rejected: closing within the year, after which slips would still come.
* 2026-11-30: 签约、送医配药、紧急救治 are spent from the 卫计局 account; the 医保局 account pays 大病、重特大、其他住院、慢病门诊 by slips and
  takes only 其他 by hand. A closed year takes no entry and gives none back.
"""
