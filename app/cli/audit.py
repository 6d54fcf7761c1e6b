"""``audit verify``: the whole chain and every row that it speaks of; one finding a line."""

from __future__ import annotations

import sys

from app.services.audit_trail import verify_audit
from app.services.desk import Desk

_SOUND, _BROKEN = 0, 1


def verify(desk: Desk, head: str) -> int:
    """Check (against a ``head`` that was kept, or "") and print: the chain's end and what was found; 0 where all holds, else 1."""
    verified = verify_audit(desk, head)
    lines = [f"审计记录 {verified.rows} 行，链尾 {verified.head}"]
    lines += filter(None, (verified.broken, *verified.findings))
    if verified.sound:
        lines.append("审计链完整，数据与审计记录一致。")
    for line in lines:
        sys.stdout.write(f"{line}\n")
    return _SOUND if verified.sound else _BROKEN
