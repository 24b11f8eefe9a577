"""How the interviews of the demo study go: each is started, answered and ended through the services, as people would.

Each interview is a small story that yields the moment of its next act; the stories are played side by side in the order
of those moments, so that the ledger, its seals and what is projected from it come about as in a real study.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
import heapq
from random import Random

from interview_app.domain.access import Actor
from interview_app.domain.disposition import Disposition
from interview_app.domain.instrument import Instrument
from interview_app.domain.interview import Mode, Status
from interview_app.domain.operations import Kind, Operation
from interview_app.domain.routing import Surroundings
from interview_app.domain.second_opinions import drawn
from interview_app.domain.study import Study
from interview_app.instruments.regex import matches
from interview_app.services import amendments, answers, endings, interviews
from interview_app.services.demo_pairs import taken_over
from interview_app.services.paper import Held
from interview_app.services.synthetic import RATINGS, TABLET_CLOCK, Planned, generator
from interview_app.services.synthetic_answers import Conversation, Speaker, op_id, texts
from interview_app.storage.engine import Store

Story = Iterator[datetime]
"""An interview being played: it yields when its next act is due."""

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
KNOWS = {0: 4, 1: 10, 2: 26, 3: 36, 4: 24}

_BROKEN_OFF_BECAUSE = ("respondent_ended", "interrupted", "technical", "interviewer_ended", "distress")
_TECHNICAL = frozenset({Disposition.TECH, Disposition.DISCON, Disposition.WRONGNO, Disposition.BUSY, Disposition.NOANS})


def play(stories: Sequence[Story]) -> Iterator[None]:
    """Play the stories side by side, always the one whose next act is due first; yields whenever one has ended."""
    due = [(next(story), number, story) for number, story in enumerate(stories)]
    heapq.heapify(due)
    while due:
        _, number, story = heapq.heappop(due)
        at = next(story, None)
        if at is None:
            yield
        else:
            heapq.heappush(due, (at, number, story))


@dataclass(slots=True)
class Stage:
    """Where the stories are played: the store, and the people who act."""

    store: Store
    study: Study
    instrument: Instrument
    interviewers: dict[str, Actor]
    """By site."""
    supervisors: dict[str, Actor]
    """By site."""
    last_week: dict[tuple[str, str], float] = field(default_factory=dict)
    """By participant and informant: the week of their last completed interview."""

    def story(self, interview: Planned, *, left: Status | None = None) -> Story:
        """How this interview goes; `left` is DRAFT or PAUSED for one that is found so on the last day."""
        random = generator(interview.id, "story")
        if interview.disposition is not None:
            return self._not_held(interview, interview.disposition)
        if left is not None:
            return self._left_open(interview, random, left)
        told = _STORIES if interview.visit not in ("BL", "W24") else _STORIES[:3]
        stories, weights = zip(*told, strict=True)
        story: Callable[[Stage, Planned, Random], Story] = random.choices(stories, weights)[0]
        return story(self, interview, random)

    def _start(self, interview: Planned, suffix: str = "") -> str:
        wish = interviews.Wish(
            study_id=self.study.id,
            participant=interview.person.code,
            visit=interview.visit,
            informant=interview.worker.code,
            mode=interview.mode,
            language=interview.language,
            entry=interview.entry,
            held=Held(interview.starts.date(), by=self._by(interview).code),
            outside_reason=generator(interview.id, "late").choice(texts()["late"][interview.language]),
        )
        chosen = f"{generator(interview.id, suffix).getrandbits(128):032x}" if suffix else interview.id
        return interviews.start(self.store, self._by(interview), wish, now=interview.starts, interview_id=chosen)

    def _by(self, interview: Planned) -> Actor:
        return self.interviewers[interview.person.site]

    def _operations(self, interview: Planned, random: Random) -> list[Operation]:
        known = (interview.person.code, interview.worker.code)
        binds = {
            "prior": "yes" if known in self.last_week else "no",
            "mode": interview.mode,
            "language": interview.language,
        }
        conversation = Conversation(
            instrument=self.instrument,
            form=self.study.visit(interview.visit).form,
            speaker=_speaker(interview, random, self.last_week.get(known)),
            surroundings=Surroundings(interview.starts, matches),
            clock=interview.starts.astimezone(TABLET_CLOCK),
            author=self._by(interview).code,
            values={item: str(binds[name]) for name, item in self.instrument.meta["binds"].items()},
        )
        return list(conversation.operations())

    def _record(self, interview: Planned, interview_id: str, operations: Sequence[Operation], now: datetime) -> None:
        actor = self._by(interview)
        said = taken_over(self.store, actor, interview, interview_id, operations, now)
        kept = answers.record(self.store, actor, interview_id, said, now=now)
        if kept.refused:
            raise RuntimeError(f"the demo study holds an answer that is refused: {kept.refused[0]}")

    def _complete(self, interview: Planned, interview_id: str, now: datetime) -> None:
        endings.complete(self.store, self._by(interview), interview_id, now=now, compared=True)
        self.last_week[interview.person.code, interview.worker.code] = interview.week

    def _completed(self, interview: Planned, random: Random) -> Story:
        """The usual story: asked in one sitting, completed; some are amended weeks later."""
        yield interview.starts
        interview_id = self._start(interview)
        operations = self._operations(interview, random)
        yield (ends := _end_of(operations))
        self._record(interview, interview_id, operations, ends)
        yield (ends := ends + MINUTE)
        self._complete(interview, interview_id, ends)
        yield from self._amended(interview, interview_id, ends, random)

    def _switched(self, interview: Planned, random: Random) -> Story:
        """In the middle the language or the mode changes."""
        yield interview.starts
        interview_id = self._start(interview)
        operations = self._operations(interview, random)
        half = len(operations) // 2
        other = _switch(interview, random, operations[half])
        yield (ends := _end_of(operations) + MINUTE)
        self._record(interview, interview_id, [*operations[:half], other, *operations[half:]], ends)
        self._complete(interview, interview_id, ends + MINUTE)

    def _over_two_days(self, interview: Planned, random: Random) -> Story:
        """Paused half-way and finished on the next day."""
        yield interview.starts
        interview_id = self._start(interview)
        operations = self._operations(interview, random)
        half = len(operations) // 2
        yield (ends := _end_of(operations[:half]))
        self._record(interview, interview_id, operations[:half], ends)
        endings.pause(self.store, self._by(interview), interview_id, now=ends)
        yield (again := ends + DAY)
        endings.resume(self.store, self._by(interview), interview_id, now=again)
        yield (ends := again + 6 * MINUTE)
        self._record(interview, interview_id, [_switch(interview, random, operations[half]), *operations[half:]], ends)
        self._complete(interview, interview_id, ends + MINUTE)

    def _broken_off(self, interview: Planned, random: Random) -> Story:
        """Ended before its end, early or late."""
        yield interview.starts
        interview_id = self._start(interview)
        operations = self._operations(interview, random)
        reason = random.choice(_BROKEN_OFF_BECAUSE)
        operations = operations[: round(len(operations) * random.choice((0.35, 0.75)))]
        if reason == "distress":
            operations.append(_concern(operations[-1], random))
        yield (ends := _end_of(operations))
        self._record(interview, interview_id, operations, ends)
        endings.break_off(self.store, self._by(interview), interview_id, reason=reason, now=ends + MINUTE)

    def _voided(self, interview: Planned, random: Random) -> Story:
        """Begun by mistake, set aside, begun again."""
        yield interview.starts
        interview_id = self._start(interview, suffix="mistake")
        reason = random.choice(texts()["void"][interview.language])
        yield (ends := interview.starts + MINUTE)
        endings.void(self.store, self._by(interview), interview_id, reason=reason, now=ends)
        yield from self._completed(interview, random)

    def _not_held(self, interview: Planned, disposition: Disposition) -> Story:
        """Opened, and no interview came about."""
        yield interview.starts
        interview_id = self._start(interview)
        refused = disposition.outcome.kind == "R"
        reason = "technical" if disposition in _TECHNICAL else "respondent_ended" if refused else "interrupted"
        yield (ends := interview.starts + 2 * MINUTE)
        endings.break_off(
            self.store, self._by(interview), interview_id, reason=reason, disposition=disposition, now=ends
        )

    def _left_open(self, interview: Planned, random: Random, left: Status) -> Story:
        """Begun on one of the last days, and still a draft or paused."""
        yield interview.starts
        interview_id = self._start(interview)
        operations = self._operations(interview, random)
        operations = operations[: round(len(operations) * random.uniform(0.3, 0.8))]
        yield (ends := _end_of(operations))
        self._record(interview, interview_id, operations, ends)
        if left is Status.PAUSED:
            endings.pause(self.store, self._by(interview), interview_id, now=ends + MINUTE)

    def _amended(self, interview: Planned, interview_id: str, after: datetime, random: Random) -> Story:
        """A mistake found later: the interviewer puts it right, or the supervisor removes or discards an answer."""
        occasion = random.choices(("", "amend", "removed", "error"), (92, 4, 2, 2))[0]
        item, given = {
            "amend": ("c09", {"value": random.choice("1234")}),
            "removed": ("f2", {"missing": "removed"}),
            "error": ("c10", {"missing": "error"}),
        }.get(occasion, ("", {}))
        is_drawn = interview.visit in drawn(self.study, interview.person.code, interview.person.arm)
        if not item or is_drawn or self.study.visit(interview.visit).form not in self.instrument.by_id[item].forms:
            return
        yield (now := after + random.randint(1, 20) * DAY)
        actor = self._by(interview) if occasion == "amend" else self.supervisors[interview.person.site]
        reason = random.choice(texts()[occasion][interview.language])
        amendments.amend(self.store, actor, interview_id, item, given, reason=reason, now=now)


_STORIES = (
    (Stage._completed, 84),
    (Stage._switched, 5),
    (Stage._over_two_days, 4),
    (Stage._broken_off, 5),
    (Stage._voided, 2),
)


def _speaker(interview: Planned, random: Random, last_week: float | None) -> Speaker:
    person, worker = interview.person, interview.worker
    acquainted = generator(person.code, worker.code)
    levels = {item: person.level(item, interview.week) + worker.bias for item in RATINGS}
    before = sum(person.level(item, last_week) + worker.bias for item in RATINGS) if last_week is not None else 0.0
    return Speaker(
        random=random,
        role=worker.role,
        service=worker.service,
        language=interview.language,
        months=round(acquainted.expovariate(1 / 18) + interview.week / 4.35),
        knows=random.choices(list(KNOWS), list(KNOWS.values()))[0],
        levels=levels,
        change=(sum(levels.values()) - before) / len(RATINGS) if last_week is not None else 0.0,
    )


def _end_of(operations: Sequence[Operation]) -> datetime:
    return datetime.fromisoformat(operations[-1].device_time).astimezone(UTC)


def _switch(interview: Planned, random: Random, before: Operation) -> Operation:
    """The change of mode or language that comes before that operation."""
    kind = random.choice((Kind.MODE, Kind.LANGUAGE))
    modes = [mode for mode in Mode if mode is not interview.mode]
    value = random.choice(modes) if kind is Kind.MODE else {"nb": "en", "en": "nb"}[interview.language]
    return _beside(before, random, kind, {"value": str(value)})


def _concern(after: Operation, random: Random) -> Operation:
    return _beside(after, random, Kind.CONCERN, {})


def _beside(operation: Operation, random: Random, kind: Kind, given: dict[str, str]) -> Operation:
    at = datetime.fromisoformat(operation.device_time)
    return Operation(
        op_id=op_id(random, at), kind=kind, given=given, device_time=operation.device_time, author=operation.author
    )
