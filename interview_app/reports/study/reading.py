"""How the numbers of a study's report are said: names in the reader's language, and small numbers of people hidden."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil, floor
from typing import NamedTuple

from interview_app.domain import suppression
from interview_app.domain.item import say
from interview_app.domain.rates import Share
from interview_app.domain.suppression import Cell
from interview_app.reports.study.findings import Findings
from interview_app.reports.words import Words

HIDDEN = "•"
NONE = "–"
TELLING = 4 * suppression.SMALLEST
"""From how many people on it says something how far a share is off an end at most."""
PAPER, SCREEN = 180.0, 150.0


class Guarded(NamedTuple):
    """A share as it may be handed on: its part, its proportion in words, and where a chart puts it."""

    part: str
    words: str
    value: float | None
    ends: tuple[float, float] | None


@dataclass(frozen=True)
class Reading:
    """The findings, the words, and whether small numbers are hidden from whoever the report is handed on to."""

    findings: Findings
    words: Words
    hides: bool
    width: float = PAPER
    """How wide drawings are, in millimetres; narrower on a screen, where they are larger."""

    def visit(self, visit: str) -> str:
        """The visit's name."""
        return say(self.findings.study.visit(visit).label, self.words.language)

    def arm(self, arm: str) -> str:
        """The arm's name."""
        return say(self.findings.study.arms[arm], self.words.language) if arm in self.findings.study.arms else arm

    @cached_property
    def scales(self) -> dict[str, str]:
        """The names of the scales and totals, by id."""
        scales = self.findings.instrument.scales
        return {each.id: say(each.label, self.words.language) for each in scales if each.kind in ("scale", "total")}

    def role(self, role: str) -> str:
        """The name of an informant's role, as the instrument has it."""
        known = {choice.name: choice.label for choice in self.findings.instrument.lists.get("role", ())}
        return say(known[role], self.words.language) if role in known else role

    def item(self, item: str) -> str:
        """The item's short name."""
        known = self.findings.instrument.by_id.get(item)
        return say(known.short or known.label, self.words.language) if known else item

    def number(self, value: float | None, places: int = 1) -> str:
        """A number, or a dash."""
        return NONE if value is None else self.words.number(value, places)

    def percent(self, value: float | None) -> str:
        """A proportion in per cent, or a dash."""
        return NONE if value is None else f"{self.words.number(100 * value, 0)} %"

    def span(self, ends: tuple[float, float] | None, places: int = 1) -> str:
        """Two ends of a range, or a dash."""
        return (
            NONE
            if ends is None
            else self.words.say("span", low=self.number(ends[0], places), high=self.number(ends[1], places))
        )

    def share(self, share: Share) -> str:
        """A proportion with its interval, in per cent."""
        if share.interval is None:
            return NONE
        low, high = (self.words.number(100 * end, 0) for end in share.interval)
        return self.words.say("share", value=self.percent(share.value), low=low, high=high)

    def is_hidden(self, *numbers: int) -> bool:
        """True where one of these numbers of people is too small to be handed on."""
        return self.hides and any(map(suppression.is_small, numbers))

    def people(self, number: int) -> str:
        """A number of people."""
        return HIDDEN if self.is_hidden(number) else str(number)

    def guarded(self, share: Share, *, is_hidden: bool) -> Guarded:
        """A share of which the part is hidden or not: where only a few are missing at one end, it is said how far off
        that end it is at most."""
        if not is_hidden:
            return Guarded(str(share.part), self.share(share), share.value, share.interval)
        few = suppression.SMALLEST
        if share.whole < TELLING:
            return Guarded(HIDDEN, HIDDEN, None, None)
        if share.whole - share.part < few:
            bound = (share.whole - few) / share.whole
            return Guarded(
                f"> {share.whole - few}",
                self.words.say("over", value=self.percent(floor(100 * bound) / 100)),
                None,
                (bound, 1.0),
            )
        if share.part < few:
            bound = few / share.whole
            return Guarded(
                f"< {few}", self.words.say("under", value=self.percent(ceil(100 * bound) / 100)), None, (0.0, bound)
            )
        return Guarded(HIDDEN, HIDDEN, None, None)

    def mask(
        self, counts: Sequence[Sequence[int]], *, told: int = 0, kept: Collection[Cell] = frozenset()
    ) -> frozenset[Cell]:
        """The cells of a table, its totals included, that are not shown."""
        return suppression.hidden(counts, told=told, kept=kept) if self.hides and counts else frozenset()

    def shown(
        self, counts: Sequence[Sequence[int]], *, told: int = 0, kept: Collection[Cell] = frozenset()
    ) -> list[list[str]]:
        """The table with its totals, in words."""
        mask = self.mask(counts, told=told, kept=kept)
        whole = suppression.with_totals(counts) if counts else []
        return [
            [HIDDEN if (i, j) in mask else str(number) for j, number in enumerate(row)] for i, row in enumerate(whole)
        ]
