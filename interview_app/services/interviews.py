"""Starting an interview, opening one to go on or to read, and finding them again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row

from interview_app import instruments
from interview_app.domain.access import Action, Actor, sees_whole_site
from interview_app.domain.events import Event
from interview_app.domain.history import Happening, begin
from interview_app.domain.instrument import Instrument
from interview_app.domain.interview import Entry, Interview, Lost, Mode, Status
from interview_app.domain.previous import Previous
from interview_app.domain.review import Oversight
from interview_app.domain.study import NO_FORM, Study
from interview_app.domain.validity import Gap
from interview_app.services import burdens, previous, schedule
from interview_app.services.asking import must_be_askable
from interview_app.services.blinding import must_not_be_blind
from interview_app.services.cases import Case, changing, opened, rulebook, stopped, stream_of
from interview_app.services.eligibility import must_be_open_to, outside_window
from interview_app.services.endings import gaps
from interview_app.services.errors import NotAllowed, NotFound, Unsuitable
from interview_app.services.paper import UNTOLD, Held, held, must_be_held_by_another, must_be_held_by_somebody
from interview_app.services.studies import study_of
from interview_app.storage import earlier, informants, interviews, ledger, participants
from interview_app.storage.engine import Store
from interview_app.storage.informants import Informant
from interview_app.storage.keys import KeyRing
from interview_app.storage.participants import Participant


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What an interviewer chooses before an interview: codes, the visit, and how it is held."""

    study_id: str
    participant: str
    visit: str
    informant: str
    mode: Mode
    language: str
    entry: Entry = Entry.LIVE
    held: Held = UNTOLD
    """When and by whom an interview on paper was held; means nothing for another."""
    form: str | None = None
    """Only for a visit that leaves the form open; None takes the visit's."""
    outside_reason: str = ""
    """Why it is held outside the visit's window, or at a visit that is not expected."""


def start(store: Store, actor: Actor, wish: Wish, *, now: datetime, interview_id: str | None = None) -> str:
    """Begin an interview and return its id. Raises NotAllowed, NotFound, Unsuitable, AlreadyOpen."""
    if not actor.may(Action.CONDUCT):
        raise NotAllowed("Your role does not conduct interviews.")
    with store.writing() as connection:
        beginning = _Beginning.of(connection, store.keys, actor, wish, now)
        case = _new_case(connection, store, actor, beginning, now, interview_id or uuid4().hex)
        _prefill(case, beginning)
        case.save(store.keys)
    return str(case.row.id)


@dataclass(frozen=True, slots=True)
class _Beginning:
    """What was chosen, looked up and found to fit together."""

    wish: Wish
    study: Study
    instrument: Instrument
    form: str
    participant: Participant
    informant: Informant
    prior: datetime | None
    held: Held
    outside: dict[str, Any]

    @classmethod
    def of(cls, connection: Connection, keys: KeyRing, actor: Actor, wish: Wish, now: datetime) -> _Beginning:
        study = study_of(connection, wish.study_id)
        participant = participants.by_code(connection, study.id, wish.participant, actor.sites, lock=True)
        informant = informants.by_code(connection, study.id, wish.informant, actor.sites, lock=True)
        if participant is None:
            raise Unsuitable("participant", "There is no participant of this code at your sites.")
        if informant is None:
            raise Unsuitable("informant", "There is no active informant of this code at your sites.")
        when = held(wish.entry, wish.held, enrolled_at=participant.created_at, now=now)
        day = when.on or schedule.day_at(study, participant.site, now)
        must_be_askable(connection, study, participant, informant, day)
        must_be_open_to(connection, actor, study, participant, informant, wish.visit, now)
        if when is not UNTOLD:
            must_be_held_by_somebody(connection, study, participant.site, when.by)
        if study.visit(wish.visit).form != "either":
            first = earlier.standing_for(connection, participant.id, wish.visit, informant.id)
            sealer = keys.participant_key(participant.wrapped_key, participant.id)
            blamed = "visit" if when is UNTOLD else "held_by"
            must_be_held_by_another(connection, sealer, first, by=when.by or actor.code, field=blamed)
        burdens.must_allow(connection, study, informant, now)
        outside = outside_window(connection, participant, wish.visit, day, wish.outside_reason)
        instrument = instruments.load(study.instrument, study.instrument_version)
        unheard = _unheard(connection, participant.id, wish.visit)
        prior = earlier.prior(connection, participant.id, informant.id, instrument.id, not_at=unheard)
        form = _form(study, instrument, wish, informant.role)
        return cls(wish, study, instrument, form, participant, informant, prior, when, outside)

    def facts(self, actor: Actor, interview_id: str) -> dict[str, Any]:
        """The columns of the interview's row that never change."""
        return {
            "id": interview_id,
            "study_id": self.study.id,
            "participant_id": self.participant.id,
            "informant_id": self.informant.id,
            "informant_role": self.informant.role,
            "informant_service": self.informant.service,
            "site": self.participant.site,
            "visit": self.wish.visit,
            "interviewer_id": actor.id,
            "entry": str(self.wish.entry),
            **self.held.columns(),
            "instrument_id": self.instrument.id,
            "instrument_version": self.instrument.version,
            "instrument_hash": self.instrument.hash,
        }

    def payload(self) -> dict[str, Any]:
        """What the ledger keeps of the start, beside the facts."""
        return {
            "participant": self.participant.code,
            "informant": self.informant.code,
            "form": self.form,
            "mode": str(self.wish.mode),
            "language": self.wish.language,
            **self.held.told(),
            **self.outside,
        }


def _unheard(connection: Connection, participant_id: str, visit: str) -> list[str]:
    """The visit itself where a second opinion is wanted at it: the first is as if it had not been."""
    return [visit] if earlier.designed(connection, [participant_id], [visit]) else []


def _form(study: Study, instrument: Instrument, wish: Wish, role: str) -> str:
    form = study.visit(wish.visit).form_for(role)
    if form == NO_FORM:
        raise Unsuitable("informant", "Informants of this role are not interviewed at this visit.")
    form = (wish.form or "full") if form == "either" else form
    if not instrument.items_of(form):
        raise Unsuitable("form", "The instrument has no such form.")
    if wish.language not in instrument.languages:
        raise Unsuitable("language", "The instrument is not available in this language.")
    return form


def _new_case(
    connection: Connection, store: Store, actor: Actor, beginning: _Beginning, now: datetime, interview_id: str
) -> Case:
    participant, instrument = beginning.participant, beginning.instrument
    payload, facts = beginning.payload(), beginning.facts(actor, interview_id)
    standing = begin(Happening(Event.INTERVIEW_START, "", payload, "", now))
    sealer = store.keys.participant_key(participant.wrapped_key, participant.id)
    row = interviews.insert(connection, sealer, standing, facts)
    entry = ledger.Entry(Event.INTERVIEW_START, {**payload, "facts": {**facts, "instance": row.instance}})
    rules = rulebook(instrument.id, instrument.version)
    return Case(connection, row, sealer, rules, standing, actor, now, entries=[entry])


def _prefill(case: Case, beginning: _Beginning) -> None:
    """Answer what the application knows by itself: the items that the instrument binds to the session."""
    wish = beginning.wish
    prior = "no" if beginning.prior is None else "yes"
    known = {"prior": prior, "mode": str(wish.mode), "language": wish.language}
    binds: Mapping[str, str] = case.rules.instrument.meta.get("binds", {})
    for name, item in binds.items():
        case.tell(Event.INTERVIEW_ANSWER, {"value": known[name], "revision": 1}, item=item)


@dataclass(frozen=True, slots=True)
class Opened:
    """An interview opened by somebody: all that its page needs to show."""

    interview: Interview
    instrument: Instrument
    study: Study
    participant: str
    """The id by which pages about the participant are reached; the interview has the code."""
    gaps: tuple[Gap, ...]
    weeks_since_prior: int | None
    """Whole weeks since this informant's last completed interview about the participant; None when there is none."""
    previous: Previous
    """What was said in the interviews before."""
    tablet_key: bytes
    """32 bytes under which the tablet keeps what is not yet acknowledged."""
    session_started_at: datetime | None
    """When the present session began; None while the interview is paused or has ended."""
    oversight: Oversight
    """How it stands with its supervisor; empty while it is open."""
    stopped: str = ""
    """Why nothing more may be asked, where somebody has withdrawn."""


def open_interview(
    store: Store, actor: Actor, interview_id: str, *, now: datetime, shows_answers: bool = True
) -> Opened:
    """The interview for somebody who may read it; the ledger keeps that it was read.

    One of a pair that is still blind opens only where nothing of its answers is shown. Raises NotFound, NotAllowed,
    Blind.
    """
    if not actor.may(Action.READ_INTERVIEWS):
        raise NotAllowed("Your role does not read interviews.")
    with changing(store, actor, interview_id, now) as case:
        if shows_answers:
            must_not_be_blind(case)
        shown = _shown(case, store, actor)
        case.tell(Event.INTERVIEW_VIEW, {"earlier": sorted(shown.previous.days)} if shown.previous.days else {})
        return shown


def _shown(case: Case, store: Store, actor: Actor) -> Opened:
    interview = interviews.record(case.connection, store.keys, case.row.id, sites=actor.sites)
    if interview is None:
        raise NotFound("There is no such interview among those you work with.")
    row = case.row
    prior = earlier.prior(
        case.connection,
        row.participant_id,
        row.informant_id,
        row.instrument_id,
        before=interview.started_at,
        not_at=_unheard(case.connection, row.participant_id, row.visit),
    )
    return Opened(
        interview=interview,
        instrument=case.rules.instrument,
        study=study_of(case.connection, interview.study_id),
        participant=row.participant_id,
        gaps=gaps(case),
        previous=previous.before(case),
        weeks_since_prior=None if prior is None else (interview.started_at - prior).days // 7,
        tablet_key=store.keys.tablet_key(actor.id, interview.id),
        session_started_at=case.standing.session_started_at,
        oversight=case.oversight if interview.status in {Status.COMPLETE, Status.VOID} else Oversight(),
        stopped=stopped(case),
    )


def history(store: Store, actor: Actor, interview_id: str, *, now: datetime) -> list[ledger.EventRecord]:
    """Everything that happened to an interview, oldest first. Raises NotFound."""
    with store.reading() as connection:
        case = opened(connection, store, actor, interview_id, now)
        must_not_be_blind(case)
        return ledger.history(connection, case.sealer, stream_of(interview_id))


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page of a list of interviews: the rows shown and how many there are in all."""

    rows: list[Row[Any]]
    total: int
    unread: Mapping[str, Lost]
    """Those of the rows that cannot be opened, by id."""


def search(store: Store, actor: Actor, filters: Mapping[str, Any], *, limit: int = 50, offset: int = 0) -> Found:
    """The interviews an actor may see that match the filters, latest first."""
    if not actor.may(Action.READ_INTERVIEWS):
        raise NotAllowed("Your role does not read interviews.")
    own = {} if sees_whole_site(actor.role) else {"interviewer_id": actor.id}
    with store.reading() as connection:
        rows, total = interviews.search(
            connection, sites=actor.sites, filters={**filters, **own}, limit=limit, offset=offset
        )
        unread = interviews.unread(connection, store.keys, [row.id for row in rows])
    return Found(rows=rows, total=total, unread=unread)
