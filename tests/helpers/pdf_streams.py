"""What a PDF draws, without what may differ between libraries: compression, lengths and places of objects."""

from __future__ import annotations

import re
import zlib
from hashlib import sha256

_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)


def streams(pdf: bytes) -> list[bytes]:
    """The content of each stream in the file's order, unpacked."""
    found = []
    for match in _STREAM.finditer(pdf):
        unpacker = zlib.decompressobj()
        try:
            found.append(unpacker.decompress(match.group(1)))
        except zlib.error:
            found.append(match.group(1))
    return found


def page_operators(pdf: bytes) -> list[str]:
    """The drawing operators of each page, which are text; fonts and maps are left out."""
    return [
        stream.decode("latin-1") for stream in streams(pdf) if b" Tf <" in stream and not stream.startswith(b"/CIDInit")
    ]


def drawn_digest(pdf: bytes) -> str:
    """SHA-256 of everything that is drawn, fonts included, and of the pages' sizes."""
    sizes = b"".join(re.findall(rb"/MediaBox \[[^\]]*\]", pdf))
    return sha256(sizes + b"\0".join(streams(pdf))).hexdigest()
