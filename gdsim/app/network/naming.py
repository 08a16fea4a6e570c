"""The units and weights of a network in words."""

from __future__ import annotations

from collections.abc import Mapping

from gdsim.app.network.seeing import Unit
from gdsim.app.network.sketch import Edge, Node
from gdsim.app.translation import tr
from gdsim.objectives import Network


def unit_name(network: Network, layer: int, unit: int) -> str:
    """An input by its name, an output by its class, another unit by its number."""
    if layer == 0:
        return network.data.names[unit].replace("_", " ")
    if layer < len(network.layers) - 1:
        return tr("unit {unit} of layer {layer}", unit=unit, layer=layer)
    count, classes = network.layers[-1], network.data.classes
    if count == 1:
        return tr("the output")
    if len(classes) == count:
        return str(classes[unit])
    return tr("output {unit}", unit=unit)


def short_name(network: Network, layer: int, unit: int) -> str:
    """The words beside an input or an output; none beside other units."""
    if 0 < layer < len(network.layers) - 1:
        return ""
    if layer and network.layers[-1] == 1:
        return "y"
    return unit_name(network, layer, unit)


def node_name(network: Network, node: Node) -> str:
    """A unit, or how many units a node stands for."""
    if node.unit is not None:
        return unit_name(network, node.layer, node.unit)
    if node.layer == 0:
        return tr("{count} input", "{count} inputs", len(node.units))
    return tr("{count} unit of layer {layer}", "{count} units of layer {layer}",
              len(node.units), layer=node.layer)  # fmt: skip


def edge_name(network: Network, edge: Edge) -> str:
    """Where weights are from, and where to."""
    start, end = node_name(network, edge.start), node_name(network, edge.end)
    return f"{start} → {end}"


def names_of(network: Network) -> Mapping[Unit, str]:
    """The words beside inputs and outputs."""
    last = len(network.layers) - 1
    return {
        (layer, unit): short_name(network, layer, unit)
        for layer in (0, last)
        for unit in range(network.layers[layer])
    }


def bias_of(network: Network, node: Node) -> int | None:
    """The place of a unit's bias among the parameters; None without one."""
    for tensor in network.tensors:
        if tensor.is_bias and tensor.layer + 1 == node.layer and node.unit is not None:
            return tensor.first + node.unit
    return None
