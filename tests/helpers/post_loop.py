"""Settles one stay after another on a small desk's file until it is stopped. Run as a program.

    python -m tests.helpers.post_loop FILE

Prints the number of each settlement once it was stored, a line each.
"""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path

from tests.helpers.forms import settled, stay
from tests.helpers.service_desk import desk_on, packs

PEOPLE = ("p1", "p2", "p3", "p5", "p7", "p9", "p10")
DAYS = 150


def main(path: Path) -> None:
    """Every person is in hospital every other day of the year."""
    with desk_on(path, packs(), prefix="0bbb") as desk:
        for number in range(DAYS):
            first = date(2019, 1, 2) + timedelta(days=2 * number)
            for person in PEOPLE:
                form = stay(person, admitted=f"{first}", discharged=f"{first + timedelta(days=1)}")
                sys.stdout.write(f"{settled(desk, form).number}\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
