"""How the supervisors of the demo study review: what they sign, ask about, return and have asked once more."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from interview_app.domain.access import Actor
from interview_app.domain.document import answer_of
from interview_app.domain.fieldwork import Decision
from interview_app.domain.interview import Status
from interview_app.domain.item import Item
from interview_app.domain.items import ChoiceItem, Integer
from interview_app.domain.review import Meaning
from interview_app.services import amendments, interviews, queries, rechecks, reviews, signatures
from interview_app.services.demo_stories import DAY, Stage, Story
from interview_app.services.errors import Blind
from interview_app.services.interviews import Opened
from interview_app.services.synthetic import Planned, generator
from interview_app.services.synthetic_answers import texts

HOUR = timedelta(hours=1)
ASKED_ABOUT = "c09"


@dataclass(frozen=True, slots=True)
class Reviewing:
    """Who reviews, with which password, and until when."""

    stage: Stage
    passwords: Mapping[str, str]
    """By the id of the account."""
    today: date

    def followed(self, interview: Planned, told: Story) -> Story:
        """The story of an interview, and what its supervisor does about it afterwards."""
        ended = interview.starts
        for ended in told:
            if ended.date() > self.today:
                return
            yield ended
        random = generator(interview.id, "review")
        for due in self._reviewed(interview, ended + random.randint(1, 12) * DAY, random):
            if due.date() > self.today:
                return
            yield due

    def _reviewed(self, interview: Planned, at: datetime, random: Random) -> Story:
        yield at
        site = interview.person.site
        supervisor, interviewer = self.stage.supervisors[site], self.stage.interviewers[site]
        try:
            opened = interviews.open_interview(self.stage.store, supervisor, interview.id, now=at)
        except Blind:  # kept for when its second opinion has been given
            return
        if opened.interview.status is not Status.COMPLETE:
            return
        case = _Case(self, opened, supervisor, interviewer, interview.language, random)
        if opened.oversight.recheck is not None and random.random() < 0.7:
            case.recheck(at)
            yield (at := at + HOUR)
        courses, weights = zip(*_COURSES, strict=True)
        course: Callable[[_Case, datetime], Story] = random.choices(courses, weights)[0]
        yield from course(case, at)


@dataclass(frozen=True, slots=True)
class _Case:
    """One interview under review."""

    by: Reviewing
    opened: Opened
    supervisor: Actor
    interviewer: Actor
    language: str
    random: Random

    @property
    def id(self) -> str:
        return self.opened.interview.id

    def text(self, occasion: str) -> str:
        return str(self.random.choice(texts()[occasion][self.language]))

    def sign(self, now: datetime, meaning: Meaning = Meaning.IN_ORDER) -> None:
        store = self.by.stage.store
        opened = interviews.open_interview(store, self.supervisor, self.id, now=now)
        wish = signatures.Wish(
            meaning=meaning,
            password=self.by.passwords[self.supervisor.id],
            seen=signatures.covered(opened.interview),
        )
        signatures.sign(store, self.supervisor, self.id, wish, now=now)

    def ask(self, now: datetime) -> str:
        return queries.ask(self.by.stage.store, self.supervisor, self.id, ASKED_ABOUT, self.text("query"), now=now)

    def answer(self, query: str, now: datetime) -> None:
        queries.answer(self.by.stage.store, self.interviewer, self.id, query, self.text("query_answer"), now=now)

    def recheck(self, now: datetime) -> None:
        """Most answers are the same; now and then one is not."""
        store, document = self.by.stage.store, self.opened.interview.document
        asked = rechecks.items(self.opened)
        if not asked:
            return
        again = {item.id: self._again(item, answer_of(document, item.id).value) for item in asked}
        rechecks.enter(store, self.supervisor, self.id, again, now=now)
        if self.random.random() < 0.8:
            reason = self.text("recheck")
            rechecks.decide(store, self.supervisor, self.id, Decision.ACCEPT, reason=reason, now=now + HOUR)

    def _again(self, item: Item, value: Any) -> dict[str, Any]:
        if value is None:
            return {"missing": str(answer_of(self.opened.interview.document, item.id).missing)}
        if self.random.random() < 0.15:
            if isinstance(item, ChoiceItem) and isinstance(value, str):
                value = self.random.choice([choice.name for choice in item.choices])
            elif isinstance(item, Integer):
                value = max(0, value - 1)
        return {"value": value}


def _signed(case: _Case, at: datetime) -> Story:
    yield from ()
    case.sign(at)


def _waiting(case: _Case, at: datetime) -> Story:
    yield from ()


def _asked(case: _Case, at: datetime) -> Iterator[datetime]:
    """A question that is still open."""
    yield from ()
    case.ask(at)


def _answered(case: _Case, at: datetime) -> Story:
    """A question that was answered and not closed yet."""
    query = case.ask(at)
    yield (at := at + 2 * DAY)
    case.answer(query, at)


def _settled(case: _Case, at: datetime) -> Story:
    """A question that was answered and closed; then the interview was signed."""
    query = case.ask(at)
    yield (at := at + 2 * DAY)
    case.answer(query, at)
    yield (at := at + DAY)
    queries.close(case.by.stage.store, case.supervisor, case.id, query, now=at)
    case.sign(at + HOUR)


def _returned(case: _Case, at: datetime) -> Story:
    yield from ()
    reviews.send_back(case.by.stage.store, case.supervisor, case.id, reason=case.text("return"), now=at)


def _handed_back(case: _Case, at: datetime) -> Story:
    yield from _returned(case, at)
    yield (at := at + 3 * DAY)
    reviews.hand_back(case.by.stage.store, case.interviewer, case.id, now=at)
    yield (at := at + DAY)
    case.sign(at, Meaning.CORRECTED)


def _voided(case: _Case, at: datetime) -> Story:
    """Signed, and amended by the supervisor a week later."""
    case.sign(at)
    yield (at := at + 7 * DAY)
    store, reason = case.by.stage.store, case.text("amend")
    amendments.amend(store, case.supervisor, case.id, ASKED_ABOUT, {"missing": "error"}, reason=reason, now=at)


_COURSES = (
    (_signed, 30),
    (_waiting, 46),
    (_settled, 7),
    (_handed_back, 4),
    (_voided, 4),
    (_asked, 3),
    (_answered, 3),
    (_returned, 3),
)
