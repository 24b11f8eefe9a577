"""Changing one answer of a completed interview, with a reason that is kept beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from interview_app.domain import validity
from interview_app.domain.access import Action, Actor, Role
from interview_app.domain.document import answer_of
from interview_app.domain.events import Event
from interview_app.domain.items import Invalid, say
from interview_app.domain.missing import BY_SUPERVISOR
from interview_app.domain.operations import Kind, Operation
from interview_app.services import flagging, payloads
from interview_app.services.blinding import must_not_be_blind
from interview_app.services.cases import Case, changing, must_be_unsigned_for
from interview_app.services.endings import gaps, stated
from interview_app.services.errors import NotAllowed, Overtaken, Unsuitable
from interview_app.storage.engine import Store


def amend(
    store: Store,
    actor: Actor,
    interview_id: str,
    item_id: str,
    given: Mapping[str, Any],
    *,
    reason: str,
    now: datetime,
    seen: Sequence[str] | None = None,
) -> None:
    """Change one answer of a completed interview, with a reason; its scores are settled anew.

    `given` is `{"value": raw}`, `{"missing": reason}` or `{}` to clear. A supervisor may also give the reasons
    `removed` and `error`. `seen` are the operations of the answer that the person had before them, None where nobody
    looked. Once the interview was signed only supervisors amend it, and the signature counts no more. Raises NotFound,
    NotAllowed, Closed, Unsuitable, Overtaken.
    """
    if not actor.may(Action.AMEND):
        raise NotAllowed("Your role does not amend interviews.")
    told = stated(reason, "Give the reason for the amendment; it is kept with the change.")
    with changing(store, actor, interview_id, now) as case:
        must_not_be_blind(case)
        must_be_unsigned_for(case)
        stands = answer_of(case.standing.document, item_id)
        payload = _amended(case, actor, item_id, given)
        if seen is not None and tuple(seen) != stands.ops:
            raise Overtaken("Somebody else changed this answer meanwhile. Look at what stands there now.")
        before = set(gaps(case))
        revision = stands.revision + 1
        case.tell(Event.INTERVIEW_AMEND, {**payload, "revision": revision, "reason": told}, item=item_id)
        _must_fit(case, item_id, [gap for gap in gaps(case) if gap not in before])
        flagging.flag(case)


def _must_fit(case: Case, item_id: str, opened: Sequence[validity.Gap]) -> None:
    """Refuse an amendment that breaks a rule, empties its question or takes a critical one off the route."""
    instrument, language = case.rules.instrument, case.standing.language
    for gap in opened:
        if gap.kind == "hard":
            raise Unsuitable(item_id, say(instrument.messages[gap.message].text, language))
        if gap.kind == "critical":
            raise Unsuitable(item_id, "With this answer the interview would not be complete. Set it aside instead.")
        if gap.item == item_id and gap.kind == "required":
            raise Unsuitable(item_id, "Give an answer or a reason for its absence; the question cannot be left empty.")


def _amended(case: Case, actor: Actor, item_id: str, given: Mapping[str, Any]) -> dict[str, Any]:
    operation = Operation("", Kind.ANSWER, item=item_id, given=given)
    if actor.role is Role.SUPERVISOR and given.get("missing") in list(BY_SUPERVISOR):
        return {"missing": given["missing"]}
    try:
        return payloads.answer(case, operation)
    except Invalid as why:
        raise Unsuitable(item_id, payloads.message(case, operation, why)) from why
