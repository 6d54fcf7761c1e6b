"""Files of earlier versions get the tables of official lists, and every image stays as it was noted."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.store import audit, convert, driver, images, migrations, people, proof
from app.store.database import Database, connect
from app.store.work import Work
from tests.helpers.data_key import KEY
from tests.helpers.old_file import NAME, unpack
from tests.unit.store import samples

PERSON = (
    "INSERT INTO persons VALUES (1, 'p1', '阿拉坦', 'female', '1956-03-12', 'resident_id', '15052519560312002X', 'H1', 'C1',"
    " '', '', '镇', '村', NULL, 's1', 'o1', '2019-11-22T09:30:00+00:00')"
)
IDENTITY = (
    "INSERT INTO identities VALUES (1, 1, 'registered_poor', '2018-01-01', NULL, '未脱贫', '文', 's1', 'o1',"
    " '2019-11-22T09:30:00+00:00')"
)


def second_schema(path: Path) -> driver.Connection:
    """A file as the version before made it."""
    connection = connect(path, KEY)
    connection.execute(f"PRAGMA application_id = {migrations.APPLICATION_ID}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrations, "STEPS", migrations.STEPS[:2])
        migrations.apply(connection)
    return connection


def test_a_file_of_schema_2_is_upgraded_and_its_images_stay(tmp_path: Path) -> None:
    path = tmp_path / "数据.db"
    connection = second_schema(path)
    assert connection.execute("PRAGMA user_version").fetchone()[0] == 2
    connection.execute("INSERT INTO stations VALUES ('s1', 'NM', '01', '奈曼旗', '窗', 1, 'x')")
    connection.execute("INSERT INTO operators VALUES ('o1', '王', '管理', 'x', 1, '')")
    connection.execute(PERSON)
    connection.execute(IDENTITY)
    work = Work(connection, None, writes=True)
    before = images.digest(work, "persons", "p1")
    rows = [images.Image("stations", "s1"), images.Image("operators", "o1"), images.Image("persons", "p1")]
    audit.append(work, **samples.STAMP, action="test", subject="", image=rows)
    connection.close()
    database = Database.open(path, key=KEY)
    try:
        with database.reading() as work:
            assert work.value("PRAGMA user_version") == migrations.version()
            assert images.digest(work, "persons", "p1") == before
            assert people.person(work, "p1").identities[0].marks == ""
            assert proof.compare(work) == ()
            assert work.value("SELECT count(*) FROM imports") == 0
    finally:
        database.close()
    assert path.with_name("数据.v2.db").exists()


def test_the_first_version_s_file_has_them_too(tmp_path: Path) -> None:
    path = unpack(tmp_path / "old.db")
    convert.encrypt(path, KEY)
    database = Database.open(path, key=KEY)
    try:
        with database.reading() as work:
            assert work.value("PRAGMA user_version") == migrations.version()
            assert work.value("SELECT count(*) FROM persons WHERE name = ?", (NAME,)) == 1
            assert images.standing(work)["persons"] != "0" * 64
            assert audit.verify(work) is None
    finally:
        database.close()
