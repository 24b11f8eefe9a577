"""The schedule: how the visits of a site stand, which ones are behind a number, and one participant's visits."""

from __future__ import annotations

from flask import Blueprint, Flask, abort, render_template
from flask.typing import ResponseReturnValue

from interview_app.domain.access import Action
from interview_app.domain.disposition import Disposition
from interview_app.domain.schedule import REASON_LABELS, STATE_LABELS, State
from interview_app.services import timetables
from interview_app.services.timetables import Sought
from interview_app.web import page
from interview_app.web.access import allows
from interview_app.web.context import actor, now, store, study
from interview_app.web.language import said
from interview_app.web.listing import PAGE, asked, offset, part
from interview_app.web.naming import outcome_name

pages = Blueprint("schedule", __name__, url_prefix="/schedule")

ORDER = (State.OVERDUE, State.DUE, State.MISSED, State.EARLY, State.OPTIONAL, State.PENDING, State.HELD,
         State.HELD_EARLY, State.LATE, State.NOT_EXPECTED)  # fmt: skip
"""The states as the overview lists them: what asks for something first."""


@pages.get("")
@allows(Action.SEE_SCHEDULE)
def index() -> ResponseReturnValue:
    """How many visits stand how, at one site or all; or the visits behind one of the numbers."""
    if asked("state"):
        return _visits()
    counts = timetables.overview(store(), actor(), study(), asked("site"), now=now())
    states = [state for state in ORDER if any(stands is state for _, stands in counts)]
    return render_template("schedule/index.html", counts=counts, states=states, sites=_sites())


def _visits() -> str:
    if asked("state") not in set(State):
        abort(404)
    sought = Sought(State(asked("state")), asked("site"), asked("visit"))
    found, total = timetables.visits(store(), actor(), study(), sought, limit=PAGE, offset=offset(), now=now())
    return render_template("schedule/visits.html", stands=found, state=sought.state, part=part(total), sites=_sites())


@pages.get("/<uuid_hex:participant_id>")
@allows(Action.SEE_SCHEDULE)
def show(participant_id: str) -> ResponseReturnValue:
    """One participant's visits."""
    table = timetables.look(store(), actor(), study(), participant_id, now=now())
    return render_template("schedule/show.html", table=table, participant=table.participant)


def _sites() -> list[tuple[str, str]]:
    return page.sites(study(), actor().sites)


def register(app: Flask) -> None:
    """Let templates name states, reasons and outcomes."""
    app.jinja_env.globals.update(
        state_names=lambda: {state: said(label) for state, label in STATE_LABELS.items()},
        reason_names=lambda: {reason: said(label) for reason, label in REASON_LABELS.items()},
        outcome_of=lambda code: outcome_name(Disposition(code)) if code else "",
    )
