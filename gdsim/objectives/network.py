"""Networks as objectives: `Network([2, 8, 1], "tanh", data=datasets.spiral())`."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdsim import catalogue
from gdsim.base.axes import ALL, Axis, Part
from gdsim.base.errors import SettingError, shown, suggestion
from gdsim.base.ranges import SEEDS, Range, nonnegative
from gdsim.base.settings import flag, whole, with_known_arguments
from gdsim.base.words import counted
from gdsim.catalogue.choices import Choice
from gdsim.engine.perceptron import Perceptron, Tensor
from gdsim.engine.program import Draws, Value
from gdsim.engine.program import Vectors as GivenStarts
from gdsim.objectives import mup, weights
from gdsim.objectives import network_fields as fields
from gdsim.objectives.network_fields import KEY, Activation
from gdsim.objectives.network_values import NetworkValues
from gdsim.objectives.objective import Objective
from gdsim.objectives.objective_starts import Starts
from gdsim.objectives.records import CLASS_FINALS, DIMENSIONS, FINALS, NETWORK_RECORDS, Record
from gdsim.objectives.starts import MANY, vectors
from gdsim.objectives.targets import Goal, fitting_output, goal
from gdsim.objectives.weights import Pair, Vectors

if TYPE_CHECKING:
    from gdsim.objectives.datasets import Data

Array = NDArray[np.float64]
_STRUCTURAL = ("width", "batch_size")  # parameters each of whose values is a program
_SINGLE = ("l1", "l2", "init_seed")  # parameters that are arguments of their own
# Those with one number per layer: "lr_1", "drift_1".
_LISTS = {"lr": "lr_scale", "bias_lr": "bias_lr_scale", "drift": "drift"}
_OF_LAYERS = {
    "lr": "factor on the learning rate",
    "bias_lr": "factor on the learning rate of the biases",
    "drift": "drift of the weights",
}


@with_known_arguments
@dataclass(frozen=True, init=False, repr=False)
class Network(NetworkValues):
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
        keep(self, "bias", flag(bias, "bias", f"{fields.KEY}.bias"))
        keep(self, "init", fields.init(init, self.layers, self.bias))
        fields.check_widths(self.width, self.init)
        fields.check_inputs(self.layers, self.data)
        _ = self.goal
        keep(self, "batch_size", fields.batch_size(batch_size, len(self.data.inputs)))
        keep(self, "replacement", fields.replacement(replacement, self.batch_size))
        keep(self, "l1", fields.penalty(l1, "l1"))
        keep(self, "l2", fields.penalty(l2, "l2"))
        keep(self, "init_seed", fields.seed(init_seed, self.init))
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

    @property
    def hidden(self) -> tuple[Activation, ...]:
        """The activation of each hidden layer."""
        if isinstance(self.activation, tuple):
            return self.activation
        return (self.activation,) * (len(self.layers) - 2)

    @cached_property
    def goal(self) -> Goal:
        """How the data's targets are written for the loss."""
        return goal(self.data, self.loss, self.output, self.layers[-1])

    @property
    def has_classes(self) -> bool:
        """Whether there are classes, and so an accuracy."""
        return self.goal.midpoint is not None

    @property
    def size(self) -> int:
        """The number of weights and biases."""
        return weights.size(self.layers, self.bias)

    @property
    def variables(self) -> tuple[str, ...]:
        """A name for each weight ("w1_0_2": layer 1, unit 0, input 2) and bias ("b1_0")."""
        return self.perceptron().variables

    @property
    def steps_per_epoch(self) -> int | None:
        """The steps in which every training sample is used once; None for several batch sizes."""
        if isinstance(self.batch_size, Axis):
            return None
        return 1 if self.batch_size is None else -(-len(self.data.inputs) // self.batch_size)

    @property
    def has_data(self) -> bool:
        """Whether its loss is over samples of data: always."""
        return True

    @property
    def samples_per_step(self) -> int | None:
        """The samples of a mini-batch, of several sizes the largest; None: all."""
        return self._largest_batch

    @property
    def _largest_batch(self) -> int | None:
        size = self.batch_size
        return int(size.bounds[1]) if isinstance(size, Axis) else size

    @property
    def tensors(self) -> tuple[Tensor, ...]:
        """Its weight matrices and bias vectors."""
        return self.perceptron().tensors

    @property
    def inputs(self) -> int:
        """The raw numbers that it is given of a sample."""
        return len(self.data.raw_names)

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
                parameter = fields.init_parameter(self.init, name, layer)
                numbers[parameter] = choice.settings.get(name, hyper.default)
        for prefix, name in _LISTS.items():
            for index, value in enumerate(getattr(self, name) or ()):
                numbers[f"{prefix}_{index + 1}"] = value
        return numbers

    @property
    def structural(self) -> tuple[str, ...]:
        """The axes among "width" and "batch_size"."""
        return tuple(name for name in _STRUCTURAL if isinstance(getattr(self, name), Axis))

    @property
    def sizes(self) -> dict[str, int]:
        """The batch size, if there is one."""
        size = self.batch_size
        return {"batch_size": size} if isinstance(size, int) else {}

    def placed(self, other: Objective) -> tuple[int, NDArray[np.int64]] | None:
        """Its number of parameters, and where those of a network of one of its widths are."""
        assert isinstance(other, Network)
        if other.layers == self.layers:
            return None
        return self.size, other.perceptron().places_in(self.perceptron())

    @property
    def init_parameters(self) -> dict[str, tuple[str, catalogue.Hyper]]:
        """The parameters that are settings of `init`: their names there, and their declarations."""
        return {
            fields.init_parameter(self.init, name, layer): (name, hyper)  # type: ignore[misc]
            for layer, choice in enumerate(self.inits)
            for name, hyper in choice.method.hyper.items()
        }

    @property
    def inits(self) -> tuple[Choice, ...]:
        """The initializer of each layer; none where the weights are given."""
        if isinstance(self.init, Choice):
            return (self.init,) * (len(self.layers) - 1)
        return self.init if isinstance(self.init, tuple) else ()

    def described(self, parameter: str) -> tuple[str, str]:
        """A parameter's place in an experiment file, and its description."""
        prefix, _, number = parameter.rpartition("_")
        if prefix in _LISTS and number.isdecimal():
            words = f"{_OF_LAYERS[prefix]} of layer {number}"
            return f"{KEY}.{_LISTS[prefix]}[{int(number) - 1}]", words
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
        return _DECLARED.get(parameter) or _DECLARED[parameter.rpartition("_")[0]]

    def perceptron(self) -> Perceptron:
        """The layers, numbers and formulas that kernels compute with."""
        return self._perceptron

    @cached_property
    def _perceptron(self) -> Perceptron:
        data, goal = self.data, self.goal
        return Perceptron(
            sizes=self.layers,
            activations=tuple(fields.expression(each) for each in self.hidden),
            output=self.output,
            loss=self.loss.name,
            loss_settings=fields.settings(self.loss),
            multipliers=self._multipliers,
            bias=self.bias,
            inputs=data.inputs,
            targets=goal.encode(data, data.targets),
            test_inputs=data.test_inputs,
            test_targets=goal.encode(data, data.test_targets),
            batch=self._largest_batch,
            replacement=self.replacement,
            midpoint=goal.midpoint,
        )

    @property
    def _multipliers(self) -> tuple[float, ...]:
        if self.parametrization == "mup":
            return mup.multipliers(self.layers, self.base_width)
        return fields.multipliers(self.inits, self.layers)

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

    @property
    def records(self) -> Mapping[str, Record]:
        """The quantities that can be recorded of networks, by name."""
        return NETWORK_RECORDS

    @property
    def finals(self) -> tuple[str, ...]:
        """The names of the losses and accuracies at the end of a run."""
        return tuple(name for name in FINALS if not self.why_not_recorded(name))

    @property
    def final_loss(self) -> str:
        """The loss over all training samples."""
        return "train_loss"

    @property
    def choices(self) -> frozenset[str]:
        """All of its parameters."""
        return frozenset(self.parameters)

    @property
    def whole_loss(self) -> str:
        """The record of the loss over all training samples."""
        return "loss" if self.batch_size is None else "train_loss"

    def looks(self, steps: int) -> tuple[int, ...]:
        """The steps at which runs on mini-batches are judged by the loss of all samples."""
        return self.perceptron().looks(steps)

    @property
    def reserved(self) -> frozenset[str]:
        """The names that results of networks use."""
        return frozenset({"epoch", *DIMENSIONS, *FINALS, *CLASS_FINALS})

    @property
    def cost(self) -> float:
        """The approximate cost of a step, relative to that of a function of two variables."""
        from gdsim.engine.networks.parts import cost

        return cost(self.perceptron())

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

    def why_not_recorded(self, name: str) -> str:
        """Why a quantity cannot be recorded; "" if it can."""
        if "variable" in NETWORK_RECORDS[name].dims and self.width is not None:
            return f"networks of {counted(len(self.width), 'width')} have different parameters"
        if name.startswith("test_") and not len(self.data.test_inputs):
            return "the data has no test samples (give it a share with test=0.3)"
        if (name.endswith("_accuracy") or name in CLASS_FINALS) and not self.has_classes:
            return "the data's targets are values, not classes"
        if "hidden_layer" in NETWORK_RECORDS[name].dims and len(self.layers) == 2:
            return "the network has no hidden layer"
        return ""

    def places(self, dim: str) -> Sequence[Any]:
        """The coordinates of a record's own dimension."""
        if dim == "class":
            return self.data.classes or tuple(map(str, range(self.perceptron().classes)))
        layers = range(1, len(self.layers))
        own = {"layer": layers, "hidden_layer": layers[:-1]}
        return own[dim] if dim in own else super().places(dim)

    def checked_start(self, given: Any) -> Vectors:
        """The vectors of parameters that a user gave as start."""
        if self.width is not None:
            raise SettingError(
                f"start has the parameters of one network, but width has several values, "
                f"{shown(self.width)}",
                "start",
            )
        return vectors(given, self.size)

    def starts(self, given: Any) -> Vectors | None:
        """The vectors at which runs start; None if `init` draws them."""
        chosen = self.init if given is None else given
        return chosen if isinstance(chosen, Vectors) else None

    def first_start(self, starts: Starts | None) -> Array:
        """The parameters with which the first run begins."""
        return np.array(starts.values[0]) if isinstance(starts, Vectors) else self.initial()

    def start_axes(self, starts: Starts | None) -> dict[str, Axis | int]:
        """The number of vectors."""
        if not isinstance(starts, Vectors) or starts.single:
            return {}
        return {MANY: len(starts)}

    def check_starts(self, starts: Starts | None) -> None:
        """Accept any vector of parameters."""

    @property
    def start_columns(self) -> tuple[str, ...]:
        """The names of the columns of a file of starts: none, all numbers are one vector."""
        return ("parameters",)

    def drawn_by(self, start: Any) -> str:
        """The setting "init_seed", if the weights at the start are drawn."""
        return "init_seed" if self.starts(start) is None else ""

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

    def draws(self, value: Callable[[str], Value]) -> Draws:
        """The distributions of its initial weights; `value` gives the value of a parameter."""
        if self.parametrization == "standard":
            return fields.draws(self.init, self.inits, self.layers, value)
        return mup.draws(self.init, self.inits, self.layers, self.base_width, value)

    def weights(self, params: ArrayLike) -> list[Pair]:
        """The layers of flat parameters, (..., P): pairs W (..., units, inputs), b (..., units).

        b is None if the network has no biases.
        """
        return weights.split(self.layers, self.bias, params)

    def flat(self, layers: Sequence[Any]) -> Array:
        """The flat parameters, (P,), of one pair (W, b) per layer."""
        return weights.flat(self.layers, self.bias, layers, "layers", "")

    def replace(self, **changes: Any) -> Network:
        """The same network with some arguments or parameters ("std", "lr_2") changed."""
        given = self._arguments()
        for name, value in changes.items():
            prefix, _, number = name.rpartition("_")
            if name in given:
                given[name] = value
            elif prefix in _LISTS and number.isdecimal() and 1 <= int(number) < len(self.layers):
                default = 0.0 if prefix == "drift" else 1.0
                old = getattr(self, _LISTS[prefix]) or (default,) * (len(self.layers) - 1)
                if prefix == "bias_lr" and self.bias_lr_scale is None and self.lr_scale:
                    old = self.lr_scale
                entries = list(given[_LISTS[prefix]] or old)
                entries[int(number) - 1] = value
                given[_LISTS[prefix]] = entries
            elif name in self.init_parameters:
                setting, _ = self.init_parameters[name]
                if isinstance(given["init"], tuple):
                    several = list(given["init"])
                    several[int(number) - 1] = several[int(number) - 1].replace(**{setting: value})
                    given["init"] = several
                else:
                    given["init"] = given["init"].replace(**{setting: value})
            else:
                known = [*given, *self.parameters]
                raise SettingError(
                    f"a network has no {shown(name)}; {suggestion(name, known)}", KEY
                )
        return Network(**given)

    def __repr__(self) -> str:
        parts = [f"layers={list(self.layers)}"]
        for name, value in self.file_fields().items():
            if name != "layers":
                parts.append(f"{name}={_call(value)}")
        return f"Network({', '.join(parts)})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuilt, (self._arguments(),)

    def file_fields(self) -> dict[str, Any]:
        """The arguments that differ from their defaults, and the layers and data."""
        return {
            name: value
            for name, value in self._arguments().items()
            if not self._is_default(name, value)
        }

    def _arguments(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    def _is_default(self, name: str, value: Any) -> bool:
        if name == "output":
            return bool(value == fitting_output(None, self.loss))
        if isinstance(value, Choice):
            return value.name == _defaults()[name] and not value.given
        return bool(value == _defaults()[name])


_WORDS = {
    "width": "units of each hidden layer",
    "batch_size": "samples of each step",
    "l1": "penalty l1 on weights",
    "l2": "penalty l2 on squared weights",
    "init_seed": "seed of the weights at the start",
}


@cache
def _defaults() -> dict[str, Any]:
    signature = inspect.signature(Network.__init__)
    return {name: each.default for name, each in signature.parameters.items()}


def _call(value: Any) -> str:
    return repr(list(value)) if isinstance(value, tuple) else repr(value)


def _rebuilt(arguments: dict[str, Any]) -> Network:
    return Network(**arguments)


_DECLARED = {
    "width": catalogue.Hyper(8, Range(1, 2**20), log=True, whole=True),
    "batch_size": catalogue.Hyper(32, Range(1, 2**31), log=True, whole=True),
    "l1": catalogue.Hyper(0.0, nonnegative, log=True),
    "l2": catalogue.Hyper(0.0, nonnegative, log=True),
    "init_seed": catalogue.Hyper(0, SEEDS, whole=True),
    "lr": catalogue.Hyper(1.0, nonnegative, log=True),
    "bias_lr": catalogue.Hyper(1.0, nonnegative, log=True),
    "drift": catalogue.Hyper(0.0),
}
