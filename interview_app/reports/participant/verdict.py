"""The first sentences of the report: what changed, who said it, how far to trust it."""

from __future__ import annotations

from collections.abc import Iterator

from interview_app.domain.missing import Missing
from interview_app.domain.schedule import OPEN, State
from interview_app.domain.trajectory import Change, Point
from interview_app.reports.interview.reading import lowered
from interview_app.reports.interview.verdict import Phrase, is_about_knowledge
from interview_app.reports.participant.changes import why_not
from interview_app.reports.participant.record import Held
from interview_app.reports.participant.series import Series
from interview_app.reports.participant.telling import Telling

NAMED = 3


def verdict(telling: Telling) -> tuple[Phrase, ...]:
    """The sentences, the weightiest in bold."""
    if not telling.held:
        return (Phrase(telling.words.say("nothing"), bold=True), *_upcoming(telling))
    if telling.main is None:
        told = telling.words.count("interviews", len(telling.held))
        return (Phrase(telling.words.say("no_scales", interviews=told), bold=True), *_missed(telling))
    return tuple(_scored(telling, telling.main))


def _scored(telling: Telling, series: Series) -> Iterator[Phrase]:
    yield from _unscored(telling, series)
    point = series.latest
    if point is None:
        yield from _missed(telling)
        return
    baseline, previous = series.baselines.get(point.interview), series.previous.get(point.interview)
    parts = (_since_baseline(telling, series, point, baseline), _since_previous(telling, previous))
    compared = f" {telling.words.say('and')} ".join(part for part in parts if part)
    yield Phrase(f"{_now(telling, series, point)}: {compared}.", bold=True)
    yield Phrase(_who(telling, point, baseline, previous))
    yield from _others(telling, series, point)
    yield from _trust(telling, series, point)


def _unscored(telling: Telling, series: Series) -> Iterator[Phrase]:
    """That the latest interview gave no value, where it did not."""
    last = telling.held[-1].interview
    name = lowered(telling.tell(series.scale.label))
    if series.latest is None:
        yield Phrase(telling.words.say("never_scored", name=name), bold=True)
    elif last.visit != series.latest.visit and series.by_interview[last.id].value is None:
        why = _why(telling, series, last.id)
        told = telling.words.say("no_score_now", name=name, visit=telling.visit(last.visit), why=why)
        yield Phrase(told, bold=True)


def _why(telling: Telling, series: Series, interview: str) -> str:
    """Why an interview gave no value; of too few ratings how many there were."""
    if series.why[interview] is Missing.DONT_KNOW:
        return telling.words.say("too_few_long", n=series.valid[interview], items=len(series.scale.items))
    return why_not(telling, series, interview)


def _now(telling: Telling, series: Series, point: Point) -> str:
    assert point.value is not None  # noqa: S101 - the latest point always has a value
    words, scale = telling.words, series.scale
    fills = {"value": words.number(point.value.amount), "high": f"{scale.high:g}", "visit": telling.visit(point.visit)}
    return words.say("now", name=telling.tell(scale.label), **fills)


def _since_baseline(telling: Telling, series: Series, point: Point, change: Change | None) -> str:
    if change is not None:
        return telling.words.say(f"{_way(change)}_baseline", n=telling.words.number(abs(change.amount)))
    return telling.words.say("is_baseline" if point.visit == series.first_visit else "no_baseline")


def _since_previous(telling: Telling, change: Change | None) -> str:
    """The change since the visit before, where that is not the baseline too."""
    if change is None or change.since.visit == telling.first_visit:
        return ""
    amount, visit = telling.words.number(abs(change.amount)), telling.visit(change.since.visit)
    return telling.words.say(f"{_way(change)}_previous", n=amount, visit=visit)


def _way(change: Change) -> str:
    return "up" if change.amount > 0 else "down" if change.amount < 0 else "same"


def _who(telling: Telling, point: Point, baseline: Change | None, previous: Change | None) -> str:
    """Whether the same informant gave the values that are compared."""
    others = (baseline is not None and not baseline.is_same, previous is not None and not previous.is_same)
    compared = baseline is not None or previous is not None
    if not any(others):
        return telling.words.say("same_informant" if compared else "one_informant", code=point.informant)
    told = telling.words.say("one_informant", code=point.informant)
    key = {(True, False): "other_baseline", (False, True): "other_previous"}.get(others, "other_both")
    return f"{told} {telling.words.say(key)}"


def _others(telling: Telling, series: Series, point: Point) -> Iterator[Phrase]:
    """What others said at the same visit."""
    there = [each for each in series.points if each.visit == point.visit and each.interview != point.interview]
    values = [f"{each.informant} {telling.words.number(each.value.amount)}" for each in there if each.value]
    if values:
        yield Phrase(telling.words.say("others_now", values=telling.words.listed(values, NAMED)))


def _trust(telling: Telling, series: Series, point: Point) -> Iterator[Phrase]:
    """On how many ratings it rests, how well the informant knows the participant, and which visits are missing."""
    words, key = telling.words, point.interview
    parts = [words.say("rests_on", n=series.valid[key], items=len(series.scale.items))]
    parts += [words.say("prorated")] if key in series.prorated else []
    low = _is_low(telling, next(each for each in telling.held if each.interview.id == key))
    if low:
        yield Phrase(words.say("knowledge_low"), bold=True)
    parts += [words.say("knowledge_high")] if low is False else []
    yield Phrase(f"{', '.join(parts)}; {_missing(telling)}.")


def _is_low(telling: Telling, held: Held) -> bool | None:
    """True where a flag says that the informant knows little; None where the instrument has no such flag."""
    arrangement, scores = telling.arrangement(held), held.closing["scores"]
    flags = (flag for flag in held.instrument.scales if flag.kind == "flag" and is_about_knowledge(flag, arrangement))
    raised = [bool(scores[flag.id]["value"]) for flag in flags if scores.get(flag.id, {}).get("value") is not None]
    return any(raised) if raised else None


def _missing(telling: Telling) -> str:
    if not telling.missed:
        return telling.words.say("missed_none")
    names = telling.visits(telling.missed, NAMED)
    n = len(telling.missed)
    return telling.words.say(f"missed_some:{'1' if n == 1 else 'n'}", n=n, names=names)


def _missed(telling: Telling) -> tuple[Phrase, ...]:
    said = _missing(telling)
    return (Phrase(f"{said[:1].upper()}{said[1:]}."),)


def _upcoming(telling: Telling) -> Iterator[Phrase]:
    """Which visit is open or comes next, before anybody was asked."""
    for states, key in ((OPEN, "open_now"), ({State.EARLY}, "next")):
        for each in telling.record.occasions:
            if each.state in states and each.slot.opens and each.slot.closes:
                days = {"opens": telling.words.date(each.slot.opens), "closes": telling.words.date(each.slot.closes)}
                yield Phrase(telling.words.say(key, visit=telling.visit(each.visit.id), **days))
                return
    if telling.missed:
        yield from _missed(telling)
