"""Printing the codebook of a study: what every column of its exports means, before or after there are data."""

from __future__ import annotations

from datetime import datetime

from interview_app import exports, instruments
from interview_app.domain.access import Action, Actor
from interview_app.domain.instrument import Instrument
from interview_app.domain.study import Study
from interview_app.reports.codebook.page import codebook_hash, print_codebook
from interview_app.reports.copies import Copy
from interview_app.services.errors import NotAllowed
from interview_app.services.printing import drawn, tell_study, told
from interview_app.storage import tallies
from interview_app.storage.engine import Store


def codebook_pdf(store: Store, actor: Actor, study: Study, copy: Copy, *, now: datetime) -> bytes:
    """The codebook of what the actor can export; the ledger keeps who printed it and the file's hash.

    Raises NotAllowed, NotPrinted.
    """
    if not actor.may(Action.EXPORT) or actor.sites.study != study.id:
        raise NotAllowed("Your role does not export data.")
    used = _used(store, actor, study)
    rows = exports.described(study, used, copy.language)
    with drawn():
        printed = print_codebook(rows, used, study, copy)
    kept = told(printed, "codebook", copy, content=codebook_hash(rows), seal="")
    with store.writing() as connection:
        tell_study(connection, store.keys, study.id, actor, kept, now)
    return printed


def _used(store: Store, actor: Actor, study: Study) -> list[Instrument]:
    """The instrument versions of the interviews there are, and the one that the study works with now."""
    with store.reading() as connection:
        held = tallies.editions(connection, sites=actor.sites, filters={"study_id": study.id})
    versions = {(row.id, row.version) for row in held} | {(study.instrument, study.instrument_version)}
    return [instruments.load(name, version) for name, version in sorted(versions)]
