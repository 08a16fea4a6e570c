"""The compiled modules that the kernel of a program is made of."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from gdsim.calculus import Expression
from gdsim.catalogue.additions import remembered
from gdsim.engine.cache import Source
from gdsim.engine.networks import modules as of_networks
from gdsim.engine.program import Program
from gdsim.engine.recipe import Recipe
from gdsim.engine.recipes import any_of, recipe_of
from gdsim.engine.schedule import tabulator
from gdsim.engine.source import advance_text, objective_text, prepare_text, stride_text
from gdsim.engine.traces import keeper
from gdsim.lanes.host import BLOCK, vector_unit


@remembered
def strider(recipe: Recipe) -> Source:
    """The module with the `stride` of a function's recipe."""
    return Source("stride", stride_text(recipe))


def point_of(recipe: Recipe) -> Any:
    """The compiled `gradient_point` of a recipe's optimizer; None if it has none."""
    if recipe.definition.gradient_point is None:
        return None
    return of_networks.pointer(recipe).load().point


@cache
def _called(expression: Expression, order: int, dtype: str, width: int) -> Source:
    return Source("objective", objective_text(expression, order, dtype, width))


def called(program: Program) -> Source:
    """The module with a function's objective, for kernels that call it."""
    recipe, expression = recipe_of(program), program.expression
    assert expression is not None  # there is one for functions only
    return _called(expression, recipe.definition.order, recipe.dtype, recipe.width)


@cache
def _advancer(dtype: str, width: int, block: int) -> Source:
    return Source("advance", advance_text(dtype, width, block))


def advancer(dtype: str, width: int, block: int) -> Source:
    """The module with the `advance` of a precision, a width and a size of blocks."""
    return _advancer(dtype, min(width, vector_unit().narrow_width(dtype)), block)


def usual_advancer(dtype: str) -> Source:
    """The `advance` of functions in a precision, on this machine: the largest of their modules."""
    return advancer(dtype, BLOCK, BLOCK)


@remembered
def preparer(optimizer: str, dtype: str) -> Source:
    """The module that tabulates an optimizer's coefficients."""
    return Source("prepare", prepare_text(optimizer, dtype))


def sources(program: Program) -> list[Source]:
    """The modules that the kernel of a program is made of.

    Without those that copy states, and the one that makes several calls at once.
    """
    recipe = recipe_of(program)
    shared = [advancer(recipe.dtype, recipe.width, recipe.block), tabulator(program.schedule)]
    if recipe.prepares_once:
        shared.append(preparer(recipe.optimizer, recipe.dtype))
    if recipe.record:
        shared.append(keeper(recipe.dtype))
    if program.network is not None:
        return [*shared, *of_networks.trained(program, recipe).values()]
    if recipe.definition.gradient_point is not None:
        shared.append(of_networks.pointer(recipe))
    if recipe.calls:
        shared.append(called(program))
    return [*shared, strider(recipe)]


def calling(program: Program) -> Program | None:
    """The program with a kernel that calls the objective; None if there is no such kernel.

    There is one for functions without parameters, and without a stop condition on their variables.
    """
    expression = program.expression
    if expression is None or expression.parameters or program.stop is not None:
        return None
    return replace(program, calls_objective=True)


def caller(program: Program) -> Source | None:
    """The module of that kernel for any other function of as many variables."""
    if program.expression is None:
        return None
    plain = replace(program, expression=any_of(program.dimensions), parameters={}, step=None)
    other = calling(plain)
    return None if other is None else strider(recipe_of(other))


def soonest(program: Program) -> Program:
    """The program, or the same with a kernel that calls the objective if only that is compiled."""
    other = calling(program)
    if other is None or strider(recipe_of(program)).is_compiled:
        return program
    return other if all(source.is_compiled for source in sources(other)) else program
