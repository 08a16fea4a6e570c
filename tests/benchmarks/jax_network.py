"""Networks in JAX: one run as a lax.scan over full or mini-batches, vmapped over runs, jitted.

Learning rates are arguments of the vmapped function; data and initial weights are shared by all
runs, so that the first layer of all runs is one big matrix product.
"""

from __future__ import annotations

from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np
import optax
from network_work import Work

NUMBERS = 2**17  # parameters of as many runs as are made at a time: they stay in the cache


def loss_of(work: Work) -> Callable[..., jax.Array]:
    """The mean squared error of one run's network on some samples."""
    unit = {"tanh": jnp.tanh, "relu": jax.nn.relu}[work.activation]

    def loss(layers, inputs, targets):
        values = inputs
        for i, ((weights, *biases), multiplier) in enumerate(
            zip(layers, work.multipliers, strict=True)
        ):
            values = values @ weights.T
            values = values * multiplier if work.ntk else values
            values = values + biases[0] if biases else values
            if i < len(layers) - 1:
                values = unit(work.gain * values) if work.ntk else unit(values)
        return jnp.mean((values - targets) ** 2)

    return loss


def updates_of(work: Work, rates: list[jax.Array]) -> optax.GradientTransformation:
    """Updates at a run's own learning rate, for descent one for each layer."""
    if work.optimizer == "adam":
        return optax.adam(rates[0])

    def update(gradients, state, _):
        scaled = [
            tuple(-rate * g for g in layer) for rate, layer in zip(rates, gradients, strict=True)
        ]
        return scaled, state

    return optax.GradientTransformation(lambda _: (), update)


def one_run(work: Work, layers, inputs, targets, batches) -> Callable[..., jax.Array]:
    """A run's last loss, or all its losses if they are traced, as a function of its rates.

    Without mini-batches that is the loss before each update and then the last, as gdsim has it;
    with them it is the last of all samples.
    """
    loss = loss_of(work)

    def run(*rates):
        optimizer = updates_of(work, list(rates))

        def step(carry, batch):
            point, state = carry
            samples = (inputs, targets) if batch is None else (inputs[batch], targets[batch])
            value, gradients = jax.value_and_grad(loss)(point, *samples)
            updates, state = optimizer.update(gradients, state, point)
            return (optax.apply_updates(point, updates), state), value if work.traced else None

        carry = layers, optimizer.init(layers)
        (point, _), losses = jax.lax.scan(step, carry, batches, length=work.steps)
        last = loss(point, inputs, targets)
        return jnp.append(losses, last) if work.traced else last

    return run


def chunked_contender(work: Work) -> Callable[[], np.ndarray]:
    """The same, as many runs at a time as stay in the cache, at most 2^8."""
    return contender(work, min(2**8, 2 ** int(np.log2(max(1, NUMBERS / work.parameters)))))


def contender(work: Work, chunk: int | None = None) -> Callable[[], np.ndarray]:
    """A call that makes all steps of all runs and returns their losses; compiled here.

    `chunk` runs are made at a time; all at once if None. One run alone is not vmapped.
    """
    with jax.enable_x64(work.dtype == "float64"):
        inputs, targets = (jnp.asarray(a, work.dtype) for a in (work.inputs, work.targets))
        layers = [
            tuple(jnp.asarray(a, work.dtype) for a in layer) for layer in work.layers(work.start)
        ]
        rates = [jnp.asarray(each) for each in work.rates_of_runs()]
        batches = None if work.batches is None else jnp.asarray(work.batches)
        alone = one_run(work, layers, inputs, targets, batches)
        runs = jax.vmap(alone)
        if work.runs == 1:

            def call(*several):
                return alone(*(rate[0] for rate in several))[None]

        elif chunk is None or chunk >= work.runs:
            call = runs
        else:
            rates = [each.reshape(-1, chunk) for each in rates]

            def call(*several):
                found = jax.lax.map(lambda each: runs(*each), several)
                return found.reshape(-1, *found.shape[2:])

        compiled = jax.jit(call).lower(*rates).compile()

    def run() -> np.ndarray:
        with jax.enable_x64(work.dtype == "float64"):
            return np.asarray(compiled(*rates).block_until_ready())

    return run
