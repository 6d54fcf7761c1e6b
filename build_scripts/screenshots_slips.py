"""Pictures of the slip: each sheet with an ordinary case, a reversal, a difference, a trial, long and rare names, 300 items."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import pypdfium2

from app.papers.marks import Reversal
from app.papers.receipt import draw_receipt
from app.papers.slip import draw_slip
from app.records.paper import SHEETS
from app.records.slip import SlipFacts
from tests.helpers import slip_samples
from tests.unit.papers.test_receipt import FULL

SAMPLES = ("six", "reversal", "adjustment", "trial", "seven", "items300")
_DPI = MappingProxyType({"a4": 110, "a5": 130, "80mm": 150})
"""As large as it is read; continuous paper as A5."""
_MOST = 4
"""Pages of a long one, and its last."""


def _pages(pdf: bytes, out: Path, name: str, dpi: int) -> None:
    out.mkdir(parents=True, exist_ok=True)
    document = pypdfium2.PdfDocument(pdf)
    for number, page in enumerate(document, start=1):
        if number <= _MOST or number == len(document):
            page.render(scale=dpi / 72).to_pil().save(out / f"{name}-{number}.png")
        page.close()
    document.close()


def _payload(facts: SlipFacts) -> str:
    return "" if facts.trial else slip_samples.LONG_QR


def _sheet(code: str) -> Callable[[Path, Path], None]:
    def show(_folder: Path, out: Path) -> None:
        dpi = _DPI.get(code, 130)
        for name in SAMPLES:
            facts = slip_samples.SAMPLES[name]()
            many = name == "items300"
            pdf = draw_slip(facts, _payload(facts), sheet=code, annexes=many and code != "80mm")
            _pages(pdf, out, f"slip-{code}-{name}", dpi)
        facts = slip_samples.few_items()
        marked = draw_slip(
            facts,
            _payload(facts),
            sheet=code,
            annexes=True,
            reprint=slip_samples.FIRST_REPRINT,
            reversal=Reversal("NM-01-2019-000131", "NM-01-2019-000132"),
        )
        _pages(marked, out, f"slip-{code}-marked", dpi)

    return show


def _receipts(_folder: Path, out: Path) -> None:
    for code in ("a4", "a5"):
        _pages(draw_receipt(FULL, sheet=code), out, f"receipt-{code}", 110)


PAPERS: Mapping[str, Callable[[Path, Path], None]] = MappingProxyType(
    {**{f"slip_{code}": _sheet(code) for code in SHEETS}, "receipts": _receipts}
)
"""Drawn without a window."""
