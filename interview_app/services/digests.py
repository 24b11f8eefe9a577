"""The weekly digest: a supervisor's week, read with that supervisor's rights, on a page and as a PDF."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
import json
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row

from interview_app import instruments
from interview_app.domain.access import Action, Actor, Hat, Role, hats
from interview_app.domain.digest import Came, Digest, Due, Look, Lost, Waits
from interview_app.domain.fieldwork import QueryState, RecheckState, ReviewState
from interview_app.domain.instrument import Scale
from interview_app.domain.interview import LOST, Status
from interview_app.domain.interview import Lost as Why
from interview_app.domain.item import Text
from interview_app.domain.participation import Withdrawal
from interview_app.domain.record import content_hash
from interview_app.domain.study import Study
from interview_app.domain.trajectory import Point, Value, from_previous
from interview_app.domain.weeks import Week
from interview_app.instruments import UnknownInstrument
from interview_app.reports.copies import Copy
from interview_app.reports.digest.page import Frameworks, print_digest
from interview_app.services import blinding, readable, schedule, today
from interview_app.services.errors import NotAllowed, Overtaken
from interview_app.services.printing import drawn, tell_study, told
from interview_app.services.sessions import actor_of
from interview_app.services.tasks import Section
from interview_app.services.trajectories import CHANGED
from interview_app.storage import accounts, bundles, digests, interviews, reviews, seals
from interview_app.storage.engine import Store
from interview_app.storage.keys import KeyRing, Unreadable

REPORT = "digest"


@dataclass(frozen=True, slots=True)
class Reader:
    """A supervisor as a digest is made for them."""

    actor: Actor
    language: str


def readers(store: Store, study: Study) -> list[Reader]:
    """The supervisors of a study who may sign in, by code."""
    hat = Hat(study.id, Role.SUPERVISOR)
    with store.reading() as connection:
        there = [each for each in accounts.every(connection) if each.active and hat in hats(each.role, each.grants)]
    return [Reader(actor_of(each, hat), each.language) for each in there]


def last_week(study: Study, sites: Iterable[str], now: datetime) -> Week:
    """The last week that is over at the first of these sites."""
    return this_week(study, sites, now).before


def this_week(study: Study, sites: Iterable[str], now: datetime) -> Week:
    """The week that it is at the first of these sites."""
    return Week.of(schedule.day_at(study, next(iter(sites), ""), now))


def digest_pdf(
    store: Store, actor: Actor, study: Study, week: Week, *, language: str, now: datetime, by: str = ""
) -> bytes:
    """The digest on paper; the ledger keeps who printed it, `by` where that is not its reader. Raises NotAllowed,
    NotPrinted, and Overtaken where somebody in it withdrew while it was drawn."""
    found = digest(store, actor, study, week, now=now)
    with store.writing() as connection:
        seal = seals.make(connection, store.keys, by or actor.code, now).value_hex
    content = content_hash(found)
    with drawn():
        printed = print_digest(found, Frameworks(study, seal, content), language)
    kept = told(printed, REPORT, Copy(language), content=content, seal=seal, week=str(week), supervisor=actor.code)
    with store.writing() as connection:
        _must_stand(connection, actor, study, found, now)
        tell_study(connection, store.keys, study.id, replace(actor, code=by or actor.code), kept, now)
    return printed


def _must_stand(connection: Connection, actor: Actor, study: Study, found: Digest, now: datetime) -> None:
    """Keep back a digest of which an interview or a participant is to be shown no more."""
    readable.must_be(connection, actor, study, {each.interview for each in found.looks}, now)
    there = {row.code for row in bundles.people(connection, actor.sites) if row.withdrawal < Withdrawal.STOP_USE}
    if not there >= {each.participant for each in found.lost} | {each.participant for each in found.due}:
        raise Overtaken(readable.OVERTAKEN)


def digest(store: Store, actor: Actor, study: Study, week: Week, *, now: datetime) -> Digest:
    """The week at the actor's sites; what waits and what is due next stands as of now. Raises NotAllowed."""
    if not actor.may(Action.REVIEW) or actor.sites.study != study.id:
        raise NotAllowed("Your role does not have this right.")
    tasks = today.counts(store, actor, study, now=now)
    with store.reading() as connection:
        reading = _Reading(connection, store.keys, actor, study, week, now)
        looks, lost = reading.looks()
        return Digest(
            supervisor=actor.code,
            sites=tuple(actor.sites),
            week=week,
            came=reading.came(),
            looks=sorted((each for each in looks if each.is_worth_it), key=lambda look: look.turn),
            lost=lost,
            waits=_waits(connection, actor, tasks),
            due=_due(connection, actor, week.after),
            appointments=reading.appointments(),
        )


def _due(connection: Connection, actor: Actor, week: Week) -> list[Due]:
    rows = digests.due(connection, actor.sites, week.monday, week.sunday)
    return [Due(row.site, row.code, row.visit, row.target, row.closes) for row in rows]


def _waits(connection: Connection, actor: Actor, tasks: Mapping[Section, int]) -> dict[Waits, int]:
    sites = actor.sites
    in_review = reviews.counts(connection, sites=sites, filters={})
    queries = digests.asked(connection, sites)
    drawn_for = {
        state: reviews.to_recheck(connection, sites=sites, filters={"state": state.value}, limit=0)[1]
        for state in (RecheckState.DRAWN, RecheckState.ENTERED)
    }
    return {
        Waits.REVIEW: in_review.get(ReviewState.WAITING, 0),
        Waits.VOIDED: in_review.get(ReviewState.VOIDED, 0),
        Waits.RETURNED: in_review.get(ReviewState.RETURNED, 0),
        Waits.OPEN_QUERIES: queries.get(QueryState.OPEN, 0),
        Waits.ANSWERED_QUERIES: queries.get(QueryState.ANSWERED, 0),
        Waits.VERIFY: drawn_for[RecheckState.DRAWN],
        Waits.DECIDE: drawn_for[RecheckState.ENTERED],
        Waits.OVERDUE: tasks[Section.OVERDUE],
        Waits.CALLS: tasks[Section.APPOINTMENTS],
        Waits.WRONG_NUMBERS: digests.wrong_numbers(connection, sites),
        Waits.UNFINISHED: tasks[Section.UNFINISHED],
        Waits.SECONDS: tasks[Section.SECONDS],
    }


class _Reading:
    """One supervisor's week as it is read."""

    def __init__(
        self, connection: Connection, keys: KeyRing, actor: Actor, study: Study, week: Week, now: datetime
    ) -> None:
        self.connection, self.keys, self.actor, self.study, self.week = connection, keys, actor, study, week
        found = bundles.held(connection, actor.sites, week.monday, week.sunday)
        self.held = [row for row in found if week.monday <= schedule.held_day(study, row) <= week.sunday]
        there = [row for row in self.held if not row.withheld]
        listed = [(row.id, row.participant_key, row.visit, row.site) for row in there]
        self.blind = blinding.all_hidden(connection, study, actor.sites.codes, now)
        hidden = blinding.hidden(connection, study, actor, listed, now)
        self.shown = [row for row in there if row.id not in hidden]

    def came(self) -> list[Came]:
        """What came in, by site."""
        return [self._came(site) for site in self.actor.sites]

    def _came(self, site: str) -> Came:
        here = [row for row in self.held if row.site == site]
        complete = sum(row.status == "complete" for row in here)
        return Came(site, complete, len(here) - complete, len(here) - sum(row.site == site for row in self.shown))

    def appointments(self) -> int:
        """How many appointments fall into the next week, by the clock of the first site."""
        zone = ZoneInfo(self.study.zone(next(iter(self.actor.sites), "")))
        begins = datetime.combine(self.week.after.monday, time(), zone)
        return digests.appointments(self.connection, self.actor.sites, begins, begins + timedelta(days=7))

    def looks(self) -> tuple[list[Look], list[Lost]]:
        """The completed interviews of the week with what gives reason to look, and those that do not open."""
        cards = {row.id: row for row in self.shown}
        people = {row.participant_key for row in self.shown}
        looks, lost = list[Look](), list[Lost]()
        told: dict[str, list[tuple[Row[Any], _Read]]] = {}
        for row in digests.told(self.connection, self.actor.sites, people):
            if row.id in self.blind:
                continue
            try:
                told.setdefault(row.participant_id, []).append((row, _read(self.keys, self.study, row)))
            except (Unreadable, UnknownInstrument) as error:
                why = CHANGED if isinstance(error, UnknownInstrument) else LOST[Why.ANSWERS]
                lost += [Lost(cards[row.id].participant, row.visit, why)] if row.id in cards else []
        for held in told.values():
            points = [read.total for _, read in held]
            looks += [
                _look(cards[row.id], row, read, points)
                for row, read in held
                if row.id in cards and row.status == Status.COMPLETE.value
            ]
        return looks, lost


@dataclass(frozen=True, slots=True)
class _Read:
    """What is read of an interview's answers."""

    total: Point
    range: float
    raised: tuple[Text, ...]


def _read(keys: KeyRing, study: Study, row: Row[Any]) -> _Read:
    sealer = keys.participant_key(row.wrapped_key, row.participant_id)
    scores = (interviews.document_of(sealer, row.id, row.document).get("closing") or {}).get("scores", {})
    instrument = instruments.load(row.instrument_id, row.instrument_version)
    total = next((scale for scale in instrument.scales if scale.kind == "total"), None)
    flags = [scale for scale in instrument.scales if scale.kind == "flag"]
    value = _value(scores, total) if total else None
    point = Point(
        interview=row.id,
        visit=row.visit,
        day=schedule.held_day(study, row),
        informant=row.informant_id,
        value=Value(value, f"{instrument.id} {total.rule}") if total and value is not None else None,
    )
    return _Read(
        point,
        total.high - total.low if total else 0,
        tuple(scale.label for scale in flags if _value(scores, scale)),
    )


def _value(scores: Mapping[str, Any], scale: Scale) -> float | None:
    value: float | None = scores.get(scale.id, {}).get("value")
    return value


def _look(card: Row[Any], row: Row[Any], read: _Read, points: Sequence[Point]) -> Look:
    """An interview beside the one before it, which is the same in every report."""
    change, now = from_previous(read.total, points), read.total.value
    then = change.since.value if change else None
    return Look(
        interview=row.id,
        participant=card.participant,
        visit=row.visit,
        informant=card.informant,
        total=now.amount if now else None,
        before=then.amount if then else None,
        same_informant=change is None or change.is_same,
        range=read.range,
        raised=read.raised,
        prompts=tuple(prompt["flag"] for prompt in json.loads(row.flags or "[]")),
    )
