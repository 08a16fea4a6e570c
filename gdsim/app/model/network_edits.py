"""Edits of a network: each changes the rest of it so that everything fits together."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np

from gdsim.app.translation import tr
from gdsim.base.axes import Axis
from gdsim.catalogue.choices import Choice, chosen, find
from gdsim.catalogue.discovery import discover
from gdsim.experiment import Experiment
from gdsim.objectives import Network, datasets
from gdsim.objectives.datasets import Data, from_recipe
from gdsim.objectives.targets import fitting_output, goal

WIDTH = 8  # units of the first hidden layer that is added
FEATURES = ("{0}", "{1}", "{0}^2", "{1}^2", "{0}*{1}", "sin({0})", "sin({1})")


@cache
def first_experiment() -> Experiment:
    """The experiment shown when a user first asks for a network: it learns all samples but few."""
    network = Network(
        layers=[2, 16, 16, 16, 1],
        activation="silu",
        loss="binary_cross_entropy",
        data=datasets.spiral(noise=0.05),
        batch_size=32,
    )
    rates = {"sgd": 0.5, "momentum": 0.1, "adam": 0.02}
    return _compared(network, rates, tr("Two spirals wound around each other"))


def first_function() -> Experiment:
    """The experiment shown when a user first asks for a function."""
    return _compared("rosenbrock", {"sgd": 0.001, "momentum": 0.001, "adam": 0.05})


def _compared(objective: Network | str, rates: Mapping[str, float], title: str = "") -> Experiment:
    """Optimizers on an objective, each with a learning rate of its own."""
    optimizers = [find("optimizer", name)(lr=rate) for name, rate in rates.items()]
    return Experiment(objective, optimizers, steps=1000, title=title)


def fitting_losses(data: Data) -> list[str]:
    """The losses that data can be trained with, by catalogue name."""
    return [name for name in discover("loss") if _outputs_for(data, name, None) is not None]


def fitting_outputs(network: Network) -> list[str]:
    """The output functions that fit a network's loss and data."""
    names: tuple[str, ...] = network.loss.method.definition.outputs
    return [name for name in names if _outputs_for(network.data, network.loss, name) is not None]


def with_data(network: Network, data: Data) -> Network:
    """The network on other data, with the inputs and outputs that these need.

    The loss stays if the data are of the same kind (values, two classes, several classes);
    otherwise it is the kind's usual one.
    """
    same = _kind(network.data) == _kind(data)
    loss: Choice | str = _usual(data)
    if same and network.loss.name in fitting_losses(data):
        loss = network.loss
    output = network.output if same and loss is network.loss else None
    return _changed(network, data=data, loss=loss, output=output)


def with_loss(network: Network, loss: Choice | str) -> Network:
    """The network with another loss, and the usual output function for it."""
    return _changed(network, loss=loss, output=None)


def with_output(network: Network, output: str) -> Network:
    """The network with another output function."""
    return _changed(network, output=output)


def with_hidden(network: Network, units: Sequence[int]) -> Network:
    """The network with other hidden layers; a new one has the activation of the last."""
    count, old = len(units), network.hidden
    activations = [*old[:count], *[old[-1] if old else "tanh"] * (count - len(old))]
    return _changed(network, hidden=list(units), width=None, activation=activations)


def with_recipe(data: Data, changes: Mapping[str, Any]) -> Data:
    """The data made again with other settings; None restores a setting's default."""
    merged = {**(data.recipe or {}), **changes}
    return from_recipe({name: value for name, value in merged.items() if value is not None})


def named_data(name: str) -> Data:
    """A data set of the catalogue with its default settings."""
    return from_recipe({"name": name})


def differing(old: Network, new: Network) -> list[str]:
    """The arguments in which two networks differ."""
    names = [field.name for field in dataclasses.fields(old)]
    return [name for name in names if getattr(old, name) != getattr(new, name)]


def data_title(data: Data) -> str:
    """The name of data on screen."""
    recipe = data.recipe or {}
    if "name" in recipe:
        return title(recipe["name"])
    if "formula" in recipe:
        return str(recipe["formula"])
    return str(recipe.get("file") or tr("Own data")).replace("\\", "/").rsplit("/", 1)[-1]


def in_words(network: Network) -> str:
    """A network in one line: its layers, activations and loss."""
    names = dict.fromkeys(title_of(activation) for activation in network.hidden)
    return ", ".join([" ".join([network.layout, *names]), title_of(network.loss)])


def title_of(method: Choice | str) -> str:
    """An activation, loss or initializer in words; text stays the same."""
    return method if isinstance(method, str) else spoken(method.name)


_SPOKEN = {
    "mse": "mean squared error",
    "mae": "mean absolute error",
    "cross": "cross-",
    "relu": "ReLU",
    "elu": "ELU",
    "gelu": "GELU",
    "silu": "SiLU",
    "he": "He",
    "lecun": "LeCun",
    "xavier": "Xavier",
    "ntk": "NTK",
    "huber": "Huber",
    "xor": "XOR",
    "gaussian": "Gaussian",
    "gaussians": "Gaussians",
}


def spoken(name: str) -> str:
    """A catalogue name in words: "binary_cross_entropy" is "binary cross-entropy"."""
    words = [_SPOKEN.get(word, word) for word in name.split("_")]
    return " ".join(words).replace("- ", "-")


def title(name: str) -> str:
    """A catalogue name in words, the first letter a capital."""
    words = spoken(name)
    return words[0].upper() + words[1:]


def _changed(network: Network, hidden: Sequence[int] | None = None, **changes: Any) -> Network:
    data = changes.get("data", network.data)
    loss = changes.get("loss", network.loss)
    output = changes.get("output", network.output)
    inside = list(network.layers[1:-1]) if hidden is None else hidden
    outputs = _outputs_for(data, loss, output)
    last = network.layers[-1] if outputs is None else outputs  # the network says what is wrong
    layers = [len(data.names), *inside, last]
    changes["layers"] = layers
    size = network.batch_size
    if isinstance(size, Axis):
        changes["batch_size"] = np.minimum(size.values, len(data.inputs))
    elif size is not None:
        changes["batch_size"] = min(size, len(data.inputs))
    if tuple(layers) != network.layers and not isinstance(network.init, Choice):
        changes["init"] = "xavier_uniform"  # exact weights fit one shape only, and so do several
    if len(layers) != len(network.layers):
        changes |= {"lr_scale": None, "bias_lr_scale": None, "drift": None}
        old = network.hidden
        changes.setdefault("activation", old[0] if old else "tanh")
    return network.replace(**changes)


def _outputs_for(data: Data, loss: Choice | str, output: str | None) -> int | None:
    """The number of outputs that a network needs; None if the loss does not fit the data."""
    choice = chosen(loss, "loss", "loss")
    counts = [data.outputs] if not data.classes else [1, len(data.classes)]
    for count in counts:
        try:
            goal(data, choice, fitting_output(output, choice), count)
        except ValueError:
            continue
        return count
    return None


def _kind(data: Data) -> int:
    """0 for values, else the number of classes, as far as losses tell them apart."""
    return min(len(data.classes), 3)


def _usual(data: Data) -> str:
    return {0: "mse", 2: "binary_cross_entropy"}.get(_kind(data), "cross_entropy")
