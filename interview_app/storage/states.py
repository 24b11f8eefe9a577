"""How visits stand on a day, as conditions on their rows: the same as domain.schedule.state says of each one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from sqlalchemy import ColumnElement, and_, case, false, or_

from interview_app.domain.access import Sites
from interview_app.domain.schedule import Expectation, State
from interview_app.storage.fieldwork import slots
from interview_app.storage.sites import within

Days = Mapping[date, Sites]
"""Sites by the day that it is there now."""


def stands(state: State, today: date) -> ColumnElement[bool]:
    """True of the visits that are in the state on that day."""
    return _CONDITIONS[state](today)


def is_in(state: State, days: Days) -> ColumnElement[bool]:
    """True of the visits at these sites that are in the state there."""
    return or_(false(), *(and_(within(slots, sites), stands(state, day)) for day, sites in days.items()))


def state_of(days: Days) -> ColumnElement[str]:
    """The state of each visit at these sites."""
    there = ((within(slots, sites), _state_on(day)) for day, sites in days.items())
    return case(*there, (false(), ""), else_="")


def _state_on(today: date) -> ColumnElement[str]:
    return case(*((stands(state, today), state.value) for state in State), else_="")


def at(days: Days) -> ColumnElement[bool]:
    """True of the visits at these sites."""
    return or_(false(), *(within(slots, sites) for sites in days.values()))


_HELD = slots.c.held_on.is_not(None)
_EXPECTED = and_(slots.c.held_on.is_(None), slots.c.expectation == Expectation.EXPECTED.value)


def _open(today: date) -> ColumnElement[bool]:
    return and_(_EXPECTED, slots.c.opens <= today, slots.c.closes >= today)


def _unheld(expectation: Expectation) -> ColumnElement[bool]:
    return and_(slots.c.held_on.is_(None), slots.c.expectation == expectation.value)


_HELD_WITHIN = slots.c.held_on.between(slots.c.opens, slots.c.closes)
_CONDITIONS: Mapping[State, Callable[[date], ColumnElement[bool]]] = {
    State.NOT_EXPECTED: lambda _: _unheld(Expectation.NOT_EXPECTED),
    State.PENDING: lambda _: _unheld(Expectation.PENDING),
    State.OPTIONAL: lambda _: _unheld(Expectation.OPTIONAL),
    State.EARLY: lambda today: and_(_EXPECTED, slots.c.opens > today),
    State.DUE: lambda today: and_(_open(today), slots.c.target >= today),
    State.OVERDUE: lambda today: and_(_open(today), slots.c.target < today),
    State.MISSED: lambda today: and_(_EXPECTED, slots.c.closes < today),
    State.HELD_EARLY: lambda _: and_(_HELD, slots.c.held_on < slots.c.opens),
    State.LATE: lambda _: and_(_HELD, slots.c.held_on > slots.c.closes),
    State.HELD: lambda _: and_(
        _HELD, or_(slots.c.opens.is_(None), slots.c.held_on.between(slots.c.opens, slots.c.closes))
    ),
}
