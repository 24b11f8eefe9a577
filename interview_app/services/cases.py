"""One interview opened for change: what a person does becomes events, and events and projection are saved together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
import json
from typing import Any

from sqlalchemy import Connection, Row

from interview_app import instruments
from interview_app.domain import review
from interview_app.domain.access import Actor, Role, sees_whole_site
from interview_app.domain.document import Document
from interview_app.domain.events import Event
from interview_app.domain.history import Happening, Rulebook, Standing
from interview_app.domain.interview import Mode, Refused, Status
from interview_app.domain.review import Oversight, Step, concerns
from interview_app.instruments.regex import matches
from interview_app.services import casework, schedule
from interview_app.services.errors import Closed, InstrumentChanged, NotFound, Withheld
from interview_app.services.studies import study_of
from interview_app.storage import interviews, ledger, reviews
from interview_app.storage.engine import Store
from interview_app.storage.keys import Sealer

LOCKED = "This interview was signed. Only a supervisor can change it now, with a reason."


def stream_of(interview_id: str) -> str:
    """The name of an interview's stream in the ledger."""
    return f"interview:{interview_id}"


def rulebook(instrument_id: str, version: int) -> Rulebook:
    """The rules of an instrument version."""
    return Rulebook(instruments.load(instrument_id, version), matches)


def may_see(actor: Actor, study: str, site: str, interviewer_id: str) -> bool:
    """True when the interview lies at one of the actor's sites and, for an interviewer, is their own."""
    return actor.sites.hold(study, site) and (sees_whole_site(actor.role) or interviewer_id == actor.id)


@dataclass(slots=True)
class Case:
    """An interview inside one transaction; `tell` applies an event at once and keeps it for `save`."""

    connection: Connection
    row: Row[Any]
    sealer: Sealer
    rules: Rulebook
    standing: Standing
    actor: Actor
    now: datetime
    entries: list[ledger.Entry] = field(default_factory=list)
    before: tuple[str, str] = ("", "")
    """Status and disposition as they stand in the row."""
    _oversight: Oversight | None = None

    @property
    def oversight(self) -> Oversight:
        """How the interview stands with its supervisor."""
        if self._oversight is None:
            self._oversight = reviews.of(self.connection, self.row.id)
        return self._oversight

    def tell(
        self,
        event: Event,
        payload: Mapping[str, Any] | None = None,
        *,
        item: str = "",
        op_id: str = "",
        device: str = "",
    ) -> bool:
        """Apply an event; False where an equal or newer operation already stands. Raises Closed."""
        entry = ledger.Entry(event, payload or {}, item=item, op_id=op_id or ledger.new_op_id(), device_time=device)
        try:
            newest = self.rules.apply(self.standing, Happening(event, item, entry.payload, entry.op_id, self.now))
        except Refused as refused:
            raise Closed(closed_text(refused)) from refused
        self.entries.append(entry)
        if concerns(event):
            review.follow(self.oversight, Step(event, item, entry.payload, self.actor.code, self.now))
        return newest

    def save(self, keys: Any) -> list[ledger.Appended]:
        """Append the events and store where the interview now stands."""
        if not self.entries:
            return []
        stream = stream_of(self.row.id)
        appended = ledger.append(self.connection, keys, self.sealer, stream, self.actor.code, self.entries, self.now)
        interviews.save(self.connection, self.row.id, self.sealer, self.standing)
        if any(concerns(entry.action) for entry in self.entries):
            place = {name: self.row._mapping[name] for name in reviews.PLACE}
            reviews.keep(self.connection, self.row.id, place, self.oversight)
        if self.before != (self.standing.status, self.standing.disposition):
            study = study_of(self.connection, self.row.study_id)
            schedule.settle(self.connection, study, self.row.participant_id, self.row.visit)
            ended = "" if self.standing.status is Status.VOID else self.standing.disposition
            begun = not self.before[0]
            casework.follow(self.connection, keys, study, self.row, self.actor, ended, self.now, begun=begun)
        return appended


def stopped(case: Case) -> str:
    """Why nothing more may be asked, because the participant or the informant has withdrawn; "" where one may go on."""
    if case.row.withdrawal:
        return "The participant has withdrawn from the study. Stop here, and end the interview; nothing more is kept."
    if case.row.informant_withdrawn:
        return "The informant has withdrawn from the study. Stop here, and end the interview; nothing more is kept."
    return ""


def must_go_on(case: Case) -> None:
    """Raise Withheld where nothing more may be asked."""
    if why := stopped(case):
        raise Withheld(why)


def closed_text(refused: Refused) -> str:
    """What to tell somebody whose act the interview's status does not allow."""
    told = {
        Status.COMPLETE: "This interview is completed. It changes only by an amendment with a reason.",
        Status.VOID: "This interview was voided. Nothing can be added to it.",
        Status.BROKEN_OFF: "This interview was broken off. Resume it first.",
    }
    return told.get(refused.status, f"This interview is {refused.status}: {refused.act} is not possible now.")


def is_locked(oversight: Oversight, actor: Actor) -> bool:
    """True where somebody can change nothing because the interview was signed."""
    review = oversight.review
    return review is not None and review.was_signed and actor.role is not Role.SUPERVISOR


def must_be_unsigned_for(case: Case) -> None:
    """Refuse a change by anybody but a supervisor once the interview was signed; raises Closed."""
    if is_locked(case.oversight, case.actor):
        raise Closed(LOCKED)


@contextmanager
def changing(
    store: Store, actor: Actor, interview_id: str, now: datetime, *, holds_people: bool = False
) -> Iterator[Case]:
    """Open an interview for change in one transaction: what was told is saved at the end, or nothing is.

    With `holds_people` neither participant nor informant can withdraw meanwhile. Raises NotFound.
    """
    with store.writing() as connection:
        if holds_people:  # before the interview, as a withdrawal takes them
            interviews.hold_people(connection, interview_id)
        case = opened(connection, store, actor, interview_id, now)
        yield case
        case.save(store.keys)


def opened(connection: Connection, store: Store, actor: Actor, interview_id: str, now: datetime) -> Case:
    """The interview as it stands, for somebody who may see it; raises NotFound, InstrumentChanged."""
    row = interviews.for_save(connection, interview_id)
    if row is None or not may_see(actor, row.study_id, row.site, row.interviewer_id):
        raise NotFound("There is no such interview among those you work with.")
    if row.withheld:
        raise Withheld("This interview was withdrawn from use: it can no longer be read, printed or exported.")
    rules = rulebook(row.instrument_id, row.instrument_version)
    if rules.instrument.hash != row.instrument_hash:
        raise InstrumentChanged(
            "The instrument's file was changed after this interview began. Put the published file back."
        )
    sealer = store.keys.participant_key(row.wrapped_key, row.participant_id)
    document: Document = json.loads(sealer.open(row.document, row.id.encode()))
    before = (row.status, row.disposition)
    return Case(connection, row, sealer, rules, _standing(row, document), actor, now, before=before)


def _standing(row: Row[Any], document: Document) -> Standing:
    return Standing(
        form=row.form,
        mode_first=Mode(row.mode_first),
        mode_last=Mode(row.mode_last),
        language=row.language,
        started_at=row.started_at,
        changed_at=row.changed_at,
        session_started_at=row.session_started_at,
        status=Status(row.status),
        disposition=row.disposition,
        completed_at=row.completed_at,
        seconds=row.seconds,
        marks=row.marks,
        document=document,
    )
