"""``records.elsewhere`` as SQL: which layers ``l`` of documents ``d`` are claimed from nobody, since they were settled elsewhere."""

from __future__ import annotations

from app.records.elsewhere import WAIVER

ELSEWHERE = f"(l.given = 1 AND (d.way <> 'direct' OR l.layer = '{WAIVER}'))"
"""1 or 0 of a row of ``document_layers AS l`` beside its ``documents AS d``."""
