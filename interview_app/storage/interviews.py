"""Interviews: where each stands and its sealed answers, saved by one statement, found and read within sites."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, time
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, bindparam, func, select, update

from interview_app.domain.access import Sites
from interview_app.domain.document import Document
from interview_app.domain.history import Standing
from interview_app.domain.interview import Entry, Interview, Lost, Mode, Status, Unread
from interview_app.storage import canonical
from interview_app.storage.fieldwork import slots
from interview_app.storage.keys import KeyRing, Sealer, Unreadable
from interview_app.storage.locking import locked
from interview_app.storage.models import accounts, informants, interviews, participants
from interview_app.storage.patterns import containing
from interview_app.storage.sites import within

STANDING = (
    "form",
    "mode_first",
    "mode_last",
    "language",
    "started_at",
    "changed_at",
    "session_started_at",
    "status",
    "disposition",
    "completed_at",
    "seconds",
    "marks",
)
"""The columns that are fields of a Standing, beside its document."""
_SETTLED = frozenset({"form", "mode_first", "started_at"})  # these never change after the start
_INDEXED = ("status", "mode_last")  # lists are searched by these; writing them, even unchanged, costs a tenth of a save


def document_of(sealer: Sealer, interview_id: str, sealed: bytes) -> Document:
    """The answers of an interview; raises Unreadable."""
    content: Document = canonical.decode(sealer.open(sealed, interview_id.encode()))
    return content


def document(connection: Connection, sealer: Sealer, interview_id: str) -> Document:
    """The document of one interview, whether it may be shown or not; raises Unreadable."""
    sealed = connection.execute(select(interviews.c.document).where(interviews.c.id == interview_id)).scalar_one()
    return document_of(sealer, interview_id, sealed)


def _columns(sealer: Sealer, interview_id: str, standing: Standing) -> dict[str, Any]:
    columns = {name: getattr(standing, name) for name in STANDING}
    return columns | {"document": sealer.seal(canonical.encode(standing.document), interview_id.encode())}


def insert(connection: Connection, sealer: Sealer, standing: Standing, facts: Mapping[str, Any]) -> Row[Any]:
    """Keep a new interview and give its row as `for_save` does; `facts` are the columns that its standing lacks.

    Its instance is the next of the same participant, visit and informant.
    """
    same = {name: facts[name] for name in ("participant_id", "visit", "informant_id")}
    instance = connection.execute(_LAST_INSTANCE, same).scalar_one() + 1
    connection.execute(_INSERT, {**facts, **_columns(sealer, facts["id"], standing), "instance": instance})
    return connection.execute(_FOR_SAVE, {"wanted": facts["id"]}).one()


def for_save(connection: Connection, interview_id: str) -> Row[Any] | None:
    """The interview's row with its participant's wrapped key, locked for others until the transaction ends.

    Where the connection only reads, nothing is locked.
    """
    only_reads = connection.get_execution_options().get("postgresql_readonly", False)
    return connection.execute(_FOR_READING if only_reads else _FOR_SAVE, {"wanted": interview_id}).first()


def hold_people(connection: Connection, interview_id: str) -> None:
    """Let nobody change the interview's participant and informant until the transaction ends."""
    for query in _PEOPLE:
        connection.execute(query, {"wanted": interview_id})


def save(connection: Connection, interview_id: str, sealer: Sealer, standing: Standing) -> None:
    """Store where an interview now stands."""
    columns = {name: value for name, value in _columns(sealer, interview_id, standing).items() if name not in _SETTLED}
    moved = {name: columns.pop(name) for name in _INDEXED}
    unmoved = {f"was_{name}": value for name, value in moved.items()}
    if not connection.execute(_SAVE, {"wanted": interview_id, **columns, **unmoved}).rowcount:
        connection.execute(_MOVE, {"wanted": interview_id, **columns, **moved})


def give(connection: Connection, interview_id: str, account_id: str) -> None:
    """Make the interview that account's."""
    connection.execute(_MOVE, {"wanted": interview_id, "interviewer_id": account_id})


def unmarked(connection: Connection, study_id: str, statuses: Collection[str]) -> frozenset[str]:
    """The interviews of these statuses of which it is not kept how each item stands."""
    query = select(interviews.c.id).where(interviews.c.study_id == study_id, interviews.c.marks == "")
    return frozenset(connection.execute(query.where(interviews.c.status.in_(statuses))).scalars())


def mark(connection: Connection, interview_id: str, marks: str) -> None:
    """Keep how each item of the interview stands."""
    connection.execute(_MOVE, {"wanted": interview_id, "marks": marks})


IN_USE = interviews.c.withheld == False  # noqa: E712 - a flag is stored as a number, which PostgreSQL takes for no truth
"""True of an interview that nobody has withdrawn from use."""

FILTERS: dict[str, Callable[[Any], ColumnElement[bool]]] = {
    "study_id": interviews.c.study_id.__eq__,
    "site": interviews.c.site.__eq__,
    "visit": interviews.c.visit.__eq__,
    "visits": interviews.c.visit.in_,
    "status": interviews.c.status.__eq__,
    "statuses": interviews.c.status.in_,
    "mode": interviews.c.mode_last.__eq__,
    "disposition": interviews.c.disposition.__eq__,
    "interviewer_id": interviews.c.interviewer_id.__eq__,
    "since": interviews.c.started_at.__ge__,
    "until": interviews.c.started_at.__lt__,
    "text": lambda words: containing(participants.c.code, words) | containing(informants.c.code, words),
    "participant": participants.c.code.__eq__,
    "informant": informants.c.code.__eq__,
    "interviewer": accounts.c.code.__eq__,
    "but": lambda ids: interviews.c.id.not_in(sorted(ids)),
}
"""What a list can be filtered by: `visits` and `statuses` are tuples, `interviewer_id` is an account's id, `since` and
`until` are moments of the start, `text` is a part of the participant's or the informant's code, the next three are
whole codes, and `but` leaves interviews out."""

ABOUT_CODES = frozenset({"text", "participant", "informant", "interviewer"})
AT_ONCE = 250


def search(
    connection: Connection, *, sites: Sites, filters: Mapping[str, Any], limit: int = 50, offset: int = 0
) -> tuple[list[Row[Any]], int]:
    """A page of the interviews at these sites, latest start first, and how many there are in all.

    A row has the fields of an Interview but its document. Empty filters are ignored; an unknown one raises KeyError.
    """
    where = conditions(sites, filters)
    counted = select(func.count()).select_from(JOINED if ABOUT_CODES & filters.keys() else interviews)
    page = _LISTED.where(*where).order_by(interviews.c.started_at.desc(), interviews.c.id).limit(limit).offset(offset)
    return list(connection.execute(page)), connection.execute(counted.where(*where)).scalar_one()


def record(connection: Connection, keys: KeyRing, interview_id: str, *, sites: Sites) -> Interview | None:
    """One interview with its answers, if at one of the sites; raises Unreadable."""
    query = _RECORDS.where(interviews.c.id == interview_id, within(interviews, sites), IN_USE)
    row = connection.execute(query).first()
    return None if row is None else _interview(row, keys.participant_key(row.wrapped_key, row.key_of))


def records(
    connection: Connection, keys: KeyRing, *, sites: Sites, filters: Mapping[str, Any]
) -> Iterator[Interview | Unread]:
    """The interviews at these sites with their answers, by study, participant, visit, informant and instance.

    Only their ids are sorted, and some hundred are in memory at a time, however many there are.
    """
    ids = chosen(connection, sites=sites, filters=filters)
    for begin in range(0, len(ids), AT_ONCE):
        part = ids[begin : begin + AT_ONCE]
        rows = {row.id: row for row in connection.execute(_RECORDS.where(interviews.c.id.in_(part)))}
        wrapped = {row.key_of: row.wrapped_key for row in rows.values()}
        sealers = {owner: _sealer(keys, key, owner) for owner, key in wrapped.items()}
        yield from (_read(rows[key], sealers[rows[key].key_of]) for key in part)


def chosen(connection: Connection, *, sites: Sites, filters: Mapping[str, Any]) -> list[str]:
    """The ids of the interviews at these sites, in the same order."""
    query = select(interviews.c.id).select_from(JOINED).where(*conditions(sites, filters)).order_by(*_ORDER)
    return list(connection.execute(query).scalars())


def unread(connection: Connection, keys: KeyRing, ids: Collection[str]) -> dict[str, Lost]:
    """Those of the interviews that cannot be opened, and why."""
    found = connection.execute(_RECORDS.where(interviews.c.id.in_(list(ids))))
    read = (_read(row, _sealer(keys, row.wrapped_key, row.key_of)) for row in found)
    return {each.id: each.why for each in read if isinstance(each, Unread)}


def _sealer(keys: KeyRing, wrapped: bytes, owner: str) -> Sealer | None:
    try:
        return keys.participant_key(wrapped, owner)
    except Unreadable:
        return None


def _read(row: Row[Any], sealer: Sealer | None) -> Interview | Unread:
    if sealer is None:
        return Unread(row.id, Lost.KEY)
    try:
        return _interview(row, sealer)
    except Unreadable:
        return Unread(row.id, Lost.ANSWERS)


def conditions(sites: Sites, filters: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    """The interviews in use at these sites that match the filters; JOINED where ABOUT_CODES are among them."""
    chosen = [FILTERS[name](value) for name, value in filters.items() if value not in {None, ""}]
    return [within(interviews, sites), IN_USE, *chosen]


def _interview(row: Row[Any], sealer: Sealer) -> Interview:
    fields = dict(zip(_FIELDS, row, strict=False))  # quicker than the row's own mapping; its last two are no fields
    fields["document"] = document_of(sealer, row.id, row.document)
    for name, kind in _KINDS.items():
        fields[name] = kind(fields[name])
    return Interview(**fields)


_KINDS: Mapping[str, Callable[[Any], Any]] = {
    "mode_first": Mode,
    "mode_last": Mode,
    "entry": Entry,
    "status": Status,
    "design": lambda told: told or "",
    "held_on": lambda told: told and date.fromisoformat(told),
    "held_time": lambda told: told and time.fromisoformat(told),
}
JOINED = interviews.join(participants).join(informants).join(accounts)
_LISTED: Select[Any] = select(
    interviews.c.id,
    interviews.c.study_id,
    participants.c.code.label("participant_id"),
    participants.c.arm,
    interviews.c.site,
    interviews.c.visit,
    informants.c.code.label("informant_id"),
    interviews.c.informant_role,
    interviews.c.informant_service,
    interviews.c.instance,
    interviews.c.form,
    interviews.c.mode_first,
    interviews.c.mode_last,
    interviews.c.entry,
    interviews.c.held_on,
    interviews.c.held_time,
    accounts.c.code.label("interviewer_id"),
    interviews.c.started_at,
    interviews.c.completed_at,
    interviews.c.status,
    interviews.c.disposition,
    interviews.c.instrument_id.label("instrument"),
    interviews.c.instrument_version,
    interviews.c.instrument_hash,
    interviews.c.language,
    interviews.c.changed_at,
    interviews.c.seconds,
).select_from(JOINED)
_RECORDS = _LISTED.add_columns(
    select(slots.c.design)
    .where(slots.c.participant_id == interviews.c.participant_id, slots.c.visit == interviews.c.visit)
    .scalar_subquery()
    .label("design"),
    interviews.c.document,
    participants.c.id.label("key_of"),
    participants.c.wrapped_key,
)
_FIELDS = (*_LISTED.selected_columns.keys(), "design", "document")
_ORDER = (
    interviews.c.study_id,
    participants.c.code,
    interviews.c.visit,
    informants.c.code,
    interviews.c.instance,
)
_SAME = (
    interviews.c.participant_id == bindparam("participant_id"),
    interviews.c.visit == bindparam("visit"),
    interviews.c.informant_id == bindparam("informant_id"),
)
_LAST_INSTANCE = select(func.coalesce(func.max(interviews.c.instance), 0)).where(*_SAME)
_FOR_READING = (
    select(
        interviews,
        participants.c.wrapped_key,
        participants.c.withdrawal,
        informants.c.withdrawn.label("informant_withdrawn"),
    )
    .select_from(interviews.join(participants).join(informants))
    .where(interviews.c.id == bindparam("wanted"))
)
_FOR_SAVE = _FOR_READING.with_for_update(of=interviews)
_PEOPLE = [
    locked(select(table.c.id).join(interviews).where(interviews.c.id == bindparam("wanted")), lock=True, of=table)
    for table in (participants, informants)
]
_INSERT = interviews.insert()
_MOVE = update(interviews).where(interviews.c.id == bindparam("wanted"))
_SAVE = _MOVE.where(*(interviews.c[name] == bindparam(f"was_{name}") for name in _INDEXED))
