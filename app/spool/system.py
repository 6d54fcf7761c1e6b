"""Which spool this machine has: the one place that asks for the platform."""

from __future__ import annotations

import sys

from app.spool.cups import CupsSpool
from app.spool.door import Spool
from app.spool.windows import WindowsSpool


def system_spool() -> Spool:
    """Windows' own, else CUPS."""
    return WindowsSpool() if sys.platform == "win32" else CupsSpool()
