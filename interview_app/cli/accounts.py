"""`interview-app account`: opening, listing and closing accounts from the machine itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from interview_app.cli import opening
from interview_app.cli.failures import Failure
from interview_app.domain.access import Role

if TYPE_CHECKING:
    from interview_app.domain.access import Actor
    from interview_app.services.accounts import Opened, Terms
    from interview_app.storage.accounts import Account
    from interview_app.storage.engine import Store

AT_SITES = frozenset(Role) - {Role.ADMIN, Role.AUDITOR}
"""The roles that work only with what belongs to their sites."""

name_argument = click.argument("user_name")


@click.group()
def account() -> None:
    """Open, list and close accounts.

    Passwords are generated, printed once and kept nowhere.
    """


@account.command("first-admin")
@click.argument("user_name", default="admin")
def first_admin(user_name: str) -> None:
    """Open the first administrator's account.

    Works once, while there is no account at all.
    """
    from interview_app.services.accounts import Terms

    store, operator = _administration()
    if _accounts(store, operator):
        raise Failure("There are accounts already: `interview-app account create` opens further ones.")
    _tell(_create(store, operator, user_name, Terms(role=Role.ADMIN)))


@account.command()
@name_argument
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]), help="The person's part.")
@click.option("--site", "sites", multiple=True, metavar="CODE", help="A site they work at; repeat for several.")
@click.option("--name", default="", help="The name that pages show.")
@click.option("--language", default="en", type=click.Choice(["en", "nb"]), show_default=True, help="Of the pages.")
@click.option("--reads-text", is_flag=True, help="May a researcher export free text?")
def create(user_name: str, role: str, sites: tuple[str, ...], name: str, language: str, reads_text: bool) -> None:
    """Open an account and print its password."""
    from interview_app.services.accounts import Terms

    store, operator = _administration()
    if unknown := sorted(set(sites) - operator.sites):
        raise Failure(
            f"There is no site {', '.join(unknown)}; there are: {', '.join(sorted(operator.sites)) or 'none'}."
        )
    terms = Terms(role=Role(role), sites=frozenset(sites), display_name=name, language=language, reads_text=reads_text)
    _tell(_create(store, operator, user_name, terms))
    if terms.role in AT_SITES and not sites:
        click.echo(f"Without a site this {role} finds nothing: add one on the administrator's page Accounts.", err=True)


@account.command("list")
def list_accounts() -> None:
    """Print every account with its role and sites."""
    for found in _accounts(*_administration()):
        sites = ",".join(sorted(site for _, site in found.sites)) or "-"
        closed = "" if found.active else "  closed"
        click.echo(f"{found.code:8} {found.user_name:20} {found.role.value:12} {sites}{closed}")


@account.command()
@name_argument
def password(user_name: str) -> None:
    """Give an account a new password and end its sessions."""
    from interview_app.services import accounts

    store, operator = _administration()
    found = _named(store, operator, user_name)
    click.echo(accounts.set_password(store, operator, found.id, now=opening.now()))


@account.command()
@name_argument
def deactivate(user_name: str) -> None:
    """Close an account and end its sessions.

    What the person did stays as it is.
    """
    from interview_app.services import accounts

    store, operator = _administration()
    accounts.set_active(store, operator, _named(store, operator, user_name).id, False, now=opening.now())
    click.echo(f"{user_name} is closed.")


def _administration() -> tuple[Store, Actor]:
    store = opening.open_store()
    return store, opening.acting_as(Role.ADMIN, store)


def _accounts(store: Store, operator: Actor) -> list[Account]:
    from interview_app.services import accounts

    return accounts.list_all(store, operator)


def _named(store: Store, operator: Actor, user_name: str) -> Account:
    wanted = user_name.strip().casefold()
    for found in _accounts(store, operator):
        if found.user_name == wanted:
            return found
    raise Failure(f"There is no account {user_name!r}: `interview-app account list` prints them.")


def _create(store: Store, operator: Actor, user_name: str, terms: Terms) -> Opened:
    from interview_app.services import accounts

    return accounts.create(store, operator, user_name, terms, now=opening.now())


def _tell(opened: Opened) -> None:
    click.echo(f"Account {opened.code}: user name {opened.user_name}, password {opened.password}")
