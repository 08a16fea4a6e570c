"""A method on Rosenbrock in JAX: one run as a lax.scan over optax, vmapped over runs, jitted.

The learning rate is an argument of the vmapped function, so that `optax.adam(lr)` is made inside it
and every run has its own. x and y are two arrays, not the columns of one: that is faster here.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import optax
from rosenbrock import Work

CHUNK = 2**14  # runs whose state stays in the cache
OPTIMIZERS = {
    "adam": optax.adam,
    "momentum": lambda lr: optax.sgd(lr, momentum=0.9),
    "sgd": optax.sgd,
}


def loss(point):
    x, y = point
    a, b = 1 - x, y - x * x
    return a * a + 100 * b * b


def many_runs(work: Work):
    """The loss of every run after all steps, as a function of arrays x, y and lr."""

    def one_run(x, y, lr):
        optimizer = OPTIMIZERS[work.optimizer](lr)

        def step(carry, _):
            point, state = carry
            updates, state = optimizer.update(jax.grad(loss)(point), state, point)
            return (optax.apply_updates(point, updates), state), None

        (point, _), _ = jax.lax.scan(
            step, ((x, y), optimizer.init((x, y))), None, length=work.steps
        )
        return loss(point)

    return jax.vmap(one_run)


def contender(work: Work):
    """A call that makes all steps of all runs at once and returns the losses."""
    arrays = [jnp.asarray(a) for a in (work.x, work.y, work.lr)]
    compiled = jax.jit(many_runs(work)).lower(*arrays).compile()
    return lambda: np.asarray(compiled(*arrays).block_until_ready())


def chunked_contender(work: Work):
    """The same, CHUNK runs after CHUNK runs (lax.map), so that their state stays in the cache."""
    arrays = [jnp.asarray(a).reshape(-1, min(CHUNK, a.size)) for a in (work.x, work.y, work.lr)]
    runs = many_runs(work)
    compiled = jax.jit(lambda *a: jax.lax.map(lambda c: runs(*c), a)).lower(*arrays).compile()
    return lambda: np.asarray(compiled(*arrays).block_until_ready()).reshape(-1)
