"""The one place that chooses the real clock, ids, folders, data file and packs.

A data folder holds two files that never mix: ``settlements.db``, and ``demonstration.db`` which ``--demo`` opens; each is
encrypted and has its key file beside it. A demonstration file is built beside its place and moved there when it is whole.
Several windows may work on one file.

``choices`` makes every choice: it alone of all modules may ask for the time, for chance or for ids. ``formal`` and
``demonstration`` open the two files, ``commands`` opens one of them for the command line, ``window`` for the window. Only
``__main__`` imports this package.
"""

from app.bootstrap.choices import (
    BACKUPS,
    DEMONSTRATION_FILE,
    FORMAL_FILE,
    desk_at,
    load_packs,
    policies_folder,
    resources_folder,
)
from app.bootstrap.commands import open_for_command, place_for_command
from app.bootstrap.demonstration import open_demonstration
from app.bootstrap.formal import doors, first_start, sign_in
from app.bootstrap.window import has_display, open_window, self_test

__all__ = [
    "BACKUPS",
    "DEMONSTRATION_FILE",
    "FORMAL_FILE",
    "desk_at",
    "doors",
    "first_start",
    "has_display",
    "load_packs",
    "open_demonstration",
    "open_for_command",
    "open_window",
    "place_for_command",
    "policies_folder",
    "resources_folder",
    "self_test",
    "sign_in",
]
