"""A file of schema 3 gets dated entries: its images stay, its entries are found as before."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.store import audit, images, migrations, proof
from app.store.catalogue import entries
from app.store.database import Database, connect
from app.store.work import Work
from tests.helpers.data_key import KEY
from tests.unit.store import samples

STAMPED = "'s1', 'o1', '2019-11-22T09:30:00+00:00'"
OLD = (
    "INSERT INTO stations VALUES ('s1', 'NM', '01', '奈曼旗', '窗', 1, 'x')",
    "INSERT INTO operators VALUES ('o1', '王', '管理', 'x', 1, '')",
    f"INSERT INTO catalogue_items VALUES (7, 'C1', '床位费', '日', 'A', '01', '', '18', '', {STAMPED})",
    f"INSERT INTO catalogue_items VALUES (8, 'C2', '床位费', '日', 'A', '01', '', '20', '', {STAMPED})",
    f"INSERT INTO diagnoses VALUES (9, 'J18', '肺炎', {STAMPED})",
    "INSERT INTO terms VALUES (21, '床位费', 7), (21, '床位费', 8), (22, 'cwf', 7), (22, 'cwf', 8), (23, '位费', 7)",
    "INSERT INTO terms VALUES (31, '肺炎', 9), (32, 'fy', 9)",
)


def test_an_older_file(tmp_path: Path) -> None:
    path = tmp_path / "数据.db"
    connection = connect(path, KEY)
    connection.execute(f"PRAGMA application_id = {migrations.APPLICATION_ID}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrations, "STEPS", migrations.STEPS[:3])
        migrations.apply(connection)
    for statement in OLD:
        connection.execute(statement)
    work = Work(connection, None, writes=True)
    before = images.digest(work, "catalogue_items", "C1")
    told = [images.Image("stations", "s1"), images.Image("operators", "o1")]
    told += [
        images.Image("catalogue_items", "", after=images.total(one for _, one in images.live(work, "catalogue_items")))
    ]
    told += [images.Image("diagnoses", "J18")]
    audit.append(work, **samples.STAMP, action="test", subject="", image=told)
    connection.close()
    database = Database.open(path, key=KEY)
    try:
        with database.reading() as work:
            assert images.digest(work, "catalogue_items", "C1") == before
            assert audit.verify(work) is None
            assert proof.compare(work) == ()
            for text in ("C1", "床位", "位费", "cwf"):
                assert entries.find_items(work, text)[0].code == "C1"
            assert [one.code for one in entries.find_items(work, "cwf")] == ["C1", "C2"]
            assert [one.code for one in entries.find_diagnoses(work, "fy")] == ["J18"]
            assert work.value("SELECT count(*) FROM terms WHERE kind < 100") == 0
    finally:
        database.close()
