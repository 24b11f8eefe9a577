"""Accounts: who may sign in, and which roles they have at which sites of which studies."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self
from uuid import uuid4

from sqlalchemy import Connection, Row, Select, bindparam, delete, func, insert, select, update

from interview_app.domain.access import Action, Grant, Role, may_at
from interview_app.storage.models import accounts, grants


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One person's account."""

    id: str = field(default_factory=lambda: uuid4().hex)
    code: str
    """What ledgers, exports and PDFs show, such as int-04."""
    user_name: str
    display_name: str
    role: Role
    """What the account is for. It grants something by itself only where it is a role of the whole installation."""
    password_hash: str = field(repr=False)
    reads_text: bool = False
    language: str = "en"
    active: bool = True
    created_at: datetime
    password_at: datetime
    grants: frozenset[Grant] = frozenset()

    @classmethod
    def of(cls, row: Row[Any], grants: frozenset[Grant]) -> Self:
        """The account of a row that holds its columns, among others."""
        held = row._mapping
        values = {column.name: held[column] for column in accounts.c}
        return cls(**values | {"role": Role(row.role), "grants": grants})

    def conducts(self, study: str, site: str) -> bool:
        """True when it is open and may conduct interviews at that site of that study."""
        return self.active and may_at(self.grants, Action.CONDUCT, study, site)


def from_rows(rows: Sequence[Row[Any]]) -> Account:
    """The account of rows that are alike but for their grant; a row without one has None there."""
    granted = (Grant(row.study_id, row.site, Role(row.granted)) for row in rows if row.site is not None)
    return Account.of(rows[0], frozenset(granted))


def fold_name(user_name: str) -> str:
    """The form in which user names are stored and looked up: case and outer spaces do not matter."""
    return user_name.strip().casefold()


def insert_one(connection: Connection, account: Account) -> None:
    """Keep a new account with its grants; NotStorable when its code or user name is taken."""
    row = {column.name: getattr(account, column.name) for column in accounts.c}
    connection.execute(insert(accounts), row | {"user_name": fold_name(account.user_name), "role": account.role.value})
    _insert_grants(connection, account.id, account.grants)


def get(connection: Connection, account_id: str) -> Account | None:
    """The account of that id."""
    return _one(connection, _BY_ID, account_id)


def by_user_name(connection: Connection, user_name: str) -> Account | None:
    """The account of that user name, in whatever case it is written."""
    return _one(connection, _BY_USER_NAME, fold_name(user_name))


def by_code(connection: Connection, code: str) -> Account | None:
    """The account of that code."""
    return _one(connection, _BY_CODE, code)


def _one(connection: Connection, query: Select[Any], wanted: str) -> Account | None:
    rows = connection.execute(query, {"wanted": wanted}).all()
    return from_rows(rows) if rows else None


def every(connection: Connection) -> list[Account]:
    """Every account, by code."""
    grouped: dict[str, list[Row[Any]]] = {}
    for row in connection.execute(_WITH_GRANTS.order_by(accounts.c.code)):
        grouped.setdefault(row.id, []).append(row)
    return [from_rows(rows) for rows in grouped.values()]


def codes(connection: Connection) -> set[str]:
    """Every code in use."""
    return set(connection.execute(select(accounts.c.code)).scalars())


def count(connection: Connection, role: Role | None = None, *, active: bool = True) -> int:
    """How many accounts there are, of that role or of any."""
    query = select(func.count()).select_from(accounts).where(accounts.c.active == active)
    return int(connection.execute(query if role is None else query.where(accounts.c.role == role.value)).scalar_one())


def change(connection: Connection, account_id: str, **values: Any) -> None:
    """Change columns of an account; NotStorable when a user name is taken."""
    if "user_name" in values:
        values["user_name"] = fold_name(values["user_name"])
    connection.execute(update(accounts).where(accounts.c.id == account_id).values(values))


def set_grants(connection: Connection, account_id: str, wanted: Collection[Grant]) -> None:
    """Give the account these grants and no others."""
    connection.execute(delete(grants).where(grants.c.account_id == account_id))
    _insert_grants(connection, account_id, wanted)


def _insert_grants(connection: Connection, account_id: str, wanted: Collection[Grant]) -> None:
    if wanted:
        rows = [
            {"account_id": account_id, "study_id": study, "site": site, "role": role.value}
            for study, site, role in sorted(wanted)
        ]
        connection.execute(insert(grants), rows)


GRANT = (grants.c.study_id, grants.c.site, grants.c.role.label("granted"))
"""What a query selects beside an account's columns, for `from_rows`."""
_WITH_GRANTS = select(accounts, *GRANT).select_from(accounts.outerjoin(grants))
_BY_ID = _WITH_GRANTS.where(accounts.c.id == bindparam("wanted"))
_BY_USER_NAME = _WITH_GRANTS.where(accounts.c.user_name == bindparam("wanted"))
_BY_CODE = _WITH_GRANTS.where(accounts.c.code == bindparam("wanted"))
