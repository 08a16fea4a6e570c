"""Full batches, mini-batches and single samples: their gradient noise, and where they lead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base.errors import SettingError, SettingTypeError, shown
from gdsim.base.figures import number as written
from gdsim.base.ranges import SEEDS
from gdsim.base.settings import whole
from gdsim.base.words import counted
from gdsim.catalogue.choices import chosen, find
from gdsim.experiment.experiment import Experiment
from gdsim.learn.explanations.explanation import Explanation
from gdsim.learn.explanations.step import Step
from gdsim.learn.networks.gradient_cloud import angles_to, axes_of, spread_of_means
from gdsim.objectives.network import Network
from gdsim.objectives.objective import only
from gdsim.objectives.weights import Vectors

Array = NDArray[np.float64]
USUAL = (1, 8, 32, 64, 128)
# Points along a curve of the loss.
POINTS = 200


@dataclass(frozen=True)
class _Cloud:
    """The gradients of many batches of one size, (draws, P), and the full gradient, (P,)."""

    size: int
    gradients: Array
    full: Array

    @property
    def bias(self) -> float:
        """The distance of their mean from the full gradient."""
        return float(np.linalg.norm(self.gradients.mean(axis=0) - self.full))

    @property
    def spread(self) -> float:
        """The root of their mean squared distance from the full gradient."""
        return float(np.sqrt(((self.gradients - self.full) ** 2).sum(axis=1).mean()))

    @property
    def angles(self) -> Array:
        """The angle of each to the full gradient, in degrees, (draws,); 90 if one of them is 0."""
        return angles_to(self.full, self.gradients)


def batches(
    network: Any,
    params: Any = None,
    sizes: Sequence[int] | None = None,
    draws: int = 200,
    seed: int = 0,
    lr: float = 0.1,
    epochs: int = 5,
    optimizer: Any = "sgd",
) -> Explanation:
    """Gradients of mini-batches around that of all samples, and descent with each batch size.

    network: a Network. params: where the gradients are taken, (P,); by default its initial
    parameters. sizes: batch sizes; by default those of 1, 8, 32, 64 and 128 that are below the
    number of samples. All samples at once are always compared too. draws: the number of batches of
    each size, drawn without replacement as in training, with seeds from `seed` on. Each size then
    trains from `params` for `epochs` epochs at the rate `lr`.

    `data` has for each size the mean, spread, angles and cost, its cloud projected along and across
    the full gradient, and the loss against the samples seen. Errors: SettingError.
    """
    reason = f"mini-batches are explained on a Network, got {shown(network)}"
    network = only(Network, network, SettingTypeError(reason))
    count = len(network.data.inputs)
    chosen_sizes = _sizes(sizes, count)
    draws = whole(draws, "draws", 2, 2**16)
    epochs = whole(epochs, "epochs", 1, 2**16)
    first = whole(seed, "seed", 0, SEEDS.high - draws)
    if params is None:
        point = network.initial()
    else:
        point = Vectors.of(params, network.size, "params", "params").values[0]
    plain = network.replace(lr_scale=None, bias_lr_scale=None, drift=None)
    full = plain.gradient([point])[0]
    clouds = [_cloud(plain, point, full, size, draws, first) for size in chosen_sizes]
    single = _spread_of_one(plain, point, full)
    descents = _descents(network, point, [*chosen_sizes, count], optimizer, lr, epochs, first)
    steps = [_full(network, full, count), *(_spread(cloud, single, count) for cloud in clouds)]
    steps += [_law(clouds, single, count), *_paths(descents, count)]
    return Explanation(
        "batches",
        f"Batch, mini-batch and single samples: {network.text}",
        network.text,
        tuple(steps),
        _conclusion(clouds, descents, count),
        _data(clouds, single, descents, full, point, count),
    )


def _sizes(sizes: Sequence[int] | None, count: int) -> list[int]:
    if sizes is None:
        return [size for size in USUAL if size < count] or [1]
    if isinstance(sizes, str) or not isinstance(sizes, Sequence | np.ndarray) or not len(sizes):
        raise SettingTypeError(
            f"sizes must be a list of batch sizes, such as [1, 8], got {shown(sizes)}"
        )
    checked = [whole(each, "sizes", 1, 2**24) for each in sizes]
    if max(checked) >= count:
        raise SettingError(
            f"sizes must be below {count}, the number of samples, got {max(checked)}; all samples "
            "together are compared anyway"
        )
    return sorted(set(checked))


def _cloud(
    network: Network, params: Array, full: Array, size: int, draws: int, seed: int
) -> _Cloud:
    """The gradients of the first step of training, with `draws` seeds.

    At rate 1 plain descent goes from p to p - g, so the gradient is p minus the new parameters.
    """
    experiment = Experiment(
        network.replace(batch_size=size, replacement=False),
        find("optimizer", "sgd")(lr=1.0),
        start=params,
        seed=range(seed, seed + draws),
        steps=1,
        dtype="float64",
        limit=np.finfo(float).max,
    )
    moved = experiment.run()["params"].values.reshape(draws, -1)
    return _Cloud(size, params - moved, full)


def _spread_of_one(network: Network, params: Array, full: Array) -> float:
    """The spread of single samples' gradients, over every sample once."""
    count = len(network.data.inputs)
    # An epoch of single samples sees each once. At a rate of almost 0 nothing moves, so all its
    # gradients are taken at `params`; the length of each is recorded.
    experiment = Experiment(
        network.replace(batch_size=1, replacement=False),
        find("optimizer", "sgd")(lr=np.finfo(float).tiny),
        start=params,
        steps=count,
        record=["grad_norm"],
        dtype="float64",
        limit=np.finfo(float).max,
    )
    lengths = experiment.run()["trace_grad_norm"].values.ravel()[:count]
    return float(np.sqrt(max((lengths**2).mean() - full @ full, 0.0)))


def _descents(
    network: Network,
    params: Array,
    sizes: Sequence[int],
    optimizer: Any,
    lr: float,
    epochs: int,
    seed: int,
) -> dict[int, dict[str, Any]]:
    """For each size, the loss over all samples against the number of samples seen."""
    choice = chosen(optimizer, "optimizer", "optimizer").replace(lr=lr)
    count = len(network.data.inputs)
    descents = {}
    for size in sizes:
        per_epoch = -(-count // size)
        every = max(1, per_epoch * epochs // POINTS)
        experiment = Experiment(
            network.replace(batch_size=None if size == count else size, replacement=False),
            choice,
            start=params,
            seed=seed,
            epochs=epochs,
            record=["train_loss"],
            every=every,
            dtype="float64",
        )
        result = experiment.run()
        losses = result["trace_train_loss"].values.ravel()
        steps = np.arange(len(losses)) * every
        epoch, within = np.divmod(steps, per_epoch)
        kept = np.isfinite(losses)
        descents[size] = {
            "steps": per_epoch * epochs,
            "seen": (epoch * count + np.minimum(within * size, count))[kept].tolist(),
            "loss": losses[kept].tolist(),
            "final": float(result["train_loss"].values.ravel()[0]),
        }
    return descents


def _full(network: Network, full: Array, count: int) -> Step:
    samples = counted(count, "sample")
    sentence = f"The gradient over all {samples}: always the same, at the cost of {samples}."
    return Step(
        "|g|", "mean of all samples' gradients", r"|\nabla L|", sentence,
        float(np.linalg.norm(full)), {"samples": count},
    )  # fmt: skip


def _spread(cloud: _Cloud, single: float, count: int) -> Step:
    angles = cloud.angles
    share = float((angles < 90).mean())
    values = {
        "mean's distance": cloud.bias,
        "middle angle": float(np.median(angles)),
        "share downhill": share,
    }
    what = "single samples" if cloud.size == 1 else f"batches of {cloud.size}"
    cost = f"A step costs {cloud.size}/{count} of a full one"
    sentence = (
        f"{len(angles)} {what}: the distance of their gradients from the full one (root mean "
        f"square). {cost}, and {written(round(100 * share, 1))}% of them lead downhill."
    )
    check = {
        "by": "s * sqrt((n - B)/(B*(n - 1)))",
        "value": spread_of_means(single, cloud.size, count),
    }
    return Step(f"spread of {cloud.size}", "", "", sentence, cloud.spread, values, check)


def _law(clouds: Sequence[_Cloud], single: float, count: int) -> Step:
    sentence = (
        "The spread falls with the square root of the batch size, the cost of a step rises with "
        "the size itself: four times the samples halve the noise. As samples are drawn without "
        "replacement, it is 0 for a batch of all samples."
    )
    return Step(
        "spread",
        "s * sqrt((n - B)/(B*(n - 1)))",
        r"s \sqrt{\frac{n - B}{B \, (n - 1)}}",
        sentence,
        None,
        {"s": single, "n": count},
    )


def _paths(descents: Mapping[int, Mapping[str, Any]], count: int) -> list[Step]:
    sizes = list(descents)
    values: dict[str, Any] = {
        "batch": ["all" if size == count else str(size) for size in sizes],
        "steps": [descents[size]["steps"] for size in sizes],
        "loss at the end": [descents[size]["final"] for size in sizes],
    }
    sentence = (
        "Each size trained for the same epochs: equally many samples, not equally many steps."
    )
    return [Step("Descent", "", "", sentence, None, values)]


def _conclusion(
    clouds: Sequence[_Cloud], descents: Mapping[int, Mapping[str, Any]], count: int
) -> str:
    finals = {size: each["final"] for size, each in descents.items()}
    finite = {size: loss for size, loss in finals.items() if np.isfinite(loss)}
    small, large = clouds[0], clouds[-1]
    words = (
        f"Gradients of {small.size} have a spread of {written(small.spread)}, those of "
        f"{large.size} of {written(large.spread)}"
    )
    if not finite:
        return f"{words}; at this rate every size diverges."
    best = min(finite, key=finite.__getitem__)
    name = "all samples at once" if best == count else f"batches of {best}"
    return (
        f"{words}; with equally many samples seen, {name} reach the least loss, "
        f"{written(finite[best])}."
    )


def _data(
    clouds: Sequence[_Cloud],
    single: float,
    descents: Mapping[int, Mapping[str, Any]],
    full: Array,
    params: Array,
    count: int,
) -> dict[str, Any]:
    along, across = axes_of(clouds[0].gradients, full)
    tables = []
    for cloud in clouds:
        angles = cloud.angles
        tables.append(
            {
                "size": cloud.size,
                "spread": cloud.spread,
                "predicted_spread": spread_of_means(single, cloud.size, count),
                "bias": cloud.bias,
                "mean": cloud.gradients.mean(axis=0).tolist(),
                "angles": angles.tolist(),
                "downhill": float((angles < 90).mean()),
                "cost": cloud.size,
                "steps_per_epoch": -(-count // cloud.size),
                "cloud": np.stack([cloud.gradients @ along, cloud.gradients @ across], 1).tolist(),
            }
        )
    return {
        "samples": count,
        "params": params.tolist(),
        "full": full.tolist(),
        "full_length": float(np.linalg.norm(full)),
        "single_spread": single,
        "clouds": tables,
        "descents": {str(size): dict(each) for size, each in descents.items()},
    }
