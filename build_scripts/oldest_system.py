"""Which glibc the built folder needs, and because of which files: the oldest desktop on which it starts.

    python build_scripts/oldest_system.py FOLDER [--all]

Reads what each ELF file asks of libc.so.6 and its kin (objdump, of the binutils). ``--all``: a line for every file.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

_MARK = b"\x7fELF"
_ASKED = re.compile(r"\bGLIBC_([0-9]+(?:\.[0-9]+)+)$", re.MULTILINE)

Version = tuple[int, ...]


def needed(folder: Path) -> dict[Path, Version]:
    """The newest glibc that each ELF file below ``folder`` asks for; files that ask for none are left out."""
    found = {path: max(_versions(path), default=()) for path in _elf_files(folder)}
    return {path: version for path, version in found.items() if version}


def _elf_files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                if file.read(len(_MARK)) == _MARK:
                    yield path


def _versions(path: Path) -> Iterator[Version]:
    told = subprocess.run(["objdump", "-p", str(path)], check=True, capture_output=True, text=True).stdout
    for one in _ASKED.findall(told):
        yield tuple(int(part) for part in one.split("."))


def told(found: dict[Path, Version], folder: Path) -> str:
    """One line: the highest, and who asks for it."""
    highest = max(found.values())
    names = [str(path.relative_to(folder)) for path, version in found.items() if version == highest]
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"needs glibc {_text(highest)}: {', '.join(names[:3])}{more}"


def _text(version: Version) -> str:
    return ".".join(str(part) for part in version)


if __name__ == "__main__":
    top = Path(sys.argv[1])
    asked = needed(top)
    if "--all" in sys.argv:
        for one, least in sorted(asked.items(), key=lambda pair: pair[1]):
            sys.stdout.write(f"{_text(least):>6} {one.relative_to(top)}\n")
    sys.stdout.write(f"{told(asked, top)}\n")
