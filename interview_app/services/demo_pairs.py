"""The demo study's answers taken over from last time, and the visit that a supervisor marked for a second opinion."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from interview_app.domain.access import Actor
from interview_app.domain.items import Invalid
from interview_app.domain.operations import Kind, Operation
from interview_app.domain.previous import Said
from interview_app.domain.second_opinions import drawn
from interview_app.domain.study import Study
from interview_app.services import interviews, second_opinions
from interview_app.services.interviews import Opened
from interview_app.services.synthetic import Planned, generator
from interview_app.storage.engine import Store

UNCHANGED = 0.12
"""In what share of the interviews somebody uses "no change"."""
TAKEN_OVER = 0.5
"""How many of the answers that are the same are then said to be."""
RECENT = timedelta(days=5)


def taken_over(
    store: Store, actor: Actor, interview: Planned, interview_id: str, operations: Sequence[Operation], now: datetime
) -> list[Operation]:
    """The operations of an interview, in some of them with "no change" where an answer is what it was last time."""
    random = generator(interview.id, "no change")
    if random.random() > UNCHANGED:
        return list(operations)
    opened = interviews.open_interview(store, actor, interview_id, now=now)
    return [
        replace(operation, same=said.source.id)
        if (said := _unchanged(opened, operation)) and random.random() < TAKEN_OVER
        else operation
        for operation in operations
    ]


def _unchanged(opened: Opened, operation: Operation) -> Said | None:
    said = opened.previous.said.get(operation.item)
    if operation.kind is not Kind.ANSWER or said is None or not said.offered or "value" not in operation.given:
        return None
    try:
        return said if said.item.parse(operation.given["value"]) == said.value else None
    except Invalid:
        return None


def mark_one(store: Store, supervisor: Actor, study: Study, held: Iterable[Planned], today: date) -> None:
    """A supervisor asks for a second opinion at one of the last visits at their sites that was not drawn."""
    fitting = [
        interview
        for interview in held
        if interview.person.site in supervisor.sites
        and today - interview.starts.date() <= RECENT
        and interview.visit not in drawn(study, interview.person.code, interview.person.arm)
    ]
    if fitting:
        last, at = fitting[-1], datetime.combine(today, time(20), tzinfo=UTC)
        reason = "Two workers told the team different things"
        second_opinions.mark(store, supervisor, study, last.person.code, last.visit, reason=reason, now=at)
