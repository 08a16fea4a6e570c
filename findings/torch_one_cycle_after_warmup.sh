#!/bin/sh
# torch 2.13.0: OneCycleLR after a warmup, in a SequentialLR, scales the warmup that stands before it.
#
# One would guess: a linear warmup to lr = 0.5 over 4 updates, then a one-cycle schedule, is
# SequentialLR([LinearLR(...), OneCycleLR(...)], [4]), and its first rates are 1/4, 2/4, 3/4 and 4/4 of 0.5.
# That is what any other schedule in the second place gives.
# What happens: making a OneCycleLR writes max_lr / div_factor into the optimizer's "initial_lr", and
# SequentialLR begins anew from there. The warmup goes up to max_lr / div_factor = 0.0625 only.
# Follows from torch/optim/lr_scheduler.py: OneCycleLR.__init__ sets group["initial_lr"], and
# SequentialLR.__init__ sets group["lr"] = group["initial_lr"] before its first schedule begins.
#
# Seen:
#   ExponentialLR second: 0.1250 0.2500 0.3750 0.5000
#   OneCycleLR second: 0.0156 0.0312 0.0469 0.0625
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0 numpy==2.4.6
cat >"$folder/show.py" <<'END'
import torch
from torch.optim import lr_scheduler as schedulers

LAST = {
    "ExponentialLR": lambda opt: schedulers.ExponentialLR(opt, 0.9),
    "OneCycleLR": lambda opt: schedulers.OneCycleLR(opt, 0.5, total_steps=20, div_factor=8),
}
for name, make in LAST.items():
    opt = torch.optim.SGD([torch.zeros(1)], lr=0.5)
    warmup = schedulers.LinearLR(opt, 1 / 4, total_iters=3)
    both = schedulers.SequentialLR(opt, [warmup, make(opt)], [4])
    rates = []
    for _ in range(4):
        rates.append(opt.param_groups[0]["lr"])
        opt.step()
        both.step()
    print(f"{name} second:", *(f"{rate:.4f}" for rate in rates))
END
"$folder/venv/bin/python" "$folder/show.py" | tee "$folder/seen"
cat >"$folder/expected" <<'END'
ExponentialLR second: 0.1250 0.2500 0.3750 0.5000
OneCycleLR second: 0.0156 0.0312 0.0469 0.0625
END
diff "$folder/expected" "$folder/seen"
