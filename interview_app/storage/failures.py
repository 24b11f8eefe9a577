"""What a database can refuse, as named exceptions: the same names whatever the database and its driver."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout


class StorageError(Exception):
    """The database did not do what was asked; nothing of the transaction was kept."""


class StorageFull(StorageError):
    """There is no space left to write to."""


class StorageBusy(StorageError):
    """Others held the database for too long; the same request may succeed in a moment."""


class StorageUnavailable(StorageError):
    """The database cannot be reached, read or written; somebody has to look after it."""


class StorageReplaced(StorageUnavailable):
    """The database's file was replaced or removed while it was open; nothing is taken into the old one."""


class NotStorable(StorageError):
    """A row that a constraint refuses, or a text that no database can hold.

    `constraint` names the constraint, or its columns as `table.column`; it is "" for such a text.
    """

    def __init__(self, message: str, constraint: str) -> None:
        super().__init__(message)
        self.constraint = constraint


_SQLITE = {
    5: StorageBusy,  # SQLITE_BUSY
    6: StorageBusy,  # SQLITE_LOCKED
    13: StorageFull,  # SQLITE_FULL
}
_POSTGRESQL = {
    "53100": StorageFull,  # disk full
    "53300": StorageBusy,  # too many connections
    "40001": StorageBusy,  # serialization failure
    "40P01": StorageBusy,  # deadlock
    "55P03": StorageBusy,  # lock not available
    "57014": StorageBusy,  # statement took too long
}
_SQLITE_OUT_OF_OUR_HANDS = frozenset({7, 8, 10, 11, 14, 22, 26})
"""NOMEM, READONLY, IOERR, CORRUPT, CANTOPEN, NOLFS, NOTADB."""
_CLASSES_OUT_OF_OUR_HANDS = ("08", "25006", "53", "57", "58", "F0", "XX")
"""PostgreSQL: connection, read-only, resources, shutdown, system, configuration and internal errors."""


def named(error: Exception) -> Exception:
    """The named exception for what a driver raised, or the error itself when it is a fault of ours."""
    if isinstance(error, PoolTimeout):
        return StorageBusy("every connection to the database is in use")
    if isinstance(error, (IntegrityError, DataError)):
        return NotStorable(str(error.orig), _constraint(error.orig))
    if isinstance(error, UnicodeEncodeError):
        return NotStorable(f"a text holds a character that cannot be written: {error.reason}", "")
    if isinstance(error, DBAPIError):
        kind = _kind(error)
        return error if kind is None else kind(str(error.orig))
    return error


def _kind(error: DBAPIError) -> type[StorageError] | None:
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        primary = code & 0xFF
        return _SQLITE.get(primary, StorageUnavailable if primary in _SQLITE_OUT_OF_OUR_HANDS else None)
    state = getattr(error.orig, "sqlstate", None) or ""
    lost = error.connection_invalidated or (not state and _is_operational(error))
    unavailable = StorageUnavailable if lost or state.startswith(_CLASSES_OUT_OF_OUR_HANDS) else None
    return _POSTGRESQL.get(state, unavailable)


def _is_operational(error: DBAPIError) -> bool:
    return type(error).__name__ in {"OperationalError", "InterfaceError"}


def _constraint(orig: Any) -> str:
    diagnosis = getattr(orig, "diag", None)
    if diagnosis is not None:
        return diagnosis.constraint_name or ""
    told = re.search(r"constraint failed: (.+)", str(orig))
    return told[1] if told else ""
