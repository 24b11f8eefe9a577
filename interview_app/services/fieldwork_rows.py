"""The rows of an export beside the interviews: cases as progress counts them, attempts, and what pages measured."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, Row

from interview_app import exports
from interview_app.domain.access import Sites
from interview_app.domain.progress import Line, Occasion
from interview_app.domain.schedule import Expectation, Reason, days_outside
from interview_app.domain.study import Study
from interview_app.services import blinding, progress
from interview_app.storage import interviews, paradata
from interview_app.storage import progress as stored

AT_ONCE = 250


def of(
    connection: Connection,
    study: Study,
    sites: Sites,
    filters: Mapping[str, Any],
    layouts: Collection[str],
    now: datetime,
) -> dict[str, exports.Rows]:
    """The rows of the files among the layouts, of these sites and of the visits that the filters name."""
    visits = set(filters.get("visits") or (visit.id for visit in study.visits))
    made: dict[str, exports.Rows] = {}
    if "cases" in layouts:
        found = progress.told(study, stored.stock(connection, study.id, sites), now)
        made["cases"] = _cases(study, found.occasions, visits, _pairs(connection, study, found.codes))
    if "attempts" in layouts:
        rows = stored.attempts_of(connection, study.id, sites)
        made["attempts"] = _attempts([row for row in rows if row.visit in visits])
    if exports.MEASURED & set(layouts):
        ids = interviews.chosen(connection, sites=sites, filters=filters)
        measures, sittings = _measured(connection, ids)
        made |= {"paradata": measures, "sittings": sittings}
    return made


def _pairs(connection: Connection, study: Study, codes: Mapping[str, str]) -> dict[tuple[str, str, str], str]:
    """The id of the first interview of a pair by participant, visit and informant of either."""
    found = blinding.whole(connection, study)
    return {
        (codes[who], visit, half.informant): halves[0].id
        for (who, visit), halves in found.items()
        for half in halves
        if who in codes
    }


def _cases(
    study: Study,
    occasions: Sequence[Occasion],
    visits: Collection[str],
    pairs: Mapping[tuple[str, str, str], str],
) -> Iterator[Sequence[Any]]:
    known = [each for each in occasions if each.slot.visit in visits and (each.lines or _is_planned(each))]
    for each in sorted(known, key=lambda each: (each.person.code, each.slot.visit)):
        lines: Sequence[Line | None] = sorted(each.lines, key=attrgetter("informant")) or (None,)
        for line in lines:
            whose = (each.person.code, each.slot.visit, line.informant if line else "")
            yield (*_visit(study, each, line), *_outcome(each, line), pairs.get(whose))


def _is_planned(each: Occasion) -> bool:
    return each.slot.reason is not Reason.UNSCHEDULED and each.slot.expectation is not Expectation.OPTIONAL


def _visit(study: Study, each: Occasion, line: Line | None) -> Sequence[Any]:
    person, slot = each.person, each.slot
    who = (study.id, person.code, person.arm, person.site, slot.visit, (line and line.informant) or None)
    window = (slot.opens, slot.target, slot.closes)
    return (
        *who,
        slot.expectation.value,
        slot.reason and slot.reason.value,
        *window,
        each.state.value,
        each.design or None,
    )


def _outcome(each: Occasion, line: Line | None) -> Sequence[Any]:
    if line is None:
        return (False, *(None,) * 11)
    outcome, held, slot = line.outcome.outcome, line.held_on, each.slot
    from_target = (held - slot.target).days if held is not None and slot.target is not None else None
    return (
        "expected" in each.sets,
        line.outcome.value,
        outcome.aapor or None,
        line.kind,
        outcome.final,
        line.tries,
        line.interviews,
        held,
        from_target,
        None if held is None else days_outside(slot, held),
        line.seconds,
        line.interviewer or None,
    )


def _attempts(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for _, case in groupby(rows, attrgetter("participant", "visit", "informant")):
        for n, row in enumerate(case, 1):
            yield _attempt(row, n)


def _attempt(row: Any, n: int) -> Sequence[Any]:
    """A call, or an interview that was begun: its outcome is not known while it is open."""
    aapor = progress.OUTCOMES[row.outcome].outcome.aapor if row.outcome else None
    who = (row.study_id, row.participant, row.site, row.visit, row.informant, n, row.at, row.channel)
    return (*who, row.outcome or None, aapor or None, row.interviewer, row.seconds, row.next_at)


def _measured(connection: Connection, ids: Sequence[str]) -> tuple[list[Row[Any]], list[Row[Any]]]:
    """The rows of both, in the order of the interviews."""
    measures: list[Row[Any]] = []
    sittings: list[Row[Any]] = []
    for begin in range(0, len(ids), AT_ONCE):
        some = ids[begin : begin + AT_ONCE]
        place = {interview_id: number for number, interview_id in enumerate(some)}
        found, sat = paradata.of_interviews(connection, some)
        measures += sorted(found, key=lambda row: (place[row.interview_id], row.item))
        sittings += sorted(sat, key=lambda row: (place[row.interview_id], row.n))
    return measures, sittings
