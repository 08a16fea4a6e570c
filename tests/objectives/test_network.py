"""Networks as objectives: their fields, and a sentence for each invalid one."""

import pickle

import numpy as np
import pytest

import gdsim as gd
from gdsim.base.axes import several
from gdsim.base.errors import SettingError, SettingTypeError

RNG = np.random.default_rng(7)
POINTS = RNG.normal(size=(11, 3))
VALUES = gd.datasets.from_arrays(POINTS, RNG.normal(size=(11, 2)), names=["a", "b", "c"])
TWO = gd.datasets.from_arrays(POINTS, ["no", "yes", "yes", "no"] * 2 + ["no"] * 3, True)
THREE = gd.datasets.from_arrays(POINTS, [0, 2, 1, 1, 0, 2, 0, 1, 2, 2, 1], ["p", "q", "r"])


def network(layers=(3, 5, 2), **changes):
    return gd.Network(list(layers), **{"data": VALUES, **changes})


RICH = network(
    activation="tanh(1.5*z)",
    loss={"name": "huber", "delta": 0.5},
    init=gd.inits.normal(std=[0.1, 0.3], bias=0.2),
    batch_size=4,
    l1=1e-3,
    l2=gd.logspace(1e-4, 1e-2, 3),
    init_seed=[5, 6],
    lr_scale=[1.0, gd.linspace(0.5, 2, 4)],
    drift=[0.25, 0.0],
)


def test_a_network_is_described_by_its_arguments():
    assert RICH.layers == (3, 5, 2)
    assert RICH.size == 3 * 5 + 5 + 5 * 2 + 2
    assert len(RICH.variables) == RICH.size
    assert RICH.variables[:2] == ("w1_0_0", "w1_0_1") and RICH.variables[-1] == "b2_1"
    assert RICH.steps_per_epoch == 3
    assert network().steps_per_epoch == 1
    assert RICH.title == "Network 3-5-2 on 11 samples"
    assert RICH.text == "3-5-2 tanh(1.5*z), huber on 11 samples"
    assert (RICH.minima, RICH.minimum, RICH.definition) == ((), None, None)


def test_its_parameters_are_all_that_may_be_axes():
    assert RICH.parameters == {
        **{"l1": 1e-3, "l2": gd.logspace(1e-4, 1e-2, 3), "init_seed": several([5, 6])},
        **{"std": RICH.init.settings["std"], "init_bias": 0.2},
        **{"lr_1": 1.0, "lr_2": gd.linspace(0.5, 2, 4), "drift_1": 0.25, "drift_2": 0.0},
    }  # fmt: skip
    assert set(network().parameters) == {"l1", "l2", "init_seed", "gain", "init_bias"}


def test_equal_networks_are_equal_and_hash_alike_whatever_they_were_written_like():
    again = network(
        activation=["tanh(1.5*z)"],
        output="identity",
        loss={"name": "Huber", "delta": 0.5},
        data=gd.datasets.from_arrays(POINTS.copy(), VALUES.targets, names=["a", "b", "c"]),
        init={"name": "normal", "std": (0.1, 0.3), "bias": 0.2},
        batch_size=4.0,
        l1=1e-3,
        l2=gd.logspace(1e-4, 1e-2, 3),
        init_seed=np.array([5, 6]),
        lr_scale=(1, gd.linspace(0.5, 2, 4)),
        drift=np.array([0.25, 0]),
    )
    assert again == RICH and hash(again) == hash(RICH)
    assert RICH.replace(drift_2=1) != RICH and network() != RICH
    assert pickle.loads(pickle.dumps(RICH)) == RICH


def test_its_repr_is_the_call_again():
    names = {"Network": gd.Network, "inits": gd.inits, "datasets": gd.datasets}
    names |= {"logspace": gd.logspace, "linspace": gd.linspace}
    data = gd.datasets.moons(samples=30, noise=0.2, test=0.2)
    networks = [
        RICH.replace(layers=[2, 5, 1], data=data, lr_scale=[3, gd.linspace(0.5, 2, 4)]),
        gd.Network([2, 1], data=data, init=[1.5, 2.5, 0.0]),
        gd.Network(
            [2, 4, 3, 1], ["relu", {"name": "elu", "alpha": 0.3}], "sigmoid", "mae", data,
            bias=False, batch_size=7, replacement=True,
        ),
    ]  # fmt: skip
    for each in networks:
        assert eval(repr(each), names) == each
    assert repr(gd.Network([2, 1], data=data)).startswith(
        "Network(layers=[2, 1], data=datasets.moons("
    )


def test_replace_takes_arguments_and_parameters():
    changed = RICH.replace(std=0.5, lr_1=7, init_bias=[0, 1], l2=0, batch_size=None)
    assert changed.init == gd.inits.normal(std=0.5, bias=[0, 1])
    assert changed.parameters["lr_1"] == 7 and changed.parameters["lr_2"] == RICH.parameters["lr_2"]
    assert network().replace(lr_2=3).lr_scale == (1.0, 3.0)
    assert network().replace(drift_1=3).drift == (3.0, 0.0)
    with pytest.raises(SettingError, match="a network has no 'lr_3'; did you mean lr_"):
        RICH.replace(lr_3=1)


# --- Weights ----------------------------------------------------------------------------------


def test_layers_and_flat_parameters_are_each_others_exact_inverse():
    flat = RNG.normal(size=network().size)
    (w1, b1), (w2, b2) = network().weights(flat)
    assert (w1.shape, b1.shape, w2.shape, b2.shape) == ((5, 3), (5,), (2, 5), (2,))
    # Unit 1's weights stand behind unit 0's, and the biases behind all weights of their layer.
    assert np.array_equal(w1[1], flat[3:6]) and np.array_equal(b1, flat[15:20])
    assert network().flat([(w1, b1), (w2, b2)]).tobytes() == flat.tobytes()
    assert network().flat([(w1.tolist(), b1.tolist()), (w2, b2)]).tobytes() == flat.tobytes()


def test_without_biases_a_layer_is_its_matrix():
    plain = network(bias=False)
    flat = RNG.normal(size=plain.size)
    layers = plain.weights(flat)
    assert [biases for _, biases in layers] == [None, None]
    assert plain.flat(layers).tobytes() == flat.tobytes()
    assert plain.flat([matrix for matrix, _ in layers]).tobytes() == flat.tobytes()
    square = gd.Network(
        [2, 2, 2], bias=False, data=gd.datasets.from_arrays(POINTS[:, :2], POINTS[:, :2])
    )
    assert square.flat([[[1, 2], [3, 4]], [[5, 6], [7, 8]]]).tolist() == [1, 2, 3, 4, 5, 6, 7, 8]


def test_layers_are_taken_apart_along_the_last_dimension():
    flat = RNG.normal(size=(2, 4, network().size))
    w1, b1 = network().weights(flat)[0]
    assert w1.shape == (2, 4, 5, 3) and b1.shape == (2, 4, 5)
    assert np.array_equal(w1[1, 2], network().weights(flat[1, 2])[0][0])


def test_given_weights_are_the_weights_at_the_start():
    flat = RNG.normal(size=network().size)
    given = network(init=network().weights(flat))
    assert given.initial().tobytes() == flat.tobytes()
    assert given == network(init=flat) and given != network(init=flat * 2)
    assert set(given.parameters) == {"l1", "l2", "init_seed"}


# --- Targets ----------------------------------------------------------------------------------

LABELS = [0, 1, 1, 0, 0, 1]


@pytest.mark.parametrize(
    ("data", "outputs", "loss", "output", "first", "midpoint"),
    [
        (TWO, 1, "mse", None, [[-1], [1]], 0.0),
        (TWO, 1, "mae", "tanh", [[-1], [1]], 0.0),
        (TWO, 1, "mse", "sigmoid", [[0], [1]], 0.5),
        (TWO, 1, "binary_cross_entropy", None, [[0], [1]], 0.5),
        (TWO, 1, "hinge", None, [[-1], [1]], 0.0),
        (TWO, 2, "cross_entropy", None, [[1, 0], [0, 1]], 0.5),
        (TWO, 2, "mse", "softmax", [[1, 0], [0, 1]], 0.5),
        (THREE, 3, "cross_entropy", None, [[1, 0, 0], [0, 0, 1]], 0.5),
        (THREE, 3, "mse", None, [[1, 0, 0], [0, 0, 1]], 0.5),
        (THREE, 3, "mse", "tanh", [[1, -1, -1], [-1, -1, 1]], 0.0),
        (THREE, 3, "hinge", "identity", [[1, -1, -1], [-1, -1, 1]], 0.0),
        (THREE, 3, "binary_cross_entropy", None, [[1, 0, 0], [0, 0, 1]], 0.5),
    ],
)  # fmt: skip
def test_classes_become_the_targets_that_the_loss_takes(
    data, outputs, loss, output, first, midpoint
):
    made = gd.Network([3, outputs], loss=loss, output=output, data=data).perceptron()
    assert made.targets[:2].tolist() == first
    assert made.targets.dtype == np.float64 and made.targets.shape == (11, outputs)
    assert made.midpoint == midpoint


def test_values_stay_what_they_are():
    made = network(output="tanh").perceptron()
    assert np.array_equal(made.targets, VALUES.targets) and made.midpoint is None
    assert made.test_inputs.shape == (0, 3) and made.test_targets.shape == (0, 2)
    shares = gd.datasets.from_arrays(POINTS, np.tile([0.25, 0.75], (11, 1)))
    assert network(loss="cross_entropy", data=shares).perceptron().targets[0].tolist() == [
        0.25,
        0.75,
    ]


def test_the_perceptron_has_all_that_kernels_compute_with():
    made = network(
        (3, 4, 6, 2), activation=["relu", "z*z"], init="ntk", bias=False, batch_size=5,
        replacement=True, loss={"name": "huber", "delta": 0.25},
    ).perceptron()  # fmt: skip
    assert made.sizes == (3, 4, 6, 2)
    assert [each.value([3.0]) for each in made.activations] == [3.0, 9.0]
    assert made.multipliers == (1 / np.sqrt(3), 1 / np.sqrt(4), 1 / 6)
    assert (made.batch, made.replacement, made.bias) == (5, True, False)
    assert (made.loss, dict(made.loss_settings), made.output) == (
        "huber",
        {"delta": 0.25},
        "identity",
    )
    leaky = network(activation={"name": "leaky_relu", "slope": 0.5}).perceptron()
    assert leaky.activations[0].value([-3.0]) == -1.5


# --- Refusals ---------------------------------------------------------------------------------

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
            "layers ends with 1 outputs, but each sample has 2 target values; it must end with 2",
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
        ({"init": "xavier"}, "unknown initializer 'xavier'; did you mean xavier_normal?", "init"),
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


# --- Numbers ----------------------------------------------------------------------------------


def test_several_values_of_a_parameter_have_no_one_loss():
    params = np.zeros(RICH.size)
    with pytest.raises(SettingError, match=r"l2 has several values, .* take one of them"):
        RICH.evaluate(params)
    with pytest.raises(SettingError, match=r"std has several values, .* take one of them"):
        RICH.initial(seed=5)
    assert RICH.replace(l2=0.5).evaluate(params).shape == (1,)  # lr_2 and std have no say in it


def test_losses_and_derivatives_are_those_of_formulas_by_hand():
    """One tanh layer with both penalties; the derivatives by central differences."""
    made = network((3, 4, 2), l1=0.01, l2=0.3)
    params = RNG.normal(size=(3, made.size))

    def loss(flat):
        (w1, b1), (w2, b2) = made.weights(flat)
        y = np.tanh(POINTS @ w1.T + b1) @ w2.T + b2
        penalty = sum(0.01 * abs(w).sum() + 0.15 * (w * w).sum() for w in (w1, w2))
        return ((y - VALUES.targets) ** 2).mean() + penalty

    np.testing.assert_allclose(made.evaluate(params), [loss(p) for p in params], rtol=1e-12)
    np.testing.assert_allclose(made.evaluate(params[0]), [loss(params[0])], rtol=1e-12)
    gradient, steps = made.gradient(params), 1e-6 * np.eye(made.size)
    slopes = [[(loss(p + s) - loss(p - s)) / 2e-6 for s in steps] for p in params]
    np.testing.assert_allclose(gradient, slopes, rtol=1e-6, atol=1e-8)
    along = RNG.normal(size=params.shape)
    moved = made.gradient(params + 1e-6 * along) - made.gradient(params - 1e-6 * along)
    bent = made.hessian_vector_product(params, along)
    np.testing.assert_allclose(bent, moved / 2e-6, rtol=1e-5, atol=1e-7)
    hessians = [
        made.hessian_vector_product(np.tile(p, (made.size, 1)), np.eye(made.size)) for p in params
    ]
    largest = [np.linalg.eigvalsh((h + h.T) / 2)[-1] for h in hessians]
    np.testing.assert_allclose(made.sharpness(params), largest, rtol=1e-3)


def test_outputs_are_taken_at_raw_points():
    data = gd.datasets.from_arrays(
        POINTS, POINTS[:, :1], features=["x1", "x2*x3"], standardize=True, test=0.3
    )
    made = gd.Network([2, 1], data=data)
    params = np.array([[2.0, -3.0, 0.5], [0.0, 1.0, 0.0]])
    inputs = data.features_of(POINTS)
    expected = inputs @ params[:, :2].T + params[:, 2]
    np.testing.assert_allclose(made.outputs(params, POINTS)[..., 0].T, expected, rtol=1e-12)
    assert made.outputs(params[0], POINTS).shape == (11, 1)
    with pytest.raises(SettingError, match="points must be rows of 3 numbers"):
        made.outputs(params, inputs)
    with pytest.raises(SettingError, match=r"params must be a vector of the network's 3 par"):
        made.outputs(params[:, :2], POINTS)
