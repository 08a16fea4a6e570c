"""Which numbers of a network may have several values: what they are called and may be."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gdsim import catalogue
from gdsim.base.axes import Axis
from gdsim.base.ranges import SEEDS, Range, nonnegative
from gdsim.catalogue.choices import Choice
from gdsim.objectives import network_init
from gdsim.objectives.network_fields import KEY, WIDEST, Activation, widest
from gdsim.objectives.objective import Objective
from gdsim.objectives.weights import Vectors

if TYPE_CHECKING:
    from gdsim.objectives.datasets import Data

_STRUCTURAL = ("width", "batch_size")  # parameters each of whose values is a program
_SINGLE = ("l1", "l2", "init_seed")  # parameters that are arguments of their own
# Those with one number per layer: "lr_1", "drift_1".
PER_LAYER = {"lr": "lr_scale", "bias_lr": "bias_lr_scale", "drift": "drift"}
_OF_LAYERS = {
    "lr": "factor on the learning rate",
    "bias_lr": "factor on the learning rate of the biases",
    "drift": "drift of the weights",
}
_WORDS = {
    "width": "units of each hidden layer",
    "batch_size": "samples of each step",
    "l1": "penalty l1 on weights",
    "l2": "penalty l2 on squared weights",
    "init_seed": "seed of the weights at the start",
}
_DECLARED = {
    "width": catalogue.Hyper(8, Range(1, WIDEST), log=True, whole=True),
    "batch_size": catalogue.Hyper(32, Range(1, 2**31), log=True, whole=True),
    "l1": catalogue.Hyper(0.0, nonnegative, log=True),
    "l2": catalogue.Hyper(0.0, nonnegative, log=True),
    "init_seed": catalogue.Hyper(0, SEEDS, whole=True),
    "lr": catalogue.Hyper(1.0, nonnegative, log=True),
    "bias_lr": catalogue.Hyper(1.0, nonnegative, log=True),
    "drift": catalogue.Hyper(0.0),
}


@dataclass(frozen=True, init=False, repr=False)
class NetworkParameters(Objective):
    """The fields of a `Network`, and those of its numbers that may be axes."""

    layers: tuple[int, ...]
    activation: Activation | tuple[Activation, ...]
    output: str
    loss: Choice
    data: Data
    init: Choice | tuple[Choice, ...] | Vectors
    batch_size: int | Axis | None
    replacement: bool
    l1: float | Axis
    l2: float | Axis
    bias: bool
    init_seed: int | Axis
    lr_scale: tuple[float | Axis, ...] | None
    drift: tuple[float | Axis, ...] | None
    width: Axis | None
    bias_lr_scale: tuple[float | Axis, ...] | None
    parametrization: str
    base_width: int

    @property
    def parameters(self) -> dict[str, float | Axis]:
        """The number, or the axis, of each setting that may have several values.

        These are "width" and "batch_size" if they have several values, "l1", "l2", "init_seed", the
        settings of `init` ("init_bias" for its biases; of several initializers "std_1", …), and, if
        given, "lr_1", "lr_2", …, "bias_lr_1", … and "drift_1", …
        """
        numbers: dict[str, float | Axis] = {
            name: getattr(self, name) for name in (*self.structural, *_SINGLE)
        }
        for layer, choice in enumerate(self.inits):
            for name, hyper in choice.method.hyper.items():
                parameter = network_init.init_parameter(self.init, name, layer)
                numbers[parameter] = choice.settings.get(name, hyper.default)
        for prefix, name in PER_LAYER.items():
            for index, value in enumerate(getattr(self, name) or ()):
                numbers[f"{prefix}_{index + 1}"] = value
        return numbers

    @property
    def structural(self) -> tuple[str, ...]:
        """The axes among "width" and "batch_size"."""
        return tuple(name for name in _STRUCTURAL if isinstance(getattr(self, name), Axis))

    @property
    def sizes(self) -> dict[str, int]:
        """The width of the hidden layers, if they have one and may have another; the batch size."""
        sizes = {}
        if len(set(self.layers[1:-1])) == 1 and self.width is None and self.inits:
            sizes["width"] = self.layers[1]
        if isinstance(self.batch_size, int):
            sizes["batch_size"] = self.batch_size
        return sizes

    @property
    def inits(self) -> tuple[Choice, ...]:
        """The initializer of each layer; none where the weights are given."""
        if isinstance(self.init, Choice):
            return (self.init,) * (len(self.layers) - 1)
        return self.init if isinstance(self.init, tuple) else ()

    @property
    def init_parameters(self) -> dict[str, tuple[str, catalogue.Hyper]]:
        """The parameters that are settings of `init`: their names there, and their declarations."""
        return {
            network_init.init_parameter(self.init, name, layer): (name, hyper)  # type: ignore[misc]
            for layer, choice in enumerate(self.inits)
            for name, hyper in choice.method.hyper.items()
        }

    def described(self, parameter: str) -> tuple[str, str]:
        """A parameter's place in an experiment file, and its description."""
        prefix, _, number = parameter.rpartition("_")
        if prefix in PER_LAYER and number.isdecimal():
            words = f"{_OF_LAYERS[prefix]} of layer {number}"
            return f"{KEY}.{PER_LAYER[prefix]}[{int(number) - 1}]", words
        if parameter in _WORDS:
            return f"{KEY}.{parameter}", _WORDS[parameter]
        setting, _ = self.init_parameters[parameter]
        if isinstance(self.init, tuple):
            place, of = f"[{int(number) - 1}]", f" of layer {number}"
        else:
            place = of = ""
        return f"{KEY}.init{place}.{setting}", f"{setting} of the weights{of} at the start"

    def declared(self, parameter: str) -> catalogue.Hyper:
        """A parameter's declaration."""
        if parameter in self.init_parameters:
            return self.init_parameters[parameter][1]
        if parameter == "batch_size":
            most = Range(1, len(self.data.inputs))
            return dataclasses.replace(_DECLARED[parameter], range=most)
        if parameter == "width":
            most = Range(1, widest(self.layers))
            return dataclasses.replace(_DECLARED[parameter], range=most)
        return _DECLARED.get(parameter) or _DECLARED[parameter.rpartition("_")[0]]

    @property
    def choices(self) -> frozenset[str]:
        """All of its parameters."""
        return frozenset(self.parameters)
