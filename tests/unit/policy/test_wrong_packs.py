"""One wrong file for each kind of mistake: the fault names the line, the key, and what is allowed.

Each file in tests/data/wrong_packs is the good pack of that folder with one mistake. Its head says what the fault must
say; the line that is wrong ends with an arrow.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.policy import Fault, Pack, PackFaults, read_pack

FOLDER = Path(__file__).resolve().parents[2] / "data" / "wrong_packs"
GOOD = FOLDER / "good.toml"
WRONG = sorted(file for file in FOLDER.glob("*.toml") if file != GOOD)


@dataclass(frozen=True)
class Expected:
    line: int
    key: str
    words: tuple[str, ...]
    faults: int


def expected(text: str) -> Expected:
    said = dict(re.findall(r"^# (key|says|faults): (.*)$", text, re.MULTILINE))
    [line] = [number for number, one in enumerate(text.split("\n"), 1) if one.endswith("# <-")]
    return Expected(line, said["key"], tuple(said["says"].split(" | ")), int(said.get("faults", "1")))


def faults_of(data: bytes, name: str = "area.toml") -> tuple[Fault, ...]:
    with pytest.raises(PackFaults) as caught:
        read_pack(data, name)
    return caught.value.faults


def good(old: str = "", new: str = "") -> bytes:
    text = GOOD.read_text(encoding="utf-8")
    assert old in text
    return text.replace(old, new, 1).encode()


@pytest.mark.parametrize("file", WRONG, ids=lambda file: file.stem)
def test_a_wrong_file_is_refused_with_what_is_wrong(file: Path) -> None:
    should = expected(file.read_text(encoding="utf-8"))
    faults = faults_of(file.read_bytes(), file.name)
    assert len(faults) == should.faults, [str(fault) for fault in faults]
    [fault] = [one for one in faults if (one.line, one.key) == (should.line, should.key)]
    for words in should.words:
        assert words in fault.message
    assert str(fault).startswith(f"{file.name}:{should.line} {should.key} ")


@pytest.mark.parametrize("file", WRONG, ids=lambda file: file.stem)
def test_the_teacher_is_calm_and_speaks_chinese(file: Path) -> None:
    for fault in faults_of(file.read_bytes(), file.name):
        assert fault.message.endswith("。")
        assert "！" not in fault.message
        assert "错误" not in fault.message
        plain = re.sub(r"「[^」]*」|\([a-z_]+\)|只能是：.*|可用的有：.*|例如.*", "", fault.message)
        assert not re.search(r"[A-Za-z]{3,} [A-Za-z]{3,}", plain), f"English in {fault.message}"


def test_the_good_pack_reads() -> None:
    pack = read_pack(GOOD.read_bytes(), GOOD.name)
    assert isinstance(pack, Pack)
    assert pack.id == "area-2019"
    assert pack.parameters["basic.rate.secondary"].value == 750_000
    assert pack.parameters["basic.rate.secondary"].title == "报销比例（二级）"
    assert pack.tier_same_as == {"village": "township"}
    assert pack.cite("一") == "某政发〔2019〕1号 一"


def test_the_same_bytes_have_the_same_digest_and_others_another() -> None:
    assert read_pack(good(), "a.toml").digest == read_pack(good(), "b.toml").digest
    assert read_pack(good(), "a.toml").digest != read_pack(good("10", "11"), "a.toml").digest


# ---- what is no text file of a pack


def only(data: bytes) -> Fault:
    [fault] = faults_of(data)
    return fault


def test_a_file_of_10_mb() -> None:
    fault = only(b"#" * 10_000_000)
    assert fault.line == 1
    assert "10000000 字节" in fault.message
    assert "选错了文件" in fault.message


def test_not_utf_8_and_where() -> None:
    fault = only(good().replace("某县".encode(), "某县".encode("gbk"), 1))
    assert fault.line == next(n for n, line in enumerate(good().split(b"\n"), 1) if "某县".encode() in line)
    assert "不是 UTF-8 编码" in fault.message


def test_a_bom() -> None:
    assert "BOM" in only(b"\xef\xbb\xbf" + good()).message


def test_utf_16() -> None:
    assert "UTF-8" in only(good().decode().encode("utf-16")).message


def test_a_binary_file() -> None:
    assert only(b"PK\x03\x04\x00\x00").line == 1


def test_an_empty_file_lacks_everything() -> None:
    missing = {fault.key for fault in faults_of(b"")}
    assert {"format", "id", "title", "area", "document", "status", "from", "clause", "tiers", "layer"} <= missing
    assert not any("." in key for key in missing), "what is missing inside a missing table isn't listed"


def test_only_comments() -> None:
    assert len(faults_of("# 还没写\n".encode())) > 5


def test_brackets_without_end() -> None:
    fault = only(b"a = " + b"[\n" * 100_000)
    assert "太深" in fault.message


@pytest.mark.parametrize("line", [b"a = " + b"[" * 100_000, b".".join([b"a"] * 50_000) + b" = 1"])
def test_a_line_that_would_take_minutes_is_too_long(line: bytes) -> None:
    fault = only(b"# first\n" + line)
    assert (fault.line, fault.key) == (2, "-")
    assert "每行最多 5000 个" in fault.message


def test_a_key_with_a_thousand_parts() -> None:
    assert any(
        "这里没有「a」" in fault.message for fault in faults_of(good() + b"\n[" + b".".join([b"a"] * 1000) + b"]\n")
    )


def test_crlf_is_fine() -> None:
    assert read_pack(good().replace(b"\n", b"\r\n"), "area.toml").id == "area-2019"


def test_all_faults_are_told_at_once_in_the_order_of_lines() -> None:
    text = good('title = "某县2019年政策"', 'title = ""').replace(b'"100.00"', b'"100"').replace(b'"0.60"', b'"1.60"')
    faults = faults_of(text)
    assert [fault.key for fault in faults] == ["title", "parameter[0].values.tertiary", "parameter[1].value"]
    assert [fault.line for fault in faults] == sorted(fault.line for fault in faults)


def test_lines_are_right_behind_long_texts_and_lists() -> None:
    """Line separators inside a text, long texts, lists and comments don't move the lines of what follows."""
    sentence = '"""\n[[layer]]\nkey = 1  # no comment\n"""'
    text = good('"住院费用起付线以上的部分按比例报销。"', sentence).decode()
    text = text.replace('title = "起付线"', 'title = "起\u2028付\u0085线" # [[x]] {')
    text = text.replace(
        'when = { type = ["inpatient"] }', 'when = { type = [\n    "inpatient", # ]\n    "emergency_rescue"\n] }'
    )
    text = text.replace('base = "in_scope"', 'base = "total"')
    [fault] = faults_of(text.encode())
    assert text.split("\n")[fault.line - 1] == 'base = "total"'


@pytest.mark.parametrize(
    ("right", "typed", "mark"),
    [
        ('value = "100.00"', "value = “100.00”", "“"),
        ('["township", "primary"', '["township"，"primary"', "，"),
        ('value = "100.00"', 'value ＝ "100.00"', "＝"),
        ("[[layer]]", "【【layer】】", "【"),
    ],
)
def test_chinese_punctuation_is_named(right: str, typed: str, mark: str) -> None:
    (fault,) = faults_of(good(right, typed))
    assert f"中文标点「{mark}」" in fault.message
    assert fault.line == good(right, typed).decode().split(typed)[0].count("\n") + 1
