"""`gdsim.explain` finds the explanation of a subject, and `gdsim.learn` has each by its name."""

import pytest

import gdsim as gd
from gdsim.base.errors import SettingError, SettingTypeError

NETWORK = gd.Network([2, 3, 1], "tanh", data="xor", init_seed=4)
TRAINED = gd.Experiment(NETWORK, gd.SGD(lr=0.1), steps=20, dtype="float64")


@pytest.mark.parametrize(
    ("subject", "arguments", "kind"),
    [
        ("x**2", {"at": 3}, "chain_rule"),
        (gd.Function("x**2 + y"), {"at": (1, 2), "about": "gradient"}, "gradient"),
        ("x*y", {"at": (1, 2), "about": "derivative", "by": "y"}, "derivative"),
        (NETWORK, {"sample": 2, "lr": 0.5}, "backpropagation"),
        (NETWORK, {"about": "gradient", "momentum": 0.5}, "gradient"),
        (TRAINED, {"step": 7, "sample": None}, "backpropagation"),
        (TRAINED, {"step": 7, "about": "gradient"}, "gradient"),
        (gd.Adam(beta2=0.99), {"at": 2.0, "objective": "x**2", "step": 2}, "optimizer_step"),
        (gd.Adam, {}, "optimizer_step"),
        (gd.Experiment("x**2", gd.SGD(lr=0.1), start=3.0, steps=9), {"step": 4}, "optimizer_step"),
    ],
)
def test_every_subject_has_its_explanation(subject, arguments, kind):
    explained = gd.explain(subject, **arguments)
    assert isinstance(explained, gd.learn.Explanation)
    assert explained.kind == kind
    assert explained.steps and explained.title and explained.conclusion


def test_a_result_has_its_diagnosis():
    diverging = gd.Experiment("x**2", gd.SGD(), lr=[0.1, 1.2], start=3.0, steps=60)
    explained = gd.explain(diverging.run(), run=1)
    assert explained.kind == "diagnosis" and explained.data["finding"] == "divergence"
    assert gd.explain(diverging, about="diagnosis", run=1).conclusion == explained.conclusion


def test_the_gradient_of_a_run_is_that_of_its_network_at_the_step():
    session = gd.Session(TRAINED)
    session.advance(7)
    params = session.snapshot().params.reshape(-1)
    explained = gd.explain(TRAINED, about="gradient", step=7)
    assert explained.data["gradient"] == pytest.approx(NETWORK.gradient([params])[0].tolist())


def test_learn_has_functions_whatever_was_imported_first():

    for name in gd.learn.__all__:
        assert callable(getattr(gd.learn, name))
    assert gd.learn.chain_rule("x**2", 1).kind == "chain_rule"
    assert "explain" in dir(gd) and "learn" in dir(gd)


@pytest.mark.parametrize(
    ("subject", "arguments", "error", "sentence"),
    [
        (
            3,
            {},
            SettingTypeError,
            "a function or its text, a network, an experiment, a result, an",
        ),
        ("x", {"about": "chain"}, SettingError, "got 'chain'; did you mean chain_rule?"),
        (NETWORK, {"about": "chain_rule"}, SettingError, "about must be 'backpropagation' or"),
        (TRAINED, {"at": 1.0}, SettingError, "with run and step, not with a point"),
        (TRAINED, {"step": 21}, SettingError, "step must be a whole number from 0 to 20, got 21"),
        (gd.Adam(), {"about": "gradient"}, SettingError, "about must be 'optimizer_step'"),
        (gd.Cosine(), {"run": 3}, SettingTypeError, "'schedule': got an unexpected keyword"),
        ("x", {"run": 3}, SettingTypeError, "'chain_rule': got an unexpected keyword argument"),
        (NETWORK, {"nothing": 3}, SettingTypeError, "'backpropagation': got an unexpected"),
        (TRAINED, {"about": "gradient", "nothing": 3}, SettingTypeError, "'gradient': got an un"),
        ("mse", {"about": "loss", "run": 3}, SettingTypeError, "'loss': got an unexpected"),
        ("mse", {"about": "loss", "at": 3}, SettingError, "a loss is explained without a point"),
        (gd.inits.zeros(), {"at": 3}, SettingError, "an initializer is explained without a point"),
    ],
)
def test_what_cannot_be_explained_gets_its_sentence(subject, arguments, error, sentence):
    with pytest.raises(error) as caught:
        gd.explain(subject, **arguments)
    assert sentence in str(caught.value)


def test_data_are_held_fixed_so_that_weights_alone_are_variables():
    text, data = "(x*w + b - y)**2", {"x": 2, "y": 3}
    function = gd.Function(text, data=data)
    assert function == gd.Function(text, x=2, y=3) and function.variables == ("b", "w")
    found = gd.explain(text, data=data, at={"w": 1, "b": 0.5})
    assert found.data["gradient"] == [-1.0, -2.0]
    assert gd.explain(function, at={"w": 1, "b": 0.5}).data == found.data
    assert "∂f/∂x" not in gd.explain(text, about="gradient", data=data).text()
    with pytest.raises(SettingError, match="parameter 'z' does not occur"):
        gd.explain(text, data={"z": 1})
    with pytest.raises(SettingError, match="x is given in data and on its own"):
        gd.Function(text, data=data, x=1)
    with pytest.raises(SettingTypeError, match="data must be numbers by name"):
        gd.explain(text, data=[2, 3])


def test_what_is_a_function_elsewhere_is_answered_with_how_it_is_given_here():
    with pytest.raises(AttributeError, match='a Network is given activation="silu"'):
        _ = gd.swish
    with pytest.raises(AttributeError, match=r"a Network is given gdsim.inits.he_normal\(\)"):
        _ = gd.kaiming_normal
    with pytest.raises(SettingError, match=r"unknown function 'swish'; write x\*sigmoid\(x\)"):
        gd.explain("swish")
