"""Windows: winspool and GDI by ctypes, each page as a picture at the printer's own resolution. **Untried**: no Windows was at hand.

What differs from CUPS: a finished job vanishes from a Windows queue, so a job that is no longer there counts as printed; one that
somebody deleted in the queue's window looks the same.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import wintypes
from typing import Any

from app.errors import KnownError
from app.records.paper import Sheet
from app.records.printing import JobState, Printer
from app.spool import words
from app.spool.place import length
from app.spool.windows_types import BITMAPINFOHEADER, DEVMODEW, DOCINFOW, JOB_INFO_1W, PRINTER_INFO_2W

_LOCAL_AND_CONNECTIONS = 0x2 | 0x4
_LOG_X, _LOG_Y, _PHYSICAL_X, _PHYSICAL_Y = 88, 90, 112, 113
_DM_ORIENTATION, _DM_PAPER, _DM_LENGTH, _DM_WIDTH, _DM_COPIES = 0x1, 0x2, 0x4, 0x8, 0x100
_A4, _CUSTOM = 9, 256
_IN, _OUT = 8, 2
_ERROR_INVALID_PARAMETER = 87
_JOB_DELETE = 5
_SOURCE_COPY = 0x00CC0020
_MOST_DPI = 360
"""A needle printer has 180 or 360; a laser's 1200 would make a page of 300 MB."""
_PRINTER_TROUBLE = (
    (0x10, "打印机没有纸了：请装纸"),
    (0x8, "打印机卡纸了：请取出卡住的纸"),
    (0x40, "打印机的纸张不对：请装上单据用的纸"),
    (0x400000, "打印机的盖子开着：请合上"),
    (0x80, "打印机没有联机：请检查电源、连线和“联机”灯"),
    (0x1000, "打印机没有联机：请检查电源、连线和“联机”灯"),
    (0x40000, "打印机的墨粉用完了：请更换"),
    (0x800, "打印机的出纸口满了：请取走打好的纸"),
    (0x100000, "打印机要人处理：请看打印机上的提示"),
    (0x2, "打印机报告错误：请看打印机上的提示"),
)
_PRINTER_STOPPED = 0x1 | 0x4
_JOB_TROUBLE = (
    (0x40, "打印机没有纸了：请装纸"),
    (0x20, "打印机没有联机：请检查电源、连线和“联机”灯"),
    (0x400, "打印机要人处理：请看打印机上的提示"),
    (0x200, "打印机的驱动打不了这份单据：请联系管理员"),
    (0x2, "打印机报告错误：请看打印机上的提示"),
    (0x1, words.HELD),
)
_JOB_DELETED, _JOB_DONE, _JOB_PRINTING = 0x4 | 0x100, 0x80 | 0x1000, 0x10


def _library(name: str) -> Any:
    return vars(ctypes)["WinDLL"](name, use_last_error=True)


def _last_error() -> int:
    return int(vars(ctypes)["get_last_error"]())


class WindowsSpool:
    """See ``door.Spool``."""

    def printers(self) -> tuple[Printer, ...]:
        """Local and connected printers, the default first."""
        spool = _library("winspool.drv")
        needed, count = wintypes.DWORD(), wintypes.DWORD()
        arguments = (_LOCAL_AND_CONNECTIONS, None, 2)
        spool.EnumPrintersW(*arguments, None, 0, ctypes.byref(needed), ctypes.byref(count))
        buffer = ctypes.create_string_buffer(max(needed.value, 1))
        if needed.value and not spool.EnumPrintersW(
            *arguments, buffer, needed, ctypes.byref(needed), ctypes.byref(count)
        ):
            raise KnownError("PRINT_SYSTEM", words.NO_SCHEDULER)
        found = ctypes.cast(buffer, ctypes.POINTER(PRINTER_INFO_2W))
        default = _default(spool)
        made = [_printer(found[at], default) for at in range(count.value)]
        return tuple(sorted(made, key=lambda one: (not one.default, one.name)))

    def send(self, printer: str, pdf: bytes, sheet: Sheet, copies: int, title: str) -> str:
        """Drawn page by page into the spooler, every copy whole."""
        known = next((one for one in self.printers() if one.name == printer), None)
        if known is None:
            raise KnownError("PRINTER_GONE", words.gone(printer))
        if known.state == "stopped":
            raise KnownError("PRINTER_STOPPED", words.stopped(printer, known.trouble))
        mode = _mode(printer, sheet, sheet.height if not sheet.roll else length(pdf))
        gdi = _library("gdi32")
        gdi.CreateDCW.restype = wintypes.HDC
        context = gdi.CreateDCW("WINSPOOL", printer, None, mode)
        if not context:
            raise KnownError("NOT_TAKEN", words.not_taken(printer, "打不开打印机"))
        handle = wintypes.HDC(context)
        try:
            job = _document(gdi, handle, pdf, copies, title)
        except BaseException:
            gdi.AbortDoc(handle)
            raise
        finally:
            gdi.DeleteDC(handle)
        if job <= 0:
            raise KnownError("NOT_TAKEN", words.not_taken(printer, "没有送完"))
        return f"{printer}-{job}"

    def state(self, job: str) -> JobState:
        """By GetJob; see the module on jobs that are no longer there."""
        printer, _, number = job.rpartition("-")
        with _opened(printer) as (spool, handle):
            needed = wintypes.DWORD()
            spool.GetJobW(handle, int(number), 1, None, 0, ctypes.byref(needed))
            if _last_error() == _ERROR_INVALID_PARAMETER:
                return JobState("done")
            buffer = ctypes.create_string_buffer(max(needed.value, 1))
            if not spool.GetJobW(handle, int(number), 1, buffer, needed, ctypes.byref(needed)):
                return JobState("done" if _last_error() == _ERROR_INVALID_PARAMETER else "unknown", "")
            return _job_state(ctypes.cast(buffer, ctypes.POINTER(JOB_INFO_1W))[0].Status)

    def cancel(self, job: str) -> None:
        """By SetJob."""
        printer, _, number = job.rpartition("-")
        with _opened(printer) as (spool, handle):
            if not spool.SetJobW(handle, int(number), 0, None, _JOB_DELETE):
                raise KnownError("NOT_CANCELLED", "这一份没有取消成：请在系统的打印队列里取消它。")


def _default(spool: Any) -> str:
    size = wintypes.DWORD()
    spool.GetDefaultPrinterW(None, ctypes.byref(size))
    name = ctypes.create_unicode_buffer(max(size.value, 1))
    return name.value if spool.GetDefaultPrinterW(name, ctypes.byref(size)) else ""


def _printer(info: Any, default: str) -> Printer:
    trouble = next((told for flag, told in _PRINTER_TROUBLE if info.Status & flag), "")
    state = "stopped" if info.Status & _PRINTER_STOPPED else "printing" if info.cJobs else "idle"
    name = str(info.pPrinterName)
    return Printer(name, str(info.pComment or ""), state, accepts=True, default=name == default, trouble=trouble)


def _job_state(status: int) -> JobState:
    if status & _JOB_DONE:
        return JobState("done")
    if status & _JOB_DELETED:
        return JobState("cancelled", words.CANCELLED)
    why = next((told for flag, told in _JOB_TROUBLE if status & flag), "")
    return JobState("printing" if status & _JOB_PRINTING else "waiting", words.waits(why) if why else "")


@contextmanager
def _opened(printer: str) -> Iterator[tuple[Any, wintypes.HANDLE]]:
    spool, handle = _library("winspool.drv"), wintypes.HANDLE()
    if not spool.OpenPrinterW(printer, ctypes.byref(handle), None):
        raise KnownError("PRINT_SYSTEM", words.gone(printer))
    try:
        yield spool, handle
    finally:
        spool.ClosePrinter(handle)


def _mode(printer: str, sheet: Sheet, height: float) -> Any:
    """The driver's own settings with this sheet, upright: tenths of a millimetre."""
    with _opened(printer) as (spool, handle):
        size = spool.DocumentPropertiesW(None, handle, printer, None, None, 0)
        if size <= 0:
            raise KnownError("NOT_TAKEN", words.not_taken(printer, "驱动没有回答"))
        buffer = ctypes.create_string_buffer(size)
        mode = ctypes.cast(buffer, ctypes.POINTER(DEVMODEW))
        spool.DocumentPropertiesW(None, handle, printer, buffer, None, _OUT)
        one = mode.contents
        one.dmFields |= _DM_ORIENTATION | _DM_PAPER | _DM_COPIES
        one.dmOrientation, one.dmCopies = 1, 1
        if sheet.code == "a4":
            one.dmPaperSize = _A4
            one.dmFields &= ~(_DM_LENGTH | _DM_WIDTH)
        else:
            one.dmPaperSize = _CUSTOM
            one.dmPaperWidth, one.dmPaperLength = round(sheet.width * 10), round(height * 10)
            one.dmFields |= _DM_LENGTH | _DM_WIDTH
        if spool.DocumentPropertiesW(None, handle, printer, buffer, buffer, _IN | _OUT) < 0:
            raise KnownError("NO_SHEET", words.no_sheet(printer, sheet.title))
        return buffer


def _document(gdi: Any, context: Any, pdf: bytes, copies: int, title: str) -> int:
    """The number of the job, 0 where the spooler refused a part of it."""
    job = int(gdi.StartDocW(context, ctypes.byref(DOCINFOW(ctypes.sizeof(DOCINFOW), title, None, None, 0))))
    if job <= 0:
        return 0
    if not all(_draw(gdi, context, pdf) for _ in range(copies)):
        gdi.AbortDoc(context)
        return 0
    return job if gdi.EndDoc(context) > 0 else 0


def _draw(gdi: Any, context: Any, pdf: bytes) -> bool:
    """Every page, its top left corner at the paper's, not at the corner of what the printer can reach. False where one was
    refused."""
    import pypdfium2

    across, down = gdi.GetDeviceCaps(context, _LOG_X), gdi.GetDeviceCaps(context, _LOG_Y)
    left, top = gdi.GetDeviceCaps(context, _PHYSICAL_X), gdi.GetDeviceCaps(context, _PHYSICAL_Y)
    document = pypdfium2.PdfDocument(pdf)
    try:
        for page in document:
            picture = page.render(scale=min(max(across, down), _MOST_DPI) / 72)
            width, height = round(page.get_width() / 72 * across), round(page.get_height() / 72 * down)
            head = BITMAPINFOHEADER(
                ctypes.sizeof(BITMAPINFOHEADER), picture.width, -picture.height, 1, picture.stride // picture.width * 8
            )
            data = _rows(picture)
            area = (-left, -top, width, height, 0, 0, picture.width, picture.height)
            if gdi.StartPage(context) <= 0:
                return False
            drawn = gdi.StretchDIBits(context, *area, data, ctypes.byref(head), 0, _SOURCE_COPY)
            if drawn <= 0 or gdi.EndPage(context) <= 0:
                return False
        return True
    finally:
        document.close()


def _rows(picture: Any) -> bytes:
    """A picture's rows, each filled up to whole groups of four bytes, as GDI wants them."""
    data, width = bytes(picture.buffer), picture.width * (picture.stride // picture.width)
    fill = bytes(-width % 4)
    if picture.stride == width + len(fill):
        return data
    return b"".join(data[at : at + width] + fill for at in range(0, len(data), picture.stride))
