"""What a study's interviews say together: every complete and partial one read once, those of blind pairs left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from interview_app import instruments
from interview_app.domain import results
from interview_app.domain.access import Sites
from interview_app.domain.disposition import Disposition
from interview_app.domain.instrument import Instrument
from interview_app.domain.interview import Interview, Status, Unread
from interview_app.domain.items import Calculated, ChoiceItem, Invalid, Item
from interview_app.domain.results import Measure, Results, Told
from interview_app.domain.second_opinions import PairState
from interview_app.domain.study import Study
from interview_app.services import blinding, schedule
from interview_app.services.quantiles import Distributions
from interview_app.storage import interviews
from interview_app.storage.keys import KeyRing

_HELD = (Disposition.COMPLETE.value, Disposition.PARTIAL.value)
_ENDED = (Status.COMPLETE.value, Status.BROKEN_OFF.value)


def of(connection: Connection, keys: KeyRing, study: Study, sites: Sites, now: datetime) -> Results:
    """The results at these sites. Interviews that cannot be opened are counted apart."""
    blind = blinding.all_hidden(connection, study, set(sites.codes), now)
    found = [each for held in _HELD for each in _read(connection, keys, sites, study, held)]
    read = [each for each in found if isinstance(each, Interview)]
    told = {each.id: each for each in _told(study, (each for each in read if each.id not in blind))}
    pairs = list(_pairs(connection, study, now))
    firsts = results.firsts(told.values(), {second for _, _, second in pairs})
    instrument = instruments.load(study.instrument, study.instrument_version)
    measures, baseline, distributions = measured(instrument), first_visit(study), Distributions()
    return Results(
        baseline,
        results.descriptions(firsts.values()),
        results.shifts(firsts, baseline, distributions),
        results.consistency(firsts, measures),
        results.agreements(told, pairs, measures, _categories(instrument, measures), distributions),
        interviews=len(told),
        unread=sum(isinstance(each, Unread) for each in found),
        blind=sum(each.id in blind for each in read),
    )


def measured(instrument: Instrument) -> list[Measure]:
    """The scales and totals of an instrument."""
    return [Measure(scale.id, scale.items) for scale in instrument.scales if scale.kind in results.SCALES]


def first_visit(study: Study) -> str:
    """The first visit of the plan: changes are counted from it."""
    return next((visit.id for visit in study.visits if visit.anchor and not visit.optional), "")


def _read(
    connection: Connection, keys: KeyRing, sites: Sites, study: Study, disposition: str
) -> Iterator[Interview | Unread]:
    wanted = {"study_id": study.id, "disposition": disposition, "statuses": _ENDED}
    return interviews.records(connection, keys, sites=sites, filters=wanted)


def _told(study: Study, read: Iterable[Interview]) -> Iterator[Told]:
    zones = {site.code: ZoneInfo(study.zone(site.code)) for site in study.sites}
    for (name, version), some in _by_edition(read).items():
        codes = _Codes(instruments.load(name, version))
        for each in some:
            yield Told(
                id=each.id,
                participant=each.participant_id,
                arm=each.arm,
                visit=each.visit,
                informant=each.informant_id,
                interviewer=each.interviewer_id,
                held_on=each.held_on or each.started_at.astimezone(zones.get(each.site, UTC)).date(),
                scores=codes.scores(each),
                codes=codes.of(each),
            )


def _by_edition(read: Iterable[Interview]) -> dict[tuple[str, int], list[Interview]]:
    found: dict[tuple[str, int], list[Interview]] = defaultdict(list)
    for each in read:
        found[each.instrument, each.instrument_version].append(each)
    return found


class _Codes:
    """The numbers that one version's scales rest on; what a value is as a number is asked once."""

    def __init__(self, instrument: Instrument) -> None:
        self.scales = [scale.id for scale in instrument.scales if scale.kind in results.SCALES]
        needed = {item for measure in measured(instrument) for item in measure.items}
        self.items = [item for item in instrument.items if item.id in needed]
        self.known: dict[tuple[str, Any], float | None] = {}

    def scores(self, interview: Interview) -> Mapping[str, float]:
        """The scores that could be formed, as they were settled."""
        settled = interview.document.get("closing", {}).get("scores", {})
        found = ((scale, settled.get(scale, {}).get("value")) for scale in self.scales)
        return {scale: value for scale, value in found if value is not None}

    def of(self, interview: Interview) -> Mapping[str, float]:
        """The codes of the items that hold a value on the route."""
        closing = interview.document.get("closing", {})
        absent, computed, answers = (
            closing.get("missing", {}),
            closing.get("calculated", {}),
            interview.document["answers"],
        )
        found = {}
        for item in (item for item in self.items if item.id not in absent):
            value = computed.get(item.id) if isinstance(item, Calculated) else answers.get(item.id, {}).get("v")
            if value is not None and (code := self._code(item, value)) is not None:
                found[item.id] = code
        return found

    def _code(self, item: Item, value: Any) -> float | None:
        key = item.id, str(value)
        if key not in self.known:
            self.known[key] = _number(item, value)
        return self.known[key]


def _number(item: Item, value: Any) -> float | None:
    """The value as a number; None for one that the item cannot hold, as exports have it."""
    try:
        [cell] = item.cells(value)
    except (Invalid, ValueError, TypeError, LookupError):
        return None
    return float(cell) if isinstance(cell, int | float) else None


def _categories(instrument: Instrument, measures: Sequence[Measure]) -> dict[str, list[float]]:
    """The codes that each chosen item of a scale can take, in their order."""
    needed = {item for measure in measures for item in measure.items}
    return {
        item.id: sorted(float(choice.code) for choice in item.choices)
        for item in instrument.items
        if item.id in needed and isinstance(item, ChoiceItem)
    }


def _pairs(connection: Connection, study: Study, now: datetime) -> Iterator[tuple[str, str, str]]:
    """Kind, first and second of each pair that is complete."""
    days: dict[str, date] = {site.code: schedule.day_at(study, site.code, now) for site in study.sites}
    today = max(days.values(), default=now.date())
    for pair in blinding.of_study(connection, study).values():
        if pair.first is not None and pair.second is not None and pair.state(today) is PairState.COMPLETE:
            yield pair.kind, pair.first.id, pair.second.id
