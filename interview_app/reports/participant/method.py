"""The footnote: how scores, changes and lines are made, over which denominators, and what was left out."""

from __future__ import annotations

from collections.abc import Iterator

from interview_app.domain.instrument import Scale
from interview_app.reports.participant.telling import NEVER, Telling
from interview_app.reports.texts import cut

RULES = 420


def method(telling: Telling) -> tuple[str, ...]:
    """The sentences that tell how to read the numbers."""
    return tuple(text for text in (*_scores(telling), *_reliability(telling)) if text)


def _scores(telling: Telling) -> Iterator[str]:
    words, scales = telling.words, telling.scales
    if not telling.held:
        return
    if scales:
        rules = ", ".join(words.rule(scale, telling.tell(scale.label)) for scale in scales)
        yield cut(words.say("how_scores", formula=_formula(scales[0]), rules=rules), RULES, "…")
        yield words.say("how_changes", visit=telling.visit(telling.first_visit))
    yield words.say("how_lines", held=telling.due_held, due=len(telling.due))


def _formula(scale: Scale) -> str:
    """The scale's formula as it reads in print."""
    text = scale.formula_source
    for source, printed in (("${sum}", "Σ"), ("${n}", "n"), ("*", "×"), ("div", "/")):
        text = text.replace(source, printed)
    return " ".join(text.split())


def _reliability(telling: Telling) -> Iterator[str]:
    """The formula of reliable change where a reliability is known, else that none is."""
    words, known = telling.words, [(scale, scale.reliability) for scale in telling.scales if scale.reliability]
    for scale, reliability in known:
        fills = {
            "r": words.number(reliability.coefficient, 2),
            "sd": words.number(reliability.sd, 2),
            "mdc": words.number(reliability.detectable, 1),
            "source": cut(telling.tell(reliability.source), 160, "…"),
        }
        yield words.say("how_reliable", name=telling.tell(scale.label), **fills)
    if telling.scales and not known:
        yield words.say("no_reliability")


def sources(telling: Telling) -> tuple[str, ...]:
    """Whose the instrument is, and the study's notices."""
    seen = {telling.tell(held.instrument.attribution): None for held in telling.held}
    notices = cut(telling.tell(telling.record.study.notices), 260, "…")
    return tuple(text for text in (*(cut(text, 220, "…") for text in seen), notices) if text)


def left_out(telling: Telling) -> tuple[str, ...]:
    """What is not in the report, and that it is not."""
    record, words = telling.record, telling.words
    found = []
    if record.elsewhere:
        found.append(words.count("elsewhere", record.elsewhere))
    if record.blind:
        found.append(words.say("blind_note", visits=telling.visits(record.blind)))
    if record.skipped:
        names = words.listed([f"{telling.visit(each.visit)} ({each.informant})" for each in record.skipped], 6)
        found.append(words.say("skipped_note", names=names))
    return tuple(found)


def undrawn(telling: Telling) -> tuple[str, ...]:
    """The visits that the strip does not show, and why."""
    undated = [each.visit.id for each in telling.record.occasions if each.slot.target is None and not each.slot.reason]
    never = [
        each.visit.id
        for each in telling.record.occasions
        if each.slot.reason in NEVER and each.held_on is None and each.slot.reason.value != "unscheduled"
    ]
    found = (("undated", undated), ("never", never))
    return tuple(telling.words.say(key, names=telling.visits(names, 20)) for key, names in found if names)
