"""Reads a TOML file, within bounds, and gives its content a hash that does not depend on layout or comments."""

from __future__ import annotations

from datetime import date, time
import hashlib
import json
from pathlib import Path
import re
import tomllib
from typing import Any

from interview_app.instruments.errors import InstrumentError, InstrumentErrors

MAX_BYTES = 5_000_000

Content = dict[str, Any]


def content_of(path: Path) -> Content:
    """The parsed file; raises InstrumentErrors with the one reason why it cannot be read."""
    return parsed(text_of(path))


def text_of(path: Path) -> str:
    """The file's text; raises InstrumentErrors with the one reason why it cannot be read."""
    try:
        with path.open("rb") as file:
            octets = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise _refused("E01", "file", f"{path} cannot be opened ({error.strerror})", "check its path") from None
    if len(octets) > MAX_BYTES:
        raise _refused(
            "E02", "file", f"more than {MAX_BYTES // 1_000_000} MB", "an instrument is text: take out the rest"
        )
    return _decoded(octets)


def content_hash(content: Content) -> str:
    """SHA-256, in hexadecimal, of the content as canonical JSON, days and times as ISO 8601 writes them."""
    canonical = json.dumps(
        content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=_iso
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def _iso(moment: date | time) -> str:
    return moment.isoformat()


def _decoded(octets: bytes) -> str:
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = octets.count(b"\n", 0, error.start) + 1
        raise _refused("E03", f"line {line}", "bytes that are not UTF-8", "save the file as UTF-8") from None


def parsed(text: str) -> Content:
    """The content of a TOML text; raises InstrumentErrors with the place of its fault."""
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise _refused("E04", "file", "brackets are nested too deep", "write tables with [headings]") from None
    except ValueError as error:  # also what Python says of a number with thousands of digits
        what, place = re.fullmatch(r"(.*?)(?: \(at (.*)\))?", str(error), re.DOTALL).groups()  # type: ignore[union-attr]
        raise _refused("E04", place or "file", what, "correct the TOML there") from None


def _refused(code: str, place: str, what: str, remedy: str) -> InstrumentErrors:
    return InstrumentErrors([InstrumentError(code, place, what, remedy)])
