"""How one edit of a network changes the rest of it, so that what comes out fits together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

WIDTH = 8  # units of a hidden layer that is added to none
FEATURES = ("{0}", "{1}", "{0}^2", "{1}^2", "{0}*{1}", "sin({0})", "sin({1})")


def first_experiment() -> Any:
    """What a person sees who asks for a network for the first time."""
    from gdsim.objectives import Network, datasets

    network = Network(
        layers=[2, 8, 8, 1],
        loss="binary_cross_entropy",
        data=datasets.circle(),
        batch_size=32,
    )
    return _compared(network, {"sgd": 0.3, "momentum": 0.1, "adam": 0.02}, "A disc inside a ring")


def first_function() -> Any:
    """What a person sees who asks for a function for the first time."""
    return _compared("rosenbrock", {"sgd": 0.001, "momentum": 0.001, "adam": 0.05})


def _compared(objective: Any, rates: Mapping[str, float], title: str = "") -> Any:
    """Optimizers on an objective, each with a learning rate of its own."""
    from gdsim.catalogue.choices import find
    from gdsim.experiment import Experiment

    optimizers = [find("optimizer", name)(lr=rate) for name, rate in rates.items()]
    return Experiment(objective, optimizers, steps=1000, title=title)


def fitting_losses(data: Any) -> list[str]:
    """The losses that data can be trained with, by catalogue name."""
    return [name for name in _losses() if _outputs_for(data, name, None) is not None]


def fitting_outputs(network: Any) -> list[str]:
    """The output functions that fit a network's loss and data."""
    known = network.loss.method.definition.outputs
    return [each for each in known if _outputs_for(network.data, network.loss, each) is not None]


def with_data(network: Any, data: Any) -> Any:
    """The network on other data, with as many inputs and outputs as that has.

    The loss stays if the data is of the same kind (values, two classes, several classes); else it
    is the kind's usual one.
    """
    same = _kind(network.data) == _kind(data)
    loss = network.loss if same and network.loss.name in fitting_losses(data) else _usual(data)
    output = network.output if same and loss is network.loss else None
    return _changed(network, data=data, loss=loss, output=output)


def with_loss(network: Any, loss: Any) -> Any:
    """The network with another loss, behind its usual output function."""
    return _changed(network, loss=loss, output=None)


def with_output(network: Any, output: str) -> Any:
    """The network with another output function."""
    return _changed(network, output=output)


def with_hidden(network: Any, units: Sequence[int]) -> Any:
    """The network with other hidden layers; a new one has the activation of the last."""
    count, old = len(units), network.hidden
    kinds = [*old[:count], *[old[-1] if old else "tanh"] * (count - len(old))]
    return _changed(network, hidden=list(units), activation=kinds)


def with_recipe(data: Any, changes: Mapping[str, Any]) -> Any:
    """The data made again with other settings; those at None are left to their defaults."""
    from gdsim.objectives.datasets import from_recipe

    merged = {**(data.recipe or {}), **changes}
    return from_recipe({name: value for name, value in merged.items() if value is not None})


def named_data(name: str) -> Any:
    """A data set of the catalogue as it is without settings."""
    from gdsim.objectives.datasets import from_recipe

    return from_recipe({"name": name})


def differing(one: Any, other: Any) -> list[str]:
    """The arguments in which two networks differ."""
    names = one.__dataclass_fields__
    return [name for name in names if getattr(one, name) != getattr(other, name)]


def data_title(data: Any) -> str:
    """What to call data on screen."""
    recipe = data.recipe or {}
    if "name" in recipe:
        return title(recipe["name"])
    return str(recipe.get("file") or "Own data").replace("\\", "/").rsplit("/", 1)[-1]


def in_words(network: Any) -> str:
    """A network in a line: its layers, activation and loss."""
    names = dict.fromkeys(title_of(each) for each in network.hidden)
    layers = "-".join(map(str, network.layers))
    return ", ".join([" ".join([layers, *names]), title_of(network.loss)])


def title_of(method: Any) -> str:
    """An activation, loss or initializer in words; text stays as it is."""
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
    """A catalogue name as a person says it: "binary_cross_entropy" is "binary cross-entropy"."""
    words = [_SPOKEN.get(word, word) for word in name.split("_")]
    return " ".join(words).replace("- ", "-")


def title(name: str) -> str:
    """The same, as the first words of a line."""
    words = spoken(name)
    return words[0].upper() + words[1:]


def _changed(network: Any, hidden: Any = None, **changes: Any) -> Any:
    data = changes.get("data", network.data)
    loss = changes.get("loss", network.loss)
    output = changes.get("output", network.output)
    inside = list(network.layers[1:-1]) if hidden is None else hidden
    outputs = _outputs_for(data, loss, output)
    last = network.layers[-1] if outputs is None else outputs  # the network says what is wrong
    layers = [len(data.names), *inside, last]
    changes["layers"] = layers
    if network.batch_size is not None:
        changes["batch_size"] = min(network.batch_size, len(data.inputs))
    if tuple(layers) != network.layers and not hasattr(network.init, "method"):
        changes["init"] = "xavier_uniform"  # exact weights fit one shape only
    if len(layers) != len(network.layers):
        changes |= {"lr_scale": None, "drift": None}
        old = network.hidden
        changes.setdefault("activation", old[0] if old else "tanh")
    return network.replace(**changes)


def _outputs_for(data: Any, loss: Any, output: str | None) -> int | None:
    """How many outputs a network needs; None where the loss does not fit the data."""
    from gdsim.catalogue.choices import chosen
    from gdsim.objectives.targets import fitting_output, goal

    choice = chosen(loss, "loss", "loss")
    counts = [data.outputs] if not data.classes else [1, len(data.classes)]
    for count in counts:
        try:
            goal(data, choice, fitting_output(output, choice), count)
        except ValueError:
            continue
        return count
    return None


def _kind(data: Any) -> int:
    """0 for values, else the number of classes, as far as losses tell them apart."""
    return min(len(data.classes), 3)


def _usual(data: Any) -> str:
    return {0: "mse", 2: "binary_cross_entropy"}.get(_kind(data), "cross_entropy")


def _losses() -> Mapping[str, Any]:
    from gdsim.catalogue.losses import catalogue

    return catalogue()
