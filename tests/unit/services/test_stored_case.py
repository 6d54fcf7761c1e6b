"""A posted settlement evaluated again from what is stored with it gives the stored figures to the fen."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from app.engine import evaluate
from app.errors import InvariantError, UserError
from app.policy import Registry
from app.records.later import Figures, LayerFigures
from app.services.chance import Chance
from app.services.demo_build import build_demo
from app.services.desk import Desk
from app.services.quote import worked_out
from app.services.reverse import reverse
from app.services.stored_case import StoredPacks, stored_case
from app.store import standing
from app.store.work import Work
from tests.helpers.forms import COMFORT, DRUG, TREATMENT, quoted, settled, stay
from tests.helpers.random_years import chronic_filed, make_shenyang, random_form, settle_year, shenyang_desk
from tests.helpers.service_desk import BY_REVIEWER
from tests.unit.services.test_demo import FOLDER, built, posted


def same_again(work: Work, registry: Registry, person_id: str, year: int) -> int:
    """Evaluate everything that stands of a person's year again on its stored state; returns how many there were. Packs that
    are not in ``registry`` are read from their stored texts."""
    packs = StoredPacks(work, registry)
    found = standing.standing(work, person_id, year)
    for one in found:
        case = stored_case(work, one.id, packs).case
        result = evaluate(case.pack, case.values, case.identities, case.visit, case.state)
        layers = {
            layer.id: LayerFigures(layer.base, layer.deductible, layer.pay, layer.carried) for layer in result.layers
        }
        again = Figures(layers, result.institution_pays, result.person_pays, result.deductible)
        assert again == standing.figures(work, one)
        assert result.added == one.added
    return len(found)


@pytest.mark.parametrize("seed", range(3))
def test_every_case_of_a_year_is_the_same_again(desk: Desk, seed: int) -> None:
    chance = Chance(f"fold:{seed}")
    chronic_filed(desk, "p1", "p7")
    for at in range(14):
        settled(desk, random_form(chance, at))
    with desk.database.reading() as work:
        assert sum(same_again(work, Registry(()), person_id, 2019) for person_id in ("p1", "p7")) == 14


def test_another_area_as_well(tmp_path: Path, confirmed_file: Path, registry: Registry) -> None:
    shutil.copy(confirmed_file, tmp_path / "desk.db")
    make_shenyang(tmp_path / "desk.db", registry)
    with shenyang_desk(tmp_path / "desk.db", registry) as desk:
        done = settle_year(desk, "stored", 10, 2020, "p1-2020")
        with desk.database.reading() as work:
            assert same_again(work, registry, "p1-2020", 2020) == len(done) >= 8


def test_the_demonstration_as_well(tmp_path: Path, registry: Registry) -> None:
    desk = built(tmp_path / "demo.db", registry)
    build_demo(desk, FOLDER, people=100, settlements=30, progress=lambda _: None)
    documents = posted(desk)
    with desk.database.reading() as work:
        years = {(one.person_id, one.discharged.year) for one in documents}
        assert sum(same_again(work, registry, *one) for one in years) == len(documents) >= 25
    desk.database.close()


def test_a_bill_of_lines_comes_back_line_by_line(desk: Desk) -> None:
    form = replace(stay("p1", tags=("disease_23",)), rows=(TREATMENT, DRUG, COMFORT))
    asked = worked_out(quoted(desk, form))[1]
    done = settled(desk, form)
    with desk.database.reading() as work:
        again = stored_case(work, done.document_id, StoredPacks(work, Registry(())))
    assert (again.way, again.case.visit.items) == ("direct", asked.visit.items)
    assert again.case.pack.digest == asked.pack.digest
    assert again.case == asked


def test_a_pack_that_cannot_be_read_is_said(desk: Desk) -> None:
    done = settled(desk, stay("p1"))
    with desk.database.unit_of_work() as work:
        work.execute("DROP TRIGGER packs_no_update")
        work.execute("UPDATE packs SET text = 'id = 1'")
    with desk.database.reading() as work, pytest.raises(UserError) as caught:
        stored_case(work, done.document_id, StoredPacks(work, Registry(())))
    assert caught.value.code == "PACK_UNREADABLE"


def test_only_a_settlement_has_a_case(desk: Desk) -> None:
    done = settled(desk, stay("p1"))
    made = reverse(desk, "r1", done.document_id, "amount", "", BY_REVIEWER)
    with desk.database.reading() as work, pytest.raises(InvariantError):
        stored_case(work, made.document_id, StoredPacks(work, desk.packs))
