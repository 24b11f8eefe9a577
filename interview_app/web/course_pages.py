"""The page of one participant, with whichever of its forms was refused."""

from __future__ import annotations

from flask import render_template

from interview_app.domain.participation import erasure_due
from interview_app.domain.schedule import REASON_LABELS, STATE_LABELS
from interview_app.forms.marking import Told
from interview_app.forms.participants import DATE, AssignForm, MoveForm, ParticipantForm, participant_form
from interview_app.services import informants
from interview_app.services.courses import terms_of
from interview_app.services.dossiers import Dossier
from interview_app.web import page
from interview_app.web.context import actor, store, study
from interview_app.web.course_traces import in_words
from interview_app.web.language import gettext as _
from interview_app.web.language import marked, named, said
from interview_app.web.naming import date_choices, withdrawal_names

_MEANWHILE = marked("The course was changed meanwhile. Here stands now: %(now)s.")
ANYBODY = ""
"""The choice that leaves a participant to whoever works at the site."""


def dossier_page(
    dossier: Dossier,
    *,
    course: ParticipantForm | None = None,
    move: MoveForm | None = None,
    assign: AssignForm | None = None,
    fault: str = "",
    code: str = "",
) -> str:
    """The page; a form that is given keeps what was typed into it."""
    participant = dossier.participant
    others, _total = informants.search(store(), actor(), study(), site=participant.site, active=True, limit=200)
    known = {each.informant.id for each in dossier.informants}
    course, move = course or course_form(None, dossier), move or move_form(None, dossier)
    assign = assign or assign_form(None, dossier)
    return render_template(
        "participants/show.html",
        dossier=dossier,
        participant=participant,
        others=[each for each in others if each.id not in known],
        course=course,
        move=move,
        assign=assign,
        faults=next((form for form in (course, move, assign) if form.errors), None),
        fault=fault,
        code=code,
        roles=named(informants.roles(study())),
        dates=dict(date_choices(study())),
        scopes={scope: said(label) for scope, label in study().consent.scopes.items()},
        states={state.value: said(label) for state, label in STATE_LABELS.items()},
        reasons={reason.value: said(label) for reason, label in REASON_LABELS.items()},
        level=withdrawal_names().get(participant.withdrawal, ""),
        due=erasure_due(participant.withdrawal, participant.left_on),
    )


def course_form(posted: object, dossier: Dossier) -> ParticipantForm:
    """The form of the participant's course."""
    seen = terms_of(dossier.participant).mark
    return participant_form(posted, page.arms(study()), date_choices(study()), dossier.participant, seen)


def compare(form: ParticipantForm, dossier: Dossier) -> bool:
    """Say at each field of a form what stands there now, where that is not what was typed; False where all is the same.

    From then on the form has seen what stands there now.
    """
    present = course_form(None, dossier)
    form.seen.data = present.seen.data
    fields = [field for field in present if field.name != "reason"]
    different = [field for field in fields if (field.data or "") != (form[field.name].data or "")]
    for field in different:
        words = in_words(study(), field.name.replace(DATE, "date ", 1), field.data, {}) or "–"
        form[field.name].errors = [Told(_MEANWHILE, now=words)]
    return bool(different)


def move_form(posted: object, dossier: Dossier) -> MoveForm:
    """The form of moving to another site: those of the manager but the present one."""
    form = MoveForm(posted)
    sites = page.sites(study(), actor().sites)
    form.site.offer([(code, name) for code, name in sites if code != dossier.participant.site])
    return form


def _interviewer(dossier: Dossier) -> str:
    mine = (each.code for each in dossier.interviewers if each.id == dossier.participant.interviewer_id)
    return next(mine, ANYBODY)


def assign_form(posted: object, dossier: Dossier) -> AssignForm:
    """The form of who interviews about the participant."""
    form = AssignForm(posted, data={"interviewer": _interviewer(dossier)})
    people = [(each.code, f"{each.code} · {each.display_name}") for each in dossier.interviewers]
    form.interviewer.offer([(ANYBODY, _("Whoever works at the site")), *people])
    return form
