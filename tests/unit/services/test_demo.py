"""The demonstration area: built through the same functions as the desk's work, the same in every run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

import pytest

from app.errors import InvariantError, KnownError, UserError
from app.policy import Registry
from app.records.ledger import Posted
from app.records.people import Station
from app.services.chance import Chance
from app.services.demo import (
    BUSINESS_DATE,
    CLERK,
    CONFIRMED_BY,
    case_draft_id,
    is_complete,
    operator_named,
)
from app.services.demo_build import add_operators, build_demo
from app.services.demo_cases import CASE_NAME, DECEASED_NAME, LONG_NAME, RARE_NAME
from app.services.demo_reference import read_reference
from app.services.desk import Desk
from app.services.drafts import open_drafts
from app.services.headless import settle_demonstration
from app.services.people import find_people, open_person
from app.services.quote import basis, quote, worked_out
from app.store import audit, ledger
from app.store.database import Database
from tests.helpers.data_key import KEY
from tests.helpers.service_desk import chance

FOLDER = Path(__file__).parents[3] / "resources" / "demo"
STATION = Station("s1", "NM", "01", "奈曼旗", "演示窗口", demonstration=True)


def built(path: Path, registry: Registry, station: Station = STATION) -> Desk:
    numbers = count(1)
    desk = Desk(
        Database.open(path, key=KEY),
        registry,
        lambda: datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
        lambda: f"01990000-0000-7000-8000-{next(numbers):012d}",
        station,
        CLERK,
        BUSINESS_DATE,
        chance=chance(),
    )
    add_operators(desk, "demo")
    return desk


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, registry: Registry) -> Iterator[Desk]:
    """A small demonstration area: 300 people, 80 settlements."""
    desk = built(tmp_path_factory.mktemp("demo") / "demo.db", registry)
    told: list[str] = []
    done = build_demo(desk, FOLDER, people=300, settlements=80, progress=told.append)
    assert told
    assert done.people == 304
    assert 70 <= done.settlements <= 80
    yield desk
    desk.database.close()


def posted(desk: Desk) -> tuple[Posted, ...]:
    with desk.database.reading() as work:
        return ledger.latest(work, 1000)[::-1]


def test_numbers_have_no_gap_and_follow_the_days(demo: Desk) -> None:
    documents = posted(demo)
    assert [one.number for one in documents] == [f"NM-01-2019-{at:06d}" for at in range(1, len(documents) + 1)]
    days = [one.business_date for one in documents]
    assert days == sorted(days)
    assert min(days) >= date(2019, 1, 5)
    assert max(days) <= date(2019, 11, 20)


def test_every_settlement_balances_and_the_kinds_are_mixed(demo: Desk) -> None:
    documents = posted(demo)
    for one in documents:
        assert one.total == sum(one.layers.values()) + one.institution_pays + one.person_pays
        assert one.total > 0
    assert len(Counter(one.visit_type for one in documents)) >= 4
    with demo.database.reading() as work:
        ways = {row[0] for row in work.rows("SELECT DISTINCT way FROM documents")}
        assert audit.verify(work) is None
    assert ways == {"direct", "reimbursement", "top_up"}


def test_the_named_people_are_there(demo: Desk) -> None:
    for name in (CASE_NAME, LONG_NAME, RARE_NAME, DECEASED_NAME):
        assert name in {hit.name for hit in find_people(demo, name)}, name
    hit = next(hit for hit in find_people(demo, CASE_NAME) if hit.born == date(1956, 3, 5))
    card = open_person(demo, hit.id)
    assert card.age == 63
    assert len(card.posted) == 3
    used = {bar.what: bar.used for bar in card.bars}
    assert used["大病保险起付"] == 310_000


def test_the_demonstration_case_is_the_one_of_the_design(demo: Desk) -> None:
    assert is_complete(demo)
    (draft,) = open_drafts(demo)
    assert draft.id == case_draft_id(demo)
    result, case = worked_out(quote(demo, basis(demo, draft.form.person_id, draft.form), draft.form))
    assert result.amounts.total == 1_000_000
    assert result.amounts.in_scope == 920_000
    assert {layer.id: layer.pay for layer in result.layers} == {
        "basic": 690_000,
        "critical_illness": 0,
        "assistance": 138_000,
        "poverty_fund": 45_000,
        "social_relief": 0,
    }
    assert (result.institution_pays, result.person_pays) == (30_000, 97_000)
    assert case.state.visits == 3


def test_the_main_job_without_a_window_and_again(tmp_path: Path, registry: Registry) -> None:
    desk = built(tmp_path / "demo.db", registry)
    build_demo(desk, FOLDER, people=20, settlements=8, progress=lambda _line: None)
    first, second = settle_demonstration(desk), settle_demonstration(desk)
    desk.database.close()
    assert first.number == second.number
    assert first.pdf.startswith(b"%PDF-")
    assert "970.00" in first.lines[-1]
    assert "玖佰柒拾元整" in first.lines[-1]
    assert "补打第 1 次" in second.lines[0]


def test_two_builds_give_the_same_figures(tmp_path: Path, registry: Registry) -> None:
    figures = []
    for name in ("one.db", "two.db"):
        desk = built(tmp_path / name, registry)
        build_demo(desk, FOLDER, people=60, settlements=20, progress=lambda _line: None)
        figures.append([(one.number, one.person_name, one.total, one.layers, one.person_pays) for one in posted(desk)])
        desk.database.close()
    assert figures[0] == figures[1]


def test_demonstration_data_never_go_into_a_formal_file(tmp_path: Path, registry: Registry) -> None:
    formal = Station("s1", "NM", "01", "奈曼旗", "1 号窗", demonstration=False)
    desk = built(tmp_path / "formal.db", registry, formal)
    with pytest.raises(InvariantError):
        build_demo(desk, FOLDER, people=1, settlements=0, progress=lambda _line: None)
    desk.database.close()


def test_a_missing_folder_is_said_calmly(tmp_path: Path) -> None:
    with pytest.raises(KnownError) as caught:
        read_reference(tmp_path)
    assert caught.value.code == "NO_FILE"


def test_chance_is_the_same_everywhere() -> None:
    drawn = Chance("visits:1")
    first = [drawn.below(1000) for _ in range(600)]
    again = Chance("visits:1")
    assert first == [again.below(1000) for _ in range(600)]
    assert first != [Chance("visits:2").below(1000) for _ in range(600)]
    assert {drawn.within(3, 5) for _ in range(100)} == {3, 4, 5}
    assert not any(drawn.percent(0) for _ in range(50))
    assert all(drawn.percent(100) for _ in range(50))
    assert {drawn.pick("ab") for _ in range(50)} == {"a", "b"}


def test_the_demonstrations_operators_are_called_by_their_own_names() -> None:
    assert operator_named("演示审计").role == "审计"
    assert operator_named("") == CONFIRMED_BY
    with pytest.raises(UserError, match="演示经办、演示复核") as told:
        operator_named("演示经理")
    assert told.value.code == "NO_OPERATOR"
