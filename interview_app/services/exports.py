"""Exporting: who may take which data along, what stands in the ledger about it, and what was exported before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
import errno
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row

from interview_app import __version__, exports, instruments
from interview_app.domain.access import Action, Actor, Sites
from interview_app.domain.events import Event
from interview_app.domain.instrument import Instrument
from interview_app.domain.interview import Status
from interview_app.domain.routing import Surroundings
from interview_app.domain.study import Study
from interview_app.exports.manifest import Manifest
from interview_app.instruments.regex import matches
from interview_app.services import blinding, fieldwork_rows, registers
from interview_app.services.errors import NotAllowed, ServiceError, Unsuitable
from interview_app.services.tries import Throttled
from interview_app.storage import accounts, interviews, ledger, reviews, seals, tallies, throttles, withholding
from interview_app.storage.engine import StorageFull, Store

STATUSES = tuple(status for status in Status if status is not Status.VOID)
"""Exported unless something else is asked for: an interview begun by mistake is not data."""

PER_HOUR = 10
"""Exports that one account may make within an hour; a command line is not counted."""


class NotExported(ServiceError):
    """An export that could not be made; nothing was written."""

    code = "not_exported"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody asks for; what is left empty is everything but words and paradata, which are asked for by their
    layouts.

    `since` and `until` are days in UTC on which interviews began, both included.
    """

    visits: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    statuses: tuple[Status, ...] = STATUSES
    since: date | None = None
    until: date | None = None
    layouts: frozenset[str] = frozenset(exports.LAYOUTS) - exports.RESTRICTED
    language: str = "en"
    purpose: str = ""

    def told(self) -> dict[str, Any]:
        """Which interviews were chosen, as the manifest and the ledger say it."""
        named = {"visits": self.visits, "sites": self.sites, "statuses": [str(status) for status in self.statuses]}
        days = {"since": self.since, "until": self.until}
        return {name: list(value) for name, value in named.items() if value} | {
            name: day.isoformat() for name, day in days.items() if day
        }

    def filters(self, study: Study) -> dict[str, Any]:
        """The same, as storage filters."""
        chosen = {
            "study_id": study.id,
            "visits": self.visits,
            "statuses": tuple(str(status) for status in self.statuses),
            "since": self.since and _midnight(self.since),
            "until": self.until and _midnight(min(self.until, date.max - timedelta(days=2)) + timedelta(days=1)),
        }
        return {name: value for name, value in chosen.items() if value}


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def write(store: Store, actor: Actor, study: Study, target: Path, wish: Wish, *, now: datetime) -> Manifest:
    """Make an export at the target, a new folder or a new `.zip`, note it in the ledger and give its manifest.

    Interviews that cannot be opened are left out, and so are those of blind pairs where the account interviews, too;
    manifest and ledger name or count them.

    Raises NotAllowed, Unsuitable, Throttled, NotExported, StorageFull; then there is nothing at the target.
    """
    sites = _check(actor, study, wish)
    _count(store, actor, now)
    with _naming(), _prepared(store, actor, study, target, wish, sites, now) as prepared:
        _trace(store, actor, study, prepared, now)
        prepared.publish()
        return prepared.manifest


@contextmanager
def _naming() -> Iterator[None]:
    """Say by name what kept an export from being made."""
    try:
        yield
    except (exports.ExportError, instruments.UnknownInstrument, instruments.InstrumentErrors) as error:
        raise NotExported(str(error)) from error
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise StorageFull("there is no space left for the export") from error
        raise


def _check(actor: Actor, study: Study, wish: Wish) -> Sites:
    """The sites that the export covers."""
    _must(actor, study)
    if "texts" in wish.layouts and not actor.reads_text:
        raise NotAllowed("What people said in their own words is exported only by those it was granted to.")
    if "texts" in wish.layouts and not wish.purpose.strip():
        raise Unsuitable("purpose", "Say what the words are needed for.")
    if exports.MEASURED & wish.layouts and not wish.purpose.strip():
        raise Unsuitable("purpose", "Say what the paradata are needed for.")
    if not wish.layouts:
        raise Unsuitable("layouts", "Choose at least one table.")
    if not wish.statuses:
        raise Unsuitable("statuses", "Choose at least one status.")
    if set(wish.visits) - {visit.id for visit in study.visits}:
        raise Unsuitable("visits", "Choose among the visits of the study.")
    if not actor.sites.codes.issuperset(wish.sites):
        raise Unsuitable("sites", "Choose among your sites.")
    return actor.sites.only(*wish.sites)


def _count(store: Store, actor: Actor, now: datetime) -> None:
    if actor.id:
        with store.writing() as connection:
            wait = throttles.hit(connection, f"export:{actor.id}", now, limit=PER_HOUR, seconds=3600)
        if wait:
            raise Throttled(wait)


def _prepared(
    store: Store, actor: Actor, study: Study, target: Path, wish: Wish, sites: Sites, now: datetime
) -> exports.Prepared:
    with store.reading() as connection:
        filters, blind = _unblinded(connection, actor, study, sites, wish.filters(study), now)
        held = tallies.editions(connection, sites=sites, filters=filters)
        seal = _sealed(
            store, actor, now
        )  # after the first look, so that it covers all that this view of the data shows
        order = exports.Order(
            study=study,
            made_by=actor.code,
            made_at=now,
            as_of=now,
            app_version=__version__,
            seal=seal,
            purpose=wish.purpose.strip(),
            filters=wish.told(),
            layouts=wish.layouts,
            language=wish.language,
            expected=sum(row.n for row in held),
            withheld=withholding.counted(connection, study.id, sites) | {"blind": blind},
            oversight=reviews.of_study(connection, study.id),
            pairs={half.id: pair[0].id for pair in blinding.whole(connection, study).values() for half in pair},
            hash_code=lambda code: store.keys.pseudonym(study.id, code),
            hash_method="HMAC-SHA-256 of study and code under this installation's key, first 16 digits",
        )
        informed = registers.Informed(study)
        found = informed.tapped(interviews.records(connection, store.keys, sites=sites, filters=filters))
        beside = fieldwork_rows.of(connection, study, sites, filters, wish.layouts, now)
        rows = {**registers.rows(connection, study, sites, informed), **beside}
        return exports.prepare(found, _instruments(study, held), order, target, Surroundings(now, matches), rows)


def _unblinded(
    connection: Connection, actor: Actor, study: Study, sites: Sites, filters: dict[str, Any], now: datetime
) -> tuple[dict[str, Any], int]:
    """The filters without what is blind where the account may interview, too: it could hold the second. And how many
    interviews that leaves out."""
    account = accounts.get(connection, actor.id)
    conducts = {site.code for site in study.sites if account is not None and account.conducts(study.id, site.code)}
    blind = blinding.all_hidden(connection, study, conducts, now) if conducts else set()
    if not blind:
        return filters, 0
    left = filters | {"but": frozenset(blind)}
    every, rest = (tallies.editions(connection, sites=sites, filters=each) for each in (filters, left))
    return left, sum(row.n for row in every) - sum(row.n for row in rest)


def _instruments(study: Study, held: Sequence[Row[Any]]) -> dict[tuple[str, int], Instrument]:
    """The versions that occur; the study's own where there is no interview, so that even then the columns are there."""
    versions = [(row.id, row.version) for row in held] or [(study.instrument, study.instrument_version)]
    return {(name, version): instruments.load(name, version) for name, version in versions}


def _sealed(store: Store, actor: Actor, now: datetime) -> str:
    with store.writing() as connection:
        return seals.make(connection, store.keys, actor.code, now).value_hex


def _trace(store: Store, actor: Actor, study: Study, prepared: exports.Prepared, now: datetime) -> None:
    manifest = prepared.manifest
    names = (
        "export_id", "filters", "purpose", "with_text", "with_paradata", "seal", "skipped", "withheld",
    )  # fmt: skip
    payload = {name: manifest[name] for name in names} | {
        "manifest_sha256": prepared.manifest_sha256,
        "files": {name: entry["sha256"] for name, entry in manifest["files"].items()},
        "interviews": manifest["counts"]["read"]["interviews"],
        "participants": manifest["participants"]["hashes"],
    }
    stream = stream_of(study)
    with store.writing() as connection:
        entry = ledger.Entry(Event.STUDY_EXPORT, payload)
        ledger.append(connection, store.keys, store.keys.stream_key(stream), stream, actor.code, [entry], now)


def _must(actor: Actor, study: Study) -> None:
    if not actor.may(Action.EXPORT) or actor.sites.study != study.id:
        raise NotAllowed("Your role does not export data.")


def stream_of(study: Study) -> str:
    """The name of a study's stream in the ledger."""
    return f"study:{study.id}"


@dataclass(frozen=True, slots=True)
class Earlier:
    """An export that was made: when, by whose account code, and what the ledger keeps of it."""

    at: datetime
    actor: str
    payload: Mapping[str, Any]


def earlier(store: Store, actor: Actor, study: Study) -> list[Earlier]:
    """The exports of a study, newest first."""
    _must(actor, study)
    stream = stream_of(study)
    with store.reading() as connection:
        history = ledger.history(connection, store.keys.stream_key(stream), stream)
    made = [line for line in reversed(history) if line.action is Event.STUDY_EXPORT]
    return [Earlier(line.server_time, line.actor, line.payload) for line in made]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What there is to export: interviews by visit and status, and the instrument versions they were held with."""

    cells: Mapping[tuple[str, str], int]
    editions: Sequence[Row[Any]]

    @property
    def total(self) -> int:
        """All interviews, voided ones included."""
        return sum(self.cells.values())

    @property
    def changed_at(self) -> datetime | None:
        """When one of them last changed; None when there is none."""
        return max((row.changed_at for row in self.editions), default=None)

    def of(self, *, visit: str = "", status: str = "") -> int:
        """The interviews of a visit, of a status, or of both."""
        return sum(n for (at, is_), n in self.cells.items() if visit in {"", at} and status in {"", is_})


def coverage(store: Store, actor: Actor, study: Study) -> Coverage:
    """What there is at the actor's sites."""
    _must(actor, study)
    filters = {"study_id": study.id}
    with store.reading() as connection:
        cells: dict[tuple[str, str], int] = {}
        for row in tallies.counts(connection, sites=actor.sites, filters=filters):
            cells[row.visit, row.status] = cells.get((row.visit, row.status), 0) + row.n
        return Coverage(cells, tallies.editions(connection, sites=actor.sites, filters=filters))
