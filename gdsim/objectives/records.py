"""What can be recorded of runs while they go on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Record:
    """A quantity recorded per step: one number per run, or several along dimensions of its own."""

    long_name: str
    dims: tuple[str, ...] = ()


RECORDS = {
    "loss": Record("loss"),
    "params": Record("parameters", ("variable",)),
    "gradient_point": Record("where the gradient is taken", ("variable",)),
    "grad_norm": Record("length of the gradient"),
    "lr": Record("learning rate"),
    "state": Record("what the optimizer remembers", ("slot", "variable")),
}
# The losses and accuracies of a network besides, which are also known at the end of every run.
FINALS = {
    "train_loss": Record("loss over all training samples"),
    "test_loss": Record("loss over the test samples"),
    "train_accuracy": Record("share of the training samples put into their class"),
    "test_accuracy": Record("share of the test samples put into their class"),
}
# Those of each class, which are known at the end of runs if they are recorded.
CLASS_FINALS = {
    "train_class_loss": Record("loss over the training samples of a class", ("class",)),
    "test_class_loss": Record("loss over the test samples of a class", ("class",)),
    "train_class_accuracy": Record("share of a class's training samples put into it", ("class",)),
    "test_class_accuracy": Record("share of a class's test samples put into it", ("class",)),
}
NETWORK_RECORDS = {
    **RECORDS,
    **FINALS,
    **CLASS_FINALS,
    "state": Record("length of what the optimizer remembers of a layer", ("slot", "layer")),
    "layer_grad_norm": Record("length of a layer's gradient", ("layer",)),
    "weight_norm": Record("length of a layer's weights", ("layer",)),
    "activation_mean": Record("mean of a hidden layer's activations", ("hidden_layer",)),
    "activation_spread": Record("deviation of a hidden layer's activations", ("hidden_layer",)),
    "dead": Record("share of a hidden layer's units that no sample moves", ("hidden_layer",)),
    "sharpness": Record("largest eigenvalue of the training loss's Hessian"),
    "preconditioned_sharpness": Record("largest eigenvalue of the preconditioned Hessian"),
}
# What the dimensions of records are, in words.
DIMENSIONS = {
    "layer": "layer of weights",
    "hidden_layer": "hidden layer",
    "class": "class",
    "slot": "slot of the optimizer's state",
}
