"""Files that exist only while they are open, and that nobody could read who got hold of their blocks.

Such a file has no name in any folder, so that it is gone with its process, however that ends. What is in it is sealed
in pieces under a key that is only ever in memory, so that nothing of it can be read from the disk either.
"""

from __future__ import annotations

from collections.abc import Iterator
import os
import tempfile

from interview_app.storage.keys import LENGTH, Sealer

PIECE = 1 << 20
_SIZE = 4


def new_key() -> bytes:
    """A key for one file."""
    return os.urandom(LENGTH)


def new_file() -> int:
    """The handle of an empty file without a name; whoever closes it last removes it."""
    handle, name = tempfile.mkstemp(prefix="interview-bundle-")  # made with mode 0600
    os.unlink(name)
    return handle


class Writer:
    """Writes a file from front to back."""

    def __init__(self, handle: int, key: bytes) -> None:
        self._handle, self._sealer = handle, Sealer(key)
        self._waiting = bytearray()
        self._number = 0
        self.size = 0

    def write(self, content: bytes) -> None:
        """Take some content; it is sealed as soon as it fills a piece."""
        self._waiting += content
        self.size += len(content)
        while len(self._waiting) > PIECE:
            self._put(bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]

    def finish(self) -> None:
        """Write the rest as the last piece."""
        self._put(bytes(self._waiting), last=True)

    def _put(self, piece: bytes, *, last: bool) -> None:
        sealed = self._sealer.seal(piece, _context(self._number, last))
        with os.fdopen(os.dup(self._handle), "wb") as file:
            file.write(len(sealed).to_bytes(_SIZE) + sealed)
        self._number += 1


def read(handle: int, key: bytes) -> Iterator[bytes]:
    """The content, a piece at a time, from the beginning whoever else reads; raises Unreadable where it was altered,
    or where its end is missing."""
    sealer, at, number = Sealer(key), 0, 0
    end = os.fstat(handle).st_size
    while True:
        size = int.from_bytes(os.pread(handle, _SIZE, at))
        sealed = os.pread(handle, size, at + _SIZE)
        at += _SIZE + size
        yield sealer.open(sealed, _context(number, at >= end))
        if at >= end:
            return
        number += 1


def _context(number: int, last: bool) -> bytes:
    return b"piece\0%d\0%d" % (number, last)
