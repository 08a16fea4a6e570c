"""Equations with their numbers in the place of their names."""

from __future__ import annotations

import pytest

import gdsim as gd
from gdsim.learn.explanations.names import latex_name
from gdsim.learn.explanations.step import Step
from gdsim.learn.explanations.worked import in_numbers, worked


@pytest.mark.parametrize(
    ("latex", "named", "wanted"),
    [
        (r"w^{(1)}_{0,1} \, x_{1} + b^{(1)}_{0}", {"w1_0_1": -0.5, "x1": 2.0, "b1_0": -1.0},
         r"-0.5 \cdot 2 + \left(-1\right)"),
        (r"\tanh\left(z^{(1)}_{0}\right)^{2}", {"z1_0": -2.0}, r"\tanh\left(-2\right)^{2}"),
        (r"\left(1 - 2 \, t\right) \, z^{(2)}_{0}", {"t": 1.0, "z2_0": 0.25},
         r"\left(1 - 2 \cdot 1\right) \cdot 0.25"),
        (r"\mathrm{lr} \, \frac{\mathrm{d} L}{\mathrm{d} w^{(2)}_{0,0}}",
         {"lr": 0.1, "dL/dw2_0_0": 3e-7}, r"0.1 \cdot 3 \cdot 10^{-7}"),
        (r"\text{W1 x}", {"mean": 1.0}, r"\text{W1 x}"),
    ],
)  # fmt: skip
def test_names_are_replaced_by_numbers(latex, named, wanted):
    assert in_numbers(latex, named) == wanted


def test_indices_of_layers_are_above_and_of_units_below():
    assert latex_name("w2_0_1") == "w^{(2)}_{0,1}" and latex_name("y_3") == "y_{3}"
    assert latex_name("dL/dz1_0") == r"\frac{\mathrm{d} L}{\mathrm{d} z^{(1)}_{0}}"
    assert latex_name("new b1_2") == r"\text{new }b^{(1)}_{2}"


def test_every_step_of_a_backpropagation_is_worked_without_a_name_left():
    data = gd.datasets.sine(samples=5)
    made = gd.Network([1, 2, 1], "tanh", loss="mse", data=data, l2=0.5)
    for step in gd.learn.backpropagation(made, sample=1).steps:
        if step.latex:
            sides = worked(step)
            assert "_{" not in sides[-2] or "sum" in sides[-2], step.name
            assert len(sides) == 4 or step.name.startswith("d"), step.name


def test_a_sum_of_many_terms_is_that_of_their_values():
    terms = tuple(Step("t", "t", "t", "", value) for value in (1.5, -2.0, 3.0, -0.5, 0.25))
    step = Step("z", "w*x", r"w \, x", "", 2.25, {"w": 1.0, "x": 2.25}, terms=terms)
    wanted = r"1.5 + \left(-2\right) + 3 + \left(-0.5\right) + 0.25"
    assert worked(step) == ["z", wanted, "2.25"]
    assert worked(terms[0]) == ["t", "1.5"]  # a term is its formula, without a name
