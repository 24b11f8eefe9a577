"""`interview-app participants`: enrolling many from a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from interview_app.cli import opening
from interview_app.domain.access import Role

if TYPE_CHECKING:
    from interview_app.domain.access import Actor
    from interview_app.domain.study import Study
    from interview_app.services.enrolments import Preview
    from interview_app.storage.engine import Store


@click.group()
def participants() -> None:
    """Enrol participants from a file."""


@participants.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only look at the file and name its problems.")
@opening.study_option
def import_(file: Path, dry_run: bool, study_id: str) -> int:
    """Enrol everybody in FILE, a CSV with the columns site and arm; nobody where anything is wrong.

    It may also have a column for each date of the study, code, and consent_version, consent_since and scopes.
    """
    from interview_app.services import enrolments

    store = opening.open_store()
    study = opening.chosen_study(store, study_id)
    actor, content = opening.acting_as(Role.MANAGER, study), file.read_bytes()
    seen = enrolments.preview(store, actor, study, content, now=opening.now())
    for problem in seen.problems:
        click.echo(f"{file}: {problem}", err=True)
    if seen.problems:
        click.echo(f"{len(seen.problems)} problems; nobody was enrolled.", err=True)
        return 1
    for row, code in [] if dry_run else _enrol(store, actor, study, content, seen):
        click.echo(f"row {row}: {code}")
    told = "would be enrolled" if dry_run else "enrolled"
    click.echo(f"{file}: {len(seen.entries)} participants {told}.")
    return 0


def _enrol(store: Store, actor: Actor, study: Study, content: bytes, seen: Preview) -> list[tuple[int, str]]:
    """Enrol everybody, and say which code was made for which row."""
    from rich.console import Console
    from rich.progress import Progress

    from interview_app.services import enrolments

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Enrolling", total=len(seen.entries))
        coded = enrolments.enrol_all(
            store, actor, study, content, seen.digest, now=opening.now(), done=lambda: progress.advance(task)
        )
    return [(entry.row, code) for entry, code in coded if not entry.code]
