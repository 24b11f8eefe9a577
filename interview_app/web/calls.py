"""Calls: the list of what is planned, and the panel of one case with outcomes, appointments, scripts and contacts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from interview_app.domain.access import Action
from interview_app.domain.calling import moment
from interview_app.domain.disposition import Disposition
from interview_app.domain.fieldwork import Channel
from interview_app.domain.interview import Mode
from interview_app.forms.calls import AttemptForm, HandOverForm, SettleForm, TakeBackForm
from interview_app.services import agendas, contacting, contacts, feeds, undoing
from interview_app.services.agendas import Shown
from interview_app.services.casework import Key
from interview_app.services.contacting import Appointment, Attempt, Verdict
from interview_app.services.contacts import Contact
from interview_app.services.errors import Overtaken, Unsuitable
from interview_app.services.remarks import checked_zone
from interview_app.web import page
from interview_app.web.access import allows
from interview_app.web.call_panel import Forms, panel
from interview_app.web.context import actor, now, store, study
from interview_app.web.forms import blame, objection
from interview_app.web.language import gettext as _
from interview_app.web.listing import PAGE, asked_filters, offset, part
from interview_app.web.naming import visit_choices

pages = Blueprint("calls", __name__, url_prefix="/calls")
CASE = "/<uuid_hex:participant_id>/<visit>/<uuid_hex:informant_id>"


@pages.get("")
@allows(Action.CALL)
def index() -> ResponseReturnValue:
    """What is planned at the person's sites, the next first."""
    filters = asked_filters(("text", "site", "visit", "kind"))
    found = agendas.search(store(), actor(), study(), filters, now=now(), limit=PAGE, offset=offset())
    return render_template(
        "calls/index.html",
        rows=found.rows,
        part=part(found.total),
        sites=page.sites(study(), actor().sites),
        visits=dict(visit_choices(study())),
    )


@pages.get(CASE)
@allows(Action.CALL)
def show(**case: str) -> ResponseReturnValue:
    """One case: what was done, and what can be done next."""
    shown = _shown(Key(**case))
    return panel(shown, Forms.of(shown))


@pages.get("/of-interview/<uuid_hex:interview_id>")
@allows(Action.CONDUCT)
def of_interview(interview_id: str) -> ResponseReturnValue:
    """The case that an interview belongs to."""
    key, mode = agendas.of_interview(store(), actor(), interview_id)
    return redirect(_address(key, mode=mode.value), 303)


@pages.post(CASE)
@allows(Action.CALL)
def record(**case: str) -> ResponseReturnValue:
    """Keep how a call went, or only an appointment that was made or changed without one."""
    return _acted(Key(**case), "attempt", _appoint if request.form.get("act") == "appoint" else _record)


@pages.post(f"{CASE}/settle")
@allows(Action.CALL)
def settle(**case: str) -> ResponseReturnValue:
    """Settle a case without a call."""
    return _acted(Key(**case), "settling", _settle)


@pages.post(f"{CASE}/take-back")
@allows(Action.CALL)
def take_back(**case: str) -> ResponseReturnValue:
    """Take back what a case was settled with by mistake."""
    return _acted(Key(**case), "undoing", _take_back)


@pages.post(f"{CASE}/hand-over")
@allows(Action.REASSIGN)
def hand_over(**case: str) -> ResponseReturnValue:
    """Give a case to another interviewer."""
    return _acted(Key(**case), "handing", _hand_over)


@pages.post(f"{CASE}/contact")
@allows(Action.CALL)
def contact(**case: str) -> ResponseReturnValue:
    """The case with the informant's contact details beside it; the ledger keeps that they were looked at."""
    key = Key(**case)
    shown = _shown(key)
    found = None if shown.refusal else contacts.view(store(), actor(), study(), key.informant_id, now=now())
    return panel(shown, Forms.of(shown), contact=found or Contact())


@pages.get(f"{CASE}/appointment.ics")
@allows(Action.CALL)
def appointment(**case: str) -> ResponseReturnValue:
    """What is planned in a case, as a file for a calendar."""
    row = agendas.planned(store(), actor(), study(), Key(**case), now=now())
    named = {"Content-Disposition": 'attachment; filename="appointment.ics"'}
    return Response(feeds.one(row, now=now()), mimetype="text/calendar", headers=named)


def _shown(key: Key) -> Shown:
    return agendas.show(store(), actor(), study(), key, now=now())


def _address(key: Key, **more: str) -> str:
    named: dict[str, Any] = {**asdict(key), **more}
    return url_for(".show", **named)


def _acted(key: Key, name: str, act: Callable[[Shown, Any], None]) -> ResponseReturnValue:
    """Do what a form of the panel asks for, or show why not, with what was typed and what has happened meanwhile."""
    shown, fault = _shown(key), ""
    forms = Forms.of(shown, request.form, name)
    form = forms.named(name)
    if not form.validate():
        return panel(shown, forms), 422
    try:
        act(shown, form)
    except Overtaken as overtaken:
        shown = _shown(key)
        form.seen.data = str(shown.version)
        return panel(shown, forms, fault=_(str(overtaken))), 409
    except Unsuitable as unsuitable:
        if unsuitable.field in form:
            blame(form, unsuitable)
        else:
            fault = objection(unsuitable)
        return panel(shown, forms, fault=fault), 422
    return redirect(_address(key, done=name), 303)


def _record(shown: Shown, form: AttemptForm) -> None:
    outcome = _outcome(form)
    is_agreed = outcome is Disposition.APPT and bool(form.next_on.data)
    attempt = Attempt(
        channel=Channel(form.channel.data),
        outcome=outcome,
        note=form.note.data or "",
        seconds=form.length.seconds,
        next_at=None if outcome is Disposition.APPT else _moment(form, shown.zone),
        appointment=_agreed(shown, form) if is_agreed else None,
        sure=bool(form.sure.data),
    )
    contacting.record_attempt(store(), actor(), study(), shown.key, attempt, seen=form.version, now=now())


def _appoint(shown: Shown, form: AttemptForm) -> None:
    agreed = replace(_agreed(shown, form), note=form.note.data or "", sure=bool(form.sure.data))
    contacting.appoint(store(), actor(), study(), shown.key, agreed, seen=form.version, now=now())


def _settle(shown: Shown, form: SettleForm) -> None:
    verdict = Verdict(outcome=_outcome(form), note=form.note.data or "", sure=bool(form.sure.data))
    contacting.settle(store(), actor(), study(), shown.key, verdict, seen=form.version, now=now())


def _take_back(shown: Shown, form: TakeBackForm) -> None:
    reason, sure = form.note.data or "", bool(form.sure.data)
    undoing.take_back(store(), actor(), study(), shown.key, reason, sure=sure, seen=form.version, now=now())


def _hand_over(shown: Shown, form: HandOverForm) -> None:
    to = form.interviewer.data or ""
    contacting.hand_over(store(), actor(), study(), shown.key, to, seen=form.version, now=now())


def _outcome(form: AttemptForm | SettleForm) -> Disposition:
    try:
        return Disposition(form.outcome.data or "")
    except ValueError:
        raise Unsuitable("outcome", "Choose how the call went.") from None


def _agreed(shown: Shown, form: AttemptForm) -> Appointment:
    zone = checked_zone(form.zone.data or "") or shown.zone
    at = _moment(form, zone)
    if at is None:
        raise Unsuitable("next_on", "Enter the day and the time of the appointment.")
    return Appointment(at=at, mode=Mode(form.mode.data), zone=zone, link=form.link.data or "")


def _moment(form: AttemptForm, zone: str) -> datetime | None:
    """The day and time that were entered, by the clock of that zone; None where none were."""
    day, clock = form.next_on.day, form.next_time.clock
    if day is None or clock is None:
        return None
    found = moment(datetime.combine(day, clock), zone)
    if found is None:
        raise Unsuitable("next_time", "There is no such time on that day: the clocks go forward.")
    return found
