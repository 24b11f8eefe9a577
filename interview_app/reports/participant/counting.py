"""Counts of the days that the instrument asks about, each as a small chart on one axis of time, and as a table."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from interview_app.domain.items import Integer, Slider
from interview_app.domain.trajectory import Point, Value, stretches
from interview_app.reports.charts.counts import Count, count_charts
from interview_app.reports.participant.drawing import dot
from interview_app.reports.participant.record import Held
from interview_app.reports.participant.tables import Cell, Head, Row, Table, reason
from interview_app.reports.participant.telling import Telling
from interview_app.reports.texts import cut

PLAN = 28


def counted(telling: Telling) -> tuple[Integer, ...]:
    """The counts: whole numbers of the days that the instrument asks about, or of an instrument that asks about no
    span of days, all that have a limit."""
    if telling.instrument is None:
        return ()
    recall = telling.instrument.meta.get("recall_days")
    found = (item for item in telling.instrument.items if isinstance(item, Integer) and not isinstance(item, Slider))
    told = (item for item in found if item.role == "read" and item.low is not None and item.high is not None)
    return tuple(item for item in told if not recall or item.high == recall)


def title(telling: Telling) -> str:
    """What the counts are called."""
    recall = telling.instrument.meta.get("recall_days") if telling.instrument else None
    return telling.words.say("counts", days=recall) if recall else telling.words.say("counts_any")


def charts(telling: Telling, items: Sequence[Integer]) -> Markup | None:
    """The charts; None where nothing was counted."""
    values = {item.id: _points(telling, item) for item in items}
    days = [(each.day - telling.origin).days for each in telling.held]
    if not any(point.value for points in values.values() for point in points):
        return None
    drawn = [_count(telling, item, values[item.id]) for item in items]
    told = telling.words.say("counts_title", counts=" ".join(_in_words(telling, i, values[i.id]) for i in items))
    return count_charts(drawn, min([0, *days]), max([PLAN, *days]), told)


def _points(telling: Telling, item: Integer) -> list[Point]:
    return [
        Point(interview=i.id, visit=i.visit, day=each.day, informant=i.informant_id, value=_value(telling, each, item))
        for each in telling.held
        for i in (each.interview,)
    ]


def _value(telling: Telling, held: Held, item: Integer) -> Value | None:
    """The count in an interview; None where its version asks something else under that name."""
    then = held.instrument.by_id.get(item.id)
    if not isinstance(then, Integer) or (then.low, then.high) != (item.low, item.high):
        return None
    value = telling.reading(held).value(then)
    return Value(float(value)) if isinstance(value, int) else None


def _name(telling: Telling, item: Integer) -> str:
    return cut(telling.tell(item.short) or telling.tell(item.label) or item.id, 60, "…")


def _count(telling: Telling, item: Integer, points: Sequence[Point]) -> Count:
    held = {each.interview.id: each for each in telling.held}
    dots = {p.interview: dot(telling, held[p.interview], p.value.amount) for p in points if p.value is not None}
    asked = [point for point in points if _is_asked(held[point.interview], item)]
    runs = stretches(asked, telling.passed([item.id]))
    last = [point.value for point in points if point.value is not None]
    return Count(
        name=_name(telling, item),
        low=float(item.low or 0),
        high=float(item.high or 0),
        dots=list(dots.values()),
        lines=[[dots[point.interview] for point in run] for run in runs],
        latest=f"{last[-1].amount:g}" if last else "",
    )


def _is_asked(held: Held, item: Integer) -> bool:
    """True where the form of the interview asks for the count."""
    then = held.instrument.by_id.get(item.id)
    return then is None or held.interview.form in then.forms


def _in_words(telling: Telling, item: Integer, points: Sequence[Point]) -> str:
    values = [
        telling.words.say("value_at", value=f"{p.value.amount:g}", day=(p.day - telling.origin).days, code=p.informant)
        for p in points
        if p.value is not None
    ]
    said = "; ".join(values) or telling.words.say("none")
    return telling.words.say("series", name=_name(telling, item), low=item.low, high=item.high, values=said)


def table(telling: Telling, items: Sequence[Integer]) -> Table:
    """The counts as numbers, with the reason where there is none."""
    say = telling.words.say
    heads = [Head(say("visit"), 26), Head(say("date"), 21), Head(say("informant_head"), 22)]
    heads += [Head(_name(telling, item), 18, number=True) for item in items]
    return Table(title(telling), tuple(heads), tuple(_row(telling, each, items) for each in telling.held))


def _row(telling: Telling, held: Held, items: Sequence[Integer]) -> Row:
    interview = held.interview
    cells = [Cell(telling.short(held.day)), Cell(interview.informant_id)]
    return Row(telling.visit(interview.visit), (*cells, *(_cell(telling, held, item) for item in items)))


def _cell(telling: Telling, held: Held, item: Integer) -> Cell:
    value = _value(telling, held, item)
    if value is not None:
        return Cell(f"{value.amount:g}")
    then = held.instrument.by_id.get(item.id)
    if then is None or not isinstance(then, Integer) or (then.low, then.high) != (item.low, item.high):
        return reason(telling.words.say("other_instrument"))
    reading = telling.reading(held)
    why = reading.state(then)[1]
    return reason(reading.reason(why) if why else telling.words.say("not_recorded"))
