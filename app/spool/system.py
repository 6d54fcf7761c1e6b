"""Which spool this machine has: the one place that asks for the platform."""

from __future__ import annotations

import sys

from app.spool.door import Spool


def system_spool() -> Spool:
    """Windows' own, else CUPS; the other one is never read."""
    if sys.platform == "win32":
        from app.spool.windows import WindowsSpool

        return WindowsSpool()
    from app.spool.cups import CupsSpool

    return CupsSpool()
