"""A station's settings: the usual ones, what is refused, and the audit row of a change."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from app.errors import UserError
from app.records.settings import Settings, SettingsForm
from app.services.desk import Desk
from app.services.settings import change_settings, form_of, read_settings
from app.store import audit
from tests.helpers.service_desk import MANAGER, STATION

TYPED = SettingsForm("500", "5", "20", "/media/stick/备份")


@pytest.fixture
def manager(desk: Desk) -> Desk:
    """The same file, with the manager at the desk."""
    return replace(desk, operator=MANAGER)


def test_what_was_never_set_is_as_usual(desk: Desk) -> None:
    assert read_settings(desk) == Settings(100_000, 10, 50, "")


def test_a_change_is_kept_and_audited_with_what_was_before(desk: Desk, manager: Desk) -> None:
    assert change_settings(manager, TYPED) == Settings(50_000, 5, 20, "/media/stick/备份")
    assert read_settings(desk) == Settings(50_000, 5, 20, "/media/stick/备份")
    change_settings(manager, form_of(read_settings(desk)))
    with desk.database.reading() as work:
        rows = audit.of_subject(work, STATION.id)
    assert [row.action for row in rows] == ["settings.change"]
    assert json.loads(rows[0].before or "")["reversal_limit"] == 100_000
    assert json.loads(rows[0].after or "")["reversal_limit"] == 50_000
    change_settings(manager, replace(TYPED, second_folder=" "))
    assert read_settings(desk).second_folder == ""


@pytest.mark.parametrize(
    "wrong",
    [
        {"reversal_limit": ""},
        {"reversal_limit": "-1.00"},
        {"reversal_limit": "1,000.00"},
        {"lock_minutes": "0"},
        {"lock_minutes": "121"},
        {"lock_minutes": "１０"},
        {"lock_minutes": "1_0"},
        {"backup_every": ""},
        {"backup_every": "5.0"},
        {"backup_every": "9" * 5000},
        {"second_folder": "备份"},
        {"second_folder": "/media/\x00"},
        {"phone": "1" * 61},
        {"phone": "0475\n42"},
    ],
)
def test_what_can_not_be_is_refused_at_its_field(manager: Desk, wrong: dict[str, Any]) -> None:
    with pytest.raises(UserError) as caught:
        change_settings(manager, replace(TYPED, **wrong))
    assert [caught.value.path] == list(wrong)
    assert read_settings(manager) == Settings()


def test_a_clerk_reads_them_and_changes_none(desk: Desk) -> None:
    with pytest.raises(UserError) as caught:
        change_settings(desk, TYPED)
    assert caught.value.code == "NOT_ALLOWED"
