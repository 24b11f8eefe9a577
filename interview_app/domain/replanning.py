"""What a newer plan makes of visits that were laid: which move, come and go, and which are expected now or no more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum

from interview_app.domain.schedule import Expectation, Slot


class Change(StrEnum):
    """What can happen to one participant's visit when the plan changes."""

    ADDED = "added"
    TAKEN_OUT = "taken_out"
    MOVED = "moved"
    """Its day or its window is another one."""
    NOW_EXPECTED = "now_expected"
    NO_LONGER_EXPECTED = "no_longer_expected"


def changes(before: Iterable[Slot], after: Iterable[Slot]) -> Counter[tuple[Change, str]]:
    """How often each change happens to each visit, between one participant's visits before and after."""
    old, new = ({slot.visit: slot for slot in slots} for slots in (before, after))
    found: Counter[tuple[Change, str]] = Counter()
    for visit in old.keys() | new.keys():
        found.update((change, visit) for change in _of(old.get(visit), new.get(visit)))
    return found


def _of(old: Slot | None, new: Slot | None) -> Iterator[Change]:
    if old is None:
        yield Change.ADDED
    if new is None:
        yield Change.TAKEN_OUT
    if old and new and (old.opens, old.target, old.closes) != (new.opens, new.target, new.closes):
        yield Change.MOVED
    was, is_now = (slot is not None and slot.expectation is Expectation.EXPECTED for slot in (old, new))
    if is_now and not was:
        yield Change.NOW_EXPECTED
    if was and not is_now:
        yield Change.NO_LONGER_EXPECTED
