"""The two questions that CUPS's commands don't answer: how a job ended, and what a printer waits for. IPP/1.1 (RFC 8010, 8011)."""

from __future__ import annotations

import http.client
import socket
import struct
from collections.abc import Mapping
from pathlib import Path

from app.errors import KnownError
from app.spool.words import NO_SCHEDULER, SLOW

SECONDS = 10
GET_JOB, GET_PRINTER = 0x0009, 0x000B
_NOT_FOUND = 0x0406
_PORT = 631
_GROUP_OPERATION, _GROUP_END = 0x01, 0x03
_INTEGERS = (0x21, 0x23)
_TEXTS_FROM, _KEYWORD, _URI, _CHARSET, _LANGUAGE = 0x41, 0x44, 0x45, 0x47, 0x48
_GROUPS_END_AT = 0x10

Values = tuple[int | str, ...]
Attributes = Mapping[str, Values]


def ask(server: str, operation: int, uri_name: str, uri: str, wanted: tuple[str, ...]) -> Attributes | None:
    """The ``wanted`` attributes of a job or printer (``uri_name`` "job-uri", "printer-uri"); None where there is no such. ``server``
    is what ``lpstat -H`` says: a socket's path, or host and port. KnownError PRINT_SYSTEM."""
    try:
        answer = _post(server, _request(operation, uri_name, uri, wanted))
    except TimeoutError as late:
        raise KnownError("PRINT_SYSTEM", SLOW) from late
    except (OSError, http.client.HTTPException) as broken:
        raise KnownError("PRINT_SYSTEM", NO_SCHEDULER) from broken
    status = struct.unpack_from(">H", answer, 2)[0] if len(answer) >= 8 else 0xFFFF
    if status == _NOT_FOUND:
        return None
    if status >= 0x0100:
        raise KnownError("PRINT_SYSTEM", NO_SCHEDULER)
    try:
        return parsed(answer)
    except (struct.error, IndexError) as short:
        raise KnownError("PRINT_SYSTEM", NO_SCHEDULER) from short


def _request(operation: int, uri_name: str, uri: str, wanted: tuple[str, ...]) -> bytes:
    head = struct.pack(">BBHIB", 1, 1, operation, 1, _GROUP_OPERATION)
    fields = [
        _field(_CHARSET, "attributes-charset", "utf-8"),
        _field(_LANGUAGE, "attributes-natural-language", "en"),
        _field(_URI, uri_name, uri),
        *(_field(_KEYWORD, "" if at else "requested-attributes", one) for at, one in enumerate(wanted)),
    ]
    return head + b"".join(fields) + bytes([_GROUP_END])


def _field(tag: int, name: str, value: str) -> bytes:
    key, text = name.encode(), value.encode()
    return struct.pack(">BH", tag, len(key)) + key + struct.pack(">H", len(text)) + text


def parsed(answer: bytes) -> Attributes:
    """The attributes of an answer: whole numbers and texts, other kinds left out. struct.error, IndexError where it is cut short."""
    found: dict[str, Values] = {}
    at, name = 8, ""
    while answer[at] != _GROUP_END:
        tag = answer[at]
        at += 1
        if tag < _GROUPS_END_AT:
            continue
        key, at = _piece(answer, at)
        value, at = _piece(answer, at)
        name = key.decode() or name
        if tag in _INTEGERS:
            found[name] = (*found.get(name, ()), int.from_bytes(value, "big", signed=True))
        elif tag >= _TEXTS_FROM:
            found[name] = (*found.get(name, ()), value.decode("utf-8", "replace"))
    return found


def _piece(answer: bytes, at: int) -> tuple[bytes, int]:
    size = struct.unpack_from(">H", answer, at)[0]
    begin = at + 2
    return answer[begin : begin + size], begin + size


class _Local(http.client.HTTPConnection):
    """HTTP over the socket of the local scheduler."""

    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=SECONDS)
        self._path = path

    def connect(self) -> None:
        """Open the socket in place of a port."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(SECONDS)
        self.sock.connect(self._path)


def _post(server: str, body: bytes) -> bytes:
    if server.startswith("/"):
        connection: http.client.HTTPConnection = _Local(str(Path(server)))
    else:
        host, _, port = server.rpartition(":")
        connection = http.client.HTTPConnection(host or server, int(port) if host else _PORT, timeout=SECONDS)
    try:
        connection.request("POST", "/", body, {"Content-Type": "application/ipp"})
        answer = connection.getresponse()
        data = answer.read()
        if answer.status != http.client.OK:
            raise http.client.HTTPException(str(answer.status))
        return data
    finally:
        connection.close()
