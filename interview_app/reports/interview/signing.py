"""The supervisor's signature on the page: what it says and covers, and whether it still counts."""

from __future__ import annotations

from interview_app.domain.item import say
from interview_app.domain.review import MEANINGS, Signature
from interview_app.reports.texts import cut
from interview_app.reports.words import Words

DIGITS = 16
NAME = 34
"""Characters of a name that fit beside its code."""


def signed_in_words(words: Words, signature: Signature | None) -> str:
    """Whether the page is of a signed interview."""
    if signature is None:
        return words.say("not_signed")
    if signature.voided_at is not None:
        return words.say("signature_void", day=words.day(signature.voided_at))
    return words.say("signed", day=words.day(signature.at))


def sign_off(words: Words, signature: Signature | None) -> tuple[str, ...]:
    """The lines of the sign-off box; () where it is left open for a pen."""
    if signature is None:
        return ()
    void = () if signature.voided_at is None else (words.say("signature_void", day=words.day(signature.voided_at)),)
    who = [cut(signature.name, NAME, "…"), *([signature.code] if signature.code != signature.name else [])]
    return (
        *void,
        " · ".join(who),
        words.moment(signature.at),
        say(MEANINGS[signature.meaning], words.language),
        f"{words.say('hash')} {grouped(signature.hash, DIGITS)}",
    )


def grouped(digits: str, shown: int) -> str:
    """The first digits of a hash in groups of eight, with an ellipsis where there are more."""
    groups = " ".join(digits[at : at + 8] for at in range(0, min(shown, len(digits)), 8))
    return f"{groups}…" if len(digits) > shown else groups
