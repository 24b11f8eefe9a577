"""Reasons to look at a completed interview, worked out when it is completed and whenever it changes afterwards; and
whether it is drawn to be asked about once more."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from interview_app.domain import review_flags
from interview_app.domain.access import Actor
from interview_app.domain.document import amended, answer_of
from interview_app.domain.events import Event
from interview_app.domain.interview import Entry
from interview_app.domain.items import Rating, Stored
from interview_app.domain.missing import Missing
from interview_app.domain.rechecks import is_drawn
from interview_app.domain.review_flags import Conduct
from interview_app.domain.routing import route
from interview_app.domain.study import Study
from interview_app.services.cases import Case, changing
from interview_app.services.studies import study_of
from interview_app.storage import reviews
from interview_app.storage.engine import Store


def flag(case: Case) -> None:
    """Keep the prompts of a completed interview, where they are others than those that stand."""
    review = case.oversight.review
    if review is not None:
        study = study_of(case.connection, case.row.study_id)
        found = [prompt.told() for prompt in review_flags.prompts(_conduct(case, study), study.calling)]
        if found != list(review.flags):
            case.tell(Event.INTERVIEW_FLAG, {"flags": found})


def flag_anew(store: Store, actor: Actor, interview_id: str, *, now: datetime) -> None:
    """Work out the prompts of an interview once more, after more has become known about it. Raises NotFound."""
    with changing(store, actor, interview_id, now) as case:
        flag(case)


def _conduct(case: Case, study: Study) -> Conduct:
    row, standing = case.row, case.standing
    median, n = reviews.lengths(case.connection, study_id=row.study_id, form=standing.form, but=row.id)
    given = [answer for item in _asked(case) if (answer := answer_of(standing.document, item)).is_given]
    is_live = row.entry == Entry.LIVE
    began = standing.started_at
    return Conduct(
        seconds=standing.seconds if is_live else None,
        median=median,
        compared=n,
        ratings=_ratings(case),
        answered=len(given),
        dont_know=sum(answer.missing is Missing.DONT_KNOW for answer in given),
        amended=amended(standing.document),
        began=began.astimezone(ZoneInfo(study.zone(row.site))) if is_live else None,
        in_same_minute=_beside(case, began) if is_live else 0,
    )


def _asked(case: Case) -> list[str]:
    """What was put to the informant: the items on the route that hold an answer and are not the application's own."""
    instrument, standing = case.rules.instrument, case.standing
    way = route(instrument, standing.form, standing.document, case.rules.surroundings(case.now))
    own = set(instrument.meta.get("binds", {}).values())
    return [
        item.id
        for item in instrument.items_of(standing.form)
        if item.id in way.on and item.stores and item.role != "instr" and item.id not in own
    ]


def _ratings(case: Case) -> list[Stored | None]:
    """What stands for each rating that belongs to a scale."""
    instrument = case.rules.instrument
    scored = {item for scale in instrument.scales if scale.kind == "scale" for item in scale.items}
    asked = [item for item in _asked(case) if item in scored and isinstance(instrument.by_id[item], Rating)]
    return [answer_of(case.standing.document, item).value for item in asked]


def _beside(case: Case, began: datetime) -> int:
    minute = began.replace(second=0, microsecond=0)
    whose = case.row.interviewer_id
    return reviews.begun_beside(case.connection, interviewer_id=whose, minute=minute, but=case.row.id)


def draw(case: Case) -> None:
    """Note that a completed interview is to be asked about once more, where the study's seed says so."""
    row, study = case.row, study_of(case.connection, case.row.study_id)
    if row.entry != Entry.LIVE:
        return
    whose = reviews.codes(case.connection, row.id)
    before = reviews.completed_by(case.connection, study_id=study.id, interviewer_id=row.interviewer_id, but=row.id)
    keys = (whose.participant_id, row.visit, whose.informant_id, row.instance)
    if is_drawn(study.sampling, whose.interviewer_id, before + 1, *keys):
        case.tell(Event.INTERVIEW_DRAW, {})
