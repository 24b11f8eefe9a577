"""Cases and the calls made in them; notes and appointments are sealed under the participant's key."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, bindparam, func, insert, or_, select, update

from interview_app.domain.access import Sites
from interview_app.domain.casework import CaseStanding
from interview_app.domain.disposition import Disposition
from interview_app.domain.fieldwork import Next
from interview_app.domain.participation import InformantWithdrawal, Participation
from interview_app.storage import canonical, moments
from interview_app.storage.fieldwork import attempts, cases, slots
from interview_app.storage.keys import Sealer
from interview_app.storage.models import accounts, informants, participants
from interview_app.storage.sites import within

FACTS = ("study_id", "participant_id", "visit", "informant_id", "site")
"""What never changes of a case; its site is the one at which it was opened."""


def stream_of(case_id: str) -> str:
    """The name of a case's stream in the ledger."""
    return f"case:{case_id}"


def find(connection: Connection, participant_id: str, visit: str, informant_id: str, *, lock: bool = False) -> str:
    """The id of the case of a participant, a visit and an informant, "" where none was opened; `lock` for a change."""
    wanted = {"participant": participant_id, "visit": visit, "informant": informant_id}
    return str(connection.execute(_FIND.with_for_update() if lock else _FIND, wanted).scalar() or "")


def insert_one(connection: Connection, sealer: Sealer, case_id: str, facts: Mapping[str, Any]) -> None:
    """Keep a new case; NotStorable when there is one of the same participant, visit and informant."""
    row = {"id": case_id, **{name: facts[name] for name in FACTS}}
    connection.execute(insert(cases), row | _columns(sealer, case_id, CaseStanding()))


def save(connection: Connection, sealer: Sealer, case_id: str, standing: CaseStanding) -> None:
    """Store where a case stands, with the calls that are not stored yet."""
    stored = connection.execute(_COUNT, {"wanted": case_id}).scalar_one()
    for n, attempt in enumerate(standing.attempts[stored:], stored + 1):
        connection.execute(insert(attempts), _attempt(sealer, case_id, n, attempt))
    columns = _columns(sealer, case_id, standing)
    connection.execute(update(cases).where(cases.c.id == case_id).values(columns))


def columns_of(standing: CaseStanding) -> dict[str, Any]:
    """The columns that follow from where a case stands; `document` is open."""
    return {
        "interviewer_id": standing.interviewer_id,
        "disposition": (standing.disposition or ""),
        "attempts": len(standing.attempts),
        "last_at": standing.last_at,
        "next_at": standing.next_at,
        "next_kind": standing.next_kind.value,
        "document": {"appointment": standing.appointment, "outcomes": [list(told) for told in standing.outcomes]},
    }


def _columns(sealer: Sealer, case_id: str, standing: CaseStanding) -> dict[str, Any]:
    columns = columns_of(standing)
    sealed = sealer.seal(canonical.encode(columns["document"]), case_id.encode())
    return {**columns, "disposition": str(columns["disposition"]), "document": sealed}


def context(case_id: str, n: int) -> bytes:
    """The place that what is sealed of a call is bound to."""
    return f"attempt\0{case_id}\0{n}".encode()


def _attempt(sealer: Sealer, case_id: str, n: int, told: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "case_id": case_id,
        "n": n,
        **{name: told[name] for name in ("at", "channel", "outcome", "interviewer", "seconds", "next_at")},
        "document": sealer.seal(canonical.encode({"note": told["note"]}), context(case_id, n)),
    }


def told_attempt(n: int, told: Mapping[str, Any]) -> list[Any]:
    """A call's columns in the clear, as `belongings` reads them."""
    times = (None if told[name] is None else moments.text(told[name]) for name in ("at", "next_at"))
    at, again = times
    return [n, at, told["channel"], told["outcome"], told["interviewer"], told["seconds"], again]


def objected(connection: Connection, participant_id: str, informant_id: str) -> bool:
    """True when the participant does not want that informant to be asked, whatever the visit."""
    wanted = {"participant": participant_id, "informant": informant_id}
    return connection.execute(_OBJECTED, wanted).first() is not None


@dataclass(frozen=True, slots=True)
class Mine:
    """Whose cases are meant, when not everybody's: an interviewer's account and code."""

    account_id: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which open cases are asked for; "" for any. `until` is the last moment at which something is to happen.

    With `today`, calls for a visit whose window closed before that day are left out; appointments never are.
    """

    sites: Sites
    mine: Mine | None = None
    until: datetime | None = None
    today: date | None = None
    kind: str = ""
    visit: str = ""
    text: str = ""


def agenda(connection: Connection, study_id: str, wanted: Wanted, *, limit: int, offset: int = 0) -> list[Row[Any]]:
    """The open cases in which something is to happen, the next first (columns of AGENDA)."""
    query = _asked(AGENDA, study_id, wanted).order_by(cases.c.next_at, cases.c.id)
    return list(connection.execute(query.limit(limit).offset(offset)))


def planned(connection: Connection, participant_id: str, visit: str, informant_id: str) -> Row[Any] | None:
    """What is to happen in one case, as a row of the agenda; None when nothing is."""
    wanted = {"participant": participant_id, "visit": visit, "informant": informant_id}
    return connection.execute(AGENDA.where(*_SAME), wanted).first()


def of_participant(connection: Connection, participant_id: str, mine: Mine | None) -> list[Row[Any]]:
    """The cases about a participant, open or settled, without what is sealed in them, by the informant's code.

    `mine` is given where only one interviewer's are meant.
    """
    query = _ABOUT.where(cases.c.participant_id == participant_id)
    return list(connection.execute(query if mine is None else query.where(of_one(mine))))


def sealed_attempts(connection: Connection, participant_ids: Collection[str]) -> list[Row[Any]]:
    """The calls about these participants (participant_id, case_id, n, document)."""
    return list(connection.execute(_SEALED, {"of": list(participant_ids)}))


def note_of(sealer: Sealer, call: Row[Any]) -> str:
    """The note of a row of `sealed_attempts`; raises Unreadable."""
    return str(canonical.decode(sealer.open(call.document, context(call.case_id, call.n)))["note"])


def count(connection: Connection, study_id: str, wanted: Wanted) -> int:
    """How many open cases `agenda` would give."""
    query = _asked(AGENDA, study_id, wanted).with_only_columns(func.count(), maintain_column_froms=True)
    return int(connection.execute(query).scalar_one())


def _asked(query: Select[Any], study_id: str, wanted: Wanted) -> Select[Any]:
    query = query.where(cases.c.study_id == study_id, within(participants, wanted.sites))
    if wanted.until is not None:
        query = query.where(cases.c.next_at <= wanted.until)
    if wanted.today is not None:
        query = query.where(is_still_on(PLAN.c.closes < wanted.today))
    if wanted.kind:
        query = query.where(cases.c.next_kind == wanted.kind)
    if wanted.visit:
        query = query.where(cases.c.visit == wanted.visit)
    if wanted.text:
        query = query.where(participants.c.code.contains(wanted.text.upper(), autoescape=True))
    return query if wanted.mine is None else query.where(of_one(wanted.mine))


def is_still_on(has_closed: ColumnElement[bool]) -> ColumnElement[bool]:
    """True of cases that still go on: with an appointment always, with a call only until the visit's window in PLAN
    has closed."""
    visit = (PLAN.c.participant_id == cases.c.participant_id, PLAN.c.visit == cases.c.visit)
    return or_(cases.c.next_kind == Next.APPOINTMENT.value, ~select(PLAN.c.visit).where(*visit, has_closed).exists())


def of_one(mine: Mine) -> ColumnElement[bool]:
    """The cases of one interviewer: theirs, or nobody's where the participant is theirs or the informant declined to
    somebody else."""
    declined = select(attempts.c.n).where(
        attempts.c.case_id == cases.c.id, attempts.c.outcome == Disposition.REF_SOFT.value
    )
    of_participant = or_(
        participants.c.interviewer_id.is_(None), participants.c.interviewer_id == mine.account_id, declined.exists()
    )
    anybodys = and_(
        cases.c.interviewer_id.is_(None),
        ~declined.where(attempts.c.interviewer == mine.code).exists(),
        of_participant,
    )
    return or_(cases.c.interviewer_id == mine.account_id, anybodys)


PLAN = slots.alias("plan")
"""The visit of a case, for queries that have the visits beside it already."""
_SAME = (
    cases.c.participant_id == bindparam("participant"),
    cases.c.visit == bindparam("visit"),
    cases.c.informant_id == bindparam("informant"),
)
_FIND = select(cases.c.id).where(*_SAME)
_SEALED = (
    select(cases.c.participant_id, attempts.c.case_id, attempts.c.n, attempts.c.document)
    .join(cases, cases.c.id == attempts.c.case_id)
    .where(cases.c.participant_id.in_(bindparam("of", expanding=True)))
)
_COUNT = select(func.count()).select_from(attempts).where(attempts.c.case_id == bindparam("wanted"))
_OBJECTED = (
    select(cases.c.id)
    .where(
        cases.c.participant_id == bindparam("participant"),
        cases.c.informant_id == bindparam("informant"),
        cases.c.disposition == Disposition.REF_PARTICIPANT.value,
    )
    .limit(1)
)
TO_BE_REACHED = (
    cases.c.next_at.is_not(None),
    participants.c.status == Participation.ACTIVE.value,
    informants.c.active == True,  # noqa: E712 - an expression, not a comparison
    informants.c.withdrawn == InformantWithdrawal.NONE.value,
)
"""True of open cases of participants and informants who still take part."""
_ABOUT: Select[Any] = (
    select(
        *(cases.c[name] for name in ("visit", "informant_id", "attempts", "disposition", "participant_id")),
        informants.c.code.label("informant"),
    )
    .select_from(
        cases.join(participants, participants.c.id == cases.c.participant_id).join(
            informants, informants.c.id == cases.c.informant_id
        )
    )
    .where(informants.c.withdrawn != InformantWithdrawal.REMOVE.value)
    .order_by(informants.c.code)
)
AGENDA: Select[Any] = (
    select(
        *(column for column in cases.c if column.name not in {"document", "site"}),
        participants.c.site,
        participants.c.code.label("participant"),
        informants.c.code.label("informant"),
        informants.c.role.label("informant_role"),
        informants.c.service.label("informant_service"),
        accounts.c.code.label("interviewer"),
    )
    .select_from(
        cases.join(participants, participants.c.id == cases.c.participant_id)
        .join(informants, informants.c.id == cases.c.informant_id)
        .outerjoin(accounts, accounts.c.id == cases.c.interviewer_id)
    )
    .where(*TO_BE_REACHED)
)
"""Open cases of participants and informants who still take part."""
