"""The maximal update parametrization and rates and initializers per layer, against their tables."""

from __future__ import annotations

import numpy as np
import pytest

import gdsim as gd

DATA = gd.datasets.sine(samples=24)
SIZES = (1, 16, 32, 1)
BASE = 4


def network(**changes):
    arguments = {"layers": SIZES, "data": DATA, "init": "lecun_normal", "base_width": BASE}
    return gd.Network(**{**arguments, **changes})


MUP = network(parametrization="mup")


def stepped(objective: gd.Network, optimizer, **fields) -> np.ndarray:
    """The parameters after one step from the network's own start."""
    given = {"lr": 0.01, "steps": 1, "dtype": "float64", **fields}
    return gd.Experiment(objective, optimizer, **given).run()["params"].values.ravel()


def spreads(objective: gd.Network) -> list[float]:
    return [float(np.sqrt(np.mean(w**2))) for w, _ in objective.weights(objective.initial())]


def test_a_network_of_the_base_width_is_the_standard_one():
    small = (1, BASE, BASE, 1)
    for optimizer in (gd.SGD(), gd.Adam()):
        one, other = (
            stepped(network(layers=small, parametrization=kind), optimizer)
            for kind in ("standard", "mup")
        )
        assert one.tobytes() == other.tobytes()


def test_spreads_and_outputs_follow_the_table():
    drawn = network(init=gd.inits.normal(std=0.5))
    scaled = network(init=gd.inits.normal(std=0.5), parametrization="mup")
    ratios = np.divide(spreads(scaled), spreads(drawn))
    np.testing.assert_allclose(ratios, [1, np.sqrt(BASE / 16), 1], rtol=1e-12)
    # LeCun's spread of the output layer is that of the base width.
    np.testing.assert_allclose(spreads(MUP)[2] / spreads(network())[2], np.sqrt(32 / BASE))
    params, points = scaled.initial(), [[0.3], [-1.0]]
    layers = drawn.weights(params)
    layers[2] = layers[2][0] * BASE / 32, layers[2][1]
    expected = drawn.outputs(drawn.flat(layers), points)
    np.testing.assert_allclose(scaled.outputs(params, points), expected, rtol=1e-12)


# Of each layer, (weights, biases): arXiv:2203.03466, table 8, with r = 16/4 and 32/4.
TABLE = {
    "sgd": [(4.0, 4.0), (8.0 / 4.0, 8.0), (8.0, 1.0)],
    "momentum": [(4.0, 4.0), (8.0 / 4.0, 8.0), (8.0, 1.0)],
    "adam": [(1.0, 1.0), (1 / 4.0, 1.0), (1.0, 1.0)],
    "rmsprop": [(1.0, 1.0), (1 / 4.0, 1.0), (1.0, 1.0)],
}


@pytest.mark.parametrize("optimizer", TABLE)
def test_rates_follow_the_table_and_are_those_of_rates_per_layer(optimizer):
    weights, biases = zip(*TABLE[optimizer], strict=True)
    (program,) = gd.Experiment(MUP, optimizer).programs()
    assert program.layer_rates == tuple(TABLE[optimizer])
    # The same rates by hand, on the gradient of the same network.
    if optimizer == "sgd":
        start = MUP.initial()
        one = stepped(MUP.replace(init=MUP.weights(start)), optimizer)
        gradient = MUP.gradient(start[None])[0]
        factors = np.empty_like(start)
        for tensor in MUP.tensors:
            own = (biases if tensor.is_bias else weights)[tensor.layer]
            factors[tensor.first : tensor.first + tensor.size] = own
        np.testing.assert_allclose(one, start - 0.01 * factors * gradient, rtol=1e-12)


def test_sgd_trains_as_in_the_other_form_of_the_table():
    """Table 3 has no factor on outputs: their weights and rate are smaller instead."""
    r = 16 / BASE
    wide = MUP.replace(layers=(1, 16, 16, 1))
    layers = wide.weights(wide.initial())
    layers[2] = layers[2][0] / r, layers[2][1]
    other = network(
        layers=(1, 16, 16, 1),
        init=layers,
        lr_scale=[r, 1.0, 1 / r],
        bias_lr_scale=[r, r, 1.0],
    )
    settings = {"lr": 0.05, "steps": 60, "dtype": "float64", "record": "loss"}
    one, two = (
        gd.Experiment(each, gd.Momentum(), **settings).run()["trace_loss"].values.ravel()
        for each in (wide, other)
    )
    assert one[-1] < 0.5 * one[0]
    np.testing.assert_allclose(one, two, rtol=1e-9)


def test_adams_best_rate_stays_over_widths_from_8_to_256():
    """Within a factor of 2 in mup; in the standard parametrization it falls with the width."""
    rates = 2.0 ** np.arange(-9, 1)

    def best(kind: str, width: list[int]) -> np.ndarray:
        objective = gd.Network(
            [1, 8, 8, 1],
            data=gd.datasets.sine(samples=32),
            init="lecun_normal",
            width=width,
            init_seed=range(3),
            parametrization=kind,
        )
        given = {"lr": rates, "steps": 40, "dtype": "float64"}
        result = gd.Experiment(objective, gd.Adam(), **given).run()
        loss = np.log(result["train_loss"]).mean("init_seed")
        return rates[loss.argmin("lr").values.ravel()]

    mup, standard = best("mup", [8, 32, 256]), best("standard", [8, 64])
    assert mup.max() <= 2 * mup.min()
    assert standard[0] >= 8 * standard[-1]


def test_rates_of_biases_are_a_list_of_their_own_and_an_axis():
    objective = network(lr_scale=[1.0, 2.0, 0.5], bias_lr_scale=[0.0, 3.0, [1.0, 7.0]])
    result = gd.Experiment(objective, "sgd", lr=0.01, steps=1, dtype="float64").run()
    assert result["params"].dims == ("optimizer", "bias_lr_3", "variable")
    words = result["bias_lr_3"].attrs["long_name"]
    assert words == "factor on the learning rate of the biases of layer 3"
    start = objective.initial()
    gradient = network().gradient(start[None])[0]
    for last, params in zip((1.0, 7.0), result["params"].values[0], strict=True):
        for tensor in objective.tensors:
            own = ((0.0, 3.0, last) if tensor.is_bias else (1.0, 2.0, 0.5))[tensor.layer]
            place = slice(tensor.first, tensor.first + tensor.size)
            expected = start[place] - 0.01 * own * gradient[place]
            np.testing.assert_allclose(params[place], expected, rtol=1e-12)
    again = gd.Experiment.from_toml(gd.Experiment(objective, "sgd").to_toml())
    assert again.objective == objective
    assert objective.replace(bias_lr_1=2.0).bias_lr_scale[0] == 2.0


def test_each_layer_may_have_an_initializer_of_its_own():
    given = [
        "zeros",
        gd.inits.normal(std=[0.1, 0.4], bias=0.25),
        {"name": "constant", "value": 2.0},
    ]
    objective = network(init=given)
    assert objective.parameters["std_2"].values.tolist() == [0.1, 0.4]
    assert objective.described("std_2") == (
        "objective.network.init[1].std", "std of the weights of layer 2 at the start",
    )  # fmt: skip
    (program,) = gd.Experiment(objective, "sgd").programs()
    assert [each.distribution for each in program.start.layers] == [
        "constant",
        "normal",
        "constant",
    ]
    settled = objective.replace(std_2=0.4)
    (w1, _), (w2, b2), (w3, _) = settled.weights(settled.initial())
    assert not w1.any() and (w3 == 2.0).all() and (b2 == 0.25).all()
    plain = network(init=gd.inits.normal(std=0.4))
    assert np.array_equal(w2, plain.weights(plain.initial())[1][0])
    again = gd.Experiment.from_toml(gd.Experiment(objective, "sgd").to_toml())
    assert again.objective == objective
    assert network(init=["he_normal"] * 3) == network(init="he_normal")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"parametrization": "mu"}, "no parametrization 'mu'"),
        ({"parametrization": "mup", "init": "ntk"}, "ntk has a scaling with the width of its own"),
        ({"parametrization": "mup", "init": "orthogonal"}, "orthogonal has a scaling"),
        ({"parametrization": "mup", "layers": [1, 1]}, "mup scales hidden layers"),
        ({"base_width": 0}, "base_width must be"),
        ({"init": ["zeros", "normal"]}, "one initializer for each of the 3 layers, got 2"),
        ({"bias_lr_scale": [1.0, 2.0]}, "bias_lr_scale must have one number for each of the 3"),
        ({"bias_lr_scale": [1.0] * 3, "bias": False}, "the network has none"),
    ],
)
def test_what_no_layer_can_have_is_refused(arguments, sentence):
    with pytest.raises(gd.SettingError, match=sentence):
        network(**arguments)


def test_optimizers_whose_rates_are_not_known_are_refused():
    with pytest.raises(gd.SettingError, match="Muon has no rates in mup"):
        gd.Experiment(MUP, gd.Muon())
