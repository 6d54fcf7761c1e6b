"""One data file: how it is opened, the one way to write, the one way to read."""

from __future__ import annotations

import re
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from app.errors import InvariantError, KnownError, Stopped, UserError, require
from app.records.program import VERSION
from app.records.progress import Step, Worker, asked, silent
from app.store import driver, guards, keys, location, migrations, pair
from app.store.disk import PARTIAL
from app.store.faults import known, translated
from app.store.keys import KEY_BYTES
from app.store.mend import mend
from app.store.turns import Errand, Turns
from app.store.work import Hook, Work

BUSY_MILLISECONDS = 5000
"""How long another program is waited for."""
UPGRADE_STEPS = 3
"""Checking the old file, copying it, changing it."""
_PAGES = 2048
"""Pages of a copy between two looks at whether it is still wanted."""
_INSTRUCTIONS = 20_000
"""Of SQLite's machine between two looks at whether a statement is still wanted: about ten milliseconds."""
_VERSION = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,4}){1,3}")
_STRIDE, _LONG_STRIDE = 1000, 16_000
"""Pages of the log from which they are written on into the file; sixteen thousand are 64 MB, the log's limit."""
BROKEN_TEXT = "内容里有不能保存的残缺字符（多半是粘贴带来的），这一步没有办理：请删去后重新输入。"


def connect(path: Path, key: bytes | None) -> driver.Connection:
    """The one place where a connection is made: its key and its pragmas. ``key`` has 32 bytes; None reads a file of an
    earlier version, which was not encrypted, and is for ``convert`` alone.

    Autocommit mode: every transaction is begun by name. Usable from one thread at a time; ``close`` may come from
    another.
    """
    connection = driver.connect(
        str(path),
        timeout=BUSY_MILLISECONDS / 1000,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=256,
    )
    try:
        connection.row_factory = driver.Row
        # SQLCipher would write its complaints to standard error; the driver's errors say the same.
        connection.execute("PRAGMA cipher_log_level = NONE")
        if key is not None:
            require(len(key) == KEY_BYTES, "a data key has 32 bytes")
            # The raw key: deriving one from a password was done when the key file was unwrapped.
            connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        for pragma in (
            f"busy_timeout = {BUSY_MILLISECONDS}",
            "foreign_keys = ON",
            "recursive_triggers = ON",
            "synchronous = FULL",
            "trusted_schema = OFF",
            # Sorting must leave nothing readable in the system's temporary folder.
            "temp_store = MEMORY",
            "cache_size = -32768",
            "journal_size_limit = 67108864",
        ):
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


class _Session:
    """One thread's connection; closed when the thread ends or the database is closed."""

    __slots__ = ("__weakref__", "connection", "within")

    def __init__(self, connection: driver.Connection) -> None:
        self.connection = connection
        self.within = False

    def __del__(self) -> None:
        self.connection.close()


class Database:
    """One open data file. Threads share it, each with its own connection; made by ``Database.open`` only."""

    def __init__(self, path: Path, key: bytes, hook: Hook | None) -> None:
        self.path = path
        self._key = key
        self._hook = hook
        self._local = threading.local()
        self._place: tuple[int, int] | None = None
        self._sessions: weakref.WeakSet[_Session] = weakref.WeakSet()
        self._lock = threading.Lock()
        self._turns = Turns()
        self._closed = False

    @classmethod
    def open(
        cls, path: Path, *, key: bytes, statement_hook: Hook | None = None, upgrading: Step | None = None
    ) -> Database:
        """Open a data file, making or upgrading it (with a copy of the old one beside it) where that is due.

        ``upgrading`` is told each step of an upgrade (``UPGRADE_STEPS``, from 0) and how many there are; what it raises before the
        last step stops the upgrade. ``statement_hook`` is called with each statement before it runs. KnownError: NETWORK_PATH, CANNOT_OPEN,
        READ_ONLY, PLAIN_FILE, KEY_MISFIT, NOT_OURS, NEWER_FILE, DAMAGED, DISK_FULL, BUSY, DISK_TROUBLE. The file is left
        as it was.
        """
        location.check(path)
        mend(path)
        if path.exists() and location.is_plain(path):
            raise known("PLAIN_FILE")
        database = cls(path, key, statement_hook)
        try:
            # The clerk's own: the log files beside it get the same rights from SQLite.
            path.touch(mode=0o600, exist_ok=True)
            database._place = _place_of(path)
            database._prepare(upgrading or silent)
        except driver.Error as error:
            database.close()
            raise translated(error, path) from error
        except OSError as error:
            database.close()
            raise known("DISK_FULL" if location.is_full(error) else "CANNOT_OPEN") from error
        except BaseException:
            database.close()
            raise
        return database

    def _prepare(self, upgrading: Step) -> None:
        connection = self._session().connection
        version = gate(connection)
        # Taken and given back at once: a read-only disk or folder is met here, not at the first settlement.
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")
        if version < migrations.version():
            self._upgrade(connection, version, upgrading)
        if connection.execute("PRAGMA journal_mode = WAL").fetchone()[0] != "wal":
            raise known("NETWORK_PATH")
        with self.reading() as work:
            if guards.missing(work):
                raise known("DAMAGED")

    def _upgrade(self, connection: driver.Connection, version: int, upgrading: Step) -> None:
        if version:
            upgrading(0, UPGRADE_STEPS)
            with interruptible(connection, asked(upgrading, 0, UPGRADE_STEPS)):
                require_sound(connection)
            upgrading(1, UPGRADE_STEPS)
            keep_copy(connection, self.path, version, self._key, lambda _done, _all: upgrading(1, UPGRADE_STEPS))
            upgrading(2, UPGRADE_STEPS)
        if self._hook is not None:
            connection.set_trace_callback(self._hook)
        try:
            connection.execute(f"PRAGMA application_id = {migrations.APPLICATION_ID}")
            migrations.apply(connection)
        finally:
            connection.set_trace_callback(None)
        if version:
            upgrading(UPGRADE_STEPS, UPGRADE_STEPS)

    @property
    def key(self) -> bytes:
        """The data key: to wrap it for another operator, and for copies."""
        return self._key

    @contextmanager
    def unit_of_work(self) -> Iterator[Work]:
        """One promise: BEGIN IMMEDIATE, COMMIT at the end of the block, ROLLBACK on any exception. Not nested. While another
        thread of this program writes it waits (``turns``).

        KnownError: DISK_FULL, READ_ONLY, BUSY, DAMAGED, DISK_TROUBLE, MOVED; UserError BAD_TEXT for half a character.
        Nothing of the block is stored then.
        """
        if _place_of(self.path) != self._place:
            # An open file can be written to where nobody will look for it, and is gone with the window.
            raise known("MOVED")
        with self._block(writes=True) as work:
            yield work

    @contextmanager
    def reading(self) -> Iterator[Work]:
        """One consistent look at the file; never waits for a writer. Not nested, and it writes nothing."""
        with self._block(writes=False) as work:
            yield work

    @contextmanager
    def stoppable(self, ends: Callable[[], bool] | None, worker: Worker | None = None) -> Iterator[None]:
        """What this thread reads and writes within ends with Stopped once ``ends`` says so, in the midst of a statement too; its
        unit of work is rolled back. A commit that has begun goes to its end; where the audit tells of it, so does all that
        follows: what is done is not told as stopped. ``worker`` is told while it waits to write, and may be given up."""
        self._local.errand = Errand(ends, worker)
        try:
            yield
        finally:
            self._local.errand = None

    def begun(self) -> None:
        """What this thread is about stands outside of the file from now on (a paper at the printer, a file on the stick): what it
        writes here afterwards is not given up for having to wait."""
        errand: Errand | None = getattr(self._local, "errand", None)
        if errand is not None:
            errand.begun = True

    @contextmanager
    def unhurried(self) -> Iterator[None]:
        """For what is staged and can be read in again: what this thread commits within survives a crash of the program,
        but the newest of it not surely one of the machine, and goes on from the log to the file in long strides. The
        next commit outside, of whatever window, makes all of it last."""
        connection = self._session().connection
        require(not connection.in_transaction, "the pace is set outside of a transaction")
        try:
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute(f"PRAGMA wal_autocheckpoint = {_LONG_STRIDE}")
            yield
        finally:
            # One that was let go meanwhile is closed, and the next one begins as every one does.
            session: _Session | None = getattr(self._local, "session", None)
            if session is not None and session.connection is connection and not self._closed:
                connection.execute("PRAGMA synchronous = FULL")
                connection.execute(f"PRAGMA wal_autocheckpoint = {_STRIDE}")

    @contextmanager
    def _block(self, *, writes: bool) -> Iterator[Work]:
        session = self._session()
        require(not session.within, "a unit of work or reading is open in this thread already: pass its Work on")
        session.within = True
        connection = session.connection
        errand: Errand = getattr(self._local, "errand", None) or Errand()
        work = Work(connection, self._hook, writes=writes)
        try:
            self._begin(connection, errand, writes=writes)
            with interruptible(connection, errand.ends):
                yield work
            self._tell("COMMIT")
            connection.execute("COMMIT")
            errand.begun = errand.begun or writes
            if work.noted:
                errand.ends = None
        except driver.Error as error:
            _roll_back(connection)
            told = translated(error, self.path)
            if isinstance(told, KnownError) and told.code == "DAMAGED":
                self._let_go(session)
            raise told from error
        except UnicodeEncodeError as error:
            # Half a character out of a broken clipboard: no text for SQLite, nor for the audit's digest.
            _roll_back(connection)
            raise UserError("BAD_TEXT", "", BROKEN_TEXT) from error
        except BaseException:
            _roll_back(connection)
            raise
        finally:
            work.end()
            session.within = False
            self._turns.over(errand)

    def _begin(self, connection: driver.Connection, errand: Errand, *, writes: bool) -> None:
        self._tell("BEGIN IMMEDIATE" if writes else "BEGIN")
        if writes:
            self._turns.begin(connection, errand, BUSY_MILLISECONDS)
        else:
            connection.execute("BEGIN")

    def _let_go(self, session: _Session) -> None:
        """SQLCipher shuts a connection that met a damaged page, and says that the file is read-only from then on: the next
        block gets a new one, which reads what is whole and tells damage as damage."""
        self._local.session = None
        session.connection.close()

    def _tell(self, statement: str) -> None:
        if self._hook is not None:
            self._hook(statement)

    def _session(self) -> _Session:
        session: _Session | None = getattr(self._local, "session", None)
        if session is not None and not self._closed:
            return session
        if self._closed:
            raise InvariantError("the database is closed")
        try:
            session = _Session(connect(self.path, self._key))
        except driver.Error as error:
            raise translated(error, self.path) from error
        self._local.session = session
        with self._lock:
            self._sessions.add(session)
        return session

    def copy_to(self, target: Path, step: Step = silent) -> None:
        """Write a copy of the file as it stands to ``target``, under the same key; other windows go on meanwhile.
        ``step`` is told pages of the file. KnownErrors of the disk at ``target``, DAMAGED."""
        session = self._session()
        require(not session.within, "a copy holds what was committed: make it outside of a unit of work")
        try:
            copy_open(session.connection, target, self._key, step)
        except driver.Error as error:
            raise translated(error, target) from error

    def close(self) -> None:
        """Close every thread's connection; the last one writes the log back into the file. Twice does no harm."""
        self._closed = True
        with self._lock:
            for session in list(self._sessions):
                session.connection.close()
            self._sessions.clear()


@contextmanager
def interruptible(connection: driver.Connection, ends: Callable[[], bool] | None) -> Iterator[None]:
    """Statements inside are broken off once ``ends`` says so (an error of the driver that ``translated`` makes Stopped). The
    COMMIT of a transaction lies outside: interrupted, it would be told as stopped and stand all the same."""
    if ends is None:
        yield
        return
    connection.set_progress_handler(ends, _INSTRUCTIONS)
    try:
        yield
    finally:
        connection.set_progress_handler(None, 0)
    if ends():
        raise Stopped


def _place_of(path: Path) -> tuple[int, int] | None:
    """Which file lies at ``path`` now; None where there is none, or its disk is gone."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def gate(connection: driver.Connection) -> int:
    """The file's schema version, 0 for a new one; KnownError for another program's file or a newer one."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if application != migrations.APPLICATION_ID and (application or version or tables):
        raise known("NOT_OURS")
    if version > migrations.version() or _unknown_migrations(connection):
        raise _newer(connection)
    return version


def _newer(connection: driver.Connection) -> KnownError:
    """The refusal of a newer file, with the version that it needs where it says so itself."""
    try:
        row = connection.execute("SELECT value FROM meta WHERE key = ?", (migrations.PROGRAM,)).fetchone()
    except driver.Error:
        row = None  # a schema that has no such table any more
    if row is None or str(row[0]) == VERSION or not _VERSION.fullmatch(str(row[0])):
        return known("NEWER_FILE")
    return KnownError(
        "NEWER_FILE",
        f"数据文件由 {row[0]} 版的程序保存过，本机是 {VERSION} 版：请先把本机程序升级到 {row[0]} 版或更新，再打开它；文件没有被改动。",
    )


def _unknown_migrations(connection: driver.Connection) -> bool:
    table = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '_sqlite_migrations'"
    if connection.execute(table).fetchone() is None:
        return False
    applied = {row[0] for row in connection.execute("SELECT name FROM _sqlite_migrations")}
    return not applied <= migrations.known_names()


def require_sound(connection: driver.Connection) -> None:
    """The full integrity check (seconds for a large file); KnownError DAMAGED where it finds anything."""
    if [row[0] for row in connection.execute("PRAGMA integrity_check(1)")] != ["ok"]:
        raise known("DAMAGED")


def schema_at(path: Path, key: bytes) -> int:
    """Which schema a closed file has, 0 for a new one; nothing in it changes. KnownErrors as ``Database.open``."""
    try:
        connection = connect(path, key)
        try:
            return gate(connection)
        finally:
            connection.close()
    except driver.Error as error:
        raise translated(error, path) from error


def kept_copy(path: Path, version: int) -> Path:
    """Where ``keep_copy`` leaves the file as it was in an earlier version."""
    return path.with_name(f"{path.stem}.v{version}{path.suffix}")


def keep_copy(connection: driver.Connection, path: Path, version: int, key: bytes, look: Step = silent) -> None:
    """Copy the open file ``path`` to ``NAME.vN.db`` beside it, which a good copy replaces only once it has been read back
    whole; where there is a key file, a copy of it makes a backup of the two. Nobody chooses a folder at an opening, and
    beside the file there is room for what the upgrade needs anyway. ``look`` is called now and then, and may raise."""
    target = kept_copy(path, version)
    partial = target.with_name(target.name + PARTIAL)
    partial.unlink(missing_ok=True)
    try:
        copy_open(connection, partial, key, look)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    copy = connect(partial, key)
    try:
        require_sound(copy)
        if keys.beside(path).exists():
            file_id = keys.read(keys.beside(path)).file_id
            made = pair.describe(copy, partial, file_id, pair.modified(partial))
            pair.write_keys(replace(made, path=target), keys.beside(path))
    finally:
        copy.close()
    partial.replace(target)


def copy_open(connection: driver.Connection, target: Path, key: bytes, step: Step = silent) -> None:
    """Copy an open file to ``target``: one file without a log beside it, which a medium that can't be written to opens as
    well."""
    copy = connect(target, key)
    try:
        connection.backup(copy, pages=_PAGES, progress=lambda _status, left, all_: step(all_ - left, all_))
        copy.execute("PRAGMA journal_mode = DELETE")
    finally:
        copy.close()


def _roll_back(connection: driver.Connection) -> None:
    if connection.in_transaction:
        connection.execute("ROLLBACK")
