#!/bin/sh
# optax 0.2.8: AMSGrad divides by the size of the first gradient for ever, where PyTorch's soon does not.
#
# One would guess: optax.amsgrad and torch.optim.Adam(amsgrad=True), with the same settings, take the same steps but
# for rounding, as both libraries' Adam does.
# What happens: optax keeps the largest v after it is divided by 1 - beta2^t, which at the first step is the whole
# square of the first gradient; PyTorch keeps the largest v as it is, and divides what it kept. At a usual start, where
# the first gradient is the largest, all later steps of optax are as small as if every gradient were that one: with
# beta2 = 0.999 up to 1 / sqrt(0.001) = 32 times smaller than PyTorch's. Neither value of bias_correction_nu gives
# PyTorch's rule: False leaves out the division altogether.
# Follows from scale_by_amsgrad in optax/transforms and the code after "if amsgrad" in torch/optim/adam.py (2.13.0); in
# the paper (Reddi, Kale and Kumar 2018, algorithm 2) nothing is divided.
#
# Seen, of a gradient of 100 and then 9,999 of 1, with lr 0.001 and the other settings as they come:
#   Adam: optax -8.258, torch -8.258
#   AMSGrad: optax -0.103, torch -2.974
#   AMSGrad of optax with bias_correction_nu=False: -3.256
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0 jax==0.10.2 optax==0.2.8 numpy==2.4.6
cat >"$folder/show.py" <<'END'
import jax
import optax
import torch
from jax import numpy as jnp

GRADIENTS = [100.0] + [1.0] * 9999
SETTINGS = {"learning_rate": 0.001, "b1": 0.9, "b2": 0.999, "eps": 1e-8}


def by_optax(optimizer):
    def step(carry, gradient):
        p, state = carry
        updates, state = optimizer.update(gradient, state, p)
        return (optax.apply_updates(p, updates), state), None

    p = jnp.array(0.0)
    (p, _), _ = jax.lax.scan(step, (p, optimizer.init(p)), jnp.array(GRADIENTS))
    return float(p)


def by_torch(**options):
    p = torch.zeros((), requires_grad=True)
    optimizer = torch.optim.Adam([p], lr=0.001, betas=(0.9, 0.999), eps=1e-8, **options)
    for gradient in GRADIENTS:
        p.grad = torch.tensor(gradient)
        optimizer.step()
    return p.item()


torch.set_num_threads(1)
print(f"Adam: optax {by_optax(optax.adam(**SETTINGS)):.3f}, torch {by_torch():.3f}")
print(f"AMSGrad: optax {by_optax(optax.amsgrad(**SETTINGS)):.3f}, torch {by_torch(amsgrad=True):.3f}")
without = by_optax(optax.amsgrad(**SETTINGS, bias_correction_nu=False))
print(f"AMSGrad of optax with bias_correction_nu=False: {without:.3f}")
END
"$folder/venv/bin/python" "$folder/show.py" | tee "$folder/seen"
cat >"$folder/expected" <<'END'
Adam: optax -8.258, torch -8.258
AMSGrad: optax -0.103, torch -2.974
AMSGrad of optax with bias_correction_nu=False: -3.256
END
diff "$folder/expected" "$folder/seen"
