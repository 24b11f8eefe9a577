r"""The regular expressions an instrument may use: the subset that RE2 and the browser's own matcher read alike.

Literals, `.`, classes with ranges and negation, `\d \w \s` and their negations (ASCII only), `^ $`, groups, `|`,
`* + ? {m} {m,} {m,n}`, and a backslash before punctuation. A pattern always matches the whole text.
"""

from __future__ import annotations

import re

from interview_app.domain.expression_terms import ExpressionError

MAX_STEPS = 1000
MAX_GROUPS = 30

_CLASSES = frozenset("dDwWsS")
_CONTROLS = frozenset("tnrf")
_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ ")
_REPEAT = re.compile(r"[*+?]|\{([0-9]{1,4})(?:(,)([0-9]{1,4})?)?\}")


def check_pattern(text: str) -> None:
    """Raise ExpressionError, with its place in the pattern, unless both matchers understand the pattern."""
    _Pattern(text).check()


class _Pattern:
    """One walk over a pattern; every rule returns how many matcher steps its part takes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.groups = 0

    def check(self) -> None:
        self._alternatives()
        if self.at < len(self.text):
            raise ExpressionError(self.at, "a bracket ')' closes nothing", r"write \) for the character itself")

    def _peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def _take(self, expected: str) -> bool:
        taken = self.text.startswith(expected, self.at)
        self.at += len(expected) * taken
        return taken

    def _alternatives(self) -> int:
        steps = self._sequence()
        while self._take("|"):
            steps += 1 + self._sequence()
        return steps

    def _sequence(self) -> int:
        steps = 0
        while self._peek() not in ("", "|", ")"):
            steps += self._piece()
        return steps

    def _piece(self) -> int:
        start = self.at
        anchor = self._peek() in ("^", "$")
        steps = self._atom()
        times = self._times()
        if times and anchor:
            raise ExpressionError(start, "'^' and '$' cannot be repeated", "leave out the sign after it")
        steps = max(steps, 1) * (times or 1) + (times is not None)
        if steps > MAX_STEPS:
            raise ExpressionError(start, "the pattern is too large when its counts are written out", "lower the counts")
        return steps

    def _times(self) -> int | None:
        """How often the atom just read may have to be written out, None where no count follows."""
        start = self.at
        count = _REPEAT.match(self.text, self.at)
        if count is None:
            return None
        self.at = count.end()
        if _REPEAT.match(self.text, self.at):
            raise ExpressionError(self.at, "two repetitions in a row", "keep one; a whole-text match needs no lazy one")
        least, comma, most = count.groups()
        if most and int(most) < int(least):
            raise ExpressionError(start, "the second count is lower than the first", "write the lower count first")
        return int(most or least or 1) + bool(comma and not most)

    def _atom(self) -> int:
        start = self.at
        self.at += 1
        match self.text[start]:
            case "(":
                return self._group(start)
            case "[":
                return self._class(start)
            case "\\":
                self._escape()
            case "*" | "+" | "?":
                raise ExpressionError(start, "there is nothing to repeat", "write a backslash before the sign itself")
            case "{" | "}" | "]" as bracket:
                raise ExpressionError(start, f"'{bracket}' stands alone", f"write \\{bracket} for the character itself")
        return 1

    def _group(self, start: int) -> int:
        self.groups += 1
        if self.groups > MAX_GROUPS:
            raise ExpressionError(start, f"more than {MAX_GROUPS} groups", "split the rule into two checks")
        if not self._take("?:") and self._peek() == "?":
            raise ExpressionError(
                start, "lookaround, named groups and flags are not available", "use a plain group ( ) or (?: )"
            )
        steps = self._alternatives()
        if not self._take(")"):
            raise ExpressionError(start, "the group is not closed", "add the missing ')'")
        return steps

    def _class(self, start: int) -> int:
        self._take("^")
        if self._peek() == "]":
            raise ExpressionError(start, "the class is empty", r"name its characters; write \] for the bracket itself")
        while not self._take("]"):
            if self.at >= len(self.text):
                raise ExpressionError(start, "the class is not closed", "add the missing ']'")
            self._range()
        return 1

    def _range(self) -> None:
        """One character, class escape or range inside [ ]; a hyphen stands for itself only first, last or escaped."""
        start = self.at
        low = self._member()
        if self._peek() != "-" or self.text.startswith("-]", self.at):
            return
        self.at += 1
        high = self._member()
        if not low or not high or low > high:
            raise ExpressionError(start, "this is no range", r"write the lower character first, or \- for a hyphen")
        if self._peek() == "-" and not self.text.startswith("-]", self.at):
            raise ExpressionError(self.at, "a hyphen follows a range", r"write \- for the hyphen itself")

    def _member(self) -> str:
        """The character read, "" for a class escape such as \\d."""
        start = self.at
        self.at += 1
        character = self.text[start : self.at]
        if character == "\\":
            return self._escape()
        if character == "[":
            raise ExpressionError(start, "'[' stands inside a class", r"write \[ for the character itself")
        return character

    def _escape(self) -> str:
        """The literal character an escape stands for, "" for a class escape."""
        start = self.at - 1
        character = self._peek()
        self.at += 1
        if character and character in _CLASSES:
            return ""
        if character and character in _CONTROLS:
            return {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}[character]
        if character and character in _PUNCTUATION:
            return character
        if character.isdigit():
            raise ExpressionError(start, "a backreference is not available", "write the repeated part out")
        raise ExpressionError(
            start, f"the escape '\\{character}' is not available", r"use \d \w \s, or a backslash before punctuation"
        )
