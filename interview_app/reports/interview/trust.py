"""How far the answers can be trusted: what is missing, what was kept against a check, what the interviewer saw."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from interview_app.domain.document import answer_of, confirmation_of, note_of
from interview_app.domain.items import FreeText, Item
from interview_app.domain.missing import Missing
from interview_app.domain.review_flags import Flag
from interview_app.reports.interview.arrangement import Arrangement
from interview_app.reports.interview.blocks import counted, limited
from interview_app.reports.interview.reading import UNASKED, Reading, lowered
from interview_app.reports.interview.sheet import Block, Line
from interview_app.reports.texts import cut

REASON = 90
NAMED = 4
"""How many of the questions that were answered twice are named; the record has all."""
YIELDS = 5
"""How many lines earlier than other blocks this one is cut: what happened matters more than how it was asked."""


def trust(reading: Reading, arrangement: Arrangement) -> Block:
    """The block on the quality of the answers."""
    found = [
        *_counts(reading),
        *_reasons(reading),
        *_unchanged(reading),
        *_sensitivity(reading),
        *_checks(reading),
        *_observations(reading, arrangement),
    ]
    return Block(reading.words.say("trust"), limited(reading, found, max(1, reading.quota.lines - YIELDS)))


def _counts(reading: Reading) -> Iterator[Line]:
    words, closing, document = reading.words, reading.closing, reading.interview.document
    if closing["routed"]:
        yield Line(words.say("answered"), words.say("of", n=closing["answered"], items=closing["routed"]))
    yield Line(words.say("missing"), missing(reading) or words.say("none"))
    if contested := [item for item in reading.instrument.items if answer_of(document, item.id).conflict]:
        yield Line(words.say("conflicts"), words.listed([reading.name(item) for item in contested], NAMED))
    if notes := sum(bool(note_of(document, item.id)) for item in reading.instrument.items):
        yield Line(words.say("notes"), str(notes))


def _reasons(reading: Reading) -> Iterator[Line]:
    """The reasons to look at the interview, each with its numbers."""
    for prompt in reading.flags:
        fills = {name: prompt[name] for name in ("has", "of", "n")}
        if prompt["flag"] == Flag.SPEED:
            fills |= {name: max(1, round(fills[name] / 60)) for name in ("has", "of")}
        if prompt["flag"] == Flag.HOURS:
            fills["has"] = "{:02}:{:02}".format(*divmod(prompt["has"], 60))
        yield Line(reading.words.say("look"), reading.words.say(f"look_{prompt['flag']}", **fills))


def _unchanged(reading: Reading) -> Iterator[Line]:
    """How many answers were taken over unchanged, and from interviews of which days."""
    items = (item for item in reading.instrument.items if reading.value(item) is not None)
    answers = (answer_of(reading.interview.document, item.id) for item in items)
    found = Counter(reading.previous.days.get(answer.same) for answer in answers if answer.same)
    for day, n in sorted(found.items(), key=lambda pair: str(pair[0])):
        since = reading.words.date(day) if day else reading.words.say("withdrawn")
        yield Line(reading.words.say("unchanged", day=since), str(n))


def _sensitivity(reading: Reading) -> Iterator[Line]:
    """The scores that leave out the blocks of which the informant was unsure."""
    for scale in reading.instrument.scales:
        score = reading.closing["scores"][scale.id]
        if scale.kind == "sensitivity" and score["value"] is not None:
            yield Line(reading.tell(scale.label), reading.words.number(score["value"]))


def missing(reading: Reading) -> str:
    """How many answers are missing for each reason, most frequent first, "" when none is."""
    items = reading.instrument.items_of(reading.interview.form)
    reasons = (reading.state(item)[1] for item in items if item.stores)
    found = Counter(why for why in reasons if why and why not in UNASKED)
    return ", ".join(f"{n} {lowered(reading.reason(why))}" for why, n in sorted(found.items(), key=_frequent))


def _frequent(pair: tuple[Missing, int]) -> tuple[int, str]:
    return -pair[1], pair[0]


def _checks(reading: Reading) -> Iterator[Line]:
    if kept := _overridden(reading):
        yield Line(reading.words.say("checks"), reading.words.say("confirmed", n=len(kept)))


def _overridden(reading: Reading) -> list[Item]:
    """The items whose answer was kept against a soft check."""
    document = reading.interview.document
    return [
        item
        for item in reading.instrument.items
        if confirmation_of(document, item.id) and reading.value(item) is not None
    ]


def _observations(reading: Reading, arrangement: Arrangement) -> Iterator[Line]:
    for item in _observed(reading, arrangement):
        if not isinstance(item, FreeText):
            yield reading.line(item)


def _observed(reading: Reading, arrangement: Arrangement) -> list[Item]:
    """What the interviewer was asked and answered."""
    reached = (i for i in arrangement.observed if reading.is_asked(i) and not reading.is_unreached(i))
    return [item for item in reached if reading.state(item) != (None, None)]


def remarks(reading: Reading, arrangement: Arrangement) -> tuple[Line, ...]:
    """The interviewer's own words: why an answer was kept against a check, and what was noted about the interview."""
    kept = [Line(reading.name(item), _reason(reading, item)) for item in _overridden(reading)]
    noted = [reading.line(item) for item in _observed(reading, arrangement) if isinstance(item, FreeText)]
    return counted(reading, [*kept, *noted])


def _reason(reading: Reading, item: Item) -> str:
    """The answer and why it was kept, such as “40: on leave”."""
    if not reading.with_text:
        return reading.words.say("withheld")
    why = confirmation_of(reading.interview.document, item.id)
    return f"{reading.said(item)}: {cut(why, min(reading.quota.text, REASON), reading.words.say('pointer'))}"
