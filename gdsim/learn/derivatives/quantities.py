"""A function as a graph of intermediate quantities u1, u2, …, each with its local derivatives.

A quantity is one operation; but sums and multiples stay together, as in 2*x + 3, unless single
operations are asked for, and a comparison belongs to the branch that it selects.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from gdsim.calculus import derivative, formula, printing
from gdsim.calculus.derivative import Passed
from gdsim.calculus.graph import Graph, Node, reachable
from gdsim.calculus.operations import COMPARISONS
from gdsim.learn.derivatives.points import Place, values

_SHORT = 4  # nodes
_COMPARED = frozenset(COMPARISONS.values())


@dataclass(frozen=True)
class Local:
    """The derivative of a quantity by one of its inputs, the other inputs held constant."""

    source: str
    text: str
    latex: str
    value: float
    numbers: dict[str, float]


@dataclass
class Quantity:
    """One intermediate quantity, or the function itself.

    `inputs` are the names of the quantities and variables in its formula; `adjoint` is the
    derivative of the function by it; `parts` has the contribution to it of each quantity that uses
    it.
    """

    name: str
    node: Node
    text: str = ""
    latex: str = ""
    value: float = 0.0
    numbers: dict[str, float] = field(default_factory=dict)
    inputs: tuple[str, ...] = ()
    locals: dict[str, Local] = field(default_factory=dict)
    parts: dict[str, float] = field(default_factory=dict)
    adjoint: float = 0.0


def quantities(place: Place, single: bool = False) -> tuple[list[Quantity], list[Quantity]]:
    """The quantities in the order of computation, the function last; and the variables.

    single: every operation is a quantity, sums and multiples too.
    """
    return _Splitting(place, single).result()


class _Splitting:
    """Splits one expression into quantities, and fills in their values and derivatives."""

    def __init__(self, place: Place, single: bool) -> None:
        self.place, self.single = place, single
        self.root = place.expression.root
        self.graph = self.root.graph
        self.variables = [self.graph.name(name) for name in place.variables]
        self.nodes = reachable([self.root])
        self.active = self._active()
        self.users = self._users()
        self.named = self._named()

    def result(self) -> tuple[list[Quantity], list[Quantity]]:
        if not self.root.inputs:
            return self._of_variable()
        named = [self.named[node.index] for node in self.nodes if node.index in self.named]
        inner = [each for each in named if each.node not in self.variables]
        leaves = [self.named[each.index] for each in self.variables]
        nodes = [each.node for each in (*inner, *leaves)]
        for each, value in zip((*inner, *leaves), self.place.values(nodes), strict=True):
            each.value = value
        for each in inner:
            self._describe(each)
        self._pass_down(inner)
        return inner, leaves

    def _of_variable(self) -> tuple[list[Quantity], list[Quantity]]:
        """The quantities of a function that is one of its variables."""
        leaves = [Quantity(name, node, value=x) for (name, x), node in zip(
            self.place.coordinates.items(), self.variables, strict=True)]  # fmt: skip
        whole = Quantity(self.place.name, self.root, adjoint=1.0)
        for each in leaves:
            if each.node is self.root:
                whole.text, whole.latex = each.name, formula.latex(each.node)
                whole.value, whole.numbers = each.value, {each.name: each.value}
                whole.inputs = (each.name,)
                whole.locals = {each.name: Local(each.name, "1", "1", 1.0, {})}
                each.parts, each.adjoint = {whole.name: 1.0}, 1.0
        return [whole], leaves

    def _active(self) -> set[int]:
        """The nodes that depend on a variable."""
        active = {each.index for each in self.variables}
        for node in self.nodes:
            if any(each.index in active for each in node.inputs):
                active.add(node.index)
        return active

    def _users(self) -> dict[int, list[Node]]:
        """The active nodes that use each node, one entry per use."""
        users: dict[int, list[Node]] = {}
        for node in self.nodes:
            for each in node.inputs if node.index in self.active else ():
                users.setdefault(each.index, []).append(node)
        return users

    def _named(self) -> dict[int, Quantity]:
        """The nodes that are quantities or variables, with their names."""
        inner = [each for each in self.nodes if self._is_quantity(each)]
        letter = self.place.letter
        few = len(inner) == 2  # the function and one more
        named = {each.index: Quantity(str(each.payload), each) for each in self.variables}
        for number, node in enumerate(inner[:-1], 1):
            named[node.index] = Quantity(letter if few else f"{letter}{number}", node)
        named[self.root.index] = Quantity(self.place.name, self.root)
        return named

    def _is_quantity(self, node: Node) -> bool:
        if node is self.root:
            return True
        if node.index not in self.active or not node.inputs or node.operation in _COMPARED:
            return False
        users = self.users[node.index]
        if self.single:
            return not all(each.operation in _COMPARED for each in users)
        joins = len(users) == 1 and (self._is_affine(users[0]) or users[0].operation in _COMPARED)
        return not (joins and self._is_affine(node))

    def _is_affine(self, node: Node) -> bool:
        """Whether a node only adds, or scales by a factor that does not depend on the variables."""
        if node.operation in ("add", "subtract", "negative"):
            return True
        varies = [each.index in self.active for each in node.inputs]
        return (node.operation == "multiply" and not all(varies)) or (
            node.operation == "divide" and not varies[1]
        )

    def _members(self, quantity: Quantity) -> tuple[list[Node], list[Node]]:
        """The nodes of a quantity's formula, in order, and the quantities that it uses."""
        members: dict[int, Node] = {}
        inputs: dict[int, Node] = {}
        waiting = [quantity.node]
        while waiting:
            node = waiting.pop()
            if node.index in self.named and node is not quantity.node:
                inputs.setdefault(node.index, node)
                continue
            members[node.index] = node
            waiting.extend(reversed(node.inputs))
        return [members[index] for index in sorted(members)], list(inputs.values())

    def _describe(self, quantity: Quantity) -> None:
        """Fill in a quantity's formula and its local derivatives."""
        members, inputs = self._members(quantity)
        own = Graph(self.graph.limit)
        copies: dict[int, Node] = {}
        for each in inputs:
            source = self.named[each.index]
            copy = copies[each.index] = own.name(source.name)
            copy.sign = each.sign  # sqrt at 0 is a kink where its argument is never negative
            quantity.numbers[source.name] = source.value
        for node in members:
            copies[node.index] = _copied(node, own, copies)
            if node.operation == "name" and node.constant is None:
                quantity.numbers[str(node.payload)] = self.place.numbers[str(node.payload)]
        root = copies[quantity.node.index]
        quantity.text, quantity.latex = printing.text(root), formula.latex(root)
        quantity.inputs = tuple(self.named[each.index].name for each in inputs)
        smooth = self._reached(quantity.node, members)
        by = [each for each in inputs if each.index in smooth]
        slopes = derivative.gradient(root, [copies[each.index] for each in by])
        numbers = {**self.place.numbers, **quantity.numbers}
        for each, slope, value in zip(by, slopes, values(slopes, numbers), strict=True):
            name = self.named[each.index].name
            quantity.locals[name] = _local(name, slope, value, numbers, self.place.parameters)

    def _reached(self, root: Node, members: Sequence[Node]) -> set[int]:
        """The nodes that a quantity's value depends on, apart from the choice of a branch."""
        inside = {each.index for each in members}
        reached: set[int] = set()
        waiting = [root]
        while waiting:
            node = waiting.pop()
            if node.index in reached or node.operation in _COMPARED:
                continue
            reached.add(node.index)
            if node.index in inside:
                waiting.extend(node.inputs)
        return reached

    def _pass_down(self, inner: Sequence[Quantity]) -> None:
        """Fill in `parts` and `adjoint` from the backward pass that computes the gradient."""
        tape: list[Passed] = []
        gradient = derivative.gradient(self.root, self.variables, tape)
        owner = {
            node.index: quantity
            for quantity in inner
            for node in self._members(quantity)[0]
            if node.operation not in _COMPARED
        }
        masks = [mask for each in tape for mask, _ in each.conditions]
        values = self.place.values([*(each.bar for each in tape), *masks, *gradient])
        bars = values[: len(tape)]
        holds = dict(zip((m.index for m in masks), values[len(tape) :], strict=False))
        for each, bar in zip(tape, bars, strict=True):
            target = self.named.get(each.source.index)
            if target is not None:
                applies = all(bool(holds[mask.index]) == value for mask, value in each.conditions)
                name = owner[each.node.index].name
                target.parts[name] = target.parts.get(name, 0.0) + (bar if applies else 0.0)
        self.named[self.root.index].adjoint = 1.0
        for quantity in inner[:-1]:
            quantity.adjoint = sum(quantity.parts.values())
        for node, value in zip(self.variables, values[len(values) - len(gradient) :], strict=True):
            self.named[node.index].adjoint = value


def _copied(node: Node, own: Graph, copies: dict[int, Node]) -> Node:
    if node.is_number:
        return own.number(float(node.payload or 0))
    if node.operation == "name":
        return own.name(str(node.payload), node.constant)
    return own.apply(node.operation, *(copies[each.index] for each in node.inputs))


def _local(
    source: str, slope: Node, value: float, numbers: dict[str, float], parameters: Iterable[str]
) -> Local:
    shown = slope
    if len(reachable([slope])) > _SHORT:  # short formulas are readable already
        from gdsim.calculus.legible import legible

        shown = legible(slope, {name: numbers[name] for name in parameters})
    used = {str(each.payload) for each in reachable([shown]) if each.operation == "name"}
    return Local(
        source,
        printing.text(shown),
        formula.latex(shown),
        value,
        {name: each for name, each in numbers.items() if name in used},
    )
