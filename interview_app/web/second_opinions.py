"""Second opinions: the pairs and where they stand, marked by hand, and complete ones side by side."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from interview_app.domain.access import Action
from interview_app.domain.document import answer_of
from interview_app.domain.second_opinions import INTERVIEWER, Pair, PairState
from interview_app.services import second_opinions
from interview_app.services.errors import Unsuitable
from interview_app.services.interviews import Opened
from interview_app.web.access import allows
from interview_app.web.context import actor, now, store, study
from interview_app.web.forms import objection
from interview_app.web.language import gettext as _
from interview_app.web.language import language, marked, said
from interview_app.web.listing import PAGE, offset, part
from interview_app.web.naming import visit_choices
from interview_app.web.questions import Questions, questions_of
from interview_app.web.summaries import answer_words, score_lines
from interview_app.web.times import written

pages = Blueprint("second_opinions", __name__, url_prefix="/second-opinions")

STATES: dict[PairState, str] = {
    PairState.WAITING: marked("First interview not finished"),
    PairState.WANTED: marked("Second interview wanted"),
    PairState.UNDER_WAY: marked("Second interview under way"),
    PairState.COMPLETE: marked("Both complete"),
    PairState.ALONE: marked("One will not come"),
}


def way_back(interview_id: str) -> str:
    """Where somebody goes who did something about an interview: to its page, or to the pairs while it is blind."""
    if second_opinions.is_hidden(store(), actor(), interview_id, now=now()):
        return url_for("second_opinions.index")
    return url_for("interviews.show", interview_id=interview_id)


@dataclass(frozen=True, slots=True)
class Row:
    """A question or score with what both interviews say of it, "" where one says nothing."""

    called: str
    first: str
    second: str
    differs: bool


@pages.get("")
@allows(Action.COMPARE)
def index() -> ResponseReturnValue:
    """The visits for which a second opinion is wanted."""
    return _page({})


@pages.post("")
@allows(Action.COMPARE)
def mark() -> ResponseReturnValue:
    """Ask for a second opinion, or take that back."""
    form = request.form
    try:
        if form.get("take_back"):
            who, visit = form["take_back"], form.get("visit", "")
            second_opinions.unmark(store(), actor(), study(), who, visit, reason=form.get("reason", ""), now=now())
        else:
            code, visit = form.get("participant", "").strip().upper(), form.get("visit", "")
            second_opinions.mark(store(), actor(), study(), code, visit, reason=form.get("reason", ""), now=now())
    except Unsuitable as unsuitable:
        return _page({unsuitable.field: objection(unsuitable)}), 422
    return redirect(url_for(".index"), 303)


def _page(faults: dict[str, str]) -> str:
    found, total = second_opinions.search(store(), actor(), study(), now=now(), limit=PAGE, offset=offset())
    return render_template(
        "second_opinions/index.html",
        rows=found,
        part=part(total),
        states={state: _(name) for state, name in STATES.items()},
        visits=visit_choices(study()),
        chosen=request.form,
        faults=faults,
    )


@pages.get("/<uuid_hex:participant_id>/<visit>")
@allows(Action.COMPARE)
def compare(participant_id: str, visit: str) -> ResponseReturnValue:
    """Both interviews of a complete pair, question by question."""
    compared = second_opinions.compare(store(), actor(), study(), participant_id, visit, now=now())
    rows = _rows(compared.first, compared.second)
    return render_template("second_opinions/compare.html", compared=compared, pair=compared.listed.pair, rows=rows)


def _rows(first: Opened, second: Opened) -> list[Row]:
    one, other = questions_of(first, language()), questions_of(second, language())
    scores = zip(score_lines(one), score_lines(other), strict=True)
    told = [Row(a.label, a.value, b.value, a.value != b.value) for a, b in scores if a.value or b.value]
    return told + _answers(one, other)


def _answers(one: Questions, other: Questions) -> list[Row]:
    rows = []
    instrument = one.opened.instrument
    for item in one.shown(item for item in instrument.items if item.stores and item.role == "read"):
        first, second = (_words(side, item.id) for side in (one, other))
        if first or second:
            rows.append(Row(one.called(item), first, second, first != second))
    return rows


def _words(questions: Questions, key: str) -> str:
    """What an interview says of an item, "" where its version has no such item or did not ask it."""
    item = questions.opened.instrument.by_id.get(key)
    if item is None or key not in questions.way.on:
        return ""
    return answer_words(questions, item, answer_of(questions.opened.interview.document, key))


def wish(pair: Pair) -> str:
    """Who is wanted for the second interview, and until when."""
    first, until = pair.first, written(pair.until) if pair.until else ""
    fills = {"informant": first.informant if first else "", "interviewer": first.interviewer if first else ""}
    if pair.kind == INTERVIEWER:
        return _(
            "another interviewer than %(interviewer)s asks %(informant)s once more, until %(until)s",
            until=until,
            **fills,
        )
    return _("another informant than %(informant)s is asked, until %(until)s", until=until, **fills)


def wishes(pairs: dict[str, Pair]) -> list[tuple[str, str]]:
    """The visits of which a second interview is wanted, each with who is."""
    return [(said(study().visit(visit).label), wish(pair)) for visit, pair in pairs.items()]
