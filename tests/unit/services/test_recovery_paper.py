"""The paper of a recovery code is drawn for whoever manages operators, and for nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.errors import UserError
from app.services.desk import Desk
from app.services.recovery_paper import recovery_pdf
from tests.helpers.pdf_text import page_texts
from tests.helpers.service_desk import MANAGER, desk_on, make_file, packs

CODE = "7ZQ4-8K2M-PP0X-44TR-9WVB-3HGA-Q1Z7"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A clerk's desk."""
    registry = packs()
    make_file(tmp_path / "desk.db", registry, confirmed=False)
    with desk_on(tmp_path / "desk.db", registry) as made:
        yield made


def test_the_manager_gets_the_code_on_paper(desk: Desk) -> None:
    (text,) = page_texts(recovery_pdf(replace(desk, operator=MANAGER), CODE))
    assert all(group in text for group in CODE.split("-"))
    assert MANAGER.name in text


def test_a_clerk_does_not(desk: Desk) -> None:
    with pytest.raises(UserError, match="NOT_ALLOWED"):
        recovery_pdf(desk, CODE)
