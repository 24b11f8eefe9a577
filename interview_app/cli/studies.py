"""`interview-app study`: checking a study's file and putting it into the installation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from interview_app.cli import opening
from interview_app.cli.findings import tell

if TYPE_CHECKING:
    from interview_app.domain.study import Study

file_argument = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))


@click.group()
def study() -> None:
    """Check and load study files."""


@study.command()
@file_argument
def check(file: Path) -> int:
    """Read FILE and report all its errors and warnings at once, each with its code, place and remedy."""
    from interview_app.instruments import studies
    from interview_app.instruments.errors import InstrumentErrors
    from interview_app.instruments.files import text_of

    try:
        definition = text_of(file)
    except InstrumentErrors as unreadable:
        return int(not tell(file, unreadable.errors, ()))
    if not tell(file, *studies.check(definition)):
        return 1
    click.echo(f"{file}: no errors. {_described(studies.read_study(definition))}")
    return 0


@study.command()
@file_argument
def load(file: Path) -> None:
    """Load the study that FILE defines.

    A newer version of the same study takes the place of the older, and every visit is laid anew; one that does not fit
    what is here is refused.
    """
    from interview_app.instruments.files import text_of
    from interview_app.services import studies

    store = opening.open_store()
    loaded = studies.load(store, text_of(file), actor_code=opening.operator(), now=opening.now())
    click.echo(_described(loaded))


def _described(study: Study) -> str:
    return (
        f"{study.id} version {study.version}: {len(study.sites)} sites, {len(study.visits)} visits, "
        f"instrument {study.instrument}."
    )
