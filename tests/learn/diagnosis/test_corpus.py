"""What people ask about runs: each is given its true reason, and advice that makes it better."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import xarray

import gdsim as gd
from gdsim.learn.diagnosis.diagnosis import diagnosis

# --- the experiments that are asked about ---------------------------------------------------------

CORNERS = ([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], ["no", "yes", "yes", "no"])
XOR = gd.datasets.from_arrays(*CORNERS, test=0.0)
CIRCLE = gd.datasets.circle(samples=60, test=0.0)
NOISY = gd.datasets.moons(samples=40, noise=0.5, test=0.5)
APART = gd.datasets.gaussians(samples=60, test=0.0)
SCATTERED = gd.datasets.moons(samples=200, noise=0.9, test=0.0)
_RNG = np.random.default_rng(0)
_POINTS = _RNG.uniform(0, 100, (60, 2))
_SIDES = np.where(_POINTS[:, 0] > _POINTS[:, 1], "a", "b")
UNSCALED = gd.datasets.from_arrays(_POINTS, _SIDES, test=0.0)
SCALED = gd.datasets.from_arrays(_POINTS, _SIDES, test=0.0, standardize=True)
_X = np.linspace(-1, 1, 40)[:, None]
LARGE_TARGETS = gd.datasets.from_arrays(_X, 1000 * _X**2 + 500, test=0.0)
TARGETS = gd.datasets.from_arrays(_X, _X**2 + 0.5, test=0.0)
DEEP = (2, *[16] * 8, 1)
OF_RUN = ("dtype", "tolerance", "target", "schedule", "noise", "limit", "seed", "clip_norm",
          "modifiers")  # fmt: skip
DECAY = [gd.DecoupledDecay(weight_decay=1.0)]


def on(text: str, start: Any, optimizer: Any, steps: int = 200, **changes: Any) -> gd.Experiment:
    start = start if isinstance(start, tuple) else (start,)
    return gd.Experiment(gd.Function(text, start=start), optimizer, steps=steps, **changes)


def bowl(optimizer: Any, steps: int = 200, condition: float = 50.0, **changes: Any) -> Any:
    function = gd.Function("quadratic", condition=condition)
    return gd.Experiment(function, optimizer, steps=steps, **changes)


def net(
    optimizer: Any,
    steps: int = 300,
    layers: tuple[int, ...] = (2, 6, 1),
    activation: str = "tanh",
    loss: str = "binary_cross_entropy",
    data: Any = XOR,
    **own: Any,
) -> gd.Experiment:
    changes = {name: own.pop(name) for name in OF_RUN if name in own}
    network = gd.Network(list(layers), activation, loss=loss, data=data, **own)
    return gd.Experiment(network, optimizer, steps=steps, **changes)


def fit(optimizer: Any, data: Any, steps: int = 300) -> gd.Experiment:
    return net(optimizer, steps, (1, 8, 1), loss="mse", data=data)


# --- what is asked, and what is to be answered ----------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """A question with its answer.

    finding: what the diagnosis must find. said: a part of what it says, unsaid: what it must not
    say. followed: the run with its advice followed; None where its edits are, each on its own, or
    where nothing is to be mended (fine). by: the result that the advice has to better.
    """

    question: str
    given: gd.Experiment
    finding: str
    said: str = ""
    unsaid: str = "undefined"
    followed: gd.Experiment | None = None
    fine: bool = False
    by: str = "train_loss"


RATE = gd.SGD(lr=0.1)
OF_NETWORKS = [
    Asked("XOR stays at log 2 from weights of 0", net(gd.SGD(lr=0.5), init=gd.inits.zeros()),
          "equal units", "the 6 units of hidden layer 1 are equal", "saddle", net(gd.SGD(lr=0.5))),
    Asked("XOR stays at log 2 from equal weights",
          net(gd.Adam(lr=0.05), init=gd.inits.constant(value=0.3)),
          "equal units", "do the work of one", "lr", net(gd.Adam(lr=0.05))),
    Asked("XOR stays at log 2 with units that are off", net(
          RATE, activation="relu", init=gd.inits.he_normal(bias=-8.0)),
          "dead units", "100% at the start", "smaller lr",
          net(RATE, activation="relu", init="he_normal")),
    Asked("XOR stays at log 2 from tiny weights",
          net(gd.SGD(lr=0.5), 500, init=gd.inits.normal(std=0.001)),
          "saddle", "try larger weights at the start", "ridge",
          net(gd.SGD(lr=0.5), 500, init="xavier_uniform")),
    Asked("XOR stays at log 2 with sigmoids", net(gd.SGD(lr=0.01), 500, activation="sigmoid"),
          "plateau", "try lr 1", "saddle"),
    Asked("XOR stays at log 2 without a hidden layer", net(gd.SGD(lr=0.5), 1000, (2, 1)),
          "linear network", "one straight border", "fewer steps", net(gd.SGD(lr=0.5), 1000)),
    Asked("XOR stays at log 2 with hidden units that do not bend",
          net(RATE, 1000, (2, 4, 1), "identity"),
          "linear network", "try an activation that bends", "lr", net(RATE, 1000, (2, 4, 1))),
    Asked("XOR is solved, but its loss falls on", net(gd.Adam(lr=0.1), 1000),
          "learned", "all are put into their class", "larger lr", fine=True),
    Asked("one step kills all relus", net(gd.SGD(lr=50.0), 100, activation="relu", data=CIRCLE),
          "divergence", "lr 50 x largest curvature", "more steps"),
    Asked("inputs are not scaled, with relu",
          net(gd.SGD(lr=0.2), activation="relu", data=UNSCALED), "unscaled", "inputs are of size",
          "ravine", net(gd.SGD(lr=0.2), activation="relu", data=SCALED)),
    Asked("inputs are not scaled, with tanh", net(gd.SGD(lr=3.0), data=UNSCALED),
          "saturation", "inputs of size 1", "more steps", net(gd.SGD(lr=3.0), data=SCALED)),
    Asked("targets are not scaled", fit(RATE, LARGE_TARGETS),
          "saturation", "targets divided by their size", "more steps", fit(RATE, TARGETS)),
    Asked("targets are not scaled, with Adam", fit(gd.Adam(lr=0.01), LARGE_TARGETS),
          "saturation", "targets divided by their size", "more steps",
          fit(gd.Adam(lr=0.01), TARGETS)),
    Asked("l2 is too strong", net(RATE, l2=1.0), "penalty", "l2 = 1 holds", "lr",
          net(RATE, l2=0.0)),
    Asked("l1 is too strong", net(RATE, l1=1.0), "penalty", "l1 = 1 holds", "lr",
          net(RATE, l1=0.0)),
    Asked("weight decay is too strong", net(gd.SGD(lr=0.1, weight_decay=1.0)),
          "penalty", "weight_decay = 1 holds", "lr", net(gd.SGD(lr=0.1, weight_decay=0.0099))),
    Asked("decoupled weight decay is too strong", net(gd.AdamW(lr=0.01, weight_decay=100.0)),
          "penalty", "try weight_decay below 1", "lr", net(gd.AdamW(lr=0.01, weight_decay=0.1))),
    Asked("coupled weight decay is too strong", net(gd.Adam(lr=0.01, weight_decay=1.0)),
          "penalty", "weight_decay = 1 holds", "lr", net(gd.Adam(lr=0.01, weight_decay=0.0099))),
    Asked("a modifier's weight decay is too strong", net(gd.SGD(lr=0.3), modifiers=DECAY),
          "penalty", "weight_decay = 1 of DecoupledDecay holds", "more steps", net(gd.SGD(lr=0.3))),
    Asked("the gradient of a network is clipped away", net(gd.SGD(lr=0.3), clip_norm=1e-4),
          "clipping", "held back by clip_norm = 0.0001", "lr"),
    Asked("a modifier clips the gradient of a network away",
          net(gd.SGD(lr=0.3), modifiers=[gd.ClipNorm(bound=1e-3)]),
          "clipping", "held back by bound = 0.001 of ClipNorm", "lr", net(gd.SGD(lr=0.3))),
    Asked("a sigmoid output is saturated under mse",
          net(gd.SGD(lr=0.05), 1000, activation="relu", output="sigmoid", loss="mse", data=APART,
              init=gd.inits.normal(std=1, bias=20.0)),
          "saturated output", "binary_cross_entropy", "more steps",
          net(gd.SGD(lr=0.05), 1000, activation="relu", data=APART,
              init=gd.inits.normal(std=1, bias=20.0)), by="train_accuracy"),
    Asked("test loss rises", net(gd.Adam(lr=0.05), 2000, data=NOISY),
          "overfitting", "after a least of", "slow",
          net(gd.Adam(lr=0.05), 2000, data=NOISY, l2=0.05), by="test_loss"),
    Asked("test loss rises from the start",
          net(gd.Adam(lr=0.05), 1000, (2, 16, 16, 1), "relu", data=NOISY),
          "overfitting", "l2 or weight decay", "try 1 step",
          net(gd.Adam(lr=0.05), 1000, (2, 16, 16, 1), "relu", data=NOISY, l2=0.05), by="test_loss"),
    Asked("gradients vanish", net(RATE, 300, DEEP, "sigmoid", data=CIRCLE),
          "vanished gradients", "that of layer 1 is", "more steps",
          net(RATE, 300, DEEP, "relu", data=CIRCLE, init="he_normal")),
    Asked("weights at the start are too large",
          net(gd.SGD(lr=0.01), 300, DEEP, "relu", "mse", CIRCLE, init=gd.inits.normal(std=2.0)),
          "start", "smaller weights at the start", "w1_0_0",
          net(gd.SGD(lr=0.01), 300, DEEP, "relu", "mse", CIRCLE, init="he_normal")),
    Asked("Adam's rate is too large for a network", net(gd.Adam(lr=5.0), data=CIRCLE),
          "saturation", "a smaller lr", "more steps", net(gd.Adam(lr=0.05), data=CIRCLE)),
    Asked("Adam's rate is too small for a network", net(gd.Adam(lr=1e-6), data=CIRCLE),
          "slow", "still on its way", "plateau"),
    Asked("SGD's rate is too small for a network", net(gd.SGD(lr=1e-5), data=CIRCLE),
          "slow", "try lr up to", "plateau"),
    Asked("Muon's rate is too small", net(gd.Muon(lr=1e-5), data=CIRCLE),
          "slow", "still on its way", "plateau"),
    Asked("losses of batches of one sample scatter", net(
          gd.SGD(lr=0.1), 3000, data=SCATTERED, batch_size=1),
          "noise floor", "batches of 1 sample,", "samples"),
    Asked("losses of batches scatter", net(gd.Momentum(lr=0.1), 3000, data=SCATTERED, batch_size=4),
          "noise floor", "batches of 4 samples", "oscillat"),
    Asked("a network hops at the edge", net(
          gd.SGD(lr=0.2), 1500, (2, 16, 16, 1), loss="mse", dtype="float64",
          data=gd.datasets.moons(samples=60, seed=0)),
          "edge of stability", "is the limit", "ravine", fine=True),
]  # fmt: skip

FLAT_TOP = "x**2/2 - y**2/2 + y**4/4"
OF_FUNCTIONS = [
    Asked("exp overflows on the way", on("1/(1 + exp(-x))", -100.0, RATE),
          "overflow", "no value in float32", "lr", on("sigmoid(x)", -100.0, RATE)),
    Asked("the loss overflows at the start", on("log(1 + exp(x))", 200.0, RATE),
          "start", "infinite in float32", "lr", on("softplus(x)", 200.0, RATE)),
    Asked("a root has no slope at 0", on("(x - 1)**2 + sqrt(x)", 0.0, RATE),
          "overflow", "the gradient is infinite", "lr",
          on("(x - 1)**2 + sqrt(x + 0.1)", 0.0, RATE)),
    Asked("the start is out of range", on("x**2", 1e7, RATE), "start", "beyond the limit", "lr"),
    Asked("the start overflows", on("x**4", 1e12, RATE),
          "start", "the loss is infinite", "lr", on("x**4", 1.0, RATE)),
    Asked("Rosenbrock diverges from afar",
          gd.Experiment(gd.Function("rosenbrock", start=(50.0, 50.0)), gd.SGD(lr=1e-3), steps=200),
          "divergence", "largest curvature", "more steps"),
    Asked("a sigmoid under squared error is flat", on("(sigmoid(w) - 1)**2", -9.0, RATE, 1000),
          "plateau", "softplus(-w)", "minimum", on("softplus(-w)", -9.0, RATE, 1000)),
    Asked("a tolerance stops a run where it is flat", on("(tanh(w) - 1)**2", -6.0, RATE, 1000),
          "plateau", "within the tolerance", "converged", on("(tanh(w) - 1)**2", -1.0, RATE, 1000)),
    Asked("a run begins outside a dip", on("-exp(-x**2)", 4.0, RATE),
          "plateau", "curves upwards in no direction", "converged", on("-exp(-x**2)", 1.0, RATE)),
    Asked("it hops across a ravine", bowl(gd.SGD(lr=0.001998), condition=1000.0),
          "oscillation", "jumps over the floor", "plateau"),
    Asked("it jumps between two points", on("x**2", 1.0, gd.SGD(lr=1.0)),
          "oscillation", "100% of the last steps", "diverged"),
    Asked("it jumps between two points of a quartic", on("x**4", 1.0, gd.SGD(lr=0.5)),
          "oscillation", "largest curvature 12 = 6", "plateau"),
    Asked("it hops to and fro over a kink", on("abs(x)", 1.03, RATE),
          "oscillation", "0.1 long", "ravine"),
    Asked("signs cannot settle", on("x**2 + y**2", (1.03, 2.01), gd.SignSGD(lr=0.1)),
          "oscillation", "hops back and forth", "larger lr"),
    Asked("Lion goes in circles", on("x**2 + y**2", (1.03, 2.01), gd.Lion(lr=0.1), 400),
          "oscillation", "led only", "larger lr"),
    Asked("momentum swings", bowl(gd.Momentum(lr=0.001, momentum=0.999), 300),
          "ringing", "with momentum 0.999", "lr up to"),
    Asked("steps are lost in float32", on("1e-7*(x - 1000)**2", 2000.0, RATE, 300, tolerance=0.0),
          "underflow", "apart there", "plateau"),
    Asked("a gradient's square is 0 in float32",
          on("1e-30*x**2", 1.0, RATE, 300, tolerance=0.0),
          "underflow", "its square is 0", "minimum",
          on("1e-30*x**2", 1.0, gd.SGD(lr=1e29), 300, tolerance=0.0, dtype="float64")),
    Asked("a run is held up at a saddle", on(FLAT_TOP, (1.0, 1e-12), RATE, tolerance=0.0),
          "saddle", "curvature -1", "minimum: ",
          on(FLAT_TOP, (1.0, 1e-12), RATE, tolerance=0.0, noise=0.01)),
    Asked("a run stopped at a saddle", on(FLAT_TOP, (1.0, 0.0), RATE, 400),
          "saddle", "stopped at a saddle", "converged", on(FLAT_TOP, (1.0, 0.1), RATE, 400)),
    Asked("a run began on a top",
          gd.Experiment(gd.Function("himmelblau", start=(-0.270845, -0.923039)),
                        gd.SGD(lr=0.001), steps=50),
          "saddle", "curves downwards", "minimum: ",
          gd.Experiment(gd.Function("himmelblau", start=(0.0, 0.0)), gd.SGD(lr=0.001), steps=50)),
    Asked("it fell into a local minimum",
          gd.Experiment(gd.Function("rastrigin", start=(2.1, 2.1)), gd.SGD(lr=1e-3), steps=1000),
          "local minimum", "above the least, 0", "saddle",
          gd.Experiment(gd.Function("rastrigin", start=(0.1, 0.1)), gd.SGD(lr=1e-3), steps=1000)),
    Asked("a cubic falls without end", on("x**3", -1.0, gd.SGD(lr=0.01), 300),
          "unbounded", "falls without end", "lr", on("x**3", 1.0, gd.SGD(lr=0.01), 300)),
    Asked("a slope never ends", on("x + y", (0.0, 0.0), RATE),
          "slope", "make sure that there is a minimum", "lr 1", fine=True),
    Asked("a direction is flat", on("(x - y)**2", (1.0, 0.0), RATE, 300, tolerance=0.0),
          "flat minimum", "1 of 2 directions", "every curvature is positive", fine=True),
    Asked("a step left the domain", on("log(x)", 1.0, gd.SGD(lr=0.01), 300),
          "undefined", "where the loss has no value", "more steps"),
    Asked("the first step left the domain", on("x*log(x)", 2.0, gd.SGD(lr=3.0), 100),
          "undefined", "x = -3.079", "more steps"),
    Asked("a cliff threw it far away", on("exp(x**2)", 3.0, RATE, 100),
          "divergence", "largest curvature", "more steps"),
    Asked("it has arrived, as far as numbers tell",
          bowl(gd.Adam(lr=0.05), 3000, 10.0, tolerance=0.0),
          "rounding", "up to the rounding of float32", "oscillat", fine=True),
    Asked("it has converged", on("x**2", 1.0, RATE, target=1e-3),
          "converged", "at the target 0.001", "try", fine=True),
    Asked("weight decay keeps it from the minimum",
          on("(x - 3)**2", 0.0, gd.SGD(lr=0.1, weight_decay=1.0)),
          "penalty", "weight_decay = 1 pulls the parameters, 2 long", "underflow"),
    Asked("a modifier's decay keeps it from the minimum",
          on("(x - 3)**2", 0.0, RATE, modifiers=DECAY),
          "penalty", "weight_decay = 1 of DecoupledDecay pulls", "ravine",
          on("(x - 3)**2", 0.0, RATE)),
    Asked("its gradient is clipped away", on("(x - 3)**2", 0.0, RATE, clip_norm=1e-3),
          "clipping", "held back by clip_norm = 0.001", "lr"),
    Asked("its gradient is clipped to nothing", on("(x - 3)**2", 0.0, RATE, clip_value=1e-9),
          "clipping", "largest component is 6 at the end", "lr"),
    Asked("two bounds clip its gradient, and one alone hides the other",
          on("(x - 3)**2", 0.0, RATE, clip_value=1e-3, modifiers=[gd.ClipNorm(bound=1e-4)]),
          "clipping", "held back by bound = 0.0001 of ClipNorm and clip_value = 0.001", "lr",
          on("(x - 3)**2", 0.0, RATE)),
    *(Asked(f"momentum's old gradients hold it beside a minimum at lr {lr}",
            gd.Experiment("styblinski_tang", gd.QHM(lr=lr), steps=500),
            "older gradients", "beta 0.999 keeps older gradients", "plateau")
      for lr in (0.01, 0.2)),
    Asked("gradients are noisy", on("x**2 + 4*y**2", (1.0, 1.0), RATE, 1000, noise=1.0),
          "noise floor", "noise of 1 in each component", "oscillat"),
    Asked("gradients are noisy, with Adam",
          on("x**2 + 4*y**2", (1.0, 1.0), gd.Adam(lr=0.1), 1000, noise=1.0),
          "noise floor", "noise of 1 in each component", "oscillat"),
    Asked("a valley is flat along its floor",
          gd.Experiment("rosenbrock", gd.SGD(lr=0.0018), steps=500),
          "slow", "101 times less curvature", "larger lr",
          gd.Experiment("rosenbrock", gd.Momentum(lr=0.0018, momentum=0.8), steps=500)),
]  # fmt: skip

TOO_LARGE = {
    gd.SGD(lr=0.05): "2.5 > 2", gd.Momentum(lr=0.09, momentum=0.8): "4.5 > 3.6",
    gd.Nesterov(lr=0.05, momentum=0.9): "2.5 > 1.357", gd.QHM(lr=0.5): "25 > 6.659",
    gd.ScheduleFreeSGD(lr=1.0): "50 >", gd.Newton(lr=2.5): "steps of lr 2.5 are too long",
    gd.RAdam(lr=3.0): "steps of lr 3 are too long",
}  # fmt: skip
CANNOT_SETTLE = [gd.SignSGD(lr=1.0), gd.Lion(lr=1.0)]
TOO_SMALL = [  # one of each family
    *(method(lr=1e-5) for method in (
        gd.Momentum, gd.QHM, gd.ScheduleFreeSGD, gd.Adam, gd.RMSprop, gd.Adagrad, gd.SignSGD,
        gd.Lion, gd.RAdam, gd.AdaBelief, gd.Adan, gd.ScheduleFreeAdamW,
    )),
    gd.Adadelta(lr=1e-3),
]  # fmt: skip
FADING = [gd.Cosine(), gd.Linear(), gd.Exponential(gamma=0.9), gd.Step(step_size=20, gamma=0.1),
          gd.Polynomial(), gd.OneCycle()]  # fmt: skip
OTHERS = [gd.InverseSqrt(), gd.WarmupStableDecay()]

OF_RATES = [
    *(Asked(f"{each.method.title} diverges", bowl(each), "divergence", said, "clip_norm")
      for each, said in TOO_LARGE.items()),
    *(Asked(f"{each.method.title} hops at a large rate", bowl(each), "oscillation",
            "long however near the minimum is", "larger lr") for each in CANNOT_SETTLE),
    *(Asked(f"{each.method.title} is slow at a small rate", bowl(each), "slow", "try lr",
            "plateau") for each in TOO_SMALL),
    *(Asked(f"too large a peak of {each.name}", bowl(gd.SGD(lr=0.2), schedule=each), "divergence",
            "try lr below 0.04", "more steps") for each in (*FADING, *OTHERS)),
    *(Asked(f"too small a peak of {each.name}", bowl(gd.SGD(lr=1e-4), schedule=each), "faded rate",
            "try a peak lr up to 0.02", "more steps") for each in FADING),
    *(Asked(f"too small a peak of {each.name}, with Adam", bowl(gd.Adam(lr=1e-4), schedule=each),
            "faded rate", "its schedule lowered lr from 0.0001", "plateau") for each in FADING),
    *(Asked(f"too small a peak of {each.name}", bowl(gd.SGD(lr=1e-4), schedule=each), "slow",
            "try a peak lr up to 0.02", "faded") for each in OTHERS),
]  # fmt: skip

ALL = [*OF_NETWORKS, *OF_FUNCTIONS, *OF_RATES]


def test_there_are_enough_and_none_twice():
    assert len({each.question for each in ALL}) == len(ALL) >= 100


@pytest.mark.parametrize("asked", ALL, ids=lambda asked: asked.question)
def test_a_question_gets_its_true_reason_and_advice_that_helps(asked):
    found = diagnosis(asked.given).data
    sentence = f"{found['reason']}; {found['advice']}"
    assert found["finding"] == asked.finding
    assert asked.said in sentence and asked.unsaid not in sentence
    if asked.fine:
        assert found["edits"] == {}
        return
    after = [asked.followed] if asked.followed else list(edited(asked.given, found["edits"]))
    assert after, "neither an edit nor a run with the advice followed"
    seeds = range(8) if asked.finding == "noise floor" else [0]
    before = np.mean([at_end(asked.given, asked.by, seed) for seed in seeds])
    for each in after:
        assert np.mean([at_end(each, asked.by, seed) for seed in seeds]) < before


def edited(given, edits):
    """The experiment with each of the edits on its own."""
    (optimizer,) = given.optimizers
    for name, value in edits.items():
        if name in optimizer.method.hyper:
            yield given.replace(optimizers=optimizer.replace(**{name: value}))
        else:
            yield given.replace(**{name: value})


def at_end(given, name, seed):
    """A result at the end of a run, the lower the better; infinite if it diverged."""
    # What the diagnosis has recorded, for which there is a kernel.
    record = [n for n in ("loss", "grad_norm") if given.objective.kind != "network"]
    result = given.replace(seed=given.seed + seed, record=record, every=given.steps).run()
    if name == "train_loss" and name not in result:
        name = "loss"
    lost = result["verdict"].item() == gd.Verdict.DIVERGED
    sign = -1 if name.endswith("accuracy") else 1
    return np.inf if lost else sign * float(result[name].item())


def test_runs_of_results_sliced_joined_stored_and_reloaded_are_found_by_their_coordinates(tmp_path):
    given = bowl([gd.SGD(), gd.Adam()], lr=[1e-4, 0.01, 0.05])
    result = given.run()
    sliced = result.sel(lr=[0.05, 1e-4])
    joined = xarray.concat([result.sel(lr=[0.01]), sliced], "lr", combine_attrs="override")
    gd.save(result, tmp_path / "runs.nc")
    wanted = {"optimizer": "SGD", "lr": 0.05}
    expected = diagnosis(given, wanted)
    assert expected.data["finding"] == "divergence" and "SGD, lr 0.05" in expected.title
    for each in (result, sliced, joined, gd.load(tmp_path / "runs.nc"), tmp_path / "runs.nc"):
        assert diagnosis(each, wanted) == expected
