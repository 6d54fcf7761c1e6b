"""Each role against each action, through the services: refused exactly where the table refuses it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app.errors import KnownError, UserError
from app.services.desk import Desk
from app.services.rights import RIGHTS, ROLES, SOLE
from tests.helpers.rights_calls import CALLS
from tests.helpers.seated import seated

ELSEWHERE = {"backup.restore"}
"""A restore has no desk: who opened the backup is looked up in it (tests of ``restore``)."""


def test_every_action_is_called_here() -> None:
    assert {*CALLS, *ELSEWHERE} == set(RIGHTS)


@pytest.mark.parametrize("role", [*ROLES, SOLE])
def test_the_services_of_every_action_refuse_whom_the_table_refuses(desk: Desk, tmp_path: Path, role: str) -> None:
    made = replace(seated(desk, role), backups=tmp_path / "backups")
    for action, calls in CALLS.items():
        for call in calls:
            assert _refused(made, call) == (role not in RIGHTS[action]), action


def _refused(desk: Desk, call: Callable[[Desk], object]) -> bool:
    """Whether the right was missing; what else the call has to say is other tests' business."""
    try:
        call(desk)
    except UserError as told:
        return told.code == "NOT_ALLOWED"
    except KnownError:
        return False
    return False
