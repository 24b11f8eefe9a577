"""How the findings on a file are told."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from interview_app.instruments.errors import InstrumentError


def tell(file: Path, errors: Iterable[InstrumentError], warnings: Iterable[InstrumentError]) -> bool:
    """Print every finding, errors first; True when there is none that keeps the file from being used."""
    found, doubts = list(errors), list(warnings)
    for finding in (*found, *doubts):
        click.echo(str(finding))
    if found:
        number = len(found) + len(doubts)
        click.echo(f"{file}: {'1 finding' if number == 1 else f'{number} findings'}.", err=True)
    return not found
