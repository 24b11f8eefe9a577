"""Beginning an interview: about whom, then with whom, for which visit and how."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from interview_app import instruments
from interview_app.domain.access import Action
from interview_app.domain.instrument import Instrument
from interview_app.domain.interview import Entry, Mode
from interview_app.domain.participation import Participation
from interview_app.domain.study import Visit
from interview_app.forms.starting import Choices, StartForm, start_form
from interview_app.services import burdens, informants, interviews, offers, paper, participants, second_opinions
from interview_app.services.errors import AlreadyOpen, NotFound, Unsuitable
from interview_app.services.interviews import Wish
from interview_app.services.paper import ROLE, Held
from interview_app.services.participants import Shown
from interview_app.storage.informants import Informant
from interview_app.web.access import allows
from interview_app.web.context import actor, now, store, study
from interview_app.web.forms import blame
from interview_app.web.language import gettext as _
from interview_app.web.language import language, named
from interview_app.web.listing import PAGE, asked, asked_filters, offset, part
from interview_app.web.naming import ENTRIES, FORMS, LANGUAGE_NAMES, MODES, visit_choices
from interview_app.web.occasions import occasions
from interview_app.web.second_opinions import wishes

pages = Blueprint("starting", __name__, url_prefix="/interviews")


@pages.get("/new")
@allows(Action.CONDUCT)
def new() -> ResponseReturnValue:
    """Choose the participant; with one in the address, choose the rest."""
    if code := asked("participant"):
        shown = _participant(code)
        return _page(shown, start_form(None, _usual(shown)))
    active = Participation.ACTIVE.value
    found, total = participants.search(
        store(), actor(), study(), **asked_filters(["text"]), status=active, limit=PAGE, offset=offset()
    )
    return render_template("interviews/choose.html", participants=found, part=part(total))


@pages.post("/new")
@allows(Action.CONDUCT)
def start() -> ResponseReturnValue:
    """Begin the interview, or say what does not fit."""
    shown = _participant(request.form.get("participant", ""))
    form = start_form(request.form, {})
    if not form.validate():
        return _page(shown, form), 422
    try:
        interview_id = interviews.start(store(), actor(), _wish(form), now=now())
    except AlreadyOpen as there:
        return _page(shown, form, there=there.interview_id, fault=str(there)), 422
    except Unsuitable as unsuitable:
        blame(form, unsuitable)
        return _page(shown, form), 422
    return redirect(url_for("interviews.show", interview_id=interview_id), 303)


def _participant(code: str) -> Shown:
    found, _total = participants.search(store(), actor(), study(), text=code, limit=5)
    wanted = [participant for participant in found if participant.code == code]
    if not wanted:
        raise NotFound("There is no such participant at your sites.")
    return participants.show(store(), actor(), wanted[0].id)


def _usual(shown: Shown) -> dict[str, str]:
    """What the address proposes, else what is most usual, and the informant where there is only one."""
    usual = {"mode": Mode.TELEPHONE.value, "language": language(), "entry": Entry.LIVE.value, "held_by": actor().code}
    if len(shown.informants) == 1:
        usual["informant"] = shown.informants[0].informant.code
    return usual | {name: asked(name) for name in ("visit", "informant", "mode") if asked(name)}


def _wish(form: StartForm) -> Wish:
    try:
        mode, entry = Mode(form.mode.data), Entry(form.entry.data or Entry.LIVE)
    except ValueError:
        raise Unsuitable("mode", "Choose how it is held.") from None
    return Wish(
        study_id=study().id,
        participant=form.participant.data or "",
        visit=form.visit.data,
        informant=form.informant.data,
        mode=mode,
        language=form.language.data,
        entry=entry,
        held=Held(form.held_on.day, form.held_time.clock, form.held_by.data or ""),
        form=form.form.data or None,
        outside_reason=form.outside_reason.data or "",
    )


def _page(shown: Shown, form: StartForm, *, there: str = "", fault: str = "") -> str:
    instrument = instruments.load(study().instrument, study().instrument_version)
    offer = offers.offer(store(), study(), shown, form.held_on.day if not form.held_on.errors else None, now=now())
    known = [] if shown.participant.status != Participation.ACTIVE else offer.open
    asked = _asked([informant.id for informant in known])
    form.offer(_choices(instrument, [informant.code for informant in known]) | {"held_by": _holders(shown)})
    return render_template(
        "interviews/start.html",
        participant=shown.participant,
        form=form,
        fault=fault,
        there=there,
        shut=offer.shut,
        wishes=wishes(second_opinions.wanted(store(), study(), shown.participant, now=now())),
        occasions=occasions(shown, {visit.id: _length(instrument, visit) for visit in study().visits}),
        people={each.code: f"{_does(each)} · {asked[each.id]}" for each in known},
        chooses_form=any(visit.form == "either" for visit in study().visits),
    )


def _holders(shown: Shown) -> Choices:
    """Who can have held an interview on paper: interviewers of the site, and people of any role without an account."""
    codes = [(code, code) for code in paper.holders(store(), study(), shown.participant.site)]
    told = named(informants.roles(study()))
    without = [(f"{ROLE}{name}", _("%(role)s, without an account", role=label)) for name, label in told.items()]
    return [("", _("Choose")), *codes, *without]


def _does(informant: Informant) -> str:
    """The informant's role and service."""
    roles, services = named(informants.roles(study())), named(informants.services(study()))
    role, service = roles.get(informant.role, informant.role), services.get(informant.service, informant.service)
    return f"{role} · {service}"


def _asked(ids: list[str]) -> dict[str, str]:
    """How often each informant was asked of late, and how often they may be."""
    cap = study().calling.burden
    return {
        key: _("asked %(count)s of at most %(cap)s times in 28 days", count=count, cap=cap)
        for key, count in burdens.counts(store(), ids, now=now()).items()
    }


def _choices(instrument: Instrument, codes: list[str]) -> dict[str, Choices]:
    return {
        "visit": visit_choices(study()),
        "form": [(name, _(label)) for name, label in FORMS.items() if instrument.items_of(name)],
        "informant": [(code, code) for code in codes],
        "mode": [(name, _(label)) for name, label in MODES.items()],
        "language": [(code, LANGUAGE_NAMES.get(code, code)) for code in instrument.languages],
        "entry": [(name, _(label)) for name, label in ENTRIES.items()],
    }


def _length(instrument: Instrument, visit: Visit) -> str:
    """The form of a visit and how long it takes."""
    minutes = instrument.meta.get("target_minutes", {}).get(visit.form)
    form = _(FORMS[visit.form]) if visit.form in FORMS else _("Full or short form")
    return _("%(form)s, about %(minutes)s minutes", form=form, minutes=minutes) if minutes else form
