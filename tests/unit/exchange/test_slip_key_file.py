"""A station's key to the hall and back: what was touched on the way is refused, whatever it was."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from app.errors import UserError
from app.exchange import sealed, signature, slip_code
from app.exchange import slip_key_file as files
from app.exchange.slip_key_file import KeyAnswer, KeyRequest

AT = datetime(2019, 11, 22, 10, 32, 7, tzinfo=UTC)
STATION = b64encode(bytes(range(32))).decode()
HALL = b64encode(bytes(range(100, 132))).decode()
STATION_KEY, HALL_KEY = (signature.public_of(b64decode(one)) for one in (STATION, HALL))
ASKED = KeyRequest("NM-01", "社保大厅 3 号窗", STATION_KEY, AT)
TOLD = KeyAnswer(
    "NM-01",
    STATION_KEY,
    "旗医保局",
    HALL_KEY,
    AT,
    signature.sign(HALL, slip_code.certificate_bytes("NM-01", STATION_KEY)),
)
REQUEST, ANSWER = files.write_request(ASKED, STATION), files.write_answer(TOLD)
Read = Callable[[bytes], object]


def refused(read: Read, data: bytes) -> str:
    with pytest.raises(UserError) as caught:
        read(data)
    assert caught.value.message.endswith("。")
    return caught.value.code


def resealed(**changes: object) -> bytes:
    """An answer with other values and a digest that fits them."""
    content = {**json.loads(ANSWER), **changes}
    del content["sha256"]
    return sealed.write(content, sha256=sealed.digest(content))


def test_there_and_back() -> None:
    assert files.read_request(REQUEST) == ASKED
    assert files.read_answer(ANSWER) == TOLD
    assert (files.kind_of(REQUEST), files.kind_of(ANSWER)) == (files.REQUEST, files.ANSWER)
    assert len(REQUEST) < 1_000
    assert len(ANSWER) < 1_000


@pytest.mark.parametrize("data", [b"", b"\xff", b"[]", b"{}", b'{"format": "x"}', b"{" * 9_000, ANSWER, b" " * 9_000])
def test_what_is_no_request(data: bytes) -> None:
    assert refused(files.read_request, data) == "NOT_A_REQUEST"
    assert files.kind_of(data) in ("", files.ANSWER)


def test_a_file_that_is_too_large_is_not_read() -> None:
    large = b"{" * (files.LARGEST + 1)
    assert refused(files.read_request, large) == refused(files.read_answer, large) == "TOO_LARGE"


def test_what_is_no_answer() -> None:
    assert refused(files.read_answer, REQUEST) == "NOT_AN_ANSWER"
    assert refused(files.read_answer, ANSWER.replace("旗医保局".encode(), "别处".encode())) == "BROKEN_DIGEST"
    assert refused(files.read_answer, resealed(prefix="NM-02")) == "BAD_SIGNATURE"
    assert refused(files.read_answer, resealed(public_key=HALL_KEY)) == "BAD_SIGNATURE"
    assert refused(files.read_answer, resealed(hall_key=STATION_KEY)) == "BAD_SIGNATURE"
    assert refused(files.read_answer, resealed(more=1)) == "BAD_VALUE"
    assert refused(files.read_answer, resealed(version=2)) == "NEWER_FORMAT"
    assert refused(files.read_answer, resealed(version="1")) == "BAD_VALUE"


@pytest.mark.parametrize("key", ["prefix", "station", "public_key", "asked_at", "signature"])
def test_a_request_is_signed_with_the_key_that_it_is_about(key: str) -> None:
    other = {"public_key": HALL_KEY, "signature": TOLD.certificate, "asked_at": "2019-11-23T10:32:07+00:00"}
    changed = {**json.loads(REQUEST), key: other.get(key, "NM-09")}
    assert refused(files.read_request, sealed.write(changed)) == "BAD_SIGNATURE"
    changed.pop(key)
    assert refused(files.read_request, sealed.write(changed)) == "BAD_VALUE"


def test_hall_keys_in_a_text_file() -> None:
    text = files.write_hall_key(HALL_KEY)
    assert files.read_hall_keys(text) == (HALL_KEY,)
    assert files.read_hall_keys(b"\xef\xbb\xbf" + text + b"\r\n" + files.write_hall_key(STATION_KEY) + text) == (
        HALL_KEY,
        STATION_KEY,
    )
    neutral = b64encode((1).to_bytes(32, "little"))
    for wrong in (b"", b"\n", b"abc", text[:-3], "旗".encode(), neutral, text * 1_000):
        assert refused(files.read_hall_keys, wrong) == "BAD_KEY"
