"""The sources of the compiled modules that kernels of networks consist of."""

from __future__ import annotations

from functools import cache

from gdsim.calculus import Expression
from gdsim.catalogue.additions import remembered
from gdsim.engine.cache import Source
from gdsim.engine.networks import batches, layout, starting
from gdsim.engine.networks.source import (
    Layer,
    activation_text,
    halt_text,
    head_text,
    kind_text,
    layer_text,
    product_text,
    scale_text,
    team_text,
    temper_text,
    update_text,
)
from gdsim.engine.perceptron import Perceptron
from gdsim.engine.program import Draws, Program
from gdsim.engine.recipe import Recipe
from gdsim.engine.source import point_text
from gdsim.lanes.host import vector_unit


@cache
def products(dtype: str, width: int) -> Source:
    """The module with the products of lanes."""
    registers = vector_unit().registers_for(dtype, width)
    return Source("product", product_text(dtype, width, registers))


@cache
def team(dtype: str) -> Source:
    """The module by which threads share the computations of one run."""
    return Source("team", team_text(dtype))


@cache
def driver(dtype: str, width: int) -> Source:
    """The module with the `stride` of every network."""
    return Source("network", kind_text("network", dtype, width))


@cache
def passes(dtype: str, width: int) -> Source:
    """The module with the passes forward and backward."""
    return Source("passes", kind_text("passes", dtype, width))


@cache
def curver(dtype: str, width: int) -> Source:
    """The module with the second derivatives."""
    return Source("curvature", kind_text("curvature", dtype, width))


@cache
def observer(dtype: str, width: int) -> Source:
    """The module that records more than losses."""
    return Source("observe", kind_text("observe", dtype, width))


@cache
def activation(expression: Expression, dtype: str, width: int) -> Source:
    """The module with an activation."""
    return Source("activation", activation_text(expression, dtype, width))


@cache
def layer(layer: Layer) -> Source:
    """The module with a layer that is compiled for its sizes."""
    return Source("layer", layer_text(layer))


def head(network: Perceptron, dtype: str, width: int) -> Source:
    """The module with a network's output function and loss."""
    settings = tuple(network.loss_settings.items())
    return _head(network.output, network.loss, settings, dtype, width)


@remembered
def _head(
    output: str, loss: str, settings: tuple[tuple[str, float], ...], dtype: str, width: int
) -> Source:
    return Source("head", head_text(output, loss, dict(settings), dtype, width))


@remembered
def pointer(recipe: Recipe) -> Source:
    """The module that computes where the gradient is taken, for a `gradient_point`."""
    return Source("point", point_text(recipe))


@cache
def halter(condition: Expression, dtype: str, width: int) -> Source:
    """The module with a stop condition."""
    return Source("halt", halt_text(condition, dtype, width))


@remembered
def temperer(recipe: Recipe) -> Source:
    """The module in which modifiers change the gradient."""
    return Source("temper", temper_text(recipe))


@remembered
def scaler(recipe: Recipe) -> Source:
    """The module that computes an optimizer's preconditioner."""
    return Source("scale", scale_text(recipe))


@remembered
def updater(recipe: Recipe) -> Source:
    """The module with an optimizer's update."""
    return Source("update", update_text(recipe))


def asked(network: Perceptron, recipe: Recipe) -> dict[str, Source]:
    """The modules that compute a network at given parameters, by what `parts` calls them."""
    dtype, width = recipe.dtype, recipe.width
    sources = {
        "product": products(dtype, width),
        "head": head(network, dtype, width),
        "passes": passes(dtype, width),
    }
    for layer, formula in enumerate(network.activations):
        sources[f"activation {layer}"] = activation(formula, dtype, width)
    if recipe.curved:
        sources["curvature"] = curver(dtype, width)
    return sources


def trained(program: Program, recipe: Recipe) -> dict[str, Source]:
    """The modules that a program on a network runs with, by what `parts` calls them."""
    network, dtype, width = program.network, recipe.dtype, recipe.width
    assert network is not None
    sources = {
        **asked(network, recipe),
        "network": driver(dtype, width),
        "update": updater(recipe),
    }
    if batches.own_order(program):
        sources["order"] = batches.shuffler(width)
    elif network.batch is not None:
        sources["order of all runs"] = batches.shuffler(1)
    if layout.is_shared(network, width):
        sources["team"] = team(dtype)
    if isinstance(program.start, Draws):
        sources["draw"] = starting.drawer(width)
    if set(recipe.record) - {"loss", "grad_norm", "lr"}:
        sources["observe"] = observer(dtype, width)
    if recipe.definition.gradient_point is not None:
        sources["point"] = pointer(recipe)
    if recipe.stop is not None:
        sources["halt"] = halter(recipe.stop, dtype, width)
    if any(each.gradient is not None for each in recipe.modifying.values()):
        sources["temper"] = temperer(recipe)
    if recipe.scaled:
        sources["scale"] = scaler(recipe)
    return sources
