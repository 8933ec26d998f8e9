"""A database that holds the progress: opened late, created whole, set aside when it cannot be read."""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy import event, exc

from .database_errors import Unreadable, explained
from .errors import Unavailable
from .journal import Clock
from .migrations import migrate, pending

Result = TypeVar("Result")


class Database:
    """One SQLAlchemy URL; every call is made from the one thread that owns it.

    A SQLite file is created by linking a finished one into place, so an empty or half-written file at its path was
    damaged by something else and may be set aside.
    """

    def __init__(self, url: str | sa.URL, clock: Clock, busy_seconds: float = 5.0) -> None:
        self._clock = clock
        self._busy_seconds = busy_seconds
        try:
            self._url = sa.make_url(url)
            # Finds a missing driver now, with the setting to blame, instead of at some later call.
            self._url.get_dialect().import_dbapi()
        except (exc.ArgumentError, ImportError) as error:
            raise Unavailable(
                f"The setting CurriculumExtension.database_url names no database that can be used ({error}). "
                f"Mend or remove it in the server's configuration and start the server anew."
            ) from error
        self._path = _file_of(self._url)
        self.place = str(self._path) if self._path else self._url.render_as_string(hide_password=True)
        self._engine: sa.Engine | None = None
        self._watch: Any = None
        """SQLite's one connection, at hand without a transaction: it is told of the changes that others make."""
        self._inode: tuple[int, int] | None = None
        self._aside: tuple[Path, ...] | None = None
        self.opened = 0
        """How often it was opened: what was read before belongs to another file."""

    def read(self, work: Callable[[sa.Connection], Result], nothing: Result) -> Result:
        """Let ``work`` read; ``nothing`` where there is no database yet."""

        def reading() -> Result:
            if self._path and not self._path.exists():
                return nothing
            with self._ready().connect() as connection:
                return work(connection)

        return self._guarded(reading)

    def write(self, work: Callable[[sa.Connection], Result]) -> Result:
        """Let ``work`` read and write in one transaction, which is on disk when this returns."""

        def writing() -> Result:
            if self._path and not self._path.exists():
                self._create(self._path)
            with self._ready().connect() as connection, connection.execution_options(writing=True).begin():
                return work(connection)

        return self._guarded(writing)

    def version(self) -> tuple[int, int] | None:
        """Differs from an earlier one if others changed the SQLite file since; None where only reading it tells."""

        def looking() -> tuple[int, int] | None:
            if not self._path or not self._path.exists():
                return None
            engine = self._ready()
            if self._watch is None:
                self._watch = engine.raw_connection()
            (number,) = self._watch.cursor().execute("PRAGMA data_version").fetchone()
            return self.opened, number

        return self._guarded(looking)

    def version_within(self, connection: sa.Connection) -> tuple[int, int] | None:
        """The ``version`` that a transaction sees."""
        if not self._path:
            return None
        return self.opened, connection.exec_driver_sql("PRAGMA data_version").scalar_one()

    def set_aside(self) -> tuple[Path, ...]:
        """Earlier files that could not be read and still lie beside this one."""
        if self._aside is None:
            self._aside = (
                tuple(sorted(self._path.parent.glob(f"{self._path.name}.unreadable-*Z"))) if self._path else ()
            )
        if self._aside:
            self._aside = tuple(path for path in self._aside if path.exists())
        return self._aside

    def close(self) -> None:
        if self._watch:
            self._watch.close()
            self._watch = None
        if self._engine:
            self._engine.dispose()
        self._engine = self._inode = None

    def _guarded(self, attempt: Callable[[], Result]) -> Result:
        try:
            try:
                return attempt()
            except (exc.DBAPIError, sqlite3.Error, OSError) as error:
                raise explained(error, self.place) from error
        except Unreadable as unreadable:
            self._put_aside(unreadable)
        try:
            return attempt()
        except (exc.DBAPIError, sqlite3.Error, OSError) as error:
            raise explained(error, self.place) from error

    def _ready(self) -> sa.Engine:
        if self._engine and self._path and self._inode != _inode(self._path):
            # Someone replaced the file: what is written through the old handle would be lost with it.
            self.close()
        if self._engine is None:
            engine = self._connect(self._url)
            try:
                if self._path:
                    self._inode = _inode(self._path)
                    self._inspect(engine, self._path)
                self._migrate(engine)
            except BaseException:
                engine.dispose()
                raise
            self._engine = engine
            self.opened += 1
        return self._engine

    def _migrate(self, engine: sa.Engine) -> None:
        with engine.connect() as connection:
            if not pending(connection, self.place):
                return
        with engine.execution_options(writing=True).begin() as connection:
            migrate(connection, self.place, self._clock())

    def _inspect(self, engine: sa.Engine, path: Path) -> None:
        if path.stat().st_size == 0:
            raise Unreadable(f"{path} is empty")
        with engine.connect() as connection:
            verdict = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
        if verdict != "ok":
            raise Unreadable(f"{path} is damaged: {verdict}")

    def _create(self, path: Path) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}.new-{uuid4().hex}")
        engine = self._connect(self._url.set(database=str(fresh)))
        try:
            self._migrate(engine)
            engine.dispose()
            _link(fresh, path)
        finally:
            engine.dispose()
            fresh.unlink(missing_ok=True)
            _journal_of(fresh).unlink(missing_ok=True)

    def _put_aside(self, unreadable: Unreadable) -> None:
        looked_at = self._inode
        self.close()
        if self._path is None:
            raise Unavailable(f"The progress database {self.place} cannot be read ({unreadable}).") from unreadable
        try:
            if looked_at is not None and looked_at != _inode(self._path):
                return
            aside = base = f"{self._path.name}.unreadable-{self._clock():%Y%m%dT%H%M%SZ}"
            count = 1
            while self._path.with_name(aside).exists():
                count += 1
                aside = f"{base[:-1]}-{count}Z"
            self._path.rename(self._path.with_name(aside))
            journal = _journal_of(self._path)
            if journal.exists():
                journal.rename(self._path.with_name(f"{aside}-journal"))
        except OSError as error:
            raise explained(error, self.place) from error
        self._aside = None

    def _connect(self, url: sa.URL) -> sa.Engine:
        if url.get_backend_name() != "sqlite":
            return sa.create_engine(url, pool_pre_ping=True)
        # One connection for all, since all are made from one thread: it need not look again at what itself wrote.
        engine = sa.create_engine(url, poolclass=sa.StaticPool, connect_args={"timeout": self._busy_seconds})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine


def _prepare_sqlite(connection: sqlite3.Connection, _: Any) -> None:
    # The driver must not begin transactions by itself: whether to lock at once is said below.
    connection.isolation_level = None
    # No WAL: its shared memory does not work on network homes. A journal that stays is done with once its first bytes
    # are cleared and synced, so no mark comes back undone after a power cut, and no file is made and removed for each.
    connection.execute("PRAGMA journal_mode=PERSIST")
    # Should the journal be removed all the same, EXTRA syncs its folder.
    connection.execute("PRAGMA synchronous=EXTRA")


def _begin_sqlite(connection: sa.Connection) -> None:
    writing = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _file_of(url: sa.URL) -> Path | None:
    name = url.database
    if url.get_backend_name() != "sqlite" or not name or name == ":memory:" or name.startswith("file:"):
        return None
    return Path(name).expanduser().absolute()


def _journal_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-journal")


def _inode(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def _link(fresh: Path, path: Path) -> None:
    """Give the finished file its name, unless another process was first."""
    try:
        os.link(fresh, path)
    except FileExistsError:
        return
    except OSError:
        # Some file systems know no links.
        if not path.exists():
            fresh.rename(path)
    if hasattr(os, "O_DIRECTORY"):
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
