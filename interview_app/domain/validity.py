"""Whether an answer may stand, and what still keeps an interview from being completed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from interview_app.domain.document import Document, answer_of, confirmation_of
from interview_app.domain.expression import names, truth
from interview_app.domain.instrument import Instrument
from interview_app.domain.items import Check, Item, Plain, Stored
from interview_app.domain.routing import Route, Surroundings

GapKind = Literal["required", "hard", "soft", "conflict", "critical"]


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing to settle before completing: the item, what kind of gap, and the message id of a failed check."""

    item: str
    kind: GapKind
    message: str = ""


def failing(
    checks: tuple[Check, ...], item: Item, value: Stored, values: Mapping[str, Plain], surroundings: Surroundings
) -> tuple[Check, ...]:
    """Those of the checks that the value does not pass, given the other items' values."""
    if not checks:
        return ()
    scope = surroundings.scope(this=item.plain(value))
    return tuple(check for check in checks if not truth(check.tree, values, scope))


def refusal(item: Item, value: Stored, surroundings: Surroundings) -> Check | None:
    """The first hard check on the value alone that fails, or None.

    Checks that read other items are left to `gaps`: operations may arrive in any order, and refusing one because its
    neighbour has not arrived yet would make the outcome depend on the network.
    """
    alone = tuple(check for check in item.hard if not names(check.tree))
    return next(iter(failing(alone, item, value, {}, surroundings)), None)


def gaps(
    instrument: Instrument, form: str, document: Document, route: Route, surroundings: Surroundings
) -> tuple[Gap, ...]:
    """Everything that must be settled before the interview can be completed, in reading order."""
    found: list[Gap] = []
    for item in instrument.items_of(form):
        if item.id in route.on and item.stores:
            found += _gaps_of(item, document, route, surroundings)
        elif item.critical:
            found.append(Gap(item.id, "critical"))
    return tuple(found)


def _gaps_of(item: Item, document: Document, route: Route, surroundings: Surroundings) -> list[Gap]:
    answer = answer_of(document, item.id)
    found = [Gap(item.id, "conflict")] if answer.conflict else []
    if not answer.is_given:
        return [*found, Gap(item.id, "required")] if item.required else found
    if answer.value is None:
        return found
    found += [
        Gap(item.id, "hard", c.message) for c in failing(item.hard, item, answer.value, route.values, surroundings)
    ]
    if not confirmation_of(document, item.id):
        soft = failing(item.soft, item, answer.value, route.values, surroundings)
        found += [Gap(item.id, "soft", check.message) for check in soft]
    return found
