"""The report of a study or of one site: who may have it, what it is made from, and what the ledger keeps of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime

from interview_app import instruments
from interview_app.domain.access import Action, Actor, Sites
from interview_app.domain.events import Event
from interview_app.domain.flow import flow, stays
from interview_app.domain.record import content_hash
from interview_app.domain.retention import kaplan_meier
from interview_app.domain.schedule import State
from interview_app.domain.study import Study
from interview_app.reports.copies import Copy
from interview_app.reports.study.findings import Findings, Work
from interview_app.reports.study.page import print_study
from interview_app.reports.study.reading import SCREEN
from interview_app.reports.study.sheet import Sheet
from interview_app.reports.study.summary import sheet_of
from interview_app.services import blinding, printing, progress, readable, results, studies
from interview_app.services.errors import NotAllowed, Overtaken, Unsuitable
from interview_app.services.progress import Progress
from interview_app.storage import coverage, study_events, withholding
from interview_app.storage import progress as stored
from interview_app.storage.engine import Store
from interview_app.storage.prints import Printed

UNCHANGING = coverage.UNCHANGING - {Event.INTERVIEW_FLAG}
"""What leaves the report as it was: prompts stand in it."""


def study_pdf(
    store: Store, actor: Actor, study: Study, copy: Copy, *, site: str = "", whole: bool = False, now: datetime
) -> bytes:
    """The report at the actor's sites, or at one of them, to be handed on: without small numbers of people, unless it
    is asked for `whole`, which also has the reasons to look twice for those who review. The ledger keeps who printed
    it. Raises NotAllowed, Unsuitable, NotPrinted, and Overtaken where somebody withdrew while it was drawn.

    The same record gives readers with the same rights the same bytes on the same day.
    """
    sites, reviews = _sites(actor, study, site), whole and actor.may(Action.REVIEW)
    with store.reading() as connection:
        withheld = withholding.counted(connection, study.id, sites)
    sheet = sheet_of(_findings(store, study, sites, now, reviews=reviews), copy.language, hides=not whole)
    with store.writing() as connection:
        streams = study_events.latest(connection, sites, UNCHANGING)
        cover = coverage.cover(connection, store.keys, streams, by=actor.code, now=now, but=UNCHANGING)
    content = content_hash(sheet.told())
    with printing.drawn():
        file = print_study(sheet, copy, content=content, seal=cover.seal, last_event=cover.last_event)
    name = "site" if site else "study"
    chosen = {"sites": list(sites), "whole": whole, "reviews": reviews}
    payload = printing.told(file, name, copy, content=content, seal=cover.seal, **chosen)
    with store.writing() as connection:
        if withholding.counted(connection, study.id, sites) != withheld:
            raise Overtaken(readable.OVERTAKEN)
        printing.tell_study(connection, store.keys, study.id, actor, payload, now)
    return file


def content_now(store: Store, printed: Printed) -> str:
    """The hash that the same report of that day would carry, were it printed from what stands now."""
    payload = printed.payload
    study = studies.find(store, printed.stream.partition(":")[2])
    sites = Sites.of(study.id, payload["sites"])
    findings = _findings(store, study, sites, printed.at, reviews=payload["reviews"])
    sheet = sheet_of(findings, payload["language"], hides=not payload["whole"])
    return content_hash(sheet.told())


def results_sheet(store: Store, actor: Actor, study: Study, language: str, *, now: datetime, site: str = "") -> Sheet:
    """The same on a screen, with all numbers: whoever reads them here may open the rows behind. Raises NotAllowed,
    Unsuitable."""
    findings = _findings(store, study, _sites(actor, study, site), now, reviews=actor.may(Action.REVIEW))
    return sheet_of(findings, language, hides=False, width=SCREEN)


def _sites(actor: Actor, study: Study, site: str) -> Sites:
    if not actor.may(Action.READ_RESULTS) or actor.sites.study != study.id:
        raise NotAllowed("Your role does not read the results of the study.")
    if site and not actor.sites.hold(study.id, site):
        raise Unsuitable("site", "Choose among your sites.")
    return actor.sites.only(site)


def _findings(store: Store, study: Study, sites: Sites, now: datetime, *, reviews: bool) -> Findings:
    with store.reading() as connection:
        found = progress.told(study, stored.stock(connection, study.id, sites), now)
        named = study_events.named(connection, sites)
        blind = blinding.all_hidden(connection, study, set(sites.codes), now)
        flags = study_events.flags(connection, sites, blind) if reviews else []
        told = results.of(connection, store.keys, study, sites, blind)
    tables = found.tables()
    lengths = stays(found.people, _ends(found), found.today)
    way = flow(found.people, found.occasions, named, list(tables.by_visit), study.consent.gate)
    return Findings(
        study=study,
        instrument=instruments.load(study.instrument, study.instrument_version),
        sites=[site.code for site in study.sites if site.code in sites],
        today=found.today,
        people=len(found.people),
        withdrawn=found.n_withdrawn,
        overdue=sum(each.state is State.OVERDUE for each in found.occasions),
        tables=tables,
        recruitment=found.recruitment(),
        flow=way,
        stays=kaplan_meier(lengths),
        followed=max((stay.days for stay in lengths), default=0),
        missing=found.missing(),
        work=_work(found, flags),
        results=told,
    )


def _ends(found: Progress) -> dict[str, date]:
    """The last day of each participant's plan, by code."""
    ends: dict[str, date] = {}
    for each in found.occasions:
        if each.slot.closes is not None:
            ends[each.person.code] = max(each.slot.closes, ends.get(each.person.code, each.slot.closes))
    return ends


def _work(found: Progress, flags: list[tuple[str, list[str]]]) -> Mapping[str, Work]:
    reviewed = Counter(code for code, _ in flags)
    kinds: dict[str, Counter[str]] = {}
    for code, names in flags:
        kinds.setdefault(code, Counter()).update(set(names))
    done = found.workload()
    return {
        code: Work(
            *((mine.interviews, mine.attempts, mine.open) if (mine := done.get(code)) else (0, 0, 0)),
            reviewed[code],
            kinds.get(code, {}),
        )
        for code in sorted(done.keys() | reviewed.keys())
    }
