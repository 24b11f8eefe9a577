"""Second opinions: which visits are drawn for one, which two interviews make the pair, and until when it is blind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256
from itertools import dropwhile

from interview_app.domain.disposition import FROM_ANSWERS, Disposition
from interview_app.domain.fieldwork import Design
from interview_app.domain.interview import Status
from interview_app.domain.study import Study, Visit

INTERVIEWER = "interviewer"
"""The kind of second opinion for which another interviewer asks the same informant."""
PAIRED = frozenset({Design.DRAWN, Design.MARKED})
_DRAWS = 2**64


def drawn(study: Study, participant: str, arm: str) -> frozenset[str]:
    """The visits of a participant, by their code, that the study's random share draws.

    Each visit is drawn by itself, from the study's seed: neither other participants nor the course change the draw.
    """
    sampling = study.sampling
    below = int(sampling.double_share * _DRAWS)
    return frozenset(
        visit.id
        for visit in study.visits
        if _may_be_drawn(visit, arm) and _number(sampling.seed, participant, visit.id) < below
    )


def _may_be_drawn(visit: Visit, arm: str) -> bool:
    return bool(visit.anchor) and not visit.optional and (not visit.arms or arm in visit.arms)


def _number(*parts: str) -> int:
    return int.from_bytes(sha256("\n".join(("second opinion", *parts)).encode()).digest()[:8])


@dataclass(frozen=True, slots=True, kw_only=True)
class Half:
    """One interview of a visit as pairs need it; `interviewer_id` is an account's id, `interviewer` its code."""

    id: str
    informant: str
    interviewer_id: str
    interviewer: str
    status: Status
    disposition: str
    held_on: date

    @property
    def is_over(self) -> bool:
        """True when nothing more is expected of it: complete, or ended with an outcome that is final."""
        if self.status is Status.BROKEN_OFF:
            return Disposition(self.disposition).outcome.final
        return self.status is Status.COMPLETE

    @property
    def took_place(self) -> bool:
        """False for one that ended without an interview, such as with a refusal."""
        return self.status is not Status.BROKEN_OFF or Disposition(self.disposition) in FROM_ANSWERS

    @property
    def is_open(self) -> bool:
        """True while somebody may be asking."""
        return self.status in {Status.DRAFT, Status.PAUSED}


class PairState(StrEnum):
    """Where a pair stands."""

    WAITING = "waiting"
    """The first interview is not over."""
    WANTED = "wanted"
    """The first is over and the second has not begun."""
    UNDER_WAY = "under_way"
    COMPLETE = "complete"
    ALONE = "alone"
    """One of the two will not come."""


@dataclass(frozen=True, slots=True)
class Pair:
    """The two interviews of a visit for which a second opinion is wanted; None for one that has not begun."""

    design: Design
    kind: str
    days: int
    """Within how many days of the first the second is to be held."""
    first: Half | None = None
    second: Half | None = None
    set_aside: frozenset[str] = frozenset()
    """The accounts that began the second and set it aside; they may begin it again, and have not read the first."""

    @property
    def until(self) -> date | None:
        """The last day for the second; None while there is no first."""
        return None if self.first is None else self.first.held_on + timedelta(days=self.days)

    @property
    def days_between(self) -> int | None:
        """How many days lie between the two; None while there are not two."""
        return (self.second.held_on - self.first.held_on).days if self.first and self.second else None

    def state(self, today: date) -> PairState:
        """Where the pair stands on a day."""
        halves = [half for half in (self.first, self.second) if half is not None]
        if len(halves) == 2 and all(half.status is Status.COMPLETE for half in halves):
            return PairState.COMPLETE
        if self.second is not None:
            is_alone = self._has_passed(today) and not any(half.is_open for half in halves)
            return PairState.ALONE if is_alone or all(half.is_over for half in halves) else PairState.UNDER_WAY
        if self.first is None or self.first.is_open:
            return PairState.WAITING
        return PairState.ALONE if self._has_passed(today) else PairState.WANTED

    def _has_passed(self, today: date) -> bool:
        return self.until is not None and today > self.until

    def is_blind(self, today: date) -> bool:
        """True while what one of the two says may not be shown to the other, nor to those who read both."""
        return self.state(today) not in {PairState.COMPLETE, PairState.ALONE}

    def hides(self, interview: str, today: date, *, conducts: str = "") -> bool:
        """True when an interview may not be read on a day.

        `conducts` is the account of an interviewer, who goes on with their own interviews and reads no first one that
        is over while they hold the second or have set it aside; whoever else reads them sees neither while it is blind.
        """
        if not self.is_blind(today):
            return False
        if not conducts:
            return interview in {half.id for half in (self.first, self.second) if half is not None}
        is_first = self.first is not None and self.first.id == interview and not self.first.is_open
        held_by = self.set_aside | ({self.second.interviewer_id} if self.second is not None else set())
        return is_first and conducts in held_by


def pair(study: Study, design: Design, halves: Sequence[Half]) -> Pair | None:
    """The pair among a visit's interviews, the earliest first; None where no second opinion is wanted.

    The second is the first to be held within the days: with another informant, or by another interviewer with the same.
    One that ended without an interview counts only as long as no other takes its place, and a voided one only keeps the
    first from whoever began it.
    """
    if design not in PAIRED:
        return None
    kind, days = study.sampling.double_kind, study.sampling.double_days
    standing = [half for half in halves if half.status is not Status.VOID]
    begun = list(dropwhile(lambda half: not half.took_place, standing))
    alone = Pair(design, kind, days, next(iter(begun), None))
    fitting = sorted((half for half in begun[1:] if _makes_pair(alone, half)), key=lambda half: not half.took_place)
    void = {half.interviewer_id for half in halves if half.status is Status.VOID and _makes_pair(alone, half)}
    return Pair(design, kind, days, alone.first, next(iter(fitting), None), frozenset(void))


def _makes_pair(alone: Pair, half: Half) -> bool:
    if alone.first is None or alone.until is None or half.held_on > alone.until:
        return False
    if alone.kind == INTERVIEWER:
        return half.informant == alone.first.informant and half.interviewer_id != alone.first.interviewer_id
    return half.informant != alone.first.informant
