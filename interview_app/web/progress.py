"""How the study gets on: counts and rates with their formulas, and the list behind each number."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from urllib.parse import urlencode

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from interview_app import instruments
from interview_app.domain.access import Action
from interview_app.domain.progress import KINDS
from interview_app.domain.rates import RATES, Share
from interview_app.domain.schedule import REASON_LABELS, STATE_LABELS
from interview_app.services import progress
from interview_app.services.progress import Progress
from interview_app.web import page
from interview_app.web.access import allows
from interview_app.web.context import actor, now, store, study
from interview_app.web.language import gettext, language, marked, said
from interview_app.web.listing import PAGE, asked, offset, part
from interview_app.web.naming import outcome_name

pages = Blueprint("progress", __name__, url_prefix="/progress")

SHOWN_RATES = ("RR1", "RR2", "RR5", "COOP1", "REF1", "CON1")
NARROWED = ("site", "arm")
LISTS = {
    "coming": marked("Visits still to come"),
    "open": marked("Visits whose window is open"),
    "not-expected": marked("Visits that are not expected"),
    "beside": marked("Interviews at visits that were not expected"),
    "expected": marked("Expected visits"),
    "attempted": marked("Cases attempted"),
    "held": marked("Interviews held"),
    "in-window": marked("Interviews held in their window"),
    "early": marked("Interviews held before their window"),
    "late": marked("Interviews held after their window"),
    "ended": marked("Cases with an interview that has ended"),
    "unfinished": marked("Cases with an unfinished interview"),
    "missing": marked("Answers missing"),
    "meant": marked("Visits meant for those enrolled"),
    "retained": marked("Visits with an interview"),
    "consenting": marked("Visits of those who still consented"),
    "retained-consenting": marked("Visits with an interview, of those who still consented"),
    "I": marked("Complete"),
    "P": marked("Partial"),
    "R": marked("Refusal or break-off"),
    "NC": marked("Not reached"),
    "O": marked("Other"),
    "U": marked("Unknown"),
    "NE": marked("Not eligible"),
}
"""The lists behind the numbers, by the name of their set."""
SHADES = (0.02, 0.05, 0.1, 0.2, 0.35)
"""From which share on a cell of the missing-answers table is a shade darker."""


@pages.get("")
@allows(Action.READ_PROGRESS)
def index() -> ResponseReturnValue:
    """Recruitment, retention, outcomes, windows, missing answers and workload."""
    found = _found()
    return render_template(
        "progress/index.html",
        found=found,
        tables=found.tables(),
        recruited=found.recruitment(),
        missing=found.missing(),
        work=found.workload(),
        items=_items(),
        visits={visit.id: said(visit.label) for visit in study().visits},
        kinds=KINDS,
        rates={name: RATES[name] for name in SHOWN_RATES},
        reasons=REASON_LABELS,
        **_shown(),
    )


@pages.get("/rows")
@allows(Action.READ_PROGRESS)
def rows() -> ResponseReturnValue:
    """The visits and cases behind a number."""
    found = _found()
    if asked("of") == "enrolled":
        return _enrolled(found)
    listed = progress.listed(found, request.args)
    begin = offset()
    n_withdrawn = progress.not_listed(found, asked("of"), asked("visit"))
    return render_template(
        "progress/rows.html",
        rows=listed[begin : begin + PAGE],
        part=part(len(listed)),
        n_visits=len({(row.visit.person.code, row.visit.slot.visit) for row in listed}),
        n_withdrawn=n_withdrawn,
        title=_title(asked("of")),
        visits={visit.id: said(visit.label) for visit in study().visits},
        states=STATE_LABELS,
        reasons=REASON_LABELS,
        outcome_name=outcome_name,
        **_shown(),
    )


def _enrolled(found: Progress) -> ResponseReturnValue:
    people, begin = progress.enrolled(found, asked("month")), offset()
    return render_template(
        "progress/people.html", people=people[begin : begin + PAGE], part=part(len(people)), **_shown()
    )


def _found() -> Progress:
    return progress.progress_of(store(), actor(), study(), now=now(), **{name: asked(name) for name in NARROWED})


def _shown() -> dict[str, object]:
    return {
        "sites": page.sites(study(), actor().sites),
        "arms": page.arms(study()),
        "behind": _behind(),
        "results": Action.READ_RESULTS,
        "percent": percent,
        "shade": shade,
        "whole_percent": whole_percent,
        "plain": plain,
    }


def _behind() -> str:
    """The address of the lists, narrowed like this page, to be completed by what is wanted."""
    kept = {name: asked(name) for name in NARROWED if asked(name)}
    return f"{url_for('progress.rows')}?{urlencode(kept)}{'&' if kept else ''}"


def _items() -> Mapping[str, str]:
    """The items' short names, as the instrument has them."""
    known = study()
    instrument = instruments.load(known.instrument, known.instrument_version)
    return {item.id: said(item.short or item.label) for item in instrument.items}


def _title(name: str) -> str:
    known, _, reason = name.partition(":")
    if known == "missing":
        return f"{_named(known)}: {_items().get(reason, reason)}"
    told = _named(known)
    labels = {each.value: label for each, label in REASON_LABELS.items()}
    return f"{told}: {said(labels[reason])}" if reason in labels else told


def _named(name: str) -> str:
    """What a list is called, in the language of this request."""
    return gettext(LISTS.get(name, marked("Visits and cases")))


def percent(value: float | None, digits: int = 0) -> str:
    """A proportion as people read it; a dash where there is none."""
    return "–" if value is None else plain(100 * value, digits) + " %"


def plain(value: float | None, digits: int = 1) -> str:
    """A number with the decimal sign of the language; a dash where there is none."""
    if value is None:
        return "–"
    written = f"{value:.{digits}f}".replace("-", "−")
    return written.replace(".", ",") if language() == "nb" else written


def whole_percent(share: Share) -> str:
    """A share of somebody in whole percent, which are written alike in every language."""
    return f"{100 * share.part / share.whole:.0f}"


def shade(share: Share) -> int:
    """How dark a cell of that share is, 0 to 5."""
    return bisect_right(SHADES, share.value or 0.0)
