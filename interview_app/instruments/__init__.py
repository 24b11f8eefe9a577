"""Instruments and studies as files: reads the TOML, finds every error in it, and builds what the domain works with.

A published version never changes; the hash of its content is kept with each interview. Built-in files stand in this
folder as `<id>_v<version>.toml`; further folders can be added. Nothing here touches the database or the web.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from pathlib import Path
import re

from interview_app.domain.instrument import Instrument
from interview_app.instruments.errors import InstrumentError, InstrumentErrors
from interview_app.instruments.page import page_json

__all__ = [
    "InstrumentError",
    "InstrumentErrors",
    "UnknownInstrument",
    "add_folder",
    "available",
    "load",
    "page_json",
    "read",
]

_FILE = re.compile(r"([a-z][a-z0-9_]{0,25})_v([1-9][0-9]{0,3})\.toml", re.ASCII)
_folders: list[Path] = [Path(str(files(__name__)))]


class UnknownInstrument(LookupError):
    """No folder has a file of that id and version."""


def add_folder(folder: Path) -> None:
    """Look for instruments in this folder too, after those that were there before."""
    if folder not in _folders:
        _folders.append(folder)


def available() -> list[tuple[str, int]]:
    """The id and version of every instrument file, sorted."""
    return sorted(_paths())


@lru_cache(maxsize=64)
def load(instrument_id: str, version: int) -> Instrument:
    """The instrument of that id and version, remembered; raises UnknownInstrument or InstrumentErrors."""
    path = _paths().get((instrument_id, version))
    if path is None:
        raise UnknownInstrument(f"There is no instrument {instrument_id} of version {version}.")
    instrument = read(path)
    if (instrument.id, instrument.version) != (instrument_id, version):
        what = f"the file is called {path.name} but holds {instrument.id}, version {instrument.version}"
        raise InstrumentErrors([InstrumentError("E24", "instrument", what, "rename it, or correct id and version")])
    return instrument


def read(path: Path) -> Instrument:
    """The instrument in a file; raises InstrumentErrors with everything that is wrong with it."""
    from interview_app.instruments.building import instrument_of
    from interview_app.instruments.checking import checked_content
    from interview_app.instruments.files import content_of

    checked = checked_content(content_of(path))
    if checked.errors:
        raise InstrumentErrors(checked.errors)
    return instrument_of(checked.draft, checked.trees, checked.content)


def _paths() -> dict[tuple[str, int], Path]:
    """The first file of each id and version in the order of the folders."""
    found: dict[tuple[str, int], Path] = {}
    for path in (path for folder in _folders for path in sorted(folder.glob("*.toml"))):
        if match := _FILE.fullmatch(path.name):
            found.setdefault((match[1], int(match[2])), path)
    return found
