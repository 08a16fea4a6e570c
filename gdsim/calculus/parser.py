"""From text to an expression graph, by operator precedence with two stacks and no recursion.

The grammar, loosest first; a and b are any expressions:

    a + b   a - b
    a * b   a / b   a % b             a % b is mod(a, b), with the sign of b
    -a   +a
    a ** b   a ^ b                    from the right: a**b**c is a**(b**c), and -a**2 is -(a**2)
    a²   a⁻¹²                         raised digits are one exponent, of what stands before them
    (a)   1.5e-3   x   f(a, ...)

A text with several problems is read on after each, so that one error can name them all.

`where(a < b, c, d)` is c where the comparison (< <= > >= == !=) holds, and else d. The functions
are in `operations.FUNCTIONS`, `sum` and `prod` in `gdsim.calculus.sums`; pi and e are constants.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NoReturn

from gdsim.base.errors import shown, suggestion
from gdsim.base.words import counted
from gdsim.calculus.errors import ExpressionError
from gdsim.calculus.graph import Graph, Node, is_finite
from gdsim.calculus.notation import FUNCTIONS as FUNCTIONS_ELSEWHERE
from gdsim.calculus.notation import MORE_ARGUMENTS, REMARKS
from gdsim.calculus.operations import CLIP, COMPARISONS, FUNCTIONS
from gdsim.calculus.sums import INDEX_WORDS, SUMS, Sum
from gdsim.calculus.tokens import Token, raised_number

MAX_DEPTH = 100

_BINARY = {
    "+": ("add", 2), "-": ("subtract", 2), "*": ("multiply", 3), "/": ("divide", 3),
    "%": ("modulo", 3),
    "**": ("power", 5), "^": ("power", 5), **{c: (name, 1) for c, name in COMPARISONS.items()},
}  # fmt: skip
_UNARY = 4
_UNKNOWN = "unknown"  # the operation of a call that stands for nothing


@dataclass
class _Pending:
    """An entry of the operator stack: an operator, or (with `level` 0) an open bracket."""

    token: Token
    operation: str
    level: int
    n_inputs: int = 2
    arguments: list[Node] = field(default_factory=list)


class Parser:
    """Reads the tokens of one text into a graph; `names` and `variables` say what names mean."""

    def __init__(
        self, text: str, tokens: Sequence[Token], graph: Graph, sums: Mapping[int, Sum]
    ) -> None:
        self.text = text
        self.tokens = tokens
        self.graph = graph
        self.sums = sums
        self.names: dict[str, Node] = {}
        self.variables: list[Node] = []
        self.problems: dict[int, ExpressionError] = {}  # the first at each column

    def read(self, start: int, stop: int) -> Node:
        """The node of the tokens from `start` up to, but not including, `stop`.

        Errors: one ExpressionError with all problems after which reading could go on.
        """
        try:
            node = _Reading(self, start, stop).result()
        except ExpressionError as error:
            self.note(error.problem, error.column)
        if self.problems:
            first, *others = self.problems.values()
            raise ExpressionError(first.problem, self.text, first.column, others) from None
        return node

    def fail(self, problem: str, token: Token) -> NoReturn:
        """Refuse the text because of one token, after which nothing can be understood."""
        raise ExpressionError(problem, self.text, token.column)

    def note(self, problem: str, column: int) -> Node:
        """Refuse the text once all of it has been read; what stands for the part that is wrong."""
        self.problems.setdefault(column, ExpressionError(problem, self.text, column))
        return self.graph.name(_UNKNOWN)

    def combined(self, operation: str, token: Token, *inputs: Node) -> Node:
        """The node of an operation as typed; a constant that is not finite is refused."""
        if operation in ("divide", "modulo") and inputs[1].constant == 0:
            self.fail("this divides by zero", token)
        if operation == "negative" and inputs[0].is_number:
            return self.graph.number(-float(inputs[0].payload or 0))  # -0.2 is one number
        node = self.graph.apply(operation, *inputs)
        if not is_finite(node):
            self.fail("this constant is not a finite number", token)
        return node

    def repeated(self, which: Sum) -> Node:
        """The node of a sum or product: its body once per variable, or pair of variables."""
        token = self.tokens[which.start]
        over = self.variables
        if which.count is not None:
            over = [self.graph.name(f"x{number + 1}") for number in range(which.count)]
        n_terms = len(over) - which.pairs
        if n_terms < 1:
            self.fail("pairs of neighbours (x_i, x_j) need at least two variables", token)
        outer, total = dict(self.names), None
        for k in range(n_terms):
            self.names["x_i"], self.names["i"] = over[k], self.graph.number(k + 1)
            if which.pairs:
                self.names["x_j"], self.names["j"] = over[k + 1], self.graph.number(k + 2)
            if "n" not in outer or outer["n"].is_number:  # a parameter may be called n as well
                self.names["n"] = self.graph.number(len(over))
            term = _Reading(self, which.body, which.comma).result()
            total = term if total is None else self.combined(SUMS[token.text], token, total, term)
        self.names = outer
        assert total is not None
        return total


class _Reading:
    """One pass over a range of tokens."""

    def __init__(self, parser: Parser, start: int, stop: int) -> None:
        self.parser = parser
        self.position = start
        self.stop = stop
        self.operands: list[Node] = []
        self.pending: list[_Pending] = []
        self.nested = 0

    @property
    def token(self) -> Token:
        """The token that is read next."""
        return self.parser.tokens[self.position]

    def result(self) -> Node:
        """Read all tokens."""
        step: Callable[[], bool] = self._operand
        while self.position < self.stop:
            step = self._operator if step() else self._operand
        if step == self._operand:
            return self._missing()
        self._reduce(1)
        if self.pending:
            token = self.pending[-1].token
            if token.text != "(":  # a function's name: its bracket is the next token
                token = self.parser.tokens[self.parser.tokens.index(token) + 1]
            self.parser.fail("this bracket is never closed", token)
        return self.operands[0]

    def _missing(self) -> Node:
        token = self.token
        got = token.text if token.kind == "end" else f"'{token.text}'"
        problem = f"expected a number, a name or '(' here, got {got}"
        if token.text == "/" == self.parser.tokens[self.position - 1].text:
            problem += "; for whole division write floor(x/y)"
        return self.parser.note(problem, token.column)

    def _push(self, pending: _Pending) -> None:
        self.pending.append(pending)
        self.nested += pending.level != 2 and pending.level != 3
        if self.nested > MAX_DEPTH:
            self.parser.fail(f"this is nested deeper than {MAX_DEPTH} levels", pending.token)

    def _pop(self) -> _Pending:
        pending = self.pending.pop()
        self.nested -= pending.level != 2 and pending.level != 3
        return pending

    def _reduce(self, level: int) -> None:
        """Apply the waiting operators that bind at least as tightly as `level`."""
        while self.pending and self.pending[-1].level >= level:
            pending = self._pop()
            inputs = self.operands[-pending.n_inputs :]
            del self.operands[-pending.n_inputs :]
            self.operands.append(self.parser.combined(pending.operation, pending.token, *inputs))

    def _operand(self) -> bool:
        """Read at the start of an operand; return whether it is complete."""
        token, position = self.token, self.position
        self.position += 1
        if token.kind == "number":
            node = self.parser.graph.number(float(token.text))
            if not is_finite(node):
                self.parser.fail("this number is too large", token)
            self.operands.append(node)
            return True
        if token.kind == "name":
            if position in self.parser.sums:
                self.position = self.parser.sums[position].stop + 1
                self.operands.append(self.parser.repeated(self.parser.sums[position]))
                return True
            if self.token.text == "(" and self.position < self.stop:
                return self._call(token)
            self.operands.append(self._named(token))
            return True
        if token.text == "-":
            self._push(_Pending(token, "negative", _UNARY, 1))
        elif token.text == "(":
            self._push(_Pending(token, "", 0))
        elif token.text != "+":
            self.position = position
            self.operands.append(self._missing())
            return True
        return False

    def _call(self, token: Token) -> bool:
        operation = _UNKNOWN
        if token.text in FUNCTIONS:
            operation = FUNCTIONS[token.text][0]
        elif token.text in self.parser.names:
            self.parser.note(f"to multiply, write {token.text}*(...)", token.column)
        else:
            hint = suggestion(token.text, [*FUNCTIONS, *SUMS])
            if (name := token.text.casefold()) in FUNCTIONS_ELSEWHERE:
                remark = f"; {REMARKS[name]}" if name in REMARKS else ""
                hint = f"write {FUNCTIONS_ELSEWHERE[name]}{remark}"
            elif hint.startswith("known"):
                hint = f"to multiply, write {token.text}*(...)"
            self.parser.note(f"unknown function {shown(token.text)}; {hint}", token.column)
        self._push(_Pending(token, operation, 0))
        self.position += 1
        return False

    def _named(self, token: Token) -> Node:
        name = token.text
        if name in self.parser.names:
            return self.parser.names[name]
        if name in FUNCTIONS or name in SUMS:
            problem = f"{name} is a function and needs brackets: {name}(...)"
            if self.token.kind == "raised" or self.token.text in ("**", "^"):
                problem += f"; a power comes after them: {name}(x)**2"
            self.parser.fail(problem, token)
        if name in INDEX_WORDS:
            problem = f"{shown(name)} has a meaning only inside sum(...) or prod(...)"
            if name in ("x_j", "j"):
                problem = f"{shown(name)} has a meaning only inside the body of a sum or product"
            self.parser.fail(problem, token)
        hint = suggestion(name, self.parser.names)
        self.parser.fail(f"unknown name {shown(name)}; {hint}", token)

    def _operator(self) -> bool:
        """Read after an operand; return whether the next token must be an operator again."""
        token = self.token
        if token.text in _BINARY and token.kind == "operator":
            operation, level = _BINARY[token.text]
            self._reduce(level + (operation == "power"))
            if level == 1:
                self._check_comparison(token)
            self._push(_Pending(token, operation, level))
            self.position += 1
            return False
        if token.kind == "raised":
            return self._raise(token)
        if token.text == ")":
            return self._close(token)
        if token.text == ",":
            self._reduce(1)
            if self.pending and self.pending[-1].operation:
                self._take_argument(token)
            else:
                problem = "a comma may stand only between a function's arguments"
                before, after = (self.parser.tokens[self.position + k] for k in (-1, 1))
                if before.kind == after.kind == "number":
                    problem += f"; to write a decimal number, type {before.text}.{after.text}"
                self.parser.note(problem, token.column)
                self.operands.pop()
            self.position += 1
            return False
        return self._side_by_side(token)

    def _raise(self, token: Token) -> bool:
        """Raise the operand before raised digits to their power."""
        number = raised_number(token.text)
        if number is None:
            problem = f"raised digits must be one whole number, as in x⁻²³, got {shown(token.text)}"
            self.parser.fail(problem, token)
        if self.parser.tokens[self.position - 1].kind == "raised":
            self.parser.fail("write both powers as one, or put the first in brackets", token)
        exponent = self.parser.graph.number(number)
        if not is_finite(exponent):
            self.parser.fail("this number is too large", token)
        self.operands.append(self.parser.combined("power", token, self.operands.pop(), exponent))
        self.position += 1
        return True

    def _check_comparison(self, token: Token) -> None:
        bracket = self.pending[-1] if self.pending else None
        if bracket is None or bracket.operation != "select" or bracket.arguments:
            problem = "a comparison can only be the first argument of where: where(x < 1, a, b)"
            self.parser.fail(problem, token)
        if self.operands[-1].operation in COMPARISONS.values():
            self.parser.fail("comparisons cannot be chained; nest two where(...) instead", token)

    def _take_argument(self, token: Token) -> None:
        """Move the operand before a comma or bracket to the arguments of the open call."""
        bracket = self.pending[-1]
        compared = self.operands[-1].operation in COMPARISONS.values()
        if bracket.operation == "select" and not bracket.arguments and not compared:
            problem = "where needs a comparison first, such as where(x < 1, a, b)"
            self.parser.fail(problem, bracket.token)
        bracket.arguments.append(self.operands.pop())

    def _close(self, token: Token) -> bool:
        self._reduce(1)
        if not self.pending:
            self.parser.note("this bracket was never opened", token.column)
        elif self.pending[-1].operation:
            self._take_argument(token)
            bracket = self._pop()
            self.operands.append(self._called(bracket))
        else:
            self._pop()
        self.position += 1
        return True

    def _called(self, bracket: _Pending) -> Node:
        name, inputs = bracket.token.text, bracket.arguments
        if bracket.operation == _UNKNOWN:
            return self.parser.graph.name(_UNKNOWN)
        operation, expected = FUNCTIONS[name]
        if expected is None and len(inputs) < 2:
            problem = f"{name} takes two or more arguments, got 1"
            return self.parser.note(problem, bracket.token.column)
        if expected is not None and len(inputs) != expected:
            problem = f"{name} takes {counted(expected, 'argument')}, got {len(inputs)}"
            if len(inputs) > expected and name in MORE_ARGUMENTS:
                problem += f"; {MORE_ARGUMENTS[name]}"
            return self.parser.note(problem, bracket.token.column)
        if operation == CLIP:
            return self._clipped(bracket.token, *inputs)
        # Halving keeps the derivative of min and max over many arguments flat; at a tie it still
        # goes to the first argument.
        while expected is None and len(inputs) > 2:
            pairs = zip(inputs[::2], inputs[1::2], strict=False)
            combined = [self.parser.combined(operation, bracket.token, *pair) for pair in pairs]
            inputs = combined + inputs[2 * len(combined) :]
        return self.parser.combined(operation, bracket.token, *inputs)

    def _clipped(self, token: Token, x: Node, low: Node, high: Node) -> Node:
        if low.constant is not None and high.constant is not None and low.constant > high.constant:
            return self.parser.note("clip(x, low, high) needs low <= high", token.column)
        above = self.parser.combined("maximum", token, x, low)
        return self.parser.combined("minimum", token, above, high)

    def _side_by_side(self, token: Token) -> bool:
        if token.text == "=":
            if any(each.operation == "select" for each in self.pending):
                self.parser.fail("to compare, write ==", token)
            self.parser.fail("values of parameters come after a ';', as in '; a = 1.5'", token)
        if token.text == ";":
            self.parser.fail("a ';' may stand only before the values of parameters", token)
        after = "(...)" if token.text == "(" else token.text
        before = self.parser.tokens[self.position - 1]
        raised = before.text if before.kind == "raised" else ""
        if raised:
            before = self.parser.tokens[self.position - 2]
        left = ("(...)" if before.text == ")" else before.text) + raised
        self.parser.note(f"to multiply, write {left}*{after}", token.column)
        operation, level = _BINARY["*"]
        self._reduce(level)
        self._push(_Pending(token, operation, level))
        return False
