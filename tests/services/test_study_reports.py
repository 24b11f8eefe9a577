"""A study's report tells of nobody who withdrew before it leaves."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import pytest

from interview_app.domain.access import Role
from interview_app.domain.participation import Withdrawal
from interview_app.reports.copies import USUAL
from interview_app.reports.study.page import print_study
from interview_app.services import courses, participants, study_reports
from interview_app.services.errors import Overtaken
from tests.services.conftest import NOW, World


def withdrawn(world: World) -> None:
    manager = world.people[Role.MANAGER]
    (found, *_), _ = participants.search(world.store, manager, world.study, text=world.wish.participant)
    courses.withdraw(world.store, manager, world.study, found.id, Withdrawal.STOP_USE, NOW.date(), now=NOW)


def enrolled(world: World) -> None:
    participants.enrol(world.store, world.people[Role.MANAGER], world.study, site="OSL", arm="xr", now=NOW)


@pytest.mark.parametrize(("act", "leaves"), [(withdrawn, False), (enrolled, True)])
def test_who_withdraws_while_it_is_drawn_is_not_in_it(
    world: World, monkeypatch: pytest.MonkeyPatch, act: Callable[[World], None], leaves: bool
) -> None:
    def meanwhile(*args: Any, **how: Any) -> bytes:
        act(world)
        return print_study(*args, **how)

    monkeypatch.setattr(study_reports, "print_study", meanwhile)
    with nullcontext() if leaves else pytest.raises(Overtaken):
        study_reports.study_pdf(world.store, world.people[Role.SUPERVISOR], world.study, USUAL, now=NOW)
