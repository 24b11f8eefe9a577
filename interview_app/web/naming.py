"""What statuses, modes and the like are called on pages."""

from __future__ import annotations

from interview_app.domain.interview import Entry, Mode, Status
from interview_app.domain.study import Study
from interview_app.web.language import marked, said

MODES: dict[str, str] = {
    Mode.IN_PERSON.value: marked("In person"),
    Mode.TELEPHONE.value: marked("Telephone"),
    Mode.VIDEO.value: marked("Video"),
}
STATUSES: dict[str, str] = {
    Status.DRAFT.value: marked("In progress"),
    Status.PAUSED.value: marked("Paused"),
    Status.BROKEN_OFF.value: marked("Broken off"),
    Status.COMPLETE.value: marked("Complete"),
    Status.VOID.value: marked("Set aside"),
}
ENTRIES: dict[str, str] = {
    Entry.LIVE.value: marked("typed while asking"),
    Entry.PAPER.value: marked("entered from paper"),
}
FORMS: dict[str, str] = {"full": marked("Full form"), "short": marked("Short form")}
LANGUAGE_NAMES = {"en": "English", "nb": "Norsk (bokmål)"}


def visit_choices(study: Study) -> list[tuple[str, str]]:
    """The study's visits and their names, in the language of this request."""
    return [(visit.id, said(visit.label)) for visit in study.visits]
