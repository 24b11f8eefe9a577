"""Accounts: the administrator opens, changes and closes them; the first one is opened from the command line."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
import re
from typing import Any

from sqlalchemy import Connection

from interview_app.domain.access import AT_SITES, Action, Actor, Grant, Role
from interview_app.domain.events import Event
from interview_app.services import passwords, studies
from interview_app.services.errors import NotAllowed, NotFound, Unsuitable
from interview_app.storage import accounts, ledger, sessions
from interview_app.storage.accounts import Account
from interview_app.storage.belongings import password_digest
from interview_app.storage.engine import NotStorable, Store
from interview_app.storage.keys import KeyRing

PREFIXES = {
    Role.INTERVIEWER: "int",
    Role.SUPERVISOR: "sup",
    Role.RESEARCHER: "res",
    Role.MANAGER: "man",
    Role.ADMIN: "adm",
    Role.AUDITOR: "aud",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What an administrator decides about an account."""

    role: Role
    """What it is for; what it may do at sites is said by its grants alone."""
    grants: frozenset[Grant] = frozenset()
    display_name: str = ""
    language: str = "en"
    reads_text: bool = False

    @classmethod
    def at(cls, role: Role, study: str, *sites: str, **others: Any) -> Terms:
        """The terms of somebody with one role at these sites of a study."""
        return cls(role=role, grants=frozenset(Grant(study, site, role) for site in sites), **others)


@dataclass(frozen=True, slots=True)
class Opened:
    """A fresh account; the password is told once and kept nowhere."""

    id: str
    code: str
    user_name: str
    password: str = field(repr=False)


def create(
    store: Store,
    actor: Actor,
    user_name: str,
    terms: Terms,
    *,
    now: datetime,
    code: str = "",
    password: str = "",
) -> Opened:
    """Open an account; code and password are made up unless given. Raises NotAllowed, Unsuitable."""
    _require_admin(actor)
    chosen = password or passwords.generate()
    if weak := password and passwords.weakness(password, (user_name, terms.display_name)):
        raise Unsuitable("password", weak)
    _check(store, terms.grants)
    account = _new(user_name, terms, passwords.hashed(chosen), now)
    try:
        account = _kept(store, actor, account, terms, code, now)
    except NotStorable as refused:
        raise _taken(refused) from refused
    return Opened(account.id, account.code, account.user_name, chosen)


def _kept(store: Store, actor: Actor, account: Account, terms: Terms, code: str, now: datetime) -> Account:
    with store.writing() as connection:
        account = replace(account, code=code or next_code(terms.role, accounts.codes(connection)))
        accounts.insert_one(connection, account)
        told = {"code": account.code, "user_name": account.user_name, **_told(terms)}
        told |= {"password_digest": password_digest(account.password_hash)}
        trace(connection, store.keys, account.id, actor.code, Event.ACCOUNT_CREATE, told, now)
    return account


def _new(user_name: str, terms: Terms, hashed: str, now: datetime) -> Account:
    return Account(
        code="",
        user_name=accounts.fold_name(user_name),
        display_name=terms.display_name,
        role=terms.role,
        password_hash=hashed,
        reads_text=terms.reads_text,
        language=terms.language,
        created_at=now,
        password_at=now,
        grants=terms.grants,
    )


def _taken(refused: Exception) -> Unsuitable:
    field = "code" if "code" in str(getattr(refused, "constraint", "")) else "user_name"
    return Unsuitable(field, "There is an account of this name already.")


def next_code(role: Role, taken: Collection[str]) -> str:
    """The first free code of a role after the highest in use, such as int-05; no code is used twice."""
    shape = re.compile(rf"{PREFIXES[role]}-(\d+)")
    used = [int(found[1]) for code in taken if (found := shape.fullmatch(code))]
    return f"{PREFIXES[role]}-{max(used, default=0) + 1:02}"


def change(store: Store, actor: Actor, account_id: str, terms: Terms, *, now: datetime) -> None:
    """Give an account other terms. Raises NotFound, Unsuitable.

    Another role of the account ends its sessions; other grants hold from its next request on.
    """
    _require_admin(actor)
    _check(store, terms.grants)
    with store.writing() as connection:
        account = _get(connection, account_id)
        if account.id == actor.id and (terms.role, terms.grants) != (account.role, account.grants):
            raise Unsuitable("role", "You cannot change your own roles; another administrator can.")
        accounts.change(
            connection,
            account.id,
            role=terms.role.value,
            display_name=terms.display_name,
            language=terms.language,
            reads_text=terms.reads_text,
        )
        accounts.set_grants(connection, account.id, terms.grants)
        if account.role is not terms.role:
            sessions.delete_of_account(connection, account.id)
        trace(connection, store.keys, account.id, actor.code, Event.ACCOUNT_CHANGE, _told(terms), now)


def terms_of(account: Account) -> Terms:
    """What stands now."""
    return Terms(
        role=account.role,
        grants=account.grants,
        display_name=account.display_name,
        language=account.language,
        reads_text=account.reads_text,
    )


def change_own(store: Store, actor: Actor, *, display_name: str, language: str, now: datetime) -> None:
    """Change what a person may change about the own account."""
    with store.writing() as connection:
        accounts.change(connection, actor.id, display_name=display_name, language=language)
        told = {"display_name": display_name, "language": language}
        trace(connection, store.keys, actor.id, actor.code, Event.ACCOUNT_CHANGE, told, now)


def set_password(store: Store, actor: Actor, account_id: str, *, now: datetime, password: str = "") -> str:
    """Give an account another password, made up unless given, and end its sessions; gives the password."""
    _require_admin(actor)
    chosen = password or passwords.generate()
    hashed = passwords.hashed(chosen)
    with store.writing() as connection:
        account = _get(connection, account_id)
        if weak := password and passwords.weakness(password, (account.user_name, account.display_name)):
            raise Unsuitable("password", weak)
        accounts.change(connection, account.id, password_hash=hashed, password_at=now)
        sessions.delete_of_account(connection, account.id)
        told = {"password": "reset", "password_digest": password_digest(hashed)}
        trace(connection, store.keys, account.id, actor.code, Event.ACCOUNT_CHANGE, told, now)
    return chosen


def set_active(store: Store, actor: Actor, account_id: str, active: bool, *, now: datetime) -> None:
    """Close an account, which ends its sessions, or open it again. Raises NotFound, NotAllowed, Unsuitable."""
    _require_admin(actor)
    if account_id == actor.id:
        raise Unsuitable("active", "You cannot close your own account; another administrator can.")
    with store.writing() as connection:
        account = _get(connection, account_id)
        if not active and account.active and account.role is Role.ADMIN and accounts.count(connection, Role.ADMIN) == 1:
            raise Unsuitable("active", "This is the last open administrator account. Open another one first.")
        accounts.change(connection, account.id, active=active)
        sessions.delete_of_account(connection, account.id)
        trace(connection, store.keys, account.id, actor.code, Event.ACCOUNT_CHANGE, {"active": active}, now)


def end_sessions(store: Store, actor: Actor, account_id: str, *, now: datetime) -> int:
    """Sign an account out everywhere; gives how many sessions ended."""
    _require_admin(actor)
    with store.writing() as connection:
        account = _get(connection, account_id)
        ended = sessions.delete_of_account(connection, account.id)
        trace(connection, store.keys, account.id, actor.code, Event.ACCOUNT_CHANGE, {"sessions": "ended"}, now)
    return ended


def exist(store: Store) -> bool:
    """True when there is an active account."""
    with store.reading() as connection:
        return accounts.count(connection) > 0


def list_all(store: Store, actor: Actor) -> list[Account]:
    """Every account, by code."""
    _require_admin(actor)
    with store.reading() as connection:
        return accounts.every(connection)


def get(store: Store, actor: Actor, account_id: str) -> Account:
    """The account of that id; raises NotFound."""
    _require_admin(actor)
    with store.reading() as connection:
        return _get(connection, account_id)


def own(store: Store, actor: Actor) -> Account:
    """The actor's own account; raises NotFound."""
    with store.reading() as connection:
        return _get(connection, actor.id)


def trace(
    connection: Connection,
    keys: KeyRing,
    account_id: str,
    actor_code: str,
    event: Event,
    payload: Mapping[str, Any],
    now: datetime,
) -> None:
    """Write to the ledger what happened to an account."""
    stream = f"account:{account_id}"
    ledger.append(connection, keys, keys.stream_key(stream), stream, actor_code, [ledger.Entry(event, payload)], now)


def _require_admin(actor: Actor) -> None:
    if not actor.may(Action.MANAGE_ACCOUNTS):
        raise NotAllowed("Your role does not manage accounts.")


def _get(connection: Connection, account_id: str) -> Account:
    account = accounts.get(connection, account_id)
    if account is None:
        raise NotFound("There is no such account.")
    return account


def _check(store: Store, grants: Collection[Grant]) -> None:
    """Refuse grants that nobody can have; raises Unsuitable."""
    there = {(study.id, site.code) for study in studies.all_studies(store) for site in study.sites}
    if any((grant.study, grant.site) not in there or grant.role not in AT_SITES for grant in grants):
        raise Unsuitable("grants", "Choose sites of a study and roles at them.")


def _told(terms: Terms) -> dict[str, Any]:
    """The terms as the ledger keeps them; `sites` are study, site and role of each grant."""
    return {
        "role": terms.role.value,
        "sites": [list(grant) for grant in sorted(terms.grants)],
        "display_name": terms.display_name,
        "language": terms.language,
        "reads_text": terms.reads_text,
    }
