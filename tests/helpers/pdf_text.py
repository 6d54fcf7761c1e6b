"""What a reader program finds in a PDF."""

from __future__ import annotations

import pypdfium2


def page_texts(pdf: bytes) -> list[str]:
    """The extracted text of each page, one line of the paper per line."""
    document = pypdfium2.PdfDocument(pdf)
    texts = []
    for page in document:
        text_page = page.get_textpage()
        texts.append(text_page.get_text_bounded().replace("\r\n", "\n"))
        text_page.close()
        page.close()
    document.close()
    return texts


def squeezed(text: str) -> str:
    """Without any white space: where lines were broken doesn't matter."""
    return "".join(text.split())
