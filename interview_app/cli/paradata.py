"""`interview-app paradata`: taking away what pages measured when the study's time for it is over."""

from __future__ import annotations

import click

from interview_app.cli import opening


@click.group()
def paradata() -> None:
    """Measurements of how interview pages were used."""


@paradata.command()
@click.option("--yes", "carry_out", is_flag=True, help="Take them away; without it they are only counted.")
def purge(carry_out: bool) -> None:
    """Take away paradata that are older than the study keeps them.

    Counted from an interview's last change; the study's file says how many months. The ledger keeps that it was done.
    """
    from interview_app.services import paradata, studies

    store = opening.open_store()
    for study in studies.all_studies(store):
        done = paradata.purge(store, study, actor_code=opening.operator(), now=opening.now(), carry_out=carry_out)
        act = "taken away" if carry_out else "to take away; --yes does it"
        click.echo(
            f"{done.study}: paradata of {done.interviews:,} interviews from before {done.before:%Y-%m-%d} {act}."
        )
