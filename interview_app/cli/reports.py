"""`interview-app report …`: printed pages, each noted in the ledger."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from interview_app.cli import opening, output
from interview_app.cli.failures import NOT_DONE, NOT_POSSIBLE
from interview_app.domain.access import Role

if TYPE_CHECKING:
    from interview_app.reports.copies import Copy, Paper

VERDICTS = {
    "unchanged": "It was printed here, and what it shows has not changed since.",
    "changed": "It was printed here, but what it shows has changed since: print it anew.",
    "gone": "It was printed here, but what it shows was withdrawn from use since.",
    "uncompared": "It was printed here. Bundles and digests are of their day: nothing in them is compared.",
    "unknown": "The ledger knows no such file: it was not printed here, or the file was altered.",
}
_COPY = (
    click.option("--language", default="en", type=click.Choice(["en", "nb"]), show_default=True, help="Of the page."),
    click.option("--paper", default="A4", type=click.Choice(["A4", "Letter"]), show_default=True),
    click.option("--watermark", is_flag=True, help="Put your name at the edge of every page, as the ledger has it."),
    click.option("--archive", is_flag=True, help="A PDF/A-3a with the data attached as CSV, instead of a PDF/UA-1."),
)


def prints(command: Callable[..., bytes]) -> Callable[..., None]:
    """The option -o of a command, whose PDF goes into that file."""

    @wraps(command)
    def into_file(*, file: Path, **rest: Any) -> None:
        with output.whole(file) as write:
            write(command(**rest))
        click.echo(str(file))

    kind = click.Path(dir_okay=False, path_type=Path)
    return click.option("-o", "--output", "file", required=True, type=kind, help="The PDF.")(into_file)


def copy_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options about the copy of any report, which the command takes together as `copy`."""

    @wraps(command)
    def with_copy(*, language: str, paper: Paper, watermark: bool, archive: bool, **rest: Any) -> Any:
        from interview_app.reports import pdf
        from interview_app.reports.copies import Copy

        pdf.prepare()
        return command(copy=Copy(language, paper, opening.operator() if watermark else "", archive), **rest)

    for option in reversed(_COPY):
        with_copy = option(with_copy)
    return with_copy


@click.group()
def report() -> None:
    """Print what was asked and answered as PDFs."""


@report.command()
@click.argument("interview_id", metavar="ID")
@prints
@copy_options
def interview(interview_id: str, copy: Copy) -> bytes:
    """Print interview ID on one page, as a tagged PDF."""
    from interview_app.services import reports, studies

    store = opening.open_store()
    actor = opening.acting_as(Role.SUPERVISOR, studies.of_interview(store, interview_id))
    return reports.interview_pdf(store, actor, interview_id, copy=copy, now=opening.now())


@report.command()
@click.argument("code", metavar="CODE")
@prints
@opening.study_option
@copy_options
def participant(code: str, study_id: str, copy: Copy) -> bytes:
    """Print how participant CODE goes over time: what changed, who said it, and how far to trust it."""
    from interview_app.services import participant_reports

    store = opening.open_store()
    study = opening.chosen_study(store, study_id)
    actor = opening.acting_as(Role.SUPERVISOR, study)
    wanted = participant_reports.of_code(store, actor, study, code)
    return participant_reports.participant_pdf(store, actor, study, wanted, copy=copy, now=opening.now())


@report.command()
@click.argument("file", metavar="FILE.pdf", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def verify(file: Path) -> int:
    """Say whether FILE.pdf was printed here, and whether what it shows has changed since.

    Exits with 0 when it was and nothing has changed, 1 when not, and 2 when the file is no PDF.
    """
    from interview_app.services import verifying
    from interview_app.services.errors import Unsuitable

    try:
        found = verifying.check(opening.open_store(), opening.acting_as(Role.AUDITOR), file.read_bytes())
    except Unsuitable as unsuitable:
        click.echo(f"{file}: {unsuitable.message}", err=True)
        return NOT_POSSIBLE
    click.echo(f"SHA-256 {found.sha256}")
    for each in found.printings:
        kept = each.payload
        click.echo(f"printed {each.at:%Y-%m-%d %H:%M} UTC by {each.actor}: {each.report or 'interview'} {each.subject}")
        click.echo(f"  in {kept['language']}, under seal {kept['seal']}")
    click.echo(VERDICTS[found.verdict.value])
    return 0 if found.verdict is verifying.Verdict.UNCHANGED else NOT_DONE


@report.command()
@prints
@copy_options
@opening.study_option
@click.option("--site", default="", metavar="CODE", help="Only of this site.")
@click.option("--all-numbers", is_flag=True, help="With small numbers and reasons to look twice; not to be handed on.")
def study(study_id: str, site: str, all_numbers: bool, copy: Copy) -> bytes:
    """Print how a study or a site gets on and what its interviews say together."""
    from interview_app.services import study_reports

    store = opening.open_store()
    chosen = opening.chosen_study(store, study_id)
    actor = opening.acting_as(Role.SUPERVISOR, chosen)
    return study_reports.study_pdf(store, actor, chosen, copy, site=site, whole=all_numbers, now=opening.now())


@report.command()
@click.argument("instrument", metavar="[INSTRUMENT[@VERSION]]", default="")
@click.option(
    "--form", "name", default="full", show_default=True, metavar="NAME", help="Which form of it: full, short."
)
@prints
@copy_options
@opening.study_option
def form(instrument: str, name: str, copy: Copy, study_id: str) -> bytes:
    """Print the blank paper form of an instrument, to be filled in by hand.

    INSTRUMENT is the id of one that is here, or a file (.toml) that need not be loaded; without it, it is the study's.
    """
    from interview_app.services import paper_forms

    if instrument:
        return paper_forms.blank(opening.chosen_instrument(instrument), name, copy)
    store = opening.open_store()
    study = opening.chosen_study(store, study_id)
    actor = opening.acting_as(Role.SUPERVISOR, study)
    return paper_forms.form_pdf(store, actor, study, name, copy, now=opening.now())


@report.command()
@prints
@copy_options
@opening.study_option
def codebook(copy: Copy, study_id: str) -> bytes:
    """Print what every column of a study's exports means."""
    from interview_app.services import codebooks

    store = opening.open_store()
    study = opening.chosen_study(store, study_id)
    actor = opening.acting_as(Role.RESEARCHER, study)
    return codebooks.codebook_pdf(store, actor, study, copy, now=opening.now())
