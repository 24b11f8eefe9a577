"""Several answers to one question, for people to choose from: what was said, by whom and when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from interview_app.domain.document import Answer, answer_of
from interview_app.domain.items import Item
from interview_app.services import interviews
from interview_app.storage.ledger import EventRecord
from interview_app.web.context import actor, now, store
from interview_app.web.language import gettext as _
from interview_app.web.questions import Questions
from interview_app.web.summaries import answer_words
from interview_app.web.times import in_words


@dataclass(frozen=True, slots=True)
class Version:
    """One of the answers to a question; `voice` says who gave it and when, "" where the ledger does not tell."""

    op_id: str
    words: str
    voice: str


def contested(questions: Questions) -> dict[str, tuple[Version, ...]]:
    """The questions that were answered several times on the same ground, each with its answers, the one shown first."""
    document, instrument = questions.opened.interview.document, questions.opened.instrument
    found = [(item, answer) for item in instrument.items if (answer := answer_of(document, item.id)).conflict]
    told = _told(questions) if found else {}
    return {item.id: _versions(questions, item, (answer, *answer.rivals), told) for item, answer in found}


def standing(questions: Questions, item: Item) -> Version:
    """What stands now for one question, and who gave it."""
    answer = answer_of(questions.opened.interview.document, item.id)
    return _versions(questions, item, [answer], _told(questions))[0]


def voices(questions: Questions) -> dict[str, str]:
    """Who gave each of the contested answers and when, by operation, for a tablet."""
    return {version.op_id: version.voice for found in contested(questions).values() for version in found}


def _told(questions: Questions) -> dict[str, EventRecord]:
    events = interviews.history(store(), actor(), questions.opened.interview.id, now=now())
    return {event.op_id: event for event in events}


def _versions(
    questions: Questions, item: Item, answers: Iterable[Answer], told: Mapping[str, EventRecord]
) -> tuple[Version, ...]:
    return tuple(
        Version(
            answer.op_id,
            answer_words(questions, item, answer) or _("no answer"),
            _voice(told[answer.op_id]) if answer.op_id in told else "",
        )
        for answer in answers
    )


def _voice(event: EventRecord) -> str:
    """Who and when: the server's time, and what the tablet's own clock said, which may be wrong."""
    who, at = event.actor, in_words(event.server_time)
    if not event.device_time:
        return f"{who} · {at}"
    device = f"{datetime.fromisoformat(event.device_time):%H:%M}"
    return f"{who} · {at} · {_('%(at)s by the tablet’s clock', at=device)}"
