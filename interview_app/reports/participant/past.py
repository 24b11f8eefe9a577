"""Consent and participation as they went, day by day and without reasons."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from interview_app.domain.consent import Consent
from interview_app.domain.item import say
from interview_app.domain.participation import LABELS, WITHDRAWAL_LABELS, Participation, Withdrawal
from interview_app.reports.participant.record import Step
from interview_app.reports.participant.tables import Cell, Head, Row, Table
from interview_app.reports.participant.telling import Telling


def table(telling: Telling) -> Table:
    """What was consented to and what became of the participant, the earliest first."""
    said = telling.words.say
    rows = [*(row for each in telling.record.consents for row in _consented(telling, each)), *_steps(telling)]
    ordered = sorted(rows, key=lambda row: row[0])
    told = tuple(Row(telling.words.date(day), (Cell(what),)) for day, what in ordered)
    return Table(said("course"), (Head(said("day"), 34), Head(said("what"), 146)), told)


def _consented(telling: Telling, consent: Consent) -> Iterator[tuple[date, str]]:
    """The consent's beginning, and the day from which it no longer holds."""
    labels = telling.record.study.consent.scopes
    scopes = telling.words.listed([telling.tell(labels.get(scope, {"en": scope})) for scope in sorted(consent.scopes)])
    told = telling.words.say("consent_given", version=consent.version, scopes=scopes or telling.words.say("none"))
    until = telling.words.say("consent_until", day=telling.words.date(consent.until)) if consent.until else ""
    yield consent.since, f"{told}{until}"
    if consent.withdrawn_on is not None:
        yield consent.withdrawn_on, telling.words.say("consent_ended", since=telling.words.date(consent.since))


def _steps(telling: Telling) -> Iterator[tuple[date, str]]:
    for step in telling.record.steps:
        yield step.day, telling.words.say(f"step_{step.kind}", value=_value(telling, step))


def _value(telling: Telling, step: Step) -> str:
    """What a step led to, in words."""
    study, language = telling.record.study, telling.words.language
    if step.kind == "arm":
        return telling.tell(study.arms.get(step.value, {"en": step.value}))
    if step.kind in ("site", "enrolled"):
        return telling.tell({"en": study.site(step.value).name})
    if step.kind == "status" and step.value in set(Participation):
        return say(LABELS[Participation(step.value)], language)
    if step.kind == "withdrawal" and step.value.isdigit():
        return say(WITHDRAWAL_LABELS.get(Withdrawal(int(step.value)), {"en": step.value}), language)
    return step.value
