"""`interview-app instrument`: what an author of instruments needs."""

from __future__ import annotations

from pathlib import Path

import click

from interview_app.cli.findings import tell


@click.group()
def instrument() -> None:
    """Check instrument files."""


@instrument.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def check(file: Path) -> int:
    """Read FILE and report all its errors and warnings at once, each with its code, place and remedy."""
    from interview_app import instruments
    from interview_app.instruments import checking

    if not tell(file, *checking.check(file)):
        return 1
    found = instruments.read(file)
    click.echo(
        f"{file}: no errors. {found.id} version {found.version}, {len(found.items)} items, hash {found.hash[:12]}."
    )
    return 0
