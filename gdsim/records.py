"""What can be recorded of runs while they go on, and of which objectives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gdsim.errors import SettingError, SettingTypeError, shown, suggestion
from gdsim.network import Network
from gdsim.objective import Objective


@dataclass(frozen=True)
class Record:
    """A quantity of a step: a number a run, or several along a dimension of their own."""

    long_name: str
    dim: str | None = None


RECORDS = {
    "loss": Record("loss"),
    "params": Record("parameters", "variable"),
    "gradient_point": Record("where the gradient is taken", "variable"),
    "grad_norm": Record("length of the gradient"),
    "lr": Record("learning rate"),
}
# The losses and accuracies of a network besides, which are also known at the end of every run.
FINALS = {
    "train_loss": Record("loss over all training samples"),
    "test_loss": Record("loss over the test samples"),
    "train_accuracy": Record("share of the training samples put into their class"),
    "test_accuracy": Record("share of the test samples put into their class"),
}
NETWORK_RECORDS = {
    **RECORDS,
    **FINALS,
    "layer_grad_norm": Record("length of a layer's gradient", "layer"),
    "weight_norm": Record("length of a layer's weights", "layer"),
    "activation_mean": Record("mean of a hidden layer's activations", "hidden_layer"),
    "activation_spread": Record("deviation of a hidden layer's activations", "hidden_layer"),
    "dead": Record("share of a hidden layer's units that no sample moves", "hidden_layer"),
    "sharpness": Record("largest eigenvalue of the training loss's Hessian"),
}


def finals(objective: Objective) -> tuple[str, ...]:
    """The losses and accuracies that runs of an objective end with."""
    if not isinstance(objective, Network):
        return ()
    return tuple(name for name in FINALS if _missing(name, objective) is None)


def length(dim: str | None, objective: Objective) -> int:
    """The length of a record's own dimension; 1 if it has none."""
    if dim is None:
        return 1
    if not isinstance(objective, Network):
        return len(objective.variables)
    layers = len(objective.layers) - 1
    return {"variable": objective.size, "layer": layers, "hidden_layer": layers - 1}[dim]


def checked(given: Any, objective: Objective) -> tuple[str, ...]:
    """The names to record, in a fixed order; SettingError for what the objective has not.

    They are given as a name, several, or a table that says of each at which steps.
    """
    known = NETWORK_RECORDS if isinstance(objective, Network) else RECORDS
    wanted = (given,) if isinstance(given, str) else given
    if not isinstance(wanted, list | tuple | set | frozenset | Mapping):
        raise SettingTypeError(
            f"record must be names of {', '.join(known)}, got {shown(given)}", "record"
        )
    for name in wanted:
        if not isinstance(name, str):
            raise SettingTypeError(
                f"record must be names of {', '.join(known)}, got {shown(name)} among them",
                "record",
            )
        if name in NETWORK_RECORDS and name not in known:
            raise SettingError(
                f"{name} is recorded of networks only; of a function: {', '.join(known)}", "record"
            )
        if name not in known:
            raise SettingError(f"cannot record {shown(name)}; {suggestion(name, known)}", "record")
        reason = _missing(name, objective) if isinstance(objective, Network) else None
        if reason is not None:
            raise SettingError(f"cannot record {name}: {reason}", "record")
    return tuple(name for name in known if name in wanted)


def _missing(name: str, network: Network) -> str | None:
    """Why a network has no such quantity; None if it has."""
    if name.startswith("test_") and not len(network.data.test_inputs):
        return "the data has no test samples (give it a share with test=0.3)"
    if name.endswith("_accuracy") and not network.has_classes:
        return "the data's targets are values, not classes"
    if NETWORK_RECORDS[name].dim == "hidden_layer" and len(network.layers) == 2:
        return "the network has no hidden layer"
    return None
