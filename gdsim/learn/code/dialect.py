"""Expressions in the words of another package: straight-line code, and the functions it calls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gdsim.calculus import Expression
from gdsim.calculus.code import emit

# Where x and y are 0, lengths and angles have gradient 0 here; in packages they have none.
_ORIGIN = "(x == 0) & (y == 0)"
_TORCH = {
    "power": "torch.pow(as_tensor(x), y)",
    "softplus": "torch.logaddexp(as_tensor(x), as_tensor(0.0))",
    "relu": "torch.relu(as_tensor(x))",
    # At a tie torch would give each argument half of the derivative; the first one has all of it.
    "minimum": "torch.where(as_tensor(x <= y), x, y)",
    "maximum": "torch.where(as_tensor(x >= y), x, y)",
    "select": "torch.where(as_tensor(mask), x, y)",
    "largest": "torch.amax(x, 1, keepdim=True)",
    "cbrt": "torch.sign(as_tensor(x)) * torch.abs(as_tensor(x)) ** (1 / 3)",
    "heaviside": "(torch.sign(as_tensor(x)) + 1) / 2",
    "modulo": "torch.remainder(as_tensor(x), y)",
    "hypot": f"torch.where(o := as_tensor({_ORIGIN}), 0.0, "
    "torch.hypot(torch.where(o, 1.0, as_tensor(x)), as_tensor(y)))",
    "atan2": f"torch.where(o := as_tensor({_ORIGIN}), 0.0, "
    "torch.atan2(as_tensor(x), torch.where(o, 1.0, as_tensor(y))))",
}
_JAX = {
    "power": "jnp.power(x, y)",
    "softplus": "jnp.logaddexp(x, 0.0)",
    "relu": "jnp.where(x > 0, x, 0.0)",
    "minimum": "jnp.where(x <= y, x, y)",
    "maximum": "jnp.where(x >= y, x, y)",
    "select": "jnp.where(mask, x, y)",
    "erf": "jax.scipy.special.erf(x)",
    "sigmoid": "jax.nn.sigmoid(x)",
    # At 0, where its derivative is 0 here, jax would take 1.
    "abs": "jnp.where(x == 0, 0.0, jnp.abs(x))",
    "largest": "jnp.max(x, 1, keepdims=True)",
    "heaviside": "(jnp.sign(x) + 1) / 2",
    "modulo": "jnp.remainder(x, y)",
    "hypot": f"jnp.where(o := {_ORIGIN}, 0.0, jnp.hypot(jnp.where(o, 1.0, x), y))",
    "atan2": f"jnp.where(o := {_ORIGIN}, 0.0, jnp.arctan2(x, jnp.where(o, 1.0, y)))",
    "asin": "jnp.arcsin(x)",
    "acos": "jnp.arccos(x)",
    "atan": "jnp.arctan(x)",
}
_ARGUMENTS = {
    **dict.fromkeys(("power", "minimum", "maximum", "modulo", "hypot", "atan2"), "x, y"),
    "select": "mask, x, y",
}


@dataclass(frozen=True)
class Dialect:
    """How a package writes the functions of expressions, and its arrays.

    bodies: of functions by name; those that are missing are `plain`, with the name put in.
    """

    bodies: Mapping[str, str]
    plain: str
    array: str  # the function that makes an array

    def functions(self, names: Iterable[str]) -> list[str]:
        """The definitions of functions, ready to be called by their names in expressions."""
        lines: list[str] = []
        for name in sorted(set(names)):
            body = self.bodies.get(name, self.plain.format(name))
            lines += [f"def {name}({_ARGUMENTS.get(name, 'x')}):", f"    return {body}", "", ""]
        return lines


TORCH = Dialect(_TORCH, "torch.{}(as_tensor(x))", "as_tensor")
JAX = Dialect(_JAX, "jnp.{}(x)", "jnp.array")


def body(
    expression: Expression, names: Mapping[str, str] | None = None
) -> tuple[list[str], set[str]]:
    """The lines of a function that returns an expression's value, and what functions they call."""
    code = emit(expression, names, order=0)
    return [*code.lines, f"return {code.value}"], set(code.functions)


def indented(lines: Sequence[str]) -> list[str]:
    """Lines inside a function."""
    return [f"    {line}" if line else "" for line in lines]
