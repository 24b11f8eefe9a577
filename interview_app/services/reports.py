"""Printing: who may print which interview, under which seal, and what stands in the ledger about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from interview_app.domain.access import Action, Actor, Role, Sites
from interview_app.domain.closing import settled
from interview_app.domain.events import Event
from interview_app.domain.instrument import Instrument
from interview_app.domain.interview import Interview
from interview_app.domain.previous import Previous
from interview_app.domain.record import content_hash, record_hash
from interview_app.domain.review import Signature
from interview_app.domain.routing import Surroundings
from interview_app.domain.schedule import Slot
from interview_app.domain.study import Study
from interview_app.exports.single import rows_of
from interview_app.instruments.regex import matches
from interview_app.reports import pdf
from interview_app.reports.copies import USUAL, Copy
from interview_app.reports.interview.page import print_interview
from interview_app.services import previous
from interview_app.services.blinding import must_not_be_blind
from interview_app.services.cases import Case, changing, opened, stream_of
from interview_app.services.errors import Blind, NotAllowed, NotFound, Withheld
from interview_app.services.printing import drawn, told
from interview_app.services.signatures import signatures
from interview_app.services.studies import study_of
from interview_app.storage import interviews, ledger, seals, slots
from interview_app.storage.coverage import UNCHANGING
from interview_app.storage.engine import Store
from interview_app.storage.ledger import EventRecord
from interview_app.storage.prints import Printed

DATA = {"en": "The data of this page, as in an export", "nb": "Dataene på denne siden, som i en eksport"}


@dataclass(frozen=True, slots=True)
class Original:
    """All that the page is made from."""

    interview: Interview
    instrument: Instrument
    study: Study
    previous: Previous
    slot: Slot | None
    seal: str
    signature: Signature | None
    """The last signature that was put to it."""
    flags: Sequence[Mapping[str, Any]]
    """The reasons to look at it."""


def interview_pdf(store: Store, actor: Actor, interview_id: str, *, copy: Copy = USUAL, now: datetime) -> bytes:
    """One page about the interview; the ledger keeps who printed it and the file's hash.

    The same record gives the same bytes in the same copy. Raises NotAllowed, NotFound, NotPrinted.
    """
    if not actor.may(Action.PRINT):
        raise NotAllowed("Your role does not print interviews.")
    printed, kept = sheet(actor, original_of(store, actor, interview_id, now), copy)
    with changing(store, actor, interview_id, now) as case:
        must_not_be_blind(case)
        case.tell(Event.INTERVIEW_PRINT, kept)
    return printed


def content_now(store: Store, printed: Printed) -> str:
    """The hash of what a page about this interview would show today to whoever printed it; "" where it is printed no
    more."""
    sites = Sites.of(printed.study, printed.payload.get("sites", [printed.site]))
    actor = Actor("", printed.actor, Role.SUPERVISOR, sites)
    with store.reading() as connection:
        try:
            return _content(read(opened(connection, store, actor, printed.id, printed.at), store))
        except (NotFound, Withheld, Blind):
            return ""


def sheet(actor: Actor, original: Original, copy: Copy) -> tuple[bytes, dict[str, Any]]:
    """The page for somebody who may print it, and what the ledger is to keep of it. Raises NotPrinted."""
    with_text = actor.may(Action.READ_INTERVIEWS) or actor.reads_text
    printed = _printed(original, copy, with_text)
    kept = {"with_text": with_text, "sites": sorted(actor.sites)}
    return printed, told(printed, "interview", copy, content=_content(original), seal=original.seal, **kept)


def _content(original: Original) -> str:
    """The hash of all that the page shows: the interview, and what was said last time."""
    before = original.previous
    said = {key: (each.source.id, each.value, each.missing) for key, each in before.said.items()}
    scored = ((scale.id, before.score(scale)) for scale in original.instrument.scales)
    scores = {key: (each.source.id, each.value) for key, each in scored if each is not None}
    return content_hash([record_hash(original.interview), said, scores])


def original_of(store: Store, actor: Actor, interview_id: str, now: datetime) -> Original:
    """All that an interview's page is made from, under a seal. Raises NotFound, Blind."""
    with changing(store, actor, interview_id, now) as case:
        original = read(case, store)
        return original if original.seal else replace(original, seal=_sealed(case, store))


def read(case: Case, store: Store) -> Original:
    """All that an interview's page is made from; its seal is "" while no seal covers it. Raises NotFound, Blind."""
    must_not_be_blind(case)
    interview = interviews.record(case.connection, store.keys, case.row.id, sites=case.actor.sites)
    if interview is None:
        raise NotFound("There is no such interview among those you work with.")
    study = study_of(case.connection, interview.study_id)
    said = previous.before(case)
    there = slots.of_participant(case.connection, case.row.participant_id)
    slot = next((each.slot for each in there if each.slot.visit == interview.visit), None)
    events = ledger.history(case.connection, case.sealer, stream_of(interview.id))
    seal, signed = _seal(case, events), signatures(events)
    review = case.oversight.review
    last, flags = signed[-1] if signed else None, review.flags if review else ()
    return Original(interview, case.rules.instrument, study, said, slot, seal, last, flags)


def _seal(case: Case, events: Sequence[EventRecord]) -> str:
    """The value of the first seal that covers all that was answered and signed; "" when there is none."""
    last = max(event.seq for event in events if event.action not in UNCHANGING)
    covering = seals.first_covering(case.connection, stream_of(case.row.id), last)
    return covering.value_hex if covering else ""


def _sealed(case: Case, store: Store) -> str:
    return seals.make(case.connection, store.keys, case.actor.code, case.now).value_hex


def _printed(original: Original, copy: Copy, with_text: bool) -> bytes:
    interview, instrument = original.interview, original.instrument
    closing = settled(instrument, interview, Surroundings(interview.changed_at, matches))
    files = rows_of(interview, instrument, closing, copy.language) if copy.archive else {}
    with drawn():
        return print_interview(
            interview,
            instrument,
            original.study,
            closing,
            attachments=[pdf.Attachment(name, content, DATA[copy.language]) for name, content in files.items()],
            language=copy.language,
            paper=copy.paper,
            reader=copy.reader,
            seal=original.seal,
            signature=original.signature,
            with_text=with_text,
            previous=original.previous,
            slot=original.slot,
            flags=original.flags,
        )
