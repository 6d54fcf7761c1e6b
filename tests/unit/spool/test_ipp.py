"""IPP answers: read where they are whole, refused where they are not, whatever comes."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import KnownError
from app.spool.ipp import GET_JOB, ask, parsed


def field(tag: int, name: str, value: bytes) -> bytes:
    return struct.pack(">BH", tag, len(name)) + name.encode() + struct.pack(">H", len(value)) + value


ANSWER = (
    struct.pack(">BBHI", 1, 1, 0, 1)
    + b"\x01"
    + field(0x47, "attributes-charset", b"utf-8")
    + b"\x02"
    + field(0x23, "job-state", struct.pack(">i", 9))
    + field(0x44, "job-state-reasons", b"one")
    + field(0x44, "", b"two")
    + field(0x22, "flag", b"\x01")
    + field(0x41, "job-printer-state-message", "没有纸".encode())
    + field(0x13, "time-at-completed", b"")
    + b"\x03"
)


def test_whole_numbers_texts_and_lists_are_read() -> None:
    assert parsed(ANSWER) == {
        "attributes-charset": ("utf-8",),
        "job-state": (9,),
        "job-state-reasons": ("one", "two"),
        "job-printer-state-message": ("没有纸",),
    }


@given(st.integers(0, len(ANSWER) - 1))
def test_a_cut_answer_is_refused(end: int) -> None:
    with pytest.raises((struct.error, IndexError)):
        parsed(ANSWER[:end])


@pytest.fixture
def odd_server() -> Iterator[str]:
    """Something on a port that is no scheduler: it answers every question with nonsense."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(4096)
                    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc")

        threading.Thread(target=answer, daemon=True).start()
        yield f"127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)


def test_what_is_no_scheduler_does_not_count_as_one(odd_server: str) -> None:
    with pytest.raises(KnownError) as told:
        ask(odd_server, GET_JOB, "job-uri", "ipp://localhost/jobs/1", ("job-state",))
    assert told.value.code == "PRINT_SYSTEM"
