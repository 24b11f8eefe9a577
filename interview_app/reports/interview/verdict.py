"""The page's first sentences: the scores, what is high and low, what is missing, how well the informant knows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from interview_app.domain.expression import Scope, names, truth
from interview_app.domain.instrument import Scale
from interview_app.domain.interview import Status
from interview_app.domain.items import Item, Plain, Tree
from interview_app.reports.interview.arrangement import Arrangement
from interview_app.reports.interview.ratings import code_of, ends
from interview_app.reports.interview.reading import Reading, lowered

_NAMED = 3
_FACTS = 6


class Phrase(NamedTuple):
    """A piece of the verdict; what carries it is printed bold."""

    text: str
    bold: bool = False


def verdict(reading: Reading, arrangement: Arrangement) -> tuple[Phrase, ...]:
    """The sentences, in order of weight."""
    if not reading.holds_any(arrangement.asked):
        return (Phrase(reading.words.say("all_missing"), bold=True),)
    found = (
        *_unfinished(reading),
        *_total(reading),
        *_extremes(reading, arrangement),
        *_unrated(reading, arrangement),
        *_flags(reading, arrangement),
    )
    given = sum(reading.value(item) is not None for item in arrangement.asked)
    return found or (Phrase(f"{reading.words.count('items', given)}."),)


def _unfinished(reading: Reading) -> Iterator[Phrase]:
    closing = reading.closing
    if reading.interview.status is not Status.COMPLETE and closing["routed"]:
        fills = {"answered": closing["answered"], "routed": closing["routed"]}
        yield Phrase(reading.words.say("not_finished", **fills), bold=True)


def _total(reading: Reading) -> Iterator[Phrase]:
    for scale in reading.instrument.scales:
        if scale.kind == "total":
            score, words = reading.closing["scores"][scale.id], reading.words
            if score["value"] is None:
                yield Phrase(f"{words.say('no_total')}: {_too_few(reading, scale)}.", bold=True)
                continue
            value, name = words.number(score["value"]), reading.tell(scale.label)
            yield Phrase(words.say("total_of", name=name, value=value, high=f"{scale.high:g}"), bold=True)
            valid = words.say("of", n=score["n"], items=len(scale.items))
            yield Phrase(f", {words.say('prorated')} ({valid})." if score["prorated"] else ".")
            yield from _change(reading, scale, score["value"])


def _change(reading: Reading, scale: Scale, value: float) -> Iterator[Phrase]:
    """How far the score lies from last time's, and whether the same informant said so."""
    words, then = reading.words, reading.previous.score(scale)
    if then is None:
        return
    last, change = then.source, words.change(value - then.value, is_same=then.source.is_same)
    yield Phrase(words.say("since", change=change, day=words.date(last.held_on)), bold=True)
    same = words.say("since_same") if last.is_same else words.say("since_other", informant=last.informant)
    yield Phrase(f", {same}.")


def _too_few(reading: Reading, scale: Scale) -> str:
    scores = reading.closing["scores"]
    needed = (other for other in reading.instrument.scales if other.id in scale.requires)
    lacking = [reading.tell(other.label) for other in needed if scores[other.id]["value"] is None]
    n = scores[scale.id]["n"] or 0
    if n >= scale.min_valid and lacking:
        return reading.words.say("no_total_needs", names=reading.words.listed(lacking))
    return reading.words.say("no_total_few", n=n, items=len(scale.items), minimum=scale.min_valid)


def _extremes(reading: Reading, arrangement: Arrangement) -> Iterator[Phrase]:
    """The highest and the lowest ratings, where the ratings share one scale and differ."""
    items = [item for item in reading.instrument.items if item.id in arrangement.rated]
    rated = [(code_of(item, value), item) for item in items if (value := reading.value(item)) is not None]
    codes = {code for code, _ in rated}
    if len(codes) < 2 or len({ends(item) for item in items}) != 1:
        return
    for key, code in (("highest", max(codes)), ("lowest", min(codes))):
        found = reading.words.listed([reading.name(item) for number, item in rated if number == code], _NAMED)
        yield Phrase(f"{reading.words.say(key)} ({code:g}): {found}.")


def _unrated(reading: Reading, arrangement: Arrangement) -> Iterator[Phrase]:
    items = [item for item in reading.instrument.items if item.id in arrangement.rated and reading.is_asked(item)]
    without = [item for item in items if reading.value(item) is None]
    if not without or reading.interview.status is not Status.COMPLETE:
        return
    if len(without) > _NAMED:
        found = reading.words.say("of", n=len(without), items=len(items))
    else:
        found = reading.words.listed([f"{reading.name(item)} ({lowered(reading.said(item))})" for item in without])
    yield Phrase(f"{reading.words.say('not_rated')}: {found}.")


def _flags(reading: Reading, arrangement: Arrangement) -> Iterator[Phrase]:
    """How well the informant knows the participant; any other flag only when it is raised."""
    for flag in (scale for scale in reading.instrument.scales if scale.kind == "flag"):
        raised = bool(reading.closing["scores"][flag.id]["value"])
        facts = _because(reading, flag.formula) if raised else _asked_about(reading, arrangement, flag.formula)
        facts = [item for item in facts if reading.value(item) is not None]
        if is_about_knowledge(flag, arrangement):
            yield from _knowledge(reading, arrangement, raised, facts)
        elif raised:
            yield Phrase(reading.tell(flag.label), bold=True)
            yield Phrase(f": {_facts(reading, arrangement, facts)}.")


def is_about_knowledge(flag: Scale, arrangement: Arrangement) -> bool:
    """True for a flag that reads how sure the informant was."""
    return not names(flag.formula).isdisjoint(item.id for item in arrangement.confidence.values())


def _knowledge(reading: Reading, arrangement: Arrangement, low: bool, facts: Sequence[Item]) -> Iterator[Phrase]:
    if facts:
        yield Phrase(reading.words.say("knowledge_limited" if low else "knowledge_good"), bold=True)
        yield Phrase(f": {_facts(reading, arrangement, facts)}.")
    else:
        yield Phrase(reading.words.say("knowledge_unknown"), bold=True)


def _facts(reading: Reading, arrangement: Arrangement, items: Sequence[Item]) -> str:
    scale_of = {item.id: scale for scale, item in arrangement.confidence.items()}
    labels = {scale.id: reading.tell(scale.label) for scale in reading.instrument.scales}
    sure = {key: reading.words.say("confidence_in", scale=labels[scale]) for key, scale in scale_of.items()}
    return "; ".join(
        f"{sure.get(i.id) or lowered(reading.name(i)).rstrip('?')}: {lowered(reading.said(i))}" for i in items[:_FACTS]
    )


def _asked_about(reading: Reading, arrangement: Arrangement, formula: Tree) -> list[Item]:
    sure = {item.id for item in arrangement.confidence.values()}
    return [item for item in reading.instrument.items if item.id in names(formula) - sure]


def _because(reading: Reading, formula: Tree) -> list[Item]:
    """The items of those alternatives of the flag that hold."""
    from interview_app.instruments.regex import matches

    parts = formula[1:] if formula[0] == "or" else [formula]
    values, scope = _values(reading, formula), Scope(now=reading.interview.changed_at, matches=matches)
    held = {key for part in parts if truth(part, values, scope) for key in names(part)}
    return [item for item in reading.instrument.items if item.id in held]


def _values(reading: Reading, formula: Tree) -> dict[str, Plain]:
    items = (reading.instrument.by_id[key] for key in names(formula))
    return {item.id: "" if (value := reading.value(item)) is None else item.plain(value) for item in items}
