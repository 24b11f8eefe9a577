"""Verifying an installation: the ledger's chains and seals, and every row against what its events add up to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from interview_app.domain.access import INSTALLATION_WIDE, Grant
from interview_app.domain.document import passed_on_to
from interview_app.domain.events import Event
from interview_app.domain.history import Happening, Rulebook, begin
from interview_app.domain.review import Oversight, Step, follow
from interview_app.instruments import UnknownInstrument
from interview_app.services import casework, consequences
from interview_app.services.cases import rulebook
from interview_app.storage import moments, reviews, verification
from interview_app.storage.belongings import NO_CONTACT, NO_FEED
from interview_app.storage.casework import columns_of, told_attempt
from interview_app.storage.engine import Store
from interview_app.storage.interviews import STANDING
from interview_app.storage.ledger import EventRecord, kind_of
from interview_app.storage.projections import CannotRebuild
from interview_app.storage.verification import Verification

PAPER = ("held_on", "held_time")
"""What the start of an interview tells of paper alone, and those of earlier versions not at all."""
Events = Sequence[EventRecord]


def verify(store: Store, *, seal_value: str | None = None) -> Verification:
    """Check everything; `seal_value` is a printed seal that must belong to this ledger."""
    found = verification.verify(store, seal_value=seal_value, rebuild=rebuilt)
    found.faults = verification.first_of_each([*found.faults, *consequences.faults(store)])
    return found


UNTOLD_COURSE: dict[str, Any] = {
    "extension": False, "dates": {}, "left_on": None, "withdrawal": 0, "interviewer_id": None,
}  # fmt: skip
"""What holds of a participant as long as no event tells of it."""


def rebuilt(stream: str, events: Events) -> Mapping[str, Any]:
    """The columns that the row of a stream should have, as far as its events tell them."""
    return _REBUILD[kind_of(stream)](events)


def _interview(events: Events) -> Mapping[str, Any]:
    facts = events[0].payload["facts"]
    rules = _rules_of_then(facts)
    first, *others = (Happening(e.action, e.item, e.payload, e.op_id, e.server_time) for e in events)
    standing = begin(first)
    for happening in others:
        rules.apply(standing, happening)
    return {
        **dict.fromkeys(PAPER),
        **facts,
        **{name: getattr(standing, name) for name in STANDING},
        "interviewer_id": passed_on_to(standing.document) or facts["interviewer_id"],
        "document": standing.document,
        **reviews.told(_overseen(events), {name: facts[name] for name in reviews.PLACE}),
    }


def _overseen(events: Events) -> Oversight:
    """How an interview should stand with its supervisor."""
    oversight = Oversight()
    for event in events:
        follow(oversight, Step(event.action, event.item, event.payload, event.actor, event.server_time))
    return oversight


def _rules_of_then(facts: Mapping[str, Any]) -> Rulebook:
    """The rules that the interview began with; raises CannotRebuild where the instrument is another by now."""
    name = f"{facts['instrument_id']} version {facts['instrument_version']}"
    try:
        rules = rulebook(facts["instrument_id"], facts["instrument_version"])
    except UnknownInstrument:
        raise CannotRebuild(f"there is no instrument {name} any more; put its file back") from None
    began_with, is_now = facts["instrument_hash"], rules.instrument.hash
    if began_with != is_now:
        raise CannotRebuild(
            f"the file of instrument {name} was changed: the interview began with {began_with[:12]}, the file is now "
            f"{is_now[:12]}; put the published file back and give the changed one a new version"
        )
    return rules


def _study(events: Events) -> Mapping[str, Any]:
    loaded = [event for event in events if "definition" in event.payload][-1]
    return {"definition": loaded.payload["definition"], "loaded_at": loaded.server_time}


def _participant(events: Events) -> Mapping[str, Any]:
    begun = {"study_id": events[0].payload["study"], "created_at": events[0].server_time} | UNTOLD_COURSE
    told = _told(events, "code", "site", "arm", "status", *UNTOLD_COURSE)
    return begun | told | {"consents": _consents(events), "designs": _designs(events)}


def _designs(events: Events) -> dict[str, str]:
    """What was marked for a second opinion, by visit."""
    marked = [event.payload for event in events if event.action is Event.PARTICIPANT_MARK]
    found = {payload["visit"]: payload["design"] for payload in marked}
    return {visit: design for visit, design in found.items() if design}


def _consents(events: Events) -> list[dict[str, Any]]:
    """Each consent as it was told last, the first one first."""
    found: dict[str, dict[str, Any]] = {}
    for event in events:
        if event.action is Event.PARTICIPANT_CONSENT:
            earlier = found.get(event.payload["consent"], {"recorded_at": moments.text(event.server_time)})
            found[event.payload["consent"]] = {**earlier, **event.payload}
    return [{name: found[key][name] for name in found[key] if name != "evidence"} for key in sorted(found)]


def _informant(events: Events) -> Mapping[str, Any]:
    begun = {"study_id": events[0].payload["study"], "active": True, "withdrawn": "", "uncapped_until": None}
    names = ("code", "site", "role", "service", "active", "withdrawn", "uncapped_until", "participants", "contact")
    told = {**NO_CONTACT, **_told(events, *names)}
    return begun | told | _when(events, "contact", "contact_at")


def _case(events: Events) -> Mapping[str, Any]:
    standing = casework.standing_of(events)
    calls = [told_attempt(n, told) for n, told in enumerate(standing.attempts, 1)]
    return {**events[0].payload["facts"], **columns_of(standing), "calls": calls}


def _when(events: Events, name: str, column: str) -> dict[str, Any]:
    """When something was told last, as text; None when it was taken back."""
    told = [event for event in events if name in event.payload]
    return {column: moments.text(told[-1].server_time) if told[-1].payload[name] else None} if told else {}


def _account(events: Events) -> Mapping[str, Any]:
    """What an account should be; without an event that tells of a password, no password is the right one."""
    names = ("code", "user_name", "role", "active", "reads_text", "language", "display_name", "sites")
    chosen = [e for e in events if e.action is Event.ACCOUNT_CREATE or "password" in e.payload]
    begun = {"active": True, "created_at": events[0].server_time, "password_at": chosen[-1].server_time}
    told = _told(events, *names, "password_digest", "feed") | _when(events, "feed", "feed_made_at")
    return begun | {"password_digest": "", **NO_FEED} | told | {"sites": _grants(told)}


def _grants(told: Mapping[str, Any]) -> list[list[str]]:
    """Study, site and role of each grant; earlier versions told only the first two, and the role was the account's."""
    if told["role"] in INSTALLATION_WIDE:
        return [grant for grant in told["sites"] if len(grant) == len(Grant._fields)]
    return [grant if len(grant) == len(Grant._fields) else [*grant, told["role"]] for grant in told["sites"]]


def _told(events: Events, *names: str) -> dict[str, Any]:
    """What was said last of each of the columns, across all events of a stream."""
    columns: dict[str, Any] = {}
    for event in events:
        columns |= {name: event.payload[name] for name in names if name in event.payload}
    return columns


_REBUILD: Mapping[str, Callable[[Events], Mapping[str, Any]]] = {
    "interview": _interview,
    "study": _study,
    "participant": _participant,
    "informant": _informant,
    "account": _account,
    "case": _case,
}
