"""Reviews, queries and rechecks of interviews: kept whole, found in lists and counted within sites."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
import json
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Row,
    Select,
    bindparam,
    case,
    delete,
    func,
    insert,
    select,
)

from interview_app.domain.access import Sites
from interview_app.domain.fieldwork import QueryState, RecheckState, ReviewState
from interview_app.domain.interview import Entry, Status
from interview_app.domain.review import Oversight, Query, Recheck, Review
from interview_app.storage import canonical, moments
from interview_app.storage.fieldwork import queries, rechecks, reviews
from interview_app.storage.interviews import IN_USE
from interview_app.storage.models import accounts, informants, interviews, participants
from interview_app.storage.patterns import containing
from interview_app.storage.sites import within

PLACE = ("study_id", "site")
"""What a review repeats of its interview, so that lists are found by it."""


def of(connection: Connection, interview_id: str) -> Oversight:
    """How an interview stands with its supervisor."""
    wanted = {"wanted": interview_id}
    review = connection.execute(_REVIEW, wanted).first()
    recheck = connection.execute(_RECHECK, wanted).first()
    return Oversight(
        None if review is None else _review(review),
        {row.id: _query(row) for row in connection.execute(_QUERIES, wanted)},
        None if recheck is None else _recheck(recheck),
    )


def _review(row: Row[Any]) -> Review:
    signature = {name: row._mapping[name] for name in ("signed_by", "signed_at", "signed_hash")}
    flags = tuple(json.loads(row.flags))
    return Review(state=ReviewState(row.state), flags=flags, changed_at=row.changed_at, **signature)


def _query(row: Row[Any]) -> Query:
    told = {name: row._mapping[name] for name in ("id", "item", "opened_by", "opened_at", "changed_at")}
    return Query(state=QueryState(row.state), **told)


def _recheck(row: Row[Any]) -> Recheck:
    return Recheck(state=RecheckState(row.state), items=row.items, differing=row.differing, changed_at=row.changed_at)


def keep(connection: Connection, interview_id: str, place: Mapping[str, str], oversight: Oversight) -> None:
    """Store how an interview stands, in the place of what stood before."""
    for table in (reviews, queries, rechecks):
        connection.execute(delete(table).where(table.c.interview_id == interview_id))
    if oversight.review is not None:
        row = asdict(oversight.review) | {"flags": flags_text(oversight.review), "interview_id": interview_id, **place}
        connection.execute(insert(reviews), row)
    for query in oversight.queries.values():
        connection.execute(insert(queries), asdict(query) | {"interview_id": interview_id})
    if oversight.recheck is not None:
        connection.execute(insert(rechecks), asdict(oversight.recheck) | {"interview_id": interview_id})


def flags_text(review: Review) -> str:
    """The prompts of a review as its row holds them."""
    return canonical.encode(list(review.flags)).decode()


def told(oversight: Oversight, place: Mapping[str, str]) -> dict[str, Any]:
    """What the rows of an interview should be, every moment as text."""
    review = oversight.review and asdict(oversight.review) | {"flags": flags_text(oversight.review), **place}
    asked = sorted(oversight.queries.values(), key=lambda query: query.id)
    return {
        "review": review and _as_text(review),
        "queries": [_as_text(asdict(query)) for query in asked],
        "recheck": oversight.recheck and _as_text(asdict(oversight.recheck)),
    }


def _as_text(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: moments.text(value) if isinstance(value, datetime) else value for name, value in row.items()}


FILTERS: Mapping[str, Any] = {
    "study_id": reviews.c.study_id.__eq__,
    "site": reviews.c.site.__eq__,
    "state": reviews.c.state.__eq__,
    "visit": interviews.c.visit.__eq__,
    "interviewer": accounts.c.code.__eq__,
    "interviewer_id": interviews.c.interviewer_id.__eq__,
    "flag": lambda flag: reviews.c.flags.contains(f'"flag":"{flag}"', autoescape=True),
    "text": lambda words: containing(participants.c.code, words) | containing(informants.c.code, words),
    "but": lambda ids: interviews.c.id.not_in(sorted(ids)),
}
"""What a list of reviews can be filtered by; `interviewer` is an account's code, `interviewer_id` its id, and `but`
leaves interviews out."""


def search(
    connection: Connection, *, sites: Sites, filters: Mapping[str, Any], limit: int, offset: int = 0
) -> tuple[list[Row[Any]], int]:
    """A page of the reviews at these sites, what a supervisor has to do first and of that the oldest, and how many
    there are in all."""
    where = _conditions(sites, filters)
    order = (case(_TURN, value=reviews.c.state), reviews.c.changed_at, interviews.c.id)
    page = _LISTED.where(*where).order_by(*order).limit(limit).offset(offset)
    counted = select(func.count()).select_from(_JOINED).where(*where)
    return list(connection.execute(page)), connection.execute(counted).scalar_one()


def counts(connection: Connection, *, sites: Sites, filters: Mapping[str, Any]) -> dict[str, int]:
    """How many reviews there are in each state."""
    query = select(reviews.c.state, func.count()).select_from(_JOINED).where(*_conditions(sites, filters))
    return {row[0]: row[1] for row in connection.execute(query.group_by(reviews.c.state))}


def of_study(connection: Connection, study_id: str) -> dict[str, Oversight]:
    """How the interviews of a study stand with their supervisors, by the interview's id."""
    found: dict[str, Oversight] = {}
    for table in (reviews, queries, rechecks):
        rows = select(table).join(interviews, interviews.c.id == table.c.interview_id)
        order = [table.c[name] for name in ("opened_at", "id") if name in table.c]
        for row in connection.execute(rows.where(interviews.c.study_id == study_id).order_by(*order)):
            of_one = found.setdefault(row.interview_id, Oversight())
            if table is reviews:
                of_one.review = _review(row)
            elif table is queries:
                of_one.queries[row.id] = _query(row)
            else:
                of_one.recheck = _recheck(row)
    return found


def asked(connection: Connection, interviewer_id: str, sites: Sites, *, limit: int) -> list[Row[Any]]:
    """The open queries to an interviewer, the oldest first."""
    query = (
        select(queries, interviews.c.visit, participants.c.code.label("participant_id"))
        .add_columns(interviews.c.instrument_id, interviews.c.instrument_version)
        .select_from(_JOINED.join(queries, queries.c.interview_id == interviews.c.id))
        .where(*_conditions(sites, {"interviewer_id": interviewer_id}), queries.c.state == QueryState.OPEN.value)
    )
    return list(connection.execute(query.order_by(queries.c.opened_at, queries.c.id).limit(limit)))


def to_recheck(
    connection: Connection, *, sites: Sites, filters: Mapping[str, Any], limit: int, offset: int = 0
) -> tuple[list[Row[Any]], int]:
    """A page of the interviews that were drawn, those that nobody asked about yet first, and how many there are."""
    where = [within(interviews, sites), IN_USE, *_chosen(_RECHECK_FILTERS, filters)]
    order = (rechecks.c.state != RecheckState.DRAWN.value, rechecks.c.changed_at.desc(), interviews.c.id)
    page = _DRAWN.where(*where).order_by(*order).limit(limit).offset(offset)
    counted = select(func.count()).select_from(_DRAWN_FROM).where(*where)
    return list(connection.execute(page)), connection.execute(counted).scalar_one()


def differences(connection: Connection, *, study_id: str, sites: Sites) -> list[Row[Any]]:
    """By interviewer, how many were rechecked (`n`), how many questions `asked`, and how many of them `differing`."""
    query = (
        select(accounts.c.code.label("interviewer_id"), func.count().label("n"))
        .add_columns(func.sum(rechecks.c["items"]).label("asked"), func.sum(rechecks.c.differing).label("differing"))
        .select_from(_DRAWN_FROM)
        .where(interviews.c.study_id == study_id, within(interviews, sites), IN_USE)
        .where(rechecks.c.state != RecheckState.DRAWN.value)
    )
    return list(connection.execute(query.group_by(accounts.c.code).order_by(accounts.c.code)))


def lengths(connection: Connection, *, study_id: str, form: str, but: str) -> tuple[float | None, int]:
    """The median of the seconds that completed interviews with a form took, all `but` one, and how many they are."""
    held = (
        interviews.c.study_id == study_id,
        interviews.c.form == form,
        interviews.c.status == Status.COMPLETE.value,
        interviews.c.entry == Entry.LIVE.value,
        interviews.c.id != but,
        IN_USE,
    )
    n = connection.execute(select(func.count()).where(*held)).scalar_one()
    middle = select(interviews.c.seconds).where(*held).order_by(interviews.c.seconds)
    found = list(connection.execute(middle.limit(2 - n % 2).offset(max(0, (n - 1) // 2))).scalars())
    return (sum(found) / len(found) if n else None), n


def begun_beside(connection: Connection, *, interviewer_id: str, minute: datetime, but: str) -> int:
    """How many other interviews an interviewer began in the minute that begins then; those of paper do not count."""
    query = select(func.count()).where(
        interviews.c.interviewer_id == interviewer_id,
        interviews.c.entry == Entry.LIVE.value,
        interviews.c.started_at >= minute,
        interviews.c.started_at < minute + timedelta(minutes=1),
        interviews.c.id != but,
    )
    return int(connection.execute(query).scalar_one())


def completed_by(connection: Connection, *, study_id: str, interviewer_id: str, but: str) -> int:
    """How many interviews of a study an interviewer completed, all `but` one."""
    query = select(func.count()).where(
        interviews.c.study_id == study_id,
        interviews.c.interviewer_id == interviewer_id,
        interviews.c.status == Status.COMPLETE.value,
        interviews.c.id != but,
    )
    return int(connection.execute(query).scalar_one())


def codes(connection: Connection, interview_id: str) -> Any:
    """The codes of the participant, the informant and the interviewer of an interview."""
    return connection.execute(select(*_CODES).select_from(_PEOPLE).where(interviews.c.id == interview_id)).one()


def _conditions(sites: Sites, filters: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    return [within(reviews, sites), IN_USE, *_chosen(FILTERS, filters)]


def _chosen(known: Mapping[str, Any], filters: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    return [known[name](value) for name, value in filters.items() if value not in {None, ""}]


_TURN = {
    ReviewState.WAITING.value: 0,
    ReviewState.VOIDED.value: 1,
    ReviewState.RETURNED.value: 2,
    ReviewState.SIGNED.value: 3,
}
_OF: BindParameter[str] = bindparam("wanted")
_REVIEW = select(reviews).where(reviews.c.interview_id == _OF)
_RECHECK = select(rechecks).where(rechecks.c.interview_id == _OF)
_QUERIES = select(queries).where(queries.c.interview_id == _OF).order_by(queries.c.opened_at, queries.c.id)
_PEOPLE = interviews.join(participants).join(informants).join(accounts)
_JOINED = _PEOPLE.join(reviews, reviews.c.interview_id == interviews.c.id)
_DRAWN_FROM = _PEOPLE.join(rechecks, rechecks.c.interview_id == interviews.c.id)
_RECHECK_FILTERS: Mapping[str, Any] = {
    "study_id": interviews.c.study_id.__eq__,
    "state": rechecks.c.state.__eq__,
    "interviewer": accounts.c.code.__eq__,
}
_CODES = (
    participants.c.code.label("participant_id"),
    informants.c.code.label("informant_id"),
    accounts.c.code.label("interviewer_id"),
)
_ABOUT = (
    interviews.c.id,
    *_CODES,
    interviews.c.site,
    interviews.c.visit,
    interviews.c.mode_last,
    interviews.c.completed_at,
)
_DRAWN: Select[Any] = select(
    *_ABOUT, rechecks.c.state, rechecks.c["items"].label("asked"), rechecks.c.differing, rechecks.c.changed_at
).select_from(_DRAWN_FROM)
_COUNTED = select(func.count()).where(queries.c.interview_id == interviews.c.id)
_LISTED: Select[Any] = select(
    *_ABOUT,
    interviews.c.participant_id.label("participant_key"),
    reviews.c.state,
    reviews.c.flags,
    reviews.c.changed_at,
    reviews.c.signed_by,
    reviews.c.signed_at,
    reviews.c.signed_hash,
    _COUNTED.scalar_subquery().label("queries"),
    _COUNTED.where(queries.c.state != QueryState.CLOSED.value).scalar_subquery().label("queries_open"),
).select_from(_JOINED)
