"""An experiment: an objective, optimizers and axes, which together are a grid of runs."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from gdsim.base import machine
from gdsim.base.errors import CudaError
from gdsim.base.settings import thread_count
from gdsim.base.words import counted
from gdsim.engine import backends, memory
from gdsim.experiment import labelled, sizes
from gdsim.experiment.design import Design
from gdsim.experiment.programs import outlines, programs
from gdsim.experiment.toml import file as experiment_file

if TYPE_CHECKING:
    import xarray

    from gdsim.engine.program import Program


class Experiment(Design):
    """An objective to minimise, the optimizers that minimise it, and their settings.

    Each of lr, noise, clip_value, clip_norm, seed, a setting of an optimizer, schedule or modifier
    and a parameter of the objective may be several values: an axis. Each combination is one run.

    objective: a `Function`, or its name or text; or a `Network`.
    optimizers: one or several, `Adam(beta2=0.99)` or "adam". A setting given there applies to that
    optimizer alone.
    lr: learning rate of the optimizers that set none themselves; None: each uses its default.
    start: a point, a list of points, `uniform(n)`, `grid(...)`; None: the objective's own. For a
    network a vector of its parameters, or several.
    schedule: `Cosine(warmup=50)` or a name; several are compared like optimizers. An optimizer with
    a schedule of its own, `Adam(schedule=Cosine())`, runs with that one alone, and is refused where
    several are compared. An axis in its settings is a dimension of all optimizers.
    steps: the updates of each run, 1 to 2**24; 1000 by default.
    epochs: for networks, instead of steps: how often each training sample is seen; stored as steps.
    noise: standard deviation of normal noise added to each component of the gradient.
    clip_value, clip_norm: bounds on each component, and on the length, of the gradient.
    modifiers: one or several of the catalogue, such as `Cautious()`, each at most once. They change
    the gradient, after noise and clipping, or the step of every optimizer, in this order.
    seed: of the noise, and of a network's mini-batches.
    target: a run whose loss is at or below it has converged.
    tolerance: so has a run whose gradient norm is at or below it (0: never; None: 1e-4 in float32
    and 1e-6 in float64 for functions, 0 for networks, whose batches and plateaus have small
    gradients long before training is complete). The norm is computed from its square, so it is 0
    below 2.6e-23 in float32 and below 1.5e-162 in float64.
    stop: a condition as text at which a run has converged too: "x > 0", "loss < 1e-3 and
    step >= 100". It compares formulas of a function's variables and parameters, and of loss,
    grad_norm and step. Of mini-batches, loss and grad_norm are of all training samples, as they are
    for target and tolerance, and compared at the same few steps (`judged_at` of a result). It is
    parsed by `gdsim.experiment.stopping`, never evaluated as code.
    limit: a run with a larger |loss| has diverged.
    record: what to trace: "loss", "params", "gradient_point" (where the gradient is taken: the
    parameters, except in schedule-free methods), "grad_norm", "lr", "state" (what optimizers
    remember before the step, by slot: of a function the numbers themselves, of a network their
    length in each layer), and for networks also the names in `records.NETWORK_RECORDS`. Losses and
    accuracies of classes ("train_class_loss", ...) are then in the result for the last step, too.
    A network's "loss" is that of the step's batch. Its "preconditioned_sharpness" is the largest
    eigenvalue of P^-1 H: H is the Hessian of the loss over all training samples, P the matrix by
    whose inverse the step that comes next multiplies its direction (Cohen et al. 2022,
    arXiv:2207.14484); Adam's is P = (1 - beta1**t) diag(sqrt(v-hat) + eps). Adam hovers where it is
    (2 + 2 beta1) / (1 - beta1) / lr, 38 / lr with beta1 = 0.9. For steps that are not scaled (SGD,
    momentum) P is 1 and it is the "sharpness"; Lion, Muon and others have no P. Factors on the
    rates of layers are not part of P.
    every: at which steps: a whole number k for 0, k, 2k, …; or a number of steps from the first to
    the last, "linear:64" evenly spaced, "log:64" by a constant factor. `record={"loss": "log:64"}`
    gives both.
    measures: numbers computed from all losses of a run, such as "trainability" (see
    `gdsim.catalogue.measures`).
    keep_params: whether a result keeps each run's parameters at its last step; those of very many
    networks can fill a disk.
    dtype: "float32" or "float64".

    Errors: SettingError (a ValueError) or SettingTypeError (a TypeError too), one sentence each.
    """

    @property
    def memory_estimate(self) -> int:
        """Peak memory of running it with one thread per processor, in bytes, result included."""
        return sizes.to_run(self, machine.processors())

    @property
    def hash(self) -> str:
        """SHA-256 of the experiment's text: equal for equal experiments, on any machine.

        A network's data enter by their content, wherever they come from; so do arrays of more than
        1024 numbers, see `gdsim.experiment.toml.long_arrays`.
        """
        return experiment_file.digest(self)

    def programs(self) -> list[Program]:
        """What the kernels run: one program per optimizer and schedule, in a result's order."""
        return programs(self)

    def run(
        self,
        backend: str = "cpu",
        threads: int | None = None,
        progress: Callable[[int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> xarray.Dataset:
        """Run everything and return an xarray.Dataset with the dimensions `dims`.

        `backend` is "cpu", or "cuda" for an NVIDIA GPU, which has the same bits; it needs the extra
        packages gdsim[cuda], and `threads` does not matter to it. "auto"
        is a GPU where there is one and the work is worth it; the result's attribute "backend" says
        what computed it.
        `gdsim.experiment.labelled` lists its variables. `progress` is called with the number of
        runs completed so far. Once `cancelled` returns True, the runs computed so far are returned,
        with a variable `done` that marks the complete ones.
        Errors: SettingError for an unknown backend, one that cannot be used here, or for more runs
        than fit in memory.
        """
        outlined = outlines(self)
        engine = backends.backend(backend, outlined)
        threads = thread_count(threads)
        needed = sizes.to_run(self, threads or machine.processors()) + engine.beside(outlined)
        advice = [
            *sizes.to_take_less(self),
            'write a sweep to disk (gd.run(experiment, out="sweep.zarr"))',
        ]
        memory.check(needed, f"an experiment of {counted(self.runs, 'run')} needs", advice)
        said = "" if backend == "cpu" else engine.described(outlined)
        try:
            outcome = self._outcome(engine, threads, progress, cancelled)
        except CudaError as error:
            if backend != backends.AUTO:
                raise
            engine, said = backends.backend("cpu"), f"cpu: {error}"
            outcome = self._outcome(engine, threads, progress, cancelled)
        result = labelled.label(self, outcome)
        if said:
            result.attrs["backend"] = said
        return result

    def _outcome(
        self,
        engine: Any,
        threads: int | None,
        progress: Callable[[int], None] | None,
        cancelled: Callable[[], bool] | None,
    ) -> Any:
        """The outcome of all runs."""
        return engine.run_all(
            self.programs(), threads=threads, progress=progress, cancelled=cancelled
        )

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Experiment:
        """Read an experiment file, or the lesson or example of a name, such as "welcome".

        A file of that name comes first. Errors: SettingError, which names the file, line and key.
        """
        return experiment_file.load(path, cls)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the experiment as a file, which `load` reads as an equal experiment.

        Arrays of more than 1024 numbers are written to .npy files next to it, which it names.
        """
        experiment_file.save(self, path)

    @classmethod
    def from_toml(cls, text: str, coordinates: Any = None) -> Experiment:
        """Read an experiment from the text of an experiment file, or of a result.

        The text in a result only names its long arrays, which are coordinates of the result.
        `coordinates` maps these names to arrays, as the result itself does:
        `Experiment.from_toml(result.experiment, result)`.
        """
        return experiment_file.read(text, cls, coordinates=coordinates)

    def to_toml(self) -> str:
        """The experiment as the text of an experiment file; equal experiments have equal text.

        It holds every number of every array, however long.
        """
        return experiment_file.write(self)
