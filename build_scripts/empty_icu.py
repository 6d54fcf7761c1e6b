"""Puts an empty ICU data library in place of Qt's (32 MB of locales, collations and code pages of the whole world).

Qt's Core library is linked to ICU; this program sorts by pinyin, reads GB18030 and formats dates by itself and never asks ICU for
data. What stands here is what ICU's own "stubdata" is: a package with no entries. The folder's --self-test runs on it.

    python build_scripts/empty_icu.py FOLDER/_internal/PySide6/Qt/lib
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

_HEADER = """
    .globl icudt{version}_dat
    .section .rodata
    .balign 16
    .type icudt{version}_dat, @object
icudt{version}_dat:
    .short 32
    .byte 0xda, 0x27
    .short 20, 0
    .byte 0, 0, 2, 0
    .ascii "CmnD"
    .byte 1, 0, 0, 0, 0, 0, 0, 0
    .zero 8
    .long 0, 0
    .size icudt{version}_dat, . - icudt{version}_dat
    .section .note.GNU-stack, "", @progbits
"""
"""The header of a data package (UDataInfo of 20 bytes, format "CmnD" 1.0, little-endian) and a table of contents of none."""


def main(folder: Path) -> None:
    """Replace each libicudata.so.VERSION in ``folder``."""
    for library in folder.glob("libicudata.so.*"):
        version = library.name.rpartition(".")[2]
        with tempfile.TemporaryDirectory() as scratch:
            source, made = Path(scratch) / "icu.s", Path(scratch) / "icu.o"
            source.write_text(_HEADER.format(version=version), encoding="ascii")
            subprocess.run(["as", "-o", made, source], check=True)
            subprocess.run(["ld", "-shared", "-soname", library.name, "-o", Path(scratch) / "icu.so", made], check=True)
            library.write_bytes((Path(scratch) / "icu.so").read_bytes())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
