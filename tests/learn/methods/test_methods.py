"""Schedules, losses and initializers are explained with their rules, and with true numbers."""

import re

import numpy as np
import pytest

import gdsim as gd
from gdsim.catalogue.choices import methods
from gdsim.catalogue.discovery import discover
from gdsim.experiment.rates import factors
from gdsim.learn.explanations.plain import plain


@pytest.mark.parametrize("name", methods("schedule"))
def test_a_schedule_is_explained_with_warmups_rule_and_the_rates_of_a_run(name):
    choice = methods("schedule")[name](warmup=4)
    found = gd.explain(choice, steps=50, lr=0.2)
    expected = factors(choice, 50, found.data["steps"])
    np.testing.assert_array_equal(found.data["factors"], expected)
    np.testing.assert_allclose(found.data["rates"], 0.2 * expected)
    text = " ".join(found.text().split())
    assert "factor in warmup = (t + 1)/warmup = (t + 1)/4" in text and "remaining 46 steps" in text
    assert plain(choice.method.definition.formula) in text
    assert "warmup" not in gd.explain(choice.replace(warmup=None), steps=50).conclusion
    assert "in warmup" not in gd.explain(choice.replace(warmup=None), steps=50).text()


def test_a_schedule_is_explained_by_what_an_experiment_takes():
    assert gd.explain(gd.Cosine) == gd.learn.schedule("cosine")
    with pytest.raises(gd.SettingError, match="min_factor has several values"):
        gd.explain(gd.Cosine(min_factor=[0.1, 0.2]))
    with pytest.raises(gd.SettingError, match="explained without a point"):
        gd.explain(gd.Cosine(), at=[1.0])
    with pytest.raises(gd.SettingError, match="a modifier is not explained"):
        gd.explain(gd.Cautious())


@pytest.mark.parametrize("name", methods("loss"))
def test_a_loss_is_explained_with_its_slope(name):
    found = gd.explain(name, about="loss")
    if name == "cross_entropy":
        assert "softmax(z) - t" in found.text()
        return
    slopes, losses = np.array(found.data["slopes"]), np.array(found.data["losses"])
    places = np.array(found.data["outputs"])
    rises = np.diff(losses) / np.diff(places)  # a convex loss rises between its slopes
    assert (rises >= slopes[:-1] - 1e-12).all() and (rises <= slopes[1:] + 1e-12).all()


def test_a_networks_loss_is_explained_with_its_settings():
    network = gd.Network([1, 1], loss={"name": "huber", "delta": 0.5}, data=gd.datasets.sine())
    found = gd.explain(network, about="loss")
    assert found == gd.learn.loss({"name": "huber", "delta": 0.5})
    assert found == gd.explain(gd.Experiment(network, "sgd"), about="loss")
    assert found.data["slopes"][-1] == 0.5 and "delta = 0.5" in found.text()


@pytest.mark.parametrize("name", methods("initializer"))
def test_an_initializer_is_explained_with_the_spread_that_networks_draw(name):
    choice = methods("initializer")[name]()
    found = gd.explain(choice, inputs=40, units=30)
    network = gd.Network([40, 30, 1], init=choice, data=gd.datasets.from_arrays(
        np.ones((2, 40)), [0.0, 1.0]))  # fmt: skip
    drawn = network.weights(network.initial())[0][0]
    assert found.data["spread"] == pytest.approx(np.sqrt(np.mean(drawn**2)), rel=0.05)
    factor = network.perceptron().multipliers[0]
    assert found.data["growth"] == pytest.approx(40 * factor**2 * found.data["spread"] ** 2)


def test_every_formula_of_the_catalogue_is_a_line_of_text():
    kinds = ("optimizer", "schedule", "modifier", "initializer", "loss", "activation")
    for definition in (each for kind in kinds for each in discover(kind).values()):
        text = plain(definition.formula)
        assert not re.search(r"[\\{}\n]|  ", text), text
        assert text.count("(") == text.count(")")
    adam = discover("optimizer")["adam"].formula
    assert plain(adam) == "θ <- θ - η m\u0302 / (√(v\u0302) + ε)"
    assert plain(r"\frac{1}{1 + \eta\,x} \left(a\right)^{n_t}") == "1 / (1 + η x) (a)^n_t"


CORRECTED = {"adam": "v", "adamw": "v", "amsgrad": "v_max", "yogi": "v"}


@pytest.mark.parametrize("name", CORRECTED)
def test_the_textbooks_means_give_the_step_that_was_taken(name):
    choice = methods("optimizer")[name](lr=0.1, beta1=0.8, beta2=0.9)
    found = gd.explain(choice, objective="x**2 + y**4", at=[1.0, 2.0], step=3)
    steps = {step.name: step for step in found.steps}
    mean, square = steps["m\u0302"], steps["v\u0302" + CORRECTED[name][1:]]
    settings = found.data["settings"]
    decay = settings["weight_decay"] if name == "adamw" else 0.0
    before, after = np.array(found.data["before"]), np.array(found.data["after"])
    moved = 0.1 * np.array(mean.value) / (np.sqrt(square.value) + settings["eps"])
    np.testing.assert_allclose(after, (1 - 0.1 * decay) * before - moved, rtol=1e-12)
    assert steps["textbook"].formula.startswith(plain(choice.method.definition.formula)[:5])
    assert found.text().count("Bias corrections") <= 1


def test_methods_of_matrices_are_written_in_matrices_and_take_these_steps():
    """The formulas by hand, on both weight matrices, after another step."""
    network = gd.Network([2, 3, 1], data="xor", bias=False)

    def matrices(values):
        values = np.asarray(values)
        return values[:6].reshape(3, 2), values[6:].reshape(1, 3)

    def rms(values):
        return np.sqrt(np.mean(values**2))

    paths, letters = {}, {}
    for choice in (gd.Adafactor(lr=0.1), gd.LAMB(lr=0.1), gd.Muon(lr=0.1)):
        told = [gd.explain(choice, objective=network, step=step) for step in range(2)]
        gradients = [matrices(each.data["gradient"]) for each in told]
        before, after = (matrices(told[1].data[name]) for name in ("before", "after"))
        layers = range(len(before))
        paths[choice.name] = [([g[k] for g in gradients], before[k], after[k]) for k in layers]
        letters[choice.name] = {each.name: each.formula for each in told[1].steps}
    rows = letters["adafactor"]
    assert rows["V"] == "r c / r\u0304" and rows["r"] == "(1 - s) r + s (G * G) 1 / m"
    for gradients, before, after in paths["adafactor"]:
        r, c = 0.0, 0.0
        for t, g in enumerate(gradients, 1):
            s = t**-0.8
            r = (1 - s) * r + s * (g * g).mean(axis=1, keepdims=True)
            c = (1 - s) * c + s * (g * g).mean(axis=0, keepdims=True)
        y = gradients[-1] / np.sqrt(r * c / r.mean())
        size = max(1e-3, rms(before)) * min(0.1, 1 / np.sqrt(2))
        np.testing.assert_allclose(after, before - size * y / max(1, rms(y)), rtol=1e-10)
    assert letters["lamb"]["m\u0302"] == "m / (1 - β_1^t)"
    for gradients, before, after in paths["lamb"]:
        m, v = 0.0, 0.0
        for g in gradients:
            m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        u = m / (1 - 0.9**2) / (np.sqrt(v / (1 - 0.999**2)) + 1e-6)
        moved = 0.1 * np.linalg.norm(before) / np.linalg.norm(u) * u
        np.testing.assert_allclose(after, before - moved, rtol=1e-10)
    assert "(a + b X X^T + c (X X^T)^2) X" in letters["muon"]["X"]
    for gradients, before, after in paths["muon"]:
        mean = 0.0
        for g in gradients:
            mean = 0.95 * mean + 0.05 * g
        x = 0.95 * mean + 0.05 * gradients[-1]
        x = x / np.linalg.norm(x)
        wide = x if x.shape[0] <= x.shape[1] else x.T
        for _ in range(5):
            a = wide @ wide.T
            wide = (3.4445 * np.eye(len(a)) - 4.775 * a + 2.0315 * a @ a) @ wide
        x = wide if x.shape[0] <= x.shape[1] else wide.T
        size = 0.1 * np.sqrt(max(1, x.shape[0] / x.shape[1]))
        np.testing.assert_allclose(after, (1 - 0.1 * 0.1) * before - size * x, rtol=1e-8)
