"""`interview-app digest`: each supervisor's week, as a file or as a message that it is ready; for cron."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from interview_app.cli import opening
from interview_app.cli.failures import Failure

if TYPE_CHECKING:
    from interview_app.domain.study import Study
    from interview_app.domain.weeks import Week
    from interview_app.services.digest_delivery import Delivery
    from interview_app.storage.engine import Store


@click.command()
@click.option("--week", "written", default="", metavar="WEEK", help="Such as 2026-W14; the last one that is over.")
@click.option(
    "--to", "folder", type=click.Path(file_okay=False, path_type=Path), help="Write a PDF each into this folder."
)
@click.option("--mail", is_flag=True, help="Tell each by e-mail that it is ready and where to sign in, and no more.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@opening.study_option
def digest(written: str, folder: Path | None, mail: bool, dry_run: bool, study_id: str) -> None:
    """Make the digest of a week for each supervisor.

    A second run for the same week does only what the first did not. Ends with 1 where somebody could not be reached.
    """
    from interview_app.services.digest_delivery import Delivery

    if folder is None and not mail:
        raise click.UsageError("Name a folder with --to, or ask for --mail.")
    store = opening.open_store()
    study = opening.chosen_study(store, study_id)
    week = _week(store, study, written)
    delivery = Delivery(store, study, week, by=opening.operator(), now=opening.now(), dry_run=dry_run)
    faults = sum([_written(delivery, folder) if folder else 0, _mailed(delivery) if mail else 0])
    if faults:
        raise Failure(f"{faults} not delivered; the others were. Mend it and run the same again.")


def _week(store: Store, study: Study, written: str) -> Week:
    from interview_app.domain.weeks import Week
    from interview_app.services.digests import last_week

    if not written:
        return last_week(study, (site.code for site in study.sites), opening.now())
    try:
        return Week.read(written)
    except ValueError as error:
        raise click.BadParameter(f"{error}.", param_hint="--week") from None


def _written(delivery: Delivery, folder: Path) -> int:
    return _tell(list(delivery.write(folder)))


def _mailed(delivery: Delivery) -> int:
    from interview_app.services import mail

    instance = opening.settings().instance
    settings = mail.load(instance)
    with mail.alone(instance):
        return _tell(list(delivery.announce(settings)))


def _tell(outcomes: list[tuple[str, str, bool]]) -> int:
    """Print what became of each, and give how many went wrong."""
    for code, told, is_fault in outcomes:
        click.echo(f"  {code:10} {told}", err=is_fault)
    if not outcomes:
        click.echo("There is no supervisor of this study.", err=True)
    return sum(is_fault for _, _, is_fault in outcomes)
