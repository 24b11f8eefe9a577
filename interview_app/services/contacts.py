"""How an informant is reached at work: kept sealed in one table, and each look at it in the ledger.

The ledger holds who looked and who changed it, and a digest; what was written stands in no event, export, PDF or log,
so that removing it removes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
import re
from typing import Any

from sqlalchemy import Connection, Row

from interview_app.domain.access import Action, Actor, sees_whole_site
from interview_app.domain.events import Event
from interview_app.domain.privacy import has_identity_number
from interview_app.domain.study import Study
from interview_app.services.errors import NotAllowed, NotFound, Unsuitable, Withheld
from interview_app.services.remarks import checked_link, checked_zone
from interview_app.storage import contacts, informants, ledger, numbers
from interview_app.storage.engine import Store
from interview_app.storage.informants import Informant

LONGEST = 100
MOST_PHONES = 4
_PHONE = re.compile(r"\+?[0-9][0-9 ]{2,18}[0-9]")
_EMAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A worker's details at work, each "" where it is not known."""

    name: str = field(default="", repr=False)
    phones: tuple[str, ...] = field(default=(), repr=False)
    email: str = field(default="", repr=False)
    link: str = field(default="", repr=False)
    """Their meeting room, where they have one."""
    best_time: str = ""
    zone: str = ""
    """Their time zone, "" where it is the site's."""


def must_be_kept_here(study: Study) -> None:
    """Raise NotFound where a study keeps contact details outside the application."""
    if not study.calling.contacts:
        raise NotFound("This study keeps contact details outside the application.")


def view(store: Store, actor: Actor, study: Study, informant_id: str, *, now: datetime) -> Contact | None:
    """How an informant is reached, None where nothing is kept; the ledger keeps that it was looked at.

    Raises NotAllowed, NotFound, Withheld.
    """
    with store.writing() as connection:
        informant = _reached(connection, actor, study, informant_id)
        found = contacts.get(connection, store.keys.stream_key(_stream(informant)), informant.id)
        if found is None:
            return None
        _trace(connection, store, informant, actor, Event.INFORMANT_CONTACT_VIEW, {}, now)
    return Contact(**found | {"phones": tuple(found["phones"])})


def change(store: Store, actor: Actor, study: Study, informant_id: str, contact: Contact, *, now: datetime) -> None:
    """Keep how an informant is reached; nothing at all removes what was kept.

    Raises NotAllowed, NotFound, Unsuitable, Withheld.
    """
    contact = _checked(contact)
    with store.writing() as connection:
        informant = _reached(connection, actor, study, informant_id)
        if contact == Contact():
            kept = "" if contacts.remove(connection, informant.id) else None
        else:
            sealer = store.keys.stream_key(_stream(informant))
            kept = contacts.put(connection, sealer, informant.id, asdict(contact), now)
        if kept is not None:
            filled = sorted(name for name, value in asdict(contact).items() if value)
            told = {"contact": kept, "filled": filled}
            _trace(connection, store, informant, actor, Event.INFORMANT_CONTACT, told, now)


def to_be_found(store: Store, actor: Actor) -> list[Row[Any]]:
    """The informants at the actor's sites for whom somebody must find another number (id, code, role, at)."""
    if not sees_whole_site(actor.role):
        return []
    with store.reading() as connection:
        return numbers.to_be_found(connection, actor.sites)


def forget(connection: Connection, store: Store, actor: Actor, informant: Informant, now: datetime) -> None:
    """Remove how an informant who withdrew was reached: nobody contacts them, so there is nothing to keep it for."""
    if contacts.remove(connection, informant.id):
        _trace(connection, store, informant, actor, Event.INFORMANT_CONTACT, {"contact": "", "filled": []}, now)


def informant_of(store: Store, actor: Actor, study: Study, informant_id: str) -> Informant:
    """The informant whose details somebody asks for. Raises NotAllowed, NotFound, Withheld."""
    with store.reading() as connection:
        return _reached(connection, actor, study, informant_id)


def _reached(connection: Connection, actor: Actor, study: Study, informant_id: str) -> Informant:
    if not actor.may(Action.READ_CONTACTS):
        raise NotAllowed("Your role does not see contact details.")
    must_be_kept_here(study)
    informant = informants.get(connection, informant_id, actor.sites)
    if informant is None or not _works_with(connection, actor, informant):
        raise NotFound("There is no such informant at your sites.")
    if informant.withdrawn:
        raise Withheld("This informant has withdrawn. Nobody contacts them, and no contact details are kept.")
    return informant


def _works_with(connection: Connection, actor: Actor, informant: Informant) -> bool:
    """True for those who look after a site, and for an interviewer who has a reason to call."""
    return sees_whole_site(actor.role) or contacts.is_called_by(connection, informant.id, actor.sites, actor.id)


def _checked(contact: Contact) -> Contact:
    texts = {"name": contact.name.strip(), "best_time": contact.best_time.strip(), "email": contact.email.strip()}
    for name, text in texts.items():
        if len(text) > LONGEST or has_identity_number(text):
            raise Unsuitable(name, "Write at most 100 characters, and no identity number.")
    if texts["email"] and not _EMAIL.fullmatch(texts["email"]):
        raise Unsuitable("email", "This is no e-mail address.")
    return Contact(
        phones=_phones(contact.phones), link=checked_link(contact.link), zone=checked_zone(contact.zone), **texts
    )


def _phones(phones: tuple[str, ...]) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(" ".join(phone.split()) for phone in phones if phone.strip()))
    if len(found) > MOST_PHONES or not all(_PHONE.fullmatch(phone) for phone in found):
        raise Unsuitable("phones", "Enter at most four numbers, one a line: digits and spaces, with + for the country.")
    if any(has_identity_number(phone) for phone in found):
        raise Unsuitable("phones", "This is a national identity number. Take it out.")
    return found


def _stream(informant: Informant) -> str:
    return f"informant:{informant.id}"


def _trace(
    connection: Connection,
    store: Store,
    informant: Informant,
    actor: Actor,
    event: Event,
    payload: Mapping[str, Any],
    now: datetime,
) -> None:
    stream = _stream(informant)
    sealer = store.keys.stream_key(stream)
    ledger.append(connection, store.keys, sealer, stream, actor.code, [ledger.Entry(event, payload)], now)
