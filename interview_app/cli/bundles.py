"""`interview-app report interviews | participants`: many reports in one file or folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
import os
from pathlib import Path
import shutil
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import click

from interview_app.cli import opening
from interview_app.cli.reports import copy_options, report
from interview_app.domain.access import Role

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from interview_app.reports.bundle.containers import Container
    from interview_app.services.bundle_kinds import Wish
    from interview_app.services.bundles import Bundle

MOST = 50
"""How many reports that could not be printed are named."""
target_option = click.option(
    "-o", "--output", "target", required=True, type=click.Path(path_type=Path),
    help="A new .pdf with a bookmark for each report, a new .zip with a manifest, or a new folder.",
)  # fmt: skip
jobs_option = click.option(
    "--jobs", default=2, show_default=True, type=click.IntRange(1, 16), help="How many are drawn at once."
)
purpose_option = click.option("--purpose", default="", help="What it is for; manifest and ledger keep it.")
day = click.DateTime(["%Y-%m-%d"])


@report.command()
@click.option("--week", default="", metavar="WEEK", help="Held in this week, such as 2026-W14.")
@click.option("--from", "since", type=day, help="Held on this day or later.")
@click.option("--to", "until", type=day, help="Held on this day or earlier.")
@click.option("--site", "sites", multiple=True, metavar="CODE", help="Only this site; repeat for several.")
@target_option
@jobs_option
@purpose_option
@copy_options
@opening.study_option
def interviews(week: str, since: datetime | None, until: datetime | None, **rest: Any) -> None:
    """Print all interviews of a week, or of some days.

    Those that were completed or broken off. Ctrl-C leaves nothing behind.
    """
    first, last = _days(week, since, until)
    _bundle("interviews", since=first, until=last, **rest)


@report.command()
@click.option("--site", "sites", multiple=True, required=True, metavar="CODE", help="The site; repeat for several.")
@target_option
@jobs_option
@purpose_option
@copy_options
@opening.study_option
def participants(**rest: Any) -> None:
    """Print a report about each participant of a site.

    Ctrl-C leaves nothing behind.
    """
    _bundle("participants", **rest)


def _days(week: str, since: datetime | None, until: datetime | None) -> tuple[date, date]:
    from interview_app.domain.weeks import Week

    if bool(week) == bool(since and until) or (week and (since or until)):
        raise click.UsageError("Name a --week, or the days --from and --to.")
    if since and until:
        return since.date(), until.date()
    try:
        chosen = Week.read(week)
    except ValueError as error:
        raise click.BadParameter(f"{error}.", param_hint="--week") from None
    return chosen.monday, chosen.sunday


def _bundle(kind: str, *, target: Path, jobs: int, study_id: str, **chosen: Any) -> None:
    from interview_app.services.bundle_kinds import Wish

    store = opening.open_store()
    study = opening.chosen_study(store, study_id)
    actor = opening.acting_as(Role.SUPERVISOR, study)
    wish = Wish(kind=kind, **chosen)

    def make(container: Callable[[Wish], Container]) -> Bundle:
        from interview_app.services import bundles

        with _shown() as watch:
            return bundles.make(store, actor, study, wish, container(wish), now=opening.now(), jobs=jobs, watch=watch)

    with _new(target) as draft:
        manifest = _kept(draft, target, study, make).manifest
    click.echo(f"{target}: {manifest['count']} reports, seal {manifest['seal']}")
    _warn(manifest)


def _kept(draft: Path, target: Path, study: Any, make: Callable[..., Bundle]) -> Bundle:
    from interview_app.reports.bundle.containers import Folder
    from interview_app.services.bundle_manifest import container_of

    form = target.suffix.lower().lstrip(".")
    if form not in {"pdf", "zip"}:
        draft.mkdir(mode=0o700)
        return make(lambda _: Folder(draft))
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        bundle = make(lambda wish: container_of("pdf" if form == "pdf" else "zip", file.write, study, wish))
        file.flush()
        os.fsync(file.fileno())
    return bundle


@contextmanager
def _new(target: Path) -> Iterator[Path]:
    """A path beside the target for what is to come there: it takes the target's name at the end, or goes."""
    if target.exists():
        raise click.BadParameter(f"{target} is there already. Name a new one.", param_hint="--output")
    if not target.parent.is_dir():
        raise click.BadParameter(f"There is no folder {target.parent}.", param_hint="--output")
    folder = target.parent / f".interview-bundle-{uuid4().hex}"
    try:
        folder.mkdir(mode=0o700)
        yield folder / target.name
        (folder / target.name).rename(target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _shown() -> Iterator[Any]:
    """A bar that follows the bundle, on a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from interview_app.services.bundles import Watch

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as shown:
        task = shown.add_task("Printing", total=None)
        yield Watch(progress=lambda done, total: shown.update(task, completed=done, total=total))


def _warn(manifest: Mapping[str, Any]) -> None:
    """Say what is not in it: whoever reads the file must not take it for all."""
    if manifest["left_out"]:
        told = "withdrawn from use, or kept from a second opinion"
        click.echo(f"Left out: {manifest['left_out']}, {told}.", err=True)
    unreadable = manifest["unreadable"]
    for lost in unreadable[:MOST]:
        about = " ".join(value for name, value in lost.items() if name != "what")
        click.echo(f"  not printed: {about}: {lost['what']}", err=True)
    if len(unreadable) > MOST:
        click.echo(f"  and {len(unreadable) - MOST} more, which are named in the file.", err=True)
