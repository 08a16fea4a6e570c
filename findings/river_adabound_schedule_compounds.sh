#!/bin/sh
# river 0.26.1: AdaBound with a schedule soon stands still, as its bounds are multiplied by the rate's share at every
# step, again and again.
#
# One would guess: where the rate is half of what it was at the beginning, so are the bounds that it is kept between,
# as the authors' code has it (Luo et al. 2019: final_lr * lr / base_lr).
# What happens: final_lr itself is replaced by that product at every step, so after t steps of eta / sqrt(t + 1) it is
# divided by sqrt(t!), not by sqrt(t): after a hundred steps by 10^79. With a constant rate nothing is wrong.
# Follows from _step_with_dict in river/optim/ada_bound.py.
#
# Seen, of a gradient that is always 1:
#   1 steps: at -0.0010, final_lr 0.1 instead of 0.1
#   10 steps: at -0.0050, final_lr 5.25e-05 instead of 0.0316
#   100 steps: at -0.0057, final_lr 1.04e-80 instead of 0.01
#   1000 steps: at -0.0057, final_lr 0 instead of 0.00316
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet river==0.26.1 numpy==2.4.6 scipy==1.17.1
cat >"$folder/show.py" <<'END'
from river import optim

optimizer = optim.AdaBound(lr=optim.schedulers.InverseScaling(0.001, power=0.5))
weights = {"x": 0.0}
for step in range(1, 1001):
    weights = optimizer.step(weights, {"x": 1.0})
    if step in (1, 10, 100, 1000):
        wanted = 0.1 / step**0.5
        print(f"{step} steps: at {weights['x']:.4f}, final_lr {optimizer.final_lr:.3g} instead of {wanted:.3g}")
END
"$folder/venv/bin/python" "$folder/show.py" | tee "$folder/seen"
cat >"$folder/expected" <<'END'
1 steps: at -0.0010, final_lr 0.1 instead of 0.1
10 steps: at -0.0050, final_lr 5.25e-05 instead of 0.0316
100 steps: at -0.0057, final_lr 1.04e-80 instead of 0.01
1000 steps: at -0.0057, final_lr 0 instead of 0.00316
END
diff "$folder/expected" "$folder/seen"
