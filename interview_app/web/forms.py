"""How forms meet pages: whose fault it is, said at the field it is about."""

from __future__ import annotations

from wtforms import Form

from interview_app.services.errors import Unsuitable


def blame(form: Form, unsuitable: Unsuitable) -> None:
    """Show a service's objection at the field it names, or at the form's first."""
    field = form[unsuitable.field] if unsuitable.field in form else next(iter(form))
    field.errors = [*field.errors, str(unsuitable)]
