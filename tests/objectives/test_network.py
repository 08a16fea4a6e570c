"""Networks as objectives: their fields, weights, targets and numbers."""

import pickle

import numpy as np
import pytest

import gdsim as gd
from gdsim.base.axes import several
from gdsim.base.errors import SettingError
from gdsim.engine.networks import queries
from tests.objectives.networks import POINTS, RNG, THREE, TWO, VALUES, network

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


def test_losses_alone_have_the_bits_of_those_with_the_gradient():
    made = network(batch_size=4, l1=0.1, l2=0.2)
    params = np.random.default_rng(0).normal(size=(9, made.size))
    for dtype in ("float32", "float64"):
        both = queries.loss_and_gradient(made.perceptron(), params, {"l1": 0.1, "l2": 0.2}, dtype)
        np.testing.assert_array_equal(made.losses(params, dtype), both[0])
    with pytest.raises(SettingError, match="no test samples"):
        made.losses(params, test=True)


def test_losses_at_the_start_have_penalties_where_the_recorded_ones_have_them():
    for size, l2 in ((None, 0.3), (4, 0.0)):  # in batches, the loss over all samples has none
        made = network((3, 4, 2), l2=0.3, batch_size=size, init_seed=[3, 5])
        one = made.replace(init_seed=0)
        drawn = np.stack([one.initial(3), one.initial(5)])
        expected = made.replace(l2=l2).evaluate(drawn)
        np.testing.assert_array_equal(made.start_losses(None), expected)


def test_confusion_counts_samples_by_class_and_by_what_they_are_put_into():
    made = network((3, 4, 3), loss="cross_entropy", data=THREE)
    params = 3 * np.random.default_rng(5).normal(size=made.size)
    outputs = made.outputs(params, POINTS)
    expected = np.zeros((3, 3), int)
    np.add.at(expected, (THREE.targets.astype(int), outputs.argmax(axis=1)), 1)
    np.testing.assert_array_equal(made.confusion(params), expected)
    assert made.confusion(params, test=True).sum() == 0
    single = network((3, 4, 1), loss="hinge", data=TWO)
    params = np.random.default_rng(6).normal(size=single.size)
    given = (single.outputs(params, POINTS)[:, 0] > 0).astype(int)
    expected = np.zeros((2, 2), int)
    np.add.at(expected, (TWO.targets.astype(int), given), 1)
    np.testing.assert_array_equal(single.confusion(params), expected)
    with pytest.raises(SettingError, match="not classes to be confused"):
        network().confusion(network().initial())
    with pytest.raises(SettingError, match="params must be one vector"):
        made.confusion(np.zeros((2, made.size)))
