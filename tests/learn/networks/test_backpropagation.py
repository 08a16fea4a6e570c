"""Backpropagation: the worked examples, and agreement with the compiled network everywhere."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gdsim as gd
from gdsim.base.figures import written
from gdsim.catalogue import activations, losses
from gdsim.learn.explanations.explanation import Explanation
from gdsim.learn.networks.backpropagation import backpropagation
from gdsim.learn.networks.moment import RunMoments
from gdsim.learn.networks.passes import MANY, elementwise, passes

ONE_SAMPLE = gd.datasets.from_arrays([[2.0]], [[3.0]])
ACTIVATIONS = [name for name, a in activations.catalogue().items() if a.whole is None]
LOSSES = [(name, output) for name, loss in losses.catalogue().items() for output in loss.outputs]
POINTS = [[0.3, -1.2], [1.7, 0.4], [-0.6, 0.9], [-1.1, -0.7], [0.2, 2.1]]


def value(found: Explanation, name: str) -> Any:
    (step,) = [step for step in found.steps if step.name == name][-1:]
    return step.value


def one_neuron() -> gd.Network:
    return gd.Network([1, 1], data=ONE_SAMPLE, init=[([[0.5]], [0.1])])


def network(loss: str, output: str, activation: Any = "tanh", **more: Any) -> gd.Network:
    """Two inputs, three and two units, and as many outputs as the loss asks for."""
    kinds = {"classes": ["a", "b", "c", "a", "b"], "bits": "abaab", "signs": "abbab"}
    marks = kinds.get(losses.catalogue()[loss].targets)
    if marks is None:
        targets: Any = [[0.1, 0.9], [0.4, 0.5], [0.7, 0.2], [0.6, 0.3], [0.2, 0.4]]
        outputs = 2
    else:
        targets, outputs = list(marks), len(set(marks)) if len(set(marks)) > 2 else 1
    data = gd.datasets.from_arrays(POINTS, targets)
    given = {"l1": 0.01, "l2": 0.2, "init_seed": 4, **more}
    return gd.Network([2, 3, 2, outputs], activation, output, loss, data, **given)


def agrees(found: Explanation) -> None:
    """Every checked number is what the compiled network has, to the last digit shown."""
    checked = [step for step in found.steps if step.check is not None]
    assert len(checked) > 1
    for step in checked:
        assert step.value == pytest.approx(step.check["value"], rel=1e-12, abs=1e-15)
        if abs(step.value) > 1e-12:
            assert written(step.value) == written(step.check["value"]), step.name


def test_one_neuron_has_the_numbers_computed_by_hand() -> None:
    found = backpropagation(one_neuron())
    by_hand = {
        "y": 1.1, "L": 3.61, "dL/dy": -3.8, "dL/dw1_0_0": -7.6, "dL/db1_0": -3.8,
        "new w1_0_0": 0.576, "new b1_0": 0.138,
    }  # fmt: skip
    for name, number in by_hand.items():
        assert written(value(found, name)) == written(number)
        assert value(found, name) == pytest.approx(number, rel=1e-15)
    (slope,) = [step for step in found.steps if step.name == "dL/dw1_0_0"]
    assert slope.values == {"dL/dy": pytest.approx(-3.8), "dy/dw1_0_0": 2.0}
    assert "dL/dw1_0_0 = dL/dy * dy/dw1_0_0 = -3.8 * 2 = -7.6" in found.text()
    assert "new w1_0_0 = w1_0_0 - lr * dL/dw1_0_0 = 0.5 - 0.01 * (-7.6) = 0.576" in found.text()


def test_a_chain_of_two_layers_is_one_product_of_local_slopes() -> None:
    chain = gd.Network(
        [1, 1, 1], "sigmoid", data=ONE_SAMPLE, init=[([[0.5]], [0.1]), ([[-0.8]], [0.3])]
    )
    found = backpropagation(chain, lr=0.05)
    a = 1 / (1 + math.exp(-1.1))
    slope, dy = a * (1 - a), 2 * (-0.8 * a + 0.3 - 3)
    product = [step for step in found.steps if step.name == "dL/dw1_0_0"][-1]
    assert product.formula == "dL/dy * dy/da1_0 * da1_0/dz1_0 * dz1_0/dw1_0_0"
    assert list(product.values.values()) == pytest.approx([dy, -0.8, slope, 2.0], rel=1e-14)
    assert product.value == pytest.approx(math.prod(product.values.values()), rel=1e-14)
    assert value(found, "new w1_0_0") == pytest.approx(0.5 - 0.05 * product.value, rel=1e-14)
    agrees(found)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_agrees_with_the_compiled_network(activation: str) -> None:
    agrees(backpropagation(network("mse", "identity", activation), sample=3))
    agrees(backpropagation(network("mse", "identity", activation), sample=None))


@pytest.mark.parametrize(("loss", "output"), LOSSES)
@pytest.mark.parametrize("init", ["he_normal", "ntk"])
def test_every_loss_and_output_agrees_with_the_compiled_network(
    loss: str, output: str, init: str
) -> None:
    # Each sample and bias with either start: four of the eight cases of each loss.
    for sample, bias in ((2, init == "ntk"), (None, init != "ntk")):
        made = network(loss, output, ["sin", "softplus"], init=init, bias=bias)
        found = backpropagation(made, sample=sample)
        agrees(found)
        assert all(
            step.value is None or np.isfinite(np.asarray(step.value, float)).all()
            for step in found.steps
        )


def test_each_step_of_a_small_network_is_its_formula_with_its_numbers() -> None:
    # What Python makes of the formulas as they stand, with the numbers as they stand.
    known = {"tanh": math.tanh, "exp": math.exp, "sign": lambda x: (x > 0) - (x < 0)}
    found = backpropagation(network("mse", "softmax"), sample=1)
    read = 0
    for step in found.steps:
        if not step.formula or "sum(" in step.formula:
            continue
        names = {name: f"v{i}" for i, name in enumerate(step.values)}
        text = step.formula
        for name in sorted(names, key=len, reverse=True):
            text = text.replace(name, names[name])
        numbers = {names[name]: number for name, number in step.values.items()}
        assert eval(text, known | numbers) == pytest.approx(step.value, rel=1e-12), step.name
        read += 1
    assert read > 60


def test_a_settled_unit_lets_nothing_through() -> None:
    data = gd.datasets.from_arrays([[1.0, 2.0]], [[0.5]])
    init = [([[-1.0, -1.0], [0.4, 0.3]], [0.0, 0.0]), ([[0.7, -0.2]], [0.1])]
    found = backpropagation(gd.Network([2, 2, 1], "relu", data=data, init=init))
    assert value(found, "da1_0/dz1_0") == 0
    assert value(found, "dL/dz1_0") == value(found, "dL/dw1_0_0") == value(found, "dL/db1_0") == 0
    assert value(found, "dL/dw1_1_0") != 0


def test_large_networks_are_told_layer_by_layer_and_data_has_all_of_it() -> None:
    data = gd.datasets.moons(samples=60, noise=0.1)
    made = gd.Network([2, 24, 24, 1], "gelu", loss="binary_cross_entropy", data=data)
    found = backpropagation(made, sample=7)
    agrees(found)
    assert len(found.steps) < 30 and len(value(found, "a2")) == 8
    layers = found.data["layers"]
    assert np.shape(layers[1]["weight_gradient"]) == (24, 24) == np.shape(layers[1]["weights"])
    assert np.shape(layers[1]["error"]) == (1, 24)
    outer = np.outer(layers[1]["error"], layers[1]["inputs"])
    np.testing.assert_allclose(layers[1]["weight_gradient"], outer, rtol=1e-12)
    assert len(found.data["gradient"]) == made.size


def test_compiled_formulas_have_the_bits_of_plain_ones() -> None:
    expression = network("mse", "identity", "gelu").perceptron().activations[0]
    few = np.linspace(-3, 3, 50)
    many = np.tile(few, MANY // 50)
    for one, other in zip(elementwise(expression, few), elementwise(expression, many), strict=True):
        np.testing.assert_array_equal(one, other[:50])


def experiment(**changes: Any) -> gd.Experiment:
    data = gd.datasets.from_arrays(POINTS, [[x * y] for x, y in POINTS])
    task = gd.Network([2, 3, 1], "tanh", data=data, batch_size=2, l2=[0.0, 0.1], init_seed=[3, 8])
    given = {"lr": [0.1, 0.3], "steps": 12, "seed": 5, "schedule": gd.Cosine(warmup=3)}
    return gd.Experiment(task, **{"optimizers": "sgd", "dtype": "float64", **given, **changes})


def test_a_step_of_a_run_is_that_of_the_session() -> None:
    made = experiment()
    result = made.replace(record=["params"]).run()
    params = result["trace_params"].values.reshape(8, 13, -1)
    for run, step in ((0, 0), (3, 5), (6, 11)):
        found = backpropagation(made, run=run, step=step, sample=None)
        agrees(found)
        np.testing.assert_allclose(found.data["params"], params[run, step], rtol=1e-13)
        np.testing.assert_allclose(found.data["new_params"], params[run, step + 1], rtol=1e-13)
        plain = params[run, step] - found.data["lr"] * np.array(found.data["gradient"])
        np.testing.assert_allclose(params[run, step + 1], plain, rtol=1e-12)
        assert len(found.data["samples"]) == len(found.data["batch"]) == (1 if step % 3 == 2 else 2)


def test_another_optimizers_update_is_shown_as_its_own() -> None:
    made = experiment(optimizers=gd.Adam(lr=0.1), lr=None)
    found = backpropagation(made, run=2, step=4, sample=1)
    agrees(found)
    assert any("update is that of Adam" in step.sentence for step in found.steps)
    assert found.data["new_params"] != found.data["params"]
    (new,) = [step for step in found.steps if step.name == "new w1_0_0"]
    assert new.value == found.data["new_params"][0] and new.formula == ""


def test_behind_the_last_step_there_is_no_update() -> None:
    found = backpropagation(experiment(), step=12, sample=0)
    assert found.steps[-1].sentence == "The run has taken all its steps: no update follows."


def test_a_file_will_do(tmp_path: Path) -> None:
    made = experiment()
    made.save(tmp_path / "run.toml")
    assert backpropagation(tmp_path / "run.toml", 1, 2).data == backpropagation(made, 1, 2).data


def test_formulas_are_set_by_mathtext() -> None:
    from matplotlib.mathtext import MathTextParser

    parser = MathTextParser("path")
    for loss, output in (("huber", "softmax"), ("binary_cross_entropy", "sigmoid")):
        found = backpropagation(network(loss, output, ["elu", "gelu"]), sample=1)
        by_kind = {re.sub("[0-9]", "", step.name): step.latex for step in found.steps}
        for latex in by_kind.values():
            if latex and r"\text" not in latex:
                parser.parse(f"${latex}$")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"subject": "x**2"}, "x\\*\\*2"),
        ({"subject": 3}, "must be a Network, or an Experiment with one"),
        ({"subject": gd.Experiment("x**2", "sgd")}, "backpropagation is for networks"),
        ({"subject": one_neuron(), "step": 1}, "a network has no run 0 and step 1"),
        ({"subject": one_neuron(), "sample": 1}, "sample must be a whole number from 0 to 0"),
        ({"subject": one_neuron(), "params": [1.0]}, "vector of the network's 2 parameters"),
        ({"subject": one_neuron(), "lr": -1}, "lr must be a number above 0, got -1"),
        ({"subject": experiment(), "run": 8}, "run must be a whole number from 0 to 7, got 8"),
        ({"subject": experiment(), "step": 13}, "step must be a whole number from 0 to 12"),
        ({"subject": experiment(), "lr": 1.0}, "params and lr are only for a Network"),
        (
            {"subject": experiment(lr=1e9, schedule=None, limit=100), "step": 9},
            "diverged and stopped at step",
        ),
    ],
)
def test_wrong_input_gets_its_sentence(arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        backpropagation(**arguments)


def test_each_number_says_where_in_the_network_it_belongs() -> None:
    found = backpropagation(network("mse", "softmax", init="ntk"), sample=1)
    layers = found.data["layers"]
    seen = set()
    for step in found.steps:
        if not step.place:
            assert step.value is None  # a heading
            continue
        assert step.place not in seen
        seen.add(step.place)
        kind, where = str(step.place[0]), [int(each) for each in step.place[1:]]
        if kind in ("loss", "by_a", "new_weight", "new_bias"):
            continue
        numbers = np.array(layers[where[0] - 1][kind])
        numbers = numbers[0] if kind in ("z", "a", "slope", "error") else numbers
        assert step.value == numbers[tuple(where[1:])], step.name
    kinds = {place[0] for place in seen}
    assert kinds == {"z", "a", "slope", "loss", "by_a", "error", "weight_gradient",
                     "bias_gradient", "new_weight", "new_bias"}  # fmt: skip
    sizes = zip((2, 3, 2), (3, 2, 2), strict=True)
    assert sum(place[0] == "new_weight" for place in seen) == sum(a * b for a, b in sizes)


def test_the_terms_of_a_sum_add_up_to_it_and_belong_to_weights() -> None:
    made = network("mse", "identity", init="ntk")
    found = backpropagation(made, sample=2)
    sums = [step for step in found.steps if step.terms]
    assert len(sums) == 3 + 2 + 2 + 2 + 3  # weighted inputs forward, slopes by units backward
    for step in sums:
        assert sum(term.value for term in step.terms) == pytest.approx(step.value, rel=1e-13)
        for term in step.terms:
            kind, layer, *where = term.place
            name = "_".join(map(str, (layer, *where)))
            assert kind in ("weight", "bias") and f"{str(kind)[0]}{name}" in term.formula
    (term, *_) = next(step for step in found.steps if step.name == "z2_1").terms
    weights = made.weights(made.initial())[1][0]
    a = np.array(found.data["layers"][0]["a"])[0, 0]
    m = found.data["layers"][1]["multiplier"]
    assert term.formula == "m2*w2_1_0*a1_0" and term.place == ("weight", 2, 1, 0)
    assert term.value == pytest.approx(m * weights[1, 0] * a, rel=1e-15)


def test_moments_of_a_run_are_those_of_the_experiment_in_any_order() -> None:
    data = gd.datasets.moons(samples=40, noise=0.1)
    given = gd.Network([2, 3, 1], loss="binary_cross_entropy", data=data, batch_size=8,
                       init_seed=[3, 4], l2=[0.0, 0.1])  # fmt: skip
    experiment = gd.Experiment(given, ["sgd", "adam"], lr=0.2, steps=9, seed=5)
    moments = RunMoments(experiment, 7)

    def params(step: int) -> Any:
        result = experiment.replace(steps=step).run()["params"].values
        return result.reshape(8, -1)[7].astype(float)

    for step in (4, 2):
        here = moments.at(step)
        assert here.where == f"run 7 at step {step}" and here.optimizer == "Adam"
        np.testing.assert_array_equal(here.params, params(step))
        np.testing.assert_array_equal(here.after, params(step + 1))
        assert here.batch == given.batch(step, 5).tolist()
    assert moments.penalties == {"l1": 0.0, "l2": 0.1}
    seen = passes(moments.network.perceptron(), here.params, here.batch, {"l2": 0.1})
    np.testing.assert_allclose(moments.gradient(here.params, 2), seen.gradient, rtol=1e-12)
    assert moments.at(9).after is None
