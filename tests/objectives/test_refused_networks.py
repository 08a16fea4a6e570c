"""A sentence for each network that cannot be."""

import numpy as np
import pytest

import gdsim as gd
from gdsim.base.errors import SettingError, SettingTypeError
from tests.objectives.networks import POINTS, THREE, TWO, VALUES

KEY = "objective.network"
NAN = [0.0] * 31 + [float("nan")]
FLOATS = gd.datasets.from_arrays(POINTS, np.arange(11.0))


@pytest.mark.parametrize(
    ("changes", "words", "key"),
    [
        (
            {"layers": 5},
            "layers must be a list of sizes, inputs first, such as [2, 8, 1], got 5",
            "layers",
        ),
        ({"layers": "3-5-2"}, "layers must be a list of sizes", "layers"),
        ({"layers": [3]}, "layers needs at least 2 sizes, inputs and outputs, got [3]", "layers"),
        (
            {"layers": [3, 0, 2]},
            "layers[1] must be a whole number from 1 to 1,048,576, got 0",
            "layers",
        ),
        ({"layers": [3, 2.5, 2]}, "layers[1] must be a whole number, got 2.5", "layers"),
        ({"layers": [3, "5", 2]}, "layers[1] must be a number, got '5'", "layers"),
        (
            {"layers": [3, 9000, 9000, 2]},
            "at most 16,777,216 parameters, but layers [3, 9000, 9000, 2] have 81,063,002",
            "layers",
        ),
        (
            {"layers": [2, 5, 2]},
            "layers starts with 2 inputs, but the data has 3 (a, b, c); it must start with 3",
            "layers",
        ),
        (
            {"layers": [3, 5, 1]},
            "layers ends with 1 output, but each sample has 2 target values; it must end with 2",
            "layers",
        ),
        (
            {"layers": [3, 5, 2], "data": THREE},
            "layers ends with 2 outputs, but with mse the data's 3 classes (p, q, r) need 3",
            "layers",
        ),
        (
            {"layers": [3, 5, 3], "data": TWO},
            "with mse the data's 2 classes (no, yes) need 1 or 2",
            "layers",
        ),
        (
            {"layers": [3, 5, 1], "data": TWO, "loss": "cross_entropy"},
            "a softmax needs at least 2 outputs, one per class, got 1; for one output "
            "use binary_cross_entropy",
            "layers",
        ),
        (
            {"layers": [3, 1], "data": FLOATS, "output": "softmax"},
            "a softmax needs at least 2 outputs",
            "layers",
        ),
        ({"activation": "tahn"}, "unknown activation 'tahn'; did you mean tanh?", "activation"),
        (
            {"activation": "tanh(x)"},
            "an activation is a formula of z alone, but 'tanh(x)' has x",
            "activation",
        ),
        (
            {"activation": "a*z + b"},
            "a formula of z alone, but 'a*z + b' has a, b, z",
            "activation",
        ),
        ({"activation": "tanh(z"}, "activation 'tanh(z':", "activation"),
        (
            {"activation": "softmax"},
            "softmax takes all units of a layer together, so it is for output only",
            "activation",
        ),
        (
            {"activation": ["relu", "tanh"]},
            "activation must be one for all hidden layers or one for each of the 1, got 2",
            "activation",
        ),
        ({"activation": ["rlu"]}, "unknown activation 'rlu'; did you mean", "activation[0]"),
        (
            {"activation": 5},
            "activation must be a name, text, or a list with one per hidden layer, got 5",
            "activation",
        ),
        (
            {"activation": {"name": "elu", "alpha": [1, 2]}},
            "alpha of elu must be one number for all runs, got [1.0, 2.0]",
            "activation.alpha",
        ),
        (
            {"activation": {"name": "elu", "slope": 1}},
            "ELU has no setting 'slope'",
            "activation.slope",
        ),
        ({"activation": {"alpha": 1}}, "activation needs a name, got {'alpha': 1}", "activation"),
        ({"loss": "mes"}, "unknown loss 'mes'; did you mean mse?", "loss"),
        ({"loss": gd.Adam()}, "must be a loss, but Adam() is an optimizer", "loss"),
        (
            {"loss": {"name": "huber", "delta": -1}},
            "Huber: delta must be a number above 0, got -1",
            "loss.delta",
        ),
        (
            {"output": "relu"},
            "output must be one of identity, sigmoid, softmax, tanh, got 'relu'",
            "output",
        ),
        (
            {"output": "tanh", "loss": "cross_entropy"},
            "the output 'tanh' does not fit the loss cross_entropy, which takes softmax; "
            "losses for tanh: hinge, huber, mae, mse",
            "output",
        ),
        ({"data": None}, "a network needs data, such as data=datasets.spiral()", "data"),
        ({"data": [1, 2]}, "data must be of gdsim.datasets", "data"),
        ({"data": "sprial"}, "unknown data set 'sprial'; did you mean spiral?", "data.name"),
        (
            {"data": {"name": "moons", "noise": -1}},
            "noise must be a number at least 0, got -1",
            "data.noise",
        ),
        (
            {"data": gd.datasets.from_arrays(POINTS, POINTS[:, :2]), "loss": "hinge"},
            "hinge needs targets that are -1 or 1; sample 0 has ",
            "data",
        ),
        (
            {"layers": [3, 1], "data": FLOATS, "loss": "binary_cross_entropy"},
            "binary_cross_entropy needs targets that are 0 or 1; sample 2 has 2",
            "data",
        ),
        (
            {"loss": "cross_entropy"},
            "cross_entropy needs targets that are 0 or more, and 1 in sum, such as a 1 for "
            "the right class and 0 for the others; sample 0 has ",
            "data",
        ),
        ({"init": "xavier"}, "did you mean xavier_normal or xavier_uniform?", "init"),
        ({"init": "lecun"}, "did you mean lecun_normal or lecun_uniform?", "init"),
        (
            {"init": 0.1},
            "init must be a name, a choice such as inits.normal(std=0.1), or a pair (W, b) "
            "for each layer, got 0.1",
            "init",
        ),
        (
            {"init": {"name": "normal", "std": -1}},
            "Normal: std must be a number at least 0, got -1",
            "init.std",
        ),
        (
            {"init": [np.ones((5, 3))]},
            "init must give the weights of each of the network's 2 layers, got 1",
            "init",
        ),
        (
            {"init": [np.ones((5, 3)), np.ones((2, 5))]},
            "init[0] must be a pair: weights, and biases",
            "init",
        ),
        (
            {"init": [([[1, 2], [3]], [0]), 0]},
            "the weights in init[0] must have rows of equal length, got ragged rows",
            "init",
        ),
        (
            {"init": [(np.ones((3, 5)), np.ones(5)), 0]},
            "the weights in init[0] must have shape (5, 3), one row per unit, got (3, 5)",
            "init",
        ),
        (
            {"init": [(np.ones((5, 3)), np.ones(4)), 0]},
            "the biases in init[0] must have shape (5,), got (4,)",
            "init",
        ),
        (
            {"init": [(np.ones((5, 3)), ["a"] * 5), 0]},
            "the biases in init[0] must be numbers, got ['a', ",
            "init",
        ),
        (
            {"init": [(np.ones((5, 3)), np.ones(5))] * 2, "bias": False},
            "init[0] gives biases, but the network has bias=False",
            "init",
        ),
        (
            {"init": [1.0] * 31},
            "init must be a vector of the network's 32 parameters, or several of shape (n, "
            "32), got shape (31,)",
            "init",
        ),
        ({"init": NAN}, "init must be finite numbers, got nan among them", "init"),
        (
            {"batch_size": 12},
            "batch_size must be at most the 11 training samples, got 12",
            "batch_size",
        ),
        ({"batch_size": 0}, "batch_size must be a whole number from 1 to", "batch_size"),
        ({"batch_size": 2.5}, "batch_size must be a whole number, got 2.5", "batch_size"),
        (
            {"replacement": True},
            "replacement=True needs a batch_size: without one, each step takes all samples",
            "replacement",
        ),
        (
            {"replacement": 1, "batch_size": 2},
            "replacement must be True or False, got 1",
            "replacement",
        ),
        ({"bias": None}, "bias must be True or False, got None", "bias"),
        ({"l1": -0.1}, "l1 must be a number at least 0, got -0.1", "l1"),
        ({"l2": [0.1, -1]}, "l2 must be a number at least 0, got -1.0", "l2"),
        ({"init_seed": 1.5}, "init_seed must be a whole number, got 1.5", "init_seed"),
        (
            {"init_seed": [0, -1]},
            "init_seed must be a whole number from 0 to 4,294,967,295, got -1.0",
            "init_seed",
        ),
        (
            {"init": [0.1] * 32, "init_seed": [1, 2]},
            "init_seed has several values, [1.0, 2.0], but init gives the weights themselves",
            "init_seed",
        ),
        (
            {"lr_scale": 2},
            "lr_scale must be a list with one number for each of the 2 layers, got 2",
            "lr_scale",
        ),
        (
            {"lr_scale": [1, 2, 3]},
            "lr_scale must have one number for each of the 2 layers, got 3",
            "lr_scale",
        ),
        ({"lr_scale": [1, -1]}, "lr_scale[1] must be a number at least 0, got -1", "lr_scale[1]"),
        ({"drift": [1, None]}, "drift[1] must be a number, got None", "drift[1]"),
    ],
)
def test_what_is_no_network_is_refused_in_a_sentence(changes, words, key):
    with pytest.raises(SettingError) as refused:
        gd.Network(**{"layers": [3, 5, 2], "data": VALUES, **changes})
    assert words in str(refused.value)
    assert refused.value.key == f"{KEY}.{key}"


def test_a_wrong_type_is_a_type_error():
    for changes in ({"layers": 5}, {"activation": 5}, {"data": 5}, {"lr_scale": "a"}, {"bias": 0}):
        with pytest.raises(SettingTypeError):
            gd.Network(**{"layers": [3, 5, 2], "data": VALUES, **changes})


def test_initializers_are_found_by_name():
    assert "orthogonal" in dir(gd.inits) and gd.inits.orthogonal(gain=2).name == "orthogonal"
    with pytest.raises(AttributeError, match=r"gdsim.inits has no 'nrmal'; did you mean normal\?"):
        _ = gd.inits.nrmal
    with pytest.raises(SettingTypeError, match="Zeros takes its settings by name, as in Zeros"):
        gd.inits.zeros(1)
