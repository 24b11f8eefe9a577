"""A participant's record as the report reads it: names in the reader's language, interviews in order, scores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from zoneinfo import ZoneInfo

from interview_app.domain.disposition import Disposition
from interview_app.domain.instrument import Instrument, Scale
from interview_app.domain.interview import Status
from interview_app.domain.items import Text, say
from interview_app.domain.schedule import DONE, Expectation, Reason, State
from interview_app.domain.trajectory import Passed
from interview_app.reports.interview.arrangement import Arrangement, arrange
from interview_app.reports.interview.reading import Reading, lowered
from interview_app.reports.interview.sheet import Quota
from interview_app.reports.participant.record import Held, Occasion, Record
from interview_app.reports.participant.series import Series, series_of
from interview_app.reports.texts import clean, cut
from interview_app.reports.words import Words

NEVER = frozenset({Reason.UNSCHEDULED, Reason.OTHER_ARM, Reason.NO_EXTENSION})
"""Why a visit was never meant for a participant, so that nothing is drawn of it."""
TOOK_PLACE = frozenset({Disposition.COMPLETE.value, Disposition.PARTIAL.value})
LABEL = 40
FORMS = frozenset({"full", "short"})
"""What a visit's form may be; any other leaves it to the interviewer."""


@dataclass(frozen=True)
class Telling:
    """The record for one reader; `with_text` says whether free text may be shown."""

    record: Record
    words: Words
    with_text: bool

    def tell(self, text: Text) -> str:
        """A text of the study or an instrument in the language of the page, on one line."""
        return clean(say(text, self.words.language))

    def visit(self, visit: str) -> str:
        """A visit's name."""
        return cut(self.tell(self.record.study.visit(visit).label), LABEL, "…")

    def visits(self, names: Sequence[str], most: int = 6) -> str:
        """The names of some visits, so many at most and the others counted."""
        return self.words.listed([self.visit(name) for name in dict.fromkeys(names)], most)

    def short(self, day: date) -> str:
        """A day where there is little room."""
        return f"{day:%d.%m.%Y}" if self.words.language == "nb" else self.words.date(day)

    @cached_property
    def instrument(self) -> Instrument | None:
        """The version that the latest interview was held with; its scores are those that are told."""
        return self.record.held[-1].instrument if self.record.held else None

    @cached_property
    def arrangements(self) -> dict[str, Arrangement]:
        """Where the items of each instrument version go, by its hash."""
        return {
            each.hash: arrange(each)
            for each in {held.instrument.hash: held.instrument for held in self.record.held}.values()
        }

    def arrangement(self, held: Held) -> Arrangement:
        """Where the items of an interview go."""
        return self.arrangements[held.instrument.hash]

    def reading(self, held: Held, limit: int = 200) -> Reading:
        """One interview's answers in words; `limit` cuts a free text."""
        zone = ZoneInfo(self.record.study.zone(held.interview.site))
        quota = Quota(limit, 0)
        return Reading(held.interview, held.instrument, held.closing, self.words, self.with_text, quota, zone=zone)

    @cached_property
    def ended(self) -> tuple[Held, ...]:
        """The interviews that are over, held or not."""
        over = (Status.COMPLETE, Status.BROKEN_OFF)
        return tuple(each for each in self.record.held if each.interview.status in over)

    @cached_property
    def held(self) -> tuple[Held, ...]:
        """The interviews that took place, whole or in part."""
        return tuple(each for each in self.ended if each.interview.disposition in TOOK_PLACE)

    @cached_property
    def scales(self) -> tuple[Scale, ...]:
        """The scores that are told, the total first."""
        found = self.instrument.scales if self.instrument else ()
        return tuple(scale for kind in ("total", "scale") for scale in found if scale.kind == kind)

    @cached_property
    def series(self) -> tuple[Series, ...]:
        """Each score over time."""
        return tuple(series_of(scale, self.held, self.first_visit) for scale in self.scales)

    @property
    def main(self) -> Series | None:
        """The score that the report is about: the total, or the first there is."""
        return self.series[0] if self.series else None

    @cached_property
    def first_visit(self) -> str:
        """The visit whose interview is the baseline."""
        visits = self.record.study.visits
        return next((visit.id for visit in visits if visit.anchor), visits[0].id if visits else "")

    def passed(self, items: Collection[str]) -> tuple[Passed, ...]:
        """The expected visits that are over and whose form asks one of these items; a line runs over none of them."""
        expected = (each for each in self.record.occasions if each.slot.expectation is Expectation.EXPECTED)
        over = (
            Passed(each.visit.id, day)
            for each in expected
            if each.state in DONE | {State.MISSED} and (day := each.held_on or each.slot.target) is not None
        )
        forms = self._forms(items)
        visits = {each.visit.id: each.visit.form for each in self.record.occasions}
        return tuple(each for each in over if visits[each.visit] in forms or visits[each.visit] not in FORMS)

    def _forms(self, items: Collection[str]) -> frozenset[str]:
        """The forms that ask one of these items."""
        known = self.instrument.by_id if self.instrument else {}
        return frozenset(form for key in items if key in known for form in known[key].forms)

    @cached_property
    def shown(self) -> tuple[Occasion, ...]:
        """The visits that are drawn: those with days, but for what was never meant for this participant."""
        drawn = (each for each in self.record.occasions if each.slot.target is not None)
        return tuple(each for each in drawn if each.held_on is not None or each.slot.reason not in NEVER)

    @cached_property
    def due(self) -> tuple[Occasion, ...]:
        """The expected visits whose window has closed: what the share of visits held is counted over."""
        today = self.record.today
        expected = (each for each in self.record.occasions if each.slot.expectation is Expectation.EXPECTED)
        return tuple(each for each in expected if each.slot.closes is not None and each.slot.closes < today)

    @property
    def due_held(self) -> int:
        """How many of those were held."""
        return sum(each.held_on is not None for each in self.due)

    @cached_property
    def missed(self) -> tuple[str, ...]:
        """The visits that were missed."""
        return tuple(each.visit.id for each in self.record.occasions if each.state is State.MISSED)

    @cached_property
    def informants(self) -> tuple[str, ...]:
        """The informants of the interviews that took place, those asked most often first."""
        asked = Counter(each.interview.informant_id for each in self.held)
        return tuple(code for code, _ in sorted(asked.items(), key=lambda pair: (-pair[1], pair[0])))

    @cached_property
    def origin(self) -> date:
        """The day that the axis counts from: the one that the first visits are counted from, else the first of all."""
        anchors = (self.record.anchors.get(anchor.id) for anchor in self.record.study.anchors[:1])
        days = (each.slot.opens for each in self.shown if each.slot.opens is not None)
        first = next((day for day in anchors if day is not None), None)
        return first or min([*days, *(each.day for each in self.held)], default=self.record.enrolled)

    def role(self, code: str) -> str:
        """The role in which an informant was asked last, in words."""
        last = [each for each in self.held if each.interview.informant_id == code][-1]
        labels = {choice.name: self.tell(choice.label) for choice in last.instrument.lists.get("role", ())}
        role = last.interview.informant_role
        return lowered(labels.get(role, role.replace("_", " ")))
