"""The numbers that a network computes with given weights: losses, derivatives and outputs."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdsim.base import ranges
from gdsim.base.axes import Axis
from gdsim.base.errors import SettingError, shown
from gdsim.base.settings import whole
from gdsim.objectives.eigenvectors import largest_eigenvectors, with_signs
from gdsim.objectives.network_perceptron import NetworkPerceptron
from gdsim.objectives.weights import Vectors

Array = NDArray[np.float64]
MOST_EIGENVALUES = 200  # largest number of parameters for which all eigenvalues are computed


class NetworkValues(NetworkPerceptron):
    """What a `Network` computes with weights that it is given; kernels do it, in float64."""

    def outputs(self, params: ArrayLike, points: ArrayLike, dtype: str = "float64") -> NDArray[Any]:
        """Network outputs at raw points (m, inputs), for parameters `params`, (r, P) or (P,).

        Raw points are those of the data before features and standardisation; the result has the
        shape (r, m, outputs), or (m, outputs) for one vector of parameters.
        """
        from gdsim.engine.networks import queries

        vectors, single = self._vectors(params)
        inputs = self.data.features_of(points)
        outputs: NDArray[Any] = queries.outputs(self.perceptron(), vectors, inputs, dtype)
        return outputs[0] if single else outputs

    def evaluate(self, params: ArrayLike) -> Array:
        """The loss over all training samples, (r,), of parameters (r, P), in float64."""
        return self.losses(params)

    def losses(self, params: ArrayLike, dtype: str = "float64", test: bool = False) -> Array:
        """The loss over all training samples, (r,), of parameters (r, P), penalties included.

        dtype: of the arithmetic; "float32" takes half the time. test: that over the test samples
        instead, without penalties. Errors: SettingError, also where there are no test samples.
        """
        from gdsim.engine.networks import queries

        rows, _ = self._vectors(params)
        perceptron = self.perceptron()
        if not test:
            losses = queries.loss(perceptron, rows, self._penalties(), dtype)
            return np.asarray(losses, np.float64)
        if not len(perceptron.test_inputs):
            raise SettingError(f"{self.text} has no test samples (give data a share with test=0.3)")
        perceptron = dataclasses.replace(
            perceptron, inputs=perceptron.test_inputs, targets=perceptron.test_targets, batch=None
        )
        return np.asarray(queries.loss(perceptron, rows, {}, dtype), np.float64)

    def gradient(self, params: ArrayLike) -> Array:
        """The gradient of that loss, (r, P), at parameters (r, P), in float64."""
        return self._loss_and_gradient(params)[1]

    def confusion(self, params: ArrayLike, test: bool = False) -> NDArray[np.int64]:
        """How many samples of each class, (classes, classes), are put into each: columns.

        params: (P,). test: the test samples, not the training samples. A sample is put into the
        class of its largest output; one whose outputs are not finite is in none. The sum of the
        diagonal over that of all is the accuracy. Errors: SettingError for targets that are values.
        """
        from gdsim.engine.networks import queries

        vectors, single = self._vectors(params)
        perceptron = self.perceptron()
        if not single:
            raise SettingError(f"params must be one vector, got {len(vectors)}", "params")
        if not self.has_classes:
            raise SettingError(f"{self.text} has values as targets, not classes to be confused")
        inputs, targets = perceptron.inputs, perceptron.targets
        if test:
            inputs, targets = perceptron.test_inputs, perceptron.test_targets
        counts = np.zeros((perceptron.classes, perceptron.classes), np.int64)
        if len(inputs):
            outputs = queries.outputs(perceptron, vectors, inputs)[0]
            known = np.isfinite(outputs).all(axis=1)
            own, given = (perceptron.class_of(each[known]) for each in (targets, outputs))
            np.add.at(counts, (own, given), 1)
        return counts

    def batch(self, step: int, seed: int = 0) -> NDArray[np.int64]:
        """The training samples that a step sees, (B,): their numbers, in the order of their sum.

        step: from 0; the loss and gradient at step t are those of its batch. seed: of the run. What
        it gives depends on nothing else of an experiment, and equals what kernels use. Without
        `replacement`, the last batch of an epoch may be smaller; without `batch_size` it is all
        samples. Errors: SettingError.
        """
        if isinstance(self.batch_size, Axis):
            raise SettingError(
                f"batch_size has several values, {shown(self.batch_size)}; take one of them with "
                "replace(batch_size=...) to ask for a batch"
            )
        step = whole(step, "step", 0, ranges.steps.high)
        return self._seen(step, whole(seed, "seed", 0, ranges.SEEDS.high))

    def _seen(self, step: int, seed: int) -> NDArray[np.int64]:
        from gdsim.engine.networks import batches

        perceptron = self.perceptron()
        samples, batch = perceptron.samples, perceptron.batch
        return np.array(batches.order(samples, batch, perceptron.replacement, seed, step), np.int64)

    def seen_by_step(
        self, point: ArrayLike, step: int, seed: int, parameters: Mapping[str, float]
    ) -> tuple[float, Array]:
        """The loss of the samples that a step sees, and its gradient, (P,)."""
        from gdsim.engine.networks import queries

        perceptron = self.perceptron()
        if perceptron.batch is not None:
            seen = self._seen(step, seed)
            perceptron = dataclasses.replace(
                perceptron,
                batch=None,
                inputs=perceptron.inputs[seen],
                targets=perceptron.targets[seen],
            )
        penalties = {name: parameters.get(name, 0.0) for name in ("l1", "l2")}
        losses, gradients = queries.loss_and_gradient(perceptron, np.array([point]), penalties)
        return float(losses[0]), gradients[0]

    def hessian_vector_product(self, params: ArrayLike, vectors: ArrayLike) -> Array:
        """The Hessian of that loss at parameters (r, P), times vectors (r, P): (r, P)."""
        from gdsim.engine.networks import queries

        rows, _ = self._vectors(params)
        along, _ = self._vectors(vectors, "vectors")
        if along.shape != rows.shape:
            raise SettingError(
                f"vectors must have the shape of params, {rows.shape}, got {along.shape}"
            )
        settings = self._penalties()
        products: Array = queries.hessian_vector_product(self.perceptron(), rows, along, settings)
        return products

    def hessian(self, point: ArrayLike, step: int = 0) -> Array:
        """The Hessian of that loss at one vector of parameters, (P, P)."""
        rows = np.broadcast_to(np.asarray(point, np.float64), (self.size, self.size))
        hessian = self.hessian_vector_product(rows, np.eye(self.size))
        return np.asarray((hessian + hessian.T) / 2, np.float64)

    def curvatures(self, point: ArrayLike, step: int = 0) -> Array | None:
        """The eigenvalues of that Hessian, ascending; for a large network only the largest."""
        if self.size <= MOST_EIGENVALUES or not np.isfinite(point).all():
            return super().curvatures(point, step)
        return np.array([float(self.sharpness(np.array([point]))[0])])

    def sharpness(self, params: ArrayLike) -> Array:
        """The largest eigenvalue of that loss's Hessian, (r,), at parameters (r, P)."""
        from gdsim.engine.networks import queries

        rows, _ = self._vectors(params)
        sharpness: Array = queries.sharpness(self.perceptron(), rows, self._penalties())
        return sharpness

    def sharpest_directions(self, params: ArrayLike, count: int = 2) -> tuple[Array, Array]:
        """The largest eigenvalues of that Hessian, (count,), and their eigenvectors, (count, P).

        params: (P,). The largest comes first; the directions are orthonormal, each with its
        largest component above 0. All eigenvalues are computed of a small network; of a larger one
        only these, from products with the Hessian (`gdsim.objectives.eigenvectors`).
        Errors: SettingError.
        """
        point, _ = self._vectors(params)
        if len(point) != 1:
            raise SettingError(f"params must be one vector, got {len(point)}", "params")
        count = whole(count, "count", 1, self.size)
        if self.size <= MOST_EIGENVALUES:
            values, vectors = np.linalg.eigh(self.hessian(point[0]))
            return values[::-1][:count], with_signs(vectors.T[::-1][:count])

        def product(vectors: Array) -> Array:
            rows = np.broadcast_to(point, vectors.shape)
            return self.hessian_vector_product(rows, vectors)

        return largest_eigenvectors(product, self.size, count)

    def _vectors(self, params: ArrayLike, name: str = "params") -> tuple[Array, bool]:
        if self.width is not None:
            raise SettingError(
                f"width has several values, {shown(self.width)}; take one of them with "
                "replace(width=...) to compute with the network"
            )
        vectors = Vectors.of(params, self.size, name, "")
        return vectors.values, vectors.single

    def _loss_and_gradient(self, params: ArrayLike) -> tuple[Array, Array]:
        from gdsim.engine.networks import queries

        rows, _ = self._vectors(params)
        both: tuple[Array, Array] = queries.loss_and_gradient(
            self.perceptron(), rows, self._penalties(), "float64"
        )
        return both

    def _penalties(self) -> dict[str, float]:
        return self._numbers("l1", "l2")

    def _numbers(self, *names: str) -> dict[str, float]:
        """Some parameters as numbers; SettingError if one of them has several values."""
        numbers = {}
        for name in names:
            value = self.parameters[name]
            if isinstance(value, Axis):
                raise SettingError(
                    f"{name} has several values, {shown(value)}; take one of them with "
                    f"replace({name}=...) to evaluate the network"
                )
            numbers[name] = float(value)
        return numbers
