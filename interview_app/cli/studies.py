"""`interview-app study`: checking a study's file, putting it into the installation, and what is there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from interview_app.cli import opening
from interview_app.cli.failures import Failure
from interview_app.cli.findings import tell
from interview_app.domain.replanning import Change

if TYPE_CHECKING:
    from interview_app.domain.study import Study
    from interview_app.services.studies import Loading

CHANGES = {
    Change.ADDED: "new",
    Change.TAKEN_OUT: "taken out",
    Change.MOVED: "moved",
    Change.NOW_EXPECTED: "expected from now on",
    Change.NO_LONGER_EXPECTED: "no longer expected",
}
"""How each kind of change is told."""
file_argument = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))


@click.group()
def study() -> None:
    """Check and load study files, and look at what is loaded."""


@study.command()
@file_argument
def check(file: Path) -> int:
    """Read FILE and report all its errors and warnings at once, each with its code, place and remedy."""
    from interview_app import config
    from interview_app.instruments import add_folder, studies
    from interview_app.instruments.errors import InstrumentErrors
    from interview_app.instruments.files import text_of

    for folder in config.instrument_folders():
        add_folder(folder)
    try:
        definition = text_of(file)
    except InstrumentErrors as unreadable:
        return int(not tell(file, unreadable.errors, ()))
    if not tell(file, *studies.check(definition, opening.now().date())):
        return 1
    click.echo(f"{file}: no errors. {_described(studies.read_study(definition))}")
    return 0


@study.command()
@file_argument
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
def load(file: Path, dry_run: bool) -> None:
    """Load the study that FILE defines.

    A newer version of the same study takes the place of the older, and every visit is laid anew; one that does not fit
    what is here is refused.
    """
    from interview_app.instruments.files import text_of
    from interview_app.services import studies

    store, definition = opening.open_store(), text_of(file)
    loading = studies.preview(store, definition)
    if not dry_run:
        studies.load(store, definition, actor_code=opening.operator(), now=opening.now())
    click.echo(_described(loading.study))
    _tell_changes(loading)
    if dry_run:
        click.echo("Nothing was loaded.")


@study.command("list")
def list_studies() -> None:
    """Print every version of every study that was loaded, the present one of each marked with a star."""
    from interview_app.services import studies

    store = opening.open_store()
    for there in studies.all_studies(store):
        for loaded in studies.versions(store, there.id):
            mark = "*" if loaded.version == there.version else " "
            click.echo(
                f"{mark} {there.id:24} {loaded.version:4}  {loaded.hash[:12]}  {loaded.at:%Y-%m-%d}  {loaded.by}"
            )


@study.command()
@click.argument("study_id", metavar="ID")
@click.option("--version", type=int, default=None, help="Another version than the present one.")
def show(study_id: str, version: int | None) -> None:
    """Print the definition of study ID as it was loaded."""
    from interview_app.services import studies

    loaded = {each.version: each for each in studies.versions(opening.open_store(), study_id)}
    if version is not None and version not in loaded:
        raise Failure(f"Version {version} was never loaded; there are: {', '.join(map(str, loaded))}.")
    click.echo(loaded[max(loaded) if version is None else version].definition, nl=False)


def _described(study: Study) -> str:
    return (
        f"{study.id} version {study.version}: {len(study.sites)} sites, {len(study.visits)} visits, "
        f"instrument {study.instrument}, hash {study.hash[:12]}."
    )


def _tell_changes(loading: Loading) -> None:
    """Print what becomes of the visits of those who are enrolled."""
    if loading.replaces is None:
        return
    click.echo(f"In the place of version {loading.replaces}; the visits of {loading.participants} participants:")
    for change, words in CHANGES.items():
        visits = {visit: n for (what, visit), n in loading.changes.items() if what is change}
        if visits:
            named = ", ".join(f"{visit} ({visits[visit]})" for visit in sorted(visits))
            click.echo(f"  {words:20} {sum(visits.values()):6}  {named}")
    if not loading.changes:
        click.echo("  all stay as they are")
