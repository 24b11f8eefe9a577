"""How SQLite is opened: so that no acknowledged answer is lost, and only on a disk that can keep that promise."""

from __future__ import annotations

from collections.abc import Iterable
import logging
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL

from interview_app.storage.failures import StorageUnavailable
from interview_app.storage.place import Place

log = logging.getLogger(__name__)

SAFE_VERSION = (3, 51, 3)
"""The first release in which resetting the write-ahead log cannot damage the database (https://sqlite.org/changes.html)."""
BUSY_SECONDS = 10
READERS = 8
NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "9p", "fuse.sshfs", "ceph", "glusterfs"})


def driver() -> ModuleType:
    """The newest SQLite there is: the one that pysqlite3 carries, else Python's own."""
    try:
        from pysqlite3 import dbapi2
    except ImportError:
        import sqlite3 as dbapi2
    return dbapi2  # type: ignore[no-any-return]


def is_safe(dbapi: ModuleType) -> bool:
    """True when that SQLite may use a write-ahead log with several connections."""
    return tuple(dbapi.sqlite_version_info) >= SAFE_VERSION


def settings(dbapi: ModuleType) -> dict[str, str | int]:
    """The pragmas of every connection, and what each must read back as."""
    safe = is_safe(dbapi)
    return {
        "journal_mode": "wal" if safe else "delete",
        "synchronous": 2 if safe else 3,  # FULL, EXTRA
        "foreign_keys": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "recursive_triggers": 1,  # else INSERT OR REPLACE would delete past the triggers that refuse it
        "secure_delete": 1,  # a destroyed key must not linger in free pages
        "mmap_size": 0,
        "busy_timeout": int(BUSY_SECONDS * 1000),
    }


def engines(url: URL, dbapi: ModuleType) -> tuple[Engine, Engine, Place]:
    """An engine for reading, whose connections cannot write, one of a single connection for writing, and their file."""
    place = Place(Path(url.database or "").absolute())
    check_folder(place.path.parent)
    if not is_safe(dbapi):
        log.warning(
            "SQLite %s is older than 3.51.3: its write-ahead log can damage a database, so the slower rollback journal "
            "is used. Install pysqlite3 0.6.1 or newer.",
            dbapi.sqlite_version,
        )
    return (
        _engine(url, dbapi, place, "BEGIN", pool_size=READERS, query_only=1),
        _engine(url, dbapi, place, "BEGIN IMMEDIATE", pool_size=1, query_only=0),
        place,
    )


def _engine(url: URL, dbapi: ModuleType, place: Place, begin: str, *, pool_size: int, query_only: int) -> Engine:
    engine = create_engine(
        url.set(drivername="sqlite+pysqlite"),
        module=dbapi,
        connect_args={"isolation_level": None, "check_same_thread": False, "timeout": BUSY_SECONDS},
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=BUSY_SECONDS,
    )
    pragmas = settings(dbapi) | {"query_only": query_only}

    def prepare(connection: Any, _: object) -> None:
        configure(connection, pragmas)
        place.opened()

    event.listen(engine, "connect", prepare)

    def do_begin(dbapi_connection: Any) -> None:
        dbapi_connection.execute(begin)

    # Not a listener to the engine's "begin": with one, every statement looks for listeners, a tenth of a save in all.
    engine.dialect.do_begin = do_begin  # type: ignore[method-assign]
    return engine


def configure(connection: Any, pragmas: dict[str, str | int]) -> None:
    """Set the pragmas and read them back; raises StorageUnavailable when SQLite did not take one."""
    for name, wanted in pragmas.items():
        connection.execute(f"PRAGMA {name} = {wanted}").fetchall()
        row = connection.execute(f"PRAGMA {name}").fetchone()
        if row is not None and row[0] != wanted:
            raise StorageUnavailable(f"SQLite refuses {name} = {wanted} and keeps {row[0]}")


def check_folder(folder: Path) -> None:
    """Raise StorageUnavailable for a folder that does not exist or lies on a network file system."""
    if not folder.is_dir():
        raise StorageUnavailable(f"{folder} does not exist: create it, or name another database.")
    kind = file_system(folder.resolve(), _mounts())
    if kind in NETWORK:
        raise StorageUnavailable(
            f"{folder} lies on {kind}: SQLite needs a local disk. Move the instance folder, or use PostgreSQL."
        )


def _mounts() -> list[str]:
    table = Path("/proc/mounts")
    return table.read_text(encoding="utf-8", errors="replace").splitlines() if table.exists() else []


def file_system(folder: Path, mounts: Iterable[str]) -> str:
    """The kind of file system that a folder lies on, by lines of /proc/mounts; "" when they do not tell."""
    best, kind = -1, ""
    for line in mounts:
        _, place, found, *_ = line.split(" ")
        mounted = Path(place.encode().decode("unicode_escape"))
        if folder.is_relative_to(mounted) and len(mounted.parts) >= best:
            best, kind = len(mounted.parts), found
    return kind
