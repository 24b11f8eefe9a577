"""Interviews that are out of use because the participant or the informant withdrew."""

from __future__ import annotations

from sqlalchemy import Connection, func, select, update

from interview_app.domain.access import Sites
from interview_app.domain.participation import InformantWithdrawal, Withdrawal
from interview_app.storage.interviews import IN_USE
from interview_app.storage.models import informants, interviews, participants
from interview_app.storage.sites import within

REMOVE = InformantWithdrawal.REMOVE.value


def withhold(connection: Connection, **whose: str) -> list[tuple[str, str]]:
    """Take the interviews of a participant or an informant (by `participant_id`, `informant_id`) out of all use.

    Gives the visits they were of, each as participant's id and visit.
    """
    [(column, wanted)] = whose.items()
    taken = update(interviews).where(interviews.c[column] == wanted).values(withheld=True)
    visits = connection.execute(taken.returning(interviews.c.participant_id, interviews.c.visit))
    return sorted({(row.participant_id, row.visit) for row in visits})


def of_participant(connection: Connection, participant_id: str) -> int:
    """How many of a participant's interviews are withheld."""
    query = select(func.count()).where(interviews.c.participant_id == participant_id, ~IN_USE)
    return int(connection.execute(query).scalar_one())


def wrong(connection: Connection) -> list[str]:
    """The ids of interviews that are in use though somebody withdrew them, or out of use though nobody did."""
    gone = (participants.c.withdrawal >= Withdrawal.STOP_USE.value) | (informants.c.withdrawn == REMOVE)
    query = select(interviews.c.id).select_from(interviews.join(participants).join(informants))
    return list(connection.execute(query.where(gone == IN_USE).order_by(interviews.c.id)).scalars())


def counted(connection: Connection, study_id: str, sites: Sites) -> dict[str, int]:
    """How many interviews at these sites are out of use, and how many participants withdrew from use."""
    held = select(func.count()).where(within(interviews, sites), ~IN_USE)
    people = select(func.count()).where(
        participants.c.study_id == study_id,
        within(participants, sites),
        participants.c.withdrawal >= Withdrawal.STOP_USE.value,
    )
    return {
        "participants": int(connection.execute(people).scalar_one()),
        "interviews": int(connection.execute(held).scalar_one()),
    }
