"""No session of an interview opens that could not begin today: what the start asks for, going on asks for again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from interview_app.domain.disposition import Disposition
from interview_app.domain.fieldwork import Channel
from interview_app.domain.informing import Acquaintance
from interview_app.domain.participation import Participation
from interview_app.services import consents, contacting, courses, endings, informants, participants
from interview_app.services.casework import Key
from tests.web.scene import NOW, Browse, Scene, said

TODAY = NOW.date()


def consent_ends(scene: Scene) -> None:
    own = scene.own
    consents.withdraw(
        scene.store, scene.people["manager"], scene.study, own.participant, own.consent, TODAY, now=scene.clock()
    )


def informant_leaves(scene: Scene) -> None:
    informants.set_active(scene.store, scene.people["manager"], scene.own.informant, False, now=scene.clock())


def they_part(scene: Scene) -> None:
    known = Acquaintance(until=TODAY)
    informants.describe(
        scene.store, scene.people["manager"], scene.own.informant, scene.own.code, known, now=scene.clock()
    )


def participant_objects(scene: Scene) -> None:
    own = scene.own
    key = Key(own.participant, "W16", own.informant)
    call = contacting.Attempt(channel=Channel.TELEPHONE, outcome=Disposition.REF_PARTICIPANT, note="Said so")
    contacting.record_attempt(scene.store, scene.people["interviewer"], scene.study, key, call, now=scene.clock())


def participant_leaves(scene: Scene) -> None:
    manager, own = scene.people["manager"], scene.own.participant
    stands = courses.terms_of(participants.show(scene.store, manager, own).participant)
    terms = replace(stands, status=Participation.ENDED)
    courses.change(scene.store, manager, scene.study, own, terms, now=scene.clock())


GONE = [
    (consent_ends, "No consent of this participant holds on this day"),
    (informant_leaves, "This informant is not available any more"),
    (they_part, "This informant does not work with the participant on this day"),
    (participant_objects, "The participant does not want this informant to be asked"),
    (participant_leaves, "This participant no longer takes part in the study"),
]


@pytest.mark.parametrize(("happens", "why"), GONE)
def test_a_paused_interview_goes_on_only_where_one_could_begin(
    scene: Scene, browse: Browse, happens: Callable[[Scene], None], why: str
) -> None:
    here = f"/interviews/{scene.own.interview}"
    for case in (scene.own, scene.foreign):
        interviewer = scene.people["interviewer" if case is scene.own else "interviewer-away"]
        endings.pause(scene.store, interviewer, case.interview, now=scene.clock())
    happens(scene)
    scene.clock.forward(days=1)

    browser = browse("interviewer")
    refused = browser.post(f"{here}/resume")
    assert (refused.status, refused.says(why)) == (409, True)
    answer = said("c01", "2")
    sent = {"op_id": answer.op_id, "kind": "answer", "item": "c01", "revision": 1, "value": "2"}
    assert browser.post_json(f"{here}/operations", {"operations": [sent]}).status == 409
    assert browser.get(here).says("Paused")
    away = browse("interviewer-away")
    assert away.post(f"/interviews/{scene.foreign.interview}/resume").status == 303, "control"

    ended = browser.fill_in(f"{here}/stop", {"reason": "interrupted"}, action=f"{here}/break-off")
    assert ended.status == 303
    assert browser.post(f"{here}/resume").status == 409
    assert browser.post(f"{here}/void", {"reason": "Begun by mistake"}).status == 303
