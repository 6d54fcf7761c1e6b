"""CUPS: sending by ``lp``, the printers by ``lpstat``, the end of a job by IPP."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from app.errors import KnownError
from app.records.paper import Sheet
from app.records.printing import JobState, Printer
from app.spool import words
from app.spool.commands import Told, run
from app.spool.media import medium, sizes
from app.spool.place import length

if TYPE_CHECKING:
    from app.spool.ipp import Attributes

_PRINTER = re.compile(r"^printer (\S+) (is idle|now printing|disabled|is not ready|waiting)", re.MULTILINE)
_ACCEPTS = re.compile(r"^(\S+) (not accepting|accepting) requests since .*?$(?:\n\t(.*)$)?", re.MULTILINE)
_DEFAULT = re.compile(r"system default destination: (\S+)")
_SENT = re.compile(r"request id is (\S+)")
_STATES = {"is idle": "idle", "now printing": "printing", "waiting": "printing"}
_PENDING, _HELD, _PROCESSING, _STOPPED, _CANCELLED, _ABORTED, _COMPLETED = range(3, 10)
_PRINTER_STOPPED = 5
_JOB_WANTED = ("job-state", "job-printer-state-message")
_PRINTER_WANTED = ("printer-state", "printer-state-reasons", "printer-state-message")


class CupsSpool:
    """See ``door.Spool``."""

    def printers(self) -> tuple[Printer, ...]:
        """Those that ``lpstat`` lists, the system's default first."""
        listed = run("lpstat", "-l", "-p", "-d")
        taking = run("lpstat", "-a")
        takes = {name: (word == "accepting", why or "") for name, word, why in _ACCEPTS.findall(taking.out)}
        default = _DEFAULT.search(listed.out)
        first = default[1] if default else ""
        found = list(_PRINTER.finditer(listed.out))
        made = []
        for at, one in enumerate(found):
            end = found[at + 1].start() if at + 1 < len(found) else len(listed.out)
            made.append(_printer(one, listed.out[one.start() : end], takes.get(one[1], (True, "")), first))
        return tuple(sorted(made, key=lambda one: (not one.default, one.name)))

    def send(self, printer: str, pdf: bytes, sheet: Sheet, copies: int, title: str) -> str:
        """By ``lp``, on its standard input."""
        self._look(printer)
        offered = sizes(run("lpoptions", "-p", printer, "-l").out)
        media = medium(offered, sheet, length(pdf))
        if not media:
            raise KnownError("NO_SHEET", words.no_sheet(printer, sheet.title))
        options = [f"media={media}", "print-scaling=none", "number-up=1", "collate=true", "nofitplot", "page-set=all"]
        arguments = [part for one in options for part in ("-o", one)]
        told = run("lp", "-d", printer, "-n", str(copies), "-t", title, *arguments, given=pdf)
        sent = _SENT.search(told.out)
        if not told.done or sent is None:
            raise _refused(printer, told)
        return sent[1]

    def state(self, job: str) -> JobState:
        """By IPP: a list of ``lpstat`` does not tell a cancelled job from a printed one."""
        from app.spool.ipp import GET_JOB, ask

        server = _server()
        number = job.rpartition("-")[2]
        known = ask(server, GET_JOB, "job-uri", f"ipp://localhost/jobs/{number}", _JOB_WANTED)
        if known is None:
            return JobState("unknown", words.LOST)
        state, message = _number(known, "job-state"), _text(known, "job-printer-state-message")
        if state == _COMPLETED:
            return JobState("done")
        if state == _CANCELLED:
            return JobState("cancelled", words.CANCELLED)
        if state == _ABORTED:
            return JobState("failed", words.failed(message))
        return _active(server, job.rpartition("-")[0], state, message)

    def cancel(self, job: str) -> None:
        """By ``cancel -x``, which deletes the queue's copy of the document as well."""
        told = run("cancel", "-x", job)
        if not told.done:
            raise KnownError("NOT_CANCELLED", f"这一份没有取消成（{_line(told)}）：请在系统的打印队列里取消它。")

    def _look(self, printer: str) -> None:
        """KnownError where the queue is not there, stopped, or takes nothing."""
        known = next((one for one in self.printers() if one.name == printer), None)
        if known is None:
            raise KnownError("PRINTER_GONE", words.gone(printer))
        if known.state == "stopped":
            raise KnownError("PRINTER_STOPPED", words.stopped(printer, known.trouble))
        if not known.accepts:
            raise KnownError("PRINTER_REFUSES", words.refuses(printer, known.trouble))


def _printer(one: re.Match[str], block: str, takes: tuple[bool, str], default: str) -> Printer:
    """A block of ``lpstat -l -p``: the first line, the queue's message under it, then ``Description:`` and the like."""
    lines = block.splitlines()
    split = [line.partition(":") for line in lines[1:]]
    fields = {key.strip(): value.strip() for key, _, value in split}
    message = lines[1].strip() if len(lines) > 1 and split[0][0].strip() != "Form mounted" else ""
    state = _STATES.get(one[2], "stopped")
    accepts, refusal = takes
    trouble = words.reason(fields.get("Alerts", "").split(), message)
    if not trouble and state == "stopped":
        trouble = "" if message == "reason unknown" else message
    elif not trouble and not accepts:
        trouble = refusal
    return Printer(one[1], fields.get("Description", ""), state, accepts, one[1] == default, trouble)


def _refused(printer: str, told: Told) -> KnownError:
    error = told.error.lower()
    if "does not exist" in error or "unknown destination" in error:
        return KnownError("PRINTER_GONE", words.gone(printer))
    if "not accepting" in error:
        return KnownError("PRINTER_REFUSES", words.refuses(printer, ""))
    return KnownError("NOT_TAKEN", words.not_taken(printer, _line(told)))


def _line(told: Told) -> str:
    """The last thing that a command said."""
    return (told.error or told.out).strip().rpartition("\n")[2].partition(": ")[2] or "没有说明"


def _active(server: str, printer: str, state: int, message: str) -> JobState:
    """A job that is not over: what its printer waits for."""
    from app.spool.ipp import GET_PRINTER, ask

    word = "printing" if state == _PROCESSING else "waiting"
    uri = f"ipp://localhost/printers/{quote(printer)}"
    queue = ask(server, GET_PRINTER, "printer-uri", uri, _PRINTER_WANTED)
    if queue is None:
        return JobState(word, words.gone(printer))
    why = words.reason(_texts(queue, "printer-state-reasons"), _text(queue, "printer-state-message"))
    if _number(queue, "printer-state") == _PRINTER_STOPPED:
        return JobState(word, words.stopped(printer, why or _text(queue, "printer-state-message")))
    if why:
        return JobState(word, words.waits(why))
    if state in {_HELD, _STOPPED}:
        return JobState(word, words.waits(words.held(message or _text(queue, "printer-state-message"))))
    return JobState(word)


def _server() -> str:
    """Where the scheduler listens, as the commands themselves found it."""
    return run("lpstat", "-H").out.strip()


def _number(known: Attributes, name: str) -> int:
    value = known.get(name, (0,))[0]
    return value if isinstance(value, int) else 0


def _text(known: Attributes, name: str) -> str:
    return next(iter(_texts(known, name)), "")


def _texts(known: Attributes, name: str) -> tuple[str, ...]:
    return tuple(value for value in known.get(name, ()) if isinstance(value, str))
