"""The auditor's pages: what happened, by whom and when, and whether the ledger is whole. No answers are shown here."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from interview_app.domain.access import Action
from interview_app.services import ledger, verification
from interview_app.web.access import allows
from interview_app.web.context import actor, store
from interview_app.web.heavy import heavy
from interview_app.web.listing import PAGE, asked, offset, part

pages = Blueprint("ledger", __name__, url_prefix="/ledger")

FILTERS = ("stream", "actor", "action", "item", "since", "until")


@pages.get("")
@allows(Action.AUDIT)
def index() -> ResponseReturnValue:
    """The lines of the ledger, newest first."""
    lines, total = ledger.search(store(), actor(), {name: asked(name) for name in FILTERS}, limit=PAGE, offset=offset())
    actions = [(name, name) for name in ledger.ACTIONS]
    return render_template("ledger/index.html", lines=lines, part=part(total), actions=actions)


@pages.get("/seals")
@allows(Action.AUDIT)
def seals() -> ResponseReturnValue:
    """The seals made, newest first."""
    found, total = ledger.find_seals(store(), actor(), asked("text"), limit=PAGE, offset=offset())
    return render_template("ledger/seals.html", seals=found, part=part(total))


@pages.post("/verification")
@allows(Action.AUDIT)
@heavy
def verify() -> ResponseReturnValue:
    """Check chains, seals and projections now."""
    return render_template("ledger/verification.html", verification=verification.verify(store()))
