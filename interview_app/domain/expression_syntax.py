"""Reads an expression's text into its syntax tree and refuses, with place and remedy, what the interpreters lack."""

from __future__ import annotations

from collections.abc import Mapping
import difflib
import math

from interview_app.domain.expression_lexer import Token, tokens
from interview_app.domain.expression_terms import ExpressionError, Tree
from interview_app.domain.pattern import check_pattern

MAX_NODES = 1000
MAX_DEPTH = 100
ANY = MAX_NODES

ARGUMENTS: Mapping[str, tuple[int, int]] = {
    "boolean": (1, 1),
    "coalesce": (2, 2),
    "concat": (1, ANY),
    "count-selected": (1, 1),
    "date": (1, 1),
    "decimal-date-time": (1, 1),
    "false": (0, 0),
    "if": (3, 3),
    "int": (1, 1),
    "max": (1, ANY),
    "min": (1, ANY),
    "not": (1, 1),
    "now": (0, 0),
    "number": (1, 1),
    "once": (1, 1),
    "plain": (1, 1),
    "regex": (2, 2),
    "round": (1, 2),
    "selected": (2, 2),
    "string-length": (1, 1),
    "sum": (1, ANY),
    "today": (0, 0),
    "true": (0, 0),
}
FORMS = frozenset({"boolean", "if", "not"})
_STRENGTH = {
    "or": 1,
    "and": 2,
    **dict.fromkeys(("=", "!="), 3),
    **dict.fromkeys(("<", "<=", ">", ">="), 4),
    **dict.fromkeys(("+", "-"), 5),
    **dict.fromkeys(("*", "div", "mod"), 6),
}
_CHAINED = frozenset({"or", "and", "+", "*"})


def parse(text: str) -> Tree:
    """The syntax tree, as expression.compile describes it; raises ExpressionError."""
    return _Parser(tokens(text)).whole()


class _Parser:
    """Precedence climbing over the tokens; `level` and `nodes` bound what the interpreters will have to walk."""

    def __init__(self, found: list[Token]) -> None:
        self.tokens = found
        self.at = 0
        self.level = 0
        self.nodes = 0

    def whole(self) -> Tree:
        if self._next.kind == "end":
            raise ExpressionError(0, "the expression is empty", "write an expression, or leave the field out")
        tree = self._expression(0)
        if self._next.kind != "end":
            raise _unexpected(self._next)
        if _depth(tree) > MAX_DEPTH:
            raise _too_deep(self._next)
        return tree

    @property
    def _next(self) -> Token:
        return self.tokens[self.at]

    def _advance(self) -> Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def _takes(self, symbol: str) -> bool:
        taken = self._next.kind == "symbol" and self._next.text == symbol
        self.at += taken
        return taken

    def _expect(self, symbol: str, remedy: str) -> None:
        if not self._takes(symbol):
            raise _unexpected(self._next, remedy)

    def _node(self, *parts: object) -> Tree:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise ExpressionError(
                self._next.position, f"more than {MAX_NODES} parts", "split the expression with calculated items"
            )
        return list(parts)

    def _expression(self, floor: int) -> Tree:
        self.level += 1
        if self.level > MAX_DEPTH:
            raise _too_deep(self._next)
        left = self._operand()
        while (strength := _strength(self._next)) > floor:
            operator = self._advance().text
            left = self._joined(operator, left, self._expression(strength))
        self.level -= 1
        return left

    def _joined(self, operator: str, left: Tree, right: Tree) -> Tree:
        """A node for both operands; in a chain of one operator the left node takes one more, so trees stay shallow."""
        if operator in _CHAINED and left[0] == operator:
            left.append(right)
            return left
        return self._node(operator, left, right)

    def _operand(self, *, negated: bool = False) -> Tree:
        token = self._advance()
        match token.kind, token.text:
            case "number", digits:
                return self._node("number", _number(token, digits))
            case ("string" | "ref") as kind, text:
                return self._node(kind, text)
            case "symbol", ".":
                return self._node("self")
            case "symbol", "(":
                return self._group()
            case "symbol", "-" if not negated:
                return self._node("neg", self._operand(negated=True))
            case "symbol", "-":
                raise ExpressionError(token.position, "two minus signs in a row", "leave both out, or write -(-…)")
            case "name", name if self._takes("("):
                return self._call(token, name)
        raise _unexpected(token)

    def _group(self) -> Tree:
        inner = self._expression(0)
        self._expect(")", "close the bracket with )")
        return inner

    def _call(self, token: Token, name: str) -> Tree:
        if name not in ARGUMENTS:
            raise _unknown_function(token)
        arguments = self._arguments()
        _check_count(token, len(arguments))
        if name == "regex":
            _check_regex(token, arguments[1])
        return self._node(name, *arguments) if name in FORMS else self._node("call", name, *arguments)

    def _arguments(self) -> list[Tree]:
        if self._takes(")"):
            return []
        arguments = [self._expression(0)]
        while self._takes(","):
            arguments.append(self._expression(0))
        self._expect(")", "separate arguments with a comma and close the bracket with )")
        return arguments


def _strength(token: Token) -> int:
    """How tightly the token binds as an operator, 0 when it is none."""
    return _STRENGTH.get(token.text, 0) if token.kind in ("symbol", "name") else 0


def _number(token: Token, digits: str) -> int | float:
    value = float(digits)
    if not math.isfinite(value):
        raise ExpressionError(token.position, "the number is too large", "write a number below 1e308")
    return int(value) if value.is_integer() and value < 2**53 else value


def _depth(tree: Tree) -> int:
    """The longest way from the root to a leaf, found without recursion."""
    depth, level = 0, [tree]
    while level:
        depth += 1
        level = [part for node in level for part in node if isinstance(part, list)]
    return depth


def _check_count(token: Token, count: int) -> None:
    least, most = ARGUMENTS[token.text]
    if not least <= count <= most:
        wanted = f"{least}" if least == most else f"{least} or more" if most == ANY else f"{least} to {most}"
        problem = f"{token.text}() was given {count} argument{'s' * (count != 1)}"
        raise ExpressionError(token.position, problem, f"it takes {wanted}")


def _check_regex(token: Token, pattern: Tree) -> None:
    if pattern[0] != "string":
        raise ExpressionError(
            token.position, "the pattern of regex() is computed", "write it as a quoted text, so that it can be checked"
        )
    try:
        check_pattern(pattern[1])
    except ExpressionError as error:
        problem = f"in the pattern, character {error.position + 1}: {error.problem}"
        raise ExpressionError(token.position, problem, error.remedy) from error


def _unexpected(token: Token, remedy: str = "check what stands before it") -> ExpressionError:
    if token.kind == "end":
        return ExpressionError(token.position, "the expression ends too early", remedy)
    if token.kind == "name" and token.text not in _STRENGTH:
        remedy = f"put text in quotation marks, '{token.text}', or name an item as ${{{token.text}}}"
    return ExpressionError(token.position, f"{token.text!r} was not expected here", remedy)


def _too_deep(token: Token) -> ExpressionError:
    return ExpressionError(
        token.position, f"nested more than {MAX_DEPTH} deep", "split the expression with calculated items"
    )


def _unknown_function(token: Token) -> ExpressionError:
    near = difflib.get_close_matches(token.text.lower(), ARGUMENTS, n=1)
    remedy = f"did you mean {near[0]}()?" if near else f"available are {', '.join(ARGUMENTS)}"
    return ExpressionError(token.position, f"there is no function {token.text}()", remedy)
