"""Networks as objectives: `Network([2, 8, 1], "tanh", data=datasets.spiral())`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdsim import catalogue
from gdsim.base.axes import ALL, Part
from gdsim.base.settings import flag, whole, with_known_arguments
from gdsim.base.words import counted
from gdsim.engine.program import Value
from gdsim.engine.program import Vectors as GivenStarts
from gdsim.objectives import mup, network_init, weights
from gdsim.objectives import network_fields as fields
from gdsim.objectives.network_arguments import NetworkArguments
from gdsim.objectives.network_fields import KEY
from gdsim.objectives.network_records import NetworkRecords
from gdsim.objectives.network_starts import NetworkStarts
from gdsim.objectives.objective import Objective
from gdsim.objectives.objective_starts import Starts
from gdsim.objectives.starts import MANY
from gdsim.objectives.targets import fitting_output
from gdsim.objectives.weights import Pair, Vectors

Array = NDArray[np.float64]


@with_known_arguments
@dataclass(frozen=True, init=False, repr=False)
class Network(NetworkArguments, NetworkStarts, NetworkRecords):
    """A multilayer perceptron, the data it is trained on and its loss.

    layers: inputs, units of each hidden layer, outputs: [2, 16, 16, 1].
    width: units of every hidden layer, instead of those in `layers`. Of several widths (an axis),
    `size`, `variables` and results' params are those of the widest network; a narrower one's are
    the variables of the same names, and NaN for the others.
    activation: a name of the catalogue, text of one variable ("tanh(1.5*z)"), a mapping with a
    "name" and settings; or a list of these, one per hidden layer.
    output: "identity", "sigmoid", "tanh" or "softmax"; None: the loss's usual one.
    loss: a name, or a mapping with settings: {"name": "huber", "delta": 0.5}. Of two classes, the
    targets of one output are -1 and 1 for mse and the like, 0 and 1 after a sigmoid and for
    binary_cross_entropy; of several outputs, 1 for that of the class and 0 for the others.
    data: `datasets.spiral(noise=0.1)`, or its name, or a recipe.
    init: a name, `inits.normal(std=0.1)`, or a list of these, one per layer; or the weights
    themselves: one pair (W, b) per layer. Given weights have no multipliers: for "ntk" with weights
    of one's own, keep init="ntk" and give them to the Experiment as start=.
    batch_size: samples per step; None: all, in their order. replacement: whether each step draws
    its samples anew; else each epoch goes through all of them in a new order, and its last batch
    has the remaining ones. A loss is the mean over its batch. Several sizes are an axis.
    l1, l2: l1 * sum |w| + l2/2 * sum w^2 over the weights, not the biases, is added to the loss.
    bias: whether layers have biases. init_seed: the seed of random initial weights.
    lr_scale: a factor on the learning rate, one per layer. bias_lr_scale: that of its biases, if it
    is another. drift: a number, one per layer, that is added to every weight of the layer before
    each step; losses, gradients and parameters of a step, in traces too, are those after that.
    parametrization: "standard", or "mup" (Yang and Hu 2021, arXiv:2011.14522; Yang and others 2022,
    arXiv:2203.03466, table 8): at r times `base_width` hidden weights begin with 1/sqrt(r) of the
    init's spread at that width, the others with all of it, outputs are divided by r, and SGD's rate
    is r times larger for the first and the last layer and hidden biases, Adam's r times smaller
    for hidden weights. A rate that is best at one width is then good at any. See
    `gdsim.objectives.mup`.

    width, batch_size, l1, l2, init_seed, a setting of init, and the entries of lr_scale and drift
    may each be several values (an axis). Errors: SettingError, one sentence each; SettingTypeError
    for wrong types.
    """

    kind = "network"
    has_domain = False

    def __init__(
        self,
        layers: Sequence[int],
        activation: Any = "tanh",
        output: str | None = None,
        loss: Any = "mse",
        data: Any = None,
        init: Any = "xavier_uniform",
        batch_size: Any = None,
        replacement: bool = False,
        l1: Any = 0.0,
        l2: Any = 0.0,
        bias: bool = True,
        init_seed: Any = 0,
        lr_scale: Any = None,
        drift: Any = None,
        width: Any = None,
        bias_lr_scale: Any = None,
        parametrization: str = "standard",
        base_width: int = mup.BASE,
    ) -> None:
        keep = object.__setattr__
        sizes, widths = fields.width(width, fields.layers(layers))
        keep(self, "layers", sizes)
        keep(self, "width", widths)
        keep(self, "activation", fields.activation(activation, len(self.layers) - 2))
        keep(self, "loss", fields.loss(loss))
        keep(self, "output", fitting_output(output, self.loss))
        keep(self, "data", fields.data(data))
        keep(self, "bias", flag(bias, "bias", f"{KEY}.bias"))
        keep(self, "init", network_init.init(init, self.layers, self.bias))
        network_init.check_widths(self.width, self.init)
        fields.check_inputs(self.layers, self.data)
        _ = self.goal
        keep(self, "batch_size", fields.batch_size(batch_size, len(self.data.inputs)))
        keep(self, "replacement", fields.replacement(replacement, self.batch_size))
        keep(self, "l1", fields.penalty(l1, "l1"))
        keep(self, "l2", fields.penalty(l2, "l2"))
        keep(self, "init_seed", network_init.seed(init_seed, self.init))
        keep(self, "lr_scale", fields.per_layer(lr_scale, "lr_scale", len(self.layers) - 1))
        keep(self, "drift", fields.per_layer(drift, "drift", len(self.layers) - 1))
        keep(
            self, "bias_lr_scale", fields.bias_rates(bias_lr_scale, len(self.layers) - 1, self.bias)
        )
        fields.check_networks(self.width, self.batch_size)
        keep(self, "parametrization", mup.checked(parametrization, self.layers, self.inits))
        keep(self, "base_width", whole(base_width, "base_width", 1, 2**20, f"{KEY}.base_width"))

    @property
    def name(self) -> str:
        """The kind of objective."""
        return "network"

    @property
    def title(self) -> str:
        """The name on screen."""
        return f"Network {self.layout} on {fields.data_name(self.data)}"

    @property
    def text(self) -> str:
        """The network in a few words."""
        names = dict.fromkeys(each if isinstance(each, str) else each.name for each in self.hidden)
        words = " ".join([self.layout, *names])
        return f"{words}, {self.loss.name} on {fields.data_name(self.data)}"

    @property
    def layout(self) -> str:
        """The sizes of the layers in a word, "2-16-1"; "w" is one of several widths."""
        inside = self.layers[1:-1] if self.width is None else ("w",) * (len(self.layers) - 2)
        return "-".join(map(str, (self.layers[0], *inside, self.layers[-1])))

    def placed(self, other: Objective) -> tuple[int, NDArray[np.int64]] | None:
        """Its number of parameters, and where those of a network of one of its widths are."""
        assert isinstance(other, Network)
        if other.layers == self.layers:
            return None
        return self.size, other.perceptron().places_in(self.perceptron())

    def layer_rates(self, optimizer: catalogue.Optimizer) -> tuple[tuple[float, float], ...]:
        """The factors on an optimizer's rate that the parametrization has."""
        if self.parametrization == "standard":
            return ()
        return mup.rates(self.layers, self.base_width, optimizer)

    @property
    def space(self) -> str:
        """A description of the weight space; equal for networks that share it."""
        biases = "" if self.bias else ", without biases"
        return f"the weights of layers {self.layout}{biases}"

    @property
    def methods(self) -> frozenset[tuple[str, str]]:
        """The kinds and names of its activations, loss, initializer and data set."""
        hidden = {("activation", getattr(each, "name", str(each))) for each in self.hidden}
        ends = {("activation", self.output), ("loss", self.loss.name)}
        begin = {("initializer", each.name) for each in self.inits}
        data = {("data set", (self.data.recipe or {}).get("name", ""))}
        return frozenset(hidden | ends | begin | data)

    @property
    def moves_alike(self) -> bool:
        """Whether no layer has a rate or a drift of its own."""
        own = self.lr_scale, self.bias_lr_scale, self.drift
        return own == (None,) * 3 and self.parametrization == "standard"

    @property
    def random(self) -> str:
        """A description of the random numbers that the experiment's seed determines."""
        return "the batches and of the gradient noise"

    def tolerance(self, dtype: str) -> float:
        """0, because batches and plateaus have small gradients long before training is complete."""
        return 0.0

    def why_not(self, optimizer: catalogue.Optimizer) -> str:
        """Why an optimizer cannot train it; "" if it can."""
        if self.parametrization == "mup" and optimizer.preconditioner is None:
            return mup.WHY_NOT
        if not optimizer.hessian:
            return ""
        size = counted(self.size, "parameter")
        return (
            f"needs the whole Hessian, which a network of {size} does not give; it is for functions"
        )

    @property
    def is_random(self) -> bool:
        """Whether batches depend on the experiment's seed."""
        return self.batch_size is not None

    @property
    def lower_bound(self) -> float | None:
        """0, the lower bound of every loss of the catalogue."""
        return 0.0

    def program_fields(
        self,
        parameters: Mapping[str, Value],
        starts: Starts | None,
        strides: Mapping[str, int],
        part: Part,
    ) -> dict[str, Any]:
        """The objective's fields of a program: its layers, and their initial weights."""
        start: Any
        if isinstance(starts, Vectors):
            stride = 1 if starts.single else strides[MANY]
            start = GivenStarts(starts.values[part.get(MANY, ALL)], stride)
        else:
            start = self.draws(parameters.__getitem__)
        return {
            "expression": None,
            "network": self.perceptron(),
            "start": start,
            "parameters": {n: v for n, v in parameters.items() if n not in self.init_parameters},
        }

    def weights(self, params: ArrayLike) -> list[Pair]:
        """The layers of flat parameters, (..., P): pairs W (..., units, inputs), b (..., units).

        b is None if the network has no biases.
        """
        return weights.split(self.layers, self.bias, params)

    def flat(self, layers: Sequence[Any]) -> Array:
        """The flat parameters, (P,), of one pair (W, b) per layer."""
        return weights.flat(self.layers, self.bias, layers, "layers", "")

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuilt, (self._arguments(),)


def _rebuilt(arguments: dict[str, Any]) -> Network:
    return Network(**arguments)
