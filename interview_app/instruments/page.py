"""What the tablet needs of an instrument to route, check and count by itself, as compact JSON."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from interview_app.domain.instrument import Instrument, Script, Section
from interview_app.domain.items import Check, Item, say
from interview_app.domain.messages import REFUSALS

Page = dict[str, Any]

_COPIED = ("required", "gate", "core", "critical", "relevant", "max_length", "calculation", "result", "range_message")


def page_json(instrument: Instrument, form: str, language: str) -> Page:
    """The instrument's logic for one form, its messages in one language. Keys that would be empty are left out.

    `order` has the items' ids so that every expression reads only what stands before it; `messages` has the texts of
    refused values by code, with {low} and {high} to fill in; `range_message` is the id of an item's own such text.
    Texts to read and choices are not in it: the page shows them.
    """
    items = instrument.items_of(form)
    there = {item.id for item in items}
    return {
        "id": instrument.id,
        "version": instrument.version,
        "hash": instrument.hash,
        "form": form,
        "language": language,
        "sections": [_section(section, items) for section in instrument.sections if form in section.forms],
        "items": [_item(item, instrument, language) for item in items],
        "order": [key for key in instrument.order if key in there],
        "messages": {code: say(text, language) for code, text in REFUSALS.items()},
        "scripts": [_script(script) for script in instrument.scripts if script.form in (None, form)],
    }


def _section(section: Section, items: Iterable[Item]) -> Page:
    return _full(
        {
            "id": section.id,
            "letter": section.letter,
            "relevant": section.relevant,
            "hidden": section.hidden,
            "items": [item.id for item in items if item.section == section.id],
        }
    )


def _item(item: Item, instrument: Instrument, language: str) -> Page:
    return {"id": item.id, "kind": item.kind, "section": item.section} | _full(
        {
            **{key: getattr(item, key, None) for key in _COPIED},
            "low": _limit(getattr(item, "low", None)),
            "high": _limit(getattr(item, "high", None)),
            "hard": [_check(check, instrument, language) for check in item.hard],
            "soft": [_check(check, instrument, language) for check in item.soft],
            "missing": [str(reason) for reason in item.missing],
        }
    )


def _check(check: Check, instrument: Instrument, language: str) -> Page:
    return {"tree": check.tree, "message": say(instrument.messages[check.message].text, language)}


def _script(script: Script) -> Page:
    return {"key": script.key, "modes": sorted(script.modes)} | _full({"when": script.when, "records": script.records})


def _limit(limit: int | Decimal | None) -> int | str | None:
    """A decimal limit as its exact text."""
    return str(limit) if isinstance(limit, Decimal) else limit


def _full(page: Page) -> Page:
    """Without what is empty; 0 is not."""
    return {key: value for key, value in page.items() if value or (value == 0 and value is not False)}
