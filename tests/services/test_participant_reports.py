"""A participant over time on paper: who may print it, what it may tell, and what the ledger keeps."""

from __future__ import annotations

from interview_app.domain.access import Role
from interview_app.services import endings
from interview_app.services.participant_reports import of_code, participant_pdf
from tests.reports.printed import Printed
from tests.services.conftest import NOW, World
from tests.worked import ANSWERS

SPOKEN = {item: value for item, value in ANSWERS.items() if item not in ("prior_wrri", "e1")}


def test_the_supervisor_prints_a_participant_over_time(world: World) -> None:
    interview_id = world.start()
    world.answer(interview_id, SPOKEN)
    endings.complete(world.store, world.interviewer, interview_id, now=NOW)
    supervisor = world.people[Role.SUPERVISOR]
    wanted = of_code(world.store, supervisor, world.study, world.wish.participant)
    page = Printed(participant_pdf(world.store, supervisor, world.study, wanted, now=NOW))
    assert "Total 70.0 of 100 at Week 12" in page.said
    assert world.wish.participant in page.said
