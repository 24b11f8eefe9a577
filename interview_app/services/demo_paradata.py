"""How the pages of the demo's interviews were used: invented from each interview's id, and always the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from interview_app import __version__
from interview_app.domain.access import Sites
from interview_app.domain.document import answer_of
from interview_app.domain.interview import Entry, Interview, Status
from interview_app.domain.paradata import Device, Measure, Sitting
from interview_app.domain.study import Study
from interview_app.services.synthetic import generator
from interview_app.storage import interviews, paradata
from interview_app.storage.engine import Store

_DEVICES = (Device.TABLET,) * 7 + (Device.DESKTOP,) * 2 + (Device.PHONE,)
_HASTY = 0.03
"""How many are rushed through, so that there is something for a supervisor to look at."""


def measure(store: Store, study: Study) -> None:
    """Measure every interview that was typed while asking."""
    sites = Sites.of(study.id, (site.code for site in study.sites))
    with store.writing() as connection:
        for each in interviews.records(connection, store.keys, sites=sites, filters={"study_id": study.id}):
            if isinstance(each, Interview) and each.entry is Entry.LIVE and each.status is not Status.VOID:
                random = generator(each.id, "paradata")
                measures = list(_measures(each, random))
                paradata.measure(connection, each.id, measures)
                paradata.sit(connection, each.id, _sitting(each, measures, random), each.mode_last, __version__)


def _measures(interview: Interview, random: Random) -> Iterator[Measure]:
    at = interview.started_at
    pace = 0.2 if random.random() < _HASTY else random.uniform(0.7, 1.3)
    for item in interview.document["answers"]:
        if answer_of(interview.document, item).is_given:
            seconds = pace * random.lognormvariate(2.6, 0.5)
            changes = int(random.random() < 0.05)
            answered = at + timedelta(milliseconds=round(800 * seconds))
            last = answered + timedelta(seconds=changes * 4)
            yield Measure(
                item=item, shown_at=at, answered_at=answered, changed_at=last, changes=changes,
                visits=1 + changes, active_ms=round(1000 * seconds) + 5000 * changes,
            )  # fmt: skip
            at += timedelta(milliseconds=round(1000 * seconds))


def _sitting(interview: Interview, measures: list[Measure], random: Random) -> Sitting:
    last = max((each.changed_at for each in measures if each.changed_at is not None), default=interview.started_at)
    offline = random.randint(5, 90) if random.random() < 0.06 else 0
    began = interview.started_at
    return Sitting(began_at=began, ended_at=last, device=random.choice(_DEVICES), offline_seconds=offline)
