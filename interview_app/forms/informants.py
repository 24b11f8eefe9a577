"""The form of an informant: role and service from the instrument's lists, and the participants they can speak about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from wtforms import BooleanField, Field, HiddenField
from wtforms.validators import StopValidation

from interview_app.domain.participant_codes import is_participant_code
from interview_app.domain.participation import InformantWithdrawal
from interview_app.forms.choosing import OneField, Pairs
from interview_app.forms.marking import Told, marked
from interview_app.forms.text_fields import ProseField
from interview_app.forms.whole import WholeForm


class InformantForm(WholeForm):
    """A worker who can be interviewed; no name, only what they do and whom they know."""

    site = OneField(marked("Site"))
    role = OneField(marked("Role"))
    service = OneField(marked("Service"))
    participants = ProseField(marked("Participants they know"), 2_000)
    shown = HiddenField(marked("Participants they know"))
    """The codes that the page showed as known, for one that is changed: what differs is what this person changed."""

    def codes(self) -> list[str]:
        """The participants' codes as given: one a line, or with spaces or commas between them."""
        return list(dict.fromkeys((self.participants.data or "").replace(",", " ").upper().split()))

    def validate_participants(self, field: Field) -> None:
        """Name the codes that are misread: the check digit tells."""
        wrong = [code for code in self.codes() if not is_participant_code(code)]
        if wrong:
            raise StopValidation(Told(marked("A digit is wrong in %(codes)s."), codes=", ".join(wrong[:5])))


def informant_form(
    posted: Any, sites: Pairs, roles: Pairs, services: Pairs, *, stored: Any = None, codes: Iterable[str] = ()
) -> InformantForm:
    """The form of a new informant, or of one that is changed: the site then stays as it is."""
    known = list(codes)
    form = InformantForm(posted, obj=stored, participants="\n".join(known), shown=" ".join(known))
    form.site.offer(sites)
    form.role.offer(roles)
    form.service.offer(services)
    if stored is None:
        del form.shown
    else:
        del form.site
    return form


class InformantWithdrawalForm(WholeForm):
    """What becomes of an informant's answers when they no longer take part."""

    may_lack = frozenset({"how"})

    how = OneField(marked("The informant"))
    confirmed = BooleanField(marked("I have read what this does. It cannot be taken back."))

    def validate_confirmed(self, field: Field) -> None:
        """Ask whoever did not tick it."""
        if not field.data:
            raise StopValidation(marked("Tick this to go on."))

    def chosen(self) -> InformantWithdrawal:
        """What was chosen."""
        return InformantWithdrawal(self.how.data)


def informant_withdrawal_form(posted: Any, open_to: Mapping[str, str]) -> InformantWithdrawalForm:
    """The form with what is still open to this informant."""
    form = InformantWithdrawalForm(posted)
    form.how.offer(open_to.items())
    return form
