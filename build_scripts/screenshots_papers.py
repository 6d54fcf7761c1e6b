"""A picture of every page of every document that the program draws (``tests.helpers.paper_samples``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import pypdfium2

from tests.helpers.paper_samples import SAMPLES

if TYPE_CHECKING:
    from build_scripts.screenshots import Studio

_SCALE = 2.0
"""144 dots an inch: small print can be read."""
_MOST = 3
"""Pages of a long document."""


def papers(at: Studio) -> None:
    """Each sample, page by page."""
    for name, sample in SAMPLES.items():
        document = pypdfium2.PdfDocument(sample.draw())
        for number in range(min(len(document), _MOST)):
            picture = document[number].render(scale=_SCALE).to_pil()
            picture.save(at.path(f"paper-{name}-{number + 1}"))
        document.close()


SCENES: Mapping[str, tuple[Callable[[Studio], None], str]] = {"papers": (papers, "1366")}
