"""Vanishing and exploding gradients: their lengths, layer by layer, as networks get deeper."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base.errors import SettingTypeError, shown
from gdsim.base.figures import number as written
from gdsim.base.settings import whole
from gdsim.catalogue.choices import Choice, find
from gdsim.experiment.experiment import Experiment
from gdsim.learn.explanations.explanation import Explanation
from gdsim.learn.explanations.step import Step
from gdsim.learn.networks.mean_field import Signal, signal
from gdsim.objectives import datasets
from gdsim.objectives.network import Network
from gdsim.objectives.network_fields import data as as_data

Array = NDArray[np.float64]
ACTIVATIONS = ("sigmoid", "tanh", "relu")
INITS = ("xavier_normal", "he_normal", {"name": "normal", "std": 0.5})
# The factor by which gradients may change over the depth without vanishing or exploding.
LARGE = 10.0


@dataclass(frozen=True)
class _Case:
    """Networks of one depth, activation and initialisation: gradient lengths (seeds, layers).

    shallow: the same with one hidden layer; None for the shallow networks themselves.
    """

    depth: int
    activation: str
    init: str
    lengths: Array
    theory: Signal | None
    anchored: Array | None
    shallow: _Case | None = None

    @property
    def measured(self) -> Array:
        """The root mean square length of each layer's gradient."""
        lengths: Array = np.sqrt((self.lengths**2).mean(axis=0))
        return lengths

    @property
    def ratio(self) -> float:
        """The first layer's gradient length, relative to a network of one hidden layer."""
        return (
            float("nan") if self.shallow is None else _ratio(self.measured, self.shallow.measured)
        )

    @property
    def expected(self) -> float | None:
        """The ratio that the theory predicts; None if it predicts none."""
        if self.line is None or self.shallow is None or self.shallow.line is None:
            return None
        return _ratio(self.line, self.shallow.line)

    @property
    def line(self) -> Array | None:
        """The theory's lengths, (layers,); scaled to the last layer's measured one if needed."""
        if self.theory is None or self.anchored is not None:
            return self.anchored
        lengths: Array = self.theory.lengths * (self.measured[-1] / self.theory.lengths[-1])
        return lengths

    @property
    def verdict(self) -> str:
        """What happens to the gradient on its way back to the first layer."""
        if not self.ratio <= LARGE:
            return "explodes"
        return "vanishes" if self.ratio < 1 / LARGE else "keeps its size"


def depth(
    depths: Sequence[int] = (2, 4, 8, 16),
    activations: Sequence[Any] = ACTIVATIONS,
    inits: Sequence[Any] = INITS,
    width: int = 32,
    seeds: int = 32,
    loss: Any = "mse",
    data: Any = None,
) -> Explanation:
    """Lengths of gradients at the start of training, by layer, depth, activation and init.

    depths: numbers of hidden layers, 2 or more, each `width` units wide. activations, inits: those
    of the networks, as `Network` takes them. seeds: the number of networks of each kind, each with
    its own weights. data: what they train on; by default one sample of `width` inputs, each 1 or
    -1.

    Each length is compared with the theory of wide networks: in the backward pass a hidden layer
    multiplies the mean squared error signal by units * variance of the weights * mean squared
    derivative. For losses other than the squared error of one sample the theory starts from the
    last layer's measured length. The first layer's gradient vanishes if it is below a tenth of that
    of the same network with one hidden layer, and explodes if it is more than ten times as long.
    `data` has every length with its quantiles over the seeds. Errors: SettingError.
    """
    counts = _depths(depths)
    units = whole(width, "width", 1, 4096)
    many = whole(seeds, "seeds", 2, 4096)
    for name, given in (("activations", activations), ("inits", inits)):
        if isinstance(given, str | Mapping) or not isinstance(given, Sequence) or not given:
            raise SettingTypeError(f"{name} must be a list, got {shown(given)}")
    samples = _one_sample(units) if data is None else as_data(data)
    cases = []
    for activation, init in itertools.product(activations, inits):
        shallow = _case(1, activation, init, units, many, loss, samples)
        for count in counts:
            case = _case(count, activation, init, units, many, loss, samples)
            cases.append(replace(case, shallow=shallow))
    return Explanation(
        "depth",
        "Vanishing and exploding gradients",
        f"networks {units} units wide, {many} of each kind",
        (_law(), *(_by_depth(group, many) for group in _groups(cases))),
        _conclusion(cases),
        {"width": units, "seeds": many, "cases": [_data(case) for case in cases]},
    )


def _depths(given: Sequence[int]) -> list[int]:
    if isinstance(given, str) or not isinstance(given, Sequence | np.ndarray) or not len(given):
        raise SettingTypeError(
            f"depths must be a list of numbers of hidden layers, got {shown(given)}"
        )
    counts = {whole(each, "depths", 2, 1000) for each in given}
    return sorted(counts)


def _one_sample(width: int) -> Any:
    """One sample of inputs -1 and 1, alternating, with the target 1."""
    signs = [1.0 if i % 2 else -1.0 for i in range(width)]
    return datasets.from_arrays([signs], [[1.0]])


def _case(
    count: int, activation: Any, init: Any, width: int, seeds: int, loss: Any, data: Any
) -> _Case:
    outputs = data.outputs if len(data.classes) < 3 else len(data.classes)
    layers = [len(data.names), *[width] * count, outputs]
    network = Network(layers, activation, loss=loss, data=data, init=init)
    experiment = Experiment(
        network.replace(init_seed=range(seeds)),
        find("optimizer", "sgd")(lr=np.finfo(float).tiny),
        steps=1,
        record=["layer_grad_norm"],
        dtype="float64",
        limit=np.finfo(float).max,
    )
    traced = experiment.run()["trace_layer_grad_norm"].values
    lengths = np.nan_to_num(traced.reshape(seeds, -1, len(layers) - 1)[:, 0], nan=np.inf)
    theory = signal(network)
    names = _name(activation), _name(init)
    anchored = None if theory is None else theory.anchored(network)
    return _Case(count, *names, lengths, theory, anchored)


def _name(given: Any) -> str:
    if isinstance(given, Mapping):
        return ", ".join(str(v) if n == "name" else f"{n} {v:g}" for n, v in given.items())
    if isinstance(given, Choice):
        return given.name + "".join(f", {n} {v:g}" for n, v in given.given)
    return str(given)


def _ratio(deep: Array, shallow: Array) -> float:
    """The first layer's length in deep networks, relative to shallow ones."""
    return float(deep[0] / shallow[0]) if shallow[0] > 0 else float("nan")


def _groups(cases: Sequence[_Case]) -> list[list[_Case]]:
    """The cases, grouped so that those of a group differ only in depth."""
    groups: dict[tuple[str, str], list[_Case]] = {}
    for case in cases:
        groups.setdefault((case.activation, case.init), []).append(case)
    return list(groups.values())


def _law() -> Step:
    return Step(
        "D_l/D_(l+1)",
        "units * var(w) * mean(f'(z)^2)",
        r"n_l \; \mathrm{var}(w) \; \langle f'(z)^2 \rangle",
        "In the backward pass each hidden layer multiplies the mean squared error signal D by the "
        "size of the weights above it and the mean squared derivative of its activation. Below 1 "
        "the signal shrinks with every layer, above 1 it grows; over the depth these factors "
        "multiply.",
    )


def _by_depth(group: Sequence[_Case], seeds: int) -> Step:
    first, deepest = group[0], group[-1]
    values: dict[str, Any] = {
        "hidden layers": [case.depth for case in group],
        "|dL/dW1|": [float(case.measured[0]) for case in group],
    }
    lines = [case.line for case in group]
    if first.line is not None:
        values["theory"] = [float(line[0]) for line in lines if line is not None]
    values["deep/shallow"] = [case.ratio for case in group]
    values["it"] = [case.verdict for case in group]
    per_layer = deepest.ratio ** (1 / (deepest.depth - 1))
    sentence = (
        f"The first layer's gradient over {seeds} networks each, and relative to one hidden layer: "
        f"a factor {written(per_layer)} for each further layer up to {deepest.depth}."
    )
    return Step(f"{first.activation}, {first.init}", "", "", sentence, None, values)


def _conclusion(cases: Sequence[_Case]) -> str:
    deepest = max(case.depth for case in cases)
    deep = [case for case in cases if case.depth == deepest]
    words = []
    for verdict in ("vanishes", "keeps its size", "explodes"):
        names = [f"{case.activation} ({case.init})" for case in deep if case.verdict == verdict]
        if names:
            words.append(f"{verdict} with {', '.join(names)}")
    return f"At {deepest} hidden layers the first layer's gradient {'; it '.join(words)}."


def _data(case: _Case) -> dict[str, Any]:
    low, middle, high = np.quantile(case.lengths, [0.1, 0.5, 0.9], axis=0, method="nearest")
    return {
        "depth": case.depth,
        "activation": case.activation,
        "init": case.init,
        "layers": list(range(1, len(case.measured) + 1)),
        "measured": case.measured.tolist(),
        "low": low.tolist(),
        "median": middle.tolist(),
        "high": high.tolist(),
        "theory": None if case.line is None else case.line.tolist(),
        "factors": None if case.theory is None else case.theory.factors.tolist(),
        "variances": None if case.theory is None else case.theory.variances.tolist(),
        "ratio": case.ratio,
        "expected_ratio": case.expected,
        "verdict": case.verdict,
    }
