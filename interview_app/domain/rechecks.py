"""Which interviews are asked about once more, and how the answers of that second conversation compare."""

from __future__ import annotations

from collections.abc import Mapping
import hashlib
from typing import Any

from interview_app.domain.document import Document, answer_of
from interview_app.domain.study import Sampling

FIRST = 5
"""Of each interviewer's first so many interviews one is always drawn."""
_WHOLE = 1 << 64


def is_drawn(sampling: Sampling, interviewer: str, nth: int, *keys: object) -> bool:
    """True when an interview is to be rechecked: the interviewer's `nth`, from 1, named by its `keys`.

    It follows from the study's seed alone, so that everybody who has the keys can draw again.
    """
    if not sampling.verify_share or not sampling.verify_items:
        return False
    if nth == 1 + _number(sampling.seed, "first", interviewer) % FIRST:
        return True
    return _number(sampling.seed, "share", *keys) < sampling.verify_share * _WHOLE


def _number(*parts: object) -> int:
    digest = hashlib.sha256("|".join(map(str, parts)).encode()).digest()
    return int.from_bytes(digest[:8])


def compared(document: Document, again: Mapping[str, Mapping[str, Any]]) -> dict[str, bool]:
    """For each item that was asked again, whether the same stands in the interview; `again` holds values or reasons."""
    return {item: _given(document, item) == dict(given) for item, given in again.items()}


def _given(document: Document, item: str) -> dict[str, Any]:
    answer = answer_of(document, item)
    if answer.missing is not None:
        return {"missing": str(answer.missing)}
    return {} if answer.value is None else {"value": answer.value}
