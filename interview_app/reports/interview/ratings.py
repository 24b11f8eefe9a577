"""The ratings and the scores they give, as the rows of one dot plot."""

from __future__ import annotations

from collections.abc import Iterator

from interview_app.domain.instrument import Scale
from interview_app.domain.items import ChoiceItem, DecimalNumber, Integer, Invalid, Item, Stored
from interview_app.domain.missing import Missing
from interview_app.reports.charts.dots import Kind, Row
from interview_app.reports.interview.arrangement import Arrangement
from interview_app.reports.interview.reading import Reading, lowered
from interview_app.reports.interview.sheet import ROWS

_MANY_STEPS = 10


def rows(reading: Reading, arrangement: Arrangement) -> tuple[Row, ...]:
    """The rows in reading order, each scale above its ratings and the total last; none where nothing was answered."""
    if not reading.holds_any(arrangement.asked):
        return ()
    found = tuple(_rows(reading, arrangement))
    if len(found) <= ROWS:
        return found
    more = reading.words.say("more", n=len(found) - ROWS + 1)
    return (*found[: ROWS - 1], Row("total", "", "", more, None))


def _rows(reading: Reading, arrangement: Arrangement) -> Iterator[Row]:
    for scale in arrangement.scales:
        yield scale_row(reading, scale, arrangement.confidence.get(scale.id))
        for key in scale.items:
            yield rating_row(reading, reading.instrument.by_id[key])
    for item in arrangement.unscaled:
        yield rating_row(reading, item)
    for scale in reading.instrument.scales:
        if scale.kind == "total" and scale not in arrangement.scales:
            yield scale_row(reading, scale, None)


def scale_row(reading: Reading, scale: Scale, confidence: Item | None) -> Row:
    """A score with the number of valid ratings and how sure the informant was of them."""
    score = reading.closing["scores"][scale.id]
    value = score["value"]
    then = reading.previous.score(scale)
    words = [reading.words.say("of", n=score["n"] or 0, items=len(scale.items))]
    if value is not None and then is not None:
        words.insert(0, reading.words.change(value - then.value, is_same=then.source.is_same))
    if score["prorated"]:
        words.append(reading.words.say("prorated"))
    if value is None:
        words.append(reading.words.say("no_score"))
    if confidence is not None and reading.is_asked(confidence) and not reading.is_unreached(confidence):
        words.append(f"{reading.words.say('confidence')}: {lowered(reading.said(confidence))}")
    figure = "–" if value is None else reading.words.number(value)
    kind: Kind = "total" if scale.kind == "total" else "scale"
    found = (value, None if then is None else then.value)
    places = [None if each is None else (each - scale.low) / (scale.high - scale.low) for each in found]
    return Row(kind, reading.tell(scale.label), figure, " · ".join(words), *places)


def rating_row(reading: Reading, item: Item) -> Row:
    """A rating with its anchor, or the reason why there is none."""
    value, why = reading.state(item)
    if value is None:
        reason = reading.reason(why) if isinstance(why, Missing) else reading.words.say("not_recorded")
        return Row("rating", reading.name(item), "–", reason, None, _before(reading, item))
    code = code_of(item, value)
    words = anchor(reading, item, value)
    return Row("rating", reading.name(item), _figure(code), words, _place(item, code), _before(reading, item))


def _place(item: Item, code: float) -> float:
    low, high = ends(item)
    return (code - low) / (high - low or 1)


def _before(reading: Reading, item: Item) -> float | None:
    """Where the rating stood in the interview before; None where there was none or the scale was another."""
    value = reading.before(item)
    try:
        return None if value is None else _place(item, code_of(item, value))
    except Invalid:
        return None


def _figure(code: float) -> str:
    return f"{code:g}".replace("-", "−")


def anchor(reading: Reading, item: Item, value: Stored) -> str:
    """The words of the chosen step, "" for a number without words."""
    if isinstance(item, ChoiceItem):
        return reading.tell(item.choice(value).label)
    return ""


def code_of(item: Item, value: Stored) -> float:
    """The number a scale counts for this answer."""
    return float(item.cells(value)[0] or 0)


def ends(item: Item) -> tuple[float, float]:
    """The lowest and the highest number the item can hold."""
    if isinstance(item, ChoiceItem) and item.choices:
        codes = [choice.code for choice in item.choices]
        return min(codes), max(codes)
    if isinstance(item, Integer | DecimalNumber) and item.low is not None and item.high is not None:
        return float(item.low), float(item.high)
    return 0.0, 1.0


def axis(reading: Reading, arrangement: Arrangement) -> tuple[float, float] | None:
    """The ends that all ratings share; None when they have different ones."""
    found = {ends(reading.instrument.by_id[key]) for key in arrangement.rated}
    return next(iter(found)) if len(found) == 1 else None


def ticks(low: float, high: float) -> tuple[float, ...]:
    """The steps to mark on a scale: each one of a short scale, the quarters of a long one."""
    steps = int(high - low)
    count = steps if 0 < steps <= _MANY_STEPS and steps == high - low else 4
    return tuple(low + (high - low) * step / count for step in range(count + 1))
