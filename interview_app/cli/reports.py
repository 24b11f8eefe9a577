"""`interview-app report …`: printed pages, each noted in the ledger."""

from __future__ import annotations

from pathlib import Path

import click

from interview_app.cli import opening
from interview_app.domain.access import Role

output_option = click.option(
    "-o", "--output", "file", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The PDF."
)
language_option = click.option(
    "--language", default="en", type=click.Choice(["en", "nb"]), show_default=True, help="Of the page."
)


@click.group()
def report() -> None:
    """Print what was asked and answered as PDFs."""


@report.command()
@click.argument("interview_id", metavar="ID")
@output_option
@language_option
def interview(interview_id: str, file: Path, language: str) -> None:
    """Print interview ID on one A4 page, as a tagged PDF."""
    from interview_app.services import reports, studies

    store = opening.open_store()
    actor = opening.acting_as(Role.SUPERVISOR, studies.of_interview(store, interview_id))
    file.write_bytes(reports.interview_pdf(store, actor, interview_id, language=language, now=opening.now()))
    click.echo(str(file))
