"""The SQLite module itself, named once.

Encryption at rest replaces ``sqlite3`` by ``sqlcipher3.dbapi2`` here and in ``database.connect``; nothing else in this
room imports a database module, and nothing outside this room does at all.
"""

from __future__ import annotations

import sqlite3 as _module
from sqlite3 import Connection, Cursor, Row

Error = _module.Error
IntegrityError = _module.IntegrityError
connect = _module.connect

__all__ = ["Connection", "Cursor", "Error", "IntegrityError", "Row", "connect"]
