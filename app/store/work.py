"""The handle that every function of the store takes first: statements on one open transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from app.errors import InvariantError, require
from app.store import driver

Hook = Callable[[str], None]
Parameters = Sequence[object] | dict[str, object]


class Work:
    """One transaction, from ``Database.unit_of_work()`` or ``Database.reading()``; of no use after it has ended.

    Errors of the driver pass through it and are translated by the block that opened it.
    """

    __slots__ = ("_connection", "_hook", "_writes", "noted")

    def __init__(self, connection: driver.Connection, hook: Hook | None, *, writes: bool) -> None:
        self._connection: driver.Connection | None = connection
        self._hook = hook
        self._writes = writes
        self.noted = False
        """Whether the audit tells what it did: once that is committed it is done, and not stopped any more."""

    def end(self) -> None:
        """Called by the database when the transaction is over: a handle that was kept then fails loudly."""
        self._connection = None

    def execute(self, sql: str, parameters: Parameters = ()) -> int:
        """Run one writing statement; returns the number of rows that it changed."""
        require(self._writes, "a reading() block writes nothing: open a unit_of_work()")
        return self._run(sql, parameters).rowcount

    def execute_many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Run one writing statement for each row of parameters."""
        require(self._writes, "a reading() block writes nothing: open a unit_of_work()")
        self._open(sql).executemany(sql, rows)

    def returning(self, sql: str, parameters: Parameters = ()) -> Any:
        """Run one writing statement that has RETURNING; gives the first column of its one row."""
        require(self._writes, "a reading() block writes nothing: open a unit_of_work()")
        return self._run(sql, parameters).fetchall()[0][0]

    def aside(self, sql: str, parameters: Parameters = ()) -> int:
        """Run a statement on a temporary table of this connection, in a reading() block too: it is held in memory, seen by
        nobody else, and gone with the connection. Returns the number of rows that it changed."""
        require(" temp." in sql, "aside() writes to temporary tables only")
        return self._run(sql, parameters).rowcount

    def rows(self, sql: str, parameters: Parameters = ()) -> list[driver.Row]:
        """All rows of a query."""
        return self._run(sql, parameters).fetchall()

    def each(self, sql: str, parameters: Parameters = ()) -> Iterator[driver.Row]:
        """The rows of a query one by one, for long tables."""
        # Not "yield from": that closes the cursor with the generator, which fails after damage has shut the connection.
        for row in self._run(sql, parameters):  # noqa: UP028 - see above
            yield row

    def row(self, sql: str, parameters: Parameters = ()) -> driver.Row | None:
        """The first row of a query, or None."""
        found: driver.Row | None = self._run(sql, parameters).fetchone()
        return found

    def value(self, sql: str, parameters: Parameters = ()) -> Any:
        """The first column of the first row of a query, or None."""
        found = self._run(sql, parameters).fetchone()
        return None if found is None else found[0]

    def _run(self, sql: str, parameters: Parameters) -> driver.Cursor:
        return self._open(sql).execute(sql, parameters)

    def _open(self, sql: str) -> driver.Connection:
        connection = self._connection
        if connection is None:
            raise InvariantError("this transaction has ended: a Work is used inside its own block only")
        if self._hook is not None:
            self._hook(sql)
        return connection
