"""The calls of the demo study: how informants were reached before an interview, why they were not, and what is next.

Nobody can be reached: the numbers begin with digits that no number has, and the addresses are those kept for examples.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from interview_app.domain.access import Actor
from interview_app.domain.calling import BY_CALL
from interview_app.domain.disposition import Disposition
from interview_app.domain.fieldwork import Channel
from interview_app.domain.interview import Mode
from interview_app.domain.study import Study
from interview_app.services import contacting, contacts, informants, participants
from interview_app.services.casework import Key
from interview_app.services.contacting import Appointment, Attempt, Verdict
from interview_app.services.contacts import Contact
from interview_app.services.demo_stories import Story
from interview_app.services.synthetic import ENDS_PARTICIPATION, Planned, generator, planned
from interview_app.services.synthetic_answers import texts
from interview_app.storage.engine import Store

DAY = timedelta(days=1)
AHEAD = timedelta(days=14)
"""How far ahead the last calls of the demo plan."""
WITH_CALLS = 0.3
"""The share of interviews of which the demo tells how they were brought about."""
IN_VAIN = (
    Disposition.NOANS, Disposition.BUSY, Disposition.NC, Disposition.VM_LEFT, Disposition.VM_NONE, Disposition.TECH,
    Disposition.WRONGNO, Disposition.APPT_BROKEN,
)  # fmt: skip
UNKNOWN, KNOWN = (Disposition.NOANS,) * 6, (*(Disposition.NOANS,) * 5, Disposition.VM_LEFT)
BEFORE: Mapping[Disposition, Sequence[Disposition]] = {Disposition.MAXTRY_U: UNKNOWN, Disposition.MAXTRY_E: KNOWN}
"""What was tried in vain before a case was settled so."""


@dataclass(slots=True)
class Callers:
    """Who calls at each site, and the ids by which services know whom the plan names by code."""

    store: Store
    study: Study
    actors: Mapping[str, Actor]
    informant_ids: Mapping[str, str]
    enrolled: dict[str, str]

    def key(self, interview: Planned) -> Key:
        """The case of an interview that is planned; its participant has been enrolled by then."""
        code, actor = interview.person.code, self.actors[interview.person.site]
        if code not in self.enrolled:
            found, _ = participants.search(self.store, actor, self.study, text=code)
            self.enrolled[code] = found[0].id
        return Key(self.enrolled[code], interview.visit, self.informant_ids[interview.worker.code])

    def call(self, interview: Planned, outcome: Disposition, at: datetime, *, agreed: datetime | None = None) -> None:
        """One attempt, with what was agreed where something was."""
        random = generator(interview.id, "call", at)
        language = interview.language
        attempt = Attempt(
            channel=Channel(interview.mode.value),
            outcome=outcome,
            note=random.choice(texts()["called"][language]),
            seconds=random.randint(15, 240),
            appointment=None if agreed is None else _appointment(interview, agreed),
        )
        actor = self.actors[interview.person.site]
        contacting.record_attempt(self.store, actor, self.study, self.key(interview), attempt, now=at)

    def settle(self, interview: Planned, outcome: Disposition, at: datetime) -> None:
        """A case that is settled at the desk."""
        note = generator(interview.id, "settled").choice(texts()["called"][interview.language])
        actor, verdict = self.actors[interview.person.site], Verdict(outcome=outcome, note=note)
        contacting.settle(self.store, actor, self.study, self.key(interview), verdict, now=at)


def _appointment(interview: Planned, at: datetime) -> Appointment:
    link = f"https://meet.example/{interview.worker.code.lower()}" if interview.mode is Mode.VIDEO else ""
    return Appointment(at=at, mode=interview.mode, link=link)


def register(store: Store, study: Study, manager: Actor, *, now: datetime) -> None:
    """How most informants are reached at work; of some nothing is kept."""
    found, _ = informants.search(store, manager, study, limit=1_000)
    for number, informant in enumerate(found):
        if generator(informant.code, "contact").random() < 0.8:
            code = informant.code.lower()
            known = Contact(
                name=f"Worker {informant.code} (synthetic)",
                phones=(f"+47 00 00 {number // 100:02} {number % 100:02}",),
                email=f"{code}@example.org",
                link=f"https://meet.example/{code}",
                best_time=generator(informant.code, "best").choice(("08–10", "12–13", "14–16", "")),
            )
            contacts.change(store, manager, study, informant.id, known, now=now)


def stories(store: Store, study: Study, actors: Mapping[str, Actor], manager: Actor, today: date) -> Iterator[Story]:
    """The calls around the interviews until today, and those for what is to come."""
    found, _ = informants.search(store, manager, study, limit=1_000)
    callers = Callers(store, study, actors, {informant.code: informant.id for informant in found}, {})
    for interview in told(study, today):
        if interview.starts.date() > today:
            yield _to_come(callers, interview, today)
        elif interview.disposition is None:
            yield _reached(callers, interview)
        else:
            yield _in_vain(callers, interview, interview.disposition)


def told(study: Study, today: date) -> list[Planned]:
    """The interviews whose calls the demo tells, those that are to come last."""
    until_now = planned(study, today)
    last = {_pair(interview): interview.id for interview in until_now}
    ended = {interview.person.code for interview in until_now if interview.disposition in ENDS_PARTICIPATION}
    objected = {_pair(each) for each in until_now if each.disposition is Disposition.REF_PARTICIPANT}
    begun = {(each.person.code, each.visit) for each in until_now}
    ahead = [
        each
        for each in planned(study, today, AHEAD)
        if (each.person.code, each.visit) not in begun and each.person.code not in ended and _pair(each) not in objected
    ]
    return [each for each in until_now if _is_told(each, last)] + [each for each in ahead if each.visit != "BL"]


def _pair(interview: Planned) -> tuple[str, str]:
    return interview.person.code, interview.worker.code


def _is_told(interview: Planned, last: Mapping[tuple[str, str], str]) -> bool:
    """All that were not held, but for an objection after which the same informant was asked all the same."""
    if interview.disposition is Disposition.REF_PARTICIPANT:
        return last[_pair(interview)] == interview.id
    is_drawn = interview.visit != "BL" and generator(interview.id, "calls").random() < WITH_CALLS
    return interview.disposition is not None or is_drawn


def _reached(callers: Callers, interview: Planned) -> Story:
    """Some calls in vain, then an appointment, which is kept."""
    random = generator(interview.id, "reached")
    days = random.randint(2, 4)
    for ago in range(days, 1, -1):
        yield (at := _workday(interview.starts - ago * DAY))
        callers.call(interview, random.choice(IN_VAIN), at)
    yield (at := _workday(interview.starts - DAY) + timedelta(minutes=20))
    callers.call(interview, Disposition.APPT, at, agreed=interview.starts)


def _in_vain(callers: Callers, interview: Planned, outcome: Disposition) -> Story:
    """What was tried, and how it ended, noted when the interview had been given up; a limit settles it by itself."""
    tried = BEFORE.get(outcome, ())
    for number, vain in enumerate(tried):
        yield (at := interview.starts - (len(tried) - number) * timedelta(hours=18))
        callers.call(interview, vain, at)
    if tried:
        return
    yield (at := interview.starts + timedelta(minutes=10))
    if outcome is Disposition.APPT:
        callers.call(interview, outcome, at, agreed=at + 3 * DAY)
    elif outcome in BY_CALL:
        callers.call(interview, outcome, at)
    else:
        callers.settle(interview, outcome, at)


def _to_come(callers: Callers, interview: Planned, today: date) -> Story:
    """The last calls: some agreed on a time, some are to be called again."""
    random = generator(interview.id, "to come")
    yield (at := datetime.combine(today, time(random.randint(8, 13), random.choice((0, 15, 30, 45))), tzinfo=UTC))
    if random.random() < 0.5:
        callers.call(interview, Disposition.APPT, at, agreed=interview.starts)
    else:
        callers.call(interview, random.choice(IN_VAIN), at)


def _workday(moment: datetime) -> datetime:
    """That moment, or the same time on the Friday before it."""
    return moment - max(0, moment.weekday() - 4) * DAY
