"""`interview-app account`: opening, listing and closing accounts from the machine itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from interview_app.cli import opening
from interview_app.cli.failures import Failure
from interview_app.domain.access import AT_SITES, INSTALLATION_WIDE, Grant, Hat, Role, hats, sites_of

if TYPE_CHECKING:
    from interview_app.domain.access import Actor
    from interview_app.services.accounts import Opened, Terms
    from interview_app.storage.accounts import Account
    from interview_app.storage.engine import Store

name_argument = click.argument("user_name")
role_option = click.option(
    "--role", required=True, type=click.Choice([role.value for role in AT_SITES]), help="What they are there."
)
sites_option = click.option(
    "--site", "sites", multiple=True, required=True, metavar="CODE", help="Where; repeat for several."
)


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
@opening.study_option
@click.option("--name", default="", help="The name that pages show.")
@click.option("--language", default="en", type=click.Choice(["en", "nb"]), show_default=True, help="Of the pages.")
@click.option("--reads-text", is_flag=True, help="May a researcher export free text?")
def create(
    user_name: str, role: str, sites: tuple[str, ...], study_id: str, name: str, language: str, reads_text: bool
) -> None:
    """Open an account and print its password.

    `interview-app account grant` gives it further roles and sites.
    """
    from interview_app.services.accounts import Terms

    store, operator = _administration()
    grants = _grants(store, study_id, Role(role), sites) if sites else frozenset()
    terms = Terms(role=Role(role), grants=grants, display_name=name, language=language, reads_text=reads_text)
    _tell(_create(store, operator, user_name, terms))
    if terms.role not in INSTALLATION_WIDE and not sites:
        click.echo(f"Without a site this {role} finds nothing: `interview-app account grant` adds one.", err=True)


@account.command()
@name_argument
@role_option
@sites_option
@opening.study_option
def grant(user_name: str, role: str, sites: tuple[str, ...], study_id: str) -> None:
    """Give an account a role at sites of a study, beside what it has."""
    store, operator = _administration()
    found = _named(store, operator, user_name)
    _change(store, operator, found, found.grants | _grants(store, study_id, Role(role), sites))


@account.command()
@name_argument
@role_option
@sites_option
@opening.study_option
def revoke(user_name: str, role: str, sites: tuple[str, ...], study_id: str) -> None:
    """Take a role at sites of a study away from an account; it holds from the person's next page on."""
    store, operator = _administration()
    found = _named(store, operator, user_name)
    _change(store, operator, found, found.grants - _grants(store, study_id, Role(role), sites))


def _grants(store: Store, study_id: str, role: Role, sites: tuple[str, ...]) -> frozenset[Grant]:
    study = opening.chosen_study(store, study_id)
    there = {site.code for site in study.sites}
    if unknown := sorted(set(sites) - there):
        raise Failure(f"There is no site {', '.join(unknown)} in {study.id}; there are: {', '.join(sorted(there))}.")
    return frozenset(Grant(study.id, site, role) for site in sites)


def _change(store: Store, operator: Actor, found: Account, grants: frozenset[Grant]) -> None:
    from interview_app.services import accounts

    terms = replace(accounts.terms_of(found), grants=grants)
    accounts.change(store, operator, found.id, terms, now=opening.now())
    _show(replace(found, grants=grants))


@account.command("list")
def list_accounts() -> None:
    """Print every account, a line for each of its roles with study and sites."""
    for found in _accounts(*_administration()):
        _show(found)


def _show(found: Account) -> None:
    closed = "" if found.active else "  closed"
    for hat in hats(found.role, found.grants) or [Hat("", found.role)]:
        role, study, sites = hat.role.value, hat.study, sites_of(hat, found.grants)
        click.echo(f"{found.code:8} {found.user_name:20} {role:12} {study or '-'} {','.join(sites) or '-'}{closed}")


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
    return store, opening.acting_as(Role.ADMIN)


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
