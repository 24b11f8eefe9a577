"""What happened to a participant's record, as its history tells it: who, when, what it was and what it became."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from interview_app.domain.events import Event
from interview_app.domain.study import Study
from interview_app.storage.ledger import EventRecord
from interview_app.web.language import gettext as _
from interview_app.web.language import marked, said
from interview_app.web.naming import date_choices, withdrawal_names
from interview_app.web.page import arms, status_names
from interview_app.web.times import written

ACTS: Mapping[Event, str] = {
    Event.PARTICIPANT_ENROL: marked("Enrolled"),
    Event.PARTICIPANT_CHANGE: marked("Course changed"),
    Event.PARTICIPANT_MOVE: marked("Moved to another site"),
    Event.PARTICIPANT_CONSENT: marked("Consent"),
    Event.PARTICIPANT_WITHDRAW: marked("Withdrawal"),
    Event.PARTICIPANT_MARK: marked("Second opinion"),
}
FIELDS: Mapping[str, str] = {
    "site": marked("Site"),
    "arm": marked("Arm"),
    "status": marked("Status"),
    "extension": marked("Treatment goes on after the main phase"),
    "left_on": marked("No longer takes part since"),
    "withdrawal": marked("Level of withdrawal"),
    "interviewer_id": marked("Interviewer"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that somebody did, and each fact that it changed as (what, before, after)."""

    at: datetime
    who: str
    what: str
    facts: tuple[tuple[str, str, str], ...]
    reason: str


def traces(study: Study, events: Sequence[EventRecord], codes: Mapping[str, str]) -> list[Step]:
    """The history of a record, latest first, without those who only looked at it; `codes` are those of accounts."""
    return list(reversed(list(_steps(study, events, codes))))


def _steps(study: Study, events: Sequence[EventRecord], codes: Mapping[str, str]) -> Iterator[Step]:
    before: dict[str, Any] = {}
    for event in events:
        if event.action in ACTS:
            facts, before = _facts(study, event, before, codes), _after(event, before)
            yield Step(event.server_time, event.actor, _(ACTS[event.action]), facts, event.payload.get("reason", ""))


def _flat(event: EventRecord) -> dict[str, Any]:
    """What an event says of the course, the study's dates by their own names; nothing where it is about a consent."""
    if event.action is Event.PARTICIPANT_CONSENT:
        return {}
    told = {name: event.payload[name] for name in FIELDS if name in event.payload}
    return told | {f"date {name}": day for name, day in event.payload.get("dates", {}).items()}


def _after(event: EventRecord, before: Mapping[str, Any]) -> dict[str, Any]:
    """What stands after an event: all of its dates, and everything else that it does not speak of."""
    gone = "date " if "dates" in event.payload else ()
    return {name: value for name, value in before.items() if not name.startswith(gone)} | _flat(event)


def _facts(
    study: Study, event: EventRecord, before: Mapping[str, Any], codes: Mapping[str, str]
) -> tuple[tuple[str, str, str], ...]:
    if event.action is Event.PARTICIPANT_CONSENT:
        return tuple(_consent(study, event.payload))
    after = _after(event, before)
    return tuple(
        (_name(study, name), in_words(study, name, before.get(name), codes), in_words(study, name, value, codes))
        for name, value in {**dict.fromkeys(before), **after}.items()
        if before.get(name) != value and (value or before.get(name))
    )


def _consent(study: Study, payload: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    yield _("Version of the consent"), "", payload["version"]
    if payload["withdrawn_on"]:
        yield _("No longer holds from"), "", written(date.fromisoformat(payload["withdrawn_on"]))
        return
    yield _("Given on"), "", written(date.fromisoformat(payload["since"]))
    scopes = {scope: said(label) for scope, label in study.consent.scopes.items()}
    yield _("What the participant consented to"), "", ", ".join(scopes.get(each, each) for each in payload["scopes"])


def _name(study: Study, name: str) -> str:
    if name.startswith("date "):
        return dict(date_choices(study)).get(name[5:], name[5:])
    return _(FIELDS[name])


def in_words(study: Study, name: str, value: Any, codes: Mapping[str, str]) -> str:
    """What a fact of a course is called; a date of the study goes by "date " and its name."""
    if value in (None, "", 0, False):
        return _("No") if name == "extension" else ""
    if name == "left_on" or name.startswith("date "):
        return written(date.fromisoformat(value))
    words: Mapping[str, Mapping[Any, str]] = {
        "arm": dict(arms(study)),
        "status": status_names(),
        "withdrawal": withdrawal_names(),
        "extension": {True: _("Yes")},
        "interviewer_id": {value: codes.get(value, _("one account"))},
    }
    return str(words.get(name, {}).get(value, value))
