"""Questions of supervisors about single answers, and what interviewers say to them; the words are in the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from interview_app.domain.access import Action, Actor
from interview_app.domain.events import Event
from interview_app.domain.fieldwork import QueryState
from interview_app.domain.review import Query, Say
from interview_app.services.cases import Case, changing
from interview_app.services.endings import stated
from interview_app.services.errors import Closed, NotFound, Unsuitable
from interview_app.services.reviews import in_review, must, reviewed_by_another
from interview_app.storage import ledger
from interview_app.storage.engine import Store
from interview_app.storage.ledger import EventRecord

MISSING = "Write what there is to say."


@dataclass(frozen=True, slots=True)
class Turn:
    """One contribution to a query."""

    who: str
    at: datetime
    say: Say
    text: str


@dataclass(frozen=True, slots=True)
class Thread:
    """A query with all that was said."""

    id: str
    item: str
    state: QueryState
    turns: tuple[Turn, ...]

    @property
    def is_closed(self) -> bool:
        """True when nobody has to say anything any more."""
        return self.state is QueryState.CLOSED


_LEADS_TO = {Say.ASK: QueryState.OPEN, Say.ANSWER: QueryState.ANSWERED, Say.CLOSE: QueryState.CLOSED}


def threads(events: Iterable[EventRecord]) -> dict[str, list[Thread]]:
    """The queries that an interview's events tell of, by item, each the oldest first."""
    said: dict[str, list[EventRecord]] = {}
    for event in events:
        if event.action is Event.INTERVIEW_QUERY:
            said.setdefault(event.payload["query"], []).append(event)
    found: dict[str, list[Thread]] = {}
    for key, turns in said.items():
        told = tuple(Turn(e.actor, e.server_time, Say(e.payload["say"]), str(e.payload["text"])) for e in turns)
        found.setdefault(turns[0].item, []).append(Thread(key, turns[0].item, _LEADS_TO[told[-1].say], told))
    return found


def ask(store: Store, actor: Actor, interview_id: str, item: str, text: str, *, now: datetime) -> str:
    """Ask the interviewer about an item of a completed interview; gives the query's id.

    Raises NotFound, NotAllowed, Closed, Unsuitable.
    """
    must(actor, Action.REVIEW)
    told = stated(text, MISSING)
    with changing(store, actor, interview_id, now) as case:
        reviewed_by_another(case)
        _must_be_asked_about(case, item)
        key = ledger.new_op_id()
        case.tell(Event.INTERVIEW_QUERY, {"query": key, "say": str(Say.ASK), "text": told}, item=item)
    return key


def ask_on(store: Store, actor: Actor, interview_id: str, query: str, text: str, *, now: datetime) -> str:
    """Ask once more in a query that is not closed; gives its item. Raises NotFound, NotAllowed, Closed, Unsuitable."""
    must(actor, Action.REVIEW)
    return _say(store, actor, interview_id, query, Say.ASK, stated(text, MISSING), now)


def answer(store: Store, actor: Actor, interview_id: str, query: str, text: str, *, now: datetime) -> str:
    """Answer a query about an interview of one's own; gives its item.

    Raises NotFound, NotAllowed, Closed, Unsuitable.
    """
    must(actor, Action.CONDUCT)
    return _say(store, actor, interview_id, query, Say.ANSWER, stated(text, MISSING), now)


def close(store: Store, actor: Actor, interview_id: str, query: str, text: str = "", *, now: datetime) -> str:
    """End a query, with a last word or without; gives its item. Raises NotFound, NotAllowed, Closed, Unsuitable."""
    must(actor, Action.REVIEW)
    return _say(store, actor, interview_id, query, Say.CLOSE, stated(text, MISSING) if text.strip() else "", now)


def _say(store: Store, actor: Actor, interview_id: str, query: str, say: Say, text: str, now: datetime) -> str:
    with changing(store, actor, interview_id, now) as case:
        if say is Say.ANSWER:
            in_review(case)
        else:
            reviewed_by_another(case)
        stands = _standing(case, query)
        case.tell(Event.INTERVIEW_QUERY, {"query": stands.id, "say": str(say), "text": text}, item=stands.item)
    return stands.item


def _standing(case: Case, query: str) -> Query:
    """The query of that id, while it is not closed."""
    found = case.oversight.queries.get(query)
    if found is None:
        raise Unsuitable("query", "This question is not there any more. Open the interview again.")
    if found.state is QueryState.CLOSED:
        raise Closed("This question is closed. Ask a new one.")
    return found


def _must_be_asked_about(case: Case, item: str) -> None:
    known = case.rules.instrument.by_id.get(item)
    if known is None or not known.stores or case.standing.form not in known.forms:
        raise NotFound("The interview has no such question.")
