"""What was read and what was written, counted apart, so that no cell is lost on the way without anybody noticing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from interview_app.domain.interview import Interview, Unread
from interview_app.exports.editions import Batch, Fault
from interview_app.exports.errors import CountsDiffer

COUNTED = ("interviews", "values", "texts", "reasons", "scores")


@dataclass
class Census:
    """What was read and what was written, counted apart; they must agree before anything is published."""

    read: Counter[str] = field(default_factory=lambda: Counter(dict.fromkeys(COUNTED, 0)))
    written: dict[str, Counter[str]] = field(default_factory=dict)
    rows: Counter[str] = field(default_factory=Counter)
    faults: set[Fault] = field(default_factory=set)
    unreadable: int = 0
    participants: set[str] = field(default_factory=set)
    used: Counter[str] = field(default_factory=Counter)
    skipped: list[Unread] = field(default_factory=list)

    def readable(self, interviews: Iterable[Interview | Unread]) -> Iterator[Interview]:
        """The interviews that could be opened; the others are kept as skipped."""
        for each in interviews:
            if isinstance(each, Unread):
                self.skipped.append(each)
            else:
                yield each

    def take(self, batch: Batch) -> None:
        """Count what a batch holds."""
        self.read.update(batch.census())
        self.faults |= batch.strays()
        self.participants |= {interview.participant_id for interview in batch.interviews}
        self.used[batch.edition.name] += len(batch.interviews)

    def note(self, faults: Iterable[Fault]) -> None:
        """Keep the values that could not be read; they are exported as `error`."""
        unreadable = set(faults)
        self.unreadable += len(unreadable)
        self.faults |= unreadable

    def lay(self, layout: str, counts: Counter[str], rows: int) -> None:
        """Count what a file has been given."""
        self.written.setdefault(layout, Counter()).update(counts)
        self.rows[layout] += rows

    def check(self, expected: int | None) -> None:
        """Raise CountsDiffer where a file, or the export as a whole, does not hold what was read."""
        found = self.read["interviews"] + len(self.skipped)
        if expected not in (None, found):
            raise self._differ("interviews", "the store", expected or 0, found)
        for layout, counts in self.written.items():
            for what, count in counts.items():
                unreadable = {"values": -self.unreadable, "reasons": self.unreadable}.get(what, 0)
                if count != self.read[what] + unreadable:
                    raise self._differ(what, f"{layout}.csv", self.read[what] + unreadable, count)

    def _differ(self, what: str, where: str, expected: int, found: int) -> CountsDiffer:
        return CountsDiffer(
            f"{where} does not agree with the answers: {expected} {what} were to be exported, {found} were found.",
            "Nothing was published. Run `interview-app verify`, then export again.",
        )
