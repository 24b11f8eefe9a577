"""`interview-app report …`: printed pages, each noted in the ledger."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from interview_app.cli import opening
from interview_app.domain.access import Role

if TYPE_CHECKING:
    from interview_app.reports.copies import Copy, Paper

output_option = click.option(
    "-o", "--output", "file", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The PDF."
)
_COPY = (
    click.option("--language", default="en", type=click.Choice(["en", "nb"]), show_default=True, help="Of the page."),
    click.option("--paper", default="A4", type=click.Choice(["A4", "Letter"]), show_default=True),
    click.option("--watermark", is_flag=True, help="Put your name at the edge of every page, as the ledger has it."),
    click.option("--archive", is_flag=True, help="A PDF/A-3a with the data attached as CSV, instead of a PDF/UA-1."),
)


def copy_options(command: Callable[..., None]) -> Callable[..., None]:
    """Options about the copy of any report, which the command takes together as `copy`."""

    @wraps(command)
    def with_copy(*, language: str, paper: Paper, watermark: bool, archive: bool, **rest: Any) -> None:
        from interview_app.reports.copies import Copy

        command(copy=Copy(language, paper, opening.operator() if watermark else "", archive), **rest)

    for option in reversed(_COPY):
        with_copy = option(with_copy)
    return with_copy


@click.group()
def report() -> None:
    """Print what was asked and answered as PDFs."""


@report.command()
@click.argument("interview_id", metavar="ID")
@output_option
@copy_options
def interview(interview_id: str, file: Path, copy: Copy) -> None:
    """Print interview ID on one page, as a tagged PDF."""
    from interview_app.services import reports, studies

    store = opening.open_store()
    actor = opening.acting_as(Role.SUPERVISOR, studies.of_interview(store, interview_id))
    file.write_bytes(reports.interview_pdf(store, actor, interview_id, copy=copy, now=opening.now()))
    click.echo(str(file))
