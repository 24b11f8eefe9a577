"""What holds the reports of a bundle: one PDF, one zip, or a folder. Each is written from front to back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import sha256
import io
import json
from pathlib import Path
from typing import Any, Protocol
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from interview_app.reports.joining import Joining

MANIFEST = "MANIFEST.json"


class Container(Protocol):
    """A bundle as it comes about."""

    has_cover: bool

    @property
    def sha256(self) -> str:
        """The hash of the file, "" where it is not one file."""

    def add(self, name: str, title: str, content: bytes) -> None:
        """Put a report into it, after those that are there."""

    def finish(self, manifest: Mapping[str, Any], cover: bytes) -> None:
        """End it with what tells what it holds; nothing can be added any more."""


class Counted:
    """A sink that knows the hash of what went through it."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self._sink = write
        self._hash = sha256()

    def write(self, content: bytes) -> None:
        """Pass it on."""
        self._sink(content)
        self._hash.update(content)

    @property
    def sha256(self) -> str:
        """The hash of all that went through."""
        return self._hash.hexdigest()


class OnePdf:
    """All reports as one PDF with a bookmark for each; its first page says what it holds."""

    has_cover = True

    def __init__(self, write: Callable[[bytes], object], title: str, language: str) -> None:
        self._title, self._counted = title, Counted(write)
        self._joining = Joining(self._counted.write, title=title, language=language)

    @property
    def sha256(self) -> str:
        """The hash of the PDF so far."""
        return self._counted.sha256

    def add(self, _: str, title: str, content: bytes) -> None:
        """Put a report at its end."""
        self._joining.add(content, title)

    def finish(self, _: Mapping[str, Any], cover: bytes) -> None:
        """Put the cover before the reports, and end it."""
        self._joining.add(cover, self._title, first=True)
        self._joining.finish()


class Zip:
    """A zip of the reports and a manifest; the same reports give the same bytes up to the manifest."""

    has_cover = False

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self._counted = Counted(write)
        self._zip = ZipFile(_Ahead(self._counted.write), "w", ZIP_STORED)

    @property
    def sha256(self) -> str:
        """The hash of the zip so far."""
        return self._counted.sha256

    def add(self, name: str, _: str, content: bytes) -> None:
        """Put a report at its end."""
        entry = ZipInfo(f"{name}.pdf", date_time=(1980, 1, 1, 0, 0, 0))
        entry.external_attr = 0o600 << 16
        self._zip.writestr(entry, content)

    def finish(self, manifest: Mapping[str, Any], _: bytes) -> None:
        """Add the manifest, and end it."""
        entry = ZipInfo(MANIFEST, date_time=(1980, 1, 1, 0, 0, 0))
        entry.external_attr = 0o600 << 16
        self._zip.writestr(entry, written(manifest))
        self._zip.close()


class Folder:
    """A folder that is there and empty, with a file for each report and a manifest, all for their owner alone."""

    has_cover = False
    sha256 = ""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, name: str, _: str, content: bytes) -> None:
        """Write a report."""
        self._write(f"{name}.pdf", content)

    def finish(self, manifest: Mapping[str, Any], _: bytes) -> None:
        """Write the manifest."""
        self._write(MANIFEST, written(manifest))

    def _write(self, name: str, content: bytes) -> None:
        path = self._path / name
        path.touch(mode=0o600, exist_ok=False)
        path.write_bytes(content)


class _Ahead(io.RawIOBase):
    """A file that is only written to, from front to back."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        super().__init__()
        self._sink = write

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        self._sink(bytes(content))
        return len(content)


def written(manifest: Mapping[str, Any]) -> bytes:
    """The manifest as its file holds it."""
    return (json.dumps(manifest, indent=2, ensure_ascii=False) + "\n").encode()
