"""Batch, mini-batch and single samples: how far their gradients stray, and where they lead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base.errors import SettingError, SettingTypeError, shown
from gdsim.base.ranges import SEEDS
from gdsim.base.settings import whole
from gdsim.catalogue.choices import chosen, find
from gdsim.experiment.experiment import Experiment
from gdsim.learn.explanations.explanation import Explanation
from gdsim.learn.explanations.show import number as written
from gdsim.learn.explanations.step import Step
from gdsim.objectives.network import Network
from gdsim.objectives.objective import only
from gdsim.objectives.weights import Vectors

Array = NDArray[np.float64]
USUAL = (1, 8, 32, 64, 128)
# Points along a curve of the loss.
POINTS = 200


@dataclass(frozen=True)
class _Cloud:
    """The gradients of many batches of one size, (draws, P), around the full one, (P,)."""

    size: int
    gradients: Array
    full: Array

    @property
    def bias(self) -> float:
        """How far their mean is from the full gradient."""
        return float(np.linalg.norm(self.gradients.mean(axis=0) - self.full))

    @property
    def spread(self) -> float:
        """The root of their mean squared distance from the full gradient."""
        return float(np.sqrt(((self.gradients - self.full) ** 2).sum(axis=1).mean()))

    @property
    def angles(self) -> Array:
        """The angle of each to the full gradient, in degrees; 90 where one of the two is 0."""
        lengths = np.linalg.norm(self.gradients, axis=1) * np.linalg.norm(self.full)
        products = self.gradients @ self.full
        cosines = np.divide(products, lengths, np.zeros_like(products), where=lengths > 0)
        found: Array = np.degrees(np.arccos(np.clip(cosines, -1, 1)))
        return found


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
    """Gradients of mini-batches around that of all samples, and the descent that each size gives.

    network: a Network. params: where the gradients are taken, (P,); where it begins, if not given.
    sizes: samples of a batch; 1, 8, 32, 64 and 128, those below the number of samples, if not
    given. All samples at once are compared too. draws: batches of each size, drawn as training
    draws them (without putting back), by seeds from `seed` on. Each size then trains from `params`
    for as many epochs, at the same rate `lr`.

    `data` has for each size the mean, spread, angles and cost, its cloud seen along and across the
    full gradient, and the loss against the samples seen. Errors: SettingError.
    """
    reason = f"mini-batches are explained of a Network, got {shown(network)}"
    network = only(Network, network, SettingTypeError(reason))
    count = len(network.data.inputs)
    chosen_sizes = _sizes(sizes, count)
    draws = whole(draws, "draws", 2, 2**16)
    epochs = whole(epochs, "epochs", 1, 2**16)
    first = whole(seed, "seed", 0, SEEDS.high - draws)
    if params is None:
        here = network.initial()
    else:
        here = Vectors.of(params, network.size, "params", "params").values[0]
    plain = network.replace(lr_scale=None, drift=None)
    full = plain.gradient([here])[0]
    clouds = [_cloud(plain, here, full, size, draws, first) for size in chosen_sizes]
    single = _spread_of_one(plain, here, full)
    descents = _descents(network, here, [*chosen_sizes, count], optimizer, lr, epochs, first)
    steps = [_full(network, full, count), *(_told(cloud, single, count) for cloud in clouds)]
    steps += [_law(clouds, single, count), *_paths(descents, count)]
    return Explanation(
        "batches",
        f"Batch, mini-batch and single samples: {network.text}",
        network.text,
        tuple(steps),
        _conclusion(clouds, descents, count),
        _data(clouds, single, descents, full, here, count),
    )


def _sizes(sizes: Sequence[int] | None, count: int) -> list[int]:
    if sizes is None:
        return [size for size in USUAL if size < count] or [1]
    if isinstance(sizes, str) or not isinstance(sizes, Sequence | np.ndarray) or not len(sizes):
        raise SettingTypeError(
            f"sizes must be a list of batch sizes, such as [1, 8], got {shown(sizes)}"
        )
    found = [whole(each, "sizes", 1, 2**24) for each in sizes]
    if max(found) >= count:
        raise SettingError(
            f"a mini-batch must have fewer samples than the {count} that there are, got "
            f"{max(found)} in sizes; all samples are compared anyway"
        )
    return sorted(set(found))


def _cloud(
    network: Network, params: Array, full: Array, size: int, draws: int, seed: int
) -> _Cloud:
    """What the first step of training sees with so many seeds.

    With the rate 1, plain descent goes from p to p - g: the gradient is how far it goes.
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
    # An epoch of single samples sees each once; at a rate of 0 its gradients are all taken here,
    # but nothing moves: the length of each gradient is recorded instead.
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
    """For each size the loss over all samples, against the samples seen."""
    choice = chosen(optimizer, "optimizer", "optimizer").replace(lr=lr)
    count = len(network.data.inputs)
    found = {}
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
        found[size] = {
            "steps": per_epoch * epochs,
            "seen": (epoch * count + np.minimum(within * size, count))[kept].tolist(),
            "loss": losses[kept].tolist(),
            "final": float(result["train_loss"].values.ravel()[0]),
        }
    return found


def _predicted(single: float, size: int, count: int) -> float:
    """The spread of means of `size` samples, drawn without putting back."""
    if count == 1:
        return 0.0
    return single * float(np.sqrt((count - size) / (size * (count - 1))))


def _full(network: Network, full: Array, count: int) -> Step:
    sentence = (
        f"The gradient over all {count} samples: the same at every look, and {count} samples' work."
    )
    return Step(
        "|g|", "mean of all samples' gradients", r"|\nabla L|", sentence,
        float(np.linalg.norm(full)), {"samples": count},
    )  # fmt: skip


def _told(cloud: _Cloud, single: float, count: int) -> Step:
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
        f"{len(angles)} {what}: how far their gradients are from the full one (root mean square). "
        f"{cost}, and {written(round(100 * share, 1))}% of them lead downhill."
    )
    check = {
        "by": "s * sqrt((n - B)/(B*(n - 1)))",
        "value": _predicted(single, cloud.size, count),
    }
    return Step(f"spread of {cloud.size}", "", "", sentence, cloud.spread, values, check)


def _law(clouds: Sequence[_Cloud], single: float, count: int) -> Step:
    sentence = (
        "The spread falls with the root of the batch size, the cost of a step rises with the size "
        "itself: four times the samples halve the noise. Drawn without putting back it falls to 0 "
        "when the batch has all samples."
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
    sentence = "Each size trained for as many epochs: the samples seen are the same, the steps not."
    return [Step("Descent", "", "", sentence, None, values)]


def _conclusion(
    clouds: Sequence[_Cloud], descents: Mapping[int, Mapping[str, Any]], count: int
) -> str:
    finals = {size: each["final"] for size, each in descents.items()}
    finite = {size: loss for size, loss in finals.items() if np.isfinite(loss)}
    small, large = clouds[0], clouds[-1]
    words = (
        f"Gradients of {small.size} stray {written(small.spread)}, those of {large.size} "
        f"{written(large.spread)}"
    )
    if not finite:
        return f"{words}; at this rate every size diverges."
    best = min(finite, key=finite.__getitem__)
    name = "all samples at once" if best == count else f"batches of {best}"
    return (
        f"{words}; for the same samples seen, {name} reach the least loss, {written(finite[best])}."
    )


def _data(
    clouds: Sequence[_Cloud],
    single: float,
    descents: Mapping[int, Mapping[str, Any]],
    full: Array,
    params: Array,
    count: int,
) -> dict[str, Any]:
    along, across = _axes(clouds[0], full)
    found = []
    for cloud in clouds:
        angles = cloud.angles
        found.append(
            {
                "size": cloud.size,
                "spread": cloud.spread,
                "predicted_spread": _predicted(single, cloud.size, count),
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
        "clouds": found,
        "descents": {str(size): dict(each) for size, each in descents.items()},
    }


def _axes(cloud: _Cloud, full: Array) -> tuple[Array, Array]:
    """Along the full gradient, and across it where the cloud is widest."""
    length = float(np.linalg.norm(full))
    along = full / length if length > 0 else np.zeros_like(full)
    rest = cloud.gradients - np.outer(cloud.gradients @ along, along)
    *_, directions = np.linalg.svd(rest - rest.mean(axis=0), full_matrices=False)
    across = directions[0] - (directions[0] @ along) * along
    size = float(np.linalg.norm(across))
    return along, across / size if size > 1e-9 else np.zeros_like(full)
