"""Experiments on networks that together have every kind of kernel that a GPU is given."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import cycle as endlessly
from typing import Any

import gdsim as gd
from gdsim.catalogue import optimizers
from gdsim.engine.program import Program
from tests.engine.catalogue_programs import SCHEDULES

RECORDS = ["loss", "grad_norm", "lr", "params", "train_loss", "layer_grad_norm", "weight_norm"]
HIDDEN = ["activation_mean", "activation_spread", "dead", "state", "sharpness"]
CLASSES = ["train_class_loss", "train_class_accuracy", "test_class_loss", "test_class_accuracy"]

TWO = partial(gd.datasets.moons, samples=26, noise=0.2, test=0.3)
THREE = partial(gd.datasets.iris, test=0.7)

NETWORKS: dict[str, Callable[[], gd.Experiment]] = {
    # Each run its own order of samples; every modifier; runs that diverge; two launches or more.
    "batches of their own": lambda: gd.Experiment(
        gd.Network(
            [2, 7, 5, 1],
            ["relu", "tanh(1.5*z)"],
            "sigmoid",
            "binary_cross_entropy",
            TWO(),
            init="he_normal",
            batch_size=5,
            l1=[0.0, 1e-3],
            l2=1e-3,
            init_seed=[0, 3, 4],
        ),
        gd.Adam(beta1=[0.8, 0.9]),
        lr=[0.02, 1e3],
        noise=[0.0, 0.1],
        seed=[1, 2],
        clip_norm=3.0,
        modifiers=[gd.Cautious(), gd.DecoupledDecay(weight_decay=0.1), gd.ClipValue(bound=2.0)],
        schedule=gd.Cosine(warmup=[0, 4]),
        limit=1e3,
        steps=23,
        record=["loss", "grad_norm", "lr", "train_loss", "test_accuracy"],
        every=3,
        dtype="float64",
    ),
    # One order for all runs, whole losses at looks, matrices, and what is of each class.
    "classes": lambda: gd.Experiment(
        gd.Network(
            [4, 6, 3],
            "silu",
            "softmax",
            "cross_entropy",
            THREE(),
            init=gd.inits.orthogonal(),
            batch_size=9,
            bias_lr_scale=[0.5, 2.0],
        ),
        gd.Muon(),
        lr=gd.logspace(1e-3, 0.3, 5),
        steps=30,
        target=0.5,
        record=["loss", *CLASSES],
        every=7,
        dtype="float64",
    ),
    # A gradient elsewhere, second derivatives, a stop condition, and all samples.
    "watched": lambda: gd.Experiment(
        gd.Network(
            [1, 5, 4, 1],
            ["softplus", "sin"],
            loss={"name": "huber", "delta": 0.4},
            data=gd.datasets.sine(samples=41),
            init="ntk",
            drift=[0.0, 0.01, 0.0],
            lr_scale=[1.0, 0.5, 2.0],
        ),
        gd.ScheduleFreeAdamW(beta1=0.8),
        lr=gd.logspace(1e-3, 3.0, 19),
        stop="loss < 0.02 and step >= 9",
        steps=25,
        record=[*RECORDS, *HIDDEN, "gradient_point", "preconditioned_sharpness"],
        every=6,
    ),
}


def case(name: str) -> Program:
    """The program of one of the experiments."""
    (program,) = NETWORKS[name]().programs()
    return program


def catalogue_networks() -> dict[str, Program]:
    """Every optimizer that trains networks; what else the catalogue has takes turns."""
    layers = endlessly(["tanh", "relu", "gelu", "elu", "softplus", "silu", "sin", "sigmoid"])
    starts = endlessly(
        ["xavier_uniform", "he_uniform", "lecun_normal", "ntk", "orthogonal", "xavier_normal"]
    )
    heads: Any = endlessly(
        [
            (1, "tanh", "mse", TWO(), 1),
            (1, "identity", "hinge", TWO(), 4),
            (1, "sigmoid", "binary_cross_entropy", TWO(), None),
            (3, "softmax", "cross_entropy", THREE(), None),
            (3, "softmax", "mse", THREE(), 7),
            (1, "identity", "mae", TWO(), None),
        ]
    )
    schedules = endlessly(SCHEDULES)
    found = {}
    for dtype in ("float32", "float64"):
        for name, optimizer in optimizers.catalogue().items():
            if optimizer.hessian:
                continue
            outputs, output, loss, data, batch = next(heads)
            schedule = next(schedules)
            network = gd.Network(
                [data.inputs.shape[1], 6, 4, outputs],
                [next(layers), next(layers)],
                output,
                loss,
                data,
                init=next(starts),
                batch_size=batch,
                replacement=batch == 4,
            )
            rate = optimizer.hyper["lr"].default
            experiment = gd.Experiment(
                network,
                name,
                lr=gd.logspace(rate / 2, 8 * rate, 9),
                seed=[0, 1] if batch == 7 else 0,
                noise=0.1 if batch is None else 0.0,
                schedule=getattr(gd, title(schedule))(**SCHEDULES[schedule]),
                steps=24,
                record=["loss", "train_loss", *["state"] * bool(optimizer.state)],
                every=5,
                dtype=dtype,
            )
            (found[f"network, {name}, {dtype}"],) = experiment.programs()
    return found


def title(name: str) -> str:
    """The public name of a schedule."""
    return "".join(word.capitalize() for word in name.split("_"))
