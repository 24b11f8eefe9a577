"""The worked interview of the instrument's description, week 12 by telephone, completed and settled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from interview_app import instruments
from interview_app.domain.document import Document, empty, fold
from interview_app.domain.events import Event
from interview_app.domain.history import Rulebook, Standing
from interview_app.domain.instrument import Instrument
from interview_app.domain.interview import Entry, Interview, Mode, Status
from interview_app.domain.missing import Missing
from interview_app.domain.study import Site, Study, Visit
from interview_app.instruments.regex import matches
from interview_app.instruments.studies import built_in

STARTED = datetime(2026, 3, 13, 9, 30, tzinfo=UTC)
LASTED = timedelta(minutes=12, seconds=24)

STUDY = built_in("demo-naltrec-like").replace("double_share = 0.15", "double_share = 0.0")
"""The demo study's file without its draw: participants of tests have random codes, and nothing may hang on them."""

ANSWERS: Mapping[str, Any] = {
    "prior_wrri": "yes",
    "a_mode": "telephone",
    "a_lang": "nb",
    "a_private": "yes",
    "a_present": ["nobody"],
    "a_code_ok": "yes",
    "a_script": "yes",
    "b1": "housing_support",
    "b2": "housing",
    "b3": 14,
    "b4": 9,
    "b5": 2,
    "b6": "face_to_face",
    "b7": ["observation", "participant_said"],
    "b8": "3",
    "c01": "3",
    "c02": "2",
    "c03": "3",
    "c04": "3",
    "c05": "4",
    "conf_personal": "3",
    "c06": Missing.DECLINED,
    "c07": "2",
    "c08": "3",
    "conf_social": "1",
    "c09": "3",
    "c10": Missing.DONT_KNOW,
    "c11": "1",
    "c12": "4",
    "conf_community": "2",
    "d1_known": "yes",
    "d1": 4,
    "d2_known": "yes",
    "d2": 5,
    "d3_known": "yes",
    "d3": 2,
    "d4_known": "yes",
    "d4": 0,
    "d5_known": "yes",
    "d5": 6,
    "d6_known": "yes",
    "d6": 5,
    "e1": "1",
    "e2": ["move", "job_course"],
    "e2_week_move": "2",
    "e2_week_job_course": "4",
    "e3": "yes",
    "f1": "Starting the course, and being met there on the first day.",
    "f2": "Waiting for a lasting flat; restless nights.",
    "f3": "Meeting about a longer course next week.",
    "g1": "4",
    "g2": "3",
    "g3": ["noise"],
    "g4": "3",
    "g5": "no",
    "g6": "2",
}
CORRECTED: Mapping[str, Any] = {"d3_known": "no"}
"""What the informant took back: d3 stays in the document, parked off the route."""


def study() -> Study:
    """A synthetic study with one site and the visits that these tests name."""
    return Study(
        id="demo",
        title={"en": "Recovery study", "nb": "Bedringsstudien"},
        synthetic=True,
        instrument="wrri",
        instrument_version=1,
        sites=(Site("OSL", "Oslo", {"en": "Call the duty officer."}),),
        arms={"xr": {"en": "Extended release", "nb": "Depot"}},
        visits=(
            Visit("BL", {"en": "Baseline", "nb": "Oppstart"}, "full"),
            Visit("W04", {"en": "Week 4", "nb": "Uke 4"}, "short"),
            Visit("W12", {"en": "Week 12", "nb": "Uke 12"}, "full"),
        ),
    )


def folded(*rounds: Mapping[str, Any]) -> Document:
    """A document in which the answers of each round were given one after the other; a Missing stands for a reason."""
    document, at = empty(), STARTED
    for number, answers in enumerate(rounds, start=1):
        for item, given in answers.items():
            at += timedelta(seconds=9)
            held = {"missing": str(given)} if isinstance(given, Missing) else {"value": given}
            payload = {**held, "revision": number}
            fold(document, Event.INTERVIEW_ANSWER, item, payload, op_id=f"op-{number}-{item}", at=f"{at:%FT%TZ}")
    return document


def worked_interview(instrument: Instrument | None = None) -> Interview:
    """The worked interview, completed and settled."""
    return completed(instrument or instruments.load("wrri", 1), folded(ANSWERS, CORRECTED))


def completed(instrument: Instrument, document: Document, form: str = "full") -> Interview:
    """A completed interview of that document, with its closing settled."""
    ended = STARTED + LASTED
    standing = Standing(
        form=form,
        mode_first=Mode.TELEPHONE,
        mode_last=Mode.TELEPHONE,
        language="nb",
        started_at=STARTED,
        changed_at=ended,
        session_started_at=None,
        document=document,
    )
    rules = Rulebook(instrument, matches)
    rules.compute(standing, ended)
    rules.settle(standing, ended, None)
    begun = opened(instrument, document, form)
    return replace(begun, status=Status.COMPLETE, disposition="COMPLETE", completed_at=ended)


def opened(instrument: Instrument, document: Document, form: str = "full") -> Interview:
    """An interview of that document that is still open."""
    return Interview(
        id="0198f2c4e9a1702d8b5d0c5e0f7a1b2c",
        study_id="demo",
        participant_id="OSL-4821-7",
        arm="xr",
        site="OSL",
        visit="W12",
        informant_id="OSL-W07",
        informant_role="housing_support",
        informant_service="housing",
        instance=1,
        form=form,
        mode_first=Mode.TELEPHONE,
        mode_last=Mode.TELEPHONE,
        entry=Entry.LIVE,
        interviewer_id="int-04",
        started_at=STARTED,
        completed_at=None,
        status=Status.DRAFT,
        disposition="",
        instrument=instrument.id,
        instrument_version=instrument.version,
        instrument_hash=instrument.hash,
        language="nb",
        changed_at=STARTED + LASTED,
        document=document,
        seconds=int(LASTED.total_seconds()),
    )
