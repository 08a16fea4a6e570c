"""Write settings_elsewhere.npz from the lines of the tables in docs/elsewhere.md.

Run with torch 2.13.0, jax 0.10.2, optax 0.2.8, keras 3.15.1 and transformers 5.24.0 installed.

python -m tests.reference.make_settings_elsewhere
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import jax
import numpy as np
import optax
import torch
from jax import numpy as jnp
from torch.optim import lr_scheduler

os.environ["KERAS_BACKEND"] = "torch"
import keras
import transformers.optimization

from tests.reference.objectives import OBJECTIVES
from tests.reference.settings_elsewhere import FUNCTION, LR, PATH, STEPS, Line, lines

GRADIENT = OBJECTIVES[FUNCTION].gradient
START = OBJECTIVES[FUNCTION].start
NAMES: dict[str, dict[str, Any]] = {
    "torch": vars(torch.optim) | vars(lr_scheduler),
    "optax": vars(optax),
    "Keras": vars(keras.optimizers) | vars(keras.optimizers.schedules),
    "transformers": vars(transformers.optimization),
}


def torch_steps(optimizer: torch.optim.Optimizer) -> np.ndarray:
    """The parameters before the first and after every update."""
    (p,) = optimizer.param_groups[0]["params"]
    passed = [p.tolist()]
    for _ in range(STEPS):
        p.grad = torch.tensor(GRADIENT(*passed[-1]))
        optimizer.step()
        passed.append(p.tolist())
    return np.array(passed)


def torch_rates(scheduler: Any) -> np.ndarray:
    """The learning rate of every update."""
    found = []
    for _ in range(STEPS):
        found.append(scheduler.optimizer.param_groups[0]["lr"])
        scheduler.optimizer.step()
        scheduler.step()
    return np.array(found)


def optax_steps(optimizer: optax.GradientTransformation) -> np.ndarray:
    """The parameters before the first and after every update."""
    p = jnp.array(START)
    state, passed = optimizer.init(p), [START]
    for _ in range(STEPS):
        updates, state = optimizer.update(jnp.array(GRADIENT(*p)), state, p)
        p = optax.apply_updates(p, updates)
        passed.append(p)
    return np.array(passed)


def keras_steps(optimizer: keras.optimizers.Optimizer) -> np.ndarray:
    """The parameters before the first and after every update."""
    p = keras.Variable(np.array(START))
    passed = [np.array(START)]
    for _ in range(STEPS):
        optimizer.apply([torch.tensor(GRADIENT(*passed[-1]))], [p])
        passed.append(p.value.detach().numpy().copy())
    return np.array(passed)


def called_rates(schedule: Callable[[Any], Any]) -> np.ndarray:
    """The learning rate of every update, of a function of the updates before it."""
    return np.array([float(schedule(jnp.array(t))) for t in range(STEPS)])


def keras_rates(schedule: Any) -> np.ndarray:
    """The learning rate of every update."""
    return np.array([float(schedule(t)) for t in range(STEPS)])


def found(line: Line) -> np.ndarray:
    """The steps or the rates of what a line has of a package."""
    p = torch.tensor(START)
    opt = torch.optim.SGD([torch.zeros(1)], lr=LR)
    # Our own page is the only text that is evaluated.
    made = eval(line.there, {**NAMES[line.package], "p": p, "opt": opt})
    if isinstance(made, torch.optim.Optimizer):
        return torch_steps(made)
    if isinstance(made, lr_scheduler.LRScheduler):
        return torch_rates(made)
    if isinstance(made, optax.GradientTransformation):
        return optax_steps(made)
    if isinstance(made, keras.optimizers.Optimizer):
        return keras_steps(made)
    return keras_rates(made) if line.package == "Keras" else called_rates(made)


def main() -> None:
    """Write the file."""
    jax.config.update("jax_enable_x64", True)
    torch.set_default_dtype(torch.float64)
    keras.config.set_floatx("float64")
    np.savez_compressed(PATH, **{line.key: found(line) for line in lines()})


if __name__ == "__main__":
    main()
