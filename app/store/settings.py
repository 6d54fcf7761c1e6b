"""The settings of a station as texts by name; what they mean is the services'."""

from __future__ import annotations

from collections.abc import Mapping

from app.store.work import Work


def stored(work: Work) -> Mapping[str, str]:
    """Every setting that was ever set."""
    return {row["name"]: row["value"] for row in work.rows("SELECT name, value FROM settings")}


def put(work: Work, name: str, value: str) -> None:
    """Set one."""
    work.execute(
        "INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, value),
    )
