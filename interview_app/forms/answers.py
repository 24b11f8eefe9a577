"""What an operation says about one item, read into what the ledger keeps: a value, a missing reason, or neither."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from interview_app.domain.items import Calculated, Hidden, Invalid, Item, Note
from interview_app.domain.missing import Missing

Given = dict[str, Any]
"""`{"value": stored}`, `{"missing": reason}`, or `{}` for a cleared answer: what a ledger payload carries."""

UNASKED = (Note, Calculated, Hidden)
"""The types that nobody answers on a page."""


def read(item: Item, raw: Mapping[str, object]) -> Given:
    """What `raw` says of the item: `value`, or `missing`, or neither when the answer is cleared; raises Invalid."""
    if isinstance(item, UNASKED):
        raise Invalid("no_value")
    if "missing" in raw:
        return {"missing": _offered(item, raw)}
    return {"value": item.parse(raw["value"])} if "value" in raw else {}


def _offered(item: Item, raw: Mapping[str, object]) -> str:
    if "value" in raw:
        raise Invalid("value_and_reason")
    reason = raw["missing"]
    if not isinstance(reason, str) or reason not in item.missing:
        raise Invalid("reason_not_offered")
    return str(Missing(reason))
