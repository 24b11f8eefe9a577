"""The file behind a SQLite database: noticed when it is not the one that was opened, whatever its name still says."""

from __future__ import annotations

from collections.abc import Callable
import logging
import os
from pathlib import Path
import threading

from interview_app.storage.failures import StorageReplaced, StorageUnavailable

log = logging.getLogger(__name__)

Identity = tuple[int, int]


class Place:
    """Where a database lies and which file was opened there.

    A database that is replaced or removed under a running server would go on taking answers into a file without a name.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._opened: Identity | None = None
        self._lock = threading.Lock()

    def opened(self) -> None:
        """Note the file that a first connection has opened; those after it must find the same one."""
        self._opened = self._opened or self._found()

    def check(self, adopt: Callable[[], None]) -> None:
        """Raise StorageReplaced when another file lies here than was opened, or none; costs one look at the folder.

        `adopt` makes sure that the other one can be used and closes the old connections; then the next act goes to it.
        """
        if self._opened is None or self._opened == self._found():
            return
        with self._lock:
            if self._opened not in {None, self._found()}:
                self._adopt(adopt)
        raise StorageReplaced(f"{self.path} is not the file that was opened")

    def _adopt(self, adopt: Callable[[], None]) -> None:
        try:
            self._refuse_mispaired()
            adopt()
        except Exception as error:
            log.error("%s was replaced while the server ran, and not opened: %s", self.path, error)
        else:
            self._opened = None
            log.error("%s was replaced while the server ran; the new file is opened.", self.path)

    def _refuse_mispaired(self) -> None:
        """Raise StorageUnavailable where opening would do harm.

        SQLite plays a write-ahead log into whatever database lies beside it, and makes a database where none is.
        """
        if self._found() is None:
            raise StorageUnavailable("there is no file. Put the database back.")
        log_of_writes = self.path.with_name(f"{self.path.name}-wal")
        if log_of_writes.exists() and log_of_writes.stat().st_size:
            raise StorageUnavailable(
                f"{log_of_writes.name} may belong to the old one. Stop the server and move away what is."
            )

    def _found(self) -> Identity | None:
        try:
            status = os.stat(self.path)
        except FileNotFoundError:
            return None
        return status.st_dev, status.st_ino
