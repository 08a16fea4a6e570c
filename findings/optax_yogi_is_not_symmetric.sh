#!/bin/sh
# optax 0.2.8: Yogi's mean gradient begins at initial_accumulator, so a mirrored run is not mirrored.
#
# One would guess: an optimizer of Adam's family that begins at -x on an even function goes the mirrored way.
# The setting is there so that v does not begin at 0, and in the paper (Zaheer et al. 2018, algorithm 2) m
# begins at 0.
# What happens: m begins at initial_accumulator too, and is then divided by 1 - b1^t as if it had begun at 0. So
# every parameter is first pushed downwards, whatever its gradient; with a gradient of 0 it still moves.
# Follows from optax's scale_by_yogi (one value for mu and nu). pytorch_optimizer 4.1.0 and torch_optimizer
# 0.3.0 do the same.
#
# Seen, on x^2 / 2 with lr 0.1 and initial_accumulator 0.1, after one update:
#   from 1: 0.9811
#   from -1: -0.9990
#   from 0: -0.0090
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet optax==0.2.8 jax==0.10.2 numpy==2.4.6
cat >"$folder/show.py" <<'END'
import optax
from jax import numpy as jnp

optimizer = optax.chain(
    optax.scale_by_yogi(initial_accumulator_value=0.1), optax.scale_by_learning_rate(0.1)
)
for start in (1.0, -1.0, 0.0):
    p = jnp.array(start)
    updates, _ = optimizer.update(p, optimizer.init(p), p)
    print(f"from {start:g}: {float(optax.apply_updates(p, updates)):.4f}")
END
"$folder/venv/bin/python" "$folder/show.py" | tee "$folder/seen"
cat >"$folder/expected" <<'END'
from 1: 0.9811
from -1: -0.9990
from 0: -0.0090
END
diff "$folder/expected" "$folder/seen"
