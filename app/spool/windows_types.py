"""The structures of winspool and GDI that ``windows`` passes, field by field as in the Windows SDK. **Untried**, as is ``windows``."""

from __future__ import annotations

from ctypes import Structure, c_short, c_void_p, c_wchar
from ctypes.wintypes import DWORD, LONG, LPWSTR, WORD


class PRINTER_INFO_2W(Structure):  # noqa: N801 - the SDK's own name, as of the others
    """winspool.h."""

    _fields_ = (
        *((name, LPWSTR) for name in ("pServerName", "pPrinterName", "pShareName", "pPortName", "pDriverName")),
        *((name, LPWSTR) for name in ("pComment", "pLocation")),
        ("pDevMode", c_void_p),
        *((name, LPWSTR) for name in ("pSepFile", "pPrintProcessor", "pDatatype", "pParameters")),
        ("pSecurityDescriptor", c_void_p),
        *((name, DWORD) for name in ("Attributes", "Priority", "DefaultPriority", "StartTime", "UntilTime")),
        *((name, DWORD) for name in ("Status", "cJobs", "AveragePPM")),
    )


class JOB_INFO_1W(Structure):  # noqa: N801 - the SDK's own name
    """winspool.h; the eight words at the end are a SYSTEMTIME."""

    _fields_ = (
        ("JobId", DWORD),
        *(
            (name, LPWSTR)
            for name in ("pPrinterName", "pMachineName", "pUserName", "pDocument", "pDatatype", "pStatus")
        ),
        *((name, DWORD) for name in ("Status", "Priority", "Position", "TotalPages", "PagesPrinted")),
        ("Submitted", WORD * 8),
    )


class DEVMODEW(Structure):
    """wingdi.h, as far as the fields that are set; what follows is the driver's own."""

    _fields_ = (
        ("dmDeviceName", c_wchar * 32),
        *((name, WORD) for name in ("dmSpecVersion", "dmDriverVersion", "dmSize", "dmDriverExtra")),
        ("dmFields", DWORD),
        *((name, c_short) for name in ("dmOrientation", "dmPaperSize", "dmPaperLength", "dmPaperWidth", "dmScale")),
        *((name, c_short) for name in ("dmCopies", "dmDefaultSource", "dmPrintQuality")),
    )


class DOCINFOW(Structure):
    """wingdi.h."""

    _fields_ = (
        ("cbSize", LONG),
        ("lpszDocName", LPWSTR),
        ("lpszOutput", LPWSTR),
        ("lpszDatatype", LPWSTR),
        ("fwType", DWORD),
    )


class BITMAPINFOHEADER(Structure):
    """wingdi.h. A negative height: the first row is the topmost."""

    _fields_ = (
        ("biSize", DWORD),
        ("biWidth", LONG),
        ("biHeight", LONG),
        ("biPlanes", WORD),
        ("biBitCount", WORD),
        *((name, DWORD) for name in ("biCompression", "biSizeImage")),
        *((name, LONG) for name in ("biXPelsPerMeter", "biYPelsPerMeter")),
        *((name, DWORD) for name in ("biClrUsed", "biClrImportant")),
    )
