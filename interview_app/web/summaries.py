"""All answers of an interview as lines to read: before completing it, and afterwards."""

from __future__ import annotations

from dataclasses import dataclass

from interview_app.domain import closing
from interview_app.domain.document import Answer, answer_of, confirmation_of, note_of
from interview_app.domain.instrument import Scale
from interview_app.domain.items import Calculated, Item, say
from interview_app.domain.validity import Gap
from interview_app.web.language import gettext as _
from interview_app.web.language import marked
from interview_app.web.previous import LastTime, last_time
from interview_app.web.questions import Questions

GAPS = {
    "required": marked("An answer is needed."),
    "critical": marked("Without this question the interview cannot be completed."),
    "conflict": marked("Answered on two tablets: choose which answer stands."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One question and what stands for it; `answer` is "" where it is open."""

    item: str
    called: str
    label: str
    answer: str
    is_reason: bool
    note: str
    confirmation: str
    same: str
    """The interview from which the answer was taken over, "" for one of its own."""
    before: LastTime | None
    gaps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A section with its lines, and how many of its questions were not asked."""

    title: str
    lines: tuple[Line, ...]
    unasked: int


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """A score in words: `value` is "" where it could not be worked out."""

    label: str
    value: str
    valid: str
    prorated: bool
    reason: str
    is_flag: bool


def summary(questions: Questions) -> list[Group]:
    """The sections of the form with what was answered, along the route of the answers."""
    interview, instrument = questions.opened.interview, questions.opened.instrument
    groups = []
    for section in questions.sections():
        items = [item for item in questions.shown(instrument.items_of(interview.form, section.id)) if item.stores]
        asked = [item for item in items if item.id in questions.way.on]
        if asked:
            lines = tuple(_line(questions, item) for item in asked)
            groups.append(Group(questions.text(section.title), lines, len(items) - len(asked)))
    return groups


def _line(questions: Questions, item: Item) -> Line:
    document = questions.opened.interview.document
    answer = answer_of(document, item.id)
    return Line(
        item=item.id,
        called=questions.called(item),
        label=questions.text(item.label),
        answer=answer_words(questions, item, answer),
        is_reason=answer.missing is not None,
        note=note_of(document, item.id),
        confirmation=confirmation_of(document, item.id),
        same=answer.same,
        before=last_time(questions, item),
        gaps=tuple(_gap(questions, gap) for gap in questions.still_open if gap.item == item.id),
    )


def answer_words(questions: Questions, item: Item, answer: Answer) -> str:
    """An answer to the item in words, "" when there is none; of a calculated item, what its formula gives now."""
    if isinstance(item, Calculated):
        return questions.calculated(item)
    if answer.missing is not None:
        return questions.reason(answer.missing)
    return "" if answer.value is None else item.display(answer.value, questions.language)


def _gap(questions: Questions, gap: Gap) -> str:
    if gap.kind in GAPS:
        return _(GAPS[gap.kind])
    told = say(questions.opened.instrument.messages[gap.message].text, questions.language)
    return f"{told} {_('Confirm it with a reason.')}" if gap.kind == "soft" else told


def score_lines(questions: Questions) -> list[ScoreLine]:
    """The scores as they were settled, or as they would be now."""
    opened = questions.opened
    settled = closing.settled(opened.instrument, opened.interview, questions.surroundings)["scores"]
    return [_score(questions, scale, settled[scale.id]) for scale in opened.instrument.scales if scale.id in settled]


def _score(questions: Questions, scale: Scale, score: closing.Closing) -> ScoreLine:
    value, is_flag = score["value"], scale.kind == "flag"
    shown = "" if value is None else (_("yes") if value else _("no")) if is_flag else f"{value:.1f}"
    if questions.language == "nb":
        shown = shown.replace(".", ",")
    counted = {"n": score["n"], "items": len(scale.items) or score["n"]}
    valid = "" if is_flag or score["n"] is None else _("%(n)s of %(items)s", **counted)
    label = say(scale.label, questions.language)
    return ScoreLine(label, shown, valid, bool(score["prorated"]), score["missing"] or "", is_flag)
