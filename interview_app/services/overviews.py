"""What each role finds on its home page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from interview_app import instruments
from interview_app.domain.access import Actor, sees_whole_site
from interview_app.domain.disposition import Disposition
from interview_app.domain.instrument import Instrument
from interview_app.domain.interview import Lost
from interview_app.domain.item import Text
from interview_app.domain.study import Study
from interview_app.services import blinding
from interview_app.storage import interviews, overviews, participants
from interview_app.storage.engine import Store
from interview_app.storage.overviews import Card
from interview_app.storage.participants import Participant

LATEST = 15


@dataclass(frozen=True, slots=True)
class Arrival:
    """An interview that came in, how it ended, and what its answers warn of."""

    card: Card
    outcome: Text
    flags: tuple[Text, ...]
    lost: Lost | None
    """Why its answers cannot be opened; None when they can."""
    blind: bool
    """True while it may not be read, because a second opinion is to come about without it."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What data there are: completed interviews by site and visit."""

    cells: dict[tuple[str, str], int]
    by_status: dict[str, int]
    first: datetime | None
    last: datetime | None

    def row(self, site: str) -> int:
        """The site's completed interviews."""
        return sum(count for (at, _), count in self.cells.items() if at == site)

    def column(self, visit: str) -> int:
        """The visit's completed interviews."""
        return sum(count for (_, of), count in self.cells.items() if of == visit)


@dataclass(frozen=True, slots=True)
class Roster:
    """Participants and informants, by site."""

    participants: dict[tuple[str, str], int]
    informants: dict[str, int]
    erasures: list[Participant]
    """Those who asked for everything to be erased, the earliest first."""

    def of(self, site: str, status: str = "") -> int:
        """The site's participants, of one status or of any."""
        return sum(n for (at, has), n in self.participants.items() if at == site and status in {"", has})

    def total(self, status: str = "") -> int:
        """The participants of all sites, of one status or of any."""
        return sum(count for (_, has), count in self.participants.items() if status in {"", has})


def arrivals(store: Store, actor: Actor, study: Study, now: datetime) -> tuple[list[Arrival], dict[str, int]]:
    """What came in last at a supervisor's sites, and how many interviews there are of each status."""
    if not sees_whole_site(actor.role):
        return [], {}
    with store.reading() as connection:
        cards = overviews.arrived(connection, actor.sites, limit=LATEST)
        unread = interviews.unread(connection, store.keys, [card.id for card in cards])
        listed = [(card.id, card.participant_key, card.visit, card.site) for card in cards]
        blind = blinding.hidden(connection, study, actor, listed, now)
        return [_arrival(store, card, unread.get(card.id), card.id in blind) for card in cards], overviews.by_status(
            connection, actor.sites
        )


def _arrival(store: Store, card: Card, lost: Lost | None, blind: bool) -> Arrival:
    return Arrival(card, _outcome(card), () if lost or blind else _flags(store, card), lost, blind)


def _outcome(card: Card) -> Text:
    outcome = Disposition(card.disposition).outcome
    return {"en": outcome.en, "nb": outcome.nb}


def _flags(store: Store, card: Card) -> tuple[Text, ...]:
    """The instrument's flags that are raised in the answers."""
    sealer = store.keys.participant_key(card.wrapped_key, card.participant_key)
    closing = interviews.document_of(sealer, card.id, card.document).get("closing") or {}
    raised = {key for key, score in closing.get("scores", {}).items() if score["value"]}
    instrument: Instrument = instruments.load(card.instrument_id, card.instrument_version)
    return tuple(scale.label for scale in instrument.scales if scale.kind == "flag" and scale.id in raised)


def coverage(store: Store, actor: Actor, study: Study) -> Coverage:
    """What data there are at a researcher's sites."""
    with store.reading() as connection:
        return Coverage(
            overviews.coverage(connection, study.id, actor.sites),
            overviews.by_status(connection, actor.sites),
            *overviews.span(connection, study.id, actor.sites),
        )


def roster(store: Store, actor: Actor, study: Study) -> Roster:
    """How many participants and informants there are at a manager's sites."""
    with store.reading() as connection:
        return Roster(
            overviews.participants_by_status(connection, study.id, actor.sites),
            overviews.informants_by_site(connection, study.id, actor.sites),
            participants.erasures(connection, study.id, actor.sites),
        )
