"""What belongs to a row and stands in rows of other tables, or only as a secret: an account's grants, the digest of its
password's hash and its calendar feed, the participants whom an informant knows and the digest of their contact
details, the consents and second opinions of a participant, the calls of a case, and how an interview stands with its
supervisor."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
import hashlib
import json
from typing import Any

from sqlalchemy import CompoundSelect, Connection, Select, Table, Text, literal, select, type_coerce, union_all

from interview_app.domain.fieldwork import Design
from interview_app.storage.column_types import Moment
from interview_app.storage.faults import Fault
from interview_app.storage.fieldwork import (
    attempts,
    cases,
    consents,
    contacts,
    feeds,
    queries,
    rechecks,
    reviews,
    slots,
)
from interview_app.storage.models import accounts, grants, informants, interviews, participants, relations

Belongings = dict[str, dict[str, Any]]


def password_digest(password_hash: str) -> str:
    """What the ledger keeps of a password: it tells whether the stored hash is the one that somebody set."""
    return hashlib.sha256(password_hash.encode()).hexdigest()


def digest(sealed: bytes) -> str:
    """What the ledger keeps of something that is sealed elsewhere and must not stand in it."""
    return hashlib.sha256(sealed).hexdigest()


NO_FEED: Mapping[str, Any] = {"feed": "", "feed_made_at": None}
NO_CONTACT: Mapping[str, Any] = {"contact": "", "contact_at": None}


def of(connection: Connection, kind: str, ids: Sequence[str]) -> Belongings:
    """By the id of each row of a kind of stream, what belongs to it, named as its events name it."""
    read = _READ.get(kind)
    return {} if read is None else read(connection, ids)


def _of_accounts(connection: Connection, ids: Sequence[str]) -> Belongings:
    hashes = connection.execute(select(accounts.c.id, accounts.c.password_hash).where(accounts.c.id.in_(ids)))
    found: Belongings = {
        row.id: {"sites": [], "password_digest": password_digest(row.password_hash), **NO_FEED} for row in hashes
    }
    for row in connection.execute(_GRANTS.where(grants.c.account_id.in_(ids))):
        found[row.account_id]["sites"].append([row.study_id, row.site, row.role])
    for row in connection.execute(_FEEDS.where(feeds.c.account_id.in_(ids))):
        found[row.account_id] |= {"feed": row.token_hash, "feed_made_at": row.made_at}
    return found


def _of_cases(connection: Connection, ids: Sequence[str]) -> Belongings:
    found: Belongings = {case_id: {"calls": []} for case_id in ids}
    for row in connection.execute(_CALLS.where(attempts.c.case_id.in_(ids))):
        found[row.case_id]["calls"].append(list(row[1:]))
    return found


def _of_informants(connection: Connection, ids: Sequence[str]) -> Belongings:
    found: Belongings = {informant_id: {"participants": [], **NO_CONTACT} for informant_id in ids}
    for row in connection.execute(_KNOWN.where(relations.c.informant_id.in_(ids))):
        found[row.informant_id]["participants"].append(list(row[1:]))
    for row in connection.execute(_CONTACTS.where(contacts.c.informant_id.in_(ids))):
        found[row.informant_id] |= {"contact": digest(row.document), "contact_at": row.changed_at}
    return found


def _of_participants(connection: Connection, ids: Sequence[str]) -> Belongings:
    found: Belongings = {participant_id: {"consents": [], "designs": {}} for participant_id in ids}
    for row in connection.execute(_DESIGNS.where(slots.c.participant_id.in_(ids))):
        found[row.participant_id]["designs"][row.visit] = row.design
    for row in connection.execute(_CONSENTS.where(consents.c.participant_id.in_(ids))):
        told = row._asdict() | {name: json.loads(row._mapping[name]) for name in ("scopes", "without_roles")}
        found[told.pop("participant_id")]["consents"].append(told)
    return found


def _of_interviews(connection: Connection, ids: Sequence[str]) -> Belongings:
    found: Belongings = {key: {"review": None, "queries": [], "recheck": None} for key in ids}
    for name, query in _OVERSEEN.items():
        for row in connection.execute(query.where(query.selected_columns.interview_id.in_(ids))):
            told = row._asdict()
            of_one = found[told.pop("interview_id")]
            if name == "queries":
                of_one[name].append(told)
            else:
                of_one[name] = told
    return found


def strays(connection: Connection) -> Iterator[Fault]:
    """Rows that belong to nobody who is there."""
    for kind, query in _STRAYS.items():
        for owner, what in connection.execute(query):
            yield Fault(f"{kind}:{owner}", 0, f"{what} belongs to it, and no such {kind} is there")


_READ: Mapping[str, Callable[[Connection, Sequence[str]], Belongings]] = {
    "account": _of_accounts,
    "case": _of_cases,
    "informant": _of_informants,
    "interview": _of_interviews,
    "participant": _of_participants,
}


def _of_nobody(table: Table, of: Table, column: str) -> Select[Any]:
    query = select(table.c[column], literal(table.name)).outerjoin(of, of.c.id == table.c[column])
    return query.where(of.c.id.is_(None))


def _as_stored(table: Table) -> Select[Any]:
    """The rows with their moments as they stand in the database."""
    return select(*(type_coerce(c, Text()).label(c.name) if isinstance(c.type, Moment) else c for c in table.c))


_GRANTS = select(grants).order_by(*grants.primary_key.columns)
_FEEDS = select(feeds.c.account_id, feeds.c.token_hash, type_coerce(feeds.c.made_at, Text()).label("made_at"))
_CONTACTS = select(
    contacts.c.informant_id, contacts.c.document, type_coerce(contacts.c.changed_at, Text()).label("changed_at")
)
_CALLS = select(
    attempts.c.case_id,
    attempts.c.n,
    type_coerce(attempts.c.at, Text()),
    *(attempts.c[name] for name in ("channel", "outcome", "interviewer", "seconds")),
    type_coerce(attempts.c.next_at, Text()),
).order_by(attempts.c.case_id, attempts.c.n)
_KNOWN = (
    select(
        relations.c.informant_id,
        participants.c.code,
        type_coerce(relations.c.since, Text()),
        type_coerce(relations.c.until, Text()),
        relations.c.months_known,
    )
    .outerjoin(participants, participants.c.id == relations.c.participant_id)
    .order_by(participants.c.code)
)
_DESIGNS = select(slots.c.participant_id, slots.c.visit, slots.c.design).where(
    slots.c.design.not_in(("", Design.DRAWN))
)
_CONSENTS = select(
    consents.c.participant_id,
    consents.c.id.label("consent"),
    *(type_coerce(consents.c[name], Text()).label(name) for name in ("since", "until", "withdrawn_on", "recorded_at")),
    *(consents.c[name] for name in ("version", "scopes", "without_roles", "taken_by")),
).order_by(consents.c.id)
_OVERSEEN = {
    "review": _as_stored(reviews),
    "queries": _as_stored(queries).order_by(queries.c.id),
    "recheck": _as_stored(rechecks),
}
_STRAYS: Mapping[str, Select[Any] | CompoundSelect[Any]] = {
    "account": select(grants.c.account_id, grants.c.site)
    .outerjoin(accounts, accounts.c.id == grants.c.account_id)
    .where(accounts.c.id.is_(None))
    .union_all(_of_nobody(feeds, accounts, "account_id")),
    "case": _of_nobody(attempts, cases, "case_id"),
    "informant": select(relations.c.informant_id, relations.c.participant_id)
    .outerjoin(informants, informants.c.id == relations.c.informant_id)
    .where(informants.c.id.is_(None))
    .union_all(_of_nobody(contacts, informants, "informant_id")),
    "interview": union_all(*(_of_nobody(table, interviews, "interview_id") for table in (reviews, queries, rechecks))),
    "participant": union_all(*(_of_nobody(table, participants, "participant_id") for table in (consents, slots))),
}
