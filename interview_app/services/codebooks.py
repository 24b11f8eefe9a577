"""Printing the codebook of a study: what every column of its exports means, before or after there are data."""

from __future__ import annotations

from datetime import datetime

from interview_app import exports, instruments
from interview_app.domain.access import Action, Actor, Sites
from interview_app.domain.instrument import Instrument
from interview_app.domain.study import Study
from interview_app.reports.codebook.page import codebook_hash, print_codebook
from interview_app.reports.copies import Copy
from interview_app.services.errors import NotAllowed
from interview_app.services.printing import drawn, tell_study, told
from interview_app.services.studies import study_of
from interview_app.storage import coverage, tallies
from interview_app.storage.engine import Store
from interview_app.storage.prints import Printed


def codebook_pdf(store: Store, actor: Actor, study: Study, copy: Copy, *, now: datetime) -> bytes:
    """The codebook of what the actor can export; the ledger keeps who printed it and the file's hash.

    Raises NotAllowed, NotPrinted.
    """
    if not actor.may(Action.EXPORT) or actor.sites.study != study.id:
        raise NotAllowed("Your role does not export data.")
    used = _used(store, actor.sites, study)
    rows = exports.described(study, used, copy.language)
    with store.writing() as connection:
        seal = coverage.cover(connection, store.keys, [f"study:{study.id}"], by=actor.code, now=now).seal
    with drawn():
        printed = print_codebook(rows, used, study, copy, seal)
    sites = sorted(actor.sites.codes)
    kept = told(printed, "codebook", copy, content=codebook_hash(rows), seal=seal, sites=sites)
    with store.writing() as connection:
        tell_study(connection, store.keys, study.id, actor, kept, now)
    return printed


def content_now(store: Store, printed: Printed) -> str:
    """The hash that the codebook of these sites would carry today."""
    with store.reading() as connection:
        study = study_of(connection, printed.study)
    used = _used(store, Sites.of(study.id, printed.payload["sites"]), study)
    return codebook_hash(exports.described(study, used, printed.payload["language"]))


def _used(store: Store, sites: Sites, study: Study) -> list[Instrument]:
    """The instrument versions of the interviews there are, and the one that the study works with now."""
    with store.reading() as connection:
        held = tallies.editions(connection, sites=sites, filters={"study_id": study.id})
    versions = {(row.id, row.version) for row in held} | {(study.instrument, study.instrument_version)}
    return [instruments.load(name, version) for name, version in sorted(versions)]
