"""The home page of each role: what is due, what came in, what there is."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from interview_app.domain.access import INSTALLATION_WIDE, Action, Role
from interview_app.domain.participation import erasure_due
from interview_app.services import contacts, overviews, reviews
from interview_app.services.schedule import day_at
from interview_app.services.today import counts as counted
from interview_app.web import today
from interview_app.web.access import allows
from interview_app.web.context import actor, now, store, study, study_if_any

pages = Blueprint("home", __name__)


@pages.get("/")
@allows(Action.OWN_ACCOUNT)
def index() -> ResponseReturnValue:
    """Whatever the person's role begins the day with."""
    if study_if_any() is None and actor().role not in INSTALLATION_WIDE:
        return render_template("home/no_study.html")
    return HOMES[actor().role]()


def _supervisor() -> str:
    arrivals, counts = overviews.arrivals(store(), actor(), study(), now())
    return render_template(
        "home/supervisor.html",
        arrivals=arrivals,
        counts=counts,
        tasks=counted(store(), actor(), study(), now=now()),
        waiting=reviews.waiting(store(), actor()),
        numbers=contacts.to_be_found(store(), actor()),
    )


def _researcher() -> str:
    return render_template("home/researcher.html", coverage=overviews.coverage(store(), actor(), study()))


def _manager() -> str:
    roster = overviews.roster(store(), actor(), study())
    erasures = [(each, erasure_due(each.withdrawal, each.left_on)) for each in roster.erasures]
    today = {site: day_at(study(), site, now()) for site in actor().sites}
    numbers = contacts.to_be_found(store(), actor())
    return render_template("home/manager.html", roster=roster, erasures=erasures, today=today, numbers=numbers)


def _admin() -> ResponseReturnValue:
    return redirect(url_for("accounts.index"), 303)


def _auditor() -> ResponseReturnValue:
    return redirect(url_for("ledger.index"), 303)


HOMES: dict[Role, Callable[[], ResponseReturnValue]] = {
    Role.INTERVIEWER: today.index,
    Role.SUPERVISOR: _supervisor,
    Role.RESEARCHER: _researcher,
    Role.MANAGER: _manager,
    Role.ADMIN: _admin,
    Role.AUDITOR: _auditor,
}
