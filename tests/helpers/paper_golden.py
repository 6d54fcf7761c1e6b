"""Golden pages: what stands where on each document, as JSON that a person can read and compare.

python -m tests.helpers.paper_golden [NAME…]     # writes them anew, all where none is named
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.helpers.paper_geometry import Page, bounds, pages
from tests.helpers.paper_samples import SAMPLES

FOLDER = Path(__file__).parents[1] / "data" / "golden"
COMMAND = "python -m tests.helpers.paper_golden"


def described(found: Sequence[Page]) -> list[dict[str, object]]:
    """Each page: its size, the boxes around its text and its shapes, its runs ("x baseline size text"), rounded to half a
    point, in reading order."""
    return [_page(page) for page in found]


def _page(page: Page) -> dict[str, object]:
    runs = sorted(page.runs, key=lambda one: (half(one.baseline), half(one.x)))
    return {
        "size": [half(page.width), half(page.height)],
        "text_box": [half(value) for value in bounds([one.box for one in page.runs if not one.turned])],
        "shapes": len(page.shapes),
        "shapes_box": [half(value) for value in bounds(list(page.shapes))],
        "runs": [f"{half(one.x):g} {half(one.baseline):g} {half(one.size):g} {one.text}" for one in runs],
    }


def half(value: float) -> float:
    """To half a point."""
    return round(value * 2) / 2


def path_of(name: str) -> Path:
    """The golden page of a document."""
    return FOLDER / f"{name}.json"


def write(name: str) -> None:
    """Draw a document and keep what stands where."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    text = json.dumps(described(pages(SAMPLES[name].draw())), ensure_ascii=False, indent=1)
    path_of(name).write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    for one in sys.argv[1:] or SAMPLES:
        write(one)
        sys.stdout.write(f"{path_of(one)}\n")
