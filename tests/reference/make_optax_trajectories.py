"""Write optax_trajectories.npz; run with jax 0.10 and optax 0.2.8 installed.

python -m tests.reference.make_optax_trajectories
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jax
import numpy as np
import optax
import optax.contrib
from jax import numpy as jnp

from tests.reference.objectives import OBJECTIVES
from tests.reference.trajectories import FOLDER, LARGEST_MOVE, NUDGE, OPTAX, STEPS, STORED, Case


def optimizer_of(name: str, settings: Mapping[str, Any]) -> optax.GradientTransformation:
    """Optax's optimizer with gdsim's settings in optax's words; gdsim's defaults stated."""
    words = {"beta1": "b1", "beta2": "b2", "beta3": "b3", "beta": "b1"}
    s = {words.get(k, k): v for k, v in settings.items()}
    lr = s.pop("lr")
    if name == "yogi":
        start = s.pop("initial_accumulator", 1e-6)
        scaled = optax.scale_by_yogi(**s, initial_accumulator_value=start)
        return optax.chain(scaled, optax.scale_by_learning_rate(lr))
    if name == "lion":
        s.setdefault("weight_decay", 0.0)
    if name.startswith("schedule_free"):
        return getattr(optax.contrib, name)(lr, **s)
    return getattr(optax, name)(lr, **s)


def run(case: Case, nudged: int | None = None) -> np.ndarray:
    """The parameters at the stored steps; with one coordinate of the start nudged, if told."""
    objective = OBJECTIVES[case.function]
    start = [x + NUDGE * (i == nudged) for i, x in enumerate(objective.start)]
    optimizer = optimizer_of(case.optimizer, case.settings)

    def step(carry: Any, _: None) -> Any:
        p, state = carry
        g = jnp.stack(objective.gradient(*p))
        updates, state = optimizer.update(g, state, p)
        p = optax.apply_updates(p, updates)
        return (p, state), p

    @jax.jit
    def steps(p: Any) -> Any:
        return jax.lax.scan(step, (p, optimizer.init(p)), None, length=STEPS)[1]

    return np.vstack([start, steps(jnp.array(start))])[list(STORED)]


def main() -> None:
    """Write the file."""
    jax.config.update("jax_enable_x64", True)
    trajectories = {}
    for case in OPTAX:
        trajectories[case.key] = run(case)
        for i in range(trajectories[case.key].shape[1]):
            moved = np.abs(run(case, nudged=i) - trajectories[case.key]).max()
            assert moved < LARGEST_MOVE, f"{case.key} is chaotic: {NUDGE} grows to {moved:.1e}"
    np.savez_compressed(FOLDER / "optax_trajectories.npz", **trajectories)


if __name__ == "__main__":
    main()
