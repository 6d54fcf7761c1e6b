"""Who may do what: each role against each action, written out once more."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.errors import InvariantError, UserError
from app.policy import Registry
from app.records.people import Operator
from app.services.desk import Desk
from app.services.rights import RIGHTS, ROLES, SOLE, check, refusal
from tests.helpers.service_desk import desk_on

LOOK = {
    *("person.find", "person.open", "person.unmask", "reference.read", "case.quote", "slip.list", "parameter.read"),
    *("day.read", "operator.read", "operator.own", "settings.read", "roster.read"),
    *("register.read", "worklist.read"),
    *("calendar.read", "list.print", "acceptance.read", "claim.read", "hall_wait.read", "insured.read", "account.read"),
    *(
        "filing.read",
        "paper.read",
        "printing.send",
        "fund.read",
        "year_end.read",
        "payer_file.read",
        "slip.verify",
        "picture.read",
        "statement.read",
    ),
}
EXPORT = {"list.export", "national.export"}
"""Not a village room, whose file holds the people of the whole county."""
WORK = {
    *("draft.edit", "case.settle", "slip.print", "document.reverse", "adjustment.post", "day.close", "filing.file"),
    *("acceptance.edit", "bill.import", "claim.edit", "hall_wait.edit", "self_paid.record"),
}
FILING = {"filing.decide", "filing.import", "payer_file.import"}
"""The hall decides on what was filed, not the village."""
FOLLOW = {"insured.compare", "insured.follow"}
ACCOUNTS = {"account.write", "credit.write", "review.mark"}
PRINTERS = {"printing.choose"}
HALL = {"slip_key.sign"}
"""The hall's administrator, and nobody who works alone: he would vouch for himself."""
CONFIRM = {"filing.cancel", "credit.confirm"}
FILES = {"reversal.exchange", "backup.make", "register.edit", "paper.spoil"}
SECOND = {"reversal.approve", "adjustment.collect", "day.unlock", "year_end.run", "year_end.approve"}
VALUES = {
    "filing.list",
    "fund.close",
    "institution.change",
    "calendar.change",
    "roster.import",
    "register.settings",
    "catalogue.import",
    "insured.import",
    "insured.money",
    "parameter.confirm",
    "parameter.exchange",
    "operator.manage",
    "settings.change",
    "backup.restore",
    "national.codes",
}
MAY = {
    "经办": PRINTERS | FOLLOW | LOOK | EXPORT | WORK | FILES | FILING | {"credit.write", "review.mark"},
    "复核": PRINTERS | FOLLOW | LOOK | EXPORT | WORK | FILES | FILING | SECOND | ACCOUNTS | CONFIRM | {"audit.read"},
    "管理": PRINTERS
    | FOLLOW
    | LOOK
    | EXPORT
    | FILES
    | FILING
    | SECOND
    | VALUES
    | ACCOUNTS
    | CONFIRM
    | HALL
    | {"audit.read"},
    "村医": PRINTERS | FOLLOW | LOOK | WORK | FILES | {"credit.write"},
    "审计": LOOK | EXPORT | {"audit.read"},
    "单人": PRINTERS
    | FOLLOW
    | LOOK
    | EXPORT
    | WORK
    | FILES
    | FILING
    | VALUES
    | ACCOUNTS
    | {"audit.read", "filing.cancel"},
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, confirmed_file: Path, registry: Registry) -> Iterator[Desk]:
    """One desk for all: asking changes nothing."""
    path = tmp_path_factory.mktemp("rights") / "desk.db"
    shutil.copy(confirmed_file, path)
    with desk_on(path, registry) as made:
        yield made


def as_role(desk: Desk, role: str) -> Desk:
    return replace(desk, operator=Operator("o", "某人", role))


def test_every_role_and_every_action_is_in_the_table() -> None:
    assert set(MAY) == {*ROLES, SOLE}
    assert set().union(*MAY.values()) == set(RIGHTS)


@pytest.mark.parametrize("role", MAY)
@pytest.mark.parametrize("action", RIGHTS)
def test_each_role_and_action(desk: Desk, role: str, action: str) -> None:
    if action in MAY[role]:
        check(as_role(desk, role), action)
        return
    with pytest.raises(UserError) as caught:
        check(as_role(desk, role), action)
    assert caught.value.code == "NOT_ALLOWED"
    assert role in caught.value.message
    assert SOLE not in caught.value.message.split("，")[0], "nobody is sent to a one-person window for help"


def test_a_screen_can_ask_beforehand(desk: Desk) -> None:
    assert refusal(as_role(desk, SOLE), "parameter.confirm") == ""
    assert "需要管理权限" in refusal(as_role(desk, "经办"), "parameter.confirm")


def test_a_role_that_nobody_knows_may_nothing(desk: Desk) -> None:
    assert all(refusal(as_role(desk, "院长"), action) for action in RIGHTS)


def test_an_action_without_a_right_is_a_bug(desk: Desk) -> None:
    with pytest.raises(InvariantError):
        check(desk, "moon.walk")
