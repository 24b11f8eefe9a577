"""How a completed interview stands with its supervisor, as its own page and the page of an amendment show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from interview_app.domain.access import Action
from interview_app.domain.events import Event
from interview_app.domain.review import Recheck, Review, Signature
from interview_app.services import queries, signatures
from interview_app.services.interviews import Opened
from interview_app.services.queries import Thread
from interview_app.storage.ledger import EventRecord
from interview_app.web.context import actor
from interview_app.web.reviewing import is_returned, may_review, prompts


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody wrote into a query that was not taken, and why."""

    query: str = ""
    text: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overseen:
    """The review with what may be done about it by whoever looks."""

    review: Review | None
    prompts: Sequence[str]
    threads: Mapping[str, Sequence[Thread]]
    signatures: Sequence[Signature]
    returned: EventRecord | None
    """The last return, while the interview is with its interviewer."""
    recheck: Recheck | None
    may_review: bool
    may_hand_back: bool
    may_answer: bool
    typed: Typed = field(default_factory=Typed)

    @property
    def open_threads(self) -> int:
        """How many queries are not closed."""
        return sum(not thread.is_closed for threads in self.threads.values() for thread in threads)


def overseen(opened: Opened, events: Sequence[EventRecord], typed: Typed | None = None) -> Overseen:
    """How the interview stands, from its own events."""
    review = opened.oversight.review
    is_own = review is not None and actor().may(Action.CONDUCT)
    returns = [event for event in events if event.action is Event.INTERVIEW_RETURN]
    return Overseen(
        review=review,
        prompts=prompts(review.flags) if review and actor().may(Action.REVIEW) else (),
        threads=queries.threads(events),
        signatures=signatures.signatures(events),
        returned=returns[-1] if returns and is_returned(review) else None,
        recheck=opened.oversight.recheck,
        may_review=may_review(opened),
        may_hand_back=is_own and is_returned(review),
        may_answer=is_own,
        typed=typed or Typed(),
    )
