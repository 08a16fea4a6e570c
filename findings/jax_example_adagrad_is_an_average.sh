#!/bin/sh
# jax 0.10.2: adagrad of jax.example_libraries.optimizers takes averages of Adagrad's steps, not Adagrad's steps.
#
# One would guess: adagrad(step_size) divides the gradient by the root of the sum of all squares so far, as the paper
# that its documentation names. The first step of every parameter then is as long as the rate, whatever the gradient.
# What happens: momentum=0.9 is the setting that it comes with, and the step is 0.9 times the last one and 0.1 times
# Adagrad's. So the first step is a tenth of the rate, and on a bowl, where Adagrad does not pass the minimum from here,
# it does. Its neighbour momentum(step_size, mass) does not take that share of a tenth: there the first step is whole.
# Source: adagrad and momentum in jax/example_libraries/optimizers.py.
#
# Seen, on x^2 / 2 after 1, 2, 10, 30 and 60 steps from 1 with rate 0.3:
#   adagrad(0.3): 0.970, 0.922, 0.348, -0.219, 0.042
#   adagrad(0.3, momentum=0.0): 0.700, 0.528, 0.081, 0.001, 0.000
#   one step of momentum(0.3, 0.9): 0.700
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet jax==0.10.2 jaxlib==0.10.2 numpy==2.4.6 scipy==1.17.1
cat >"$folder/show.py" <<'END_OF_SHOW'
from jax import numpy as jnp
from jax.example_libraries.optimizers import adagrad, momentum


def places(optimizer, steps):
    init, update, params_of = optimizer
    state, seen = init(jnp.array(1.0)), []
    for step in range(steps):
        state = update(step, params_of(state), state)  # the gradient of x^2 / 2 is x
        seen.append(float(params_of(state)))
    return seen


for options in ({}, {"momentum": 0.0}):
    seen = places(adagrad(0.3, **options), 60)
    name = ", ".join(["0.3", *(f"{key}={value}" for key, value in options.items())])
    print(f"adagrad({name}): {', '.join(f'{seen[n - 1] + 0.0:.3f}' for n in (1, 2, 10, 30, 60))}")
print(f"one step of momentum(0.3, 0.9): {places(momentum(0.3, 0.9), 1)[0]:.3f}")
END_OF_SHOW
"$folder/venv/bin/python" "$folder/show.py" | tee "$folder/seen"
cat >"$folder/expected" <<'END_OF_EXPECTED'
adagrad(0.3): 0.970, 0.922, 0.348, -0.219, 0.042
adagrad(0.3, momentum=0.0): 0.700, 0.528, 0.081, 0.001, 0.000
one step of momentum(0.3, 0.9): 0.700
END_OF_EXPECTED
diff "$folder/expected" "$folder/seen"
