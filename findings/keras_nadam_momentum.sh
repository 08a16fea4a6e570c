#!/bin/sh
# Keras 3.15.1: Nadam's momentum warms up 250 times as fast as in Dozat's paper and in torch.
#
# One would guess: keras.optimizers.Nadam and torch.optim.NAdam, both after Dozat 2016, take the same steps
# with the same learning rate, betas and eps. The momentum of update t is beta_1 (1 - 0.96^(t / 250) / 2).
# What happens: Keras has 0.96^t without the 250. torch's NAdam does the same with momentum_decay=1 in the
# place of its default 0.004, to the last digits.
# Follows from keras/src/optimizers/nadam.py (ops.power(decay, local_step)) and Dozat's schedule,
# mu_t = mu (1 - 0.5 * 0.96^(t / 250)).
#
# Seen, in the minimisation of (x^2 + 10 y^2) / 2 over 60 updates in float64:
#   largest difference, momentum_decay 0.004: 1e-02 or more
#   largest difference, momentum_decay 1: 1e-12 or less
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0 keras==3.15.1 numpy==2.4.6
cat >"$folder/show.py" <<'END'
import os

os.environ["KERAS_BACKEND"] = "torch"
import keras
import numpy as np
import torch

torch.set_default_dtype(torch.float64)
keras.config.set_floatx("float64")
START, CURVATURE = np.array([1.5, -0.7]), np.array([1.0, 10.0])


def by_keras():
    p, passed = keras.Variable(START), []
    optimizer = keras.optimizers.Nadam(0.05, beta_1=0.8, beta_2=0.95, epsilon=1e-8)
    for _ in range(60):
        optimizer.apply([torch.tensor(CURVATURE * p.numpy())], [p])
        passed.append(p.numpy().copy())
    return np.array(passed)


def by_torch(momentum_decay):
    p, passed = torch.tensor(START), []
    words = {"betas": (0.8, 0.95), "eps": 1e-8, "momentum_decay": momentum_decay}
    optimizer = torch.optim.NAdam([p], lr=0.05, **words)
    for _ in range(60):
        p.grad = torch.tensor(CURVATURE * p.numpy())
        optimizer.step()
        passed.append(p.numpy().copy())
    return np.array(passed)


found = by_keras()
apart, equal = (abs(by_torch(decay) - found).max() for decay in (0.004, 1.0))
print("largest difference, momentum_decay 0.004:", "1e-02 or more" if apart > 1e-2 else apart)
print("largest difference, momentum_decay 1:", "1e-12 or less" if equal < 1e-12 else equal)
END
"$folder/venv/bin/python" "$folder/show.py" | tee "$folder/seen"
cat >"$folder/expected" <<'END'
largest difference, momentum_decay 0.004: 1e-02 or more
largest difference, momentum_decay 1: 1e-12 or less
END
diff "$folder/expected" "$folder/seen"
