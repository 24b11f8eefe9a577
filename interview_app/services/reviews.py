"""The supervisor's queue of completed interviews: what is to be reviewed, returned to its interviewer, handed back."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from interview_app.domain.access import Action, Actor
from interview_app.domain.document import passed_on_by
from interview_app.domain.events import Event
from interview_app.domain.fieldwork import ReviewState
from interview_app.domain.review import Review
from interview_app.services import blinding
from interview_app.services.cases import Case, changing
from interview_app.services.endings import stated
from interview_app.services.errors import Closed, NotAllowed
from interview_app.services.studies import study_of
from interview_app.storage import reviews
from interview_app.storage.engine import Store

AT_DESK = 25
"""How many returned interviews and queries a home page shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """A page of the reviews that fit, and how many there are in each state whatever state is asked for."""

    rows: list[Row[Any]]
    total: int
    counts: Mapping[str, int]
    blind: Set[str] = frozenset()
    """Those of the rows that may not be read yet, nor what they gave reason to look at."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What supervisors want of an interviewer: interviews returned, and queries to answer."""

    returned: list[Row[Any]]
    queries: list[Row[Any]]


def queue(
    store: Store, actor: Actor, filters: Mapping[str, Any], *, limit: int, offset: int = 0, now: datetime
) -> Queue:
    """The reviews at the actor's sites that match the filters. Raises NotAllowed."""
    must(actor, Action.REVIEW)
    with store.reading() as connection:
        study = study_of(connection, actor.sites.study)
        if filters.get("flag"):  # being found by a reason to look would tell of it
            filters = {**filters, "but": frozenset(blinding.all_hidden(connection, study, actor.sites.codes, now))}
        of_any_state = {name: value for name, value in filters.items() if name != "state"}
        rows, total = reviews.search(connection, sites=actor.sites, filters=filters, limit=limit, offset=offset)
        listed = [(row.id, row.participant_key, row.visit, row.site) for row in rows]
        return Queue(
            rows=rows,
            total=total,
            counts=reviews.counts(connection, sites=actor.sites, filters=of_any_state),
            blind=blinding.hidden(connection, study, actor, listed, now),
        )


def waiting(store: Store, actor: Actor) -> int:
    """How many interviews wait for a review at the actor's sites."""
    with store.reading() as connection:
        return reviews.counts(connection, sites=actor.sites, filters={}).get(ReviewState.WAITING.value, 0)


def desk(store: Store, actor: Actor) -> Desk:
    """What is wanted of an interviewer, the oldest first."""
    mine = {"interviewer_id": actor.id, "state": ReviewState.RETURNED.value}
    with store.reading() as connection:
        returned, _ = reviews.search(connection, sites=actor.sites, filters=mine, limit=AT_DESK)
        return Desk(returned, reviews.asked(connection, actor.id, actor.sites, limit=AT_DESK))


def send_back(store: Store, actor: Actor, interview_id: str, *, reason: str, now: datetime) -> None:
    """Return an interview to its interviewer, who may amend it and hands it back.

    Raises NotFound, NotAllowed, Closed, Unsuitable.
    """
    must(actor, Action.REVIEW)
    told = stated(reason, "Say what is to be done; the interviewer reads it.")
    with changing(store, actor, interview_id, now) as case:
        review = reviewed_by_another(case)
        if review.was_signed:
            raise Closed("This interview was signed. A supervisor amends it now; its interviewer cannot.")
        if review.state is ReviewState.RETURNED:
            raise Closed("This interview is with its interviewer already.")
        case.tell(Event.INTERVIEW_RETURN, {"reason": told})


def hand_back(store: Store, actor: Actor, interview_id: str, *, now: datetime) -> None:
    """The interviewer is done with a returned interview; twice is once. Raises NotFound, NotAllowed, Closed."""
    must(actor, Action.CONDUCT)
    with changing(store, actor, interview_id, now) as case:
        if in_review(case).state is ReviewState.RETURNED:
            case.tell(Event.INTERVIEW_HAND_BACK, {})


def must(actor: Actor, action: Action) -> None:
    """Refuse those who may not; raises NotAllowed."""
    if not actor.may(action):
        raise NotAllowed("Your role does not have this right.")


def in_review(case: Case) -> Review:
    """The interview's review; raises Closed where it has none."""
    if case.oversight.review is None:
        raise Closed("Only a completed interview is reviewed.")
    return case.oversight.review


def reviewed_by_another(case: Case) -> Review:
    """The review, for somebody who did not hold the interview; raises Closed, NotAllowed."""
    review, actor = in_review(case), case.actor
    if actor.id == case.row.interviewer_id or actor.code == passed_on_by(case.standing.document):
        raise NotAllowed("You held this interview yourself. Another supervisor reviews it.")
    return review
