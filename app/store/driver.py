"""The SQLite module itself, named once: SQLCipher, whose files are encrypted page by page.

Nothing else in this room imports a database module, and nothing outside this room does at all.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from sqlcipher3 import dbapi2 as _module

if TYPE_CHECKING:
    # sqlcipher3 has no types; it is the standard library's module built with another SQLite.
    from sqlite3 import Connection, Cursor, Error, IntegrityError, OperationalError, Row, connect
else:
    from sqlcipher3.dbapi2 import Connection, Cursor, Error, IntegrityError, OperationalError, Row, connect


def lend_to_sqlite_utils() -> None:
    """sqlite-utils looks for ``pysqlite3`` first: given this module it raises and catches this module's errors. Called
    before it is imported; rejected: its own ``sqlite3``, whose OperationalError is another class."""
    for name in ("pysqlite3", "pysqlite3.dbapi2"):
        sys.modules.setdefault(name, _module)


__all__ = [
    "Connection",
    "Cursor",
    "Error",
    "IntegrityError",
    "OperationalError",
    "Row",
    "connect",
    "lend_to_sqlite_utils",
]
