"""What changed: each score now beside its baseline and the value before, and every interview with its values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from interview_app.domain.disposition import Disposition
from interview_app.domain.missing import LABELS, Missing
from interview_app.domain.reliable_change import Reliability
from interview_app.domain.schedule import State, days_outside
from interview_app.domain.trajectory import Change, Point
from interview_app.reports.interview.arrangement import Arrangement
from interview_app.reports.interview.verdict import is_about_knowledge
from interview_app.reports.participant.record import Held, Occasion
from interview_app.reports.participant.series import Series
from interview_app.reports.participant.tables import Cell, Head, Row, Table, reason
from interview_app.reports.participant.telling import Telling
from interview_app.reports.texts import cut

FIRST = 4
"""How many scores the table of interviews holds beside all else; the others follow in tables of their own."""
MORE = 8
WHO = (("visit", 23.0), ("date", 21.0), ("informant_head", 16.0), ("mode", 7.0))
SCORE = 14.25
"""Millimetres of the columns that say who was asked, and of one score."""
NOTHING, UNSURE = "–", "x"
_WHY: Mapping[Missing, str] = {
    Missing.DONT_KNOW: "few",
    Missing.NOT_REACHED: "not_reached",
    Missing.NOT_IN_VERSION: "not_in_form",
    Missing.NOT_DONE: "not_done",
}


def signed(telling: Telling, change: Change) -> str:
    """The change with its sign."""
    return telling.words.change(change.amount, is_same=change.is_same)


def summary(telling: Telling) -> Table | None:
    """Each score now, at baseline and before; None where no score was ever computed."""
    scored = [series for series in telling.series if series.latest is not None]
    if not scored:
        return None
    say = telling.words.say
    heads = [Head(say("score"), 40)]
    heads += [Head(say(key), 20, number=True) for key in ("baseline", "previous", "latest")]
    heads += [Head(say(key), 26, number=True) for key in ("since_baseline", "since_previous")]
    heads += [Head(say("reliable"), 28)] if any(series.reliability for series in scored) else []
    rows = tuple(_summed(telling, series, len(heads)) for series in scored)
    return Table(say("changed"), tuple(heads), rows, tuple(_marks_note(telling, rows)))


def _marks_note(telling: Telling, rows: Sequence[Row]) -> Iterator[str]:
    """What the marks beside values mean, as far as they stand there."""
    said = "".join(cell.said for row in rows for cell in row.cells)
    known = (("*", "key_hollow"), ("≠", "key_other"))
    if marks := [f"{mark} {telling.words.say(key)}" for mark, key in known if mark in said]:
        yield "; ".join(marks)


def _summed(telling: Telling, series: Series, columns: int) -> Row:
    point = series.latest
    assert point is not None  # noqa: S101 - only scores that have a value are summed up
    changes = (series.baselines.get(point.interview), series.previous.get(point.interview))
    then = [Cell(_amount(telling, series, change.since)) if change else Cell(NOTHING) for change in changes]
    since = [Cell(signed(telling, change)) if change else Cell(NOTHING) for change in changes]
    cells = [*then, Cell(_amount(telling, series, point), strong=True), *since]
    cells += [Cell(_reliable(telling, series, changes[0]))] if columns > len(cells) + 1 else []
    return Row(telling.tell(series.scale.label), tuple(cells))


def _reliable(telling: Telling, series: Series, change: Change | None) -> str:
    """Whether the change from baseline is more than error of measurement."""
    known: Reliability | None = series.reliability
    if known is None or change is None or not change.is_same:
        return NOTHING
    up = _is_higher_better(telling)
    said = telling.words.say(known.direction(change.amount, higher_is_better=up).value)
    return f"{telling.words.number(known.index(change.amount), 2)}, {said}"


def _is_higher_better(telling: Telling) -> bool:
    return telling.instrument is not None and telling.instrument.meta.get("direction") != "lower_is_better"


def _amount(telling: Telling, series: Series, point: Point) -> str:
    assert point.value is not None  # noqa: S101 - asked only of points with a value
    mark = "*" if point.interview in series.prorated else ""
    return f"{mark}{telling.words.number(point.value.amount)}"


def interviews(telling: Telling) -> Iterator[Table]:
    """Every interview with what it rests on, its scores and what changed; visits that were missed stand among them."""
    say, first = telling.words.say, telling.series[:FIRST]
    heads = [Head(say(key), wide) for key, wide in WHO]
    heads += [_scale_head(telling, series) for series in first[:1]]
    heads += [Head(say(key), 13.5, number=True) for key in ("from_baseline", "from_previous") if first]
    heads += [Head(say("valid"), 11.5, number=True)] if first else []
    heads += [_scale_head(telling, series) for series in first[1:]]
    heads += [Head(say("knowledge"), 17.5)]
    yield Table(say("each"), tuple(heads), tuple(_rows(telling, first)), tuple(_knowledge_note(telling)))
    for begin in range(FIRST, len(telling.series), MORE):
        part = telling.series[begin : begin + MORE]
        columns = (*heads[:3], *(_scale_head(telling, series) for series in part))
        yield Table(say("more_scores"), columns, tuple(_more(telling, each, part) for each in telling.held))


def _scale_head(telling: Telling, series: Series) -> Head:
    return Head(cut(telling.tell(series.scale.label), 24, "…"), SCORE, number=True)


def _rows(telling: Telling, first: Sequence[Series]) -> Iterator[Row]:
    """The rows in the order of days: interviews, and visits without one that may be told."""
    rows = [(each.day, 1, _row(telling, each, first)) for each in telling.record.held]
    rows += [(day, 0, row) for day, row in _without(telling)]
    for _, _, row in sorted(rows, key=lambda row: row[:2]):
        yield row


def _without(telling: Telling) -> Iterator[tuple[date, Row]]:
    """What stands where no interview can be told: a missed visit, one kept back, one that cannot be opened."""
    say = telling.words.say
    for each in telling.record.occasions:
        if each.state is State.MISSED and each.slot.opens and each.slot.closes and each.slot.target:
            fills = {"opens": telling.words.date(each.slot.opens), "closes": telling.words.date(each.slot.closes)}
            yield each.slot.target, Row(telling.visit(each.visit.id), across=say("missed_row", **fills))
    days = {each.visit.id: each.held_on or each.slot.target for each in telling.record.occasions}
    for visit in telling.record.blind:
        yield days.get(visit) or telling.record.today, Row(telling.visit(visit), across=say("blind_row"))
    for skipped in telling.record.skipped:
        told = say("skipped_row", why=telling.tell(skipped.why))
        yield days.get(skipped.visit) or telling.record.today, Row(telling.visit(skipped.visit), across=told)


def _row(telling: Telling, held: Held, first: Sequence[Series]) -> Row:
    interview = held.interview
    name, lead = telling.visit(interview.visit), (_held_on(telling, held), interview.informant_id, _mode(telling, held))
    if held not in telling.held:
        return Row(name, across=" · ".join((*lead[:2], _outcome(telling, held))), interview=interview.id)
    values = [_value(telling, series, held) for series in first]
    changed = _changed(telling, held, first)
    cells = (*map(Cell, lead), *values[:1], *changed, *values[1:], Cell(knowledge(telling, held)))
    return Row(name, cells, interview=interview.id)


def _held_on(telling: Telling, held: Held) -> str:
    """The day, and how far outside the window it lies."""
    slots = {each.visit.id: each for each in telling.record.occasions}
    return f"{telling.short(held.day)}{_outside(telling, slots.get(held.interview.visit), held.day)}"


def _outside(telling: Telling, occasion: Occasion | None, day: date) -> str:
    days = 0 if occasion is None else days_outside(occasion.slot, day)
    said = telling.words.count("early" if days < 0 else "late", abs(days)) if days else ""
    return ", " + said.replace(" ", "\u00a0") if said else ""


def _mode(telling: Telling, held: Held) -> str:
    """The letters of the first and, where it is another, the last mode."""
    modes = dict.fromkeys((held.interview.mode_first, held.interview.mode_last))
    return "→".join(telling.words.say(f"letter_{mode}") for mode in modes)


def _outcome(telling: Telling, held: Held) -> str:
    code = held.interview.disposition
    if code not in set(Disposition):
        return telling.words.say("unfinished")
    outcome = Disposition(code).outcome
    return outcome.nb if telling.words.language == "nb" else outcome.en


def _value(telling: Telling, series: Series, held: Held) -> Cell:
    key = held.interview.id
    point = series.by_interview[key]
    if point.value is not None:
        return Cell(_amount(telling, series, point), strong=series is telling.main)
    return reason(why_not(telling, series, key))


def why_not(telling: Telling, series: Series, interview: str) -> str:
    """Why an interview has no value of a scale, in a word or two."""
    why = series.why[interview]
    if why is None:
        return telling.words.say("other_instrument")
    return telling.words.say(_WHY[why]) if why in _WHY else LABELS[why][telling.words.language]


def _changed(telling: Telling, held: Held, first: Sequence[Series]) -> Iterator[Cell]:
    """What changed in the first score, and on how many items it rests."""
    for series in first[:1]:
        key = held.interview.id
        for changes in (series.baselines, series.previous):
            yield Cell(signed(telling, changes[key])) if key in changes else Cell(NOTHING)
        n = series.valid[key]
        yield Cell(NOTHING if n is None else f"{n}/{len(series.scale.items)}")


def knowledge(telling: Telling, held: Held) -> str:
    """How well the informant knows the participant, any other flag that is raised, and how sure they were."""
    arrangement = telling.arrangement(held)
    said = []
    for flag in (scale for scale in held.instrument.scales if scale.kind == "flag"):
        raised = held.closing["scores"].get(flag.id, {}).get("value")
        if is_about_knowledge(flag, arrangement) and raised is not None:
            said.append(telling.words.say("limited" if raised else "good"))
        elif raised:
            said.append(telling.tell(flag.label))
    return " ".join([", ".join(said) or NOTHING, *_sure(telling, held, arrangement)])


def _sure(telling: Telling, held: Held, arrangement: Arrangement) -> Iterator[str]:
    """The codes of confidence in the order of the scales."""
    reading = telling.reading(held)
    values = [(item, reading.value(item)) for item in arrangement.confidence.values()]
    cells = [UNSURE if value is None else str(next(iter(item.cells(value)), UNSURE)) for item, value in values]
    if any(cell != UNSURE for cell in cells):
        yield "·".join(cells)


def _knowledge_note(telling: Telling) -> Iterator[str]:
    if telling.instrument is None:
        return
    arrangement = telling.arrangements[telling.instrument.hash]
    labels = {scale.id: telling.tell(scale.label) for scale in telling.instrument.scales}
    names = [labels[scale] for scale in arrangement.confidence if scale in labels]
    modes = telling.words.say("letters")
    yield f"{modes}; {telling.words.say('confidence_order', names=' · '.join(names))}" if names else modes


def _more(telling: Telling, held: Held, part: Sequence[Series]) -> Row:
    values = [_value(telling, series, held) for series in part]
    lead = [Cell(telling.short(held.day)), Cell(held.interview.informant_id)]
    return Row(telling.visit(held.interview.visit), (*lead, *values))
