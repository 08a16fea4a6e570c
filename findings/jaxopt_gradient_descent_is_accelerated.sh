#!/bin/sh
# jaxopt 0.8.5: GradientDescent with a fixed step size is not gradient descent, but Nesterov's method with its growing
# momentum (FISTA).
#
# One would guess: jaxopt.GradientDescent(f, stepsize=0.1) takes p - 0.1 f'(p), as every text on gradient descent has
# it; that a step size is given already switches the line search off.
# What happens: acceleration=True is the setting that it comes with. The first two steps are those of gradient descent,
# the later ones are not: on x^2 / 2, on which descent with this rate never passes the minimum, it does and swings.
# acceleration=False gives gradient descent.
# Follows from the list of settings of jaxopt.GradientDescent, a subclass of ProximalGradient.
#
# Seen, after 1, 2, 3, 6 and 12 steps from 1:
#   as it comes: 0.900, 0.810, 0.706, 0.373, -0.035
#   {'acceleration': False}: 0.900, 0.810, 0.729, 0.531, 0.282
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet jaxopt==0.8.5 jax==0.10.2 numpy==2.4.6 scipy==1.17.1
cat >"$folder/show.py" <<'END'
import jaxopt
from jax import numpy as jnp


def half_square(p):
    return 0.5 * p**2


for options in ({}, {"acceleration": False}):
    solver = jaxopt.GradientDescent(half_square, stepsize=0.1, **options)
    p, places = jnp.array(1.0), []
    state = solver.init_state(p)
    for _ in range(12):
        p, state = solver.update(p, state)
        places.append(float(p))
    chosen = [f"{places[step - 1]:.3f}" for step in (1, 2, 3, 6, 12)]
    print(f"{options or 'as it comes'}: {', '.join(chosen)}")
END
"$folder/venv/bin/python" "$folder/show.py" | tee "$folder/seen"
cat >"$folder/expected" <<'END'
as it comes: 0.900, 0.810, 0.706, 0.373, -0.035
{'acceleration': False}: 0.900, 0.810, 0.729, 0.531, 0.282
END
diff "$folder/expected" "$folder/seen"
