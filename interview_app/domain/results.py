"""What a study's interviews say together: its scales by arm and visit, their change, consistency and agreement.

Of a participant's visit the interview that was held first counts, so that nobody counts twice; the second of a pair
counts only where the two are compared.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import fmean, stdev

from interview_app.domain import agreement
from interview_app.domain.agreement import Estimate, Quantiles
from interview_app.domain.descriptives import Change, Consistency, Description, changed, consistent, described
from interview_app.domain.rates import Z95

SCALES = frozenset({"scale", "total"})
"""The kinds of scores that results are given of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One complete or partial interview, as far as results need it."""

    id: str
    participant: str
    arm: str
    visit: str
    informant: str
    interviewer: str
    role: str = ""
    """The informant's."""
    mode: str = ""
    """"" where it changed in between."""
    held_on: date
    scores: Mapping[str, float]
    """By scale, those that could be formed."""
    codes: Mapping[str, float]
    """By item of a scale, those that hold a value."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A scale: its items, each with the categories that it can take, in their order."""

    id: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shift:
    """The change from the first visit to a later one, and of how many pairs the informant was the same."""

    change: Change
    same_informant: int


@dataclass(frozen=True, slots=True)
class ScaleAgreement:
    """How the scores of pairs agree: the correlations that the design allows, the mean difference (second − first) and
    Bland and Altman's limits."""

    n: int
    estimates: tuple[Estimate, ...]
    difference: float | None = None
    limits: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class ItemAgreement:
    """How the answers of pairs to one item agree."""

    n: int
    exact: float | None
    """The share of pairs that say the same."""
    within_one: float | None
    """The share of pairs that are one step apart at most."""
    linear: Estimate | None
    quadratic: Estimate | None
    alpha: float | None
    """Krippendorff's, ordinal."""
    crossed: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Agreement:
    """The complete pairs of one kind, `informant` or `interviewer`."""

    kind: str
    n: int
    scales: Mapping[str, ScaleAgreement]
    items: Mapping[str, ItemAgreement]


@dataclass(frozen=True, slots=True)
class Results:
    """Everything that the interviews say together."""

    baseline: str
    """The visit that changes are counted from."""
    descriptions: Mapping[tuple[str, str, str], Description] = field(default_factory=dict)
    """By scale, arm and visit."""
    shifts: Mapping[tuple[str, str, str], Shift] = field(default_factory=dict)
    consistency: Mapping[str, Consistency] = field(default_factory=dict)
    agreements: Sequence[Agreement] = ()
    roles: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """How many interviews, by visit and the informant's role."""
    modes: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """The same by mode."""
    interviews: int = 0
    """How many were read, second opinions among them."""
    unread: int = 0
    """How many could not be opened."""
    blind: int = 0
    """How many belong to pairs that are not complete yet, and are left out."""


Pairs = Iterable[tuple[str, str, str]]
"""A kind and the ids of the first and the second interview, each."""


def firsts(told: Iterable[Told], seconds: Collection[str]) -> dict[tuple[str, str], Told]:
    """By participant and visit, the interview that was held first, second opinions apart."""
    found: dict[tuple[str, str], Told] = {}
    for each in sorted(told, key=lambda each: (each.held_on, each.id)):
        if each.id not in seconds:
            found.setdefault((each.participant, each.visit), each)
    return found


def by_visit(told: Iterable[Told], what: Callable[[Told], str]) -> Counter[tuple[str, str]]:
    """How many interviews there are by visit and something else of them."""
    return Counter((each.visit, what(each)) for each in told)


def descriptions(told: Iterable[Told]) -> dict[tuple[str, str, str], Description]:
    """The scores by scale, arm and visit."""
    values: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    for each in told:
        for scale, value in each.scores.items():
            values[scale, each.arm, each.visit].append(value)
    return {key: described(found) for key, found in values.items()}


def shifts(
    told: Mapping[tuple[str, str], Told], baseline: str, distributions: Quantiles
) -> dict[tuple[str, str, str], Shift]:
    """The changes since the first visit by scale, arm and visit, of those who have both scores."""
    pairs: dict[tuple[str, str, str], list[tuple[float, bool]]] = defaultdict(list)
    for (participant, visit), later in told.items():
        first = told.get((participant, baseline))
        if first is None or visit == baseline:
            continue
        for scale in first.scores.keys() & later.scores.keys():
            same = first.informant == later.informant
            pairs[scale, later.arm, visit].append((later.scores[scale] - first.scores[scale], same))
    return {
        key: Shift(changed([value for value, _ in found], distributions), sum(same for _, same in found))
        for key, found in pairs.items()
    }


def consistency(told: Mapping[tuple[str, str], Told], measures: Iterable[Measure]) -> dict[str, Consistency]:
    """The consistency of each scale, in each participant's first interview that asked for it."""
    own: dict[str, dict[str, Told]] = defaultdict(dict)
    known = list(measures)
    for (participant, _), each in told.items():
        for measure in known:
            if each.codes.keys() & set(measure.items):
                own[measure.id].setdefault(participant, each)
    return {
        measure.id: consistent([[each.codes.get(item) for item in measure.items] for each in own[measure.id].values()])
        for measure in known
    }


def agreements(
    told: Mapping[str, Told],
    pairs: Pairs,
    measures: Sequence[Measure],
    categories: Mapping[str, Sequence[float]],
    distributions: Quantiles,
) -> list[Agreement]:
    """How the two of each pair agree, the kinds apart; pairs of which one was not read do not count."""
    by_kind: dict[str, list[tuple[Told, Told]]] = defaultdict(list)
    for kind, first, second in pairs:
        if first in told and second in told:
            by_kind[kind].append((told[first], told[second]))
    return [
        Agreement(
            kind,
            len(found),
            {measure.id: _of_scale(measure.id, found, distributions) for measure in measures},
            {item: _of_item(item, found, steps) for item, steps in categories.items()},
        )
        for kind, found in sorted(by_kind.items())
    ]


def _of_scale(scale: str, pairs: Sequence[tuple[Told, Told]], distributions: Quantiles) -> ScaleAgreement:
    both = [(one, other) for one, other in pairs if scale in one.scores and scale in other.scores]
    rows = [(one.scores[scale], other.scores[scale]) for one, other in both]
    differences = [second - first for first, second in rows]
    if len(rows) < 2:
        return ScaleAgreement(len(rows), ())
    mean, half = fmean(differences), Z95 * stdev(differences)
    found = [agreement.one_way(rows, distributions), *_of_same_judges(both, scale, distributions)]
    return ScaleAgreement(
        len(rows), tuple(each for each in found if each is not None), mean, (mean - half, mean + half)
    )


def _of_same_judges(both: Sequence[tuple[Told, Told]], scale: str, distributions: Quantiles) -> list[Estimate | None]:
    """The two-way correlations, where the same two people judged every pair."""
    judges = {frozenset({_judge(one, other), _judge(other, one)}) for one, other in both}
    if len(judges) != 1:
        return []
    rows = [
        [each.scores[scale] for each in sorted(pair, key=lambda each: _judge(each, pair[pair[0] is each]))]
        for pair in both
    ]
    return [agreement.two_way(rows, distributions), agreement.two_way_fixed(rows, distributions)]


def _judge(one: Told, other: Told) -> str:
    """Who tells the two apart: the interviewer where the informant is the same, else the informant."""
    return one.interviewer if one.informant == other.informant else one.informant


def _of_item(item: str, pairs: Sequence[tuple[Told, Told]], categories: Sequence[float]) -> ItemAgreement:
    both = [(one.codes[item], other.codes[item]) for one, other in pairs if item in one.codes and item in other.codes]
    n, places = len(both), {code: place for place, code in enumerate(categories)}
    if not n:
        return ItemAgreement(0, None, None, None, None, None)
    steps = [abs(places[one] - places[other]) for one, other in both]
    table = agreement.crossed(both, categories)
    return ItemAgreement(
        n,
        steps.count(0) / n,
        sum(step <= 1 for step in steps) / n,
        agreement.kappa(table, agreement.linear, "κ linear"),
        agreement.kappa(table, agreement.quadratic, "κ quadratic"),
        agreement.krippendorff(both, agreement.ordinal),
        tuple(map(tuple, table)),
    )
