"""The panel of a case as a page: its forms with what there is to choose, scripts, and times as the site has them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from flask import render_template

from interview_app import instruments
from interview_app.domain.calling import AT_THE_DESK, BY_CALL, default_next
from interview_app.domain.disposition import Disposition
from interview_app.domain.events import Event
from interview_app.domain.fieldwork import Channel
from interview_app.domain.interview import Mode
from interview_app.forms.calls import AttemptForm, HandOverForm, SeenForm, SettleForm, TakeBackForm
from interview_app.services import informants
from interview_app.services.agendas import Shown
from interview_app.services.contacts import Contact
from interview_app.web.call_scripts import scripts
from interview_app.web.context import now, study
from interview_app.web.language import gettext as _
from interview_app.web.language import marked, said
from interview_app.web.listing import asked
from interview_app.web.naming import MODES, outcome_name
from interview_app.web.times import in_zone

CHANNELS: dict[str, str] = {
    Channel.TELEPHONE.value: marked("Telephone"),
    Channel.VIDEO.value: marked("Video"),
    Channel.IN_PERSON.value: marked("In person"),
    Channel.TEXT.value: marked("Text message"),
    Channel.EMAIL.value: marked("E-mail"),
}


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms of the panel, of which at most one was sent."""

    attempt: AttemptForm
    settling: SettleForm
    undoing: TakeBackForm
    handing: HandOverForm

    @classmethod
    def of(cls, shown: Shown, posted: Any = None, sent: str = "") -> Self:
        """The forms of a case; the one that was `sent` holds what was posted, the others what is usual."""

        def filled(name: str) -> Any:
            return posted if name == sent else None

        mode, version = asked_mode(shown), str(shown.version)
        usual = {"seen": version, "channel": mode, "mode": mode, "zone": shown.zone}
        appointment = shown.standing.appointment or {}
        usual |= {name: appointment[name] for name in ("mode", "zone", "link") if name in appointment}
        proposed = shown.proposal.value if shown.proposal else None
        forms = cls(
            AttemptForm(filled("attempt"), data=usual),
            SettleForm(filled("settling"), data={"seen": version, "outcome": proposed}),
            TakeBackForm(filled("undoing"), data={"seen": version}),
            HandOverForm(filled("handing"), data={"seen": version, "interviewer": shown.whose}),
        )
        forms._offer(shown)
        return forms

    def _offer(self, shown: Shown) -> None:
        outcomes = [(outcome.value, outcome_name(outcome)) for outcome in BY_CALL]
        modes = [(mode.value, _(MODES[mode.value])) for mode in Mode]
        self.attempt.offer([(name, _(label)) for name, label in CHANNELS.items()], outcomes, modes)
        self.settling.outcome.offer([(outcome.value, outcome_name(outcome)) for outcome in AT_THE_DESK])
        nobody = [("", _("whoever interviews about the participant"))]
        self.handing.interviewer.offer([*nobody, *((code, code) for code in shown.takers)])

    @property
    def wrong(self) -> SeenForm | None:
        """The form that was sent and cannot be."""
        return next((each for each in (self.attempt, self.settling, self.undoing, self.handing) if each.errors), None)

    def named(self, name: str) -> SeenForm:
        """The form of that name."""
        found: SeenForm = getattr(self, name)
        return found


def asked_mode(shown: Shown) -> str:
    """How the call is held: as the address says, as the appointment says, else by telephone."""
    appointment = shown.standing.appointment or {}
    wished = asked("mode")
    return wished if wished in MODES else str(appointment.get("mode", Mode.TELEPHONE.value))


def panel(shown: Shown, forms: Forms, *, contact: Contact | None = None, fault: str = "") -> str:
    """The page of a case."""
    instrument = instruments.load(study().instrument, study().instrument_version)
    roles = {choice.name: said(choice.label) for choice in informants.roles(study())}
    services = {choice.name: said(choice.label) for choice in informants.services(study())}
    mode = asked_mode(shown)
    return render_template(
        "calls/show.html",
        shown=shown,
        forms=forms,
        form=forms.wrong or forms.attempt,
        fault=fault,
        contact=contact,
        keeps_contacts=study().calling.contacts,
        mode=mode,
        visit=said(study().visit(shown.key.visit).label),
        who=f"{roles.get(shown.informant.role, shown.informant.role)} · "
        f"{services.get(shown.informant.service, shown.informant.service)}",
        settled=_settled(shown),
        defaults=defaults(shown),
        scripts=scripts(study(), instrument, mode),
        lines=lines(shown),
        channels={name: _(label) for name, label in CHANNELS.items()},
    )


def _settled(shown: Shown) -> str:
    """What the case came to, "" while it goes on."""
    came_to = shown.standing.disposition
    return outcome_name(came_to) if came_to is not None and shown.standing.is_over else ""


def defaults(shown: Shown) -> dict[str, str]:
    """When to try again after each outcome, where nobody says otherwise."""
    moments = {outcome: default_next(study().calling, shown.zone, outcome, now()) for outcome in BY_CALL}
    return {outcome.value: in_zone(at, shown.zone) for outcome, at in moments.items() if at is not None}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was done in a case, in words."""

    at: Any
    actor: str
    what: str
    note: str
    following: str


def lines(shown: Shown) -> list[Line]:
    """What was done, the newest first."""
    told = [event for event in reversed(shown.history) if event.action is not Event.CASE_OPEN]
    return [
        Line(event.server_time, event.actor, _what(event.action, event.payload), event.payload.get("note", ""),
             _following(event.payload, shown.zone))
        for event in told
    ]  # fmt: skip


def _what(action: Event, told: dict[str, Any]) -> str:
    outcome = outcome_name(Disposition(told["outcome"])) if told.get("outcome") else ""
    if action is Event.CASE_ATTEMPT:
        seconds = told["seconds"]
        length = f" · {seconds // 60}:{seconds % 60:02}" if seconds else ""
        return f"{_(CHANNELS[told['channel']])}: {outcome}{length}"
    if action is Event.CASE_APPOINT:
        return f"{_('Appointment')}: {_(MODES[told['mode']])}"
    if action is Event.CASE_TAKE_BACK:
        return _("Taken back: %(outcome)s", outcome=outcome)
    if action is Event.CASE_HAND_OVER:
        return _("Handed to %(code)s", code=told["to"] or _("whoever interviews about the participant"))
    if told["by"] == "interview":
        begun = _("Interview begun") if told.get("begun") else _("Interview taken up again or set aside")
        return f"{_('Interview')}: {outcome}" if outcome else begun
    return f"{_('Settled')}: {outcome}"


def _following(told: dict[str, Any], zone: str) -> str:
    again = told.get("next_at") or told.get("at")
    return in_zone(datetime.fromisoformat(again), zone) if again else ""
