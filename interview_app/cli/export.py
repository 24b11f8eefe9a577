"""`interview-app export`: data for researchers, noted in the ledger."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from interview_app.cli import opening
from interview_app.domain.access import Role

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


MOST = 50
"""How many skipped interviews are printed."""


@click.command()
@click.argument("target", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--with-text", is_flag=True, help="Also write texts.csv, what people said in their own words.")
@click.option("--with-paradata", is_flag=True, help="Also write paradata.csv and sittings.csv, how pages were used.")
@click.option("--purpose", default="", help="What the data are needed for; --with-text and --with-paradata ask for it.")
@click.option("--visit", "visits", multiple=True, metavar="ID", help="Only this visit; repeat for several.")
@click.option("--site", "sites", multiple=True, metavar="CODE", help="Only this site; repeat for several.")
@opening.study_option
def export(
    target: Path,
    with_text: bool,
    with_paradata: bool,
    purpose: str,
    visits: tuple[str, ...],
    sites: tuple[str, ...],
    study_id: str,
) -> None:
    """Write the data for researchers into DIR.

    DIR is a new folder; a name that ends in .zip makes one zip of the same files.
    """
    from interview_app.exports import MEASURED
    from interview_app.services import exports

    store = opening.open_store()
    study = opening.chosen_study(store, study_id)
    actor = opening.acting_as(Role.RESEARCHER, study, reads_text=with_text)
    wish = exports.Wish(visits=visits, sites=sites, purpose=purpose)
    if with_text:
        wish = replace(wish, layouts=wish.layouts | {"texts"})
    if with_paradata:
        wish = replace(wish, layouts=wish.layouts | MEASURED)
    manifest = exports.write(store, actor, study, target, wish, now=opening.now())
    for name, entry in manifest["files"].items():
        click.echo(f"  {name:16} {entry['rows']:>9,} rows" if "rows" in entry else f"  {name}")
    click.echo(f"{target}, seal {manifest['seal']}")
    _warn(manifest["skipped"])


def _warn(skipped: Sequence[Mapping[str, str]]) -> None:
    """Say which interviews are not in the export: whoever reads only the tables must not take them for all."""
    for each in skipped[:MOST]:
        click.echo(f"  skipped {each['interview_id']}: {each['what']}", err=True)
    if skipped:
        one = len(skipped) == 1
        told = "1 interview cannot be read and is" if one else f"{len(skipped)} interviews cannot be read and are"
        rest = f", the first {MOST} shown; MANIFEST.json names all" if len(skipped) > MOST else ""
        click.echo(f"Warning: {told} not in the export{rest}.", err=True)
