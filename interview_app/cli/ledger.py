"""`interview-app verify | seal`: whether the record is whole, and a signature over it to keep elsewhere."""

from __future__ import annotations

import click

from interview_app.cli import opening

MOST = 50
"""How many faults are printed; somebody reads this in a mail."""


@click.command()
@click.option("--seal", "value", metavar="VALUE", help="A printed seal: does it belong to this ledger?")
def verify(value: str | None) -> int:
    """Check every chain, seal and projection of the ledger.

    Names each fault and exits with 1 when there is one.
    """
    from interview_app.services import verification

    found = verification.verify(opening.open_store(), seal_value=value)
    for fault in found.faults[:MOST]:
        click.echo(f"{fault.stream} event {fault.seq}: {fault.what}", err=True)
    if found.faults:
        shown = f", the first {MOST} shown" if len(found.faults) > MOST else ""
        click.echo(f"Not whole: {_count(len(found.faults), 'stream')} with faults{shown}.", err=True)
        return 1
    counted = f"{_count(found.events, 'event')} in {_count(found.streams, 'stream')}, {_count(found.seals, 'seal')}"
    click.echo(f"Whole: {counted}, every projection.")
    if value:
        click.echo("The seal belongs to this ledger, and everything it covers is there.")
    return 0


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


@click.command()
def seal() -> None:
    """Sign every head of the ledger and print the seal.

    Keep the value where this machine cannot reach: it makes a cut-off tail visible.
    """
    from interview_app.services import seals

    made = seals.make(opening.open_store(), by=opening.operator(), now=opening.now())
    click.echo(made.value_hex)
