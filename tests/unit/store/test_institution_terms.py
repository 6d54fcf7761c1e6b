"""Institutions of an earlier file: their rows are open versions, and their images stay as they were noted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.store import audit, images, institution_terms, migrations, proof, reference
from app.store.database import Database, connect
from app.store.work import Work
from tests.helpers.data_key import KEY
from tests.unit.store import samples

HOSPITAL = (
    "INSERT INTO institutions VALUES (1, 'h1', '奈曼旗人民医院', 'secondary', 'in_county', 1, 1, 1, 'hospital', '街', 's1', 'o1',"
    " '2019-11-22T09:30:00+00:00')"
)


def test_the_institutions_of_schema_3_are_open_versions_with_their_images(tmp_path: Path) -> None:
    path = tmp_path / "数据.db"
    connection = connect(path, KEY)
    connection.execute(f"PRAGMA application_id = {migrations.APPLICATION_ID}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrations, "STEPS", migrations.STEPS[:3])
        migrations.apply(connection)
    connection.execute("INSERT INTO stations VALUES ('s1', 'NM', '01', '奈曼旗', '窗', 1, 'x')")
    connection.execute("INSERT INTO operators VALUES ('o1', '王', '管理', 'x', 1, '')")
    connection.execute(HOSPITAL)
    work = Work(connection, None, writes=True)
    before = images.digest(work, "institutions", "h1")
    rows = [
        images.Image(table, key) for table, key in (("stations", "s1"), ("operators", "o1"), ("institutions", "h1"))
    ]
    audit.append(work, **samples.STAMP, action="test", subject="", image=rows)
    connection.close()
    database = Database.open(path, key=KEY)
    try:
        with database.reading() as work:
            assert images.digest(work, "institutions", "h1") == before
            assert proof.compare(work) == ()
            held = reference.institution(work, "h1", date(1999, 1, 1))
            assert (held.level, held.since, held.holds(date(1999, 1, 1))) == ("secondary", None, True)
            assert [one.id for one in institution_terms.versions(work, "h1")] == [""]
    finally:
        database.close()


def test_a_row_that_only_carries_an_id_gives_the_next_version_before_its_day(database: Database) -> None:
    new = replace(samples.HOSPITAL, id="h9", name="新院", since=date(2019, 5, 1), until=date(2019, 6, 30))
    with database.unit_of_work() as work:
        reference.add_institution(work, new, **samples.STAMP)
        institution_terms.add(work, "t1", new, "文", None, **samples.STAMP)
        for day, holds in ((date(2019, 4, 30), False), (date(2019, 5, 1), True), (date(2019, 6, 30), True)):
            found = reference.institution(work, "h9", day)
            assert (found, found.holds(day)) == (new, holds)
        assert not reference.institution(work, "h9", date(2019, 7, 1)).holds(date(2019, 7, 1))
        assert reference.institutions(work, "新院", date(2019, 7, 1)) == (new,)
