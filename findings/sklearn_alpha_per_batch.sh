#!/bin/sh
# scikit-learn 1.9.1: MLPRegressor's and MLPClassifier's alpha is divided by the samples of a mini-batch, so that
# smaller batches are penalised more.
#
# One would guess: alpha is a weight decay, or, from the documentation ("The L2 regularization term is divided by
# the sample size when added to the loss"), alpha / samples of the data is one. Either way the penalty in the loss
# does not depend on batch_size, and an epoch of 10 steps shrinks the weights 10 times as much as one of 1.
# What happens: each step's penalty is divided by the samples of its own batch. With a tenth of the batch an epoch
# has 10 times the steps, each with 10 times the penalty: the weights shrink 100 times as much (in the logarithm),
# and alpha tuned at one batch_size holds at no other. A last, smaller batch is penalised more than the others.
# Source: _compute_loss_grad and _backprop in sklearn/neural_network/_multilayer_perceptron.py, where n_samples is
# that of the batch.
#
# Seen, after one epoch of plain SGD at lr 0.1 with alpha 1 on 100 samples whose inputs and targets are 0, so that
# only the penalty acts, on a weight of 1:
#   batch_size 100: 1 step, weight 0.99900, log -0.0010
#   batch_size 10: 10 steps, weight 0.90438, log -0.1005
#   batch_size 1: 100 steps, weight 0.00003, log -10.5361
#   batch_size 60: 2 steps, weight 0.99584, log -0.0042
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet scikit-learn==1.9.1 scipy==1.17.1 numpy==2.4.6
cat >"$folder/show.py" <<'END'
import numpy as np
from sklearn.neural_network import MLPRegressor

inputs, targets = np.zeros((100, 1)), np.zeros(100)
for size in (100, 10, 1, 60):
    model = MLPRegressor(
        hidden_layer_sizes=(1,), activation="identity", solver="sgd", momentum=0.0, shuffle=False,
        learning_rate_init=0.1, alpha=1.0, batch_size=size,
    )
    model.partial_fit(inputs, targets)  # only to have weights
    for weights, biases in zip(model.coefs_, model.intercepts_):
        weights[:], biases[:] = 1.0, 0.0
    model.partial_fit(inputs, targets)  # one epoch
    weight = model.coefs_[0].item()
    steps = -(-100 // size)
    print(
        f"batch_size {size}: {steps} step{'s' * (steps > 1)}, weight {weight:.5f}, "
        f"log {np.log(weight):.4f}"
    )
END
"$folder/venv/bin/python" "$folder/show.py" | tee "$folder/seen"
cat >"$folder/expected" <<'END'
batch_size 100: 1 step, weight 0.99900, log -0.0010
batch_size 10: 10 steps, weight 0.90438, log -0.1005
batch_size 1: 100 steps, weight 0.00003, log -10.5361
batch_size 60: 2 steps, weight 0.99584, log -0.0042
END
diff "$folder/expected" "$folder/seen"
