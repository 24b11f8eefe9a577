"""Who came, who stayed, and where the others were lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from interview_app.domain.item import say
from interview_app.domain.rates import Share
from interview_app.domain.retention import Step
from interview_app.domain.schedule import REASON_LABELS, Reason
from interview_app.domain.suppression import Cell, coarse
from interview_app.reports.charts.months import Month, months
from interview_app.reports.charts.ranges import Range, ranges
from interview_app.reports.charts.staying import Stair, staying
from interview_app.reports.charts.ways import SIZE, Bar, Box, ways
from interview_app.reports.study.reading import HIDDEN, PAPER, Guarded, Reading
from interview_app.reports.study.sheet import Drawing, Section, Table
from interview_app.reports.texts import fit, width

PERCENTS = ((0.0, "0 %"), (0.25, "25 %"), (0.5, "50 %"), (0.75, "75 %"), (1.0, "100 %"))
Z = 1.96
NAME, REASONS = 17.0, 28.0
"""How many ems fit beside a visit's bar, before it and after it."""
WEEK = 7
INTERVIEWED = 1
"""The first column of who came and who was lost: how many were interviewed is what scores, roles and modes rest on, and
stands there."""


def recruitment(reading: Reading) -> Section:
    """Enrolled by arm and by month at each site; by quarter, where few are hidden from whoever it is handed on to."""
    say_, found, sites = reading.words.say, reading.findings.recruitment, reading.findings.sites
    spans = _spans(reading)
    by_time = reading.shown(
        [
            [sum(found.by_month.get((month, site), 0) for month in months_) for site in sites]
            for months_ in spans.values()
        ]
    )
    arms = list(reading.findings.study.arms)
    by_arm = reading.shown([[found.by_arm.get((arm, site), 0) for site in sites] for arm in arms])
    names, heads = [*(reading.arm(arm) for arm in arms), say_("all")], (*sites, say_("all"))
    key, head = ("by_quarter", "quarter_head") if reading.hides else ("by_month", "month")
    return Section(
        "recruitment",
        say_("recruitment"),
        (
            _bars(reading, list(spans), [row[-1] for row in by_time]),
            Table("by_arm", say_("by_arm"), (say_("arm"), *heads), _named(names, by_arm)),
            Table(key, say_(key), (say_(head), *heads), _named([*spans, say_("all")], by_time)),
        ),
    )


def _spans(reading: Reading) -> dict[str, list[str]]:
    """The months, each by itself or in quarters, by their names."""
    spans: dict[str, list[str]] = {}
    for month in reading.findings.recruitment.months:
        year, number = month.split("-")
        name = reading.words.say("quarter", year=year, n=(int(number) + 2) // 3) if reading.hides else month
        spans.setdefault(name, []).append(month)
    return spans


def _bars(reading: Reading, names: Sequence[str], numbers: Sequence[str]) -> Drawing:
    bars = [
        Month(name.removeprefix("20"), None if number == HIDDEN else int(number), number)
        for name, number in zip(names, numbers, strict=False)
    ]
    told = "; ".join(f"{name} {number}" for name, number in zip(names, numbers, strict=False))
    return Drawing(months(bars, reading.words.say("months_chart", rows=told), reading.width))


def _named(names: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple((name, *row) for name, row in zip(names, rows, strict=False))


def lost_by_visit(reading: Reading) -> tuple[list[str], list[list[int]]]:
    """The reasons that occur, and by visit how many were interviewed and how many lost for each."""
    at = reading.findings.flow.visits
    visits = reading.findings.visits
    occurring = Counter(reason for visit in visits for reason in at[visit].lost)
    order = [*(reason.value for reason in Reason), "R", "NC", "O", "U", "NE", "P", "I"]
    reasons = [reason for reason in order if reason in occurring]
    return reasons, [[at[visit].interviewed, *(at[visit].lost[reason] for reason in reasons)] for visit in visits]


def kept_back(reading: Reading, reasons: Sequence[str]) -> frozenset[Cell]:
    """Where the flow says nothing of these reasons, by visit and reason: no other table may say it, even a 0."""
    order, counts = lost_by_visit(reading)
    mask = reading.mask(counts, told=INTERVIEWED)
    known = {reason: INTERVIEWED + place for place, reason in enumerate(order)}
    return frozenset(
        (i, j)
        for i in range(len(counts))
        for j, reason in enumerate(reasons)
        if reason in known and (i, known[reason]) in mask
    )


def retention(reading: Reading) -> Section:
    """The share with an interview at each visit, of both denominators."""
    say_ = reading.words.say
    rows, bars = [], []
    for visit in reading.findings.visits:
        row, name = reading.findings.tables.by_visit[visit], reading.visit(visit)
        shown = retained(reading, visit)
        whole = reading.people(row.retained.whole)
        later = _consenting(reading, row.retained, row.retained_consenting, is_hidden=shown.value is None)
        rows.append((name, shown.part, whole, shown.words, *later, reading.people(row.visits["open"])))
        bars.append(Range(name, shown.value, shown.ends, shown.words))
    heads = ("visit", "interviewed", "enrolled_closed", "of_enrolled", "consenting", "of_consenting", "open")
    told = "; ".join(f"{bar.name} {bar.words}" for bar in bars)
    table = Table("retention", say_("retention_table"), tuple(map(say_, heads)), tuple(rows))
    drawn = Drawing(ranges(bars, PERCENTS, say_("retention_chart", rows=told), reading.width))
    return Section("retention", say_("retention"), (drawn, table) if rows else ())


def retained(reading: Reading, visit: str) -> Guarded:
    """The share with an interview at a visit, as the flow shows it."""
    _, counts = lost_by_visit(reading)
    place = reading.findings.visits.index(visit)
    is_hidden = not {(place, 0), (place, len(counts[place]))}.isdisjoint(reading.mask(counts, told=INTERVIEWED))
    return reading.guarded(reading.findings.tables.by_visit[visit].retained, is_hidden=is_hidden)


def _consenting(reading: Reading, of_all: Share, of_consenting: Share, *, is_hidden: bool) -> tuple[str, str]:
    """Those who still consented and their share; hidden where few did not any more."""
    gaps = (of_all.whole - of_consenting.whole, of_all.part - of_consenting.part, of_consenting.whole)
    if reading.hides and (is_hidden or reading.is_hidden(*gaps)):
        return HIDDEN, HIDDEN
    return str(of_consenting.whole), reading.share(of_consenting)


def stay(reading: Reading) -> Section:
    """The Kaplan–Meier curve."""
    say_, steps = reading.words.say, list(reading.findings.stays)
    steps = coarse(steps) if reading.hides else steps
    if not steps:
        return Section("stay", say_("stay"), (), (say_("stay_hidden" if reading.hides else "stay_none"),))
    stairs = [Stair(step.day, step.share, _ends(step)) for step in steps]
    rows = tuple(
        (
            reading.number(step.day / WEEK),
            str(step.at_risk),
            str(step.left),
            reading.percent(step.share),
            reading.number(step.error, 3),
        )
        for step in steps
    )
    told = "; ".join(f"{row[0]}: {row[3]}" for row in rows)
    heads = tuple(map(say_, ("weeks", "at_risk", "left", "stays", "error")))
    title = say_("stay_chart", rows=told)
    return Section(
        "stay",
        say_("stay"),
        (
            Drawing(staying(stairs, _weeks(reading.findings.followed), say_("weeks"), title, reading.width)),
            Table("stay", say_("stay_table"), heads, rows),
        ),
    )


def _ends(step: Step) -> tuple[float, float] | None:
    if step.error is None:
        return None
    return max(0.0, step.share - Z * step.error), min(1.0, step.share + Z * step.error)


def _weeks(days: int) -> list[tuple[int, str]]:
    """Marks at round numbers of weeks over that many days."""
    last = days // WEEK
    every = next(each for each in (4, 8, 12, 26, 52, 104) if last / each <= 14 or each == 104)
    return [(week * WEEK, str(week)) for week in range(0, last + every, every)]


def way(reading: Reading) -> Section:
    """The flow diagram with its table."""
    say_, flow = reading.words.say, reading.findings.flow
    reasons, counts = lost_by_visit(reading)
    shown = reading.shown(counts, told=INTERVIEWED)
    names = [_why(reading, reason) for reason in reasons]
    heads = (say_("visit"), say_("interviewed"), *names, say_("meant"))
    visits = [reading.visit(visit) for visit in reading.findings.visits]
    bars = [
        Bar(
            fit(name, NAME),
            _length(row, number),
            f"{row[0]} / {row[-1]}",
            _reasons(reading, row[1:-1], names, REASONS - (PAPER - reading.width) / SIZE),
        )
        for name, row, number in zip(visits, shown, counts, strict=False)
    ]
    boxes = boxes_of(reading)
    title = say_(
        "flow_chart",
        boxes="; ".join(f"{box.name} {box.number}" for box in boxes),
        rows="; ".join(f"{bar.name} {bar.words}" for bar in bars),
    )
    drawn = Drawing(ways(boxes, bars, (say_("of_meant"), say_("why_not")), title, reading.width))
    return Section(
        "flow",
        say_("flow"),
        (drawn, Table("flow", say_("flow_table"), heads, _named(visits, shown))) if flow.visits else (drawn,),
    )


def _length(row: Sequence[str], numbers: Sequence[int]) -> float | None:
    if HIDDEN in (row[0], row[-1]) or not sum(numbers):
        return None
    return numbers[0] / sum(numbers)


def _reasons(reading: Reading, numbers: Sequence[str], names: Sequence[str], ems: float) -> str:
    """The most frequent first, as many as fit whole; all of them stand in the table, to which the last words lead."""
    known = [(number, name) for number, name in zip(numbers, names, strict=True) if number != "0"]
    order = sorted(known, key=lambda each: -int(each[0]) if each[0] != HIDDEN else 0)
    pieces = [f"{number} {name}" for number, name in order]
    if width(" · ".join(pieces)) <= ems:
        return " · ".join(pieces)
    fitting = ([*pieces[:most], reading.words.say("more_below")] for most in range(len(pieces) - 1, -1, -1))
    return next((" · ".join(some) for some in fitting if width(" · ".join(some)) <= ems), "")


def _why(reading: Reading, reason: str) -> str:
    labels = {each.value: label for each, label in REASON_LABELS.items()}
    return say(labels[reason], reading.words.language) if reason in labels else reading.words.say(f"lost:{reason}")


def boxes_of(reading: Reading) -> list[Box]:
    """The places before the visits; who is lost between two is a number of people too, which what comes after one that
    is hidden would tell."""
    say_, flow = reading.words.say, reading.findings.flow
    places = [
        ("enrolled", flow.enrolled, ""),
        ("consented", flow.consented, "not_consented"),
        ("named", flow.named, "not_named"),
    ]
    known = [(name, number, lost) for name, number, lost in places if number is not None]
    boxes, before, hides = [], flow.enrolled, False
    for name, number, lost in known:
        gone = before - number
        hides = hides or reading.is_hidden(number, gone)
        aside = say_(lost, n=HIDDEN if hides else gone) if lost and gone else ""
        boxes.append(Box(say_(name), HIDDEN if hides else str(number), aside))
        before = number
    return boxes
