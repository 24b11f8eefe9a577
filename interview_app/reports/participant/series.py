"""One score over the interviews: its values, what each is compared with, and why there is none where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from interview_app.domain.instrument import Instrument, Scale
from interview_app.domain.missing import Missing
from interview_app.domain.reliable_change import Reliability
from interview_app.domain.trajectory import Change, Point, Value, from_baseline, from_previous, latest
from interview_app.reports.participant.record import Held


@dataclass(frozen=True)
class Series:
    """The values of a scale, as the latest instrument version has it."""

    scale: Scale
    points: tuple[Point, ...]
    first_visit: str
    prorated: frozenset[str]
    """The interviews whose value rests on fewer than all items."""
    valid: dict[str, int | None]
    """By interview, how many items were valid; None where the interview's instrument has no such scale."""
    why: dict[str, Missing | None]
    """By interview without a value, the reason; None where its instrument has no such scale."""

    @property
    def asked(self) -> tuple[Point, ...]:
        """The points of the interviews whose form asks what the scale needs."""
        return tuple(each for each in self.points if self.why[each.interview] is not Missing.NOT_IN_VERSION)

    @property
    def reliability(self) -> Reliability | None:
        """How reliable the scale is, where that was established."""
        return self.scale.reliability

    @cached_property
    def by_interview(self) -> dict[str, Point]:
        """The points by their interviews."""
        return {point.interview: point for point in self.points}

    @cached_property
    def baselines(self) -> dict[str, Change]:
        """By interview, the change from baseline where there is one."""
        found = ((point.interview, from_baseline(point, self.points, self.first_visit)) for point in self.points)
        return {key: change for key, change in found if change is not None}

    @cached_property
    def previous(self) -> dict[str, Change]:
        """By interview, the change from the interview before where there is one."""
        found = ((point.interview, from_previous(point, self.points)) for point in self.points)
        return {key: change for key, change in found if change is not None}

    @cached_property
    def latest(self) -> Point | None:
        """The value that stands for today."""
        return latest(self.points, self.first_visit)


def series_of(scale: Scale, held: Sequence[Held], first_visit: str) -> Series:
    """A scale over the interviews that were held."""
    scores = {each.interview.id: _score(scale, each) for each in held}
    return Series(
        scale=scale,
        points=tuple(_point(scale, each, scores[each.interview.id]) for each in held),
        first_visit=first_visit,
        prorated=frozenset(key for key, score in scores.items() if score.get("prorated")),
        valid={key: score.get("n") for key, score in scores.items()},
        why={key: Missing(score["missing"]) if score.get("missing") else None for key, score in scores.items()},
    )


def _score(scale: Scale, held: Held) -> dict[str, Any]:
    """What an interview settled for the scale; {} where its instrument has none of that name."""
    found: dict[str, Any] = held.closing["scores"].get(scale.id, {})
    return found


def _point(scale: Scale, held: Held, score: dict[str, Any]) -> Point:
    amount = score.get("value")
    value = Value(float(amount), _rule(held.instrument, scale.id)) if isinstance(amount, int | float) else None
    interview = held.interview
    return Point(
        interview=interview.id, visit=interview.visit, day=held.day, informant=interview.informant_id, value=value
    )


def _rule(instrument: Instrument, scale_id: str) -> str:
    """By which rule an instrument version computes a scale: two versions that agree in this can be compared."""
    return f"{instrument.id} {next(each for each in instrument.scales if each.id == scale_id).rule}"
