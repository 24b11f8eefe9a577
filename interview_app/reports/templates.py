"""The templates of printed pages, found in a checkout and in an installed package alike."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

_PACKAGE = Path(__file__).parent.parent


def folder() -> Path:
    """Where the templates lie: inside the package when it was installed, beside it in a checkout."""
    packed = _PACKAGE / "templates"
    return packed if packed.is_dir() else _PACKAGE.parent / "templates"


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The environment of the `report` templates; a name that is not given is an error, and every text is escaped."""
    return Environment(
        loader=FileSystemLoader(folder() / "report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@lru_cache(maxsize=8)
def stylesheet(name: str) -> str:
    """The text of a stylesheet that lies beside the templates."""
    return (folder() / "report" / name).read_text(encoding="utf-8")
