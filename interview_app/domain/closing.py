"""What is settled when an interview ends: its scores, the machine's missing reasons, completeness and outcome.

A closing is kept in the document as JSON, so that exports and reports read what was settled and need not route again.
"""

from __future__ import annotations

from typing import Any

from interview_app.domain.disposition import Disposition, from_answers
from interview_app.domain.document import Document, answer_of
from interview_app.domain.expression import names
from interview_app.domain.instrument import Instrument
from interview_app.domain.interview import Interview, Status
from interview_app.domain.items import Calculated, Item, Stored
from interview_app.domain.missing import Missing
from interview_app.domain.routing import Route, Surroundings, route
from interview_app.domain.scoring import Score, scores

Closing = dict[str, Any]


def close(
    instrument: Instrument, form: str, document: Document, surroundings: Surroundings, *, ended: Missing | None
) -> Closing:
    """Settle an interview. `ended` says what unanswered items mean: None in a completed interview, else
    NOT_REACHED (broken off, or still open) or NOT_DONE (it never took place)."""
    way = route(instrument, form, document, surroundings)
    unreached = _unreached(instrument, form, document, way)
    missing = {item.id: why for item in instrument.items if (why := _machine(item, form, unreached, way, ended))}
    core = [item for item in instrument.items_of(form) if item.core and item.id in way.on]
    absent = {scale.id: _absent([missing.get(item) for item in scale.items] or [ended]) for scale in instrument.scales}
    settled = scores(instrument, document, way, surroundings, absent=ended or Missing.DONT_KNOW)
    return {
        "scores": {key: _score_json(score, absent[key]) for key, score in settled.items()},
        "missing": {key: str(why) for key, why in missing.items()},
        "calculated": way.calculated,
        "answered": sum(answer_of(document, item.id).is_given for item in core),
        "routed": len(core),
        "critical_met": all(
            item.id in way.on and answer_of(document, item.id).is_given
            for item in instrument.items_of(form)
            if item.critical
        ),
    }


def _unreached(instrument: Instrument, form: str, document: Document, way: Route) -> frozenset[str]:
    """The items that nobody came to: unanswered on the route, or off it only because of such an item."""
    unreached: set[str] = set()
    for item in (instrument.by_id[key] for key in instrument.order):
        if form not in item.forms or not item.stores or isinstance(item, Calculated):
            continue
        if item.id in way.on:
            came = answer_of(document, item.id).is_given
        else:
            trees = (item.relevant, instrument.sections_by_id[item.section].relevant)
            came = not any(names(tree) & unreached for tree in trees if tree is not None)
        if not came:
            unreached.add(item.id)
    return frozenset(unreached)


def _machine(item: Item, form: str, unreached: frozenset[str], way: Route, ended: Missing | None) -> Missing | None:
    if not item.stores:
        return None
    if form not in item.forms:
        return Missing.NOT_IN_VERSION
    if ended is Missing.NOT_DONE:
        return ended
    if item.id in unreached and (ended or item.required):
        return ended or Missing.NOT_REACHED
    return None if item.id in way.on else Missing.NOT_ASKED


def _absent(reasons: list[Missing | None]) -> Missing:
    for reason in (Missing.NOT_DONE, Missing.NOT_IN_VERSION, Missing.NOT_REACHED):
        if reason in reasons:
            return reason
    return Missing.DONT_KNOW


def _score_json(score: Score, absent: Missing) -> dict[str, Any]:
    return {
        "value": score.value,
        "n": score.n,
        "prorated": score.prorated,
        "missing": None if score.missing is None else str(absent),
    }


def outcome(closing: Closing, *, complete_share: float, partial_share: float) -> Disposition:
    """The disposition that follows from the answers of a closing."""
    return from_answers(
        closing["answered"],
        closing["routed"],
        critical_met=closing["critical_met"],
        complete_share=complete_share,
        partial_share=partial_share,
    )


def settled(instrument: Instrument, interview: Interview, surroundings: Surroundings) -> Closing:
    """The interview's closing: the stored one, or for an open interview the same worked out afresh."""
    if "closing" in interview.document:
        stored: Closing = interview.document["closing"]
        return stored
    ended = None if interview.status is Status.COMPLETE else Missing.NOT_REACHED
    return close(instrument, interview.form, interview.document, surroundings, ended=ended)


def state(item: Item, document: Document, closing: Closing) -> tuple[Stored | None, Missing | None]:
    """What stands for an item: a value or a reason, or neither for an optional item left empty.

    The machine's reason wins over a parked value, which stays in the ledger and the document.
    """
    why = closing["missing"].get(item.id)
    if why is not None:
        return None, Missing(why)
    if isinstance(item, Calculated):
        return closing["calculated"].get(item.id), None
    answer = answer_of(document, item.id)
    return answer.value, answer.missing
