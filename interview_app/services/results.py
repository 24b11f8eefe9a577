"""What a study's interviews say together: every complete and partial one read once, those of blind pairs left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC
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
from interview_app.domain.study import Study
from interview_app.services import blinding
from interview_app.services.quantiles import Distributions
from interview_app.storage import interviews
from interview_app.storage.keys import KeyRing

_HELD = (Disposition.COMPLETE.value, Disposition.PARTIAL.value)
_ENDED = (Status.COMPLETE.value, Status.BROKEN_OFF.value)


def of(connection: Connection, keys: KeyRing, study: Study, sites: Sites, blind: Collection[str]) -> Results:
    """The results at these sites. Interviews that cannot be opened, or that are `blind`, are counted apart."""
    told, left = _read(connection, keys, study, sites, blind)
    pairs = list(_pairs(connection, study))
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
        roles=results.by_visit(firsts.values(), lambda each: each.role),
        modes=results.by_visit(firsts.values(), lambda each: each.mode),
        unread=left["unread"],
        blind=left["blind"],
    )


def measured(instrument: Instrument) -> list[Measure]:
    """The scales and totals of an instrument."""
    return [Measure(scale.id, scale.items) for scale in instrument.scales if scale.kind in results.SCALES]


def first_visit(study: Study) -> str:
    """The first visit of the plan: changes are counted from it."""
    return next((visit.id for visit in study.visits if visit.anchor and not visit.optional), "")


def _read(
    connection: Connection, keys: KeyRing, study: Study, sites: Sites, blind: Collection[str]
) -> tuple[dict[str, Told], Counter[str]]:
    """By id, what results need of each interview, and how many are left out; no document is kept."""
    reader, told, left = _Reader(study), {}, Counter[str]()
    for disposition in _HELD:
        wanted = {"study_id": study.id, "disposition": disposition, "statuses": _ENDED}
        for each in interviews.records(connection, keys, sites=sites, filters=wanted):
            if isinstance(each, Unread):
                left["unread"] += 1
            elif each.id in blind:
                left["blind"] += 1
            else:
                told[each.id] = reader.told(each)
    return told, left


class _Reader:
    """Takes from interviews what results need, each by its own version of the instrument."""

    def __init__(self, study: Study) -> None:
        self.zones = {site.code: ZoneInfo(study.zone(site.code)) for site in study.sites}
        self.editions: dict[tuple[str, int], _Edition] = {}

    def told(self, interview: Interview) -> Told:
        """The scores and codes of one interview."""
        version = interview.instrument, interview.instrument_version
        if version not in self.editions:
            self.editions[version] = _Edition(instruments.load(*version))
        edition, day = self.editions[version], interview.held_on
        return Told(
            id=interview.id,
            participant=interview.participant_id,
            arm=interview.arm,
            visit=interview.visit,
            informant=interview.informant_id,
            interviewer=interview.interviewer_id,
            role=interview.informant_role,
            mode=_mode(interview),
            held_on=day or interview.started_at.astimezone(self.zones.get(interview.site, UTC)).date(),
            scores=edition.scores(interview.document),
            codes=edition.codes(interview.document),
        )


def _mode(interview: Interview) -> str:
    """How it was held; "" where that changed between its sessions."""
    return interview.mode_first.value if interview.mode_first is interview.mode_last else ""


class _Edition:
    """One version's scales, and the numbers that they rest on; what a value is as a number is asked once."""

    def __init__(self, instrument: Instrument) -> None:
        needed = {item for measure in measured(instrument) for item in measure.items}
        self.scales = [scale.id for scale in instrument.scales if scale.kind in results.SCALES]
        self.items = [(item.id, _Numbers(item)) for item in instrument.items if item.id in needed]

    def scores(self, document: Mapping[str, Any]) -> dict[str, float]:
        """The scores that could be formed, as they were settled."""
        settled = document["closing"]["scores"]
        found = ((scale, settled[scale]["value"]) for scale in self.scales if scale in settled)
        return {scale: value for scale, value in found if value is not None}

    def codes(self, document: Mapping[str, Any]) -> dict[str, float]:
        """The codes of the items that hold a value on the route."""
        closing, answers = document["closing"], document["answers"]
        absent, computed, found = closing["missing"], closing["calculated"], {}
        for name, numbers in self.items:
            if name not in absent:
                slot = answers.get(name)
                number = numbers[computed.get(name) if numbers.is_computed else slot and slot.get("v")]
                if number is not None:
                    found[name] = number
        return found


class _Numbers(dict[Any, float | None]):
    """Values of an item as numbers; None for one that the item cannot hold, as exports have it."""

    def __init__(self, item: Item) -> None:
        super().__init__({None: None})
        self.item = item
        self.is_computed = isinstance(item, Calculated)

    def __missing__(self, value: Any) -> float | None:
        try:
            [cell] = self.item.cells(value)
        except (Invalid, ValueError, TypeError, LookupError):
            cell = None
        self[value] = found = float(cell) if isinstance(cell, int | float) else None
        return found


def _categories(instrument: Instrument, measures: Sequence[Measure]) -> dict[str, list[float]]:
    """The codes that each chosen item of a scale can take, in their order."""
    needed = {item for measure in measures for item in measure.items}
    return {
        item.id: sorted(float(choice.code) for choice in item.choices)
        for item in instrument.items
        if item.id in needed and isinstance(item, ChoiceItem)
    }


def _pairs(connection: Connection, study: Study) -> Iterator[tuple[str, str, str]]:
    """Kind, first and second of each pair of two complete interviews."""
    for pair in blinding.of_study(connection, study).values():
        first, second = pair.first, pair.second
        if first is not None and second is not None and {first.status, second.status} == {Status.COMPLETE}:
            yield pair.kind, first.id, second.id
