"""The source texts of the compiled parts of networks: filled templates."""

from gdsim.engine.networks.source.activation import activation_text
from gdsim.engine.networks.source.halt import halt_text
from gdsim.engine.networks.source.head import head_text
from gdsim.engine.networks.source.kinds import kind_text
from gdsim.engine.networks.source.layer import Layer, layer_text
from gdsim.engine.networks.source.product import product_text, team_text
from gdsim.engine.networks.source.scale import scale_text
from gdsim.engine.networks.source.temper import temper_text
from gdsim.engine.networks.source.update import update_text

__all__ = [
    "Layer",
    "activation_text",
    "halt_text",
    "head_text",
    "kind_text",
    "layer_text",
    "product_text",
    "scale_text",
    "team_text",
    "temper_text",
    "update_text",
]
