"""What every import of a list withstands: another window with the same list, a list given up while it is read, no rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from types import ModuleType

import pytest

from app.errors import InvariantError, UserError
from app.exchange.tables import RawRow, Table
from app.records.roster import ListFacts
from app.services import rosters
from app.services.catalogue import imports as catalogue
from app.services.desk import Desk
from app.services.insured import imports as insured
from app.store import meta
from tests.helpers import catalogues
from tests.helpers import insured as insured_lists
from tests.helpers import rosters as people
from tests.helpers.service_desk import AT

Rows = tuple[Mapping[str, str], ...]


@dataclass(frozen=True)
class Kind:
    """A service, its helpers, and three rows of its lists: two sound ones of different things, one that is refused."""

    service: ModuleType
    helpers: ModuleType
    facts: ListFacts
    rows: Rows
    others: Rows
    spoilt: Rows


KINDS = (
    Kind(
        *(rosters, people, people.facts()),
        *((people.person("p1", sub_status="正常脱贫"),), (people.person("p2"),), (people.person("p1", name=""),)),
    ),
    Kind(
        *(insured, insured_lists, insured_lists.facts()),
        *((insured_lists.paid("p1"),), (insured_lists.paid("p2"),), (insured_lists.paid("p1", own="二百"),)),
    ),
    Kind(
        *(catalogue, catalogues, catalogues.facts()),
        *((catalogues.PILLS,), (catalogues.TEA,), ({**catalogues.PILLS, "name": ""},)),
    ),
)
every_kind = pytest.mark.parametrize("kind", KINDS, ids=["roster", "insured", "catalogue"])


@pytest.fixture
def manager(desk: Desk) -> Desk:
    return people.manager(desk)


@pytest.fixture
def window(manager: Desk) -> Desk:
    """Another window on the same file."""
    station = replace(manager.station, id="s2", code="02")
    with manager.database.unit_of_work() as work:
        meta.save_station(work, station, at=AT)
    return replace(manager, station=station)


def staged(desk: Desk, kind: Kind, rows: Rows, facts: ListFacts) -> str:
    import_id: str = kind.service.begin(desk, facts)
    kind.service.stage(desk, import_id, kind.helpers.table(rows))
    return import_id


@every_kind
def test_two_windows_with_the_same_file_import_it_once(manager: Desk, window: Desk, kind: Kind) -> None:
    mine, theirs = (staged(desk, kind, kind.rows, kind.facts) for desk in (manager, window))
    seen, also_seen = kind.service.dry_run(manager, mine), kind.service.dry_run(window, theirs)
    kind.service.apply(manager, mine, seen.digest)
    with pytest.raises(UserError, match="请重新核对一遍") as stale:
        kind.service.apply(window, theirs, also_seen.digest)
    assert stale.value.code == "STALE"
    with pytest.raises(UserError, match=r"已作为 .* 导入，不需要再导入") as again:
        kind.service.dry_run(window, theirs)
    assert again.value.code == "DUPLICATE"
    assert len(kind.service.lists(manager)) == 1


@every_kind
def test_a_list_is_not_imported_behind_a_later_one_of_another_window(manager: Desk, window: Desk, kind: Kind) -> None:
    older = replace(kind.facts, listed_on=kind.facts.listed_on - timedelta(days=30), sha256="older")
    mine, theirs = staged(manager, kind, kind.rows, kind.facts), staged(window, kind, kind.others, older)
    kind.service.apply(manager, mine, kind.service.dry_run(manager, mine).digest)
    with pytest.raises(UserError, match="不能再导入更早的") as late:
        kind.service.dry_run(window, theirs)
    assert late.value.code == "BAD_DATE"


@every_kind
def test_a_list_that_was_given_up_while_it_is_read_in_leaves_no_row_in_the_next_one(manager: Desk, kind: Kind) -> None:
    """A second program on the same computer begins another list meanwhile."""
    import_id = kind.service.begin(manager, kind.facts)
    table, begun = kind.helpers.table(kind.rows), []

    def read(_table: Table) -> Iterator[RawRow]:
        begun.append(kind.service.begin(manager, replace(kind.facts, sha256="another", document_number="另一份")))
        yield from table.rows()

    with pytest.raises(UserError, match="已经放弃") as given_up:
        kind.service.stage(manager, import_id, replace(table, read=read))
    assert given_up.value.code == "NOT_STAGED"
    assert kind.service.stage(manager, begun[0], kind.helpers.table(kind.others)) == 1
    seen = kind.service.dry_run(manager, begun[0])
    names = {one.name for what in ("added", "changed") for _, one in kind.service.planned(manager, begun[0], what)}
    assert names == {kind.others[0]["name"]}
    assert kind.service.apply(manager, begun[0], seen.digest).document_number == "另一份"


@every_kind
def test_a_list_is_undone_by_its_own_service_alone(manager: Desk, kind: Kind) -> None:
    done = kind.helpers.imported(manager, kind.rows, kind.facts)
    for other in KINDS:
        if other is not kind:
            with pytest.raises(InvariantError):
                other.service.undo(manager, done.import_id)
    [listed] = kind.service.lists(manager)
    assert listed.undone_at is None


@every_kind
@pytest.mark.parametrize("spoilt", [False, True], ids=["no row", "refused rows"])
def test_a_list_of_which_no_row_can_be_read_ends_nothing(manager: Desk, kind: Kind, *, spoilt: bool) -> None:
    before = kind.helpers.dump(manager.database)
    import_id = staged(manager, kind, kind.spoilt if spoilt else (), kind.facts)
    kind.service.dry_run(manager, import_id)
    whole = {"ends_left": True} if kind.service is rosters else {"whole": True}
    seen = kind.service.dry_run(manager, import_id, **whole)
    assert seen.refused == int(spoilt)
    with pytest.raises(UserError, match="没有一行能读入") as nothing:
        kind.service.apply(manager, import_id, seen.digest)
    assert nothing.value.code == "NOTHING_READ"
    assert (kind.helpers.dump(manager.database), kind.service.lists(manager)) == (before, ())
