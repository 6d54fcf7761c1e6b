"""A CUPS of one's own: a scheduler on loopback with queues whose paper lands in a folder, and faults that can be switched on.

Nothing of the machine's own printing is touched: configuration, queues, jobs and logs lie in a temporary folder.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CUPSD = shutil.which("cupsd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin") or ""
FILTERS = Path("/usr/lib/cups/filter/pdftopdf")
MISSING = "" if CUPSD and FILTERS.exists() and shutil.which("lp") else "CUPS is not installed: build_scripts/setup dev"
SECONDS = 10
_BACKEND = """#!/bin/sh
# One job: paper:/folder  id user title copies options [file]. Files in the folder switch faults on.
[ $# = 0 ] && exit 0
folder=${DEVICE_URI#paper:}
while [ -e "$folder/empty" ]; do echo "STATE: +media-empty-error" >&2; sleep 0.05; done
echo "STATE: -media-empty-error" >&2
if [ -e "$folder/jam" ]; then
    echo "STATE: +media-jam-error" >&2; echo "ERROR: Paper jam" >&2; exit 4
fi
[ -e "$folder/panel" ] && exit 5
[ -e "$folder/broken" ] && { echo "ERROR: The printer is on fire" >&2; exit 1; }
echo "$3" > "$folder/$1.title"
cat "${6:--}" > "$folder/$1.part" && mv "$folder/$1.part" "$folder/$1.pdf"
"""
_CUSTOM = """*HWMargins: 12 12 12 12
*VariablePaperSize: True
*MaxMediaWidth: "1200"
*MaxMediaHeight: "9000"
*CustomPageSize True: ""
*ParamCustomPageSize Width: 1 points 100 1200
*ParamCustomPageSize Height: 2 points 100 9000
*ParamCustomPageSize WidthOffset: 3 points 0 0
*ParamCustomPageSize HeightOffset: 4 points 0 0
*ParamCustomPageSize Orientation: 5 int 0 3
"""
_DRIVER = """*PPD-Adobe: "4.3"
*FormatVersion: "4.3"
*FileVersion: "1.0"
*LanguageVersion: English
*LanguageEncoding: ISOLatin1
*PCFileName: "PAPER.PPD"
*Manufacturer: "Test"
*Product: "(Paper)"
*ModelName: "Test Paper"
*ShortNickName: "Test Paper"
*NickName: "Test Paper"
*PSVersion: "(3010.000) 0"
*LanguageLevel: "3"
*ColorDevice: False
*DefaultColorSpace: Gray
*FileSystem: False
*LandscapeOrientation: Plus90
*TTRasterizer: Type42
*cupsVersion: 2.4
*cupsManualCopies: True
*cupsFilter: "application/vnd.cups-pdf 0 -"
*OpenUI *PageSize/Media Size: PickOne
*OrderDependency: 10 AnySetup *PageSize
*DefaultPageSize: A4
*PageSize A4/A4: ""
*PageSize A5/A5: ""
*CloseUI: *PageSize
*OpenUI *PageRegion/Media Size: PickOne
*OrderDependency: 10 AnySetup *PageRegion
*DefaultPageRegion: A4
*PageRegion A4/A4: ""
*PageRegion A5/A5: ""
*CloseUI: *PageRegion
*DefaultImageableArea: A4
*ImageableArea A4/A4: "12 12 583 830"
*ImageableArea A5/A5: "12 12 408 583"
*DefaultPaperDimension: A4
*PaperDimension A4/A4: "595.276 841.89"
*PaperDimension A5/A5: "419.528 595.276"
"""


class Cups:
    """A scheduler and its queues. ``server`` is what CUPS_SERVER says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.server = f"127.0.0.1:{free.getsockname()[1]}"
        self._process: subprocess.Popen[bytes] | None = None
        self._write()

    def _write(self) -> None:
        folder = self.folder
        for name in ("spool", "cache", "run", "bin/backend", "etc", "papers"):
            (folder / name).mkdir(parents=True)
        for part in ("filter", "daemon", "notifier"):
            (folder / "bin" / part).symlink_to(Path("/usr/lib/cups") / part)
        backend = folder / "bin" / "backend" / "paper"
        backend.write_text(_BACKEND)
        backend.chmod(0o700)
        log = "".join(f"{name}Log {folder}/{name.lower()}_log\n" for name in ("Access", "Error", "Page"))
        (folder / "etc" / "cups-files.conf").write_text(
            f"ServerRoot {folder}/etc\nServerBin {folder}/bin\nDataDir /usr/share/cups\nRequestRoot {folder}/spool\n"
            f"CacheDir {folder}/cache\nStateDir {folder}/run\n{log}"
        )
        (folder / "etc" / "cupsd.conf").write_text(
            f"Listen {self.server}\nListen {folder}/sock\nBrowsing No\nWebInterface No\nDefaultAuthType None\n"
            "ErrorPolicy retry-job\n<Location />\nOrder allow,deny\nAllow all\n</Location>\n"
            "<Policy default>\n<Limit All>\nOrder deny,allow\nAllow all\n</Limit>\n</Policy>\n"
        )

    @property
    def socket(self) -> str:
        """The scheduler's local socket, the other value that CUPS_SERVER may have."""
        return str(self.folder / "sock")

    def start(self) -> None:
        """Start the scheduler and wait until it answers."""
        etc = self.folder / "etc"
        self._process = subprocess.Popen(
            [CUPSD, "-f", "-c", str(etc / "cupsd.conf"), "-s", str(etc / "cups-files.conf")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until(lambda: "is running" in self.run("lpstat", "-r"))

    def stop(self) -> None:
        """End the scheduler as an administrator does: it keeps its queues and the jobs that wait."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None

    def run(self, *command: str) -> str:
        """One of CUPS's commands against this scheduler; what it printed."""
        known = {**os.environ, "CUPS_SERVER": self.server, "LC_ALL": "C"}
        path = f"{known.get('PATH', '')}:/usr/sbin:/sbin"
        program = shutil.which(command[0], path=path) or command[0]
        ended = subprocess.run([program, *command[1:]], env=known, capture_output=True, timeout=SECONDS, check=False)
        return ended.stdout.decode() + ended.stderr.decode()

    def add(self, name: str, title: str = "", *, custom: bool = True) -> Path:
        """A queue that prints into the folder that is returned; ``custom`` where its driver takes any size."""
        papers = self.folder / "papers" / name
        papers.mkdir(exist_ok=True)
        papers.chmod(0o777)
        driver = self.folder / f"{name}.ppd"
        driver.write_text(_DRIVER + (_CUSTOM if custom else ""))
        self.run("lpadmin", "-p", name, "-E", "-v", f"paper:{papers}", "-P", str(driver), "-D", title or name)
        return papers


@contextmanager
def own_cups() -> Iterator[Cups]:
    """A scheduler that runs, and is gone afterwards. Its folder is outside pytest's, which its filters may not enter."""
    folder = Path(tempfile.mkdtemp(prefix="cups-"))
    folder.chmod(0o755)
    cups = Cups(folder)
    try:
        cups.start()
        yield cups
    finally:
        cups.stop()
        shutil.rmtree(folder, ignore_errors=True)


def until(holds: object, seconds: float = SECONDS) -> None:
    """Wait until ``holds()`` is true. AssertionError after so long."""
    assert callable(holds)
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def printed(papers: Path) -> list[Path]:
    """What came out of a queue, in order."""
    return sorted(papers.glob("*.pdf"), key=lambda path: int(path.stem))
