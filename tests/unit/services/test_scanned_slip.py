"""From the drawn page back: a scanner's reader finds the code on A4 at 300 dpi, and what it reads is what was signed."""

from __future__ import annotations

import pypdfium2
import pytest
import zxingcpp

from app.records import verdict as states
from app.services.desk import Desk
from app.services.reverse import reverse
from app.services.slips import slip_pdf
from app.services.verify import look_up
from tests.helpers.forms import settled, stay
from tests.helpers.service_desk import BY_MANAGER
from tests.helpers.slip_keys import altered, code_of, signed


def scanned(pdf: bytes, dpi: int = 300) -> str:
    """The text of the one QR code on a paper's pages."""
    document = pypdfium2.PdfDocument(pdf)
    seen = [page.render(scale=dpi / 72, grayscale=True).to_numpy() for page in document]
    found = [one for page in seen for one in zxingcpp.read_barcodes(page)]
    document.close()
    (code,) = found
    return str(code.text)


def test_settle_print_scan_reverse(desk: Desk) -> None:
    signed(desk)
    done = settled(desk, stay())
    code = scanned(slip_pdf(desk, done.document_id).pdf)
    assert code == code_of(desk, done.document_id)
    assert look_up(desk, code).state == states.GENUINE
    assert look_up(desk, altered(code, 2, 0)).state == states.CHANGED
    number = reverse(desk, desk.new_id(), done.document_id, "amount", "", BY_MANAGER).number
    found = look_up(desk, scanned(slip_pdf(desk, done.document_id).pdf))
    assert found.state == states.REVERSED
    assert number in found.sentences[0]
    counter = next(one for one in (look_up(desk, number),)).document
    assert counter is not None
    assert look_up(desk, scanned(slip_pdf(desk, counter.id).pdf)).state == states.GENUINE


@pytest.mark.parametrize("dpi", [200, 300, 600])
def test_other_scanners_read_it_too(desk: Desk, dpi: int) -> None:
    signed(desk)
    done = settled(desk, stay("p10"))
    assert scanned(slip_pdf(desk, done.document_id).pdf, dpi) == code_of(desk, done.document_id)
