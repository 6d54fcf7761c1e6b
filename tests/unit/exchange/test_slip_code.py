"""The text of a slip's code: one text is one slip, and no character of it can be another."""

from __future__ import annotations

from base64 import b64decode, b64encode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.errors import InvariantError, UserError
from app.exchange import signature, slip_code
from app.exchange.slip_code import OldCode, SlipCode, TypedNumber

NUMBER = "NM-01-2019-000001"
STATION = b64encode(bytes(range(32))).decode()
HALL = b64encode(bytes(range(100, 132))).decode()
STATION_KEY = signature.public_of(b64decode(STATION))
HALL_KEY = signature.public_of(b64decode(HALL))
DIGEST = "0f" * 32
CERTIFICATE = signature.sign(HALL, slip_code.certificate_bytes("NM-01", STATION_KEY))
CODE = slip_code.write(NUMBER, 97000, DIGEST, STATION, CERTIFICATE)
ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
ORDER = 2**252 + 27742317777372353535851937790883648493


def read(text: str) -> SlipCode:
    found = slip_code.read(text)
    assert isinstance(found, SlipCode)
    return found


def refused(text: str) -> str:
    with pytest.raises(UserError) as caught:
        slip_code.read(text)
    assert caught.value.message.endswith("。")
    return caught.value.code


def genuine(text: str) -> bool:
    try:
        found = slip_code.read(text)
    except UserError:
        return False
    return (
        isinstance(found, SlipCode) and slip_code.is_signed(found) and bool(slip_code.certified_by(found, [HALL_KEY]))
    )


def test_what_is_written_is_read_and_signed() -> None:
    found = read(CODE)
    assert (found.number, found.person_pays, found.digest) == (NUMBER, 97000, DIGEST)
    assert (found.public_key, found.certificate, found.text) == (STATION_KEY, CERTIFICATE, CODE)
    assert slip_code.is_signed(found)
    assert slip_code.certified_by(found, ["", HALL_KEY]) == HALL_KEY
    assert slip_code.certified_by(found, [STATION_KEY]) == ""
    assert genuine(CODE)


def test_it_is_small_and_of_the_small_set_of_characters() -> None:
    import segno

    assert set(CODE) <= set(ALPHANUMERIC)
    assert len(CODE) == 342
    made = segno.make(CODE, error="m", micro=False, boost_error=False)
    assert (made.version, made.mode) == (11, "alphanumeric")


def test_without_a_certificate_nobody_vouches_for_the_key() -> None:
    found = read(slip_code.write(NUMBER, -5, DIGEST, STATION, ""))
    assert (found.certificate, found.person_pays) == ("", -5)
    assert slip_code.is_signed(found)
    assert slip_code.certified_by(found, [HALL_KEY]) == ""


@given(st.integers(0, len(CODE) - 1), st.sampled_from(ALPHANUMERIC + "abz|\n，Ａ"))
@example(5, "X")
@example(len(CODE) - 1, "B")
def test_any_one_character_that_is_changed_is_found(at: int, other: str) -> None:
    changed = CODE[:at] + other + CODE[at + 1 :]
    assert genuine(changed) == (changed == CODE)


def test_every_digit_of_number_amount_and_digest_is_held() -> None:
    signed = len("YZJ2+") + len(NUMBER) + 1 + len("97000") + 1 + 52
    for at in range(signed):
        for other in "0123456789A":
            changed = CODE[:at] + other + CODE[at + 1 :]
            assert genuine(changed) == (changed == CODE), changed[: signed + 1]


@given(st.integers(0, 9_999_999_99), st.binary(min_size=32, max_size=32))
def test_the_same_slip_gives_the_same_text(fen: int, digest: bytes) -> None:
    text = slip_code.write(NUMBER, fen, digest.hex(), STATION, CERTIFICATE)
    assert text == slip_code.write(NUMBER, fen, digest.hex(), STATION, CERTIFICATE)
    assert (read(text).person_pays, read(text).digest) == (fen, digest.hex())


@pytest.mark.parametrize("ends", ["{}\r\n", "  {}\t", "\ufeff{}", "]Q1{}", "]Q1{}\n", "\x00{} \n\n"])
def test_what_a_scanner_adds_at_the_ends_is_no_part_of_it(ends: str) -> None:
    assert read(ends.format(CODE)).text == CODE


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "NOT_OURS"),
        ("  \n", "NOT_OURS"),
        ("http://example.com/", "NOT_OURS"),
        ("王秀兰", "NOT_OURS"),
        (CODE[:200], "UNREAD"),
        (CODE[:-1], "UNREAD"),
        (CODE + "A", "UNREAD"),
        (CODE + "+", "UNREAD"),
        (CODE + " " + CODE, "UNREAD"),
        (CODE.replace("+", "+ ", 1), "UNREAD"),
        (CODE.replace("97000", "097000"), "UNREAD"),
        (CODE.replace("97000", "-0"), "UNREAD"),
        (CODE.replace("97000", "9" * 20), "UNREAD"),
        (CODE.replace("97000", "９７０００"), "FULL_WIDTH"),
        (CODE.lower(), "LOWER_CASE"),
        (CODE.swapcase(), "LOWER_CASE"),
        ("ＹＺＪ２＋ＮＭ", "FULL_WIDTH"),
        (CODE.replace("YZJ2", "YZJ3", 1), "NEWER_CODE"),
        ("YZJ1|NM-01-2019-000001|97000|0f0f", "UNREAD"),
        ("YZJ1|NM-01-2019-000001|97000", "UNREAD"),
        ("yzj1|nm-01-2019-000001|97000|" + "0f" * 8, "LOWER_CASE"),
        ("A" * 100_000, "NOT_OURS"),
    ],
)
def test_what_is_no_code_is_refused_with_a_sentence(text: str, code: str) -> None:
    assert refused(text) == code
    assert not slip_code.is_whole(text)


def test_a_spelling_with_spare_bits_set_is_another_text() -> None:
    """32 bytes fill 51.2 characters of base32: four bits of the last say nothing, and must be 0."""
    for at in (len("YZJ2+" + NUMBER + "+97000+") + 51, len(CODE) - 1):
        letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
        spare = letters[letters.index(CODE[at]) + 1]
        assert refused(CODE[:at] + spare + CODE[at + 1 :]) == "UNREAD"


def test_a_key_of_low_order_signs_nothing() -> None:
    """With the neutral point as key, R = neutral and S = 0 "sign" any text."""
    neutral = (1).to_bytes(32, "little")
    forged = CODE.split("+")
    forged[4] = slip_code._base32(neutral)
    forged[6] = slip_code._base32(neutral + bytes(32))
    assert refused("+".join(forged)) == "UNREAD"
    certificate = b64encode(neutral + bytes(32)).decode()
    found = read(slip_code.write(NUMBER, 97000, DIGEST, STATION, certificate))
    assert slip_code.certified_by(found, [b64encode(neutral).decode()]) == ""


def test_the_second_number_of_a_signature_is_below_the_order() -> None:
    """S + L verifies too by the bare equation: a second text for the same slip."""
    raw = b64decode(read(CODE).signature)
    other = raw[:32] + (int.from_bytes(raw[32:], "little") + ORDER).to_bytes(32, "little")
    forged = CODE.rpartition("+")[0] + "+" + slip_code._base32(other)
    assert not slip_code.is_signed(read(forged))


def test_a_certificate_is_for_one_station() -> None:
    stolen = slip_code.write("NM-02-2019-000001", 1, DIGEST, STATION, CERTIFICATE)
    assert slip_code.is_signed(read(stolen))
    assert slip_code.certified_by(read(stolen), [HALL_KEY]) == ""


def test_an_old_code_and_a_typed_number() -> None:
    text = f"YZJ1|{NUMBER}|-97000|0123456789abcdef"
    assert slip_code.read(f"{text}\n") == OldCode(NUMBER, -97000, "0123456789abcdef", text)
    assert slip_code.is_whole(text)
    assert slip_code.read(" nm-01-2019-000001\r") == TypedNumber(NUMBER)
    assert not slip_code.is_whole(NUMBER)
    assert slip_code.prefix_of(NUMBER) == "NM-01"


def test_a_number_that_no_code_can_hold_is_a_bug() -> None:
    assert not slip_code.fits("奈曼-01-2019-000001")
    with pytest.raises(InvariantError):
        slip_code.write("奈曼-01-2019-000001", 1, DIGEST, STATION, "")
