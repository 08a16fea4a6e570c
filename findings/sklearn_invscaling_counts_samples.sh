#!/bin/sh
# scikit-learn 1.9.1: learning_rate="invscaling" of MLPRegressor and MLPClassifier divides by a power of the samples
# seen, not of the steps, and only once an epoch.
#
# One would guess, from the documentation ("gradually decreases the learning rate at each time step 't' using an
# inverse scaling exponent of 'power_t'. effective_learning_rate = learning_rate_init / pow(t, power_t)"): t counts
# updates, as in SGDRegressor of the same package or in the schedules 1/sqrt(t) of other packages; with 4 updates
# an epoch the rates of the first epochs are 1/sqrt(1..4), 1/sqrt(5..8), ...
# What happens: t is the number of samples seen, and the rate changes at the ends of epochs alone. The whole first
# epoch has the full rate, the second is divided by sqrt(samples), at once: the more samples the smaller, whatever
# the batch size. On 10,000 samples training all but ends after one epoch.
# Source: _fit_stochastic in sklearn/neural_network/_multilayer_perceptron.py (t_ grows by the number of samples,
# iteration_ends(t_) is called once an epoch) and SGDOptimizer.iteration_ends in _stochastic_optimizers.py.
#
# Seen, the rate of the first four epochs with learning_rate_init 0.1, one batch an epoch, and inputs and targets
# of 0, so that a weight shrinks by lr alpha / samples in each:
#   25 samples: 0.1000 0.0196 0.0140 0.0115
#   400 samples: 0.1000 0.0050 0.0035 0.0029
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet scikit-learn==1.9.1 scipy==1.17.1 numpy==2.4.6
cat >"$folder/show.py" <<'END'
import numpy as np
from sklearn.neural_network import MLPRegressor


def weights(samples, lr):
    """A weight after each of four epochs."""
    model = MLPRegressor(
        hidden_layer_sizes=(1,), activation="identity", solver="sgd", momentum=0.0, shuffle=False,
        learning_rate="invscaling", learning_rate_init=lr, alpha=samples, batch_size=samples,
        random_state=0,
    )
    inputs, targets = np.zeros((samples, 1)), np.zeros(samples)
    for _ in range(4):
        model.partial_fit(inputs, targets)
        for biases in model.intercepts_:
            biases[:] = 0.0
        yield model.coefs_[0].item()


for samples in (25, 400):
    at_first = next(weights(samples, 1e-12))
    seen = np.array([at_first, *weights(samples, 0.1)])
    print(f"{samples} samples:", *(f"{rate:.4f}" for rate in 1 - seen[1:] / seen[:-1]))
END
"$folder/venv/bin/python" "$folder/show.py" | tee "$folder/seen"
cat >"$folder/expected" <<'END'
25 samples: 0.1000 0.0196 0.0140 0.0115
400 samples: 0.1000 0.0050 0.0035 0.0029
END
diff "$folder/expected" "$folder/seen"
