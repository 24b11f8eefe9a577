"""Cuts an expression into tokens, reading what word processors and XML made of the keyboard's signs.

Curly quotes, no-break and zero-width spaces, `&lt;`, `&gt;` and `&amp;` count as the plain signs they stand for; the
contents of a quoted text keep everything but those three entities.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from interview_app.domain.expression_terms import ExpressionError

MAX_LENGTH = 20_000


class Token(NamedTuple):
    """One piece: `kind` is number, string, ref, name, symbol or end, `position` counts from the expression's start."""

    kind: str
    text: str
    position: int


_PATH = "refer to an item as ${item}; paths into a form are not available"
_FOREIGN = {
    "==": "write one = sign",
    "<>": "write != for unequal",
    "=<": "write <=",
    "=>": "write >=",
    "!": "write != for unequal, or not(…)",
    "&": "write and",
    "|": "write or",
    "/": _PATH,
    "..": _PATH,
    "@": _PATH,
    "[": _PATH,
    "$": "write an item as ${item}",
    "%": "write mod",
    "^": "multiply instead; powers are not available",
}
_QUOTES = "'\"‘’‚‛“”„‟"
_TOKEN = re.compile(
    r"""
      (?P<space>[\s\u200b\ufeff]+)
    | (?P<foreign>==|<>|=<|=>|\.\.)
    | (?P<number>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)
    | \$\{\s*(?P<ref>[A-Za-z_][A-Za-z0-9_.-]*)\s*\}
    | '(?P<single>[^']*)' | "(?P<double>[^"]*)"
    | [‘’‚‛](?P<curly_single>[^‘’‚‛']*)[‘’‚‛'] | [“”„‟](?P<curly_double>[^“”„‟"]*)[“”„‟"]
    | (?P<name>[^\W\d][\w.:-]*)
    | (?P<symbol>(?:[<>!]|&(?:lt|gt);)=|[-+*=<>(),.]|&(?:lt|gt);)
    """,
    re.VERBOSE,
)
_KINDS = {"single": "string", "double": "string", "curly_single": "string", "curly_double": "string"}


def tokens(text: str) -> list[Token]:
    """All tokens of the expression, the last one of kind `end`; raises ExpressionError."""
    if len(text) > MAX_LENGTH:
        raise ExpressionError(MAX_LENGTH, "the expression is too long", f"keep it under {MAX_LENGTH} characters")
    found, position = [], 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        kind = match.lastgroup if match else "foreign"
        if match is None or kind is None or kind == "foreign":
            raise _unknown(text, position)
        if kind != "space":
            found.append(Token(_KINDS.get(kind, kind), _plain(match[kind]), position))
        position = match.end()
    return [*found, Token("end", "", len(text))]


def _plain(text: str) -> str:
    """The text with the entities of XML read as the signs they stand for."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") if "&" in text else text


def _unknown(text: str, position: int) -> ExpressionError:
    if text[position] in _QUOTES:
        return ExpressionError(position, "the quoted text has no end", "close it with the same kind of quotation mark")
    sign = next((sign for sign in _FOREIGN if text.startswith(sign, position)), text[position])
    remedy = _FOREIGN.get(sign, "remove it, or put text in quotation marks")
    return ExpressionError(position, f"the sign {sign!r} means nothing here", remedy)
