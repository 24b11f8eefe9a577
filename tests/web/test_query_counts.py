"""However many rows a list or a table is made of, it takes the same number of queries."""

from __future__ import annotations

from datetime import timedelta

import pytest

from interview_app.domain.disposition import Disposition
from interview_app.domain.fieldwork import Channel
from interview_app.services import contacting, second_opinions
from interview_app.services.casework import Key
from interview_app.services.contacting import Attempt
from tests.web.scene import HOME, Browse, Case, Scene, a_case, counted

PAGES = [("interviewer", "/calls"), ("supervisor", "/calls"), ("supervisor", "/second-opinions"),
         ("supervisor", "/progress"), ("supervisor", "/progress/rows")]  # fmt: skip


@pytest.mark.parametrize(("who", "address"), PAGES)
def test_more_rows_take_no_more_queries(scene: Scene, browse: Browse, who: str, address: str) -> None:
    manager, interviewer = scene.people["manager"], scene.people["interviewer"]
    goes_on(scene, scene.own)
    browser = browse(who)
    browser.get(address)
    with counted(scene) as few:
        before = browser.get(address)
    more = [a_case(scene.store, scene.study, manager, interviewer, HOME) for _ in range(6)]
    for case in more:
        goes_on(scene, case)
    with counted(scene) as many:
        page = browser.get(address)
    shown = {case.code for case in more}
    assert address == "/progress" or not {code for code in shown if code in before.text}
    assert address.startswith("/progress") or {code for code in shown if code in page.text} == shown
    assert page.says("7 participants") or address != "/progress"
    assert len(few) > 3
    assert len(few) == len(many)


def goes_on(scene: Scene, case: Case) -> None:
    """Somebody is to be called back, and a second opinion of the interview that was begun is wanted."""
    now = scene.clock()
    key = Key(case.participant, "W16", case.informant)
    tried = Attempt(channel=Channel.TELEPHONE, outcome=Disposition.NC, next_at=now + timedelta(days=3), sure=True)
    contacting.record_attempt(scene.store, scene.people["interviewer"], scene.study, key, tried, now=now)
    second_opinions.mark(
        scene.store, scene.people["supervisor"], scene.study, case.code, "W12", reason="Alike", now=now
    )
