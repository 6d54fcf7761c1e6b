"""The command line run in this process: the same arguments, streams and status as of ``python -m app``, without the second
that a new process takes to start. Where the process itself is the subject, start one."""

from __future__ import annotations

import io
import subprocess

import pytest

from app.__main__ import main


def command(*arguments: object, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """The program to its end, with ``data`` on its standard input."""
    written = {name: io.BytesIO() for name in ("stdout", "stderr")}
    words = [str(one) for one in arguments]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
        for name, stream in written.items():
            patch.setattr(f"sys.{name}", io.TextIOWrapper(stream, encoding="ascii", write_through=True))
        try:
            status = main(words)
        except SystemExit as ended:  # argparse refuses so
            status = ended.code if isinstance(ended.code, int) else -1
        found = [stream.getvalue() for stream in written.values()]
    return subprocess.CompletedProcess(words, status, *found)
