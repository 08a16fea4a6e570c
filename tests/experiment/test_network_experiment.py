"""Experiments on networks: their axes, what kernels receive, and what cannot be run."""

import math

import numpy as np
import pytest

import gdsim as gd
from gdsim.base.errors import SettingError
from gdsim.engine import memory
from gdsim.engine.program import Cycle, Draws, Vectors
from gdsim.experiment.programs import outlines

RNG = np.random.default_rng(11)
POINTS = RNG.normal(size=(10, 2))
DATA = gd.datasets.from_arrays(POINTS, [0, 1] * 5, True)
VALUES = gd.datasets.from_arrays(POINTS, POINTS[:, :1])
TESTED = gd.datasets.from_arrays(POINTS, [0, 1] * 5, True, test=0.3)


def network(**changes):
    return gd.Network(**{"layers": [2, 3, 1], "data": DATA, **changes})


RICH = gd.Experiment(
    network(
        init=gd.inits.uniform(bound=[0.1, 0.2, 0.3], bias=[0.0, 0.5]),
        l1=[0.0, 0.1],
        l2=0.01,
        init_seed=[4, 9],
        lr_scale=[1.0, [1.0, 10.0]],
        drift=[[0.0, -1e-3], 0.5],
    ),
    [gd.Adam(), gd.Muon(lr=0.02)],
    lr=gd.logspace(1e-3, 1, 3),
    seed=[1, 2],
    steps=7,
    noise=0.1,
    clip_norm=5.0,
)


def test_dimensions_stand_in_the_order_of_a_networks_parameters():
    names = ("l1", "init_seed", "bound", "init_bias", "lr_2", "drift_1", "lr", "seed")
    assert RICH.dims == ("optimizer", *names)
    assert RICH.shape == (2, 2, 2, 3, 2, 2, 2, 3, 2)
    words = {each.name: each.long_name for each in RICH.layout.dimensions}
    assert words["lr_2"] == "factor on the learning rate of layer 2"
    assert words["bound"] == "bound of the weights at the start"
    assert words["seed"] == "seed of the batches and of the gradient noise"


def test_programs_say_what_each_run_is():
    adam, muon = RICH.programs()
    assert (adam.optimizer, muon.optimizer, adam.network) == ("adam", "muon", muon.network)
    assert adam.network is RICH.objective.perceptron() and adam.expression is None
    assert adam.runs == math.prod(RICH.shape[1:]) and muon.first_run == adam.runs
    assert set(adam.parameters) == {"l1", "l2", "init_seed", "lr_1", "lr_2", "drift_1", "drift_2"}
    assert isinstance(adam.start, Draws)
    index = np.arange(adam.runs)
    corners = np.unravel_index(index, RICH.layout.shape)
    axes = dict(zip(RICH.axes, corners, strict=True))

    def of(value):
        return value.of_runs(index) if isinstance(value, Cycle) else np.full(adam.runs, value)

    for name in ("l1", "init_seed", "lr_2", "drift_1"):
        assert np.array_equal(of(adam.parameters[name]), RICH.axes[name][axes[name]]), name
    assert adam.parameters["l2"] == 0.01 and adam.parameters["drift_2"] == 0.5
    for layer in adam.start.layers:
        assert layer.distribution == "uniform"
        assert np.array_equal(of(layer.scale), RICH.axes["bound"][axes["bound"]])
        assert np.array_equal(of(layer.bias), RICH.axes["init_bias"][axes["init_bias"]])
    assert np.array_equal(of(adam.settings["lr"]), RICH.axes["lr"][axes["lr"]])
    assert muon.settings["lr"] == 0.02


def test_scales_are_those_of_each_layers_inputs_and_units():
    (program,) = gd.Experiment(network(init="xavier_uniform"), "sgd").programs()
    assert [each.scale for each in program.start.layers] == [math.sqrt(6 / 5), math.sqrt(6 / 4)]
    gains = network(init=gd.inits.xavier_normal(gain=[0.5, 2.0]))
    (program,) = gd.Experiment(gains, "sgd").programs()
    expected = np.outer([math.sqrt(2 / 5), math.sqrt(2 / 4)], [0.5, 2.0])
    np.testing.assert_allclose([each.scale.values for each in program.start.layers], expected)


def test_given_starts_are_handed_down_as_they_are():
    size = network().size
    one, several = RNG.normal(size=size), RNG.normal(size=(3, size))
    single = gd.Experiment(network(l2=[0, 1]), "sgd", start=one)
    assert single.dims == ("optimizer", "l2")
    (program,) = single.programs()
    assert isinstance(program.start, Vectors) and np.array_equal(program.start.values, [one])
    many = gd.Experiment(network(l2=[0, 1]), "sgd", start=several.tolist())
    assert many.dims == ("optimizer", "l2", "start") and many.shape == (1, 2, 3)
    (program,) = many.programs()
    assert np.array_equal(program.start.values, several) and program.start.stride == 1
    given = gd.Experiment(network(init=one), "sgd")
    assert np.array_equal(given.programs()[0].start.values, [one])
    # A start goes before init, which still says how layers are scaled.
    scaled = gd.Experiment(network(init="ntk"), "sgd", start=one)
    assert np.array_equal(scaled.programs()[0].start.values, [one])
    assert scaled.programs()[0].network.multipliers == (1 / math.sqrt(2), 1 / 3)


def test_networks_run_all_their_steps_unless_told_otherwise():
    assert gd.Experiment(network(), "sgd").programs()[0].tolerance == 0
    assert gd.Experiment(network(), "sgd", tolerance=0.5).programs()[0].tolerance == 0.5
    assert gd.Experiment("x**2", "sgd").programs()[0].tolerance == 1e-4


def test_epochs_are_kept_as_steps():
    batches = network(batch_size=4)
    experiment = gd.Experiment(batches, "sgd", epochs=20)
    assert experiment.steps == 60 and experiment == gd.Experiment(batches, "sgd", steps=60)
    assert gd.Experiment(network(), "sgd", epochs=20).steps == 20
    assert experiment.replace(epochs=2).steps == 6
    assert experiment.replace(lr=1).steps == 60
    assert gd.Experiment(batches, "sgd").steps == 1000


@pytest.mark.parametrize(
    ("task", "recorded"),
    [
        (network(), "train_loss train_accuracy"),
        (network(data=VALUES), "train_loss"),
        (network(data=TESTED), "train_loss test_loss train_accuracy test_accuracy"),
        (gd.Network([2, 1], data=TESTED), "train_loss test_loss train_accuracy test_accuracy"),
    ],
)
def test_what_can_be_recorded_follows_from_the_data(task, recorded):
    assert task.finals == tuple(recorded.split())
    hidden = ["activation_mean", "activation_spread", "dead"] if len(task.layers) > 2 else []
    every = ["loss", "params", "grad_norm", "lr", *recorded.split(), "layer_grad_norm"]
    every += ["weight_norm", *hidden, "sharpness"]
    assert gd.Experiment(task, "sgd", record=every[::-1]).record == tuple(every)


@pytest.mark.parametrize(
    ("changes", "words", "key"),
    [
        ({"start": gd.uniform(9)}, "uniform(9, seed=0) draws starts of functions; init", "start"),
        ({"start": gd.grid(3, 3)}, "give init_seed several values, such as init_seed", "start"),
        ({"start": 0.5}, "start of a network must be its 13 parameters, or a list of", "start"),
        ({"start": [1, 2]}, "start must be a vector of the network's 13 parameters", "start"),
        ({"start": np.ones((2, 12))}, "of shape (n, 13), got shape (2, 12)", "start"),
        ({"start": [[1] * 13, [1]]}, "start must have rows of equal length", "start"),
        ({"start": [math.inf] * 13}, "start must be finite numbers, got inf among", "start"),
        ({"start": [gd.linspace(0, 1, 3)] * 13}, "start must be numbers, got", "start"),
        (
            {"optimizers": ["sgd", gd.Newton()]},
            "Newton needs the whole Hessian, which a network of 13 parameters does not give; it is",
            "optimizers[1]",
        ),
        (
            {"objective": "rosenbrock", "optimizers": ["lamb"]},
            "LAMB takes weight matrices as a whole, which only networks have; rosenbrock is a fun",
            "optimizers[0]",
        ),
        ({"record": "test_loss"}, "cannot record test_loss: the data has no test sam", "record"),
        (
            {"record": "train_accuracy", "objective": network(data=VALUES)},
            "cannot record train_accuracy: the data's targets are values, not classes",
            "record",
        ),
        (
            {"record": ["dead"], "objective": gd.Network([2, 1], data=DATA)},
            "cannot record dead: the network has no hidden layer",
            "record",
        ),
        ({"record": "weight_nrm"}, "cannot record 'weight_nrm'; did you mean weight_no", "record"),
        (
            {"objective": "rosenbrock", "record": "sharpness"},
            "only networks record sharpness; a function records loss, params, "
            "gradient_point, grad_norm, lr",
            "record",
        ),
        ({"measures": "trainabilty"}, "unknown measure 'trainabilty'; did you mean", "measures"),
        ({"measures": 5}, "measures must be names of trainability, got 5", "measures"),
        (
            {"measures": "trainability", "every": 2},
            "trainability is computed from the loss of every step, so every must be 1, got 2",
            "every",
        ),
        ({"epochs": 3, "steps": 5}, "give either steps or epochs, got both: 5 and 3", "epochs"),
        ({"epochs": 0}, "epochs must be a whole number from 1 to 16,777,216, got 0", "epochs"),
        (
            {"epochs": 2**23, "objective": network(batch_size=4)},
            "epochs must be at most 5,592,405 of 3 steps each, got 8388608",
            "epochs",
        ),
        (
            {"epochs": 3, "objective": "rosenbrock"},
            "epochs are passes over a network's training data, and rosenbrock is a function; give",
            "epochs",
        ),
    ],
)
def test_what_cannot_be_run_is_refused_in_a_sentence(changes, words, key):
    with pytest.raises(SettingError) as refused:
        gd.Experiment(**{"objective": network(), "optimizers": "sgd", **changes})
    assert words in str(refused.value)
    assert refused.value.key == key


def test_two_axes_of_one_name_must_agree():
    """A setting of init and one of an optimizer may have the same name: the owner goes before."""
    experiment = gd.Experiment(
        network(l2=[0.0, 0.1], lr_scale=[[1, 2], 1]), gd.Adam(lr=[0.1, 0.2]), seed=[1, 2]
    )
    assert experiment.dims == ("optimizer", "l2", "lr_1", "lr", "seed")


def test_measures_have_the_loss_that_they_are_made_of():
    full, batches = network(), network(batch_size=3)
    for task, needed in ((full, "loss"), (batches, "train_loss")):
        experiment = gd.Experiment(task, "sgd", measures=["trainability"], record="grad_norm")
        (program,) = experiment.programs()
        assert program.record == ("grad_norm", needed)
        assert (program.only_measured, program.kept) == ((needed,), ("grad_norm",))
        (kept,) = experiment.replace(record=needed).programs()
        assert (kept.record, kept.only_measured) == ((needed,), ())


def test_the_memory_estimate_counts_parameters_layers_and_traces():
    plain = gd.Experiment(network(data=TESTED, l2=gd.linspace(0, 1, 50)), "sgd", steps=100)
    per_run = 4 * (3 + 13) + 4 + 1 + 1 + 4 * 4  # 4 losses and accuracies at the end
    assert memory.of_outcome(outlines(plain)) == 50 * per_run < plain.memory_estimate
    traced = plain.replace(record=["loss", "params", "weight_norm", "dead"])
    traces = 4 * 101 * (1 + 13 + 2 + 1)
    assert memory.of_outcome(outlines(traced)) == 50 * (per_run + traces)
    assert traced.memory_estimate > plain.memory_estimate + 50 * traces
