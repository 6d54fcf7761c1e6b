"""Which days are worked, and by when something is due.

What for: time limits run in workdays (20 个工作日) or to a day of the calendar (1 个月), and a clerk must see both sides of a
Spring Festival without a wall calendar. ``work_days`` counts, pure, over a ``WorkCalendar``; ``deadlines`` holds the limits of the
papers as data and says how one stands; ``entries`` keeps the days that an administrator entered from a notice of the State
Council's office. A service that needs them reads ``calendar_of(work)`` once in its unit of work; ``ui`` asks ``entries`` alone.

Decisions
* 2026-11-30: the years that the library knows (2004 to 2026) are built in, later ones are entered from the notice. A year counts
  as entered when days off stand for each of the seven public holidays. Until then it counts Monday to Friday together with
  what was entered so far, and every sentence says so. Rejected: refusing to name a day (a receipt needs one), and a year that is
  complete because somebody entered one day of it.
* 2026-11-30: a limit in months ends on the same day of a later month, on that month's last day where it has none, also where
  that is a day off: the paper sets the longest time, so the last workday before is named beside it. Rejected: moving the end
  behind the holiday, which lengthens what the paper promises to the person.
* 2026-11-30: 上旬 ends on the 10th, "9月18日前" on the 18th itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

HOLIDAYS: Mapping[str, str] = MappingProxyType(
    {
        "new_year": "元旦",
        "spring": "春节",
        "qingming": "清明节",
        "labour": "劳动节",
        "dragon_boat": "端午节",
        "mid_autumn": "中秋节",
        "national": "国庆节",
        "national_mid_autumn": "国庆节、中秋节合并",
        "local": "地方假日",
    }
)
"""Code → holiday, as the notice names them."""
