"""Where a completed interview stands with its supervisor: reviewed, asked about, signed, rechecked.

Services follow a step as they write its event and `verify` follows all of them again, so that what is stored and what
the ledger says can be compared to the letter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from interview_app.domain.events import Event
from interview_app.domain.fieldwork import Decision, QueryState, RecheckState, ReviewState
from interview_app.domain.item import Text


class Meaning(StrEnum):
    """What a supervisor says by signing."""

    IN_ORDER = "in_order"
    CORRECTED = "corrected"
    WITH_REMARKS = "with_remarks"


MEANINGS: dict[Meaning, Text] = {
    Meaning.IN_ORDER: {"en": "Reviewed and found in order", "nb": "Gjennomgått og funnet i orden"},
    Meaning.CORRECTED: {
        "en": "Reviewed and found in order after correction",
        "nb": "Gjennomgått og funnet i orden etter retting",
    },
    Meaning.WITH_REMARKS: {
        "en": "Reviewed; to be used with the remarks in its queries",
        "nb": "Gjennomgått; brukes med merknadene i spørsmålene til det",
    },
}


class Say(StrEnum):
    """What one contribution to a query does to it."""

    ASK = "ask"
    ANSWER = "answer"
    CLOSE = "close"


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """The review of a completed interview; a signature stays readable after it was voided."""

    state: ReviewState = ReviewState.WAITING
    flags: tuple[Mapping[str, Any], ...] = ()
    changed_at: datetime
    signed_by: str = ""
    """The account code of who signed last."""
    signed_at: datetime | None = None
    signed_hash: str = ""

    @property
    def was_signed(self) -> bool:
        """True from the first signature on: the interview is locked for its interviewer."""
        return self.signed_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A supervisor's question about one answer."""

    id: str
    item: str
    state: QueryState
    opened_by: str
    opened_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Recheck:
    """An interview of which some questions are asked once more; `differing` of its `items` were answered otherwise."""

    state: RecheckState
    items: int = 0
    differing: int = 0
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who signed what, when, and what it means; `voided_at` is when an amendment took its force."""

    code: str
    name: str
    at: datetime
    meaning: Meaning
    hash: str
    voided_at: datetime | None = None


@dataclass(slots=True)
class Oversight:
    """All of it; without a review where the interview is not completed, or set aside."""

    review: Review | None = None
    queries: dict[str, Query] = field(default_factory=dict)
    recheck: Recheck | None = None

    @property
    def to_answer(self) -> int:
        """How many questions wait for the interviewer."""
        return sum(query.state is QueryState.OPEN for query in self.queries.values())


@dataclass(frozen=True, slots=True)
class Step:
    """One ledger event of an interview, and the account code of who did it."""

    event: Event
    item: str
    payload: Mapping[str, Any]
    by: str
    at: datetime


def follow(oversight: Oversight, step: Step) -> None:
    """Change the oversight by one step; what does not concern it changes nothing."""
    if change := _CHANGES.get(step.event):
        change(oversight, step)


def concerns(event: Event) -> bool:
    """True where an event can change how an interview stands with its supervisor."""
    return event in _CHANGES


def _enter(oversight: Oversight, step: Step) -> None:
    oversight.review = Review(changed_at=step.at)


def _leave(oversight: Oversight, step: Step) -> None:
    oversight.review = None


def _change(oversight: Oversight, **changes: Any) -> None:
    if oversight.review is not None:
        oversight.review = replace(oversight.review, **changes)


def _flag(oversight: Oversight, step: Step) -> None:
    _change(oversight, flags=tuple(step.payload["flags"]))


def _return(oversight: Oversight, step: Step) -> None:
    _change(oversight, state=ReviewState.RETURNED, changed_at=step.at)


def _hand_back(oversight: Oversight, step: Step) -> None:
    _change(oversight, state=ReviewState.WAITING, changed_at=step.at)


def _sign(oversight: Oversight, step: Step) -> None:
    signature = {"signed_by": step.by, "signed_at": step.at, "signed_hash": step.payload["hash"]}
    _change(oversight, state=ReviewState.SIGNED, changed_at=step.at, **signature)


def _amend(oversight: Oversight, step: Step) -> None:
    if oversight.review is not None and oversight.review.state is ReviewState.SIGNED:
        _change(oversight, state=ReviewState.VOIDED, changed_at=step.at)


_SAID = {Say.ASK: QueryState.OPEN, Say.ANSWER: QueryState.ANSWERED, Say.CLOSE: QueryState.CLOSED}


def _query(oversight: Oversight, step: Step) -> None:
    key, state = step.payload["query"], _SAID[Say(step.payload["say"])]
    begun = Query(id=key, item=step.item, state=state, opened_by=step.by, opened_at=step.at, changed_at=step.at)
    oversight.queries[key] = replace(oversight.queries.get(key, begun), state=state, changed_at=step.at)


def _draw(oversight: Oversight, step: Step) -> None:
    oversight.recheck = Recheck(state=RecheckState.DRAWN, changed_at=step.at)


def _recheck(oversight: Oversight, step: Step) -> None:
    same = step.payload["same"]
    differing = sum(not each for each in same.values())
    oversight.recheck = Recheck(state=RecheckState.ENTERED, items=len(same), differing=differing, changed_at=step.at)


def _decide(oversight: Oversight, step: Step) -> None:
    if oversight.recheck is not None:
        state = DECIDED[Decision(step.payload["decision"])]
        oversight.recheck = replace(oversight.recheck, state=state, changed_at=step.at)


DECIDED = {
    Decision.ACCEPT: RecheckState.ACCEPTED,
    Decision.RETURN: RecheckState.RETURNED,
    Decision.VOID: RecheckState.VOIDED,
}
_CHANGES: dict[Event, Callable[[Oversight, Step], None]] = {
    Event.INTERVIEW_COMPLETE: _enter,
    Event.INTERVIEW_VOID: _leave,
    Event.INTERVIEW_FLAG: _flag,
    Event.INTERVIEW_RETURN: _return,
    Event.INTERVIEW_HAND_BACK: _hand_back,
    Event.INTERVIEW_SIGN: _sign,
    Event.INTERVIEW_AMEND: _amend,
    Event.INTERVIEW_QUERY: _query,
    Event.INTERVIEW_DRAW: _draw,
    Event.INTERVIEW_RECHECK: _recheck,
    Event.INTERVIEW_DECIDE: _decide,
}
