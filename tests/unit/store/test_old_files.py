"""A file of each released schema opens, keeps a copy of itself as it was, and works on: figures, chain, paper.

The files were made by the released program itself (a settlement that was printed, one that was reversed, a closed day) and are kept
without their encryption, which would not pack; they are encrypted again before they are opened.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from app.services.audit_trail import verify_audit
from app.services.desk import Desk
from app.services.settle import post_form
from app.services.slips import settled_today, stored_facts
from app.store import ledger, migrations, prints
from app.store.convert import encrypt
from app.store.counts import schema_version
from tests.helpers import small_desk
from tests.helpers.data_key import KEY
from tests.helpers.forms import stay
from tests.helpers.service_desk import keys_beside

OLD = Path(__file__).parents[2] / "data" / "old"
SCHEMAS = (3, 4)
"""0.2 and 0.3. Schema 1 (0.1, not encrypted) is ``test_convert``'s; schema 2 never left the house by itself."""


def unpacked(folder: Path, schema: int) -> Path:
    path = folder / "desk.db"
    path.write_bytes(gzip.decompress((OLD / f"desk-{schema}.db.gz").read_bytes()))
    encrypt(path, KEY)
    return path


@pytest.fixture(params=SCHEMAS)
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    path = unpacked(tmp_path, request.param)
    keys_beside(path)
    with small_desk.small_desk(path) as opened:
        # a day later: that of the file is closed
        yield replace(opened, business_date=small_desk.BUSINESS_DATE.replace(day=23), new_id=small_desk.ids("new"))


def test_a_file_of_every_schema_before_this_one_is_kept() -> None:
    assert {1, 2, *SCHEMAS} == set(range(1, migrations.version()))


def test_it_is_brought_up_to_date_and_a_copy_of_it_kept(desk: Desk) -> None:
    path = desk.database.path
    with desk.database.reading() as work:
        assert schema_version(work) == migrations.version()
    copies = sorted(one for one in path.parent.iterdir() if ".v" in one.name and one.suffix == ".db")
    assert len(copies) == 1
    schema = int(copies[0].name.rsplit(".v", 1)[1].removesuffix(".db"))
    assert schema in SCHEMAS
    assert gzip.decompress((OLD / f"desk-{schema}.db.gz").read_bytes())[:16] == b"SQLite format 3\x00"


def test_figures_and_chain_stand(desk: Desk) -> None:
    day_before = replace(desk, business_date=small_desk.BUSINESS_DATE)
    documents = {one.number: one.person_pays for one in settled_today(day_before)}
    assert documents == {"NM-01-2019-000001": 157_000, "NM-01-2019-000002": 347_500, "NM-01-2019-000003": -347_500}
    manager = replace(desk, operator=small_desk.MANAGER)
    verified = verify_audit(manager)
    assert verified.sound, (verified.broken, verified.findings)


def test_the_first_slip_is_drawn_again_as_it_was_printed(desk: Desk) -> None:
    from app.papers.slip import draw_slip

    with desk.database.reading() as work:
        document = ledger.by_number(work, "NM-01-2019-000001")
        assert document is not None
        printed = prints.prints_of(work, document.id)[0]
        payload = ledger.qr_payload(work, document.id)
    facts = stored_facts(desk, document.id)
    assert sha256(draw_slip(facts, payload, template=printed.template)).hexdigest() == printed.pdf_sha256


def test_work_goes_on(desk: Desk) -> None:
    with desk.database.unit_of_work() as work:
        done = post_form(
            desk,
            work,
            "after",
            stay(invoice_number="after", admitted="2019-11-20", discharged="2019-11-22"),
            None,
            draft=None,
        )
    assert done.number == "NM-01-2019-000004"
