"""Backpropagation worked on a network: every quantity forward, every error signal backward."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base.figures import number as written
from gdsim.base.settings import whole
from gdsim.base.words import counted
from gdsim.learn.explanations.explanation import Explanation
from gdsim.learn.networks.backpropagation_layers import LayerByLayer
from gdsim.learn.networks.backpropagation_steps import stepped
from gdsim.learn.networks.backpropagation_units import UnitByUnit
from gdsim.learn.networks.moment import Moment, moment
from gdsim.learn.networks.passes import Passes, passes

Array = NDArray[np.float64]
# Networks with more parameters are explained layer by layer, not unit by unit.
DETAILED = 40


def backpropagation(
    subject: Any,
    run: int = 0,
    step: int = 0,
    sample: int | None = 0,
    params: Any = None,
    lr: float | None = None,
) -> Explanation:
    """Forward and backward through a network, with every number, and the update that follows.

    subject: a Network, or an Experiment that trains one (or its file), in one `run` at one `step`.
    sample: the number of a training sample; None: the mean over all samples of the step's batch.
    params, lr: only for a Network, its parameters (P,) and learning rate, by default its initial
    parameters and 0.01.

    Up to 40 parameters with one sample are explained unit by unit, anything larger layer by layer
    with the first units. In both cases `data` has every number: each layer's z, a, da/dz, dL/dz,
    weights and gradients. Gradients are checked against the compiled network. Errors: SettingError.
    """
    return explained(moment(subject, run, step, params, lr), sample)


def explained(here: Moment, sample: int | None, most: int = DETAILED) -> Explanation:
    """Backpropagation at a moment; unit by unit for up to `most` parameters with one sample."""
    perceptron = here.network.perceptron()
    last = perceptron.samples - 1
    chosen = here.batch if sample is None else [whole(sample, "sample", 0, last)]
    both = passes(perceptron, here.params, chosen, here.penalties)
    kernel = _compiled(here, chosen)
    detailed = len(chosen) == 1 and len(here.params) <= most
    telling = (UnitByUnit if detailed else LayerByLayer)(here, both, chosen, kernel)
    what = f"sample {chosen[0]}" if sample is not None else counted(len(chosen), "sample")
    where = f", {here.where}" if here.where else ""
    return Explanation(
        "backpropagation",
        f"Backpropagation through {here.network.text}: {what}{where}",
        here.network.text,
        tuple(telling.steps()),
        _conclusion(here, both, chosen, kernel),
        _data(here, both, chosen),
    )


def _compiled(here: Moment, samples: Sequence[int]) -> tuple[float, Array]:
    """The loss, and the gradient (P,), computed by the kernels."""
    from gdsim.engine.networks import queries as kernels

    perceptron = here.network.perceptron()
    few = dataclasses.replace(
        perceptron,
        batch=None,
        inputs=perceptron.inputs[list(samples)],
        targets=perceptron.targets[list(samples)],
    )
    losses, gradients = kernels.loss_and_gradient(few, here.params[None], here.penalties)
    return float(losses[0]), gradients[0]


def _conclusion(
    here: Moment, both: Passes, samples: Sequence[int], kernel: tuple[float, Array]
) -> str:
    gradient = both.gradient
    largest = int(np.argmax(np.abs(gradient)))
    difference = float(np.max(np.abs(gradient - kernel[1])))
    differ = f"differ from the compiled network's by at most {difference:.1g}"
    return (
        f"The loss is {written(both.loss)}; it changes fastest with "
        f"{here.network.variables[largest]}, by {written(float(gradient[largest]))} per unit. "
        f"All {counted(len(gradient), 'slope')} come from one pass forward and one backward; they "
        f"{differ if difference else 'equal those of the compiled network to the last bit'}."
    )


def _data(here: Moment, both: Passes, samples: Sequence[int]) -> dict[str, Any]:
    names = ("weights", "biases", "inputs", "z", "a", "slope", "error", "weight_gradient",
             "bias_gradient")  # fmt: skip
    layers = []
    for layer in both.layers:
        arrays = {name: getattr(layer, name) for name in names}
        lists = {n: None if array is None else array.tolist() for n, array in arrays.items()}
        layers.append({**lists, "multiplier": layer.multiplier})
    after = here.after if here.after is not None else stepped(here, both.gradient)
    return {
        "layers": layers,
        "sizes": list(here.network.layers),
        "samples": list(samples),
        "batch": here.batch,
        "targets": both.targets.tolist(),
        "outputs": both.layers[-1].a.tolist(),
        "losses": both.losses.tolist(),
        "loss": both.loss,
        "output_slopes": None if both.slopes is None else both.slopes.tolist(),
        "variables": list(here.network.variables),
        "params": here.params.tolist(),
        "gradient": both.gradient.tolist(),
        "new_params": after.tolist(),
        "lr": here.lr,
        "optimizer": here.optimizer,
    }
