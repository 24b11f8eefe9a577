"""How forms meet pages: whose fault it is, said at the field it is about."""

from __future__ import annotations

from flask import request
from wtforms import Form

from interview_app.forms.marking import Told
from interview_app.forms.participants import DATE
from interview_app.forms.whole import ABSENT
from interview_app.services.errors import Unsuitable
from interview_app.web.errors import Problem
from interview_app.web.language import gettext as _


def blame(form: Form, unsuitable: Unsuitable) -> None:
    """Show a service's objection at the field it names, or at the form's first."""
    names = (unsuitable.field, DATE + unsuitable.field)
    field = next((form[name] for name in names if name in form), next(iter(form)))
    field.errors = [*field.errors, Told(unsuitable.message, **unsuitable.fills)]


def objection(unsuitable: Unsuitable) -> str:
    """A service's objection in the language of this request."""
    return _(unsuitable.message, **unsuitable.fills)


def not_sent() -> Problem:
    """The answer to a form that lacks what its page has."""
    return Problem(422, "invalid", _(ABSENT))


def pressed(name: str, **means: bool) -> bool:
    """What the pressed button of that name means; a form that came without it changes nothing."""
    sent = request.form.get(name, "")
    if sent not in means:
        raise not_sent()
    return means[sent]
