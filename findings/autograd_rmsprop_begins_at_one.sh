#!/bin/sh
# autograd 1.9.1: rmsprop of autograd.misc.optimizers begins with a mean square of 1, not of 0.
#
# One would guess: the mean of squares begins at 0, as everywhere since torch and Keras, so that steps do not depend on
# the scale of the gradient: the first is rate / sqrt(1 - gamma), and a function times a thousand is descended as the
# function itself.
# What happens: it begins at 1 and forgets that in 1 / (1 - gamma) steps. A small gradient (of a mean over many samples,
# say) takes far shorter steps at first, a large one does not: from the same start, f and f / 1000 go different ways.
# TensorFlow 1 did so too, and said it; here neither documentation nor arguments tell.
# Source: rmsprop in autograd/misc/optimizers.py.
#
# Seen, on scale * x^2 / 2 after 1, 5, 10, 20 and 60 steps of 0.01 from 1:
#   scale 1000: 0.968, 0.896, 0.832, 0.728, 0.376
#   scale 1: 0.990, 0.951, 0.903, 0.810, 0.458
#   scale 0.01: 1.000, 0.999, 0.999, 0.996, 0.957
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet autograd==1.9.1 numpy==2.4.6
cat >"$folder/show.py" <<'END_OF_SHOW'
import numpy as np
from autograd import grad
from autograd.misc.optimizers import rmsprop

for scale in (1000, 1, 0.01):
    slope = grad(lambda x, i, scale=scale: (scale * x**2 / 2).sum())
    places = []
    for steps in (1, 5, 10, 20, 60):
        places.append(rmsprop(slope, np.array([1.0]), num_iters=steps, step_size=0.01)[0])
    print(f"scale {scale}: {', '.join(f'{place:.3f}' for place in places)}")
END_OF_SHOW
"$folder/venv/bin/python" "$folder/show.py" | tee "$folder/seen"
cat >"$folder/expected" <<'END_OF_EXPECTED'
scale 1000: 0.968, 0.896, 0.832, 0.728, 0.376
scale 1: 0.990, 0.951, 0.903, 0.810, 0.458
scale 0.01: 1.000, 0.999, 0.999, 0.996, 0.957
END_OF_EXPECTED
diff "$folder/expected" "$folder/seen"
