"""Many reports in one go: chosen, drawn beside each other, told to the ledger some at a time, and put into one file.

Nothing leaves before the ledger knows of it, and what was withdrawn meanwhile does not leave at all.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from interview_app.domain.access import Actor
from interview_app.domain.interview import LOST, Lost
from interview_app.domain.item import say
from interview_app.domain.study import Study
from interview_app.instruments import UnknownInstrument
from interview_app.reports import pdf
from interview_app.reports.bundle.containers import Container
from interview_app.reports.bundle.cover import cover_page
from interview_app.reports.parsing import Unknown
from interview_app.services.bundle_kinds import KINDS, Item, Sheet, Wish, must_print
from interview_app.services.bundle_manifest import KEPT, Under, cover_of, entry, manifest_of
from interview_app.services.errors import (
    Blind,
    InstrumentChanged,
    NotFound,
    Overtaken,
    ServiceError,
    Unsuitable,
    Withheld,
)
from interview_app.services.printing import NotPrinted, drawn, tell_study
from interview_app.storage import seals
from interview_app.storage.engine import Store
from interview_app.storage.keys import Unreadable

TOGETHER = 20
"""How many prints are told to the ledger in one transaction: each keeps others from writing for some milliseconds."""
MOST = 5_000
PURPOSE = 200


class Cancelled(ServiceError):
    """A bundle that was given up because somebody asked for it; nothing of it is kept."""

    code = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """What a finished bundle holds."""

    manifest: dict[str, Any]
    keys: tuple[str, ...]
    """What somebody has to be allowed to read to have it: interviews and participants, by id."""


@dataclass(slots=True, kw_only=True)
class Watch:
    """How whoever waits follows a bundle, and stops it."""

    progress: Callable[[int, int], object] = lambda done, total: None
    stop: Callable[[], bool] = lambda: False


def check(actor: Actor, study: Study, wish: Wish) -> None:
    """Refuse a wish that cannot be granted, whatever there is. Raises NotAllowed, Unsuitable."""
    must_print(actor, study)
    if wish.kind not in KINDS:
        raise Unsuitable("kind", "Choose one of these.")
    if not actor.sites.codes.issuperset(wish.sites):
        raise Unsuitable("sites", "Choose among your sites.")
    if KINDS[wish.kind].by_days and wish.until < wish.since:
        raise Unsuitable("until", "The last day lies before the first.")
    if len(wish.purpose) > PURPOSE:
        raise Unsuitable("purpose", "Use at most %(number)s characters.", number=str(PURPOSE))


def make(
    store: Store, actor: Actor, study: Study, wish: Wish, container: Container, *,
    now: datetime, jobs: int = 2, watch: Watch | None = None,
) -> Bundle:  # fmt: skip
    """Print all that the wish names into the container; the ledger keeps each file that was printed.

    Raises NotAllowed, Unsuitable, Cancelled, NotPrinted, and Overtaken where something in it was withdrawn meanwhile.
    """
    check(actor, study, wish)
    under, watch = _begin(store, actor, study, wish, now), watch or Watch()
    pdf.at_once(jobs)
    watch.progress(0, len(under.choice.items))
    for sheets, done in _batches(under, jobs, watch):
        for each in _told(under, sheets):
            _put(under, container, each)
        watch.progress(done, len(under.choice.items))
    return _finish(under, container)


def still_readable(
    store: Store, actor: Actor, study: Study, kind: str, keys: Collection[str], *, now: datetime
) -> bool:
    """True while somebody may have all the reports of a bundle; raises NotAllowed where they may have none."""
    must_print(actor, study)
    with store.reading() as connection:
        return KINDS[kind].readable(connection, actor, study, keys, now).issuperset(keys)


def _put(under: Under, container: Container, sheet: Sheet) -> None:
    """Put a report into the bundle; one that cannot stand beside others is named as not printed."""
    try:
        container.add(sheet.item.name, sheet.item.title, sheet.content)
    except Unknown as error:
        under.unreadable.append({**sheet.item.about, "what": str(error)})
        return
    under.files.append(entry(sheet))
    under.keys += sheet.keys


def _begin(store: Store, actor: Actor, study: Study, wish: Wish, now: datetime) -> Under:
    """What is to be printed, all of it under a seal: one transaction now instead of one for each report."""
    kind = KINDS[wish.kind]
    with store.reading() as connection:
        choice = kind.choose(connection, actor, study, wish, now)
    if not choice.items:
        raise Unsuitable("kind", "There is nothing to print: no report fits, or none of these may be read.")
    if len(choice.items) > MOST:
        raise Unsuitable("kind", "That is more than %(number)s reports. Choose fewer days or sites.", number=str(MOST))
    with store.writing() as connection:
        seal = seals.make(connection, store.keys, actor.code, now).value_hex
    return Under(store, actor, study, wish, now, kind, choice, seal, left_out=choice.left_out)


def _batches(under: Under, jobs: int, watch: Watch) -> Iterator[tuple[list[Sheet], int]]:
    """The reports in order, TOGETHER at a time, and how many were tried so far; a few are drawn ahead, never all."""
    with ThreadPoolExecutor(jobs) as pool:
        waiting: deque[tuple[Item, Future[Sheet]]] = deque()
        sheets: list[Sheet] = []
        items, done = iter(under.choice.items), 0
        try:
            while True:
                while len(waiting) < 3 * jobs and (item := next(items, None)):
                    waiting.append((item, pool.submit(_sheet, under, item)))
                if not waiting:
                    break
                _go_on(watch)
                item, future = waiting.popleft()
                sheets += _made(under, item, future)
                done += 1
                if len(sheets) == TOGETHER:
                    yield sheets, done
                    sheets = []
            yield sheets, done
        finally:
            for _, future in waiting:
                future.cancel()


def _go_on(watch: Watch) -> None:
    if watch.stop():
        raise Cancelled("Stopped as you asked. Nothing of it is kept.")


def _sheet(under: Under, item: Item) -> Sheet:
    return under.kind.make(under.store, under.actor, under.study, item, under.wish.copy, under.now)


def _made(under: Under, item: Item, future: Future[Sheet]) -> list[Sheet]:
    """The report; none where it cannot be read, which is told by name, or may not be read, which is counted."""
    try:
        return [future.result()]
    except (Withheld, Blind, NotFound, Overtaken):
        under.left_out += 1
    except Unreadable:
        under.unreadable.append({**item.about, "what": say(LOST[Lost.ANSWERS], under.wish.language)})
    except (InstrumentChanged, UnknownInstrument, NotPrinted) as error:
        under.unreadable.append({**item.about, "what": str(error)})
    return []


def _told(under: Under, sheets: Sequence[Sheet]) -> list[Sheet]:
    """Tell the ledger of some reports in one short transaction, without those that were withdrawn since."""
    if not sheets:
        return []
    with under.store.writing() as connection:
        keys = [key for each in sheets for key in each.keys]
        readable = under.kind.readable(connection, under.actor, under.study, keys, under.now)
        there = [each for each in sheets if readable.issuperset(each.keys)]
        under.kind.tell(connection, under.store, under.actor, there, under.now)
    under.left_out += len(sheets) - len(there)
    return there


def _finish(under: Under, container: Container) -> Bundle:
    manifest = manifest_of(under)
    with drawn():
        container.finish(manifest, cover_page(cover_of(under, manifest)) if container.has_cover else b"")
    if not still_readable(under.store, under.actor, under.study, under.wish.kind, under.keys, now=under.now):
        raise Overtaken("Something in this bundle was withdrawn while it was made. Nothing is kept: make it anew.")
    with under.store.writing() as connection:
        kept = {name: manifest[name] for name in KEPT} | {"report": under.wish.kind, "sha256": container.sha256}
        tell_study(connection, under.store.keys, under.study.id, under.actor, kept, under.now)
    return Bundle(manifest=manifest, keys=tuple(under.keys))
