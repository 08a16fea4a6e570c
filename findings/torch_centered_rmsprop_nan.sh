#!/bin/sh
# torch 2.13.0: centered RMSprop makes NaN of a gradient that stays the same.
#
# One would guess: a gradient that never changes has no variance, so centered RMSprop divides by eps and
# moves on, fast, but in numbers; a plane slope cannot make a parameter NaN.
# What happens: the variance is computed as the mean of squares less the square of the mean, both rounded,
# and nothing holds it at 0. Once both averages stand, the difference may be some -1e-8, and its square
# root is NaN, for good: with gradient 0.7 and alpha = 0.9 from step 139 on (float32), with 0.3 not at all.
# alpha = 0.99, the default, was not seen to do it. optax 0.2.8 has eps under the root, and stayed finite.
# Follows from torch/optim/rmsprop.py: _single_tensor_rmsprop has
#   avg = square_avg.addcmul(grad_avg, grad_avg, value=-1).sqrt_()
# and from optax/_src/transform.py: scale_by_stddev, rsqrt(n - abs_sq(m) + eps).
#
# Seen:
#   torch, gradient 0.7: NaN after 139 steps
#   torch, gradient 0.3: finite after 1000 steps
#   optax, gradient 0.7: finite after 1000 steps
#   optax, gradient 0.3: finite after 1000 steps
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0 jax==0.10.2 optax==0.2.8 numpy==2.4.6
cat >"$folder/show.py" <<'END'
import jax
import jax.numpy as jnp
import numpy as np
import optax
import torch


def of_torch(gradient):
    parameter = torch.nn.Parameter(torch.ones(1))
    optimizer = torch.optim.RMSprop([parameter], lr=1e-3, alpha=0.9, centered=True)
    while True:
        parameter.grad = torch.full((1,), gradient)
        optimizer.step()
        yield parameter.item()


def of_optax(gradient):
    optimizer = optax.rmsprop(1e-3, decay=0.9, centered=True)
    parameter = jnp.ones(1)
    state = optimizer.init(parameter)
    update = jax.jit(optimizer.update)
    while True:
        change, state = update(jnp.full((1,), gradient), state)
        parameter = optax.apply_updates(parameter, change)
        yield float(parameter[0])


for name, steps in (("torch", of_torch), ("optax", of_optax)):
    for gradient in (0.7, 0.3):
        for number, value in zip(range(1, 1001), steps(gradient)):
            if not np.isfinite(value):
                print(f"{name}, gradient {gradient}: NaN after {number} steps")
                break
        else:
            print(f"{name}, gradient {gradient}: finite after 1000 steps")
END
"$folder/venv/bin/python" "$folder/show.py" | tee "$folder/seen"
cat >"$folder/expected" <<'END'
torch, gradient 0.7: NaN after 139 steps
torch, gradient 0.3: finite after 1000 steps
optax, gradient 0.7: finite after 1000 steps
optax, gradient 0.3: finite after 1000 steps
END
diff "$folder/expected" "$folder/seen"
