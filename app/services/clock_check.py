"""Is this computer's clock right? Slips are numbered and summed up by its days."""

from __future__ import annotations

from datetime import timedelta

from app.services.desk import Desk
from app.store.meta import latest_moment

TOLERATED = timedelta(minutes=5)


def clock_problem(desk: Desk) -> str:
    """What to say where the clock stands before what the file holds already; "" where all is well, and in the
    demonstration, whose days are in the past. The desk works on all the same."""
    if desk.business_date is not None:
        return ""
    at = desk.clock()
    with desk.database.reading() as work:
        latest = latest_moment(work)
    if latest is None or at >= latest - TOLERATED:
        return ""
    return (
        f"本机时间是 {at:%Y-%m-%d %H:%M}，早于上次办理的 {latest.astimezone(at.tzinfo):%Y-%m-%d %H:%M}。"
        "请先核对本机的日期和时间：结算日期按它登记。"
    )
