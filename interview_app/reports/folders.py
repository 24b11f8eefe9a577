"""Where the templates and styles of printed pages lie, in a checkout and in an installed package alike."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

_PACKAGE = Path(__file__).parent.parent


def folder() -> Path:
    """Where the templates lie: inside the package when it was installed, beside it in a checkout."""
    packed = _PACKAGE / "templates"
    return packed if packed.is_dir() else _PACKAGE.parent / "templates"


@lru_cache(maxsize=8)
def stylesheet(name: str) -> str:
    """The text of a stylesheet that lies beside the templates."""
    return (folder() / "report" / name).read_text(encoding="utf-8")
