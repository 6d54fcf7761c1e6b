"""Institutions, catalogue items and diagnoses: saving, saving again, finding."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.errors import UserError
from app.records.people import CatalogueItem, Diagnosis, Institution
from app.store import audit, reference
from app.store.catalogue import entries
from app.store.database import Database
from tests.unit.store import samples

ON = date(2019, 11, 22)
CLINIC = Institution("h2", "大沁他拉镇中心卫生院", "township", "in_county", True, False, True, "clinic", "街")
ITEM = CatalogueItem("XA02BCA214A010010280667", "奥美拉唑肠溶胶囊", "盒", "B", "09", "0.10", "25.00", "30.00")
BED = CatalogueItem("001109000010000", "普通病房床位费", "日", "A", "01", "", "35.00", "")


def test_institutions(database: Database) -> None:
    with database.unit_of_work() as work:
        assert reference.save_institutions(work, [CLINIC], **samples.STAMP) == 1
        assert reference.institution(work, "h2", ON) == CLINIC
        assert reference.institution(work, "h1", ON) == samples.HOSPITAL
        for text in ("nmqrm", "rmyy", "人民", "奈曼"):
            assert reference.institutions(work, text, ON) == (samples.HOSPITAL,)
        assert [one.id for one in reference.institutions(work, "", ON)] == ["h2", "h1"]
        assert reference.institutions(work, "", ON, 1) == (CLINIC,)
        assert reference.institutions(work, "没有", ON) == ()
    with pytest.raises(UserError, match="NO_INSTITUTION"), database.reading() as work:
        reference.institution(work, "none", ON)


def test_saving_again_brings_up_to_date(database: Database) -> None:
    renamed = replace(samples.HOSPITAL, name="通辽市医院", level="tertiary")
    with database.unit_of_work() as work:
        terms = work.value("SELECT count(*) FROM terms")
        reference.save_institutions(work, [samples.HOSPITAL], **samples.STAMP)
        assert work.value("SELECT count(*) FROM terms") == terms
        reference.save_institutions(work, [renamed], **samples.STAMP)
        assert reference.institutions(work, "tlsyy", ON) == (renamed,)
        assert reference.institutions(work, "rmyy", ON) == ()
        assert reference.institutions(work, "", ON) == (renamed,)
        assert audit.verify(work) is None


def test_items(database: Database) -> None:
    with database.unit_of_work() as work:
        assert entries.save_items(work, iter([ITEM, BED]), **samples.STAMP) == 2
        assert entries.item(work, ITEM.code) == ITEM
        for text in ("XA02", "xa02bca", "amlz", "美拉", "肠溶", "crjn"):
            assert entries.find_items(work, text) == (ITEM,)
        for text in ("0011", "ptbf", "床位", "cwf"):
            assert entries.find_items(work, text) == (BED,)
        assert entries.find_items(work, "") == ()
        dear = replace(BED, unit_price="40.00")
        entries.save_items(work, [dear], **samples.STAMP)
        assert entries.item(work, BED.code) == dear
        assert len(entries.find_items(work, "0", 1)) == 1
    with pytest.raises(UserError, match="NO_ITEM"), database.reading() as work:
        entries.item(work, "none")


def test_diagnoses(database: Database) -> None:
    cancer, other = Diagnosis("C34.900", "肺癌"), Diagnosis("I10.x00", "高血压")
    with database.unit_of_work() as work:
        assert entries.save_diagnoses(work, [cancer, other], **samples.STAMP) == 2
        for text in ("C34", "c34.9", "fa", "肺"):
            assert entries.find_diagnoses(work, text) == (cancer,)
        for text in ("I10.x", "gxy"):
            assert entries.find_diagnoses(work, text) == (other,)
        assert entries.find_diagnoses(work, "") == ()
        assert entries.diagnosis(work, "C34.900") == cancer
        assert entries.diagnosis(work, "Z99") is None
        assert entries.save_diagnoses(work, [], **samples.STAMP) == 0
