"""What statuses, modes and the like are called on pages."""

from __future__ import annotations

from interview_app.domain.disposition import FROM_ANSWERS, Disposition
from interview_app.domain.interview import Entry, Mode, Status
from interview_app.domain.participation import WITHDRAWAL_LABELS, Withdrawal
from interview_app.domain.study import Study
from interview_app.web.language import gettext, language, marked, said

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
_RECORDED = frozenset({"R", "O", "NE"})
"""The classes of outcomes that a person can record when an interview ends early."""
LANGUAGE_NAMES = {"en": "English", "nb": "Norsk (bokmål)"}


EFFECTS: dict[Withdrawal, str] = {
    Withdrawal.STOP_CONTACT: marked(
        "From that day on nobody is called about this participant: visits that are still open are no longer expected, "
        "no interview begins, and one under way takes no more answers."
    ),
    Withdrawal.STOP_USE: marked(
        "The same, and what was collected is used no more: interviews, reports, searches and exports made from now on "
        "leave it out. Exports that were made before stay as they are."
    ),
    Withdrawal.ERASE: marked(
        "The same, and everything is to be erased within 30 days. Your home page counts the days until then."
    ),
}


def visit_choices(study: Study) -> list[tuple[str, str]]:
    """The study's visits and their names, in the language of this request."""
    return [(visit.id, said(visit.label)) for visit in study.visits]


def date_choices(study: Study) -> list[tuple[str, str]]:
    """The dates that the study records of a participant, by name, in the language of this request."""
    return [(name, said(label)) for name, label in study.dates.items()]


def withdrawal_names() -> dict[int, str]:
    """The levels of a withdrawal in a few words."""
    return {level.value: said(label) for level, label in WITHDRAWAL_LABELS.items()}


def withdrawal_effects() -> dict[int, str]:
    """What each level of a withdrawal does."""
    return {level.value: gettext(told) for level, told in EFFECTS.items()}


def outcome_name(outcome: Disposition) -> str:
    """What an outcome is called in the language of this request."""
    return outcome.outcome.nb if language() == "nb" else outcome.outcome.en


def recorded_outcomes() -> list[tuple[str, str]]:
    """The outcomes that a person can record, beside those that follow from the answers."""
    kept = [each for each in Disposition if each not in FROM_ANSWERS and each.outcome.kind in _RECORDED]
    return [(each.value, outcome_name(each)) for each in kept]


def outcome_choices() -> list[tuple[str, str]]:
    """Every outcome that an interview can have: those that follow from its answers first."""
    told = [each for each in Disposition if each in FROM_ANSWERS]
    return [(each.value, outcome_name(each)) for each in told] + recorded_outcomes()
