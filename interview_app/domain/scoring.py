"""Scores of an interview by the rules its instrument declares: prorated sums, totals, a confidence variant and flags.

A score is `25 * sum / n` over the valid items (the mean times 25 would give 55.00000000000001 for 55), kept in full
precision. Formulas, minimum numbers of valid items and conditions stand in the instrument's file.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

from interview_app.domain.document import Document, answer_of
from interview_app.domain.expression import evaluate, truth
from interview_app.domain.instrument import Instrument, Scale
from interview_app.domain.missing import Missing
from interview_app.domain.routing import Route, Surroundings


@dataclass(frozen=True, slots=True)
class Score:
    """`value` is None where `missing` says why; `n` counts valid items and `prorated` tells a score on fewer than all.

    `n` and `prorated` are None for a flag, whose value is 0 or 1.
    """

    value: float | int | None
    n: int | None = None
    prorated: bool | None = None
    missing: Missing | None = None


@dataclass(frozen=True, slots=True)
class Scoring:
    """The answers of one interview as the scales see them: the numeric codes of the valid items."""

    instrument: Instrument
    codes: dict[str, float]
    absent: Missing
    route: Route
    surroundings: Surroundings

    def score(self, scale: Scale, before: dict[str, Score]) -> Score:
        """The score of one scale; `before` holds the scores of those it requires."""
        if scale.kind == "flag":
            return self._flag(scale)
        if scale.kind == "sensitivity":
            return self._sensitivity(scale, before)
        scorable = all(before[needed].value is not None for needed in scale.requires)
        return self._sum(scale, scale.items, scale.min_valid if scorable else len(scale.items) + 1)

    def _sum(self, scale: Scale, items: Iterable[str], minimum: int) -> Score:
        ids = tuple(items)
        valid = [self.codes[item] for item in ids if item in self.codes]
        if len(valid) < max(minimum, 1):
            return Score(None, len(valid), False, self.absent)
        value = evaluate(scale.formula, {"sum": sum(valid), "n": len(valid)}, self.surroundings.scope())
        return Score(float(value), len(valid), len(valid) < len(ids))

    def _sensitivity(self, scale: Scale, before: dict[str, Score]) -> Score:
        counted = [
            block.scale
            for block in scale.blocks
            if before[block.scale].value is not None and self.codes.get(block.confidence, -1) >= scale.min_confidence
        ]
        if len(counted) < scale.min_blocks:
            return Score(None, 0, False, self.absent)
        items = [item for other in self.instrument.scales if other.id in counted for item in other.items]
        return self._sum(scale, items, ceil(scale.min_share * len(items)))

    def _flag(self, scale: Scale) -> Score:
        if self.absent is Missing.NOT_DONE:
            return Score(None, missing=self.absent)
        return Score(int(truth(scale.formula, self.route.values, self.surroundings.scope())))


def scores(
    instrument: Instrument, document: Document, route: Route, surroundings: Surroundings, *, absent: Missing
) -> dict[str, Score]:
    """Every score by id, in the instrument's order; `absent` is the reason given for one that cannot be computed."""
    scoring = Scoring(instrument, _codes(instrument, document, route), absent, route, surroundings)
    done: dict[str, Score] = {}
    for scale in instrument.scales:
        done[scale.id] = scoring.score(scale, done)
    return done


def _codes(instrument: Instrument, document: Document, route: Route) -> dict[str, float]:
    codes: dict[str, float] = {}
    for item in instrument.items:
        value = answer_of(document, item.id).value if item.id in route.on else None
        cells = item.cells(value) if value is not None else ()
        if len(cells) == 1 and isinstance(cells[0], int | float):
            codes[item.id] = cells[0]
    return codes
