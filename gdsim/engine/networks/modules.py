"""The compiled parts that kernels of networks are put together from, each loaded when asked for."""

from __future__ import annotations

from functools import cache
from typing import Any

from gdsim.calculus import Expression
from gdsim.catalogue.additions import remembered
from gdsim.engine import cache as disk
from gdsim.engine.networks.source import (
    activation_text,
    head_text,
    kind_text,
    product_text,
    temper_text,
    update_text,
)
from gdsim.engine.perceptron import Perceptron
from gdsim.engine.recipe import Recipe
from gdsim.engine.source import point_text
from gdsim.lanes.host import vector_unit


@cache
def products(dtype: str, width: int) -> Any:
    """The module with the products of lanes."""
    unit = vector_unit()
    registers = unit.registers if width == unit.narrow_width(dtype) else 16
    return disk.load("product", product_text(dtype, width, registers))


@cache
def driver(dtype: str, width: int) -> Any:
    """The module with the `stride` of every network."""
    return disk.load("network", kind_text("network", dtype, width))


@cache
def passes(dtype: str, width: int) -> Any:
    """The module with the passes forward and backward."""
    return disk.load("passes", kind_text("passes", dtype, width))


@cache
def curver(dtype: str, width: int) -> Any:
    """The module with the second derivatives."""
    return disk.load("curvature", kind_text("curvature", dtype, width))


@cache
def observer(dtype: str, width: int) -> Any:
    """The module that records more than losses."""
    return disk.load("observe", kind_text("observe", dtype, width))


@cache
def activation(expression: Expression, dtype: str, width: int) -> Any:
    """The module with an activation."""
    return disk.load("activation", activation_text(expression, dtype, width))


def head(network: Perceptron, dtype: str, width: int) -> Any:
    """The module with a network's output function and loss."""
    text = head_text(network.output, network.loss, network.loss_settings, dtype, width)
    return disk.load("head", text)


@remembered
def pointer(recipe: Recipe) -> Any:
    """The module that says where the gradient is taken, of optimizers with a `gradient_point`."""
    return disk.load("point", point_text(recipe))


@remembered
def temperer(recipe: Recipe) -> Any:
    """The module with what modifiers make of the gradient, of recipes with such."""
    return disk.load("temper", temper_text(recipe))


@remembered
def updater(recipe: Recipe) -> Any:
    """The module with an optimizer's update."""
    return disk.load("update", update_text(recipe))
