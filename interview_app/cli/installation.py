"""`interview-app init | serve | migrate | demo`: making an installation and running it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from interview_app.cli import opening
from interview_app.domain.access import Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from interview_app.services.demo import Shown
    from interview_app.storage.engine import Store

STUDY = "interview-app study load FILE"
FIRST_ADMIN = "interview-app account first-admin"

host_option = click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
port_option = click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="The port.")


@click.command()
def init() -> None:
    """Create the instance folder, its keys and database.

    What exists already stays.
    """
    store = opening.create_store()
    folder = opening.settings().instance
    click.echo(f"Ready: {folder}. Back up {folder / 'keys'} apart from the database: without it nothing can be read.")
    if not _has_study(store):
        click.echo(f"There is no study yet. Load it before anybody signs in, with:\n  {STUDY}")
    if not _has_accounts(store):
        click.echo(f"There is no account yet. Create the first administrator, once, with:\n  {FIRST_ADMIN}")


@click.command()
def migrate() -> None:
    """Bring the database to this version.

    All or nothing, and safe to repeat; make a backup first.
    """
    store = opening.open_store(current=False)
    before = store.is_current()
    store.upgrade()
    click.echo("The database was of this version already." if before else "The database is of this version now.")


@click.command()
@host_option
@port_option
def serve(host: str, port: int) -> None:
    """Serve the pages, and seal the ledger every 15 minutes.

    Ends on SIGTERM when the requests under way are answered.
    """
    opening.open_store().close()  # only to see that it can be served
    _serve(host, port)


@click.command()
@host_option
@port_option
@click.option("--serve/--no-serve", "serving", default=True, help="Serve the pages afterwards, or only prepare.")
def demo(host: str, port: int, serving: bool) -> None:
    """Load the synthetic demo study, once, and serve it."""
    from interview_app.services import demo as demo_study

    store = opening.create_store()
    accounts = demo_study.loaded(store) or _load(store)
    click.echo(f"The demo study is synthetic: nothing in it describes a real person.\n\nhttp://{host}:{port}\n")
    _show(accounts)
    store.close()
    if serving:
        _serve(host, port)


def _load(store: Store) -> Iterable[Shown]:
    from rich.console import Console
    from rich.progress import track

    from interview_app.services import demo as demo_study

    loading = demo_study.load(store, now=opening.now(), by=opening.operator())
    console = Console(stderr=True)
    for _ in track(loading.steps, "Acting out the demo study", total=loading.total, console=console, transient=True):
        pass
    return loading.accounts


def _show(accounts: Iterable[Shown]) -> None:
    for account in accounts:
        password = account.password or "(set at the first run; see below)"
        click.echo(f"  {account.role:12} {account.user_name:14} {password}")
    if not all(account.password for account in accounts):
        click.echo("\nThe accounts and their data are kept. A new password: interview-app account password USER_NAME")


def _has_study(store: Store) -> bool:
    from interview_app.services import studies

    return bool(studies.all_studies(store))


def _has_accounts(store: Store) -> bool:
    from interview_app.services import accounts

    return bool(accounts.list_all(store, opening.acting_as(Role.ADMIN)))


def _serve(host: str, port: int) -> None:
    from interview_app.cli.serving import serve as run

    run(host, port)
