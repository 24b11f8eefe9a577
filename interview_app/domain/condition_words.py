"""What conditions say in each language; the operators of expressions and what surrounds them."""

from __future__ import annotations

from collections.abc import Mapping

from interview_app.domain.items import Text, say

_WORDS: Mapping[str, Text] = {
    "or": {"en": " or ", "nb": " eller "},
    "and": {"en": " and ", "nb": " og "},
    "quoted": {"en": "“{text}”", "nb": "«{text}»"},
    "answer": {"en": "the answer", "nb": "svaret"},
    "=": {"en": "{a} is {b}", "nb": "{a} er {b}"},
    "!=": {"en": "{a} is not {b}", "nb": "{a} ikke er {b}"},
    "<": {"en": "{a} is less than {b}", "nb": "{a} er mindre enn {b}"},
    "<=": {"en": "{a} is at most {b}", "nb": "{a} er høyst {b}"},
    ">": {"en": "{a} is more than {b}", "nb": "{a} er mer enn {b}"},
    ">=": {"en": "{a} is at least {b}", "nb": "{a} er minst {b}"},
    "not <": {"en": "{a} is not less than {b}", "nb": "{a} ikke er mindre enn {b}"},
    "not <=": {"en": "{a} is not {b} or less", "nb": "{a} ikke er {b} eller mindre"},
    "not >": {"en": "{a} is not more than {b}", "nb": "{a} ikke er mer enn {b}"},
    "not >=": {"en": "{a} is not {b} or more", "nb": "{a} ikke er {b} eller mer"},
    "blank": {"en": "{a} has no answer", "nb": "{a} ikke har noe svar"},
    "given": {"en": "{a} has an answer", "nb": "{a} har et svar"},
    "any given": {"en": "any of {a} has an answer", "nb": "minst ett av {a} har et svar"},
    "selected": {"en": "{b} is ticked at {a}", "nb": "{b} er krysset av i {a}"},
    "not selected": {"en": "{b} is not ticked at {a}", "nb": "{b} ikke er krysset av i {a}"},
    "selected here": {"en": "{b} is ticked", "nb": "{b} er krysset av"},
    "not selected here": {"en": "{b} is not ticked", "nb": "{b} ikke er krysset av"},
    "alone": {"en": "{b} is not combined with others", "nb": "{b} ikke er kombinert med andre"},
    "true": {"en": "in any case", "nb": "i alle tilfeller"},
    "false": {"en": "in no case", "nb": "ikke i noe tilfelle"},
    "+": {"en": "{a} plus {b}", "nb": "{a} pluss {b}"},
    "-": {"en": "{a} minus {b}", "nb": "{a} minus {b}"},
    "*": {"en": "{a} times {b}", "nb": "{a} ganger {b}"},
    "div": {"en": "{a} divided by {b}", "nb": "{a} delt på {b}"},
    "mod": {"en": "the remainder of {a} divided by {b}", "nb": "resten av {a} delt på {b}"},
    "neg": {"en": "minus {a}", "nb": "minus {a}"},
    "today": {"en": "today’s date", "nb": "dagens dato"},
    "now": {"en": "the present time", "nb": "tiden nå"},
    "count-selected": {"en": "the number of ticks at {a}", "nb": "antall kryss i {a}"},
    "count-selected here": {"en": "the number of ticks", "nb": "antall kryss"},
    "string-length": {"en": "the number of characters of {a}", "nb": "antall tegn i {a}"},
    "round": {"en": "{a}, rounded,", "nb": "{a}, avrundet,"},
    "int": {"en": "the whole part of {a}", "nb": "heltallsdelen av {a}"},
    "max": {"en": "the highest of {a}", "nb": "det høyeste av {a}"},
    "min": {"en": "the lowest of {a}", "nb": "det laveste av {a}"},
    "sum": {"en": "the sum of {a}", "nb": "summen av {a}"},
    "only ask": {"en": "Ask only if {a}", "nb": "Spør bare hvis {a}"},
    "only fill": {"en": "Fill in only if {a}", "nb": "Fyll ut bare hvis {a}"},
    "only read": {"en": "Read only if {a}", "nb": "Les bare hvis {a}"},
    "only section": {"en": "This part only if {a}", "nb": "Denne delen bare hvis {a}"},
    "to": {"en": "otherwise go to {b}", "nb": "ellers gå til {b}"},
    "to note": {"en": "otherwise go to what stands before {b}", "nb": "ellers gå til det som står før {b}"},
    "to last note": {"en": "otherwise go to the next note", "nb": "ellers gå til neste merknad"},
    "to end": {"en": "otherwise you are at the end", "nb": "ellers er du ferdig"},
    "holds": {"en": "this holds: {a}", "nb": "dette gjelder: {a}"},
}


def said(key: str, language: str, **fills: str) -> str:
    """The words of that key, filled in; English where there are no others. Raises KeyError."""
    return say(_WORDS[key], language if language in _WORDS[key] else "en").format(**fills)


def has(key: str) -> bool:
    """True when there are words for it."""
    return key in _WORDS


def listed(names: list[str], language: str) -> str:
    """The names with commas, the last two with an "and" between them."""
    *first, last = names
    return f"{', '.join(first)}{said('and', language)}{last}" if first else last
