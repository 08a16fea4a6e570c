"""Runs that are carried to other packages, and the losses that their scripts gave there.

`make_carried_losses.py` ran the scripts.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np

import gdsim as gd

PATH = Path(__file__).with_name("carried_losses.npz")
STEPS = 40
BOWL = "0.5*x**2 + 3*y**2 + x*y + sin(x)"
KINKS = "min(x**2, 2*y**2) + abs(x - 1) + where(x < y, 1, 2)*relu(x) + (x**2 + a)**0.3; a = 1"
FIXED = {"dtype": "float64", "tolerance": 0.0, "steps": STEPS}
SINGLE = FIXED | {"dtype": "float32"}
PLENTY = (
    "hypot(x, y - 1) + 0.3*atan2(y, x) + cbrt(x - 3) + log10(x**2 + 2) + log2(y**2 + 1)"
    " + mod(3*x, y + 2) + step(x)*y**2 + clip(x*y, -0.5, 1) + where(x == 1, 2, x**2)"
    " + where(y != 1, y, 3) + hypot(u, v)**2 + u*atan2(v, u)"
)
TIMED = gd.Function(
    "(min(a, b) + where(t > 5, 0.1, 0.2) + min(1, 5/t))*(x - 3)**2 + step**2; a = 1, b = 2",
    step="t",
)
IRIS = gd.datasets.iris()
FAR = gd.datasets.from_arrays(1000 * IRIS.inputs, IRIS.targets, True)  # where exp overflows
OPTIMIZERS = [
    gd.SGD(lr=0.03, weight_decay=0.1), gd.SGD(lr=0.05),
    gd.Momentum(lr=0.01, dampening=0.1, weight_decay=0.1), gd.Momentum(lr=0.02, momentum=0.8),
    gd.Nesterov(lr=0.01, momentum=0.8), gd.Nesterov(lr=0.01, weight_decay=0.1),
    gd.Adagrad(lr=0.1, lr_decay=0.1, initial_accumulator=0.1, eps=1e-3),
    gd.Adadelta(weight_decay=0.1, eps=1e-3), gd.Adadelta(rho=0.8, eps=1e-3),
    gd.RMSprop(lr=0.02, alpha=0.9, momentum=0.5, weight_decay=0.1), gd.RMSprop(centered=True),
    gd.Rprop(lr=0.1, eta_plus=1.3, step_max=0.4), gd.Adam(lr=0.1, beta1=0.8, weight_decay=0.1),
    gd.Adam(lr=0.1, eps=1e-3), gd.Adam(lr=0.1, beta2=0.99), gd.AdamW(lr=0.1, weight_decay=0.2),
    gd.AMSGrad(lr=0.1, beta2=0.9),
    gd.Adamax(lr=0.1, weight_decay=0.1), gd.NAdam(lr=0.1, momentum_decay=0.02),
    gd.NAdam(lr=0.1, weight_decay=0.1, decoupled_weight_decay=True),
    gd.RAdam(lr=0.1, weight_decay=0.1), gd.Lion(lr=0.05, weight_decay=0.1), gd.Lion(lr=0.05),
    gd.SignSGD(lr=0.1), gd.AdaBelief(lr=0.1, eps=1e-3), gd.Yogi(lr=0.1),
]  # fmt: skip
SCHEDULES = [
    gd.Constant(warmup=7), gd.Linear(start_factor=0.9, end_factor=0.2, period=30),
    gd.Polynomial(power=1.5, period=20), gd.Exponential(gamma=0.9), gd.Step(step_size=9, gamma=0.5),
    gd.MultiStep(milestone1=0.2, milestone3=0.9), gd.Cosine(min_factor=0.1, warmup=5),
    gd.Cosine(period=15), gd.CosineRestarts(period=5, mult=2), gd.OneCycle(pct_start=0.4),
    gd.InverseSqrt(timescale=9), gd.WarmupStableDecay(decay=0.4, warmup=3),
]  # fmt: skip
FUNCTIONS = [
    *(gd.Experiment(BOWL, each, start=(1.5, -1.0), **FIXED) for each in OPTIMIZERS),
    *(gd.Experiment("rosenbrock", gd.SGD(lr=5e-4), schedule=each, **FIXED) for each in SCHEDULES),
    gd.Experiment(BOWL, gd.Momentum(lr=0.01), schedule="cosine", start=(1.5, -1.0), **FIXED),
    gd.Experiment(KINKS, gd.SGD(lr=0.01), start=(1.0, 0.7), **FIXED),
    gd.Experiment(gd.Function("(x - sin(t/5))**2", step="t"), gd.Adam(lr=0.1), start=0.5, **FIXED),
    gd.Experiment(BOWL, gd.SGD(lr=0.05), start=(1.5, -1.0), **SINGLE),
    gd.Experiment(BOWL, gd.Nesterov(lr=0.05, momentum=0.0), start=(1.5, -1.0), **FIXED),
    *(
        gd.Experiment(
            BOWL,
            each,
            modifiers=gd.DecoupledDecay(weight_decay=0.5),
            schedule="cosine",
            start=(1.5, -1.0),
            **FIXED,
        )
        for each in (gd.AdamW(lr=0.1, weight_decay=0.5), gd.Lion(lr=0.1, weight_decay=0.5))
    ),
    gd.Experiment(
        BOWL,
        "sgd",
        lr=0.05,
        modifiers=[gd.ClipNorm(bound=1), gd.ClipValue(bound=0.5)],
        start=(1.5, -1.0),
        **FIXED,
    ),
    gd.Experiment(
        BOWL,
        "sgd",
        lr=0.05,
        modifiers=[gd.ClipValue(bound=0.2)],
        clip_norm=0.3,
        start=(1.5, -1.0),
        **FIXED,
    ),
    gd.Experiment(TIMED, gd.SGD(lr=0.02), start=(1.0, 0.7), **FIXED),
    gd.Experiment(PLENTY, gd.SGD(lr=0.02), start=(0.0, 0.0, 1.5, -1.0), **FIXED),
    gd.Experiment(
        "lambda**2 + 2*class**2 + power**2 + (power_**2 + 1)**0.3",
        gd.SGD(lr=0.05),
        start=(1.0, 0.7, -0.5, 0.8),
        **FIXED,
    ),
]
CLIPPED = {"clip_value": 0.03, "clip_norm": 0.05,
           "modifiers": gd.DecoupledDecay(weight_decay=0.1)}  # fmt: skip
NETWORKS = [
    gd.Experiment(
        gd.Network([2, 5, 1], loss="binary_cross_entropy", data=gd.datasets.xor(samples=20),
                   l2=0.01),
        gd.Momentum(lr=0.1), schedule=gd.Constant(), **FIXED),
    gd.Experiment(
        gd.Network([4, 5, 4, 3], ["elu", "gelu"], loss="cross_entropy", data=FAR, l1=0.01),
        gd.SGD(lr=0.2), schedule=gd.Cosine(warmup=3), **CLIPPED, **FIXED),
    gd.Experiment(
        gd.Network([1, 4, 1], "silu", "tanh", "huber", gd.datasets.sine(samples=20), "ntk"),
        gd.SGD(lr=0.2), **FIXED),
    gd.Experiment(
        gd.Network([4, 3], output="softmax", data=IRIS, bias=False), gd.SGD(lr=0.2), **FIXED),
    gd.Experiment(gd.Network([4, 3], data=IRIS), gd.SGD(lr=0.02), **SINGLE),
]  # fmt: skip
# A file that a user brings.
SAMPLES = "size,kind,verdict\n" + "".join(
    f"{0.1 * i:.1f},{i % 3},{'good' if i % 5 < 2 or i > 15 else 'bad'}\n" for i in range(20)
)
CASES = [*FUNCTIONS, *NETWORKS]


def practised(path: Path) -> gd.Experiment:
    """What a user makes of `SAMPLES` in the window; they are written to `path`."""
    path.write_text(SAMPLES)
    data = gd.datasets.from_file(
        path, target="verdict", features=["size", "kind"], test=0.2, standardize=True
    )
    network = gd.Network([2, 16, 16, 16, 1], "silu", loss="binary_cross_entropy", data=data)
    return gd.Experiment(network, gd.Adam(lr=0.03162), steps=STEPS, dtype="float64")


def key(package: str, script: str) -> str:
    """What the losses of a script are stored under: it changes with all but its title."""
    text = script.partition("\n")[2]
    return f"{package} {hashlib.sha256(text.encode()).hexdigest()[:16]}"


def stored() -> dict[str, np.ndarray]:
    """The stored losses (STEPS + 1,) by key."""
    with np.load(PATH) as file:
        return dict(file)
