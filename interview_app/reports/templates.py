"""The templates of printed pages."""

from __future__ import annotations

from functools import lru_cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from interview_app.reports.folders import folder


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
