"""What can be bundled: reports of interviews and of participants, which of them somebody may have, how each is made.

A further report joins with one line in KINDS.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row

from interview_app.domain.access import Action, Actor, sees_whole_site
from interview_app.domain.events import Event
from interview_app.domain.item import say
from interview_app.domain.participation import Withdrawal
from interview_app.domain.study import Study
from interview_app.reports.copies import USUAL, Copy
from interview_app.services import readable, schedule
from interview_app.services.cases import opened, stream_of
from interview_app.services.errors import NotAllowed
from interview_app.services.participant_reports import printed
from interview_app.services.reports import Original, original_of, read, sheet
from interview_app.storage import bundles, ledger
from interview_app.storage.engine import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants in one bundle. `since` and `until` are days of each site's calendar, both included; they mean
    something for interviews only. No sites are all that whoever asks may have."""

    kind: str
    since: date = date.min
    until: date = date.max
    sites: tuple[str, ...] = ()
    copy: Copy = USUAL
    purpose: str = ""

    @property
    def language(self) -> str:
        """The language of the pages."""
        return self.copy.language


class Item(NamedTuple):
    """One report to be made."""

    key: str
    """The interview's or the participant's id."""
    name: str
    """Its file's name without ending: codes and the visit."""
    title: str
    """Its bookmark, in the language of the bundle."""
    about: Mapping[str, str]
    """The codes and the visit, as the manifest names them."""


class Choice(NamedTuple):
    """The reports of a bundle, and how many are left out because they are withheld or blind."""

    items: Sequence[Item]
    left_out: int


class Sheet(NamedTuple):
    """A report that was made."""

    item: Item
    content: bytes
    kept: Mapping[str, Any] = {}
    """What the ledger is still to keep of it; {} where that is done."""
    told: Sequence[str] = ()
    """The ids of the interviews that a participant's report tells of."""

    @property
    def keys(self) -> tuple[str, ...]:
        """All that somebody has to be allowed to read to have it."""
        return (self.item.key, *self.told)


Readable = Callable[[Connection, Actor, Study, Collection[str], datetime], set[str]]
Tell = Callable[[Connection, Store, Actor, Sequence[Sheet], datetime], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of report, by what can be done with many of it."""

    choose: Callable[[Connection, Actor, Study, Wish, datetime], Choice]
    make: Callable[[Store, Actor, Study, Item, Copy, datetime], Sheet]
    readable: Readable
    """Those of some keys of reports that may still be had."""
    tell: Tell
    """Tells the ledger of some sheets in the transaction of the connection."""
    by_days: bool = field(default=False)
    """True where days choose among them."""


def _interviews(connection: Connection, actor: Actor, study: Study, wish: Wish, now: datetime) -> Choice:
    own = "" if sees_whole_site(actor.role) else actor.id
    found = bundles.held(connection, actor.sites.only(*wish.sites), wish.since, wish.until, interviewer_id=own)
    then = [row for row in found if wish.since <= schedule.held_day(study, row) <= wish.until]
    open_to = readable.among(connection, actor, study, then, now)
    items = [_interview_item(study, row, wish.language) for row in then if row.id in open_to]
    return Choice(items, len(then) - len(items))


def _interview_item(study: Study, row: Row[Any], language: str) -> Item:
    visit = say(study.visit(row.visit).label, language)
    again = f" ({row.instance})" if row.instance > 1 else ""
    return Item(
        key=row.id,
        name=f"{row.participant}-{row.visit}-{row.informant}-{row.instance}",
        title=f"{row.participant} · {visit} · {row.informant}{again}",
        about={"participant": row.participant, "visit": row.visit, "informant": row.informant, "site": row.site},
    )


def _print_interview(store: Store, actor: Actor, _: Study, item: Item, copy: Copy, now: datetime) -> Sheet:
    return Sheet(item, *sheet(actor, _original(store, actor, item.key, now), copy))


def _original(store: Store, actor: Actor, interview_id: str, now: datetime) -> Original:
    """Read beside those who write; only what was changed since the bundle began has to be sealed first."""
    with store.reading() as connection:
        original = read(opened(connection, store, actor, interview_id, now), store)
    return original if original.seal else original_of(store, actor, interview_id, now)


def _tell_interviews(
    connection: Connection, store: Store, actor: Actor, sheets: Sequence[Sheet], now: datetime
) -> None:
    """A print changes nothing of where an interview stands, so that its event is all there is to write."""
    kept = {each.item.key: each.kept for each in sheets}
    for row in bundles.cards(connection, kept):
        sealer = store.keys.participant_key(row.wrapped_key, row.participant_key)
        entry = ledger.Entry(Event.INTERVIEW_PRINT, kept[row.id])
        ledger.append(connection, store.keys, sealer, stream_of(row.id), actor.code, [entry], now)


def _people(connection: Connection, actor: Actor, _: Study, wish: Wish, now: datetime) -> Choice:
    found = bundles.people(connection, actor.sites.only(*wish.sites))
    there = [row for row in found if row.withdrawal < Withdrawal.STOP_USE]
    items = [Item(row.id, row.code, row.code, {"participant": row.code, "site": row.site}) for row in there]
    return Choice(items, len(found) - len(items))


def _readable_people(
    connection: Connection, actor: Actor, study: Study, keys: Collection[str], now: datetime
) -> set[str]:
    chosen = _people(connection, actor, study, Wish(kind="participants"), now)
    there = {item.key for item in chosen.items} | readable.of_ids(connection, actor, study, keys, now)
    return there.intersection(keys)


def _print_participant(store: Store, actor: Actor, study: Study, item: Item, copy: Copy, now: datetime) -> Sheet:
    file, told = printed(store, actor, study, item.key, copy=copy, now=now)
    return Sheet(item, file, told=told)


def _told_already(*_: object) -> None:
    """The service that printed has told the ledger."""


KINDS: Mapping[str, Kind] = {
    "interviews": Kind(_interviews, _print_interview, readable.of_ids, _tell_interviews, by_days=True),
    "participants": Kind(_people, _print_participant, _readable_people, _told_already),
}
"""By name; who may print may bundle."""


def must_print(actor: Actor, study: Study) -> None:
    """Refuse those who print nothing of this study; raises NotAllowed."""
    if not actor.may(Action.PRINT) or actor.sites.study != study.id:
        raise NotAllowed("Your role does not print interviews.")
