"""What can be recorded of runs while they go on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Record:
    """A quantity recorded per step: one number per run, or several along their own dimension."""

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
    "preconditioned_sharpness": Record("largest eigenvalue of the preconditioned Hessian"),
}
# What the dimensions of records are, in words.
DIMENSIONS = {"layer": "layer of weights", "hidden_layer": "hidden layer"}
