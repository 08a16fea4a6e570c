"""The calculus of training, each idea worked through with numbers.

    import gdsim as gd

    print(gd.explain("(2*x + 3)**2", at={"x": 1}))            # the chain rule
    print(gd.learn.derivative("relu(x)", at=0))
    print(gd.learn.gradient("rosenbrock"))
    print(gd.learn.backpropagation(gd.Network([1, 2, 1], data=gd.datasets.sine())))
    print(gd.learn.optimizer_step(gd.Adam(beta2=0.99), "rosenbrock", step=3))
    print(gd.learn.diagnosis(gd.Experiment("rosenbrock", gd.SGD(lr=0.1))))
    measured = gd.learn.lesson("momentum_in_a_ravine").run()
    print(measured)                                           # its claims, with what was measured
    measured.figure().savefig("ravine.png")

Each function returns an Explanation: text in a terminal, formulas in a notebook, and plain data.
"""

from __future__ import annotations

from gdsim.learn.code.code import code
from gdsim.learn.derivatives.chain_rule import chain_rule
from gdsim.learn.derivatives.derivative import derivative
from gdsim.learn.derivatives.gradient import gradient
from gdsim.learn.derivatives.key_derivatives import key_derivatives
from gdsim.learn.diagnosis.diagnosis import diagnosis
from gdsim.learn.explanations.explanation import Explanation
from gdsim.learn.explanations.step import Step
from gdsim.learn.lessons.lessons import lesson, lessons
from gdsim.learn.methods.initializer import initializer
from gdsim.learn.methods.loss import loss
from gdsim.learn.methods.schedule import schedule

# Functions have the names of their modules; after these imports the names mean the functions.
from gdsim.learn.networks.backpropagation import backpropagation
from gdsim.learn.networks.batches import batches
from gdsim.learn.networks.depth import depth
from gdsim.learn.steps.learning_rate import learning_rate
from gdsim.learn.steps.optimizer_step import optimizer_step
from gdsim.learn.subjects import explain

__all__ = [
    "Explanation",
    "Step",
    "backpropagation",
    "batches",
    "chain_rule",
    "code",
    "depth",
    "derivative",
    "diagnosis",
    "explain",
    "gradient",
    "initializer",
    "key_derivatives",
    "learning_rate",
    "lesson",
    "lessons",
    "loss",
    "optimizer_step",
    "schedule",
]
