"""The chart of a participant's course: which marks stand for whom, what is drawn where, and the same in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from markupsafe import Markup

from interview_app.domain.item import say
from interview_app.domain.participation import LABELS, Participation
from interview_app.domain.schedule import DONE, OPEN, STATE_LABELS, State
from interview_app.domain.trajectory import Point, Turn, stretches, turns
from interview_app.reports.charts.course import Course, Sign, course_chart
from interview_app.reports.charts.legend import Key
from interview_app.reports.charts.marks import OTHERS
from interview_app.reports.charts.panels import Dot, Panel
from interview_app.reports.charts.strip import Bar, Look
from interview_app.reports.copies import Paper
from interview_app.reports.participant.happenings import Happening, lanes
from interview_app.reports.participant.record import Held, Occasion
from interview_app.reports.participant.series import Series
from interview_app.reports.participant.telling import Telling
from interview_app.reports.texts import cut, fit

MAIN, LEAST, OTHER, MOST_PANELS = 46.0, 28.0, 14.0, 6
"""Millimetres: the height of the main score at most and at least, and of each other; and how many scores are drawn."""
ROOM: Mapping[Paper, float] = {"A4": 1.0, "Letter": 0.75}
"""Which part of these heights each paper has room for."""
BESIDE = 3, 2.4
"""From how many events on the main score gives way, and how much for each."""
PLAN = 28
"""Days that are drawn beyond the last of anything."""
NAME_EMS = 11.0


def course(telling: Telling, told: list[Happening], paper: Paper = "A4") -> Markup | None:
    """The chart; None where no visit has a day and no interview was held."""
    if not (telling.shown or telling.held):
        return None
    first, last = _reach(telling, told)
    around, below = turns(_meetings(telling)), lanes(telling, told)
    drawn = Course(
        first=first,
        last=last,
        bars=[_bar(telling, each) for each in sorted(telling.shown, key=_target)],
        panels=[_panel(telling, each, _height(len(below)), ROOM[paper]) for each in telling.series[:MOST_PANELS]],
        lanes=below,
        signs=[sign for sign in _signs(telling) if first <= sign.day <= last],
        turns=[(_day(telling, turn.left) + _day(telling, turn.came)) / 2 for turn in around],
        keys=list(_keys(telling, around, told)),
        scale=telling.words.say("axis", what=telling.words.say(_origin(telling))),
    )
    return course_chart(drawn, _title(telling, around))


def _target(occasion: Occasion) -> date:
    assert occasion.slot.target is not None  # noqa: S101 - only visits with days are drawn
    return occasion.slot.target


def _day(telling: Telling, day: date) -> int:
    """A day as the axis counts it."""
    return (day - telling.origin).days


def _origin(telling: Telling) -> str:
    return "axis_baseline" if telling.origin in telling.record.anchors.values() else "axis_first"


def _reach(telling: Telling, told: Sequence[Happening]) -> tuple[int, int]:
    """The first and the last day of all that is drawn."""
    record = telling.record
    days = [telling.origin, *(each.day for each in telling.held), *(each.begin for each in told)]
    days += [*record.dates.values(), *([record.left_on] if record.left_on else [])]
    for each in telling.shown:
        days += [day for day in (each.slot.opens, each.slot.closes, each.held_on) if day is not None]
    return _day(telling, min(days)), max(_day(telling, max(days)), PLAN)


def _meetings(telling: Telling) -> list[Point]:
    """Who was asked when, whatever was answered."""
    return [
        Point(interview=i.id, visit=i.visit, day=each.day, informant=i.informant_id, value=None)
        for each in telling.held
        for i in (each.interview,)
    ]


def _bar(telling: Telling, each: Occasion) -> Bar:
    slot, target = each.slot, _day(telling, _target(each))
    opens, closes = (target if day is None else _day(telling, day) for day in (slot.opens, slot.closes))
    held = None if each.held_on is None else _day(telling, each.held_on)
    return Bar(fit(each.visit.id, 6), opens, target, closes, _look(telling, each), held)


def _look(telling: Telling, each: Occasion) -> Look:
    if each.state in DONE:
        return "partial" if _is_partial(telling, each.visit.id) else "done"
    if each.state in OPEN:
        return "open"
    return {State.MISSED: "missed", State.NOT_EXPECTED: "off"}.get(each.state, "ahead")  # type: ignore[return-value]


def _is_partial(telling: Telling, visit: str) -> bool:
    """True where every interview of the visit that may be told of was held only in part."""
    there = [each.interview.disposition for each in telling.held if each.interview.visit == visit]
    return bool(there) and "COMPLETE" not in there


def shape_of(telling: Telling, informant: str) -> int:
    """The mark of an informant: a shape of its own for those asked most often, one shape for all others."""
    return min(telling.informants.index(informant), OTHERS)


def dot(telling: Telling, held: Held, value: float, *, hollow: bool = False, letter: str = "") -> Dot:
    """The mark of a value in an interview."""
    return Dot(_day(telling, held.day), value, shape_of(telling, held.interview.informant_id), hollow, letter)


def _height(events: int) -> float:
    """How high the main score is drawn, so that all of the chart stands on one page."""
    begin, each = BESIDE
    return max(LEAST, MAIN - each * max(0, events - begin))


def _panel(telling: Telling, series: Series, height: float, room: float) -> Panel:
    is_main = series is telling.main
    letters = {each.interview.id: telling.words.say(f"letter_{each.interview.mode_last}") for each in telling.held}
    dots = {
        each.interview.id: dot(
            telling,
            each,
            point.value.amount,
            hollow=each.interview.id in series.prorated,
            letter=letters[each.interview.id] if is_main else "",
        )
        for each in telling.held
        if (point := series.by_interview[each.interview.id]).value is not None
    }
    runs = stretches(series.asked, telling.passed(series.scale.items))
    latest = series.latest
    return Panel(
        name=fit(telling.tell(series.scale.label), NAME_EMS),
        low=series.scale.low,
        high=series.scale.high,
        dots=list(dots.values()),
        lines=[[dots[point.interview] for point in run] for run in runs],
        latest=dots[latest.interview] if latest else None,
        said=telling.words.number(latest.value.amount) if latest and latest.value else "",
        height=(height if is_main else OTHER) * room,
        steps=4 if is_main else 2,
    )


def _signs(telling: Telling) -> Iterator[Sign]:
    """The days that matter to all that follows: study dates, the end of treatment or participation, and today."""
    record, found = telling.record, dict[date, list[str]]()
    labels = {anchor.id: anchor.label for anchor in record.study.anchors}
    for name, day in [*record.anchors.items(), *record.dates.items()]:
        if day != telling.origin:
            label = cut(telling.tell(labels.get(name) or record.study.dates.get(name, {"en": name})), 40, "…")
            found.setdefault(day, []).append(label)
    if record.left_on is not None:
        ended = say(LABELS[Participation(record.status)], telling.words.language)
        found.setdefault(record.left_on, []).append(ended)
    for day, names in found.items():
        yield Sign(_day(telling, day), " · ".join(dict.fromkeys(names)))
    yield Sign(
        _day(telling, record.today), telling.words.say("as_of", day=telling.words.date(record.today)), light=True
    )


def _keys(telling: Telling, around: Sequence[Turn], told: Sequence[Happening]) -> Iterator[Key]:
    """What the marks mean, as far as they are drawn."""
    say_ = telling.words.say
    for code in telling.informants[:OTHERS]:
        yield Key(shape_of(telling, code), say_("key_informant", code=code, role=cut(telling.role(code), 30, "…")))
    if (others := len(telling.informants) - OTHERS) > 0:
        yield Key(OTHERS, say_("key_others", n=others))
    looks = {_look(telling, each) for each in telling.shown}
    for look, name in (("done", "held"), ("partial", "partly"), ("missed", "missed"), ("open", "open")):
        if look in looks:
            yield Key(name, say_(f"key_{name}"))
    shown = {"hollow": any(each.prorated for each in telling.series), "turn": bool(around), "span": bool(told)}
    for name, is_drawn in shown.items():
        if is_drawn:
            yield Key(name, say_(f"key_{name}"))
    if telling.held:
        yield Key("letters", say_("letters"))


def _title(telling: Telling, around: Sequence[Turn]) -> str:
    """The chart for those who hear it: how each visit stands, and the values of the main score."""
    labels = {state: say(label, telling.words.language) for state, label in STATE_LABELS.items()}
    visits = "; ".join(f"{telling.visit(each.visit.id)} {labels[each.state].lower()}" for each in telling.shown)
    scores = " ".join(_in_words(telling, series) for series in telling.series[:1])
    told = telling.words.say("chart_title", visits=visits, scores=scores)
    if around:
        names = telling.visits([turn.visit for turn in around])
        told = f"{told} {telling.words.say('turns_at', visits=names)}"
    return told


def _in_words(telling: Telling, series: Series) -> str:
    values = "; ".join(_value_in_words(telling, point) for point in series.points)
    low, high = f"{series.scale.low:g}", f"{series.scale.high:g}"
    return telling.words.say("series", name=telling.tell(series.scale.label), low=low, high=high, values=values)


def _value_in_words(telling: Telling, point: Point) -> str:
    fills = {"day": _day(telling, point.day), "code": point.informant}
    if point.value is None:
        return telling.words.say("no_value_at", **fills)
    return telling.words.say("value_at", value=telling.words.number(point.value.amount), **fills)
