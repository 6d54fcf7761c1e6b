"""Files of requests and answers: the same bytes for the same content, and nothing but such a file is read."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import UserError
from app.exchange import sealed, signature
from app.exchange.approval_file import (
    LARGEST,
    digest_of,
    read_answer,
    read_request,
    signed_bytes,
    write_answer,
    write_request,
)
from app.records.approval import (
    AnswerFile,
    CollectSlip,
    CollectSubject,
    RequestFile,
    ReversalSubject,
    UnlockSubject,
)
from app.records.people import Operator

PRIVATE = b"k" * signature.PRIVATE_BYTES
KEY = signature.public_of(PRIVATE)
SLIP = ReversalSubject(
    document_id="d1",
    facts_digest="a" * 64,
    number="NM-01-2019-000123",
    business_date=date(2019, 11, 21),
    person_name="张㛃䶮",
    masked_number="1505••••••••002X",
    institution="奈曼旗人民医院",
    visit_type="inpatient",
    discharged=date(2019, 11, 19),
    total=1_000_000,
    fund_total=873_000,
    institution_pays=30_000,
    person_pays=97_000,
    collect=97_000,
    pay_out=0,
)
DAY = UnlockSubject("c1", "b" * 64, date(2019, 11, 21), "王秀英 2019-11-21 17:30", 12, 5_000_000, 700_000)
YEAR = CollectSubject(
    "p1",
    "张㛃䶮",
    "1505••••••••002X",
    2019,
    "c" * 64,
    (CollectSlip("NM-01-2019-000124", date(2019, 11, 20), "奈曼旗人民医院", 37_500, 37_500),),
)
ASKED = RequestFile(
    request_id="r1",
    subject=SLIP,
    reason="institution",
    note="",
    initiator=Operator("o1", "王秀英", "单人"),
    station_name="西沁村卫生室",
    asked_at=datetime(2019, 11, 22, 10, 32, 7, tzinfo=timezone(timedelta(hours=8))),
)
OTHERS = (replace(ASKED, subject=DAY, reason="", note="漏了一张"), replace(ASKED, subject=YEAR, reason=""))
TOLD = AnswerFile(
    "r1",
    digest_of(ASKED),
    True,
    "同意",
    Operator("h1", "钱复核", "复核"),
    "旗大厅",
    datetime(2019, 11, 22, tzinfo=UTC),
    KEY,
)
TOLD = replace(TOLD, signature=signature.sign(signature.text_of(PRIVATE), signed_bytes(TOLD)))


def changed(change: Callable[[dict[str, Any]], object], asked: RequestFile = ASKED) -> bytes:
    """The request's file, changed, with a digest that fits."""
    root = sealed.without(json.loads(write_request(asked)), "sha256")
    change(root)
    return sealed.write(root, sha256=sealed.digest(root))


def refused(data: bytes) -> tuple[str, str]:
    with pytest.raises(UserError) as caught:
        read_request(data)
    assert caught.value.message.endswith("。")
    return caught.value.code, caught.value.path


def test_both_files_come_back_as_they_were_written() -> None:
    for asked in (ASKED, *OTHERS):
        assert read_request(write_request(asked)) == asked
    assert read_answer(write_answer(TOLD)) == TOLD
    assert write_request(read_request(write_request(ASKED))) == write_request(ASKED)


def test_set_out_otherwise_it_is_still_whole() -> None:
    assert read_request(json.dumps(json.loads(write_request(ASKED))).encode()) == ASKED


def test_a_touched_figure_shows() -> None:
    data = write_request(ASKED).replace(b'"total": 1000000', b'"total": 100000')
    assert refused(data) == ("BROKEN_DIGEST", "sha256")


def test_a_signature_is_over_all_that_was_said() -> None:
    assert signature.verified(TOLD.public_key, TOLD.signature, signed_bytes(TOLD))
    for other in (
        replace(TOLD, approved=False),
        replace(TOLD, note="不同意"),
        replace(TOLD, request_id="r2"),
        replace(TOLD, request_digest="b" * 64),
        replace(TOLD, approver=Operator("h2", "钱复核", "复核")),
        replace(TOLD, public_key=signature.public_of(b"x" * 32)),
    ):
        assert not signature.verified(other.public_key, TOLD.signature, signed_bytes(other))


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"\xff", b'{"format": 1}', b"[" * 5000, write_answer(TOLD)])
def test_another_file_is_none(data: bytes) -> None:
    assert refused(data) == ("NOT_A_REQUEST", "")


def test_a_file_that_is_too_large_or_newer_is_refused() -> None:
    assert refused(b" " * (LARGEST + 1)) == ("TOO_LARGE", "")
    assert refused(changed(lambda root: root.update(version=2))) == ("NEWER_FORMAT", "version")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("version", "1"),
        ("request", ""),
        ("kind", "whatever"),
        ("subject", "d1"),
        ("note", "长" * 501),
        ("asked_at", "2019-11-22T10:32:07"),
        ("reason", "whatever"),
        ("initiator", "王秀英"),
    ],
)
def test_each_value_is_read_strictly(name: str, value: object) -> None:
    assert refused(changed(lambda root: root.update({name: value}))) == ("BAD_VALUE", name)


@pytest.mark.parametrize(
    ("asked", "name", "value"),
    [
        (ASKED, "number", "两\n行"),
        (ASKED, "total", "1000000"),
        (ASKED, "total", True),
        (ASKED, "total", 10**14),
        (ASKED, "facts_digest", "A" * 64),
        (ASKED, "discharged", "2019-02-30"),
        (ASKED, "visit_type", "walk"),
        (OTHERS[0], "day", "20191121"),
        (OTHERS[0], "count", -1),
        (OTHERS[1], "year", "2019"),
        (OTHERS[1], "slips", []),
        (OTHERS[1], "slips", [{}] * 201),
        (OTHERS[1], "more", 1),
    ],
)
def test_each_value_of_a_subject_is_read_strictly(asked: RequestFile, name: str, value: object) -> None:
    data = changed(lambda root: root["subject"].update({name: value}), asked)
    assert refused(data) == ("BAD_VALUE", f"subject.{name}")


def test_a_slip_and_a_reason_belong_to_their_kind() -> None:
    data = changed(lambda root: root["subject"]["slips"][0].update(moves=None), OTHERS[1])
    assert refused(data) == ("BAD_VALUE", "subject.slips.0.moves")
    assert refused(changed(lambda root: root.update(reason="amount"), OTHERS[0])) == ("BAD_VALUE", "reason")
    assert refused(changed(lambda root: root.update(kind="unlock")))[0] == "BAD_VALUE"


def test_nothing_is_missing_and_nothing_is_more() -> None:
    assert refused(changed(lambda root: root.pop("note"))) == ("BAD_VALUE", "note")
    assert refused(changed(lambda root: root.update(more=1))) == ("BAD_VALUE", "more")
    assert refused(changed(lambda root: root["initiator"].update(password="x"))) == ("BAD_VALUE", "initiator.password")


@pytest.mark.parametrize("value", ["", "abc", "====", KEY[:-4], KEY + "AAAA", f" {KEY}"])
def test_what_is_no_key_is_none(value: str) -> None:
    assert not signature.is_key(value)
    root = {**json.loads(write_answer(TOLD)), "public_key": value}
    with pytest.raises(UserError) as caught:
        read_answer(json.dumps(root).encode())
    assert caught.value.path == "public_key"


LOW_ORDER = (
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
)
"""The points of low order, and heights that aren't reduced, as others publish them (RFC 7748 §6 names the danger)."""


@pytest.mark.parametrize("digits", LOW_ORDER)
def test_a_key_that_signs_for_anybody_is_none(digits: str) -> None:
    """With the neutral element as key, R = 1 and S = 0 fit every message."""
    plain = bytes.fromhex(digits)
    for key in (plain, plain[:-1] + bytes([plain[-1] | 0x80])):
        text = signature.text_of(key)
        assert not signature.is_key(text)
        assert not signature.verified(text, signature.text_of(b"\x01" + bytes(63)), b"anything")


def test_a_fingerprint_can_be_read_aloud() -> None:
    assert len(signature.fingerprint(KEY).split()) == 5
    assert signature.fingerprint(KEY) != signature.fingerprint(signature.public_of(b"x" * 32))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_with_a_sentence(data: bytes) -> None:
    for read in (read_request, read_answer):
        with pytest.raises(UserError):
            read(data)


@given(st.sampled_from(sorted(json.loads(write_request(ASKED)))), _JSON)
def test_any_json_in_any_place_is_refused_or_read(place: str, junk: object) -> None:
    with suppress(UserError):
        read_request(changed(lambda root: root.update({place: junk})))
    with suppress(UserError):
        read_answer(json.dumps({**json.loads(write_answer(TOLD)), place: junk}).encode())


@pytest.mark.parametrize("text", ["张\n三", "张\x07三\x00", "=1+1\u2028", "长" * 10_000, " 张 三 "])
def test_whatever_was_typed_or_imported_a_request_and_its_answer_can_be_read(text: str) -> None:
    subject = replace(SLIP, person_name=text, institution=text)
    asked = replace(ASKED, subject=subject, note=text, station_name=text)
    read = read_request(write_request(asked))
    assert isinstance(read.subject, ReversalSubject)
    assert read.subject.person_name == " ".join(text.replace("\x07", " ").replace("\x00", " ").split())[:500]
    assert digest_of(read) == digest_of(asked)
    told = read_answer(write_answer(replace(TOLD, note=text, station_name=text)))
    assert told.note == read.note
    assert signed_bytes(told) == signed_bytes(replace(TOLD, note=text, station_name=text))
