"""Where the templates and styles of printed pages lie, in a checkout and in an installed package alike."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

_PACKAGE = Path(__file__).parent.parent


def folder() -> Path:
    """Where the templates lie: inside the package when it was installed, beside it in a checkout."""
    packed = _PACKAGE / "templates"
    return packed if packed.is_dir() else _PACKAGE.parent / "templates"


FRAME = "frame.css"
ALONE = frozenset({FRAME, "report.css", "defaults.css"})
"""The styles that are whole; those of a report of several pages add to FRAME."""


@lru_cache(maxsize=16)
def stylesheet(name: str) -> str:
    """The text of a report's styles, which lie beside the templates."""
    own = (folder() / "report" / name).read_text(encoding="utf-8")
    return own if name in ALONE else f"{stylesheet(FRAME)}\n{own}"
